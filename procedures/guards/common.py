"""What several guards ask: the pending proposal, a sheet, an amount."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.storage.rows import Proposal, Sheet
from workflow.decision import DecisionContext
from workflow.storage.rows import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator


def pending(ctx: DecisionContext) -> Proposal | None:
    """The proposal of the round that the question's procedure is in."""
    case = ctx.rows.get(Subject, ctx.subject)
    return ctx.rows.get(Proposal, ctx.key, case.round) if case else None


def sheet_at(ctx: DecisionContext, seq: int | None) -> dict[str, Any] | None:
    """The body of the question's procedure's sheet of position `seq`, or None."""
    row = ctx.rows.get(Sheet, ctx.key, seq) if seq is not None else None
    return json.loads(row.body) if row else None


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


def shown(amount: int | None) -> str:
    """An amount for a reason: "?" is unknown."""
    return "?" if amount is None else str(amount)
