"""The rules of the life cycle, one small pure function each: it yields a Reason for each breach.

Figures that a decision rests on stand in the signed bytes; a guard recounts them under the lock.
Guards read rows by key and know no clock: `Question.now` is the time the entry would get.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from procedures.dates import local_date
from procedures.rules.action_kinds import counts_in_number, covers, ends, movable
from procedures.rules.compliance_cost import LARGEST, derive, vintage_differences
from procedures.rules.programme import runs_on, still_counts
from procedures.storage.rows import Document, Member, Procedure, Programme, Proposal, Sheet
from workflow.decision import DecisionContext, Guard, Reason
from workflow.storage.rows import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


def pending(q: DecisionContext) -> Proposal | None:
    """The proposal of the round that the question's procedure is in."""
    case = q.rows.get(Subject, q.subject)
    return q.rows.get(Proposal, q.key, case.round) if case else None


def _not_struck(q: DecisionContext) -> Iterator[Reason]:
    procedure = q.rows.get(Procedure, q.key)
    if procedure and procedure.struck is not None:
        yield q.refuse("struck", why=procedure.struck)


def _owned(q: DecisionContext) -> Iterator[Reason]:
    procedure = q.rows.get(Procedure, q.key)
    if procedure and procedure.unit is None:
        yield q.refuse("unassigned")


def _actions_fit(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    kinds = [action["kind"] for action in q.body["actions"]]
    if q.body["kind"] == "abolish" and "abolish" not in kinds:
        yield q.refuse("action-missing", action="abolish")
    if q.body["kind"] == "simplify" and "abolish" in kinds:
        yield q.refuse("abolish-among-actions")
    if q.body["kind"] == "merge" and (q.body["into"] is None or "merge" not in kinds):
        yield q.refuse("action-missing", action="merge")
    if q.body["kind"] != "merge" and q.body["into"] is not None:
        yield q.refuse("into-without-merge")
    if q.body["kind"] == "merge" and q.body["into"] not in {None, q.key} and not _continues(q):
        yield q.refuse("merge-target", into=q.body["into"])
    if _ends(q) and q.body["after"] != "0":
        yield q.refuse("abolished-costs", after=q.body["after"] or "?")
    expected = counts_in_number(_ends(q), q.body["actions"])
    if q.body["counts"] != expected:
        yield q.refuse("counts-differs", expected=expected)


def _programmes_hold(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    today = local_date(q.now)
    for id_ in q.body["programmes"]:
        programme, member = q.rows.get(Programme, id_), q.rows.get(Member, id_, q.key)
        if programme is None or programme.sealed is None:
            yield q.refuse("not-sealed-yet", programme=id_)
        elif member is None:
            yield q.refuse("outside-baseline", programme=id_)
        elif still_counts(member, today):
            yield q.refuse("already-counted", programme=id_, round=member.round)
        else:
            text = json.loads(programme.text)
            if not runs_on(text, today):
                yield q.refuse("outside-period", programme=id_, starts=text["starts"],
                               ends=text["ends"] or "-", today=today)  # fmt: skip


def _before_is_baseline(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    if sorted(q.body["before"]) != sorted(q.body["programmes"]):
        yield q.refuse("before-differs", programme="-", expected="-", given="-")
        return
    for id_, given in q.body["before"].items():
        member = q.rows.get(Member, id_, q.key)
        if member is not None and int_or_none(given) != member.base:
            yield q.refuse("before-differs", programme=id_, expected=shown(member.base),
                           given=given or "?")  # fmt: skip


def _after_recounts(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    if _ends(q):
        if q.body["after_sheet"] is not None:
            yield q.refuse("ending-with-sheet")  # C6: what ends costs nothing, so has no sheet
        return
    sheet = q.body["after_sheet"]
    for flaw in ambiguities(sheet):
        yield q.refuse(flaw, sheet="after_sheet")
    counted = derive(sheet).annual if sheet else None
    if counted is not None and counted >= LARGEST:
        yield q.refuse("cost-too-large", sheet="after_sheet", annual=counted)
    if counted != int_or_none(q.body["after"]):
        yield q.refuse("after-differs", expected=shown(counted), given=q.body["after"] or "?")


def _same_vintage(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None or not q.body["after_sheet"] or _ends(q):
        return
    for id_ in q.body["programmes"]:
        member = q.rows.get(Member, id_, q.key)
        sheet = sheet_at(q, member.sheet) if member else None
        if sheet:
            moved = vintage_differences(sheet, q.body["after_sheet"], movable(q.body["actions"]))
            if moved:
                yield q.refuse("other-vintage", programme=id_, fields=",".join(moved))


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


def _due_after_submission(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None or q.body["due"] is None:
        return
    if q.body["due"] < q.body["submission"]["date"]:
        yield q.refuse("dates-out-of-order", one="submission", earlier=q.body["submission"]["date"],
                       other="due", later=q.body["due"])  # fmt: skip


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


def sheet_at(q: DecisionContext, seq: int | None) -> dict[str, Any] | None:
    """The body of the question's procedure's sheet of position `seq`, or None."""
    row = q.rows.get(Sheet, q.key, seq) if seq is not None else None
    return json.loads(row.body) if row else None


def _asks_appraisal(q: DecisionContext, id_: str) -> bool:
    programme = q.rows.get(Programme, id_)
    return bool(programme and json.loads(programme.text)["appraisal"])


def _continues(q: DecisionContext) -> bool:
    """Whether the procedure merged into is on the ladder as the one that continues (R4)."""
    into = q.body["into"] if q.body else ""
    case = q.rows.get(Subject, f"procedure/{into}")
    proposal = q.rows.get(Proposal, into, case.round) if case else None
    open_ = proposal is not None and proposal.outcome in {"proposed", "approved", "implemented"}
    return bool(
        open_ and proposal and proposal.kind == "merge" and proposal.after_sheet is not None
    )


def _merged_into(q: DecisionContext) -> Iterator[Reason]:
    """What others were merged into carries their cost (R4): it leaves the ladder after them."""
    proposal = pending(q)
    if proposal is None or proposal.into != q.key:
        return
    for other in q.rows.scan(Proposal, into=q.key):
        if other.code != q.key and other.outcome in {"proposed", "approved", "implemented"}:
            yield q.refuse("merged-into", other=other.code)


def _ends(q: DecisionContext) -> bool:
    """Whether the proposal ends its own procedure: abolished, or merged into another (R4)."""
    return q.body is not None and ends(q.body, q.key)


def ambiguities(sheet: dict[str, Any] | None) -> Iterator[str]:
    """What leaves open what a sheet means: an income stated both ways (C3), unnamed groups, tasks of none."""
    if sheet is None:
        return
    income = sheet["income"]
    if income and income["hourly"] is not None and income["annual_per_head"] is not None:
        yield "two-incomes"
    names = [group["name"] for group in sheet["groups"]]
    if len(names) > 1 and len(set(names) - {""}) != len(names):
        yield "groups-unnamed"
    if any(task["group"] not in {"", *names} for task in sheet["tasks"]):
        yield "no-such-group"


def int_or_none(text: str | None) -> int | None:
    """Whole đồng of the text that was signed; None is unknown."""
    return None if text is None else int(text)


def shown(amount: int | None) -> str:
    """An amount for a reason: "?" is unknown."""
    return "?" if amount is None else str(amount)


GUARDS: dict[str, Guard] = {
    "not-struck": _not_struck,
    "owned": _owned,
    "actions-fit": _actions_fit,
    "programmes-hold": _programmes_hold,
    "before-is-baseline": _before_is_baseline,
    "after-recounts": _after_recounts,
    "same-vintage": _same_vintage,
    "appraised": _appraised,
    "merged-into": _merged_into,
    "authority-covered": _authority_covered,
    "dates-in-order": _dates_in_order,
    "decided-after-submission": _decided_after_submission,
    "due-after-submission": _due_after_submission,
    "ends-later": _ends_later,
    "has-ended": _has_ended,
}
