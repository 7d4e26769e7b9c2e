"""`unit …`, `person …`, `key …`, `role …`: what the registrar looks after."""

from __future__ import annotations

from typing import Annotated

import typer

from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record, sign_and_record_all
from procedures.commands.framework.terminal_io import echo_data, output_format, print_table
from procedures.commands.second_registrar import countersigned
from procedures.dates import last_day
from procedures.input.checks import normalise
from procedures.wording.delimited import as_json
from procedures.wording.formats import count, date
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate

Id = Annotated[str, typer.Argument(metavar="ID", help=_("small letters, digits, hyphens (people: dots too)"))]
Unit = Annotated[
    str, typer.Option("--unit", metavar="UNIT", help=_("the unit; everything beneath it is covered [*]"))
]
Role = Annotated[str, typer.Argument(metavar="ROLE", help=_("department, reviewer, auditor or registrar"))]
Reason = Annotated[str, typer.Option("--reason", help=_("the reason, which is signed"))]


def person_list() -> None:
    from procedures.services.people import people

    rows = [
        (
            one.person.id,
            one.person.name,
            ", ".join(
                f"{term('role', grant.role)} @ {grant.scope}" for grant in one.grants if grant.until is None
            ),
            sum(key.until is None for key in one.keys),
            "" if one.person.until is None else one.person.until,
        )
        for one in people.everyone(session_from_options())
    ]
    heads = (_("Person"), _("Name"), _("Roles"), _("Keys"), _("Left at entry"))
    print_table(heads, rows, keys=("id", "name", "roles", "keys", "until"), right="lllrr")


def person_show(id_: Id) -> None:
    from procedures.services.people import people

    session = session_from_options()
    one = people.someone(session, normalise(id_))
    cases = people.open_cases(session, one.person.id)
    if output_format("table") == "json":
        echo_data(
            as_json(
                {
                    "person": one.person._asdict(),
                    "keys": [k._asdict() for k in one.keys],
                    "grants": [g._asdict() for g in one.grants],
                    "open": [p.code for p, _p in cases],
                }
            )
        )
        return
    echo_data(f"{one.person.id}  {one_line(one.person.name)}\n")
    for key in one.keys:
        until = _(", revoked at entry {seq}").format(seq=key.until) if key.until is not None else ""
        if key.expires is not None:
            until += _(", last day {date}").format(date=date(last_day(key.expires)))
        echo_data(
            _("  key {key} since entry {seq}{until}").format(key=key.id, seq=key.since, until=until) + "\n"
        )
    for grant in one.grants:
        until = _(", until entry {seq}").format(seq=grant.until) if grant.until is not None else ""
        echo_data(
            _("  {role} in {scope} since entry {seq}{until}").format(
                role=term("role", grant.role), scope=grant.scope, seq=grant.since, until=until
            )
            + "\n"
        )
    echo_data(_("Open cases within these roles: {n}").format(n=len(cases)) + "\n")
    for procedure, proposal in cases[:50]:
        echo_data(f"  {procedure.code}  {term('outcome', proposal.outcome)}  {one_line(procedure.name)}\n")


def person_add(id_: Id, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    from procedures.services.people import people

    session = session_from_options(acting=True)
    sign_and_record(session, people.draft_person(session, normalise(id_), normalise(name)))


def person_close(id_: Id) -> None:
    from procedures.services.people import people

    session = session_from_options(acting=True)
    cases = people.open_cases(session, normalise(id_))
    preview = (
        [
            _("open cases within these roles, to be handed over: {n}").format(n=len(cases)),
            f"tinhgon person handover {id_} PERSON --as {session.person}",
        ]
        if cases
        else []
    )
    sign_and_record(session, people.draft_close_person(session, normalise(id_)), preview)


def person_handover(
    leaving: Annotated[str, typer.Argument(metavar="PERSON", help=_("whose work it was"))],
    taking: Annotated[str, typer.Argument(metavar="PERSON", help=_("who takes it over"))],
    stays: Annotated[
        bool, typer.Option("--stays", help=_("the first one stays in office, without these roles"))
    ] = False,
) -> None:
    from procedures.services.people import handover

    session = session_from_options(acting=True)
    made = handover.draft(session, normalise(leaving), normalise(taking), stays=stays)
    preview = [_("open cases that go over: {n}").format(n=count(len(made.cases)))]
    preview += [
        f"{one.code} {term('outcome', p.outcome)} {truncate(one_line(one.name), 60)}"
        for one, p in made.cases[:20]
    ]
    if len(made.cases) > len(preview) - 1:
        preview.append(_("… and {n} more").format(n=len(made.cases) - len(preview) + 1))
    if made.own:
        preview.append(
            _("proposed by {person}, so somebody else must decide on them: {codes}").format(
                person=taking, codes=", ".join(made.own)
            )
        )
    preview += countersigned(session)
    sign_and_record_all(session, made.drafts, preview)
