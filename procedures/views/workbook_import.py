"""An import plan as data."""

from __future__ import annotations

from typing import Any

from procedures.rules.verdict import Result
from procedures.services.workbook_import.import_plan import ImportPlan, PlanEffect


def import_page(made: ImportPlan, converted: int) -> dict[str, Any]:
    """An import plan: what is read, changed, refused and wrong, and the effect on both ratios."""
    return {
        "file": made.file,
        "sha256": made.sha256,
        "register": made.register,
        "seq": made.seq,
        "leaf": made.leaf,
        "converted": converted,
        "acts": [{"act": one.act, "items": len(one.items)} for one in made.acts],
        "changes": [change._asdict() for change in made.changes],
        "problems": [problem._asdict() for problem in made.problems],
        "refused": [
            {"code": code, "reasons": [reason.code for reason in reasons]} for code, reasons in made.refused
        ],
        "effects": [effect_data(effect) for effect in made.effects],
    }


def effect_data(effect: PlanEffect) -> dict[str, Any]:
    """The effect of a plan on one unit in one programme: both ratios before and after it."""

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
