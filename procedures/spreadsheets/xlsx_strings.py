"""Walks the two tables that cells of an .xlsx refer to: the shared strings, and the cell styles."""

import re
from typing import NamedTuple

from procedures.spreadsheets.legacy_fonts import encoding_of
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import Attributes, Visitor, ignore, walk

MAX_STRINGS = 2_000_000
"""Entries in the table of shared strings."""

_INDEX = re.compile("[0-9]{1,9}")
_NOWHERE = 10**9  # past the end of every table
_CELL: frozenset[str | None] = frozenset({None})  # the font of the cell


class SharedStrings(NamedTuple):
    """The lengths and fonts in the table of shared strings."""

    lengths: list[int]
    """Characters inside each string's element, by its index."""
    fonts: dict[int, frozenset[str | None]]
    """Index of a string that names fonts of its own -> their legacy encodings; None: the cell's font."""


def table_index(text: str) -> int:
    """Return a 0-based index into a table; 10**9, past the end of every table, if it is no number."""
    return int(text) if _INDEX.fullmatch(text) else _NOWHERE


def scan_strings(part: str, data: bytes) -> SharedStrings:
    """Walk the table of shared strings; `part` is its name, for messages.

    Raises Unreadable: damaged, dtd.
    """
    scanner = _Strings(part)
    walk(part, data, Visitor(scanner.start, scanner.end, scanner.text, lambda: None))
    return SharedStrings(scanner.lengths, scanner.fonts)


class _Strings:
    """Counts the characters of each string, and collects the fonts of its runs of text."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.lengths: list[int] = []
        self.fonts: dict[int, frozenset[str | None]] = {}
        self.same: dict[frozenset[str | None], frozenset[str | None]] = {}  # equal sets are kept once
        self.inside = False
        self.run: str | None = None  # legacy encoding of the font that the current run names
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
            if not characters.isascii():  # ASCII letters are the same in every font
                self.runs |= {self.run}


def style_encodings(part: str, data: bytes) -> list[str]:
    """Return the legacy encoding of each cell style's font, "" for none; [] if no style has one.

    Raises Unreadable: damaged, dtd.
    """
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
