"""Rules on implementation: the order of its dates, extension, lapse."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.common import pending
from procedures.storage.rows import Document
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def _dates_in_order(ctx: DecisionContext) -> Iterator[Reason]:
    """Decision, implementing document, first day in force and last day follow each other in this order.

    Source: design of the register, life cycle (dates in order); R8.
    Reasons: dates-out-of-order.
    Acts: implement.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "approved":
        return
    papers = ctx.rows.scan(Document, code=ctx.key, round=proposal.round)
    decided = [("decision", p.date) for p in papers if p.slot.startswith("decision.")]
    dated = [*decided, ("document", ctx.common["document"]["date"]), ("in_force", ctx.common["in_force"])]
    if ctx.common["ends"] is not None:
        dated.append(("ends", ctx.common["ends"]))
    for (one, earlier), (other, later) in pairwise(dated):
        if earlier > later and (one, other) != ("decision", "decision"):
            yield ctx.refuse("dates-out-of-order", one=one, earlier=earlier, other=other, later=later)


def _ends_later(ctx: DecisionContext) -> Iterator[Reason]:
    """An extension moves an end date that there is to a later day.

    Source: R8 (counting rules).
    Reasons: no-end-date, not-later.
    Acts: extend.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "implemented":
        return
    if proposal.ends is None:
        yield ctx.refuse("no-end-date")
    elif ctx.common["ends"] <= proposal.ends:
        yield ctx.refuse("not-later", ends=proposal.ends, given=ctx.common["ends"])


def _has_ended(ctx: DecisionContext) -> Iterator[Reason]:
    """A cut lapses on the day after its end date, not before: the end date is inclusive.

    Source: R8 (counting rules).
    Reasons: not-ended.
    Acts: lapse.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.state != "implemented":
        return
    today = local_date(ctx.now)
    if proposal.ends is None or proposal.ends >= today:  # an end date is inclusive (R8)
        yield ctx.refuse("not-ended", ends=proposal.ends or "-", today=today)


GUARDS: dict[str, Guard] = {
    "dates-in-order": _dates_in_order,
    "ends-later": _ends_later,
    "has-ended": _has_ended,
}
