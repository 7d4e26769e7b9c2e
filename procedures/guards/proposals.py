"""The rules of the life cycle, one small pure function each: it yields a Reason for each breach.

Figures that a decision rests on stand in the signed bytes; a guard recounts them under the lock.
Guards read rows by key and know no clock: `Question.now` is the time the entry would get.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.common import ambiguities, pending, sheet_at, shown
from procedures.rules.action_kinds import counts_in_number, ends, movable
from procedures.rules.baseline import still_counts
from procedures.rules.compliance_cost import LARGEST, derive, int_or_none
from procedures.rules.programme import runs_on
from procedures.rules.sheet_comparison import vintage_differences
from procedures.storage.rows import Member, Procedure, Programme, Proposal
from workflow.decision import DecisionContext, Guard, Reason
from workflow.storage.rows import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


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


def _due_after_submission(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None or q.body["due"] is None:
        return
    if q.body["due"] < q.body["submission"]["date"]:
        yield q.refuse("dates-out-of-order", one="submission", earlier=q.body["submission"]["date"],
                       other="due", later=q.body["due"])  # fmt: skip


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


GUARDS: dict[str, Guard] = {
    "not-struck": _not_struck,
    "owned": _owned,
    "actions-fit": _actions_fit,
    "programmes-hold": _programmes_hold,
    "before-is-baseline": _before_is_baseline,
    "after-recounts": _after_recounts,
    "same-vintage": _same_vintage,
    "merged-into": _merged_into,
    "due-after-submission": _due_after_submission,
}
