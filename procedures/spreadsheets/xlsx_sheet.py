"""Walks a sheet part of an .xlsx: measures it, and marks its formulas, errors, hidden rows and fonts.

calamine returns a formula's cached value without a mark, an error as an empty cell, and trusts the cell
references that it reads. So each part is walked before calamine reads it; where calamine would guess
(rows out of order, an index that is not a number), the file is refused as damaged.
"""

import re
from collections.abc import Sequence
from typing import NoReturn

from procedures.spreadsheets.grid import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, finite_number
from procedures.spreadsheets.legacy_fonts import cell_encoding
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, walk
from procedures.spreadsheets.sheet_scan import SheetScan
from procedures.spreadsheets.xlsx_strings import SharedStrings, table_index

_CELL = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROW = re.compile("[1-9][0-9]{0,6}")


def scan_sheet(sheet: str, data: bytes, strings: SharedStrings, styles: Sequence[str] = ()) -> SheetScan:
    """Walk the part of the sheet of this name; `styles` as `style_encodings` returns them.

    Raises Unreadable: damaged, dtd, too-many-rows, too-many-columns.
    """
    scanner = _Scanner(sheet, strings, styles)
    visitor = Visitor(scanner.start, scanner.end, scanner.more, scanner.cdata)
    walk(sheet, data, visitor)
    return SheetScan(
        scanner.last_row,
        scanner.last_column,
        scanner.text,
        scanner.formulas,
        scanner.errors,
        frozenset(scanner.hidden),
        scanner.fonts,
        scanner.hidden_columns,
        scanner.blanks,
    )


class _Scanner:
    """Follows rows and cells through sheetData in the way that calamine does."""

    def __init__(self, sheet: str, strings: SharedStrings, styles: Sequence[str]) -> None:
        self.sheet = sheet
        self.strings = strings
        self.styles = styles
        self.style = ""  # legacy encoding of the font of the cell being read
        self.fonts: dict[str, dict[int, int]] = {}
        self.last_row = self.last_column = self.text = 0
        self.formulas: dict[int, int] = {}
        self.errors: dict[int, int] = {}
        self.hidden: set[int] = set()
        self.hidden_columns = 0
        self.blanks = False
        self.row = self.column = 0
        self.row_is_hidden = False
        self.type: str | None = None
        self.seen_data = self.in_data = self.in_row = False
        self.in_cell = self.has_value = self.in_value = False
        self.value: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheetData":
            if self.seen_data:
                self.damaged()
            self.seen_data = self.in_data = True
        elif name == "col":
            self.column_style(attributes)
        elif not self.in_data:
            return
        elif name == "c":
            self.start_cell(attributes)
        elif name == "row":
            self.start_row(attributes.get("r"))
            self.row_is_hidden = _is_hidden(attributes, "ht")
        elif self.in_cell and name in ("v", "is", "f"):
            self.content(name)

    def column_style(self, attributes: Attributes) -> None:
        if _is_hidden(attributes, "width"):
            first, last = (table_index(attributes.get(end, "")) for end in ("min", "max"))
            for column in range(max(first, 1), min(last, MAX_COLUMNS) + 1):
                self.hidden_columns |= 1 << (column - 1)

    def end(self, name: str) -> None:
        if name == "v":
            self.end_value()
        elif name == "c":
            self.in_cell = False
        elif name == "row":
            self.in_row = False
        elif name == "sheetData":
            self.in_data = False

    def more(self, characters: str) -> None:
        if self.in_cell:
            self.text += len(characters)
        if self.in_value:
            self.value.append(characters)

    def cdata(self) -> None:
        if self.in_value:  # calamine ignores a CDATA section
            self.damaged()

    def start_row(self, reference: str | None) -> None:
        number = self.row + 1
        if reference is not None:
            number = int(reference) if _ROW.fullmatch(reference) else 0
        if self.in_row or number <= self.row:
            self.damaged()
        self.row, self.column, self.in_row = number, 0, True

    def start_cell(self, attributes: Attributes) -> None:
        if self.in_cell or not self.in_row:
            self.damaged()
        column = self.column + 1
        reference = attributes.get("r")
        if reference is not None:
            match = _CELL.fullmatch(reference)
            if match is None or int(match[2]) != self.row:
                self.damaged()
            column = _column_number(match[1])
        if column <= self.column:
            self.damaged()
        self.column, self.type = column, attributes.get("t")
        if self.styles:
            style = table_index(attributes.get("s", "0"))
            self.style = self.styles[style] if style < len(self.styles) else ""
        self.in_cell, self.has_value = True, False

    def content(self, name: str) -> None:
        """Count a cell that has content: cells that only have a style take no memory."""
        if self.row > MAX_ROWS + HEADER_WITHIN:
            raise Unreadable(code="too-many-rows", sheet=self.sheet, limit=MAX_ROWS)
        if self.column > MAX_COLUMNS:
            raise Unreadable(code="too-many-columns", sheet=self.sheet, limit=MAX_COLUMNS)
        if self.row_is_hidden:  # here, not at the row: millions of empty rows can be hidden
            self.hidden.add(self.row)
        self.last_row = self.row
        self.last_column = max(self.last_column, self.column)
        bit = 1 << (self.column - 1)
        if name == "f":
            self.formulas[self.row] = self.formulas.get(self.row, 0) | bit
            return
        if self.has_value:
            self.damaged()
        self.has_value = True
        if self.type == "e":
            self.errors[self.row] = self.errors.get(self.row, 0) | bit
        self.in_value = name == "v"
        self.value = []
        if self.type != "s":
            self.written_in(self.style)

    def end_value(self) -> None:
        if self.in_value and self.type == "s" and not "".join(self.value).strip():
            self.blanks = True  # some programs write an empty cell so
        elif self.in_value and self.type == "s":
            # calamine takes " 1" and "-1" for 0, and would return the wrong string.
            string = table_index("".join(self.value))
            if string >= len(self.strings.lengths):
                self.damaged()
            self.text += self.strings.lengths[string]
            runs = self.strings.fonts.get(string, frozenset({None}))
            self.written_in(cell_encoding({self.style if run is None else run for run in runs}))
        elif self.in_value and self.type in {None, "n"} and self.is_text():
            # calamine returns a text; for NaN with a date format 30/12/1899, or it panics.
            self.damaged()
        self.in_value = False

    def written_in(self, encoding: str) -> None:
        if encoding:
            marks = self.fonts.setdefault(encoding, {})
            marks[self.row] = marks.get(self.row, 0) | 1 << (self.column - 1)

    def is_text(self) -> bool:
        value = "".join(self.value).strip()
        return bool(value) and finite_number(value) is None

    def damaged(self) -> NoReturn:
        raise Unreadable(code="damaged", sheet=self.sheet, row=self.row)


def _is_hidden(attributes: Attributes, size: str) -> bool:
    """Return whether a row or column is hidden: it says so, or its height or width is zero."""
    return attributes.get("hidden") in {"1", "true"} or finite_number(attributes.get(size, "1")) == 0


def _column_number(letters: str) -> int:
    number = 0
    for character in letters:
        number = 26 * number + ord(character) - ord("A") + 1
    return number
