"""An .xls becomes grids: its container opened, its records walked, then read by calamine.

As with .xlsx, calamine never sees the file, but a container written here around what was walked.
"""

from io import BytesIO

from procedures.spreadsheets.grid import Grid
from procedures.spreadsheets.ole_container import OLE, OleContainer, write_container
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xls_records import scan_workbook_stream
from procedures.spreadsheets.xlsx import calamine_values, refuse_oversized, with_marks

_STREAM = "Workbook"
_MACROS = ("_vba_project", "_vba_project_cur", "vba", "macros")
_ENCRYPTED = ("encryptedpackage", "encryptioninfo")


def read_xls(data: bytes) -> list[Grid]:
    """Return every worksheet, hidden ones too, in order.

    Unreadable: wrong-type (no container, or none of Excel's), old-book, encrypted, macro, damaged,
    too-many-*, bomb.
    """
    if not data.startswith(OLE):
        raise Unreadable(code="wrong-type")
    container = OleContainer(data)
    names = [name.casefold() for name in container.names]
    if any(name in names for name in _ENCRYPTED):
        raise Unreadable(code="encrypted")
    if any(name in names for name in _MACROS):
        raise Unreadable(code="macro")
    stream = container.stream(_STREAM)
    if stream is None:
        raise Unreadable(code="old-book" if "book" in names else "wrong-type")
    book = scan_workbook_stream(stream)
    refuse_oversized([sheet.scan for sheet in book.sheets])
    sheets = calamine_values(BytesIO(write_container(_STREAM, book.stream)), len(book.sheets))
    return [
        Grid(
            sheet.name,
            with_marks(values, sheet.scan),
            hidden=sheet.hidden,
            hidden_rows=sheet.scan.hidden,
            fonts=sheet.scan.fonts,
        )
        for sheet, values in zip(book.sheets, sheets, strict=True)
    ]
