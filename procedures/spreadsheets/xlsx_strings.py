"""The two tables that the cells of an .xlsx point into: shared strings, and styles with their fonts."""

import re
from typing import NamedTuple

from procedures.spreadsheets.legacy_fonts import encoding_of
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk

MAX_STRINGS = 2_000_000
"""Entries in the table of shared strings."""

_INDEX = re.compile("[0-9]{1,9}")
_NOWHERE = 10**9
_CELL: frozenset[str | None] = frozenset({None})


class SharedStrings(NamedTuple):
    """The table of shared strings."""

    lengths: list[int]
    """How many characters each has (at least), in order."""
    fonts: dict[int, frozenset[str | None]]
    """Encodings of a string that names fonts of its own; None stands for the cell's font."""


def table_index(text: str) -> int:
    """Return a place in a table; what is no number is past the end of every table."""
    return int(text) if _INDEX.fullmatch(text) else _NOWHERE


def scan_strings(part: str, data: bytes) -> SharedStrings:
    """Walk the table of shared strings. Unreadable: damaged, dtd."""
    scanner = _Strings(part)
    walk(part, data, Visitor(scanner.start, scanner.end, scanner.text, lambda: None))
    return SharedStrings(scanner.lengths, scanner.fonts)


class _Strings:
    """Counts characters, and collects the fonts of the runs that have letters of their own."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.lengths: list[int] = []
        self.fonts: dict[int, frozenset[str | None]] = {}
        self.same: dict[frozenset[str | None], frozenset[str | None]] = {}  # a handful, kept once
        self.inside = False
        self.run: str | None = None  # the encoding that the run at hand names
        self.runs: frozenset[str | None] = frozenset()

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            if self.inside or len(self.lengths) == MAX_STRINGS:
                raise Unreadable(code="damaged", part=self.part)
            self.inside, self.run, self.runs = True, None, frozenset()
            self.lengths.append(0)
        elif name == "r":
            self.run = None
        elif name == "rFont":
            self.run = encoding_of(attributes.get("val", ""))

    def end(self, name: str) -> None:
        if name == "si" and self.inside:
            self.inside = False
            if self.runs - _CELL:
                self.fonts[len(self.lengths) - 1] = self.same.setdefault(self.runs, self.runs)

    def text(self, characters: str) -> None:
        if self.inside:
            self.lengths[-1] += len(characters)
            if not characters.isascii():  # ASCII is the same in every font
                self.runs |= {self.run}


def style_encodings(part: str, data: bytes) -> list[str]:
    """Return the encoding of each cell style's font; [] if none is old. Unreadable: damaged, dtd."""
    fonts: list[str] = []
    styles: list[str] = []
    path: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        path.append(name)
        if path[-2:] == ["fonts", "font"]:
            fonts.append("")
        elif path[-3:] == ["fonts", "font", "name"]:
            fonts[-1] = encoding_of(attributes.get("val", ""))
        elif path[-2:] == ["cellXfs", "xf"]:
            font = table_index(attributes.get("fontId", ""))
            styles.append(fonts[font] if font < len(fonts) else "")

    def end(_: str) -> None:
        path.pop()

    walk(part, data, Visitor(start, end, ignore, ignore))
    return styles if any(styles) else []
