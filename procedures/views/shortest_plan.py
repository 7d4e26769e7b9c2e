"""The shortest plan to both targets as data."""

from __future__ import annotations

from typing import Any

from procedures.services.verdict.shortest_plan import PlanView


def plan_page(shown: PlanView) -> dict[str, Any]:
    """Return the plan of a unit: its steps, its assumptions, and the figures it reaches (đồng as text)."""
    plan = shown.plan
    fall = plan.fall
    return {
        "unit": shown.unit,
        "programme": shown.sheet.text["id"],
        "programme_digest": shown.sheet.programme.digest,
        "position": shown.sheet.position,
        "reached": plan.reached,
        "simplify": shown.assumption.simplify,
        "steps": [
            {
                "code": step.code,
                "saving": str(step.saving),
                "asked_for": step.locked,
                "found": list(shown.found.get(step.code, ())),
                "amend": shown.amend.get(step.code, ("", None))[0],
                "level": shown.amend.get(step.code, ("", None))[1],
            }
            for step in plan.steps
        ],
        "for_number": plan.for_number,
        "for_cost": plan.for_cost,
        "number": plan.number,
        "needed": plan.needed,
        "saving": str(plan.saving),
        "known": str(shown.task.known),
        "short_number": plan.short_number,
        "short_cost": str(plan.short_cost),
        "unmeasured": list(plan.unmeasured),
        "room": None if plan.room is None else str(plan.room),
        "if_the_largest_falls": fall
        and {
            "saving": str(fall.saving),
            "number": fall.number,
            "number_met": fall.number_met,
            "cost": str(fall.cost),
            "cost_met": fall.cost_met,
        },
        "not_considered": [{"code": code, "why": why} for code, why in shown.left_out],
    }
