"""Finds the unit that owns a subject, and the units above a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.dates import LATEST
from procedures.rules.codes import current_code
from procedures.storage.rows import Procedure, Review, Unit
from workflow.definition import EVERYWHERE

if TYPE_CHECKING:
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader


def owning_unit(subject: str, body: Json, reader: Reader) -> str:
    """Return the id of the unit that owns a subject (such as `procedure/1.000123`); "*" where none does.

    A procedure or a review plan that is not on record yet belongs to the unit that its `body` names.
    """
    kind, _, key = subject.partition("/")
    if kind == "person" and "unit" in body:  # a confirmation of one's own acts names the unit of one's grant
        return str(body["unit"])
    if kind == "review":
        plan = reader.get(Review, key)
        return plan.unit if plan is not None else str(body.get("unit") or EVERYWHERE)
    if kind != "procedure":
        return EVERYWHERE
    procedure = reader.get(Procedure, current_code(key, reader))
    if procedure is not None:
        return procedure.unit or EVERYWHERE
    return str(body.get("unit") or EVERYWHERE)


def is_closed(unit: Unit, day: str) -> bool:
    """Return True where a unit is closed on `day` (ISO date)."""
    return unit.closed is not None and unit.closed <= day


def unit_path(scope: str, reader: Reader, day: str = LATEST) -> tuple[str, ...]:
    """Return the ids of a unit and of every unit above it, lowest first, ending in "*".

    A unit that is closed by `day` (ISO date) is replaced by its successor (R10). A grant does not follow: a
    person who acted for the closed unit needs a grant for the successor.
    """
    path: list[str] = []
    here: str | None = scope
    seen: set[str] = set()  # successors too: a journal that breaks the rules may hold a circle
    while here is not None and here != EVERYWHERE and here not in seen:
        seen.add(here)
        unit = reader.get(Unit, here)
        if unit is None:
            return (*path, here) if here == scope else (*path, EVERYWHERE)
        if unit.successor is not None and (day == LATEST or is_closed(unit, day)):
            here = unit.successor
            continue
        path.append(here)
        here = unit.parent
    return (*path, EVERYWHERE)
