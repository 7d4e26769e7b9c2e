"""Recognises what a file holds by its bytes, whatever its name says."""

import codecs
import re

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""An OLE container: .xls, or any workbook with a password."""
ZIP = b"PK\x03\x04"
"""A zip: .xlsx, .ods."""

_HEAD = 4096  # bytes in which a text says of which kind it is
_WEB_PAGE = re.compile(r"<(!doctype\s+html|html|head|meta|body|table|style|div)\b")
_EXCEL_XML = ("urn:schemas-microsoft-com:office:spreadsheet", 'progid="excel.sheet"')
_MAIL = re.compile(r"^(mime-version|content-type|from|subject):", re.MULTILINE)


def kind_of_content(data: bytes) -> str:
    """Return what a file holds: xlsx, xlsb, xls, ods, document, pdf, web-page, excel-xml, mail, or text.

    "" is none of them. A workbook with a password, or of Excel 95, is xls. `mail` is a web page saved as one
    file (MHTML); `document` a text document or slides.
    """
    if data.startswith(ZIP):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        return "document" if "WordDocument".encode("utf-16-le") in data else "xls"
    if data.startswith((b"%PDF", b"{\\rtf")):
        return "pdf" if data.startswith(b"%") else "document"
    return _kind_of_text(data)


def _kind_of_zip(data: bytes) -> str:
    # The names of parts stand in a zip as they are; a reader looks for the parts themselves.
    names = {
        b"xl/workbook.xml": "xlsx",
        b"xl/workbook.bin": "xlsb",
        b"word/document.xml": "document",
        b"ppt/presentation.xml": "document",
        b"content.xml": "ods",
    }
    plain = data.lower().replace(b"\\", b"/")
    return next((kind for name, kind in names.items() if name in plain), "")


def _kind_of_text(data: bytes) -> str:
    head = data[:_HEAD]
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text = head.decode("utf-16" if wide else "utf-8-sig", errors="replace").lstrip().casefold()
    if text.startswith("<"):
        if any(mark in text for mark in _EXCEL_XML):
            return "excel-xml"
        if _WEB_PAGE.search(text):
            return "web-page"
    if _MAIL.match(text) and "mime-version:" in text:
        return "mail"
    return "" if b"\0" in head and not wide else "text"
