"""An .ods becomes grids: unpacked by the same guard, its one content part walked here.

OpenDocument says a cell, or a row, once with a count of repeats. So nothing is built before the counts
are added up, and what is empty at the end of a row or a sheet is never built at all.
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
from procedures.spreadsheets.xlsx import MAX_CELLS, MAX_CHARACTERS
from procedures.spreadsheets.zip_guard import unpack

_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_DIGITS = 9  # of a count of repeats: more is past every limit
_PARENTS = 8  # of a style; LibreOffice makes two
_CELLS = frozenset({"table-cell", "covered-table-cell"})
# A remark or a drawing on a cell has text too, but it is not the cell's.
_ASIDE = frozenset({"annotation", "frame", "custom-shape"})
_BLANKS = {"s": " ", "line-break": "\n", "tab": "\t"}
_UNSEEN = frozenset({"collapse", "filter"})


def is_ods(data: bytes) -> bool:
    """Whether a zip says that it is an OpenDocument spreadsheet."""
    return _MIME in data[:200]


def read_ods(data: bytes) -> list[Grid]:
    """Return every sheet in order. Unreadable: the codes of `unpack` and `walk`, too-many-*, bomb."""
    parts = unpack(data)
    if b"encryption-data" in parts.get("meta-inf/manifest.xml", b""):
        raise Unreadable(code="encrypted")
    content = parts.get("content.xml")
    if content is None:
        raise Unreadable(code="damaged", part="content.xml")
    looks = _Looks()
    if "styles.xml" in parts:
        walk("styles.xml", parts["styles.xml"], Visitor(looks.start, ignore, ignore, ignore))
    reader = _Reader(looks)
    walk("content.xml", content, Visitor(reader.start, reader.end, reader.more, ignore))
    return [
        Grid(name, iter(rows), hidden_rows=frozenset(unseen), fonts=fonts)
        for (name, rows, unseen), fonts in zip(reader.sheets, reader.fonts, strict=True)
    ]


class _Looks:
    """The fonts of the styles of cells, as far as an old encoding follows from them."""

    def __init__(self) -> None:
        self.families: dict[str, str] = {}  # what a face is called here -> the font
        self.fonts: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.style = ""

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
        """The encoding of a style: its own font's, else its parent's; at the end the default's."""
        for _ in range(_PARENTS):  # a circle of parents ends too
            if style in self.fonts or not style:
                break
            style = self.parents.get(style, "")
        return self.fonts.get(style, "")


class _Reader:
    """Builds the rows of each sheet while the part is walked."""

    def __init__(self, looks: _Looks) -> None:
        self.looks = looks
        self.fonts: list[dict[str, dict[int, int]]] = []  # of each sheet, as `Grid` has them
        self.columns: list[str] = []  # style of each column's cells
        self.row_style = ""
        self.marks: dict[str, int] = {}  # of the row at hand
        self.sheets: list[tuple[str, list[tuple[int, list[CellValue]]], set[int]]] = []
        self.row, self.repeats_row, self.unseen = 0, 1, False
        self.cells: list[CellValue] = []
        self.empty = 0  # cells since the last filled one: built only when another follows
        self.attributes: Attributes = {}
        # Pieces of each line: adding to a text a million times takes the square of it.
        self.lines: list[list[str]] = []
        self.in_row = self.inside = False
        self.note = 0
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
            self.looks.start(name, attributes)

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
        if encoding := self.looks.encoding(style):
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
