"""Units, persons, keys and roles: what a registrar looks after."""

from __future__ import annotations

from typing import NamedTuple

from procedures.dates import end_of
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.inventory import find_unit
from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Proposal, Unit
from procedures.vietnamese import order
from workflow.errors import NotFound
from workflow.identity.people import EVERYWHERE, Key, Person, RoleGrant
from workflow.journal.intents import Json
from workflow.storage.rows import Reader


class Someone(NamedTuple):
    """A person with keys and grants, past ones included."""

    person: Person
    keys: tuple[Key, ...]
    grants: tuple[RoleGrant, ...]


def draft_unit(office: Session, id_: str, name: str, kind: str, parent: str | None) -> Draft:
    """A new unit, or the same unit with another name, kind or parent."""
    with office.reading() as rows:
        act = "unit.change" if rows.get(Unit, id_) else "unit.add"
    body: Json = {"name": name, "kind": kind, "parent": parent}
    return office.draft(act, [(f"unit/{id_}", body)])


def draft_units(office: Session, units: list[tuple[str, Json]]) -> Draft:
    """New units under one signature, parents before children."""
    return office.draft("unit.add", [(f"unit/{id_}", body) for id_, body in units])


def draft_close_unit(office: Session, id_: str, date: str, successor: str | None) -> Draft:
    """Close a unit; its open cases go to the successor, its sealed rows stay."""
    with office.reading() as rows:
        find_unit(rows, id_)
    return office.draft("unit.close", [(f"unit/{id_}", {"date": date, "successor": successor})])


def units(office: Session) -> tuple[Unit, ...]:
    """Every unit, in the order of the Vietnamese alphabet."""
    with office.reading() as rows:
        return tuple(
            sorted(rows.scan(Unit), key=lambda unit: (unit.kind != "province", order(unit.name)))
        )


def draft_person(office: Session, id_: str, name: str) -> Draft:
    """A new person."""
    return office.draft("person.add", [(f"person/{id_}", {"name": name})])


def draft_key(
    office: Session, person: str, public: str, proof: str = "", last_day: str = ""
) -> Draft:
    """A public key (one OpenSSH line) of a person; `proof`: its own signature of `proof_text`.

    `last_day` (ISO): the key signs nothing that is recorded after the end of that day.
    """
    body: Json = {"public": public}
    if proof:
        body["proof"] = proof
    if last_day:
        body["expires"] = end_of(last_day)
    return office.draft("key.add", [(f"person/{person}", body)])


def draft_revoke_key(office: Session, key: str, reason: str, suspected: int | None) -> Draft:
    """A key out of force; acts since position `suspected` are contested. Raises NotFound."""
    with office.reading() as rows:
        held = rows.get(Key, key)
    if held is None:
        raise NotFound("no-such-key", key=key)
    body: Json = {"key": key} | ({} if suspected is None else {"suspected_from": suspected})
    return office.draft("key.revoke", [(f"person/{held.person}", body)], reason=reason)


def draft_close_person(office: Session, person: str) -> Draft:
    """A person out of office: keys and grants end with it."""
    return office.draft("person.close", [(f"person/{person}", {})])


def draft_role(office: Session, person: str, role: str, scope: str, *, grant: bool) -> Draft:
    """Grant or revoke a role in a unit and all beneath it ("*": everywhere)."""
    with office.reading() as rows:
        if scope != EVERYWHERE:
            find_unit(rows, scope)
    body: Json = {"role": role, "scope": scope}
    return office.draft("role.grant" if grant else "role.revoke", [(f"person/{person}", body)])


def everyone(office: Session) -> tuple[Someone, ...]:
    """Every person ever registered."""
    with office.reading() as rows:
        return tuple(
            _someone(rows, person) for person in sorted(rows.scan(Person), key=lambda p: p.id)
        )


def someone(office: Session, id_: str) -> Someone:
    """A person with keys and grants. Raises NotFound."""
    with office.reading() as rows:
        person = rows.get(Person, id_)
        if person is None:
            raise NotFound("no-such-person", person=id_)
        return _someone(rows, person)


def open_cases(office: Session, person: str) -> tuple[tuple[Procedure, Proposal], ...]:
    """The open proposals within a person's grants: what a hand-over must cover."""
    with office.reading() as rows:
        scopes = {g.scope for g in rows.scan(RoleGrant, person=person, until=None)}
        found = []
        for outcome in ("proposed", "approved"):
            for proposal in rows.scan(Proposal, outcome=outcome):
                above = unit_path(proposal.unit, rows)
                procedure = rows.get(Procedure, proposal.code)
                if procedure and (EVERYWHERE in scopes or scopes.intersection(above)):
                    found.append((procedure, proposal))
    return tuple(sorted(found, key=lambda pair: pair[1].moved))


def _someone(rows: Reader, person: Person) -> Someone:
    keys = sorted(rows.scan(Key, person=person.id), key=lambda key: key.since)
    grants = sorted(rows.scan(RoleGrant, person=person.id), key=lambda grant: grant.since)
    return Someone(person, tuple(keys), tuple(grants))
