"""Command `audit explore`: write a copy for Datasette, and serve it where Datasette is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.terminal_io import echo_data, echo_message, optional_extra
from procedures.wording.formats import count
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line


def explore(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help=_("a file that does not exist yet, FILE.db"))
    ],
    serve: Annotated[
        bool, typer.Option("--serve", help=_("show it now, on this machine only (Ctrl-C ends it)"))
    ] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=_("where to show it"))] = 8001,
) -> None:
    from procedures.services.register import datasette_copy
    from procedures.services.register.files import write_new_file

    if serve:
        with optional_extra("explore", "datasette"):
            import datasette  # noqa: F401 - is it there?
    session = session_from_options()
    beside = target.with_suffix(".json") if target.name else target  # "." is refused below
    described = datasette_copy.copy_metadata(session, target.stem, _tables())
    entries = datasette_copy.export_copy(session, target)
    write_new_file(beside, described.encode())
    words = ["serve", "-i", str(target), "-m", str(beside), "--port", str(port)]
    echo_message(
        _("Copied {n} entries and every table, read-only: {path}").format(n=count(entries), path=target)
    )
    if not serve:
        echo_message(_("Look at it with: datasette {words}").format(words=" ".join(words)))
        echo_data(f"{one_line(str(target))}\n")
        return
    echo_message(
        _("It opens at http://127.0.0.1:{port}, unless that is taken (then: --port)").format(port=port)
    )
    server = subprocess.run([sys.executable, "-m", "datasette", *words], check=False)  # noqa: S603 - our own words
    if server.returncode:
        echo_message(
            _("Datasette ended with {code}; try: datasette {words}").format(
                code=server.returncode, words=" ".join(words)
            )
        )
        raise typer.Exit(8)


def _tables() -> dict[str, str]:
    return {
        "entry": _("the journal: one signed act a row"),
        "item": _("what each act says of each subject"),
        "procedure": _("procedures as they stand"),
        "proposal": _("proposals, by programme and round"),
        "sheet": _("cost sheets as signed"),
        "document": _("documents that acts rest on"),
        "member": _("sealed baselines and what became of each member"),
        "unit": _("units, their parents and successors"),
        "person": _("people"),
        "key": _("keys and how long they were in force"),
        "role_grant": _("roles and how long they were held"),
    }
