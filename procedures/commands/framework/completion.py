"""Shell completion of codes, units, people and programmes, from the register."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.shell_completion import CompletionItem

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url
from procedures.wording.terminal_text import escape_control, one_line, truncate

_WIDE = 60  # columns of a name beside what is completed


def completions(
    lookup: str, ctx: click.Context, param: click.Parameter, beginning: str
) -> list[CompletionItem]:
    """Return names on record that begin with `beginning`; on any error none, since a shell shows it."""
    from procedures.services import lookups
    from procedures.services.session import open_session

    taken = set(ctx.params.get(param.name or "") or ())
    try:
        session = open_session(register_url(settings(ctx)))
        if lookup == "codes":
            listed = lookups.matching_codes(session, beginning, ctx.command.name or "")
        elif lookup == "units":
            listed = lookups.matching_units(session, beginning)
        elif lookup == "people":
            listed = lookups.matching_people(session, beginning)
        else:
            listed = lookups.matching_programmes(session, beginning)
    except Exception:  # noqa: BLE001 - as the docstring says
        return []
    return [
        CompletionItem(value, help=truncate(one_line(name), _WIDE) or None)
        for value, name in listed
        if value not in taken and escape_control(value) == value
    ]


class CompletedName(click.types.StringParamType):
    """Text that names something on record; a shell completes it from the register."""

    def __init__(self, what: str) -> None:
        self.what = what

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names on record with these first letters; none where it cannot be read."""
        return completions(self.what, ctx, param, incomplete)


# Name of an argument -> the look-up that completes it.
_KNOWN = {"CODE": "codes", "UNIT": "units", "PERSON": "people", "programme": "programmes"}


def with_completion(params: Sequence[click.Parameter]) -> list[click.Parameter]:
    """Return the same parameters; those that name something on record complete from it."""
    for param in params:
        place = (getattr(param, "metavar", None) or param.name or "").strip("[]….")
        if place in _KNOWN and param.type.name == "text":
            param.type = CompletedName(_KNOWN[place])
    return list(params)
