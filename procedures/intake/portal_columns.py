"""The header row is found, not assumed: the first that names a code and a name."""

from typing import NamedTuple

from procedures.spreadsheets.cell_text import SHORT, comparison_key, excerpt
from procedures.spreadsheets.grid import HEADER_WITHIN, CellValue, FormulaCell, Grid, column_letters
from procedures.spreadsheets.problems import Unreadable

REQUIRED = ("code", "name")

_COLUMNS = {
    "Mã số": "code",
    "Mã TTHC": "code",
    "Mã thủ tục": "code",
    "Tên": "name",
    "Tên TTHC": "name",
    "Tên thủ tục": "name",
    "Tên thủ tục hành chính": "name",
    "Cơ quan ban hành": "issuer",
    "Cơ quan thực hiện": "agency",
    "Lĩnh vực": "field",
}
# The portal's headers and the English ones, as they are compared.
_KNOWN = {comparison_key(title): column for title, column in _COLUMNS.items()} | {
    column: column for column in _COLUMNS.values()
}


class Header(NamedTuple):
    """Where the known columns stand."""

    places: dict[str, int]
    """code, name, issuer, agency, field -> 0-based column; optional ones may lack."""
    titles: list[str]
    """Each column's header as it stands in the file, "" if it has none."""

    def title(self, index: int) -> str:
        """Return what to call a column: its header, else its letter."""
        named = index < len(self.titles) and self.titles[index]
        return named or column_letters(index)


def find_header(grid: Grid) -> Header | None:
    """Take rows from the grid up to its header; None if there is none.

    Unreadable: doubled-column, when two headers name the same column.
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
    """Return what could be a header; a long text is a title, and folding takes time."""
    text = cell.cached if isinstance(cell, FormulaCell) else cell
    return text if isinstance(text, str) and len(text) <= SHORT else ""
