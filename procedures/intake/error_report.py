"""Writes a copy of a workbook's values with a column "Lỗi": the problems of each row beside it."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from procedures.intake.form_reader import FilledWorkbook, open_form_sheets
from procedures.spreadsheets.grid import CellValue, ErrorCell, FormulaCell, Grid
from procedures.spreadsheets.problems import CellProblem
from procedures.spreadsheets.read_file import read_bytes

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST = 31  # characters of a sheet's name


def error_report(
    path: Path,
    workbook: FilledWorkbook,
    problems: tuple[CellProblem, ...],
    words: Callable[[CellProblem], str],
) -> bytes:
    """Return the copy as bytes of an .xlsx; `words` makes the sentence for a problem.

    Raises ImportError: XlsxWriter (extra `office`) is not installed; Unreadable: the file has changed
    since `workbook` was read from it, and cannot be read now.
    """
    from xlsxwriter import Workbook as Writer  # an extra

    opened = open_form_sheets(path, read_bytes(path), workbook.font)
    buffer = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    book = Writer(buffer, options)
    red = book.add_format({"font_color": "#C00000", "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    taken: set[str] = set()
    heads: dict[str, int] = {}
    for one in workbook.sheets:
        heads.setdefault(one.sheet, one.head)
    try:
        for number, grid in enumerate(opened.grids, 1):
            sheet = book.add_worksheet(_named(grid.sheet or f"Sheet{number}", taken))
            width = _copy_rows(sheet, grid, day, _sentences(grid.sheet, problems, words), red)
            sheet.write_string(heads.get(grid.sheet, 1) - 1, width, "Lỗi", red)
            sheet.set_column(width, width, 60)
    finally:
        book.close()
    return buffer.getvalue()


def _sentences(
    sheet: str, problems: tuple[CellProblem, ...], words: Callable[[CellProblem], str]
) -> dict[int, list[str]]:
    """Return 1-based row number -> the sentences for its problems."""
    found: dict[int, list[str]] = {}
    for problem in problems:
        if problem.sheet == sheet:
            found.setdefault(problem.row, []).append(words(problem))
    return found


def _copy_rows(sheet: Any, grid: Grid, day: Any, sentences: dict[int, list[str]], red: Any) -> int:
    """Write the rows, with their problems in the first column behind all others; return that column."""
    rows = list(grid.rows)
    width = max((len(cells) for _, cells in rows), default=0)
    for row, cells in rows:
        for place, cell in enumerate(cells):
            _write(sheet, row - 1, place, cell, day)
        if row in sentences:
            sheet.write_string(row - 1, width, "\n".join(sentences[row]), red)
    return width


def _named(sheet: str, taken: set[str]) -> str:
    """Return a name of at most 31 characters that Excel accepts and no other sheet of the copy has."""
    plain = _NOT_IN_NAMES.sub(" ", sheet).strip(" '")[:_LONGEST] or "Sheet"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[: _LONGEST - 5]} ({number})"
    taken.add(name.casefold())
    return name


def _write(sheet: Any, row: int, place: int, cell: CellValue, day: Any) -> None:
    plain: object = cell
    while isinstance(plain, FormulaCell | ErrorCell):
        plain = plain[0]
    if isinstance(plain, bool):
        sheet.write_boolean(row, place, plain)
    elif isinstance(plain, int | float):
        sheet.write_number(row, place, plain)
    elif hasattr(plain, "isoformat") and hasattr(plain, "year"):
        sheet.write_datetime(row, place, plain, day)
    elif plain != "":
        sheet.write_string(row, place, str(plain))
