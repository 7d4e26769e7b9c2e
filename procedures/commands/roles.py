"""Commands of roles."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.arguments import choice, names
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.commands.framework.terminal_io import missing_option_error, print_table
from procedures.commands.people import Id, Role, Unit
from procedures.commands.second_registrar import countersigned
from procedures.input.checks import normalise
from procedures.wording.language import _


def role_list() -> None:
    from procedures.services.people import people

    rows = [
        (one.person.id, grant.role, grant.scope, grant.since, grant.until)
        for one in people.everyone(session_from_options())
        for grant in one.grants
    ]
    heads = (_("Person"), _("Role"), _("Unit"), _("Since entry"), _("Until entry"))
    print_table(
        heads, rows, keys=("person", "role", "unit", "since", "until"), right="lllrr", terms={"role": "role"}
    )


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
    # A forgotten option must not give a clerk the whole register.
    if not unit and choice("ROLE", role, names("role")) not in {"auditor", "registrar"}:
        raise missing_option_error("--unit", "unit-or-all")
    _role(person, role, unit or "*", grant=True)


def role_revoke(person: Id, role: Role, unit: Unit = "*") -> None:
    _role(person, role, unit, grant=False)


def _role(person: str, role: str, unit: str, *, grant: bool) -> None:
    from procedures.services.people import people

    session = session_from_options(acting=True)
    sign_and_record(
        session,
        people.draft_role(
            session, normalise(person), choice("ROLE", role, names("role")), normalise(unit), grant=grant
        ),
        countersigned(session) if grant else (),
    )
