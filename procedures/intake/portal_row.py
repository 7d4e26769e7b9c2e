"""One row of data becomes one procedure, and a problem for each cell that is wrong."""

from typing import NamedTuple, TypeVar

from procedures.intake.cell_rules import Fault, code_cell, lines_cell, name_cell, text_cell
from procedures.intake.portal_columns import Header
from procedures.spreadsheets.grid import CellValue, cell_excerpt, is_blank
from procedures.spreadsheets.problems import CellProblem

Value = TypeVar("Value", str, tuple[str, ...])


class PortalRow(NamedTuple):
    """One procedure of a list; text is NFC with single spaces."""

    sheet: str
    """Sheet name, safe to print; "" for CSV."""
    row: int
    """1-based, as the spreadsheet shows it."""
    code: str
    """d.dddddd, unique in its listing."""
    name: str
    """Never empty, at most 2,000 characters."""
    issuer: str
    """Cơ quan ban hành; "" if the file does not say."""
    agencies: tuple[str, ...]
    """Cơ quan thực hiện, one per line of the cell, in its order, none twice."""
    field: str
    """Lĩnh vực; "" if the file does not say."""


class SheetRow(NamedTuple):
    """One row as it stands in the file."""

    sheet: str
    header: Header
    number: int
    cells: list[CellValue]

    def cell(self, column: str) -> CellValue:
        """Return the cell of a known column; "" where the file has none."""
        index = self.header.places.get(column, len(self.cells))
        return self.cells[index] if index < len(self.cells) else ""

    def problem(self, index: int, fault: Fault) -> CellProblem:
        """Say where a fault is."""
        value = cell_excerpt(self.cells[index]) if index < len(self.cells) else ""
        title = self.header.title(index)
        return CellProblem(fault.code, self.sheet, self.number, title, value, fault.detail)


def read_row(row: SheetRow) -> tuple[PortalRow, list[CellProblem]]:
    """Return the procedure, empty where a cell is bad, and its cells' problems."""
    problems: list[CellProblem] = []

    def take(column: str, value: Value | Fault, empty: Value) -> Value:
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
    )
    return listed, problems


def extra_cells(row: SheetRow) -> list[CellProblem]:
    """Return a problem if the row goes on past its header: the fields have shifted."""
    beyond = range(len(row.header.titles), len(row.cells))
    first = next((i for i in beyond if not is_blank(row.cells[i])), None)
    return [] if first is None else [row.problem(first, Fault("extra-cell"))]
