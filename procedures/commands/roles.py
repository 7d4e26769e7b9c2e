"""Commands of roles."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.arguments import one_of, stable_names
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import print_listing
from procedures.commands.people import Id, Role, Unit
from procedures.input.checks import normalise
from procedures.wording.language import _


def role_list() -> None:
    from procedures.services.people import people
    from procedures.views.people import role_list as listing

    print_listing(listing(people.all_people(session_from_options())))


def role_grant(
    person: Id,
    role: Role,
    unit: Annotated[
        str,
        typer.Option(
            "--unit",
            metavar="UNIT",
            help=_("the unit; all beneath it is covered; “*” is the whole register [auditor, registrar: *]"),
        ),
    ] = "",
) -> None:
    _role(person, role, unit, grant=True)


def role_revoke(person: Id, role: Role, unit: Unit = "*") -> None:
    _role(person, role, unit, grant=False)


def _role(person: str, role: str, unit: str, *, grant: bool) -> None:
    from procedures.services.people import people
    from procedures.terminal.second_registrar import countersigned_lines

    named = one_of("ROLE", role, stable_names("role"))
    session = session_from_options(acting=True)
    draft = people.draft_role(session, normalise(person), named, normalise(unit), grant=grant)
    sign_and_record(session, draft, countersigned_lines(session) if grant else ())
