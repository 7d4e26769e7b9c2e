"""Reads an .ods: unpacked by `zip_guard`, its content part walked by `safe_xml`, cells built here.

OpenDocument writes a cell or a row once, with the number of its repeats: a few bytes can mean millions
of cells. So repeats are counted against the limits before cells are built, and empty cells at the end of
a row, or empty rows at the end of a sheet, are never built.
"""

from datetime import date, datetime

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
from procedures.spreadsheets.legacy_fonts import encoding_of
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk
from procedures.spreadsheets.sheet_scan import MAX_CELLS, MAX_CHARACTERS
from procedures.spreadsheets.zip_guard import unpack

_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_DIGITS = 9  # of a number of repeats: larger ones are past every limit
_PARENTS = 8  # styles above a style; LibreOffice writes two
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# A comment or a drawing inside a cell has paragraphs too; they are not the cell's text.
_ASIDE = frozenset({"annotation", "frame", "custom-shape"})
_BLANKS = {"s": " ", "line-break": "\n", "tab": "\t"}
_UNSEEN = frozenset({"collapse", "filter"})


def is_ods(data: bytes) -> bool:
    """Return whether a zip's first part says that it is an OpenDocument spreadsheet."""
    return _MIME in data[:200]


def read_ods(data: bytes) -> list[Grid]:
    """Return every sheet in order.

    Raises Unreadable: the codes of `unpack` and `walk`; damaged, encrypted, too-many-rows,
    too-many-columns, too-many-cells, bomb (too many characters).
    """
    parts = unpack(data)
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise Unreadable(code="encrypted")
    content = parts.get("content.xml")
    if content is None:
        raise Unreadable(code="damaged", part="content.xml")
    styles = _StyleFonts()
    if "styles.xml" in parts:
        walk("styles.xml", parts["styles.xml"], Visitor(styles.start, ignore, ignore, ignore))
    reader = _ContentReader(styles)
    walk("content.xml", content, Visitor(reader.start, reader.end, reader.more, ignore))
    return [
        Grid(name, iter(rows), hidden_rows=frozenset(unseen), fonts=fonts)
        for (name, rows, unseen), fonts in zip(reader.sheets, reader.fonts, strict=True)
    ]


class _StyleFonts:
    """Collects the fonts of cell styles, as the legacy encodings that their names tell."""

    def __init__(self) -> None:
        self.families: dict[str, str] = {}  # name of a font face in this file -> name of the font
        self.fonts: dict[str, str] = {}  # style -> encoding of its own font
        self.parents: dict[str, str] = {}  # style -> style above it; "" is the default style
        self.style = ""  # the style whose element is open; "\0" for styles of other things than cells

    def start(self, name: str, attributes: Attributes) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "font-face":
            self.families[plain.get("name", "")] = plain.get("font-family", "")
        elif name in {"style", "default-style"}:
            self.style = plain.get("name", "") if plain.get("family") == "table-cell" else "\0"
            self.parents[self.style] = plain.get("parent-style-name", "")
        elif name == "text-properties" and "font-name" in plain:
            face = plain["font-name"]
            self.fonts[self.style] = encoding_of(self.families.get(face, face))

    def encoding(self, style: str) -> str:
        """Return the encoding of a style's font: its own, else of the nearest style above, else "".

        The search ends after eight styles, so that styles above each other in a circle end it too.
        """
        for _ in range(_PARENTS):
            if style in self.fonts or not style:
                break
            style = self.parents.get(style, "")
        return self.fonts.get(style, "")


class _ContentReader:
    """Builds the rows of each sheet while content.xml is walked."""

    def __init__(self, styles: _StyleFonts) -> None:
        self.styles = styles
        self.fonts: list[dict[str, dict[int, int]]] = []  # of each sheet, as in `Grid.fonts`
        self.columns: list[str] = []  # default style of each column's cells
        self.row_style = ""
        self.marks: dict[str, int] = {}  # encoding -> bit mask of columns, in the row being read
        # Name, rows and numbers of hidden rows of each sheet.
        self.sheets: list[tuple[str, list[tuple[int, list[CellValue]]], set[int]]] = []
        self.row, self.repeats_row, self.unseen = 0, 1, False
        self.cells: list[CellValue] = []
        self.empty = 0  # empty cells since the last filled one: built only if another follows
        self.attributes: Attributes = {}
        # Pieces of each paragraph: appending to one text a million times takes quadratic time.
        self.lines: list[list[str]] = []
        self.in_row = self.inside = False
        self.note = 0  # how many elements of _ASIDE are open
        self.rows = self.count = self.characters = 0

    def start(self, name: str, attributes: Attributes) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name in _ASIDE:
            self.note += 1
        elif name == "table":
            self.sheets.append((excerpt(plain.get("name", "")), [], set()))
            self.fonts.append({})
            self.columns = []
            self.row = 0
        elif name == "table-column":
            repeats = min(_count(plain.get("number-columns-repeated")), MAX_COLUMNS)
            if len(self.columns) < MAX_COLUMNS:
                self.columns += [plain.get("default-cell-style-name", "")] * repeats
        elif name == "table-row":
            self.start_row(plain)
        elif name in _CELLS:
            if self.inside or not self.in_row:
                raise Unreadable(code="damaged", part="content.xml", row=self.row + 1)
            self.attributes, self.lines, self.inside = plain, [], True
        elif name in _BLANKS:
            self.more(_BLANKS[name] * min(_count(plain.get("c")), 1000))
        elif name == "p" and self.inside and not self.note:
            self.lines.append([])
        else:
            self.styles.start(name, attributes)

    def start_row(self, plain: Attributes) -> None:
        if self.in_row:
            raise Unreadable(code="damaged", part="content.xml", row=self.row + 1)
        self.in_row, self.unseen = True, plain.get("visibility") in _UNSEEN
        self.repeats_row = _count(plain.get("number-rows-repeated"))
        self.row_style = plain.get("default-cell-style-name", "")
        self.cells, self.empty, self.marks = [], 0, {}

    def more(self, text: str) -> None:
        if self.inside and self.lines and not self.note:
            self.lines[-1].append(text)
            self.characters += len(text)
            if self.characters > MAX_CHARACTERS:
                raise Unreadable(code="bomb", limit=MAX_CHARACTERS)

    def end(self, name: str) -> None:
        if name in _ASIDE:
            self.note -= 1
        elif name in _CELLS:
            self._cell()
        elif name == "table-row":
            self._row()

    def _cell(self) -> None:
        self.inside = False
        cell = _value(self.attributes, "\n".join(map("".join, self.lines)))
        repeats = _count(self.attributes.get("number-columns-repeated"))
        if cell == "":
            self.empty += repeats
            return
        wide = len(self.cells) + self.empty + repeats
        if wide > MAX_COLUMNS:
            raise Unreadable(
                code="too-many-columns",
                sheet=self.sheets[-1][0] if self.sheets else "",
                row=self.row + 1,
                limit=MAX_COLUMNS,
            )
        place = len(self.cells) + self.empty
        column = self.columns[place] if place < len(self.columns) else ""
        style = self.attributes.get("style-name") or self.row_style or column
        if encoding := self.styles.encoding(style):
            run = ((1 << repeats) - 1) << place
            self.marks[encoding] = self.marks.get(encoding, 0) | run
        self.cells += [""] * self.empty + [cell] * repeats
        self.empty = 0

    def _row(self) -> None:
        self.in_row = False
        if self.cells and self.sheets:
            sheet, rows, unseen = self.sheets[-1]
            self.rows += self.repeats_row
            self.count += len(self.cells) * self.repeats_row
            if self.rows > MAX_ROWS + HEADER_WITHIN:
                raise Unreadable(code="too-many-rows", sheet=sheet, limit=MAX_ROWS)
            if self.count > MAX_CELLS:
                raise Unreadable(code="too-many-cells", count=self.count, limit=MAX_CELLS)
            numbers = range(self.row + 1, self.row + 1 + self.repeats_row)
            rows += [(number, list(self.cells)) for number in numbers]
            unseen.update(numbers if self.unseen else ())
            for encoding, mask in self.marks.items():
                marks = self.fonts[-1].setdefault(encoding, {})
                marks |= dict.fromkeys(numbers, mask)
        self.row += self.repeats_row


def _value(attributes: Attributes, text: str) -> CellValue:
    kind = attributes.get("value-type", "")
    cell: CellValue = text
    if text.strip() in ERRORS:
        cell = ErrorCell(text)
    elif kind in {"float", "currency", "percentage"}:
        cell = _number(attributes.get("value", ""))
    elif kind == "boolean":
        cell = attributes.get("boolean-value") == "true"
    elif kind in {"date", "time"}:
        cell = _date(attributes.get("date-value", ""))
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


def _count(text: str | None) -> int:
    if text is None:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise Unreadable(code="damaged", part="content.xml")
    return int(text)
