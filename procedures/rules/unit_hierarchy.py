"""Whose a subject is, and what lies above a unit: the ways up the administration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Procedure, Review, Unit
from workflow.definition import EVERYWHERE

if TYPE_CHECKING:
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader


def owning_unit(subject: str, body: Json, reader: Reader) -> str:
    """The unit that answers for a subject: a procedure's owner, a review plan's; else "*"."""
    kind, _, key = subject.partition("/")
    if kind == "person" and "unit" in body:  # one's own confirmation, in one's own scope
        return str(body["unit"])
    if kind == "review":
        plan = reader.get(Review, key)
        return plan.unit if plan is not None else str(body.get("unit") or EVERYWHERE)
    if kind != "procedure":
        return EVERYWHERE
    procedure = reader.get(Procedure, key)
    if procedure is not None:
        return procedure.unit or EVERYWHERE
    return str(body.get("unit") or EVERYWHERE)


def unit_path(scope: str, reader: Reader) -> tuple[str, ...]:
    """A unit and everything above it, ending in "*". A closed unit is its successor.

    Grants do not follow a successor: those who are granted the successor may act.
    """
    found: list[str] = []
    here: str | None = scope
    seen: set[str] = set()  # successors too: a journal that breaks the rules may lead in a circle
    while here is not None and here != EVERYWHERE and here not in seen:
        seen.add(here)
        unit = reader.get(Unit, here)
        if unit is None:
            return (*found, here) if here == scope else (*found, EVERYWHERE)
        if unit.successor is not None:
            here = unit.successor
            continue
        found.append(here)
        here = unit.parent
    return (*found, EVERYWHERE)
