"""Rules on documents: their dates, and who corrects one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from procedures.dates import EARLIEST, LATEST, local_date
from procedures.storage.rows import Document, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow.decision import DecisionContext, Guard, Reason

_PAPER_FIELDS = frozenset({"number", "source"})  # beside `date`: of a document or a cost sheet
_AHEAD = ("in_force", "ends", "due", "starts", "deadline", "closed")  # dates that may lie ahead
# The first word of a document's slot -> the act that brought the document in.
_BROUGHT_BY = {
    "submission": "propose",
    "withdrawn": "withdraw",
    "implementing": "implement",
    "publication": "implement",
    "extension": "extend",
    "appraisal": "appraise",
    "forward": "forward",
    "decision": "approve",
    "returned": "return",
    "rejected": "reject",
    "revoked": "revoke",
    "reopened": "reopen",
    "restatement": "cost.restate",
}


def _documents_dated(ctx: DecisionContext) -> Iterator[Reason]:
    """A document is not dated after today, and no date lies outside 1945 to 2200.

    Source: R12 (counting rules).
    Reasons: future-document, impossible-date.
    Acts: every act of the domain.
    """
    today = local_date(ctx.now)
    for name, dated in _dates((ctx.body, ctx.common)):
        if not EARLIEST <= dated <= LATEST:
            yield ctx.refuse("impossible-date", field=name, date=dated, earliest=EARLIEST, latest=LATEST)
        elif name not in _AHEAD and dated > today:
            yield ctx.refuse("future-document", field=name, date=dated, today=today)


def _dates(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the dates of documents in a body, and those of what may lie ahead, each with its field."""
    if isinstance(value, dict):
        if isinstance(value.get("date"), str) and value.keys() & _PAPER_FIELDS:
            yield "date", value["date"]
        if isinstance(value.get("date"), str) and "title" in value:  # a legal source of a programme
            yield "starts", value["date"]
        if isinstance(value.get("date"), str) and "successor" in value:  # the day on which a unit closes
            yield "closed", value["date"]
        for name, one in value.items():
            if name in _AHEAD and isinstance(one, str):
                yield name, one
            yield from _dates(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _dates(one)


def _document_known(ctx: DecisionContext) -> Iterator[Reason]:
    """A correction names a document on record, what it says now, and something else instead.

    Source: design of the register, life cycle (đính chính).
    Reasons: no-such-document, old-differs, nothing-new.
    Acts: correct.
    """
    if ctx.body is None:
        return
    held = ctx.rows.get(Document, ctx.key, ctx.body["round"], ctx.body["slot"])
    if held is None:
        yield ctx.refuse("no-such-document", "absent", slot=ctx.body["slot"])
        return
    actual = {name: getattr(held, name) for name in ctx.body["old"]}
    if actual != ctx.body["old"] or set(ctx.body["old"]) != set(ctx.body["new"]):
        yield ctx.refuse("old-differs", slot=ctx.body["slot"])
    elif ctx.body["new"] == ctx.body["old"] or not ctx.body["new"]:
        yield ctx.refuse("nothing-new", slot=ctx.body["slot"])


def _document_own(ctx: DecisionContext) -> Iterator[Reason]:
    """A document is corrected in the role that brought it in: a decision by a reviewer, say.

    Source: design of the register, life cycle (đính chính).
    Reasons: not-own-document.
    Acts: correct.
    """
    if ctx.body is None:
        return
    act = ctx.definition.by_name.get(_BROUGHT_BY.get(ctx.body["slot"].partition(".")[0], ""))
    if act is not None and ctx.role not in act.roles:
        yield ctx.refuse(
            "not-own-document", "right", slot=ctx.body["slot"], role=ctx.role, roles=",".join(act.roles)
        )


def _correction_in_order(ctx: DecisionContext) -> Iterator[Reason]:
    """After a correction the dates of a round stand in the order in which its acts asked for them.

    Source: design of the register, life cycle (dates in order); R12.
    Reasons: dates-out-of-order, future-document, impossible-date.
    Acts: correct.
    """
    if ctx.body is None or "date" not in ctx.body["new"]:
        return
    new, today = ctx.body["new"]["date"], local_date(ctx.now)
    if not EARLIEST <= new <= LATEST:
        yield ctx.refuse("impossible-date", field="date", date=new, earliest=EARLIEST, latest=LATEST)
        return
    if new > today:
        yield ctx.refuse("future-document", field="date", date=new, today=today)
    papers = {
        paper.slot: paper.date for paper in ctx.rows.scan(Document, code=ctx.key, round=ctx.body["round"])
    }
    dated = papers | {ctx.body["slot"]: new}
    for (one, earlier), (other, later) in _in_order(ctx, dated):
        if earlier > later:
            yield ctx.refuse("dates-out-of-order", one=one, earlier=earlier, other=other, later=later)


def _in_order(
    ctx: DecisionContext, dated: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Yield the pairs of (name, date) of a round of which the first may not be later than the second."""
    assert ctx.body is not None  # noqa: S101 - asked by `_correction_in_order` only
    proposal = ctx.rows.get(Proposal, ctx.key, ctx.body["round"])
    submitted = [("submission", dated["submission"])] if "submission" in dated else []
    decided = [("decision", day) for slot, day in sorted(dated.items()) if slot.startswith("decision.")]
    after = [("document", dated["implementing"])] if "implementing" in dated else []
    if proposal is not None and proposal.in_force is not None:
        after.append(("in_force", proposal.in_force))
    for decision in decided:
        yield from pairwise([*submitted, decision, *after])


GUARDS: dict[str, Guard] = {
    "documents-dated": _documents_dated,
    "document-known": _document_known,
    "document-own": _document_own,
    "correction-in-order": _correction_in_order,
}
