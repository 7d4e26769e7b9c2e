"""Reads an .ods: unpacked by `zip_guard`, its content part walked by `safe_xml`, cells built here.

OpenDocument writes a cell or a row once, with the number of its repeats: a few bytes can mean millions
of cells. So repeats are counted against the limits before cells are built, and empty cells at the end of
a row, or empty rows at the end of a sheet, are never built.
"""

import re
from datetime import date, datetime, timedelta

from procedures.spreadsheets.cell_text import excerpt
from procedures.spreadsheets.grid import (
    ERRORS,
    HEADER_WITHIN,
    MAX_COLUMNS,
    MAX_ROWS,
    CellValue,
    ErrorCell,
    FormulaCell,
    Grid,
    finite_number,
)
from procedures.spreadsheets.ods_styles import OdsStyles
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk
from procedures.spreadsheets.sheet_scan import MAX_CELLS, MAX_CHARACTERS
from procedures.spreadsheets.zip_guard import unpack

_DIGITS = 9  # of a number of repeats: larger ones are past every limit
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# A comment or a drawing inside a cell has paragraphs too; they are not the cell's text.
_ASIDE = frozenset({"annotation", "frame", "custom-shape"})
_BLANKS = {"s": " ", "line-break": "\n", "tab": "\t"}
_TEXTS = frozenset({"string", ""})
# Former contents, links to other programs, drawings: tables and cells in them are none of the document's.
_OUTSIDE = frozenset({"tracked-changes", "dde-links", "shapes"})
_TIME = re.compile(r"PT(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:[.,][0-9]{1,9})?S)?")
_UNSEEN = frozenset({"collapse", "filter"})


def read_ods(data: bytes) -> list[Grid]:
    """Return every sheet in order; of one that was copied from another file the name alone (`Grid.linked`).

    Raises Unreadable: the codes of `unpack` and `walk`; wrong-type (a zip without contents, or the contents
    of a document of another kind), damaged, encrypted, too-many-rows, too-many-columns, too-many-cells,
    bomb (too many characters).
    """
    parts = unpack(data)
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise Unreadable(code="encrypted")
    content = parts.get("content.xml")
    if content is None:
        told = "mimetype" in parts or "meta-inf/manifest.xml" in parts
        raise Unreadable(code="damaged", part="content.xml") if told else Unreadable(code="wrong-type")
    styles = OdsStyles()
    if "styles.xml" in parts:
        walk("styles.xml", parts["styles.xml"], Visitor(styles.start, ignore, ignore, ignore))
    reader = _ContentReader(styles)
    walk("content.xml", content, Visitor(reader.start, reader.end, reader.more, ignore))
    if not reader.is_spreadsheet:
        raise Unreadable(code="wrong-type")
    return [_grid(table) for table in reader.tables]


class _Table:
    """One table while it is read."""

    def __init__(self, name: str, *, hidden: bool) -> None:
        self.name = name
        self.hidden = hidden
        self.linked = False
        self.rows: list[tuple[int, list[CellValue]]] = []
        self.row = 0  # rows so far, repeats counted
        self.hidden_rows: set[int] = set()
        self.column = 0  # columns declared so far, repeats counted
        self.hidden_columns: set[int] = set()
        self.column_styles: list[str] = []  # default style of each column's cells
        self.fonts: dict[str, dict[int, int]] = {}  # as in `Grid.fonts`


def _grid(table: _Table) -> Grid:
    return Grid(
        table.name,
        iter(() if table.linked else table.rows),
        hidden=table.hidden,
        hidden_rows=frozenset(table.hidden_rows),
        hidden_columns=frozenset(table.hidden_columns),
        linked=table.linked,
        fonts={} if table.linked else table.fonts,
    )


class _ContentReader:
    """Builds the rows of each sheet while content.xml is walked."""

    def __init__(self, styles: OdsStyles) -> None:
        self.styles = styles
        self.is_spreadsheet = False
        self.tables: list[_Table] = []
        self.path: list[str] = []
        self.outside = 0  # depth of what is read no further: nothing of it belongs to a table of the document
        self.row_style = ""
        self.marks: dict[str, int] = {}  # encoding -> bit mask of columns, in the row being read
        self.repeats_row, self.unseen = 1, False
        self.cells: list[CellValue] = []
        self.empty = 0  # empty cells since the last filled one: built only if another follows
        self.attributes: Attributes = {}
        # Pieces of each paragraph: appending to one text a million times takes quadratic time.
        self.lines: list[list[str]] = []
        self.in_row = self.inside = False
        self.note = 0  # how many elements of _ASIDE are open
        self.rows = self.count = self.characters = 0
        self.starts = {
            "spreadsheet": self.start_spreadsheet,
            "table": self.start_table,
            "table-source": self.start_source,
            "table-column": self.start_column,
            "table-row": self.start_row,
            **dict.fromkeys(_CELLS, self.start_cell),
        }

    def start(self, name: str, attributes: Attributes) -> None:
        if self.outside or name in _OUTSIDE:
            self.outside += 1
            return
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name in self.starts:
            self.starts[name](plain)
        elif name in _ASIDE:
            self.note += 1
        elif name in _BLANKS:
            self.more(_BLANKS[name] * min(_count(plain.get("c")), 1000))
        elif name == "p" and self.inside and not self.note:
            self.lines.append([])
        else:
            self.styles.start(name, attributes)
        self.path.append(name)

    def start_spreadsheet(self, _: Attributes) -> None:
        self.is_spreadsheet = True

    def start_source(self, _: Attributes) -> None:
        if self.path[-1:] == ["table"]:
            self.tables[-1].linked = True

    def start_table(self, plain: Attributes) -> None:
        if self.path[-1:] != ["spreadsheet"]:  # a table inside another, or of a document of another kind
            raise Unreadable(code="damaged", part="content.xml", row=self.place)
        hidden = plain.get("display") == "false" or plain.get("style-name") in self.styles.hidden_tables
        self.tables.append(_Table(excerpt(plain.get("name", "")), hidden=hidden))

    def start_column(self, plain: Attributes) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        repeats = min(_count(plain.get("number-columns-repeated")), MAX_COLUMNS)
        if table.column < MAX_COLUMNS:
            table.column_styles += [plain.get("default-cell-style-name", "")] * repeats
            if plain.get("visibility") in _UNSEEN:
                table.hidden_columns.update(range(table.column, table.column + repeats))
            table.column += repeats

    def start_cell(self, plain: Attributes) -> None:
        if self.inside or not self.in_row:
            raise Unreadable(code="damaged", part="content.xml", row=self.place)
        self.attributes, self.lines, self.inside = plain, [], True

    @property
    def place(self) -> int:
        """The 1-based number of the row that is being read."""
        return self.tables[-1].row + 1 if self.tables else 1

    def start_row(self, plain: Attributes) -> None:
        if self.in_row:
            raise Unreadable(code="damaged", part="content.xml", row=self.place)
        self.in_row, self.unseen = True, plain.get("visibility") in _UNSEEN
        self.repeats_row = _count(plain.get("number-rows-repeated"))
        self.row_style = plain.get("default-cell-style-name", "")
        self.cells, self.empty, self.marks = [], 0, {}

    def more(self, text: str) -> None:
        if self.inside and self.lines and not self.note and not self.outside:
            self.lines[-1].append(text)
            self.characters += len(text)
            if self.characters > MAX_CHARACTERS:
                raise Unreadable(code="bomb", limit=MAX_CHARACTERS)

    def end(self, name: str) -> None:
        if self.outside:
            self.outside -= 1
            return
        self.path.pop()
        if name in _ASIDE:
            self.note -= 1
        elif name in _CELLS:
            self._cell()
        elif name == "table-row":
            self._row()

    def _cell(self) -> None:
        self.inside = False
        self.characters += len(self.attributes.get("string-value", ""))
        cell = _value(self.attributes, "\n".join(map("".join, self.lines)))
        repeats = _count(self.attributes.get("number-columns-repeated"))
        if cell == "":
            self.empty += repeats
            return
        wide = len(self.cells) + self.empty + repeats
        if wide > MAX_COLUMNS:
            raise Unreadable(
                code="too-many-columns",
                sheet=self.tables[-1].name if self.tables else "",
                row=self.place,
                limit=MAX_COLUMNS,
            )
        place = len(self.cells) + self.empty
        columns = self.tables[-1].column_styles if self.tables else []
        column = columns[place] if place < len(columns) else ""
        style = self.attributes.get("style-name") or self.row_style or column
        if encoding := self.styles.encoding(style):
            run = ((1 << repeats) - 1) << place
            self.marks[encoding] = self.marks.get(encoding, 0) | run
        self.cells += [""] * self.empty + [cell] * repeats
        self.empty = 0

    def _row(self) -> None:
        self.in_row = False
        if not self.tables:
            return
        table = self.tables[-1]
        if self.cells:
            self.rows += self.repeats_row
            self.count += len(self.cells) * self.repeats_row
            if self.rows > MAX_ROWS + HEADER_WITHIN:
                raise Unreadable(code="too-many-rows", sheet=table.name, limit=MAX_ROWS)
            if self.count > MAX_CELLS:
                raise Unreadable(code="too-many-cells", count=self.count, limit=MAX_CELLS)
            numbers = range(table.row + 1, table.row + 1 + self.repeats_row)
            table.rows += [(number, list(self.cells)) for number in numbers]
            table.hidden_rows.update(numbers if self.unseen else ())
            for encoding, mask in self.marks.items():
                marks = table.fonts.setdefault(encoding, {})
                marks |= dict.fromkeys(numbers, mask)
        table.row += self.repeats_row


def _value(attributes: Attributes, text: str) -> CellValue:
    kind = attributes.get("value-type", "")
    # A value that is written apart is the cell's; paragraphs then are only what is shown.
    text = attributes.get("string-value", text) if kind in _TEXTS else text
    cell: CellValue = text
    if text.strip() in ERRORS:
        cell = ErrorCell(text)
    elif kind in {"float", "currency", "percentage"}:
        cell = _number(attributes.get("value", ""))
    elif kind == "boolean":
        cell = attributes.get("boolean-value") == "true"
    elif kind == "date":
        cell = _date(attributes.get("date-value", ""))
    elif kind == "time":
        cell = _duration(attributes.get("time-value", ""))
    return FormulaCell(cell) if "formula" in attributes else cell


def _number(text: str) -> CellValue:
    number = finite_number(text)
    if number is None:
        raise Unreadable(code="damaged", part="content.xml")
    return number


def _date(text: str) -> CellValue:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return ErrorCell(text)


def _duration(text: str) -> CellValue:
    found = _TIME.fullmatch(text)
    if found is None:
        return ErrorCell(text)
    hours, minutes, seconds = (int(part or "0") for part in found.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _count(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise Unreadable(code="damaged", part="content.xml")
    return int(text)
