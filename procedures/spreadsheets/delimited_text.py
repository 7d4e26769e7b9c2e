"""Text with delimiters becomes a grid: encoding by its mark, delimiter by its header.

Nothing is sniffed by frequency: a delimiter is right when it makes what was looked
for appear. Quoting is strict, because a quote left open would swallow the rest.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator

from procedures.spreadsheets.grid import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, CellValue, FormulaCell, Grid
from procedures.spreadsheets.problems import Unreadable

DELIMITERS = ",;\t"

_OF_A_HEADER = frozenset({"doubled-column", "too-many-columns"})  # worth telling of one delimiter
_SHEET_ROWS = 2**20  # no spreadsheet would show more

CsvRow = tuple[int, list[str]]
"""Row number as a spreadsheet would show it (a quoted line break is one row)."""


def decode(data: bytes) -> str:
    """Return the text: UTF-8 with or without mark, UTF-16 with mark; else encoding."""
    # The mark of UTF-32 begins like that of UTF-16: its text then shows NULs.
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    mark = 0 if wide or not data.startswith(codecs.BOM_UTF8) else len(codecs.BOM_UTF8)
    encoding = "utf-16" if wide else "utf-8"
    try:
        text = data[mark:].decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(code="encoding", byte=mark + error.start) from error
    if "\0" in text:  # UTF-16 or UTF-32 without a mark, or no text at all
        before = text[: text.index("\0")].encode(encoding)  # with the mark again, if UTF-16
        raise Unreadable(code="encoding", byte=mark + len(before))
    if not text.strip():
        raise Unreadable(code="empty")
    return text


def decode_western(data: bytes) -> str:
    """The text with one byte for one letter, as Windows showed it; U+FFFD where there is none."""
    return data.decode("cp1252", errors="replace")


def csv_rows(text: str, delimiter: str) -> Iterator[CsvRow]:
    """Yield the rows that are not empty.

    Unreadable: damaged (quotes), too-many-rows, too-many-columns.
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
    """Type the fields: what a spreadsheet would calculate is a formula here too."""
    for number, fields in rows:
        yield number, [FormulaCell(f) if f.startswith("=") else f for f in fields]


def delimited_grid(text: str, has_header: Callable[[Grid], bool], missing: Unreadable) -> Grid:
    """Return the grid under the delimiter that makes a header row appear.

    Unreadable: what every delimiter ran into, a doubled column, else `missing`.
    """
    damage: list[Unreadable] = []
    for delimiter in DELIMITERS:
        try:
            if has_header(_grid(text, delimiter)):
                return _grid(text, delimiter)
        except Unreadable as error:
            # The wrong delimiter cuts quoted text anywhere: that proves nothing yet.
            damage.append(error)
    if len(damage) == len(DELIMITERS):
        raise damage[0]
    raise next((error for error in damage if error.code in _OF_A_HEADER), missing)


def _grid(text: str, delimiter: str) -> Grid:
    return Grid("", typed_rows(csv_rows(text, delimiter)), ragged=True)
