"""Cell values by python-calamine, completed with what a scan found.

calamine is given only workbooks that this package wrote (`xlsx`, `xls`), never a file as it came. It
returns neither formulas nor error values: the scan's masks mark those cells.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import cast

from procedures.spreadsheets.grid import CellValue, ErrorCell, FormulaCell, mask_columns
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.sheet_scan import SheetScan

SheetValues = list[list[CellValue]]
"""Rows of one sheet from row 1 on, each from column A on; "" is an empty cell."""


def calamine_values(workbook: BytesIO, sheets: int) -> list[SheetValues]:
    """Return the values of the first `sheets` sheets, in order. Raises Unreadable: damaged."""
    from python_calamine import load_workbook  # loaded only by commands that read a workbook

    try:
        book = load_workbook(workbook)
        return [
            cast("SheetValues", book.get_sheet_by_index(number).to_python(skip_empty_area=False))
            for number in range(sheets)
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust derives from BaseException only
        raise Unreadable(code="damaged") from error


def with_marks(values: SheetValues, scan: SheetScan) -> Iterator[tuple[int, list[CellValue]]]:
    """Yield each row's 1-based number and cells, with its formula and error cells wrapped as such."""
    for number in range(1, scan.rows + 1):
        cells = values[number - 1] if number <= len(values) else []
        for column in mask_columns(scan.errors.get(number, 0)):
            _wrap(cells, column, ErrorCell)
        for column in mask_columns(scan.formulas.get(number, 0)):
            _wrap(cells, column, FormulaCell)
        yield number, cells


def _wrap(cells: list[CellValue], column: int, kind: type[ErrorCell | FormulaCell]) -> None:
    # A formula that was never calculated has no value: the row that calamine returns may end before it.
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = kind(cells[column])
