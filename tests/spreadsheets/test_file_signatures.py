"""What a file holds is recognised by its bytes, whatever its name says."""

from __future__ import annotations

import pytest

from procedures.spreadsheets.file_signatures import OLE, kind_of_content
from tests.intake.corpus import zipped


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zipped({"xl/workbook.xml": "x"}), "xlsx"),
        (zipped({"XL\\Workbook.xml": "x"}), "xlsx"),
        (zipped({"xl/workbook.bin": "x"}), "xlsb"),
        (zipped({"content.xml": "x"}), "ods"),
        (zipped({"word/document.xml": "x"}), "document"),
        (zipped({"a": "x"}), ""),
        (OLE + b"x", "xls"),
        (OLE + "WordDocument".encode("utf-16-le"), "document"),
        (b"%PDF-1.7", "pdf"),
        (b"{\\rtf1", "document"),
        (b"\xef\xbb\xbf <html><table>", "web-page"),
        ("<!DOCTYPE html>".encode("utf-16"), "web-page"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
            "excel-xml",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "excel-xml"),
        (b"<5 ng\xc3\xa0y,x", "text"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "mail"),
        (b"From: <Saved by Excel>\nMIME-Version: 1.0", "mail"),
        (b"from: x,y", "text"),
        (b"M\xe3 s\xf4", "text"),
        (b"a\0b", ""),
    ],
)
def test_a_file_is_recognised_by_its_bytes(data, kind):
    """Parts of a zip by their names, texts by their beginning; anything else is unknown."""
    assert kind_of_content(data) == kind
