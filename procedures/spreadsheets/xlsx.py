"""An .xlsx becomes grids: unpacked, walked, then read by calamine.

calamine never sees the file. It gets a small workbook written here, which holds the
parts that were walked and no other, under names given here: whatever a file does to
make two readers disagree (directories, names, relations), there is one reading.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import cast

from procedures.spreadsheets.grid import CellValue, ErrorCell, FormulaCell, Grid, mask_columns
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xlsx_package import WorkbookParts, find_workbook_parts
from procedures.spreadsheets.xlsx_sheet import SheetScan, scan_sheet
from procedures.spreadsheets.xlsx_strings import SharedStrings, scan_strings, style_encodings
from procedures.spreadsheets.zip_guard import unpack

MAX_CELLS = 2_000_000
"""Cells of all sheets, each sheet counted as the rectangle from A1 to its last."""
MAX_CHARACTERS = 20_000_000
"""Characters of all cells: one shared string can be used a million times. Each takes up to eight bytes."""

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# calamine gives up on errors younger than itself (#SPILL!); as text they come through.
_ERROR_TYPE = re.compile(rb"""(<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?t=)(["'])e\2""")

SheetValues = list[list[CellValue]]


def read_xlsx(data: bytes) -> list[Grid]:
    """Return every worksheet, hidden ones too, in order.

    Unreadable: all codes of ``guard.unpack``, ``package.find_book`` and
    ``sheetscan.scan_sheet``; too-many-cells, bomb.
    """
    book = find_workbook_parts(unpack(data))
    scans = _scan(book)
    sheets = calamine_values(_rewritten(book, scans), len(scans))
    return [
        Grid(name, with_marks(values, scan), hidden=hidden, hidden_rows=scan.hidden, fonts=scan.fonts)
        for (name, _), hidden, scan, values in zip(book.sheets, book.hidden, scans, sheets, strict=True)
    ]


def _scan(book: WorkbookParts) -> list[SheetScan]:
    """Walk every part that calamine will read, and refuse what would not fit."""
    strings = scan_strings("sharedStrings", book.strings) if book.strings else SharedStrings([], {})
    styles = style_encodings("styles", book.styles) if book.styles else []
    scans = [scan_sheet(name, data, strings, styles) for name, data in book.sheets]
    refuse_oversized(scans)
    return scans


def refuse_oversized(scans: list[SheetScan]) -> None:
    """Refuse sheets that would take too much memory: too-many-cells, bomb."""
    cells = sum(scan.rows * scan.columns for scan in scans)
    if cells > MAX_CELLS:
        raise Unreadable(code="too-many-cells", count=cells, limit=MAX_CELLS)
    characters = sum(scan.text for scan in scans)
    if characters > MAX_CHARACTERS:
        raise Unreadable(code="bomb", count=characters, limit=MAX_CHARACTERS)


def calamine_values(workbook: BytesIO, sheets: int) -> list[SheetValues]:
    """The cells of a workbook written here, sheet by sheet. Unreadable: damaged."""
    from python_calamine import load_workbook  # costs only who reads

    try:
        book = load_workbook(workbook)
        return [
            cast("SheetValues", book.get_sheet_by_index(n).to_python(skip_empty_area=False))
            for n in range(sheets)
        ]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic in Rust is no Exception
        raise Unreadable(code="damaged") from error


def with_marks(values: SheetValues, scan: SheetScan) -> Iterator[tuple[int, list[CellValue]]]:
    """Yield the rows with their numbers, and put back what calamine does not tell."""
    for number in range(1, scan.rows + 1):
        cells = values[number - 1] if number <= len(values) else []
        for column in mask_columns(scan.errors.get(number, 0)):
            _wrap(cells, column, ErrorCell)
        for column in mask_columns(scan.formulas.get(number, 0)):
            _wrap(cells, column, FormulaCell)
        yield number, cells


def _wrap(cells: list[CellValue], column: int, kind: type[ErrorCell | FormulaCell]) -> None:
    # A formula that was never calculated lies beyond what calamine sees.
    cells.extend([""] * (column + 1 - len(cells)))
    cells[column] = kind(cells[column])


def _rewritten(book: WorkbookParts, scans: list[SheetScan]) -> BytesIO:
    """Return a workbook of our own around the given parts, not compressed."""
    names = [f"sheet{number}" for number in range(1, len(scans) + 1)]
    relations = "".join(_relation(name, "worksheet", f"xl/{name}") for name in names)
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{name}"/>' for number, name in enumerate(names, 1)
    )
    days = '<workbookPr date1904="1"/>' if book.from_1904 else ""
    workbook = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{days}<sheets>{sheets}</sheets></workbook>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _package(_relation("w", "officeDocument", "xl/workbook")),
        "xl/_rels/workbook.xml.rels": _package(relations),
        "xl/workbook.xml": workbook,
    }
    if book.strings:
        parts["xl/sharedStrings.xml"] = book.strings
    if book.styles:
        parts["xl/styles.xml"] = book.styles
    for name, (_, sheet), scan in zip(names, book.sheets, scans, strict=True):
        plain = _ERROR_TYPE.sub(rb"\1\2str\2", sheet) if scan.errors else sheet
        parts[f"xl/{name}.xml"] = plain
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    buffer.seek(0)
    return buffer


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="/{target}.xml"/>'


def _package(relations: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
