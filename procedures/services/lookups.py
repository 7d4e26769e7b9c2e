"""What is on record under a few letters: for the completion of a shell, so quick and never an error."""

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
    """Codes with their names; for an act of the life cycle only those in a state that it takes."""
    found = DEFINITION.by_name.get(act)
    if found and found.sources and INVENTORIED not in found.sources:
        with session.reading() as rows:
            return _standing(rows, found.sources, beginning)
    listed = session.store.query("codes", first=beginning, last=beginning + _LAST, most=MOST)
    return [(code, name) for code, name in listed]


def matching_units(session: Session, beginning: str) -> list[tuple[str, str]]:
    """Open units with their names."""
    with session.reading() as rows:
        return sorted(
            (one.id, one.name)
            for one in rows.scan(Unit)
            if one.closed is None and one.id.startswith(beginning)
        )[:MOST]


def matching_people(session: Session, beginning: str) -> list[tuple[str, str]]:
    """People in office with their names."""
    with session.reading() as rows:
        return sorted(
            (one.id, one.name)
            for one in rows.scan(Person)
            if one.until is None and one.id.startswith(beginning)
        )[:MOST]


def matching_programmes(session: Session, beginning: str) -> list[tuple[str, str]]:
    """Programmes that were adopted."""
    return [(one.id, "") for one in adopted(session) if one.id.startswith(beginning)]


def _standing(rows: Reader, states: tuple[str, ...], beginning: str) -> list[tuple[str, str]]:
    found = {
        proposal.code
        for state in states
        for proposal in rows.scan(Proposal, outcome=state)
        if proposal.code.startswith(beginning)
    }
    held = [rows.get(Procedure, code) for code in sorted(found)[:MOST]]
    return [(one.code, one.name) for one in held if one is not None]
