"""The result of walking a sheet before its cells are built, and the limits for all sheets of a file."""

from collections.abc import Iterable
from typing import NamedTuple

from procedures.spreadsheets.problems import Unreadable

MAX_CELLS = 2_000_000
"""Cells of all sheets, each sheet counted as the rectangle from A1 to its last row and column."""
MAX_CHARACTERS = 20_000_000
"""Characters of all cells together, at up to eight bytes of memory each.

A shared string counts as often as cells refer to it: a small file can refer a million times.
"""


class SheetScan(NamedTuple):
    """The size of a sheet, and the facts about its cells that calamine does not return."""

    rows: int
    """1-based number of the last row with content; 0 for an empty sheet."""
    columns: int
    """1-based number of the last column with content; 0 for an empty sheet."""
    text: int
    """Characters of its cells; a shared string counts as often as it is used."""
    formulas: dict[int, int]
    """Cells with a formula, as a `grid.CellMask`."""
    errors: dict[int, int]
    """Cells with an error value, as a `grid.CellMask`."""
    hidden: frozenset[int]
    """1-based numbers of hidden rows."""
    fonts: dict[str, dict[int, int]]
    """Legacy encoding (`legacy_fonts`) -> the cells in a font of that encoding, as a `grid.CellMask`."""
    hidden_columns: int = 0
    """Bit mask of the hidden columns, 0-based (bit 0 is A)."""
    blanks: bool = False
    """True if a cell refers to a shared string by an empty text: it is an empty cell."""


def refuse_oversized(scans: Iterable[SheetScan]) -> None:
    """Refuse sheets whose cells would take too much memory.

    Raises Unreadable: too-many-cells (past MAX_CELLS), bomb (past MAX_CHARACTERS).
    """
    cells = characters = 0
    for scan in scans:
        cells += scan.rows * scan.columns
        characters += scan.text
    if cells > MAX_CELLS:
        raise Unreadable(code="too-many-cells", count=cells, limit=MAX_CELLS)
    if characters > MAX_CHARACTERS:
        raise Unreadable(code="bomb", count=characters, limit=MAX_CHARACTERS)
