"""The cost sheets of a paper: each line of the derivation, with the formula a workbook works it out by."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.papers.paper import Cell, Column, Formula, Table
from procedures.rules.compliance_cost import CostStep, derive
from procedures.services.paper_data import PaperRow
from procedures.vietnamese import fold
from procedures.wording.formats import capital, date
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line

COLUMNS = (
    Column("code", "Mã số", "text", 12),
    Column("stage", "Trước/sau", "text", 10),
    Column("group", "Nhóm đối tượng", "text", 20),
    Column("task", "Công việc", "text", 42),
    Column("hours", "Thời gian (giờ)", "exact", 10),
    Column("income", "TNBQ một giờ (đồng)", "exact", 14),
    Column("service", "Thuê dịch vụ (đồng)", "money", 14),
    Column("amount", "Chi phí một lần (đồng)", "exact", 16),
    Column("times", "Số lần/năm", "exact", 10),
    Column("subjects", "Số đối tượng/năm", "count", 12),
    Column("year", "Chi phí một năm (đồng)", "exact", 20),
    Column("note", "Ghi chú", "text", 30),
)
STAGES = {"before": "Trước", "after": "Sau"}


def table(listed: Sequence[PaperRow]) -> Table:
    """Every sheet of the proposals listed, before and after."""
    rows: list[Mapping[str, Cell]] = []
    for one in listed:
        code = one.procedure.code
        for stage, sheet in (("before", one.cut.before), ("after", one.cut.after)):
            if sheet is not None:
                rows += _rows(code, STAGES[stage], sheet)
            elif stage == "after" and one.cut.member.how == "abolish":
                note = "Bãi bỏ, không còn chi phí"
                rows.append(_row(code, STAGES[stage], task="Chi phí một năm", year=0, note=note))
            else:
                note = "Chưa có bảng tính chi phí"
                rows.append(_row(code, STAGES[stage], task="Chi phí một năm", year=None, note=note))
    grouped = any(row.get("group") for row in rows)
    columns = tuple(one for one in COLUMNS if grouped or one.key != "group")
    return Table("costs", "Bảng tính chi phí tuân thủ", columns, tuple(rows))


def basis(one: PaperRow, stage: str) -> str:
    """What a sheet rests on: measured or estimated, its source and date (C11)."""
    sheet = one.cut.before if stage == STAGES["before"] else one.cut.after
    if not sheet:
        return ""
    told = [term("basis", sheet["basis"]), one_line(sheet["source"]), date(sheet["date"])]
    return ", ".join(part for part in told if part)


def _rows(code: str, stage: str, sheet: Mapping[str, Any]) -> Iterator[dict[str, Cell]]:
    found = derive(sheet)
    if found.annual is None:
        note = f"Chưa tính được, thiếu: {', '.join(term('field', name) for name in found.missing)}"
        yield _row(code, stage, task="Chi phí một năm", year=None, note=note)
        return
    rate = _hourly(found.steps)
    since_once = 0
    years: list[int] = []
    for place, step in enumerate(s for s in found.steps if s.label not in {"hourly", "groups"}):
        row = _row(code, stage, group=step.group)
        if step.label == "task":
            _task(row, step, rate)
        elif step.label in {"fees", "other"}:
            row |= {"task": _FEES[step.label], "amount": step.amount}
        elif step.label == "once":
            text = f"SUM({{amount-{since_once}}}:{{amount-1}})"
            row |= {"task": "Cộng chi phí một lần", "amount": Formula(step.amount, text)}
        elif step.label == "year":
            times, subjects = map(Fraction, step.values)
            text = "{amount-1}*{times}*{subjects}"
            row |= {
                "task": "Chi phí một năm của nhóm" if step.group else "Chi phí một năm (chưa làm tròn)",
                "times": times,
                "subjects": int(subjects),
                "year": Formula(step.amount, text),
            }
            years.append(place)
        else:
            cells = ",".join(f"{{year-{place - year}}}" for year in years)
            text = f"ROUND(SUM({cells}),0)" if _floats(found.steps) == step.amount else ""
            row |= {
                "task": "Chi phí một năm (làm tròn)",
                "year": Formula(int(step.amount), text),
                "note": _income(sheet),
            }
        since_once = 0 if step.label == "year" else since_once + 1
        yield row


_FEES = {"fees": "Phí, lệ phí", "other": "Chi phí khác theo quy định"}


def _task(row: dict[str, Cell], step: CostStep, rate: Fraction) -> None:
    _number, kind, name, hours, service = step.values
    told, name = capital(term("task", kind)), one_line(name)
    row |= {
        "task": told if fold(name) in {"", fold(told)} else f"{told}: {name}",
        "hours": Fraction(hours),
        "income": rate,
        "service": int(service),
        "amount": Formula(step.amount, "{hours}*{income}+{service}"),
    }


def _hourly(steps: Sequence[CostStep]) -> Fraction:
    return next((step.amount for step in steps if step.label == "hourly"), Fraction(0))


def _floats(steps: Sequence[CostStep]) -> int:
    """What a workbook's arithmetic makes of a sheet; half a đồng may fall on the other side of it."""
    once = total = 0.0
    rate = float(_hourly(steps))
    for step in steps:
        if step.label == "task":
            once += float(Fraction(step.values[3])) * rate + int(step.values[4])
        elif step.label in {"fees", "other"}:
            once += float(step.amount)
        elif step.label == "year":
            times, subjects = map(Fraction, step.values)
            total += once * float(times) * float(subjects)
            once = 0.0
    return math.floor(total + 0.5)


def _income(sheet: Mapping[str, Any]) -> str:
    income = sheet["income"]
    return f"TNBQ năm {income['year']}: {one_line(income['source'])}" if income else ""


def _row(code: str, stage: str, **cells: Cell) -> dict[str, Cell]:
    return {"code": code, "stage": stage, **cells}
