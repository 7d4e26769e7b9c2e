"""Look-ups that several guards share: the proposal of the round, a sheet, an amount as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.rules.baseline import base_sheet
from procedures.rules.codes import journal_subject
from procedures.storage.rows import Member, Proposal, Sheet
from workflow.decision import DecisionContext
from workflow.storage.rows import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


def pending(ctx: DecisionContext) -> Proposal | None:
    """The proposal of the round that the procedure is in now, ended or not; None before its first round."""
    case = ctx.rows.get(Subject, journal_subject(ctx.key, ctx.rows))
    return ctx.rows.get(Proposal, ctx.key, case.round) if case else None


def newest_proposal(ctx: DecisionContext, code: str) -> Proposal | None:
    """Return the newest proposal of any procedure (code); None before its first round."""
    newest, round_ = None, 1
    while (proposal := ctx.rows.get(Proposal, code, round_)) is not None:
        newest, round_ = proposal, round_ + 1
    return newest


def sheet_at(ctx: DecisionContext, seq: int | None, stage: str) -> dict[str, Any] | None:
    """Return the procedure's sheet, before or after, of entry `seq` as JSON; None without one."""
    row = ctx.rows.get(Sheet, ctx.key, seq, stage) if seq is not None else None
    return json.loads(row.body) if row else None


def baseline_sheet(ctx: DecisionContext, member: Member | None) -> dict[str, Any] | None:
    """Return the sheet of a member's baseline cost as JSON; None without one."""
    row = base_sheet(ctx.rows, member) if member is not None else None
    return json.loads(row.body) if row else None


def ambiguities(sheet: dict[str, Any] | None) -> Iterator[str]:
    """Yield the codes of what makes a cost sheet ambiguous.

    An income stated both by the hour and by the year (C3), several groups without different names, a
    task of a group that the sheet does not have.
    """
    if sheet is None:
        return
    incomes = [sheet["income"], *(group.get("income") for group in sheet["groups"])]
    if any(one and one["hourly"] is not None and one["annual_per_head"] is not None for one in incomes):
        yield "two-incomes"
    names = [group["name"] for group in sheet["groups"]]
    if len(names) > 1 and len(set(names) - {""}) != len(names):
        yield "groups-unnamed"
    if any(task["group"] not in {"", *names} for task in sheet["tasks"]):
        yield "no-such-group"


def amount_text(amount: int | None) -> str:
    """Whole đồng as digits for a reason; "?" is unknown."""
    return "?" if amount is None else str(amount)
