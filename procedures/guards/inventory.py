"""Rules on the inventory: who owns a procedure, when it is struck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.rules.repeal import is_from_above
from procedures.storage.rows import FormerCode, Procedure, Unit
from workflow.identity.people import RoleGrant, roles_apart
from workflow.identity.people_rules import role_excluded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _unit_open(ctx: DecisionContext) -> Iterator[Reason]:
    """The unit that a procedure is given to, and those that handle it besides, are on record and open.

    Source: R10 (counting rules).
    Reasons: unknown-unit, unit-closed.
    Acts: procedure.add, procedure.assign, procedure.handle.
    """
    body = ctx.body or {}
    owner = body.get("unit")
    for id_ in dict.fromkeys((*([owner] if owner else []), *body.get("handled_by", ()))):
        unit = ctx.rows.get(Unit, id_)
        if unit is None:
            yield ctx.refuse("unknown-unit", "absent", unit=id_)
        elif unit.closed is not None:
            yield ctx.refuse("unit-closed", unit=id_, date=unit.closed)


def _in_force_after_document(ctx: DecisionContext) -> Iterator[Reason]:
    """A document comes into force on its date or later: else new burden would pass for found.

    Source: R9 (counting rules).
    Reasons: dates-out-of-order.
    Acts: procedure.add.
    """
    if ctx.body is None or "in_force" not in ctx.body or "document" not in ctx.body:
        return
    dated = ctx.body["document"]["date"]
    if ctx.body["in_force"] < dated:
        yield ctx.refuse(
            "dates-out-of-order", one="document", earlier=dated, other="in_force", later=ctx.body["in_force"]
        )


def _in_own_hands(ctx: DecisionContext) -> Iterator[Reason]:
    """A department assigns procedures within its own scope only; a registrar assigns them to any unit.

    Source: R10 (counting rules); design of the register, life cycle (who may do what).
    Reasons: outside-scope.
    Acts: procedure.assign.
    """
    # A clerk may take what waits for an owner only through someone whose scope covers both sides.
    if (
        ctx.body
        and ctx.role == "department"
        and ctx.scope != "*"
        and ctx.scope not in ctx.path(ctx.body["unit"])
    ):
        yield ctx.refuse("outside-scope", "right", person=ctx.person, scope=ctx.scope, home=ctx.body["unit"])


def _not_on_ladder(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure with a proposal under way is struck only where a higher body repealed it.

    Source: R5 (counting rules); design of the register, life cycle.
    Reasons: on-ladder.
    Acts: procedure.strike.
    """
    if ctx.state not in {"proposed", "approved"}:
        return
    document = ctx.common.get("document") if ctx.body is not None else None
    if document is None or not is_from_above(document, ctx.key, ctx.rows):
        yield ctx.refuse("on-ladder", state=ctx.state)


def _code_free(ctx: DecisionContext) -> Iterator[Reason]:
    """A code belongs to one procedure for good: one that another has or had is not given again.

    Source: R1, R4 (counting rules).
    Reasons: code-taken, code-unchanged.
    Acts: procedure.add, procedure.recode.
    """
    if ctx.body is None:
        return
    recoded = ctx.act is not None and ctx.act.name == "procedure.recode"
    code = ctx.body["code"] if recoded else ctx.key
    if recoded and code == ctx.key:
        yield ctx.refuse("code-unchanged", given=code)
    elif ctx.rows.get(Procedure, code) is not None or ctx.rows.get(FormerCode, code) is not None:
        yield ctx.refuse("code-taken", given=code)


def _performers_apart(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure under way does not come under a unit where whoever acted on it holds an excluding role.

    Source: design of the register, people and keys; the exclusions of the definition.
    Reasons: role-excluded.
    Acts: procedure.assign.
    """
    if ctx.body is not None:
        yield from held_apart(ctx, ctx.done, ctx.body["unit"])


def held_apart(ctx: DecisionContext, done: str, unit: str) -> Iterator[Reason]:
    """Yield the roles of those who acted on a case (its `done`) that keep it out of a unit (id)."""
    path = ctx.path(unit)
    for act, person in sorted({tuple(pair.split("=", 1)) for pair in done.split(";") if pair}):
        grants = list(ctx.rows.scan(RoleGrant, person=person, until=None))
        for role in ctx.definition.by_name[act].roles:
            for held in roles_apart(ctx.definition, grants, role):
                if held.scope in path:
                    yield role_excluded(ctx, person, role, held)


GUARDS: dict[str, Guard] = {
    "unit-open": _unit_open,
    "in-own-hands": _in_own_hands,
    "in-force-after-document": _in_force_after_document,
    "not-on-ladder": _not_on_ladder,
    "code-free": _code_free,
    "performers-apart": _performers_apart,
}
