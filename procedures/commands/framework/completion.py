"""What a shell completes: codes, units, people and programmes of the register it stands beside."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from procedures.commands.framework.session import register_url, settings
from procedures.wording.formats import one_line, truncate

_WIDE = 60  # columns of a name beside what is completed


def found(
    what: str, ctx: click.Context, param: click.Parameter, beginning: str
) -> list[CompletionItem]:
    """What is on record under these letters. Whatever goes wrong, a shell wants silence."""
    from procedures.services import lookups as known
    from procedures.services.session import open_session

    taken = set(ctx.params.get(param.name or "") or ())
    try:
        desk = open_session(register_url(settings(ctx)))
        if what == "codes":
            listed = known.codes(desk, beginning, ctx.command.name or "")
        else:
            listed = getattr(known, what)(desk, beginning)
    except Exception:  # noqa: BLE001 - as the docstring says
        return []
    return [
        CompletionItem(value, help=truncate(one_line(name), _WIDE) or None)
        for value, name in listed
        if value not in taken
    ]
