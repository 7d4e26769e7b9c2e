"""Words one person: keys, roles, open cases, a hand-over, a closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.dates import last_day
from procedures.services.people.handover import Handover
from procedures.services.people.people import PersonRecord
from procedures.storage.rows import Procedure, Proposal
from procedures.wording.formats import count, date
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate

_CASES = 50  # open cases shown of one person
_HANDED = 20  # cases shown of a hand-over


def person_lines(record: PersonRecord, cases: Sequence[tuple[Procedure, Proposal]]) -> Iterator[str]:
    """Yield a person with keys and grants, past ones included, and the open cases within the roles."""
    yield f"{record.person.id}  {one_line(record.person.name)}"
    for key in record.keys:
        until = _(", revoked at entry {seq}").format(seq=key.until) if key.until is not None else ""
        if key.expires is not None:
            until += _(", last day {date}").format(date=date(last_day(key.expires)))
        yield _("  key {key} since entry {seq}{until}").format(key=key.id, seq=key.since, until=until)
    for grant in record.grants:
        until = _(", until entry {seq}").format(seq=grant.until) if grant.until is not None else ""
        yield _("  {role} in {scope} since entry {seq}{until}").format(
            role=term("role", grant.role), scope=grant.scope, seq=grant.since, until=until
        )
    yield _("Open cases within these roles: {n}").format(n=len(cases))
    for procedure, proposal in cases[:_CASES]:
        yield f"  {procedure.code}  {term('outcome', proposal.outcome)}  {one_line(procedure.name)}"


def own_lines(record: PersonRecord) -> Iterator[str]:
    """Yield the acting person with the keys and roles in force."""
    yield f"{record.person.id}  {one_line(record.person.name)}"
    for key in record.keys:
        if key.until is None:
            until = _(", last day {date}").format(date=date(last_day(key.expires))) if key.expires else ""
            yield f"  {key.id}{until}"
    for grant in record.grants:
        if grant.until is None:
            yield "  " + _("{role} in {scope}").format(role=term("role", grant.role), scope=grant.scope)


def closing_lines(person: str, registrar: str, cases: int) -> list[str]:
    """Return the warning before a person (id) with open cases leaves, with the command to hand them over."""
    return [
        _("open cases within these roles, to be handed over: {n}").format(n=cases),
        f"tinhgon person handover {person} PERSON --as {registrar}",
    ]


def handover_lines(handover: Handover, taking: str) -> Iterator[str]:
    """Yield the cases that go over, and those on which somebody else than `taking` must decide."""
    yield _("open cases that go over: {n}").format(n=count(len(handover.cases)))
    for procedure, proposal in handover.cases[:_HANDED]:
        name = truncate(one_line(procedure.name), 60)
        yield f"{procedure.code} {term('outcome', proposal.outcome)} {name}"
    if len(handover.cases) > _HANDED:
        yield _("… and {n} more").format(n=len(handover.cases) - _HANDED)
    if handover.own:
        yield _("proposed by {person}, so somebody else must decide on them: {codes}").format(
            person=taking, codes=", ".join(handover.own)
        )
