"""Rules on review plans: every code is on record, stands once, and is due in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Procedure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _review_listed(ctx: DecisionContext) -> Iterator[Reason]:
    """A review plan is of a unit on record; it lists recorded procedures once, due after its adoption.

    Source: Decree 63/2010/NĐ-CP, Art. 30(2).
    Reasons: unknown-unit, no-such-procedure, struck, planned-twice, dates-out-of-order.
    Acts: review.plan.
    """
    if ctx.body is None:
        return
    if ctx.rows.get(Unit, ctx.body["unit"]) is None:
        yield ctx.refuse("unknown-unit", "absent", unit=ctx.body["unit"])
    seen: set[str] = set()
    for one in ctx.body["items"]:
        procedure = ctx.rows.get(Procedure, one["code"])
        if procedure is None:
            yield ctx.refuse("no-such-procedure", "absent", procedure=one["code"])
        elif procedure.struck is not None:
            yield ctx.refuse("struck", why=f"{one['code']}: {procedure.struck}")
        if one["code"] in seen:
            yield ctx.refuse("planned-twice", procedure=one["code"])
        seen.add(one["code"])
        dated = ctx.body["document"]["date"]
        if one["due"] < dated:
            yield ctx.refuse(
                "dates-out-of-order", one="document", earlier=dated, other="due", later=one["due"]
            )


GUARDS: dict[str, Guard] = {"review-listed": _review_listed}
