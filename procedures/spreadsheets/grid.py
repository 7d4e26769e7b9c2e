"""What a sheet and a CSV have in common: numbered rows of typed cells."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypeGuard

from procedures.spreadsheets.cell_text import excerpt

MAX_ROWS = 100_000
"""Rows of data, in all sheets together."""
HEADER_WITHIN = 20
"""The header row is looked for in so many rows; they come on top of MAX_ROWS."""
MAX_COLUMNS = 256
"""Columns of the widest sheet taken."""
ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""Excel's errors as a CSV, or a cell pasted as text, spells them."""


_NUMBER = re.compile("[+-]?[0-9]*[.]?[0-9]*(?:[eE][+-]?[0-9]{1,3})?")


class FormulaCell(NamedTuple):
    """A cell that holds a formula; what it showed last is not what was entered."""

    cached: object


class ErrorCell(NamedTuple):
    """A cell that holds an error such as #N/A."""

    literal: object


CellValue = str | float | date | time | timedelta | FormulaCell | ErrorCell
"""One cell; bool and int are floats to Python's types, datetime is a date."""


CellMask = Mapping[int, int]
"""Row number -> bit set of 0-based columns; small even for millions of cells."""


class Grid(NamedTuple):
    """One sheet, from column A on; "" is an empty cell."""

    sheet: str
    """Sheet name, safe to print; "" for CSV."""
    rows: Iterator[tuple[int, list[CellValue]]]
    """Row number as the spreadsheet shows it (1-based, rising), and its cells; once."""
    ragged: bool = False
    """CSV: a row longer than its header means an unquoted delimiter."""
    hidden: bool = False
    """The sheet is hidden: it is read all the same."""
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of the rows that are hidden: read all the same."""
    fonts: Mapping[str, CellMask] = MappingProxyType({})
    """Encoding of an old font (`legacy`) -> the cells in it, as far as the file tells."""


def mask_columns(mask: int) -> Iterator[int]:
    """The columns of a bit set, from the left."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def cell_kind(cell: CellValue) -> str:
    """Return text, number, boolean, date, error or formula."""
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
    """The number that a file's XML writes; None where it is none.

    Python's own float() takes more: 1_000, nan, digits of other scripts.
    """
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = float(text)
    except ValueError:  # a point or an exponent without digits
        return None
    return number if math.isfinite(number) else None


def is_number(cell: CellValue) -> TypeGuard[float]:
    """Say whether it is a number; TRUE and FALSE are none."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_blank(cell: CellValue) -> bool:
    """Say whether a person would call the cell empty."""
    return isinstance(cell, str) and not cell.strip()


def cell_excerpt(cell: object) -> str:
    """Return what stood in the cell, at most 60 characters, safe to print."""
    match cell:
        case FormulaCell(inner) | ErrorCell(inner):
            return cell_excerpt(inner)
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return excerpt(f"{cell:.0f}")
        case _:
            return excerpt(str(cell))


def column_letters(index: int) -> str:
    """Return the column letter of a 0-based index: 0 -> A, 26 -> AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
