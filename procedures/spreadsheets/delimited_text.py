"""Reads delimited text into a grid.

The byte order mark tells the encoding; without one it is UTF-8. The delimiter is the first of DELIMITERS
under which the wanted header row appears; nothing is guessed by frequency. Quoting is strict: a quote
that is never closed would otherwise take the rest of the file into one cell.
"""

import csv
import io
from collections.abc import Callable, Iterator

from procedures.plain_text import NotUnicode, decode_plain
from procedures.spreadsheets.grid import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, CellValue, FormulaCell, Grid
from procedures.spreadsheets.problems import Unreadable

DELIMITERS = ",;\t"
"""The delimiters that are tried, in this order."""

_OF_A_HEADER = frozenset({"doubled-column", "too-many-columns"})  # reported even if under one delimiter only
_SHEET_ROWS = 2**20  # rows of a sheet in Excel, empty ones included

CsvRow = tuple[int, list[str]]
"""1-based row number as a spreadsheet shows it (a quoted line break is one row), and the fields."""


def decode(data: bytes) -> str:
    """Return the text of UTF-8 with or without a byte order mark, or of UTF-16 with one.

    Raises Unreadable: encoding or code-page (`plain_text`; with the 0-based offset of the first wrong byte),
    empty.
    """
    try:
        text = decode_plain(data)
    except NotUnicode as error:
        raise Unreadable(code=error.code, byte=error.byte) from error
    if not text.strip():
        raise Unreadable(code="empty")
    return text


def decode_western(data: bytes) -> str:
    """Return the bytes as Windows-1252, one letter for each; U+FFFD where it has no letter."""
    return data.decode("cp1252", errors="replace")


def csv_rows(text: str, delimiter: str) -> Iterator[CsvRow]:
    """Yield the rows in which at least one field is not empty.

    Raises Unreadable: damaged (a quote), too-many-rows, too-many-columns.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = filled = 0
    try:
        for number, fields in enumerate(reader, 1):
            filled += any(fields)
            if filled > MAX_ROWS + HEADER_WITHIN or number > _SHEET_ROWS:
                raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
            if len(fields) > MAX_COLUMNS:
                raise Unreadable(code="too-many-columns", row=number, limit=MAX_COLUMNS)
            if any(fields):
                yield number, fields
    except csv.Error as error:
        raise Unreadable(code="damaged", row=number + 1) from error


def typed_rows(rows: Iterator[CsvRow]) -> Iterator[tuple[int, list[CellValue]]]:
    """Yield the rows with a field that begins with = as a formula: a spreadsheet would calculate it."""
    for number, fields in rows:
        yield number, [FormulaCell(f) if f.startswith("=") else f for f in fields]


def delimited_grid(text: str, has_header: Callable[[Grid], bool], missing: Unreadable) -> Grid:
    """Return the grid under the first delimiter with which `has_header` is true.

    Raises Unreadable: the first error if every delimiter met one; else doubled-column or
    too-many-columns if one met it; else `missing`.
    """
    damage: list[Unreadable] = []
    for delimiter in DELIMITERS:
        try:
            if has_header(_grid(text, delimiter)):
                return _grid(text, delimiter)
        except Unreadable as error:
            # The wrong delimiter splits inside quoted text: the file may still be sound.
            damage.append(error)
    if len(damage) == len(DELIMITERS):
        raise damage[0]
    raise next((error for error in damage if error.code in _OF_A_HEADER), missing)


def _grid(text: str, delimiter: str) -> Grid:
    return Grid("", typed_rows(csv_rows(text, delimiter)), ragged=True)
