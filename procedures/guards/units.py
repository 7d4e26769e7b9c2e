"""Rules on units: identifiers, parents, successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _unit_id(ctx: DecisionContext) -> Iterator[Reason]:
    if not all(
        (part.isascii() and part.isalnum() and part.islower()) or part.isdigit()
        for part in ctx.key.split("-")
    ):
        yield ctx.refuse("bad-unit-id", unit=ctx.key)


def _parent_open(ctx: DecisionContext) -> Iterator[Reason]:
    parent = ctx.body["parent"] if ctx.body else None
    if parent is None:
        return
    unit = ctx.rows.get(Unit, parent)
    if unit is None or unit.closed is not None:
        yield ctx.refuse("unknown-unit", "absent", unit=parent)
    elif ctx.key in ctx.path(parent):
        yield ctx.refuse("unit-circle", unit=ctx.key, parent=parent)


def _unit_is_open(ctx: DecisionContext) -> Iterator[Reason]:
    unit = ctx.rows.get(Unit, ctx.key)
    if unit and unit.closed is not None:
        yield ctx.refuse("unit-closed", unit=ctx.key, date=unit.closed)


def _successor_open(ctx: DecisionContext) -> Iterator[Reason]:
    successor = ctx.body["successor"] if ctx.body else None
    if successor is not None:
        unit = ctx.rows.get(Unit, successor)
        if unit is None or unit.closed is not None or successor == ctx.key:
            yield ctx.refuse("unknown-unit", "absent", unit=successor)
        elif ctx.key in ctx.path(successor):
            yield ctx.refuse("unit-circle", unit=ctx.key, parent=successor)
    for child in ctx.rows.scan(Unit, parent=ctx.key, closed=None):
        if successor is None:
            yield ctx.refuse("has-children", unit=ctx.key, child=child.id)


GUARDS: dict[str, Guard] = {
    "unit-id": _unit_id,
    "parent-open": _parent_open,
    "unit-is-open": _unit_is_open,
    "successor-open": _successor_open,
}
