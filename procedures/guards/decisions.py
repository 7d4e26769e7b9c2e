"""Rules on decisions: appraisal, authority, dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.guards.common import pending
from procedures.rules.action_kinds import covers
from procedures.storage.rows import Document, Programme
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def _appraised(q: DecisionContext) -> Iterator[Reason]:
    proposal = pending(q)
    if proposal is None or q.state != "proposed":
        return
    asked = [id_ for id_ in json.loads(proposal.programmes) if _asks_appraisal(q, id_)]
    done = json.loads(proposal.appraisal) if proposal.appraisal else []
    if asked and not any(by["person"] != q.person for by in done):
        yield q.refuse("not-appraised", programme=",".join(asked))


def _authority_covered(q: DecisionContext) -> Iterator[Reason]:
    proposal = pending(q)
    if proposal is None or q.body is None or q.state != "proposed":
        return
    levels = [decision["level"] for decision in q.common["decisions"]]
    for number, action in enumerate(json.loads(proposal.actions), 1):
        if not any(covers(level, action["authority"]) for level in levels):
            yield q.refuse("authority-not-covered", action=number, authority=action["authority"],
                           levels=",".join(levels))  # fmt: skip


def _decided_after_submission(q: DecisionContext) -> Iterator[Reason]:
    """No decision is older than the submission that it decides on."""
    proposal = pending(q)
    if proposal is None or q.body is None or q.state != "proposed":
        return
    paper = q.rows.get(Document, q.key, proposal.round, "submission")
    for decision in q.common["decisions"]:
        if paper is not None and decision["date"] < paper.date:
            yield q.refuse("dates-out-of-order", one="submission", earlier=paper.date,
                           other="decision", later=decision["date"])  # fmt: skip


def _asks_appraisal(q: DecisionContext, id_: str) -> bool:
    programme = q.rows.get(Programme, id_)
    return bool(programme and json.loads(programme.text)["appraisal"])


GUARDS: dict[str, Guard] = {
    "appraised": _appraised,
    "authority-covered": _authority_covered,
    "decided-after-submission": _decided_after_submission,
}
