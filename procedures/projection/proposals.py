"""Projects proposals, from `propose` to the end of the round, and the standing of the members they cut."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.projection import review_plans
from procedures.projection.common import (
    mark_estimated,
    processing_time,
    put_document,
    put_optional_document,
    put_sheet,
    set_outcome,
    set_standing,
    without_names,
)
from procedures.rules.action_kinds import ends_procedure
from procedures.rules.compliance_cost import int_or_none
from procedures.rules.review_plans import REVIEW_PROPOSED
from procedures.storage.rows import Member, Procedure, Proposal
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from collections.abc import Callable

    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _propose(fact: Fact, rows: Rows) -> None:
    body = fact.body
    ending = ends_procedure(body, fact.key)
    after = 0 if ending else int_or_none(body["after"])
    if body["after_sheet"] is not None:
        put_sheet(rows, fact, "after", body["after_sheet"], after)
    rows.put(_proposal(fact, rows, after))
    put_document(rows, fact, "submission", body["submission"])
    for programme in body["programmes"]:
        set_standing(
            rows,
            fact,
            programme,
            rung=1,
            how="abolish" if ending else "simplify",
            counts=_COUNTS[body["counts"]],
            after=after,
            in_force=None,
            ends=None,
            round=fact.round,
            time_after=0 if ending else processing_time(rows, programme, body["after_sheet"]),
        )
        mark_estimated(rows, fact, programme, body["after_sheet"], 2)
    review_plans.tick(fact, rows, REVIEW_PROPOSED)


def _proposal(fact: Fact, rows: Rows, after: int | None) -> Proposal:
    """Return the row of a new round; `after` is its cost afterwards in whole đồng a year, None unknown."""
    body = fact.body
    procedure = rows.get(Procedure, fact.key)
    return Proposal(
        code=fact.key,
        round=fact.round,
        kind=body["kind"],
        into=body["into"],
        seq=fact.seq,
        proposer=fact.person,
        recorded_at=fact.recorded_at,
        unit=(procedure.unit if procedure else None) or fact.scope,
        programmes=dumps(body["programmes"]),
        actions=dumps(body["actions"]),
        before=dumps(body["before"]),
        after=after,
        after_sheet=None if body["after_sheet"] is None else fact.seq,
        counts=_COUNTS[body["counts"]],
        due=body["due"],
        appraisal=None,
        forwarded="",
        outcome="proposed",
        moved=fact.seq,
        in_force=None,
        ends=None,
    )


def _appraise(fact: Fact, rows: Rows) -> None:
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        done = json.loads(proposal.appraisal) if proposal.appraisal else []
        done.append({"person": fact.person, "seq": fact.seq} | without_names(fact.common, "document"))
        rows.put(proposal._replace(appraisal=dumps(done)))
    put_optional_document(rows, fact, f"appraisal.{fact.seq}")


def _forward(fact: Fact, rows: Rows) -> None:
    put_document(rows, fact, f"forward.{fact.seq}", fact.common["document"])
    _lies_with(fact, rows, fact.common["to"])


def _recall(fact: Fact, rows: Rows) -> None:
    _lies_with(fact, rows, "")


def _lies_with(fact: Fact, rows: Rows, level: str) -> None:
    """Set the level of the body that the proposal lies with; "" is none but the register's own."""
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(forwarded=level))


def _approve(fact: Fact, rows: Rows) -> None:
    for number, decision in enumerate(fact.common["decisions"], 1):
        put_document(rows, fact, f"decision.{number}", decision)
    set_outcome(rows, fact, "approved", rung=2, reviewed=1)


def _implement(fact: Fact, rows: Rows) -> None:
    put_document(rows, fact, "implementing", fact.common["document"])
    if fact.common["publication"] is not None:
        put_document(rows, fact, "publication", fact.common["publication"])
    dates = {"in_force": fact.common["in_force"], "ends": fact.common["ends"]}
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(**dates))
    set_outcome(rows, fact, "implemented", rung=3, **dates)


def _extend(fact: Fact, rows: Rows) -> None:
    put_document(rows, fact, f"extension.{fact.seq}", fact.common["document"])
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(ends=fact.common["ends"]))
    set_outcome(rows, fact, "implemented", ends=fact.common["ends"])


def _leave(outcome: str) -> Callable[[Fact, Rows], None]:
    """Return the projection of an act that ends the round with this outcome and takes the cut back (R8)."""

    def leave(fact: Fact, rows: Rows) -> None:
        put_optional_document(rows, fact, f"{outcome}.{fact.seq}")
        set_outcome(
            rows,
            fact,
            outcome,
            rung=0,
            how="",
            counts=0,
            after=None,
            in_force=None,
            ends=None,
            time_after=None,
        )
        for member in list(rows.scan(Member, code=fact.key)):
            if member.round == fact.round:
                mark_estimated(rows, fact, member.programme, None, 2)
        proposal = rows.get(Proposal, fact.key, fact.round)
        if proposal is not None and outcome in {"withdrawn", "returned"}:
            review_plans.untick(fact.key, proposal.seq, rows)

    return leave


def _lapse(fact: Fact, rows: Rows) -> None:
    # The verdict stopped counting the cut after its end date (R8); from here on the member says so too.
    _leave("lapsed")(fact, rows)


def _reopen(fact: Fact, rows: Rows) -> None:
    """End the round only: an implemented cut keeps its standing in its programmes (R11)."""
    put_optional_document(rows, fact, f"reopened.{fact.seq}")
    set_outcome(rows, fact, "reopened")


# `counts` of the rows: how a cut counts in number (R3).
_COUNTS = {"never": 0, "always": 1, "measured": 2}
APPLY: dict[str, Apply] = {
    "propose": _propose,
    "withdraw": _leave("withdrawn"),
    "appraise": _appraise,
    "forward": _forward,
    "recall": _recall,
    "return": _leave("returned"),
    "reject": _leave("rejected"),
    "approve": _approve,
    "revoke": _leave("revoked"),
    "implement": _implement,
    "extend": _extend,
    "lapse": _lapse,
    "reopen": _reopen,
}
