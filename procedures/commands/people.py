"""Commands `person …`, and the arguments that `unit`, `key` and `role` share."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record, sign_and_record_all
from procedures.commands.framework.terminal_io import print_listing, print_page
from procedures.input.checks import normalise
from procedures.wording.language import _

Id = Annotated[str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))]
Unit = Annotated[
    str, typer.Option("--unit", metavar="UNIT", help=_("the unit; everything beneath it is covered [*]"))
]
Role = Annotated[str, typer.Argument(metavar="ROLE", help=_("department, reviewer, auditor or registrar"))]


def person_list() -> None:
    from procedures.services.people import people
    from procedures.views.people import person_list as listing

    print_listing(listing(people.all_people(session_from_options())))


def person_show(id_: Id) -> None:
    from procedures.services.people import people
    from procedures.terminal.people import person_lines
    from procedures.views.people import person_page

    session = session_from_options()
    record = people.person_record(session, normalise(id_))
    cases = people.open_cases(session, record.person.id)
    print_page(lambda: person_page(record, cases), lambda: person_lines(record, cases))


def person_add(id_: Id, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    from procedures.services.people import people

    session = session_from_options(acting=True)
    sign_and_record(session, people.draft_person(session, normalise(id_), normalise(name)))


def person_close(id_: Id) -> None:
    from procedures.services.people import people
    from procedures.terminal.people import closing_lines

    session = session_from_options(acting=True)
    cases = people.open_cases(session, normalise(id_))
    preview = closing_lines(normalise(id_), session.person, len(cases)) if cases else []
    sign_and_record(session, people.draft_close_person(session, normalise(id_)), preview)


def person_handover(
    leaving: Annotated[str, typer.Argument(metavar="PERSON", help=_("whose work it was"))],
    taking: Annotated[str, typer.Argument(metavar="PERSON", help=_("who takes it over"))],
    stays: Annotated[
        bool, typer.Option("--stays", help=_("the first one stays in office, without these roles"))
    ] = False,
) -> None:
    from procedures.services.people import handover
    from procedures.terminal.people import handover_lines
    from procedures.terminal.second_registrar import countersigned_lines

    session = session_from_options(acting=True)
    handed_over = handover.draft_handover(session, normalise(leaving), normalise(taking), stays=stays)
    preview = [*handover_lines(handed_over, normalise(taking)), *countersigned_lines(session)]
    sign_and_record_all(session, handed_over.drafts, preview)
