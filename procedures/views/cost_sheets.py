"""A procedure's cost sheets as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from procedures.services.cost_sheets import CostSheetView
from procedures.views.listing import Listing


def cost_page(shown: CostSheetView) -> dict[str, Any]:
    """Return one cost sheet: stage, annual cost (whole đồng as text), derivation by steps, missing fields."""
    annual = shown.derivation.annual
    return {
        "code": shown.procedure.code,
        "seq": shown.seq,
        "stage": shown.stage,
        "annual": None if annual is None else str(annual),
        "missing": list(shown.derivation.missing),
        "sheet": shown.sheet,
        "steps": [
            {
                "label": step.label,
                "group": step.group,
                "values": list(step.values),
                "amount": str(step.amount),
            }
            for step in shown.derivation.steps
        ],
        "by_subject": [
            {"who": part.who, "hours": str(part.hours), "amount": str(part.amount)}
            for part in shown.derivation.by_subject
        ],
        "changes": [change._asdict() for change in shown.changes],
        "sealed": list(shown.sealed),
    }


def income_list(incomes: Mapping[str, Mapping[str, str]]) -> Listing:
    """List published income a head by year (whole đồng a year) with its source, for the hourly rate (C3)."""
    rows = [(year, int(income["annual_per_head"]), income["source"]) for year, income in incomes.items()]
    keys = ("year", "annual_per_head", "source")
    return Listing("incomes", keys, rows, {"annual_per_head": "dong"}, frozenset({"annual_per_head"}))


def cost_sheets_page(sheets: Sequence[CostSheetView]) -> dict[str, Any]:
    """Return every sheet of one procedure, the oldest first."""
    return {"sheets": [cost_page(shown) for shown in sheets]}
