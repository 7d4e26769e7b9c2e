"""Reads one row of a portal list: a procedure, and a problem for each cell that is wrong."""

from typing import NamedTuple, TypeVar

from procedures.intake.cell_rules import Fault, lines_cell, name_cell, text_cell
from procedures.intake.level_cells import levels_cell
from procedures.intake.portal_columns import Header
from procedures.intake.procedure_codes import code_cell
from procedures.spreadsheets.grid import CellValue, cell_excerpt, is_blank
from procedures.spreadsheets.problems import CellProblem

_Value = TypeVar("_Value", str, tuple[str, ...])


class PortalRow(NamedTuple):
    """One procedure of a list; its texts are in NFC with single spaces."""

    sheet: str
    """Sheet name, safe to print; "" for delimited text."""
    row: int
    """1-based, as the spreadsheet shows it."""
    code: str
    """d.dddddd, unique in its list."""
    name: str
    """Never empty, at most 2,000 characters."""
    issuer: str
    """Cơ quan ban hành; "" if the file has none."""
    agencies: tuple[str, ...]
    """Cơ quan thực hiện: the lines of the cell in its order, without repeats."""
    field: str
    """Lĩnh vực; "" if the file has none."""
    levels: tuple[str, ...] = ()
    """Cấp thực hiện: stable names of levels, () if they are unknown."""


class SheetRow(NamedTuple):
    """One row of a sheet as the file has it."""

    sheet: str
    """Sheet name, safe to print; "" for delimited text."""
    header: Header
    number: int
    """1-based, as the spreadsheet shows it."""
    cells: list[CellValue]
    """From column A on; may be shorter or longer than the header."""

    def cell(self, column: str) -> CellValue:
        """Return the cell of a known column; "" if the row or the sheet lacks it."""
        index = self.header.places.get(column, len(self.cells))
        return self.cells[index] if index < len(self.cells) else ""

    def problem(self, index: int, fault: Fault) -> CellProblem:
        """Return the problem that a fault in a 0-based column is."""
        value = cell_excerpt(self.cells[index]) if index < len(self.cells) else ""
        title = self.header.title(index)
        return CellProblem(fault.code, self.sheet, self.number, title, value, fault.detail)


def read_row(row: SheetRow) -> tuple[PortalRow, list[CellProblem]]:
    """Return the procedure, with an empty value for each cell that is wrong, and the cells' problems."""
    problems: list[CellProblem] = []

    def take(column: str, value: _Value | Fault, empty: _Value) -> _Value:
        if isinstance(value, Fault):
            problems.append(row.problem(row.header.places[column], value))
            return empty
        return value

    listed = PortalRow(
        sheet=row.sheet,
        row=row.number,
        code=take("code", code_cell(row.cell("code")), ""),
        name=take("name", name_cell(row.cell("name")), ""),
        issuer=take("issuer", text_cell(row.cell("issuer")), ""),
        agencies=take("agency", lines_cell(row.cell("agency")), ()),
        field=take("field", text_cell(row.cell("field")), ""),
        levels=take("levels", levels_cell(row.cell("levels")), ()),
    )
    return listed, problems


def extra_cells(row: SheetRow) -> list[CellProblem]:
    """Return a problem if a row of delimited text is longer than its header: a delimiter is not quoted."""
    beyond = range(len(row.header.titles), len(row.cells))
    first = next((i for i in beyond if not is_blank(row.cells[i])), None)
    return [] if first is None else [row.problem(first, Fault("extra-cell"))]
