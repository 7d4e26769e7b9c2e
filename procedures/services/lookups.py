"""Looks up names on record by their first letters, for the completion of a shell: quickly, at most 100."""

from __future__ import annotations

from procedures.lifecycle import DEFINITION, INVENTORIED
from procedures.services.programmes import adopted
from procedures.services.session import Session
from procedures.storage.rows import Procedure, Proposal, Unit
from workflow.identity.people import Person
from workflow.storage.rows import Reader

MOST = 100
_LAST = "\U0010ffff"  # after every code that begins with the same letters


def matching_codes(session: Session, beginning: str, act: str = "") -> list[tuple[str, str]]:
    """Return (code, name) of procedures; for an act of the life cycle only those in a state that it takes.

    `beginning`: the first letters, "" for all; `act`: an act's name, "" for none.
    """
    named_act = DEFINITION.by_name.get(act)
    if named_act and named_act.sources and INVENTORIED not in named_act.sources:
        with session.reading() as rows:
            return _codes_in_states(rows, named_act.sources, beginning)
    listed = session.store.query("codes", first=beginning, last=beginning + _LAST, most=MOST)
    return [(code, name) for code, name in listed]


def matching_units(session: Session, beginning: str) -> list[tuple[str, str]]:
    """Return (id, name) of open units."""
    with session.reading() as rows:
        return sorted(
            (unit.id, unit.name)
            for unit in rows.scan(Unit)
            if unit.closed is None and unit.id.startswith(beginning)
        )[:MOST]


def matching_people(session: Session, beginning: str) -> list[tuple[str, str]]:
    """Return (id, name) of persons in office."""
    with session.reading() as rows:
        return sorted(
            (person.id, person.name)
            for person in rows.scan(Person)
            if person.until is None and person.id.startswith(beginning)
        )[:MOST]


def matching_programmes(session: Session, beginning: str) -> list[tuple[str, str]]:
    """Return (id, "") of adopted programmes."""
    return [(programme.id, "") for programme in adopted(session) if programme.id.startswith(beginning)]


def _codes_in_states(rows: Reader, states: tuple[str, ...], beginning: str) -> list[tuple[str, str]]:
    codes = {
        proposal.code
        for state in states
        for proposal in rows.scan(Proposal, outcome=state)
        if proposal.code.startswith(beginning)
    }
    procedures = [rows.get(Procedure, code) for code in sorted(codes)[:MOST]]
    return [(procedure.code, procedure.name) for procedure in procedures if procedure is not None]
