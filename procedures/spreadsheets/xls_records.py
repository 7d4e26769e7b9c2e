"""Walks the records of an .xls (BIFF8, [MS-XLS]) within limits, and writes a reduced stream from them.

The reduced stream has the cells, strings, styles and number formats that were walked, and nothing else:
no links, names, drawings or merged ranges, no sizes that the file only claims, and a formula's cached
value in place of the formula. calamine reads that stream; the values of cells are never decoded here.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt
from procedures.spreadsheets.grid import MAX_COLUMNS
from procedures.spreadsheets.legacy_fonts import cell_encoding, encoding_of
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.sheet_scan import SheetScan
from procedures.spreadsheets.xls_strings import scan_sst, short_text, uint16
from procedures.spreadsheets.xlsx_strings import SharedStrings
from procedures.spreadsheets.zip_guard import MAX_PARTS

_BOF, _EOF, _CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _OBPROJ = 0x002F, 0x00D3
_FONT, _XF, _FORMAT, _DATE1904 = 0x0031, 0x00E0, 0x041E, 0x0022
_BOUNDSHEET, _SST, _COLINFO = 0x0085, 0x00FC, 0x007D
_ROW, _FORMULA, _STRING, _RSTRING = 0x0208, 0x0006, 0x0207, 0x00D6
_NUMBER, _RK, _MULRK, _LABEL, _LABELSST, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x0204, 0x00FD, 0x0205
_BIFF8, _GLOBALS, _WORKSHEET = 0x0600, 0x0005, 0x0010
_SHEET, _CHART = 0, 2  # kinds of sheets; 1 and 6 are of macros
_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HHH")
_UNICODE = 1200  # code page of every BIFF8 file; calamine would decode strings by another one

BiffRecord = tuple[int, bytes]
"""Kind and body of a record; kind 0 stands for a record that is left out."""


class BiffSheet(NamedTuple):
    """One worksheet."""

    name: str
    """Safe to print."""
    hidden: bool
    scan: SheetScan


class BiffWorkbook(NamedTuple):
    """The worksheets of a workbook."""

    sheets: list[BiffSheet]
    """In the order of the workbook."""
    stream: bytes
    """The reduced stream, with these sheets in this order."""


def scan_workbook_stream(stream: bytes) -> BiffWorkbook:
    """Walk a workbook stream.

    Raises Unreadable: old-book (before Excel 97), encrypted, macro, damaged, too-many-parts (sheets),
    too-many-columns.
    """
    book = _Globals(stream)
    if len(book.sheets) > MAX_PARTS:
        raise Unreadable(code="too-many-parts", limit=MAX_PARTS)
    sheets: list[BiffSheet] = []
    bodies: list[bytes] = []
    room = len(stream)
    if len({place for place, _, _ in book.sheets}) < len(book.sheets):
        raise Unreadable(code="damaged")
    for place, name, hidden in book.sheets:
        sheet = _Sheet(name, book)
        room -= sheet.read(stream, place)
        if room < 0:  # sheets that share records: hundreds of sheets could walk the same megabytes
            raise Unreadable(code="damaged", sheet=name)
        sheets.append(BiffSheet(name, hidden, sheet.scan()))
        bodies.append(_record(_BOF, _begin(_WORKSHEET)) + sheet.body() + _record(_EOF))
    return BiffWorkbook(sheets, _assembled(book.kept, book.strings_raw, bodies))


def _assembled(kept: bytes, strings: bytes, bodies: list[bytes]) -> bytes:
    """Return the reduced stream; its sheets are named by their number, from s0 on."""
    head = _record(_BOF, _begin(_GLOBALS)) + _record(0x0042, struct.pack("<H", _UNICODE)) + kept
    names = [f"s{number}".encode() for number in range(len(bodies))]
    entries = sum(4 + 8 + len(name) for name in names)
    place = len(head) + entries + len(strings) + 4
    listed = []
    for name, body in zip(names, bodies, strict=True):
        listed.append(_record(_BOUNDSHEET, struct.pack("<IHBB", place, 0, len(name), 0) + name))
        place += len(body)
    return b"".join((head, *listed, strings, _record(_EOF), *bodies))


def _begin(kind: int) -> bytes:
    return struct.pack("<HHHHII", _BIFF8, kind, 0, 1997, 0, 6)


def _record(kind: int, body: bytes = b"") -> bytes:
    return _HEAD.pack(kind, len(body)) + body


def _records(stream: bytes, place: int) -> Iterator[BiffRecord]:
    """Yield the records from a BOF (`_require`) to its EOF, without what is nested between (charts).

    The body of the EOF that is yielded is the offset behind it, as four bytes. Raises Unreadable: damaged.
    """
    depth = 0
    while place + 4 <= len(stream):
        kind, length = _HEAD.unpack_from(stream, place)
        body = stream[place + 4 : place + 4 + length]
        if len(body) < length:
            break
        place += 4 + length
        depth += (kind == _BOF) - (kind == _EOF)
        if not depth:
            yield kind, place.to_bytes(4, "little")
            return
        if depth == 1 or kind == _BOF:
            yield (kind, body) if depth == 1 else (0, b"")
    raise Unreadable(code="damaged")


class _Globals:
    """The records before the sheets: the list of sheets, fonts, styles, and shared strings."""

    def __init__(self, stream: bytes) -> None:
        self.sheets: list[tuple[int, str, bool]] = []  # offset in the stream, name, hidden
        self.fonts: list[str] = []  # legacy encoding of each font
        self.styles: list[int] = []  # number of each style's font
        pieces: list[bytes] = []
        kept: list[bytes] = []
        last = 0
        _require(stream, 0, _GLOBALS)
        for kind, body in _records(stream, 0):
            if kind == _FILEPASS:
                raise Unreadable(code="encrypted")
            if kind == _OBPROJ:
                raise Unreadable(code="macro")
            if kind == _FONT:
                self.fonts.append(encoding_of(short_text(body, 14)))
            elif kind == _BOUNDSHEET:
                self._sheet(body)
            elif kind == _SST or (kind == _CONTINUE and last == _SST):
                pieces.append(body)
            if kind == _XF:
                self.styles.append(uint16(body, 0))
            if kind in {_XF, _FORMAT, _DATE1904}:
                kept.append(_record(kind, body))
            last = last if kind == _CONTINUE else kind
        self.kept = b"".join(kept)
        self.strings = scan_sst(pieces, self.font) if pieces else SharedStrings([], {})
        self.strings_raw = b"".join(
            _record(_CONTINUE if number else _SST, piece) for number, piece in enumerate(pieces)
        )

    def font(self, number: int) -> str:
        """Return the legacy encoding of a font by its number; number 4 is not used ([MS-XLS] 2.5.129)."""
        place = number - (number > 4)  # noqa: PLR2004
        return self.fonts[place] if place < len(self.fonts) else ""

    def style(self, number: int) -> str:
        """Return the legacy encoding of a style's font; "" if it has none."""
        return self.font(self.styles[number]) if number < len(self.styles) else ""

    def _sheet(self, body: bytes) -> None:
        if len(body) < 8:  # noqa: PLR2004
            raise Unreadable(code="damaged")
        place, hidden, kind = struct.unpack_from("<IBB", body)
        if kind == _SHEET:
            self.sheets.append((place, excerpt(short_text(body, 6)), bool(hidden & 3)))
        elif kind != _CHART:
            raise Unreadable(code="macro")


class _Sheet:
    """Collects the cells of one worksheet, and what `SheetScan` tells of them."""

    def __init__(self, name: str, book: _Globals) -> None:
        self.name = name
        self.book = book
        self.cells: list[tuple[int, int, bytes]] = []  # 0-based row and column, record
        self.last_row = self.last_column = self.text = 0
        self.formulas: dict[int, int] = {}
        self.errors: dict[int, int] = {}
        self.fonts: dict[str, dict[int, int]] = {}
        self.hidden: set[int] = set()
        self.hidden_columns = 0  # bit mask
        self.waiting: tuple[int, int, int] | None = None  # row, column, style of a formula whose text follows

    def read(self, stream: bytes, place: int) -> int:
        """Walk the sheet's records from an offset of the stream, and return their length in bytes.

        Raises Unreadable: damaged, too-many-columns.
        """
        _require(stream, place, _WORKSHEET)
        end = place
        for kind, body in _records(stream, place):
            if kind == _EOF:
                end = int.from_bytes(body, "little")
            elif kind == _ROW:
                if len(body) >= 16 and body[12] & 0x20:  # noqa: PLR2004
                    self.hidden.add(uint16(body, 0) + 1)
            elif kind == _COLINFO:
                self._columns(body)
            elif kind == _STRING:
                self._cached_text(body)
            elif kind in {_NUMBER, _RK, _MULRK, _LABEL, _LABELSST, _BOOLERR, _FORMULA, _RSTRING}:
                if len(body) < 10 - 2 * (kind == _BOOLERR):
                    raise Unreadable(code="damaged", sheet=self.name)
                self._cell(kind, body)
        return end - place

    def scan(self) -> SheetScan:
        return SheetScan(
            self.last_row,
            self.last_column,
            self.text,
            self.formulas,
            self.errors,
            frozenset(self.hidden),
            self.fonts,
            self.hidden_columns,
        )

    def body(self) -> bytes:
        """Return the cells by row and column: calamine takes the first and the last one for the corners."""
        return b"".join(record for _, _, record in sorted(self.cells, key=lambda cell: cell[:2]))

    def _cell(self, kind: int, body: bytes) -> None:
        row, column, style = _CELL.unpack_from(body)
        last = uint16(body, len(body) - 2) if kind == _MULRK else column
        self._place(row, last)
        if kind == _MULRK:
            if len(body) != 6 + 6 * (last - column + 1):
                raise Unreadable(code="damaged", sheet=self.name)
        elif kind == _LABELSST:
            self._string(row, column, style, int.from_bytes(body[6:10], "little"))
        elif kind == _LABEL:
            self.text += uint16(body, 6)
            self._in_font(row, column, self.book.style(style))
        elif kind == _BOOLERR:
            if body[7]:
                self._mark(self.errors, row, column)
        elif kind == _FORMULA:
            self._mark(self.formulas, row, column)
            kind, body = self._cached(row, column, style, body)
        elif kind == _RSTRING:  # of Excel 95; does not occur in BIFF8
            raise Unreadable(code="damaged", sheet=self.name)
        if kind:
            self.cells.append((row, column, _record(kind, body)))

    def _columns(self, body: bytes) -> None:
        """Take the columns that a record hides, by its mark or by a width of zero."""
        if len(body) >= 10 and (body[8] & 1 or not uint16(body, 4)):  # noqa: PLR2004 - the record is 10 long
            for column in range(uint16(body, 0), min(uint16(body, 2) + 1, MAX_COLUMNS)):
                self.hidden_columns |= 1 << column

    def _place(self, row: int, column: int) -> None:
        if column >= MAX_COLUMNS:
            raise Unreadable(code="too-many-columns", sheet=self.name, limit=MAX_COLUMNS)
        self.last_row = max(self.last_row, row + 1)
        self.last_column = max(self.last_column, column + 1)

    def _string(self, row: int, column: int, style: int, place: int) -> None:
        strings = self.book.strings
        if place >= len(strings.lengths):
            raise Unreadable(code="damaged", sheet=self.name, row=row + 1)
        self.text += strings.lengths[place]
        own = self.book.style(style)
        runs = strings.fonts.get(place)
        encodings = {own if run is None else run for run in runs} if runs else {own}
        self._in_font(row, column, cell_encoding(encodings))

    def _cached(self, row: int, column: int, style: int, body: bytes) -> BiffRecord:
        """Return a formula's cached value as the record of a plain cell.

        Kind 0: there is no value, or it is a text, which follows in a record of its own.
        """
        if len(body) < 14:  # noqa: PLR2004
            raise Unreadable(code="damaged", sheet=self.name)
        place = _CELL.pack(row, column, style)
        if body[12:14] != b"\xff\xff":
            return _NUMBER, place + body[6:14]
        if body[6] == 0:
            self.waiting = (row, column, style)
        elif body[6] in {1, 2}:  # a boolean, an error
            return _BOOLERR, place + bytes((body[8], body[6] - 1))
        return 0, b""

    def _cached_text(self, body: bytes) -> None:
        """Take the text that follows a formula as its cached value."""
        if self.waiting is None or len(body) < 3:  # noqa: PLR2004
            return
        row, column, style = self.waiting
        self.waiting = None
        length = uint16(body, 0)
        if body[2] in {0, 1} and len(body) == 3 + length * (1 + body[2]):
            self.text += length
            place = _CELL.pack(row, column, style)
            self.cells.append((row, column, _record(_LABEL, place + body)))

    def _in_font(self, row: int, column: int, encoding: str) -> None:
        if encoding:
            self._mark(self.fonts.setdefault(encoding, {}), row, column)

    @staticmethod
    def _mark(marks: dict[int, int], row: int, column: int) -> None:
        marks[row + 1] = marks.get(row + 1, 0) | 1 << column


def _require(stream: bytes, place: int, wanted: int) -> None:
    """Refuse a stream that has no BOF of Excel 97 or later, of the wanted kind, at an offset.

    Raises Unreadable: damaged, old-book.
    """
    if place + 8 > len(stream):
        raise Unreadable(code="damaged")
    kind, _, version, what = struct.unpack_from("<HHHH", stream, place)
    if kind != _BOF or version != _BIFF8:
        raise Unreadable(code="old-book" if not place else "damaged")
    if what != wanted:
        raise Unreadable(code="damaged")
