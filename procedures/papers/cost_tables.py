"""Makes the cost sheets of a paper: a line for each step, with the formula a workbook works it out by."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.papers.paper import ExcelFormula, PaperCell, PaperColumn, PaperTable
from procedures.papers.sentences import fill, paper_text
from procedures.rules.compliance_cost import CostStep, SubjectTotal, derive
from procedures.services.paper_data import PaperRow
from procedures.vietnamese import fold
from procedures.wording.formats import capital, date
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line

COLUMNS = (
    PaperColumn("code", "Mã số", "text", 12),
    PaperColumn("stage", "Trước/sau", "text", 10),
    PaperColumn("group", "Nhóm đối tượng", "text", 20),
    PaperColumn("task", "Công việc", "text", 42),
    PaperColumn("hours", "Thời gian (giờ)", "exact", 10),
    PaperColumn("income", "TNBQ một giờ (đồng)", "exact", 14),
    PaperColumn("service", "Thuê dịch vụ (đồng)", "money", 14),
    PaperColumn("amount", "Chi phí một lần (đồng)", "exact", 16),
    PaperColumn("times", "Số lần/năm", "exact", 10),
    PaperColumn("subjects", "Số đối tượng/năm", "count", 12),
    PaperColumn("year", "Chi phí một năm (đồng)", "exact", 20),
    PaperColumn("note", "Ghi chú", "text", 30),
)


def cost_table(listed: Sequence[PaperRow]) -> PaperTable:
    """Return the lines of every cost sheet of the proposals listed, before and after.

    `hours` and `times` are exact numbers, `income` đồng an hour, `service` whole đồng, `amount` đồng
    for one case, `year` đồng a year; None is unknown. Column `group` is there only if a sheet has groups.
    """
    rows: list[Mapping[str, PaperCell]] = []
    for one in listed:
        for stage, sheet in (("before", one.cut.before), ("after", one.cut.after)):
            rows += _sheet_rows(one, stage, sheet)
    grouped = any(row.get("group") for row in rows)
    columns = tuple(column for column in COLUMNS if grouped or column.key != "group")
    return PaperTable("costs", paper_text("costs")["name"], columns, tuple(rows))


def sheet_basis(row: PaperRow, stage: str) -> str:
    """Return what a sheet rests on: measured or estimated, its source, its date dd/mm/yyyy (C11).

    `stage` is the word of the sheet as the table prints it; "" where there is no sheet.
    """
    sheet = row.cut.before if stage == _line("before") else row.cut.after
    if not sheet:
        return ""
    parts = [term("basis", sheet["basis"]), one_line(sheet["source"]), date(sheet["date"])]
    return ", ".join(part for part in parts if part)


def _line(name: str, **fields: str) -> str:
    """Return the words of a line of a sheet, from the sentences of the costs paper."""
    return fill(paper_text("costs")["lines"][name], fields)


def _sheet_rows(one: PaperRow, stage: str, sheet: Mapping[str, Any] | None) -> Iterator[dict[str, PaperCell]]:
    """Yield the lines of one sheet; without a sheet, one line that says why."""
    code = one.procedure.code
    if sheet is not None:
        yield from _derived_rows(code, _line(stage), sheet)
    elif stage == "after" and one.cut.member.how == "abolish":
        yield _row(code, _line(stage), task=_line("year"), year=0, note=_line("abolished"))
    else:
        yield _row(code, _line(stage), task=_line("year"), year=None, note=_line("no_sheet"))


def _derived_rows(code: str, stage: str, sheet: Mapping[str, Any]) -> Iterator[dict[str, PaperCell]]:
    """Yield a line for each step of the derivation, with the formula that works it out in a workbook."""
    derivation = derive(sheet)
    if derivation.annual is None:
        missing = ", ".join(term("field", name) for name in derivation.missing)
        note = _line("incomplete", fields=missing)
        yield _row(code, stage, task=_line("year"), year=None, note=note)
        return
    rates = _rates(derivation.steps)
    since_once = 0
    years: list[int] = []
    steps = (step for step in derivation.steps if step.label not in {"hourly", "groups"})
    for place, step in enumerate(steps):
        if step.label == "task":
            cells = _task_cells(step, _rate(rates, step))
        elif step.label in {"fees", "other"}:
            cells = {"task": _line(step.label), "amount": step.amount}
        elif step.label == "once":
            text = f"SUM({{amount-{since_once}}}:{{amount-1}})"
            cells = {"task": _line("once"), "amount": ExcelFormula(step.amount, text)}
        elif step.label == "year":
            cells = _year_cells(step)
            years.append(place)
        else:
            exact = _floats(derivation.steps) == step.amount
            cells = _rounded_cells(step, [place - year for year in years], _incomes(sheet), exact=exact)
        since_once = 0 if step.label == "year" else since_once + 1
        yield _row(code, stage, group=step.group, **cells)
    if len(derivation.by_subject) > 1:
        yield from (_row(code, stage, **_subject_cells(part)) for part in derivation.by_subject)


def _task_cells(step: CostStep, rate: Fraction) -> dict[str, PaperCell]:
    """Return the cells of a task: hours × đồng an hour + service cost."""
    _number, kind, name, hours, service = step.values
    task, name = capital(term("task", kind)), one_line(name)
    return {
        "task": task if fold(name) in {"", fold(task)} else f"{task}: {name}",
        "hours": Fraction(hours),
        "income": rate,
        "service": int(service),
        "amount": ExcelFormula(step.amount, "{hours}*{income}+{service}"),
    }


def _year_cells(step: CostStep) -> dict[str, PaperCell]:
    """Return the cells of a year, of all or of one group: once × times a year × subjects a year."""
    times, subjects = map(Fraction, step.values)
    return {
        "task": _line("year_of_group" if step.group else "year_exact"),
        "times": times,
        "subjects": int(subjects),
        "year": ExcelFormula(step.amount, "{amount-1}*{times}*{subjects}"),
    }


def _rounded_cells(step: CostStep, ups: Sequence[int], note: str, *, exact: bool) -> dict[str, PaperCell]:
    """Return the cells of the rounded year; `ups`: how many lines above each year to sum stands.

    Without `exact` a workbook would round the other way, and the cell has no formula.
    """
    years = ",".join(f"{{year-{up}}}" for up in ups)
    text = f"ROUND(SUM({years}),0)" if exact else ""
    return {"task": _line("year_rounded"), "year": ExcelFormula(int(step.amount), text), "note": note}


def _subject_cells(part: SubjectTotal) -> dict[str, PaperCell]:
    """Return the cells of what one kind of subjects bears: hours a year, and đồng a year before rounding."""
    who = one_line(part.who) or _line("others")
    return {"task": _line("of_subject", who=who), "hours": part.hours, "year": part.amount}


def _rates(steps: Sequence[CostStep]) -> dict[str, Fraction]:
    """Return the hourly income in đồng by group; "" is that of groups without one of their own."""
    return {step.group: step.amount for step in steps if step.label == "hourly"}


def _rate(rates: Mapping[str, Fraction], step: CostStep) -> Fraction:
    return rates.get(step.group, rates.get("", Fraction(0)))


def _floats(steps: Sequence[CostStep]) -> int:
    """Return the year's cost, whole đồng, as a workbook computes it in binary floating point.

    It may round half a đồng the other way.
    """
    once = total = 0.0
    rates = _rates(steps)
    for step in steps:
        if step.label == "task":
            once += float(Fraction(step.values[3])) * float(_rate(rates, step)) + int(step.values[4])
        elif step.label in {"fees", "other"}:
            once += float(step.amount)
        elif step.label == "year":
            times, subjects = map(Fraction, step.values)
            total += once * float(times) * float(subjects)
            once = 0.0
    return math.floor(total + 0.5)


def _incomes(sheet: Mapping[str, Any]) -> str:
    """Return the year and source of each income that the sheet states, its own first."""
    stated = [sheet["income"], *(group.get("income") for group in sheet["groups"])]
    lines = [_line("income", year=str(one["year"]), source=one_line(one["source"])) for one in stated if one]
    return "; ".join(dict.fromkeys(lines))


def _row(code: str, stage: str, **cells: PaperCell) -> dict[str, PaperCell]:
    return {"code": code, "stage": stage, **cells}
