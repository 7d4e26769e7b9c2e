"""Review plans as data: how far each unit is, and what is still to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.services.review_plans import ReviewLine, ReviewProgress
from procedures.views.listing import Listing


def progress_list(progress: Iterable[ReviewProgress]) -> Listing:
    """Each plan unit by unit: procedures planned, done and overdue; the rate as done/planned."""
    rows = [
        (one.plan.id, one.unit, one.name, one.total, one.done, one.late, f"{one.done}/{one.total}")
        for one in progress
    ]
    keys = ("plan", "unit", "name", "planned", "done", "late", "rate")
    numbers = frozenset({"planned", "done", "late", "rate"})
    return Listing("review-progress", keys, rows, {"rate": "ratio"}, numbers)


def due_list(lines: Iterable[ReviewLine]) -> Listing:
    """The procedures of review plans: due date, what was done at which entry, ground and product."""
    rows = [
        (
            one.procedure.code,
            one.planned.due,
            "late" if one.late else "",
            one.unit,
            one.planned.done,
            one.planned.at,
            one.procedure.name,
            one.planned.basis,
            one.planned.product,
        )
        for one in lines
    ]
    keys = ("code", "due", "late", "unit", "done", "entry", "name", "basis", "product")
    terms = {"done": "done", "due": "day", "late": "standing"}
    return Listing("review-due", keys, rows, terms, frozenset({"entry"}))
