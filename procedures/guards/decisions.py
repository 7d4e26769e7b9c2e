"""Rules on decisions: who appraised, whose authority, in which order of dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.guards.common import pending
from procedures.rules.action_kinds import covers
from procedures.rules.appraisals import failed_criteria
from procedures.storage.rows import Document, Programme
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def _appraised(ctx: DecisionContext) -> Iterator[Reason]:
    """Where a programme asks for an appraisal, a proposal is approved after one by another person.

    Source: design of the register, life cycle (separation of duties); the criteria are those of Decree
        63/2010/NĐ-CP, Art. 28(1).
    Reasons: not-appraised.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.state != "proposed":
        return
    asked = [id_ for id_ in json.loads(proposal.programmes) if _asks_appraisal(ctx, id_)]
    done = json.loads(proposal.appraisal) if proposal.appraisal else []
    if asked and not any(by["person"] != ctx.person for by in done):
        yield ctx.refuse("not-appraised", programme=",".join(asked))


def _failure_reasoned(ctx: DecisionContext) -> Iterator[Reason]:
    """A proposal that fails a criterion by an appraiser's last opinion is approved only with a reason.

    Source: R13 (counting rules); the criteria are those of Decree 63/2010/NĐ-CP, Art. 28(1).
    Reasons: failure-unreasoned.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed" or ctx.reason.strip():
        return
    for person, criteria in failed_criteria(proposal.appraisal):
        yield ctx.refuse("failure-unreasoned", person=person, criteria=",".join(criteria))


def _authority_covered(ctx: DecisionContext) -> Iterator[Reason]:
    """Each action is approved by a decision at the level that may amend its document, or above.

    Source: Decree 63/2010/NĐ-CP, Art. 31(1) and (2).
    Reasons: authority-not-covered.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed":
        return
    levels = [decision["level"] for decision in ctx.common["decisions"]]
    for number, action in enumerate(json.loads(proposal.actions), 1):
        if not any(covers(level, action["authority"]) for level in levels):
            yield ctx.refuse(
                "authority-not-covered", action=number, authority=action["authority"], levels=",".join(levels)
            )


def _decided_after_submission(ctx: DecisionContext) -> Iterator[Reason]:
    """A decision is dated on or after the submission that it decides.

    Source: design of the register, life cycle (dates in order).
    Reasons: dates-out-of-order.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed":
        return
    paper = ctx.rows.get(Document, ctx.key, proposal.round, "submission")
    for decision in ctx.common["decisions"]:
        if paper is not None and decision["date"] < paper.date:
            yield ctx.refuse(
                "dates-out-of-order",
                one="submission",
                earlier=paper.date,
                other="decision",
                later=decision["date"],
            )


# Act -> the document of the round that its own document answers, and so does not precede.
_ANSWERED = {
    "withdraw": "submission",
    "appraise": "submission",
    "forward": "submission",
    "return": "submission",
    "reject": "submission",
    "revoke": "decision",
    "reopen": "implementing",
}


def _answer_in_order(ctx: DecisionContext) -> Iterator[Reason]:
    """A document that answers another one of the round is dated on or after it.

    Source: design of the register, life cycle (dates in order).
    Reasons: dates-out-of-order.
    Acts: withdraw, appraise, forward, return, reject, revoke, reopen.
    """
    proposal, given = pending(ctx), ctx.common.get("document")
    if proposal is None or ctx.body is None or ctx.act is None or given is None:
        return
    slot = _ANSWERED[ctx.act.name]
    papers = ctx.rows.scan(Document, code=ctx.key, round=proposal.round)
    dates = [paper.date for paper in papers if paper.slot.partition(".")[0] == slot]
    if dates and given["date"] < max(dates):
        yield ctx.refuse(
            "dates-out-of-order", one=slot, earlier=max(dates), other="document", later=given["date"]
        )


def _asks_appraisal(ctx: DecisionContext, id_: str) -> bool:
    programme = ctx.rows.get(Programme, id_)
    return bool(programme and json.loads(programme.text)["appraisal"])


GUARDS: dict[str, Guard] = {
    "appraised": _appraised,
    "failure-reasoned": _failure_reasoned,
    "authority-covered": _authority_covered,
    "decided-after-submission": _decided_after_submission,
    "answer-in-order": _answer_in_order,
}
