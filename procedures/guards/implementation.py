"""Rules on implementation: the order of its dates, extension, lapse."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.common import pending
from procedures.rules.baseline import has_ended
from procedures.storage.rows import Document, Proposal
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


def _end_changes(ctx: DecisionContext) -> Iterator[Reason]:
    """A cut in force gets another end by a later text, or none; what has ended is over.

    Source: R8 (counting rules).
    Reasons: ended-already, end-unchanged, dates-out-of-order.
    Acts: extend.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "implemented":
        return
    today, ends = local_date(ctx.now), ctx.common["ends"]
    if proposal.ends is not None and proposal.ends < today:
        yield ctx.refuse("ended-already", ends=proposal.ends, today=today)
    elif ends == proposal.ends:
        yield ctx.refuse("end-unchanged", ends=ends or "-")
    yield from _after_implementing(ctx, proposal)
    if ends is not None and proposal.in_force is not None and ends < proposal.in_force:
        yield ctx.refuse(
            "dates-out-of-order", one="in_force", earlier=proposal.in_force, other="ends", later=ends
        )


def _annulled_in_order(ctx: DecisionContext) -> Iterator[Reason]:
    """The text that repeals an implementing text is not dated before it.

    Source: R8 (counting rules); design of the register, life cycle (dates in order).
    Reasons: dates-out-of-order.
    Acts: annul.
    """
    proposal = pending(ctx)
    if proposal is not None and ctx.body is not None and ctx.state == "implemented":
        yield from _after_implementing(ctx, proposal)


def _after_implementing(ctx: DecisionContext, proposal: Proposal) -> Iterator[Reason]:
    paper = ctx.rows.get(Document, ctx.key, proposal.round, "implementing")
    given = ctx.common["document"]
    if paper is not None and given is not None and given["date"] < paper.date:
        yield ctx.refuse(
            "dates-out-of-order",
            one="implementing",
            earlier=paper.date,
            other="document",
            later=given["date"],
        )


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
    if not has_ended(ctx.rows, proposal, today):
        yield ctx.refuse("not-ended", ends=proposal.ends or "-", today=today)


GUARDS: dict[str, Guard] = {
    "dates-in-order": _dates_in_order,
    "end-changes": _end_changes,
    "annulled-in-order": _annulled_in_order,
    "has-ended": _has_ended,
}
