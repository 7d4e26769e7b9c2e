"""Reads the cells of one row of a form, each by the kind of its column."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache

from procedures.intake.cell_rules import MAX_TEXT, Fault, lines_cell, text_cell
from procedures.intake.form_definitions import (
    AMOUNT,
    CHOICE,
    CODE,
    DATE,
    EXACT,
    LEVELS,
    LIMIT,
    LINES,
    WHOLE,
    FormColumn,
)
from procedures.intake.level_cells import levels_cell
from procedures.intake.limit_cells import limit_cell
from procedures.intake.number_rules import amount_cell, exact_cell, whole_cell
from procedures.intake.portal_row import SheetRow
from procedures.intake.procedure_codes import code_cell
from procedures.intake.titles import title_key
from procedures.spreadsheets.grid import CellValue, cell_kind, is_blank, is_number, shown_number
from procedures.spreadsheets.problems import CellProblem

FieldValue = str | tuple[str, ...] | None
"""Value of a cell: text, or the lines of a cell of kind `lines`; None if it is empty.

Text is as the kind of the column says: a code; an amount in whole đồng or
`number_rules.UNKNOWN_AMOUNT`; another whole number in digits; an exact number, "2.5" or "1/3"; a time limit
as "30 working-day"; an ISO date; the stable name of a choice; else in NFC with single spaces.
"""

_YEARS = range(1945, 2201)  # as `input.checks.YEARS`, which intake does not know
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def read_cells(
    columns: Sequence[tuple[FormColumn, int]], row: SheetRow
) -> tuple[dict[str, FieldValue], list[CellProblem]]:
    """Return key -> value for the good cells of a row, and the problems of the others.

    `columns` are the columns of the form with their 0-based columns in the sheet.
    """
    values: dict[str, FieldValue] = {}
    problems = []
    for column, place in columns:
        cell = row.cells[place] if place < len(row.cells) else ""
        if not column.filled and cell == "":  # most cells of a large file: no further call
            values[column.key] = None
            continue
        value = cell_value(column, cell)
        if isinstance(value, Fault):
            problems.append(row.problem(place, value))
        else:
            values[column.key] = value
    return values, problems


def cell_value(column: FormColumn, cell: CellValue) -> FieldValue | Fault:
    """Return the value of a cell by the kind of its column, or what is wrong with it."""
    if is_blank(cell):
        return Fault("cell-missing") if column.filled else None
    kind = cell_kind(cell)
    if kind in {"formula", "error"}:
        return Fault("formula") if kind == "formula" else Fault("not-text", "error")
    if column.kind in _READERS:
        return _READERS[column.kind](column, cell)
    text = _plain_text(cell)
    if column.kind == CHOICE and not isinstance(text, Fault):
        return _choice(column, text)
    return text


def _plain_text(cell: CellValue) -> str | Fault:
    """Return text; a whole number is taken as its digits (the 5 of Điều 5)."""
    shown = shown_number(cell) if is_number(cell) else ""
    return shown if shown.lstrip("-").isdigit() else text_cell(cell)


def _date(cell: CellValue) -> str | Fault:
    """Return the ISO date of a date cell, or of a text dd/mm/yyyy or yyyy-mm-dd, of 1945 to 2200."""
    day: date
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
    else:
        text = text_cell(cell)
        if isinstance(text, Fault):
            return Fault("not-a-date-cell")
        found = _DATE.fullmatch(text)
        try:
            day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
        except ValueError:
            return Fault("not-a-date-cell")
    return day.isoformat() if day.year in _YEARS else Fault("date-out-of-range")


def _choice(column: FormColumn, text: str) -> str | Fault:
    name = _choices(column).get(title_key(text))
    if name is None:
        return Fault("not-a-choice", " | ".join(word for word, _ in column.choices)[:MAX_TEXT])
    return name


@cache
def _choices(column: FormColumn) -> dict[str, str]:
    """Return key of the Vietnamese word, or of the stable name, as compared -> stable name."""
    words = {title_key(word): name for word, name in (*column.choices, *column.also)}
    return words | {title_key(name): name for _, name in column.choices}


_READERS: dict[str, Callable[[FormColumn, CellValue], FieldValue | Fault]] = {
    CODE: lambda _, cell: code_cell(cell),
    AMOUNT: lambda column, cell: amount_cell(cell, unknown=column.unknown),
    WHOLE: lambda _, cell: whole_cell(cell),
    EXACT: lambda _, cell: exact_cell(cell),
    LIMIT: lambda column, cell: limit_cell(cell, column.unit),
    DATE: lambda _, cell: _date(cell),
    LINES: lambda _, cell: lines_cell(cell),
    LEVELS: lambda _, cell: levels_cell(cell),
}
