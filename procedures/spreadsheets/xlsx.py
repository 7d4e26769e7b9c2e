"""Reads an .xlsx: unpack within limits, walk every part, then let calamine read a rewritten workbook.

calamine never sees the file. It gets a small workbook written here, with the parts that were walked and
no other, under names given here: a file cannot make the scan and calamine see different parts.
"""

import re
import zipfile
from io import BytesIO

from procedures.spreadsheets.calamine_cells import calamine_values, with_marks
from procedures.spreadsheets.grid import Grid, mask_columns
from procedures.spreadsheets.sheet_scan import SheetScan, refuse_oversized
from procedures.spreadsheets.xlsx_package import WorkbookParts, find_workbook_parts
from procedures.spreadsheets.xlsx_sheet import scan_sheet
from procedures.spreadsheets.xlsx_strings import SharedStrings, scan_strings, style_encodings
from procedures.spreadsheets.zip_guard import unpack

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
# calamine fails on a cell that refers to no shared string; without its value it is an empty cell.
_EMPTY_VALUE = re.compile(rb"<((?:[\w.-]+:)?v)(?:\s[^<>]*)?(?:/>|>\s*</\1\s*>)")
# calamine fails on error values that it does not know (#SPILL!); given as text they are read.
_ERROR_TYPE = re.compile(rb"""(<(?:[\w.-]+:)?c\s(?:[^<>]*\s)?t=)(["'])e\2""")


def read_xlsx(data: bytes) -> list[Grid]:
    """Return every worksheet in the order of the workbook, hidden ones too.

    Raises Unreadable: the codes of `unpack`, `find_workbook_parts`, `scan_sheet`, `refuse_oversized`.
    """
    book = find_workbook_parts(unpack(data))
    scans = _scan(book)
    sheets = calamine_values(_rewritten(book, scans), len(scans))
    return [
        Grid(
            name,
            with_marks(values, scan),
            hidden=hidden,
            hidden_rows=scan.hidden,
            hidden_columns=frozenset(mask_columns(scan.hidden_columns)),
            fonts=scan.fonts,
        )
        for (name, _), hidden, scan, values in zip(book.sheets, book.hidden, scans, sheets, strict=True)
    ]


def _scan(book: WorkbookParts) -> list[SheetScan]:
    """Walk every part that calamine will read, and refuse what would not fit into memory."""
    strings = scan_strings("sharedStrings", book.strings) if book.strings else SharedStrings([], {})
    styles = style_encodings("styles", book.styles) if book.styles else []
    scans = [scan_sheet(name, data, strings, styles) for name, data in book.sheets]
    refuse_oversized(scans)
    return scans


def _rewritten(book: WorkbookParts, scans: list[SheetScan]) -> BytesIO:
    """Return an uncompressed workbook written here around the given parts."""
    names = [f"sheet{number}" for number in range(1, len(scans) + 1)]
    parts: dict[str, str | bytes] = {
        "_rels/.rels": _relations(_relation("w", "officeDocument", "xl/workbook")),
        "xl/_rels/workbook.xml.rels": _relations(
            "".join(_relation(name, "worksheet", f"xl/{name}") for name in names)
        ),
        "xl/workbook.xml": _workbook_part(names, from_1904=book.from_1904),
    }
    if book.strings:
        parts["xl/sharedStrings.xml"] = book.strings
    if book.styles:
        parts["xl/styles.xml"] = book.styles
    for name, (_, sheet), scan in zip(names, book.sheets, scans, strict=True):
        plain = _ERROR_TYPE.sub(rb"\1\2str\2", sheet) if scan.errors else sheet
        plain = _EMPTY_VALUE.sub(b"", plain) if scan.blanks else plain
        parts[f"xl/{name}.xml"] = plain
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    buffer.seek(0)
    return buffer


def _workbook_part(names: list[str], *, from_1904: bool) -> str:
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="{name}"/>' for number, name in enumerate(names, 1)
    )
    days = '<workbookPr date1904="1"/>' if from_1904 else ""
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{days}<sheets>{sheets}</sheets></workbook>'


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="/{target}.xml"/>'


def _relations(relations: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>'
