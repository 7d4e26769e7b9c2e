"""An import plan as data."""

from __future__ import annotations

from typing import Any

from procedures.rules.verdict import Result
from procedures.services.workbook_import.import_plan import ImportPlan, PlanEffect, ReadSheet


def import_page(plan: ImportPlan, converted: int) -> dict[str, Any]:
    """Return an import plan: sheets, acts, changes, problems, refusals, and the effect on both ratios."""
    return {
        "file": plan.file,
        "sha256": plan.sha256,
        "register": plan.register,
        "seq": plan.seq,
        "leaf": plan.leaf,
        "converted": converted,
        "sheets": [_sheet_data(read) for read in plan.sheets],
        "unread_sheets": [{"sheet": sheet, "reason": reason} for sheet, reason in plan.unread_sheets],
        "unread_columns": plan.unread,
        "acts": [{"act": act.act, "items": len(act.items)} for act in plan.acts],
        "changes": [change._asdict() for change in plan.changes],
        "problems": [problem._asdict() for problem in plan.problems],
        "refused": [
            {"code": code, "reasons": [reason.code for reason in reasons]} for code, reasons in plan.refused
        ],
        "without_fee": list(plan.without_fee),
        "conflicts": [conflict._asdict() for conflict in plan.conflicts],
        "effects": [effect_data(effect) for effect in plan.effects],
    }


def _sheet_data(read: ReadSheet) -> dict[str, Any]:
    """Return what was read of one sheet, and what was not: hidden parts, rows and columns left out."""
    notes = read.notes
    return {
        "sheet": notes.sheet,
        "form": read.form,
        "rows": read.rows,
        "hidden": notes.hidden,
        "hidden_rows": list(notes.hidden_rows),
        "hidden_columns": list(notes.hidden_columns),
        "left_out": [{"row": row, "reason": reason} for row, reason in notes.left_out],
        "unread": [column._asdict() for column in notes.unread],
    }


def effect_data(effect: PlanEffect) -> dict[str, Any]:
    """Return the effect of a plan on one unit in one programme: both ratios before and after it."""

    def of(result: Result) -> dict[str, Any]:
        verdict = result.at(effect.stage)
        return {
            "value": verdict.value,
            "cut": verdict.number.cut if verdict.number else None,
            "base": verdict.number.base if verdict.number else None,
            "saving": str(verdict.cost.saving) if verdict.cost else None,
            "known": str(verdict.cost.known) if verdict.cost else None,
        }

    return {
        "unit": effect.unit,
        "programme": effect.programme["id"],
        "before": of(effect.before),
        "after": of(effect.after),
    }
