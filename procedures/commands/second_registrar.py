"""Commands `register countersign|waiting|confirm|decline` of the second registrar."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record, sign_and_record_all
from procedures.commands.framework.terminal_io import output_format, print_json, print_listing
from procedures.wording.language import _

Entries = Annotated[
    list[int], typer.Argument(metavar="SEQ…", help=_("the entries, as `register waiting` lists them"))
]


def countersign() -> None:
    from procedures.services.people.second_registrar import draft_countersign

    session = session_from_options(acting=True)
    preview = [_("for good: from now on new keys and roles wait for a second registrar")]
    sign_and_record(session, draft_countersign(session), preview)


def waiting() -> None:
    from procedures.services.people import second_registrar
    from procedures.terminal.second_registrar import waiting_list
    from procedures.views.second_registrar import waiting_page

    acts = second_registrar.waiting_acts(session_from_options())
    if output_format("table") == "json":
        print_json(waiting_page(acts))
    else:
        print_listing(waiting_list(acts))


def confirm(entries: Entries) -> None:
    _answer(entries, accept=True)


def decline(entries: Entries) -> None:
    _answer(entries, accept=False)


def _answer(entries: list[int], *, accept: bool) -> None:
    from procedures.services.people import second_registrar
    from procedures.terminal.second_registrar import requested_lines

    session = session_from_options(acting=True)
    positions = list(dict.fromkeys(entries))
    preview = list(requested_lines(second_registrar.waiting_acts(session), positions))
    sign_and_record_all(session, second_registrar.draft_answers(session, positions, accept=accept), preview)
