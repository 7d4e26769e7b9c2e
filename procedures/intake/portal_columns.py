"""Finds the header of a portal list: the first row with titles for a code and a name."""

from typing import NamedTuple

from procedures.spreadsheets.cell_text import SHORT, comparison_key, excerpt
from procedures.spreadsheets.grid import HEADER_WITHIN, CellValue, FormulaCell, Grid, column_letters
from procedures.spreadsheets.problems import Unreadable

REQUIRED = ("code", "name")
"""Columns that a portal list must have."""

AGENCY_TITLE = "Cơ quan thực hiện"
_COLUMNS = {
    "Mã số": "code",
    "Mã TTHC": "code",
    "Mã thủ tục": "code",
    "Tên": "name",
    "Tên TTHC": "name",
    "Tên thủ tục": "name",
    "Tên thủ tục hành chính": "name",
    "Cơ quan ban hành": "issuer",
    AGENCY_TITLE: "agency",
    "Lĩnh vực": "field",
    "Cấp thực hiện": "levels",
}
TITLES = {column: title for title, column in reversed(_COLUMNS.items())}
"""Column -> the first of its titles."""
# Comparison key of the portal's title, or the column's own name -> column.
_KNOWN = {comparison_key(title): column for title, column in _COLUMNS.items()} | {
    column: column for column in _COLUMNS.values()
}


def portal_titles() -> tuple[str, ...]:
    """Return the titles of the portal's columns."""
    return tuple(_COLUMNS)


class Header(NamedTuple):
    """The titles of a sheet, and the places of the columns that are known."""

    places: dict[str, int]
    """Key of a column (here code, name, issuer, agency, field, levels) -> 0-based column of the sheet."""
    titles: list[str]
    """Title of each column as the file has it, at most 60 characters; "" if it has none."""

    def title(self, index: int) -> str:
        """Return the title of a 0-based column, or its letters if it has no title."""
        named = index < len(self.titles) and self.titles[index]
        return named or column_letters(index)


def find_header(grid: Grid) -> Header | None:
    """Return the header, and consume the grid's rows up to it; None if there is no header.

    Raises Unreadable: doubled-column (two titles name the same column).
    """
    for number, cells in grid.rows:
        if number > HEADER_WITHIN:
            return None
        texts = [_text(cell) for cell in cells]
        places = [(_KNOWN.get(comparison_key(text)), i) for i, text in enumerate(texts)]
        known = [(column, i) for column, i in places if column is not None]
        if not dict(known).keys() >= set(REQUIRED):
            continue
        for nth, (column, index) in enumerate(known):
            if column in dict(known[:nth]):
                raise Unreadable(code="doubled-column", sheet=grid.sheet, row=number, column=texts[index])
        return Header(dict(known), [excerpt(text) for text in texts])
    return None


def _text(cell: CellValue) -> str:
    """Return the text of a cell that can be a title; longer texts are not compared, which takes time."""
    text = cell.cached if isinstance(cell, FormulaCell) else cell
    return text if isinstance(text, str) and len(text) <= SHORT else ""
