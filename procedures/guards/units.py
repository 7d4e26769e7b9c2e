"""Rules on units: identifiers, parents, successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _unit_id(q: DecisionContext) -> Iterator[Reason]:
    if not all((part.isascii() and part.isalnum() and part.islower()) or part.isdigit()
               for part in q.key.split("-")):  # fmt: skip
        yield q.refuse("bad-unit-id", unit=q.key)


def _parent_open(q: DecisionContext) -> Iterator[Reason]:
    parent = q.body["parent"] if q.body else None
    if parent is None:
        return
    unit = q.rows.get(Unit, parent)
    if unit is None or unit.closed is not None:
        yield q.refuse("unknown-unit", "absent", unit=parent)
    elif q.key in q.path(parent):
        yield q.refuse("unit-circle", unit=q.key, parent=parent)


def _unit_is_open(q: DecisionContext) -> Iterator[Reason]:
    unit = q.rows.get(Unit, q.key)
    if unit and unit.closed is not None:
        yield q.refuse("unit-closed", unit=q.key, date=unit.closed)


def _successor_open(q: DecisionContext) -> Iterator[Reason]:
    successor = q.body["successor"] if q.body else None
    if successor is not None:
        unit = q.rows.get(Unit, successor)
        if unit is None or unit.closed is not None or successor == q.key:
            yield q.refuse("unknown-unit", "absent", unit=successor)
        elif q.key in q.path(successor):
            yield q.refuse("unit-circle", unit=q.key, parent=successor)
    for child in q.rows.scan(Unit, parent=q.key, closed=None):
        if successor is None:
            yield q.refuse("has-children", unit=q.key, child=child.id)


GUARDS: dict[str, Guard] = {
    "unit-id": _unit_id,
    "parent-open": _parent_open,
    "unit-is-open": _unit_is_open,
    "successor-open": _successor_open,
}
