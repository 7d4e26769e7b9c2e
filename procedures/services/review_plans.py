"""Review plans: read from a list, signed once, completed by the later acts on their procedures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.intake.form_reader import FilledWorkbook, rows_of_form
from procedures.services.inventory import find_unit, units_below
from procedures.services.session import Draft, Session
from procedures.storage.rows import Planned, Procedure, Review, Unit
from procedures.vietnamese import order
from workflow.errors import NotFound
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, SqlRows


class ReviewLine(NamedTuple):
    """One procedure on a plan. `late`: its due date has passed and no act has completed it."""

    plan: str
    planned: Planned
    procedure: Procedure
    unit: str
    late: bool


class ReviewProgress(NamedTuple):
    """The progress of a unit with a plan: procedures planned, done and late."""

    plan: Review
    unit: str
    name: str
    total: int
    done: int
    late: int


def lines_from_workbook(workbook: FilledWorkbook) -> list[Json]:
    """Return the lines of a plan from a filled-in list: code, due date (ISO), basis and product.

    Raises BadInput: when the workbook holds no such list.
    """
    lines = [
        {
            "code": entry.text("code"),
            "due": entry.text("due"),
            "basis": entry.text("basis"),
            "product": entry.text("product"),
        }
        for _, entry in rows_of_form(workbook, "review")
    ]
    if not any(sheet.form.name == "review" for sheet in workbook.sheets):
        raise BadInput((InputProblem("", "no-review-rows", ""),))
    return lines


def draft_plan(session: Session, id_: str, name: str, unit: str, document: Json, items: list[Json]) -> Draft:
    """Draft a whole review plan as one act.

    Raises what `Session.draft` raises.
    """
    body: Json = {"name": name, "unit": unit, "document": document, "items": items}
    return session.draft("review.plan", [(f"review/{id_}", body)])


def review_lines(
    session: Session, plan: str = "", unit: str = "", *, open_: bool = False
) -> list[ReviewLine]:
    """Return the lines of a plan (id, "" for all), of a unit and those beneath it, by due date.

    `open_`: only those that no act has completed.

    Raises NotFound: when there is no such plan or unit.
    """
    with session.reading() as rows:
        if plan and rows.get(Review, plan) is None:
            raise NotFound("no-such-review", plan=plan)
        units = units_below(rows, find_unit(rows, unit).id) if unit else None
        found = list(_plan_lines(rows, plan, session.day))
    kept = [one for one in found if (units is None or one.unit in units) and not (open_ and one.planned.done)]
    return sorted(kept, key=lambda one: (one.planned.due, order(one.procedure.name)))


def review_progress(session: Session, plan: str = "") -> list[ReviewProgress]:
    """Return the progress of each plan (`plan`: an id, "" for all), unit by unit, in the order of names.

    Raises NotFound: when there is no such plan.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    for line in review_lines(session, plan):
        tally = counts.setdefault((line.plan, line.unit), [0, 0, 0])
        tally[0] += 1
        tally[1] += bool(line.planned.done)
        tally[2] += line.late
    with session.reading() as rows:
        progress = []
        for (id_, unit), tally in counts.items():
            review, owner = rows.get(Review, id_), rows.get(Unit, unit)
            if review is not None:
                progress.append(ReviewProgress(review, unit, owner.name if owner else unit, *tally))
    return sorted(progress, key=lambda one: (one.plan.seq, order(one.name)))


def _plan_lines(rows: Reader, plan: str, day: str) -> Iterator[ReviewLine]:
    planned = list(rows.scan(Planned, plan=plan) if plan else rows.scan(Planned))
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(planned_row.code,) for planned_row in planned]})
    for planned_row in planned:
        procedure = rows.get(Procedure, planned_row.code)
        if procedure is not None:
            late = not planned_row.done and planned_row.due < day
            yield ReviewLine(planned_row.plan, planned_row, procedure, procedure.unit or "*", late)
