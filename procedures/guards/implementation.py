"""Rules on implementation: dates in order, extension, lapse."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.common import pending
from procedures.storage.rows import Document
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def _dates_in_order(q: DecisionContext) -> Iterator[Reason]:
    proposal = pending(q)
    if proposal is None or q.body is None or q.state != "approved":
        return
    papers = q.rows.scan(Document, code=q.key, round=proposal.round)
    decided = [("decision", p.date) for p in papers if p.slot.startswith("decision.")]
    dated = [
        *decided,
        ("document", q.common["document"]["date"]),
        ("in_force", q.common["in_force"]),
    ]
    if q.common["ends"] is not None:
        dated.append(("ends", q.common["ends"]))
    for (one, earlier), (other, later) in pairwise(dated):
        if earlier > later and (one, other) != ("decision", "decision"):
            yield q.refuse("dates-out-of-order", one=one, earlier=earlier, other=other, later=later)


def _ends_later(q: DecisionContext) -> Iterator[Reason]:
    proposal = pending(q)
    if proposal is None or q.body is None or q.state != "implemented":
        return
    if proposal.ends is None:
        yield q.refuse("no-end-date")
    elif q.common["ends"] <= proposal.ends:
        yield q.refuse("not-later", ends=proposal.ends, given=q.common["ends"])


def _has_ended(q: DecisionContext) -> Iterator[Reason]:
    proposal = pending(q)
    if proposal is None or q.state != "implemented":
        return
    today = local_date(q.now)
    if proposal.ends is None or proposal.ends >= today:  # an end date is inclusive (R8)
        yield q.refuse("not-ended", ends=proposal.ends or "-", today=today)


GUARDS: dict[str, Guard] = {
    "dates-in-order": _dates_in_order,
    "ends-later": _ends_later,
    "has-ended": _has_ended,
}
