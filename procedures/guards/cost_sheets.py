"""Rules on cost sheets: their figures are recounted; when a sheet may be recorded or restated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.guards.common import ambiguities, amount_text, baseline_sheet, pending, sheet_at
from procedures.rules.action_kinds import movable
from procedures.rules.compliance_cost import LARGEST, derive, int_or_none
from procedures.rules.merger import STAGE_OF, ends_itself
from procedures.rules.sheet_comparison import vintage_differences
from procedures.storage.rows import Member, Procedure, Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _sheet_recounts(ctx: DecisionContext) -> Iterator[Reason]:
    """The annual cost that is signed is what its sheet comes to, and the sheet has one meaning.

    Source: C1, C3, C5, C8 (counting rules); Circular 02/2017/TT-VPCP, Art. 27.
    Reasons: two-incomes, groups-unnamed, no-such-group, cost-too-large, cost-differs.
    Acts: cost.record, cost.restate.
    """
    if ctx.body is None:
        return
    pairs = (
        [("before", "before_annual"), ("after", "after_annual")]
        if "before" in ctx.body
        else [("sheet", "annual")]
    )
    for name, figure in pairs:
        sheet, given = ctx.body[name], int_or_none(ctx.body[figure])
        for flaw in ambiguities(sheet):
            yield ctx.refuse(flaw, sheet=name)
        counted = derive(sheet).annual if sheet else None
        if counted is not None and counted >= LARGEST:
            yield ctx.refuse("cost-too-large", sheet=name, annual=counted)
        if counted != given:
            yield ctx.refuse(
                "cost-differs", sheet=name, expected=amount_text(counted), given=amount_text(given)
            )


def _sheet_fits(ctx: DecisionContext) -> Iterator[Reason]:
    """A department records a cost as long as no proposal rests on it; afterwards a reviewer restates it.

    Source: C3, C12 (counting rules).
    Reasons: no-proposal, after-known, restate-first, other-vintage.
    Acts: cost.record.
    """
    if ctx.body is None:
        return
    proposal = pending(ctx)
    if ctx.body["stage"] == "after":
        if proposal is None or proposal.outcome not in {"proposed", "approved", "implemented"}:
            yield ctx.refuse("no-proposal")
        elif proposal.after is not None:
            yield ctx.refuse("after-known", after=proposal.after)
        else:
            yield from _after_fits(ctx, proposal)
        return
    yield from _rests_on_it(ctx)
    for member in ctx.rows.scan(Member, code=ctx.key):
        if member.base is not None and member.rung:
            yield ctx.refuse("restate-first", programme=member.programme)
        elif member.rung and proposal is not None and member.round == proposal.round:
            # C12: the first sheet after the seal becomes the base of a proposal already measured.
            after = sheet_at(ctx, proposal.after_sheet, "after")
            actions = movable(json.loads(proposal.actions))
            moved = vintage_differences(ctx.body["sheet"], after, actions) if after else ()
            if moved:
                yield ctx.refuse("other-vintage", programme=member.programme, fields=",".join(moved))


def _rests_on_it(ctx: DecisionContext) -> Iterator[Reason]:
    """Yield the programmes in which a merger into the procedure rests on its known cost (R4, C12)."""
    procedure = ctx.rows.get(Procedure, ctx.key)
    if procedure is None or procedure.annual is None:
        return
    counted = set()
    for merged in ctx.rows.scan(Proposal, into=ctx.key):
        if merged.merger is not None and merged.outcome in STAGE_OF and merged.code != ctx.key:
            counted |= set(json.loads(merged.programmes))
    for programme in sorted(counted):
        if ctx.rows.get(Member, programme, ctx.key) is None:
            yield ctx.refuse("restate-first", programme=programme)


def _after_fits(ctx: DecisionContext, proposal: Proposal) -> Iterator[Reason]:
    assert ctx.body is not None  # noqa: S101 - asked by `_sheet_fits` only
    for id_ in json.loads(proposal.programmes):
        member = ctx.rows.get(Member, id_, ctx.key)
        before = baseline_sheet(ctx, member)
        if before:
            actions = movable(json.loads(proposal.actions))
            moved = vintage_differences(before, ctx.body["sheet"], actions)
            if moved:
                yield ctx.refuse("other-vintage", programme=id_, fields=",".join(moved))


def _restatement_fits(ctx: DecisionContext) -> Iterator[Reason]:
    """A restatement has a sheet after exactly where a simplification is on the ladder, of the same vintage.

    Source: C3, C6, C12 (counting rules).
    Reasons: after-sheet-missing, after-sheet-surplus, other-vintage.
    Acts: cost.restate.
    """
    if ctx.body is None:
        return
    proposal = pending(ctx)
    on_ladder = [
        member
        for member in ctx.rows.scan(Member, code=ctx.key)
        if member.rung and proposal is not None and member.round == proposal.round
    ]
    ending = bool(on_ladder) and proposal is not None and ends_itself(proposal)
    if on_ladder and not ending and ctx.body["after"] is None:
        yield ctx.refuse("after-sheet-missing")
    if ctx.body["after"] is not None and (not on_ladder or ending):
        yield ctx.refuse("after-sheet-surplus")
    elif ctx.body["after"] is not None:
        actions = json.loads(proposal.actions) if proposal else []
        moved = vintage_differences(ctx.body["before"], ctx.body["after"], movable(actions))
        if moved:
            yield ctx.refuse("other-vintage", programme="-", fields=",".join(moved))


GUARDS: dict[str, Guard] = {
    "sheet-recounts": _sheet_recounts,
    "sheet-fits": _sheet_fits,
    "restatement-fits": _restatement_fits,
}
