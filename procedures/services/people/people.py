"""Use cases of persons and roles: add, close, grant, revoke, list."""

from __future__ import annotations

from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.inventory import find_unit
from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Proposal
from workflow.definition import EVERYWHERE
from workflow.identity.people import Key, Person, RoleGrant, find_person
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader

EVERYWHERE_ROLES = frozenset({"auditor", "registrar"})  # granted everywhere unless a unit is named


class PersonRecord(NamedTuple):
    """A person with keys and grants, past ones included."""

    person: Person
    keys: tuple[Key, ...]
    grants: tuple[RoleGrant, ...]


def draft_person(session: Session, id_: str, name: str) -> Draft:
    """Draft the addition of a person: id and full name.

    Raises what `Session.draft` raises.
    """
    return session.draft("person.add", [(f"person/{id_}", {"name": name})])


def draft_close_person(session: Session, person: str) -> Draft:
    """Draft a person's leaving of office: keys and grants end with it.

    Raises what `Session.draft` raises.
    """
    return session.draft("person.close", [(f"person/{person}", {})])


def draft_role(session: Session, person: str, role: str, scope: str, *, grant: bool) -> Draft:
    """Draft the grant or revocation of a role in a unit and all beneath it ("*": everywhere).

    `scope` "" is everywhere for a revocation and for roles that are always held everywhere.

    Raises BadInput: when another role is granted without a scope: a forgotten field must not give a clerk the
    whole register. Raises NotFound: when there is no such unit. Raises what `Session.draft` raises.
    """
    if not scope and grant and role not in EVERYWHERE_ROLES:
        raise BadInput((InputProblem("request.unit", "unit-or-all", "request.unit"),))
    scope = scope or EVERYWHERE
    with session.reading() as rows:
        if scope != EVERYWHERE:
            find_unit(rows, scope)
    body: Json = {"role": role, "scope": scope}
    return session.draft("role.grant" if grant else "role.revoke", [(f"person/{person}", body)])


def all_people(session: Session) -> tuple[PersonRecord, ...]:
    """Return every person ever registered, by id."""
    with session.reading() as rows:
        return tuple(_record_of(rows, person) for person in sorted(rows.scan(Person), key=lambda p: p.id))


def person_record(session: Session, id_: str) -> PersonRecord:
    """Return a person with keys and grants.

    Raises NotFound: when there is none with this id.
    """
    with session.reading() as rows:
        return _record_of(rows, find_person(rows, id_))


def open_cases(session: Session, person: str) -> tuple[tuple[Procedure, Proposal], ...]:
    """Return the open proposals within a person's grants, which a hand-over must cover."""
    with session.reading() as rows:
        scopes = {g.scope for g in rows.scan(RoleGrant, person=person, until=None)}
        cases = []
        for outcome in ("proposed", "approved"):
            for proposal in rows.scan(Proposal, outcome=outcome):
                above = unit_path(proposal.unit, rows)
                procedure = rows.get(Procedure, proposal.code)
                if procedure and (EVERYWHERE in scopes or scopes.intersection(above)):
                    cases.append((procedure, proposal))
    return tuple(sorted(cases, key=lambda pair: pair[1].moved))


def _record_of(rows: Reader, person: Person) -> PersonRecord:
    keys = sorted(rows.scan(Key, person=person.id), key=lambda key: key.since)
    grants = sorted(rows.scan(RoleGrant, person=person.id), key=lambda grant: grant.since)
    return PersonRecord(person, tuple(keys), tuple(grants))
