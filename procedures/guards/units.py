"""Rules on units: their ids, parents and successors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.guards.inventory import held_apart
from procedures.rules.codes import current_code, journal_subject
from procedures.storage.rows import Procedure, Unit
from workflow.identity.people import RoleGrant, roles_apart
from workflow.identity.people_rules import role_excluded
from workflow.storage.rows import Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _unit_id(ctx: DecisionContext) -> Iterator[Reason]:
    """A unit's id is made of small letters, digits and hyphens.

    Source: design of the register, life cycle (unit ids are flat).
    Reasons: bad-unit-id.
    Acts: unit.add.
    """
    if not all(
        (part.isascii() and part.isalnum() and part.islower()) or part.isdigit()
        for part in ctx.key.split("-")
    ):
        yield ctx.refuse("bad-unit-id", unit=ctx.key)


def _parent_open(ctx: DecisionContext) -> Iterator[Reason]:
    """A unit lies beneath a unit that is on record and open, and never beneath itself.

    Source: R10 (counting rules).
    Reasons: unknown-unit, unit-circle.
    Acts: unit.add, unit.change.
    """
    parent = ctx.body["parent"] if ctx.body else None
    if parent is None:
        return
    unit = ctx.rows.get(Unit, parent)
    if unit is None or unit.closed is not None:
        yield ctx.refuse("unknown-unit", "absent", unit=parent)
    elif ctx.key in ctx.path(parent):
        yield ctx.refuse("unit-circle", unit=ctx.key, parent=parent)


def _unit_is_open(ctx: DecisionContext) -> Iterator[Reason]:
    """A unit that was closed is neither changed nor closed again.

    Source: design of the register, life cycle (closing is dated).
    Reasons: unit-closed.
    Acts: unit.change, unit.close.
    """
    unit = ctx.rows.get(Unit, ctx.key)
    if unit and unit.closed is not None:
        yield ctx.refuse("unit-closed", unit=ctx.key, date=unit.closed)


def _successor_open(ctx: DecisionContext) -> Iterator[Reason]:
    """A successor is open, not the unit itself nor beneath it; a unit with others beneath it names one.

    Source: R10 (counting rules).
    Reasons: unknown-unit, unit-circle, has-children.
    Acts: unit.close.
    """
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


def _parts_fit(ctx: DecisionContext) -> Iterator[Reason]:
    """A unit that closes hands its own procedures to other open units, each of them to one, and keeps none.

    Source: R10 (counting rules); the exclusions of the definition.
    Reasons: unknown-unit, unit-circle, not-its-own, code-twice, role-excluded, procedures-left.
    Acts: unit.close.
    """
    parts = ctx.body.get("parts", {}) if ctx.body else {}
    seen: set[str] = set()
    for id_, codes in parts.items():
        unit = ctx.rows.get(Unit, id_)
        if unit is None or unit.closed is not None:
            yield ctx.refuse("unknown-unit", "absent", unit=id_)
            continue
        if id_ == ctx.key or ctx.key in ctx.path(id_):
            yield ctx.refuse("unit-circle", unit=ctx.key, parent=id_)
        for code in codes:
            procedure = ctx.rows.get(Procedure, current_code(code, ctx.rows))
            if procedure is None or procedure.unit is None or ctx.path(procedure.unit)[0] != ctx.key:
                yield ctx.refuse("not-its-own", unit=ctx.key, procedure=code)
                continue
            if procedure.code in seen:
                yield ctx.refuse("code-twice", procedure=code)
            seen.add(procedure.code)
            case = ctx.rows.get(Subject, journal_subject(procedure.code, ctx.rows))
            yield from held_apart(ctx, case.done if case is not None else "", id_)
    yield from _left_behind(ctx, seen)


def _left_behind(ctx: DecisionContext, handed: Collection[str]) -> Iterator[Reason]:
    """Yield the procedures that nobody would own after a unit closes without a successor."""
    if ctx.body is None or ctx.body["successor"] is not None:
        return
    taken_over = [ctx.key, *(unit.id for unit in ctx.rows.scan(Unit, successor=ctx.key))]
    left = sorted(
        procedure.code
        for unit in taken_over
        for procedure in ctx.rows.scan(Procedure, unit=unit)
        if procedure.code not in handed and procedure.struck is None
    )
    if left:
        yield ctx.refuse("procedures-left", n=len(left), procedure=left[0], unit=ctx.key)


def _roles_stay_apart(ctx: DecisionContext) -> Iterator[Reason]:
    """A unit does not move beneath another where somebody would then hold two roles that exclude each other.

    Source: design of the register, people and keys; the exclusions of the definition.
    Reasons: role-excluded.
    Acts: unit.change, unit.close.
    """
    above = ctx.body.get("parent", ctx.body.get("successor")) if ctx.body else None
    if above is None:
        return
    over = ctx.path(above)
    grants = sorted(ctx.rows.scan(RoleGrant, until=None))
    moving = [grant for grant in grants if ctx.key in ctx.path(grant.scope)]
    for grant in moving:
        others = [one for one in grants if one.person == grant.person and one.scope in over]
        for held in roles_apart(ctx.definition, others, grant.role):
            yield role_excluded(ctx, grant.person, grant.role, held)


GUARDS: dict[str, Guard] = {
    "unit-id": _unit_id,
    "parent-open": _parent_open,
    "unit-is-open": _unit_is_open,
    "successor-open": _successor_open,
    "parts-fit": _parts_fit,
    "roles-stay-apart": _roles_stay_apart,
}
