"""Collects what a person must be told of a sheet that was read: what is hidden, left out, or not read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from procedures.intake.left_out_rows import left_out
from procedures.intake.portal_columns import Header
from procedures.intake.titles import nearest_title
from procedures.spreadsheets.grid import CellValue, Grid, is_blank

SheetRowCells = tuple[int, list[CellValue]]
"""1-based row number, and the row's cells."""


class UnreadColumn(NamedTuple):
    """A column whose title was not recognised, though cells stand under it."""

    title: str
    """Its title, else its letters."""
    cells: int
    """Filled cells in rows of data."""
    nearest: str
    """The known title that is most like it and that the sheet does not have; "" if there is none."""


class SheetNotes(NamedTuple):
    """Facts about one sheet that a person must be told."""

    sheet: str
    """Sheet name, safe to print; "" for delimited text."""
    hidden: bool = False
    """True for a hidden sheet; it is read like the others."""
    hidden_rows: tuple[int, ...] = ()
    """1-based numbers of hidden rows that were read."""
    hidden_columns: tuple[str, ...] = ()
    """Titles of hidden columns that were read."""
    left_out: tuple[tuple[int, str], ...] = ()
    """1-based number of each row that was left out, and why (`left_out_rows.REASONS`)."""
    unread: tuple[UnreadColumn, ...] = ()
    """The columns that were not read."""


class NoteTaker:
    """Counts, row by row, the filled cells of each column of a sheet."""

    def __init__(self, grid: Grid, header: Header, titles: Callable[[], Iterable[str]]) -> None:
        """Keep the sheet and its header; `titles` returns all titles that would be recognised."""
        self.grid = grid
        self.header = header
        self.titles = titles
        self.left_out: list[tuple[int, str]] = []
        self.hidden_rows: list[int] = []
        self.filled: dict[int, int] = {}
        self.read = frozenset(header.places.values())

    def data_rows(self, rows: Iterable[SheetRowCells]) -> Iterator[SheetRowCells]:
        """Yield the rows of data, and note what is hidden among them; note the rows that are left out."""
        first = True
        for number, cells in rows:
            if all(is_blank(cell) for cell in cells):
                continue
            if why := left_out(cells, self.header.places["code"], first=first):
                self.left_out.append((number, why))
                continue
            first = False
            self._take(number, cells)
            yield number, cells

    def _take(self, row: int, cells: Sequence[CellValue]) -> None:
        if row in self.grid.hidden_rows:
            self.hidden_rows.append(row)
        for column, cell in enumerate(cells):
            if (column not in self.read or column in self.grid.hidden_columns) and not is_blank(cell):
                self.filled[column] = self.filled.get(column, 0) + 1

    def notes(self) -> SheetNotes:
        """Return the notes of the rows so far."""
        grid, header = self.grid, self.header
        hidden = [one for one in sorted(grid.hidden_columns) if one in self.filled and one in self.read]
        known = {header.title(place) for place in self.read}
        missing = (
            [title for title in self.titles() if title not in known] if set(self.filled) - self.read else []
        )
        unread = (
            UnreadColumn(header.title(one), count, nearest_title(header.title(one), missing))
            for one, count in sorted(self.filled.items())
            if one not in self.read
        )
        return SheetNotes(
            grid.sheet,
            grid.hidden,
            tuple(self.hidden_rows),
            tuple(header.title(one) for one in hidden),
            tuple(self.left_out),
            tuple(unread),
        )
