"""Reads an .xls of Excel 97 to 2003: open its container, walk its records, then let calamine read them.

calamine never sees the file. It gets a container and a stream written here, with the cells, strings and
number formats that were walked (`xls_records`) and nothing else; README.md says what that prevents.
"""

from io import BytesIO

from procedures.spreadsheets.calamine_cells import calamine_values, with_marks
from procedures.spreadsheets.file_signatures import OLE
from procedures.spreadsheets.grid import Grid, mask_columns
from procedures.spreadsheets.ole_container import OleContainer, write_container
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.sheet_scan import refuse_oversized
from procedures.spreadsheets.xls_records import scan_workbook_stream

_STREAM = "Workbook"
_STREAM_EXCEL_95 = "book"
_MACROS = ("_vba_project", "_vba_project_cur", "vba", "macros")
_ENCRYPTED = ("encryptedpackage", "encryptioninfo")


def read_xls(data: bytes) -> list[Grid]:
    """Return every worksheet in the order of the workbook, hidden ones too.

    Raises Unreadable: wrong-type (no OLE container, or none with a workbook), old-book (Excel 95 or
    older), encrypted, macro, damaged, too-large, too-many-*, bomb.
    """
    if not data.startswith(OLE):
        raise Unreadable(code="wrong-type")
    book = scan_workbook_stream(_workbook_stream(OleContainer(data)))
    refuse_oversized(sheet.scan for sheet in book.sheets)
    sheets = calamine_values(BytesIO(write_container(_STREAM, book.stream)), len(book.sheets))
    return [
        Grid(
            sheet.name,
            with_marks(values, sheet.scan),
            hidden=sheet.hidden,
            hidden_rows=sheet.scan.hidden,
            hidden_columns=frozenset(mask_columns(sheet.scan.hidden_columns)),
            fonts=sheet.scan.fonts,
        )
        for sheet, values in zip(book.sheets, sheets, strict=True)
    ]


def _workbook_stream(container: OleContainer) -> bytes:
    names = [name.casefold() for name in container.names]
    if any(name in names for name in _ENCRYPTED):
        raise Unreadable(code="encrypted")
    if any(name in names for name in _MACROS):
        raise Unreadable(code="macro")
    stream = container.stream(_STREAM)
    if stream is None:
        raise Unreadable(code="old-book" if _STREAM_EXCEL_95 in names else "wrong-type")
    return stream
