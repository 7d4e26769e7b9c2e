"""Rules on proposals, one small pure function each: it yields a Reason for each breach.

Figures that a decision rests on stand in the signed bytes; a guard recounts them under the lock.
Guards read rows by key and no clock: `DecisionContext.now` is the time that the entry would get.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.common import ambiguities, amount_text, baseline_sheet, newest_proposal, pending
from procedures.rules.action_kinds import counts_in_number, ends_procedure, movable
from procedures.rules.compliance_cost import LARGEST, derive, int_or_none
from procedures.rules.programme import counts_paper, ends_on
from procedures.rules.sheet_comparison import vintage_differences
from procedures.storage.rows import Member, Procedure, Programme, Proposal
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator


def _not_struck(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure that was struck from the inventory is not proposed, reviewed or struck again.

    Source: R5 (counting rules).
    Reasons: struck.
    Acts: propose, procedure.recode, procedure.strike, procedure.review.
    """
    procedure = ctx.rows.get(Procedure, ctx.key)
    if procedure and procedure.struck is not None:
        yield ctx.refuse("struck", why=procedure.struck)


def _owned(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure is proposed only when a unit owns it.

    Source: R5, R10 (counting rules).
    Reasons: unassigned.
    Acts: propose.
    """
    procedure = ctx.rows.get(Procedure, ctx.key)
    if procedure and procedure.unit is None:
        yield ctx.refuse("unassigned")


def _actions_fit(ctx: DecisionContext) -> Iterator[Reason]:
    """The actions, the target and the cost of a proposal agree with its kind.

    Source: R2, R3, R4, C6 (counting rules).
    Reasons: action-missing, abolish-among-actions, into-without-merge, merge-target, abolished-costs,
        counts-differs.
    Acts: propose.
    """
    if ctx.body is None:
        return
    kinds = [action["kind"] for action in ctx.body["actions"]]
    if ctx.body["kind"] == "abolish" and "abolish" not in kinds:
        yield ctx.refuse("action-missing", action="abolish")
    if ctx.body["kind"] == "simplify" and "abolish" in kinds:
        yield ctx.refuse("abolish-among-actions")
    if ctx.body["kind"] == "merge" and (ctx.body["into"] is None or "merge" not in kinds):
        yield ctx.refuse("action-missing", action="merge")
    if ctx.body["kind"] != "merge" and ctx.body["into"] is not None:
        yield ctx.refuse("into-without-merge")
    if ctx.body["kind"] == "merge" and ctx.body["into"] not in {None, ctx.key} and not _leads_on(ctx):
        yield ctx.refuse("merge-target", into=ctx.body["into"])
    if _ends(ctx) and ctx.body["after"] != "0":
        yield ctx.refuse("abolished-costs", after=ctx.body["after"] or "?")
    expected = counts_in_number(_ends(ctx), ctx.body["actions"])
    if ctx.body["counts"] != expected:
        yield ctx.refuse("counts-differs", expected=expected)


def _merger_under_way(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure joins a merger while what continues is under way; a merger carried out is finished.

    Source: R4 (counting rules).
    Reasons: merger-carried-out, merge-elsewhere.
    Acts: propose.
    """
    if ctx.body is None or ctx.body["kind"] != "merge" or ctx.body["into"] in {None, ctx.key}:
        return
    into = ctx.body["into"]
    proposal = newest_proposal(ctx, into)
    if proposal is None or proposal.outcome not in {"proposed", "approved", "implemented"}:
        return
    if proposal.outcome == "implemented" and proposal.kind == "merge":
        yield ctx.refuse("merger-carried-out", into=into)
    counted = json.loads(proposal.programmes)
    for id_ in ctx.body["programmes"]:
        if id_ not in counted and ctx.rows.get(Member, id_, into) is not None:
            yield ctx.refuse("merge-elsewhere", into=into, programme=id_)


def _programmes_hold(ctx: DecisionContext) -> Iterator[Reason]:
    """A proposal counts for sealed programmes that hold the procedure and run on the day of its submission.

    Source: R1, R5, R11, R12 (counting rules).
    Reasons: not-sealed-yet, outside-baseline, outside-period.
    Acts: propose.
    """
    if ctx.body is None:
        return
    today = local_date(ctx.now)
    for id_ in ctx.body["programmes"]:
        programme, member = ctx.rows.get(Programme, id_), ctx.rows.get(Member, id_, ctx.key)
        if programme is None or programme.sealed is None:
            yield ctx.refuse("not-sealed-yet", programme=id_)
        elif member is None:
            yield ctx.refuse("outside-baseline", programme=id_)
        else:
            text = json.loads(programme.text)
            dated = ctx.body["submission"]["date"]
            if not counts_paper(text, dated, today, programme.closed):
                yield ctx.refuse(
                    "outside-period",
                    programme=id_,
                    starts=text["starts"],
                    ends=ends_on(text, programme.closed) or "-",
                    date=dated,
                )


def _before_is_baseline(ctx: DecisionContext) -> Iterator[Reason]:
    """A proposal states the baseline cost of each programme that it counts for, and of no other.

    Source: C12 (counting rules).
    Reasons: before-differs.
    Acts: propose.
    """
    if ctx.body is None:
        return
    if sorted(ctx.body["before"]) != sorted(ctx.body["programmes"]):
        yield ctx.refuse("before-differs", programme="-", expected="-", given="-")
        return
    for id_, given in ctx.body["before"].items():
        member = ctx.rows.get(Member, id_, ctx.key)
        if member is not None and int_or_none(given) != member.base:
            yield ctx.refuse(
                "before-differs", programme=id_, expected=amount_text(member.base), given=given or "?"
            )


def _after_recounts(ctx: DecisionContext) -> Iterator[Reason]:
    """The cost after is what the sheet after comes to; a procedure that ends has no sheet after.

    Source: C1, C3, C5, C6, C8 (counting rules); Circular 02/2017/TT-VPCP, Art. 27.
    Reasons: ending-with-sheet, two-incomes, groups-unnamed, no-such-group, cost-too-large, after-differs.
    Acts: propose.
    """
    if ctx.body is None:
        return
    if _ends(ctx):
        if ctx.body["after_sheet"] is not None:
            yield ctx.refuse("ending-with-sheet")  # C6: what ends costs nothing, so has no sheet
        return
    sheet = ctx.body["after_sheet"]
    for flaw in ambiguities(sheet):
        yield ctx.refuse(flaw, sheet="after_sheet")
    counted = derive(sheet).annual if sheet else None
    if counted is not None and counted >= LARGEST:
        yield ctx.refuse("cost-too-large", sheet="after_sheet", annual=counted)
    if counted != int_or_none(ctx.body["after"]):
        yield ctx.refuse("after-differs", expected=amount_text(counted), given=ctx.body["after"] or "?")


def _same_vintage(ctx: DecisionContext) -> Iterator[Reason]:
    """The sheet after differs from the baseline sheet only in what the actions of the proposal may move.

    Source: C3, C7, C12 (counting rules).
    Reasons: other-vintage.
    Acts: propose.
    """
    if ctx.body is None or not ctx.body["after_sheet"] or _ends(ctx):
        return
    for id_ in ctx.body["programmes"]:
        member = ctx.rows.get(Member, id_, ctx.key)
        sheet = baseline_sheet(ctx, member)
        if sheet:
            moved = vintage_differences(sheet, ctx.body["after_sheet"], movable(ctx.body["actions"]))
            if moved:
                yield ctx.refuse("other-vintage", programme=id_, fields=",".join(moved))


def _due_after_submission(ctx: DecisionContext) -> Iterator[Reason]:
    """The date by which a cut is due is not before the date of its submission.

    Source: design of the register, life cycle (dates in order).
    Reasons: dates-out-of-order.
    Acts: propose.
    """
    if ctx.body is None or ctx.body["due"] is None:
        return
    if ctx.body["due"] < ctx.body["submission"]["date"]:
        yield ctx.refuse(
            "dates-out-of-order",
            one="submission",
            earlier=ctx.body["submission"]["date"],
            other="due",
            later=ctx.body["due"],
        )


def _leads_on(ctx: DecisionContext) -> bool:
    """True where the procedure merged into is on record and carries the merged cost (R4).

    It is proposed as the one that continues, or lies outside the baselines that the proposal counts for, as a
    code does that the merger creates.
    """
    into = ctx.body["into"] if ctx.body else ""
    proposal = newest_proposal(ctx, into)
    open_ = proposal is not None and proposal.outcome in {"proposed", "approved", "implemented"}
    if open_ and proposal and proposal.kind == "merge" and proposal.after_sheet is not None:
        return True
    target = ctx.rows.get(Procedure, into)
    programmes = ctx.body["programmes"] if ctx.body else ()
    inside = any(ctx.rows.get(Member, id_, into) is not None for id_ in programmes)
    return target is not None and target.struck is None and not open_ and not inside


def _merged_into(ctx: DecisionContext) -> Iterator[Reason]:
    """A procedure that others are merged into leaves the ladder after them, for it carries their cost.

    Source: R4 (counting rules).
    Reasons: merged-into.
    Acts: withdraw, return, reject, revoke.
    """
    proposal = pending(ctx)
    if proposal is None or proposal.into != ctx.key:
        return
    for other in ctx.rows.scan(Proposal, into=ctx.key):
        if other.code != ctx.key and other.outcome in {"proposed", "approved", "implemented"}:
            yield ctx.refuse("merged-into", other=other.code)


def _ends(ctx: DecisionContext) -> bool:
    """True where the proposal ends its own procedure: abolishes it, or merges it into another (R4)."""
    return ctx.body is not None and ends_procedure(ctx.body, ctx.key)


def _not_repealed(ctx: DecisionContext) -> Iterator[Reason]:
    """A proposal that a repeal from above has carried out is neither decided nor taken back.

    Source: R5 (counting rules).
    Reasons: repealed-above.
    Acts: withdraw, forward, return, reject, approve, revoke, implement.
    """
    proposal = pending(ctx)
    procedure = ctx.rows.get(Procedure, ctx.key)
    done = proposal is not None and proposal.outcome == "implemented" and ctx.state != "implemented"
    if procedure is not None and procedure.struck is not None and done:
        yield ctx.refuse("repealed-above", why=procedure.struck)


GUARDS: dict[str, Guard] = {
    "not-struck": _not_struck,
    "owned": _owned,
    "actions-fit": _actions_fit,
    "programmes-hold": _programmes_hold,
    "before-is-baseline": _before_is_baseline,
    "after-recounts": _after_recounts,
    "same-vintage": _same_vintage,
    "merger-under-way": _merger_under_way,
    "merged-into": _merged_into,
    "not-repealed": _not_repealed,
    "due-after-submission": _due_after_submission,
}
