"""Projects proposals, from `propose` to the end of the round, and the standing of the members they cut."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.projection import review_plans
from procedures.projection.common import (
    put_document,
    put_optional_document,
    put_sheet,
    set_standing,
    without_names,
)
from procedures.projection.standing import COUNTS, settle
from procedures.rules.action_kinds import ends_procedure
from procedures.rules.compliance_cost import int_or_none
from procedures.rules.merger import merger_of
from procedures.rules.review_plans import REVIEW_PROPOSED
from procedures.storage.rows import Procedure, Proposal
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _propose(fact: Fact, rows: Rows) -> None:
    body = fact.body
    after = 0 if ends_procedure(body, fact.key) else int_or_none(body["after"])
    if body["after_sheet"] is not None:
        put_sheet(rows, fact, "after", body["after_sheet"], after)
    rows.put(_proposal(fact, rows, after))
    put_document(rows, fact, "submission", body["submission"])
    settle(fact, rows, fact.key)
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
        counts=COUNTS[body["counts"]],
        due=body["due"],
        appraisal=None,
        forwarded="",
        outcome="proposed",
        moved=fact.seq,
        in_force=None,
        ends=None,
        merger=merger_of(rows, fact.key, body["into"], fact.seq)
        if body["into"] and fact.rules != "1"
        else None,
        rules=fact.rules,
    )


def _merger(fact: Fact, rows: Rows, into: str | None) -> int | None:
    return None if into is None or fact.rules == "1" else merger_of(rows, fact.key, into, fact.seq)


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
    _set_outcome(fact, rows, "approved")
    proposal = rows.get(Proposal, fact.key, fact.round)
    for programme in json.loads(proposal.programmes) if proposal is not None else ():
        set_standing(rows, fact, programme, fact.key, reviewed=1)


def _implement(fact: Fact, rows: Rows) -> None:
    put_document(rows, fact, "implementing", fact.common["document"])
    if fact.common["publication"] is not None:
        put_document(rows, fact, "publication", fact.common["publication"])
    _set_outcome(fact, rows, "implemented", in_force=fact.common["in_force"], ends=fact.common["ends"])


def _extend(fact: Fact, rows: Rows) -> None:
    put_document(rows, fact, f"extension.{fact.seq}", fact.common["document"])
    _set_outcome(fact, rows, "implemented", ends=fact.common["ends"])


def _leave(outcome: str) -> Apply:
    """Return the projection of an act that ends the round with this outcome and takes the cut back (R8)."""

    def leave(fact: Fact, rows: Rows) -> None:
        put_optional_document(rows, fact, f"{outcome}.{fact.seq}")
        _set_outcome(fact, rows, outcome)
        proposal = rows.get(Proposal, fact.key, fact.round)
        if proposal is not None and outcome in {"withdrawn", "returned"}:
            review_plans.untick(fact.key, proposal.seq, rows)

    return leave


def _reopen(fact: Fact, rows: Rows) -> None:
    """End the round only: an implemented cut keeps its standing in its programmes (R11)."""
    put_optional_document(rows, fact, f"reopened.{fact.seq}")
    _set_outcome(fact, rows, "reopened")


def _set_outcome(fact: Fact, rows: Rows, outcome: str, **dates: Any) -> None:
    """Set the outcome of the fact's round, a state or how the round ended, and its dates (ISO) in force."""
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is not None:
        rows.put(proposal._replace(outcome=outcome, moved=fact.seq, **dates))
        settle(fact, rows, fact.key)


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
    "annul": _leave("annulled"),
    # The verdict stopped counting the cut after its end date (R8); from here on the member says so too.
    "lapse": _leave("lapsed"),
    "reopen": _reopen,
}
