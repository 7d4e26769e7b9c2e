"""The form into which every file is read: grids of numbered rows of typed cells."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from procedures.spreadsheets.cell_text import excerpt

MAX_ROWS = 100_000
"""Rows of data in all sheets of a file together."""
HEADER_WITHIN = 20
"""Rows in which the header is looked for; they come on top of MAX_ROWS."""
MAX_COLUMNS = 256
"""Columns of the widest sheet that is read."""
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Excel's error values as a CSV, or a cell pasted as text, spells them."""

_NUMBER = re.compile("[+-]?[0-9]*[.]?[0-9]*(?:[eE][+-]?[0-9]{1,3})?")


class FormulaCell(NamedTuple):
    """A cell that holds a formula."""

    cached: object
    """The value that was calculated when the file was saved; it may be out of date."""


class ErrorCell(NamedTuple):
    """A cell that holds an error value such as #N/A."""

    literal: object
    """The error as the file spells it; "" from an .xls."""


CellValue = str | float | date | time | timedelta | FormulaCell | ErrorCell
"""The value of one cell; to Python's types bool and int are floats, and datetime is a date."""

CellMask = Mapping[int, int]
"""1-based row number -> bit mask of 0-based columns (bit 0 is A); small even for millions of cells."""


class Grid(NamedTuple):
    """One sheet, from column A on; "" is an empty cell."""

    sheet: str
    """Sheet name, safe to print; "" for CSV."""
    rows: Iterator[tuple[int, list[CellValue]]]
    """1-based row number as the spreadsheet shows it, rising, and the row's cells; can be read once."""
    ragged: bool = False
    """Delimited text: a row longer than its header has a delimiter that is not quoted."""
    hidden: bool = False
    """True for a sheet that the spreadsheet program does not show; it is read like the others."""
    hidden_rows: frozenset[int] = frozenset()
    """1-based numbers of hidden rows; they are read like the others."""
    hidden_columns: frozenset[int] = frozenset()
    """0-based hidden columns; they are read like the others."""
    linked: bool = False
    """True for a table that a spreadsheet program copied from another file: no row of it is read."""
    fonts: Mapping[str, CellMask] = MappingProxyType({})
    """Legacy encoding (`legacy_fonts`) -> the cells in a font of it; empty where the file names no fonts."""


def mask_columns(mask: int) -> Iterator[int]:
    """Yield the 0-based columns of a mask, from the left."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def cell_kind(cell: CellValue) -> str:
    """Return the kind of a value: text, number, boolean, date (or time), error or formula."""
    match cell:
        case FormulaCell():
            return "formula"
        case ErrorCell():
            return "error"
        case str():
            return "error" if cell.strip() in ERRORS else "text"
        case bool():  # before numbers: True is an int to Python
            return "boolean"
        case date() | time() | timedelta():
            return "date"
        case _:
            return "number"


def finite_number(text: str) -> float | None:
    """Return the number that a file's XML writes; None if the text is not a finite number.

    float() alone would also accept 1_000, nan and digits of other scripts.
    """
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = float(text)
    except ValueError:  # a point or an exponent without digits
        return None
    return number if math.isfinite(number) else None


def shown_number(value: float) -> str:
    """Return a number with at most 15 significant digits, as Excel shows it: 3.3000000000000003 is 3.3.

    The text has no exponent; "inf" and "nan" stay as they are.
    """
    return f"{Decimal(f'{value:.15g}'):f}" if math.isfinite(value) else str(value)


def is_number(cell: CellValue) -> TypeGuard[float]:
    """Return whether a value is a number; TRUE and FALSE are not."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_blank(cell: CellValue) -> bool:
    """Return whether a cell is empty or has only white space."""
    return isinstance(cell, str) and not cell.strip()


def cell_excerpt(cell: object) -> str:
    """Return a cell's content for a message: at most 60 characters, safe to print."""
    match cell:
        case FormulaCell(inner) | ErrorCell(inner):
            return cell_excerpt(inner)
        case bool():
            return str(cell).upper()
        case float():
            return excerpt(shown_number(cell))
        case _:
            return excerpt(str(cell))


def column_letters(index: int) -> str:
    """Return the letters of a 0-based column: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the name of the cell in a 0-based row and column: (2, 1) -> B3."""
    return f"{column_letters(column)}{row + 1}"
