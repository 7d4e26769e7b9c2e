"""Reads texts of an .xls (BIFF8): measures the shared strings, and decodes names of fonts and sheets."""

import struct
from collections.abc import Callable

from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xlsx_strings import MAX_STRINGS, SharedStrings


def scan_sst(pieces: list[bytes], font: Callable[[int], str]) -> SharedStrings:
    """Return the lengths and fonts of the shared strings; a string may continue in the next piece.

    `pieces` are the bodies of the SST record and of the CONTINUE records behind it; `font` returns the
    legacy encoding of a font by its number.

    Raises Unreadable: damaged.
    """
    reader = _Pieces(pieces)
    reader.take(4)
    (count,) = struct.unpack("<I", reader.take(4))
    if count > min(MAX_STRINGS, sum(map(len, pieces)) // 3):
        raise Unreadable(code="damaged", part="SST")
    lengths: list[int] = []
    fonts: dict[int, frozenset[str | None]] = {}
    for number in range(count):
        length, flags = struct.unpack("<HB", reader.take(3))
        runs = uint16(reader.take(2), 0) if flags & 8 else 0
        more = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        reader.letters(length, wide=bool(flags & 1))
        formats = reader.take(4 * runs)
        reader.take(more)
        lengths.append(length)
        if runs:
            encodings = {font(uint16(formats, place)) for place in range(2, 4 * runs, 4)}
            fonts[number] = frozenset(encodings | ({None} if uint16(formats, 0) else set()))
    return SharedStrings(lengths, {place: runs for place, runs in fonts.items() if runs != {None}})


class _Pieces:
    """Reads bytes that continue from record to record."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces
        self.piece = self.place = 0

    def take(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            part = self.pieces[self.piece][self.place : self.place + size - len(found)]
            self.place += len(part)
            found += part
            if len(found) < size:
                self.next()
        return found

    def letters(self, length: int, *, wide: bool) -> None:
        """Skip letters; the first byte of each further record says again whether they are wide."""
        while True:
            size = 2 if wide else 1
            here = min(length, (len(self.pieces[self.piece]) - self.place) // size)
            self.place += here * size
            length -= here
            if not length:
                return
            self.next()
            wide = bool(self.take(1)[0] & 1)

    def next(self) -> None:
        self.piece += 1
        self.place = 0
        if self.piece == len(self.pieces):
            raise Unreadable(code="damaged", part="SST")


def short_text(body: bytes, place: int) -> str:
    """Return the text at an offset with its length in one byte, as names of fonts and sheets have.

    Raises Unreadable: damaged.
    """
    if place + 2 > len(body):
        raise Unreadable(code="damaged")
    length, wide = body[place], body[place + 1] & 1
    raw = body[place + 2 : place + 2 + length * (1 + wide)]
    return raw.decode("utf-16-le" if wide else "latin-1", errors="replace")


def uint16(body: bytes, place: int) -> int:
    """Return the two bytes at an offset as a number, low byte first. Raises Unreadable: damaged."""
    if place + 2 > len(body):
        raise Unreadable(code="damaged")
    return int.from_bytes(body[place : place + 2], "little")
