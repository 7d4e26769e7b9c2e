"""Review plans as data: the progress of each unit, and the procedures still to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.services.review_plans import ReviewLine, ReviewProgress
from procedures.views.listing import Listing


def progress_list(progress: Iterable[ReviewProgress]) -> Listing:
    """List each plan unit by unit: procedures planned, done and overdue; the rate as done/planned."""
    rows = [
        (row.plan.id, row.unit, row.name, row.total, row.done, row.late, f"{row.done}/{row.total}")
        for row in progress
    ]
    keys = ("plan", "unit", "name", "planned", "done", "late", "rate")
    numbers = frozenset({"planned", "done", "late", "rate"})
    return Listing("review-progress", keys, rows, {"rate": "ratio"}, numbers)


def due_list(lines: Iterable[ReviewLine]) -> Listing:
    """List the procedures of review plans: due date, completing act and entry, ground, product."""
    rows = [
        (
            line.procedure.code,
            line.planned.due,
            "late" if line.late else "",
            line.unit,
            line.planned.done,
            line.planned.at,
            line.procedure.name,
            line.planned.basis,
            line.planned.product,
        )
        for line in lines
    ]
    keys = ("code", "due", "late", "unit", "done", "entry", "name", "basis", "product")
    terms = {"done": "done", "due": "day", "late": "standing"}
    return Listing("review-due", keys, rows, terms, frozenset({"entry"}))
