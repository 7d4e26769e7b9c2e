"""A file becomes grids, by what its name says it is; the readers of zip and XML load on first use."""

from collections.abc import Callable
from pathlib import Path

from procedures.spreadsheets import delimited_text
from procedures.spreadsheets.grid import Grid
from procedures.spreadsheets.legacy_fonts import ENCODINGS
from procedures.spreadsheets.legacy_text import AS_IT_STANDS, Settled, rule_of, settle, under
from procedures.spreadsheets.problems import Unreadable

_TEXT = frozenset({".csv", ".tsv", ".txt"})
_ZIP = b"PK\x03\x04"


def open_sheets(
    path: Path, data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable
) -> Settled:
    """The sheets of a file, or the one grid of a text file; old text as `font` says (`settle`).

    Unreadable: what the readers refuse; `missing` where no delimiter makes a header appear.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from procedures.spreadsheets.xlsx import read_workbook  # zip, XML

        return settle(read_workbook(data), font)
    if suffix == ".xls":
        from procedures.spreadsheets.xls import read_old_workbook  # as above

        return settle(read_old_workbook(data), font)
    if suffix == ".ods":
        from procedures.spreadsheets.ods import is_opendocument, read_opendocument  # zip, XML

        if not is_opendocument(data):
            raise Unreadable(code="wrong-type", file=path.name)
        return settle(read_opendocument(data), font)
    if suffix not in _TEXT or data.startswith(_ZIP):
        raise Unreadable(code="wrong-type", file=path.name)
    return settle([_delimited(data, font, has_header, missing)], font)


def _delimited(data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable) -> Grid:
    asked = "" if font == AS_IT_STANDS else font
    try:
        text = delimited_text.decode(data)
    except Unreadable as error:
        # A file from before Unicode is neither UTF-8 nor UTF-16: one byte is one letter.
        text = delimited_text.decode_western(data)
        told = asked or rule_of(text.splitlines(), "").encoding
        if error.code != "encoding" or font == AS_IT_STANDS or told not in ENCODINGS:
            raise
    if font == AS_IT_STANDS:
        return delimited_text.delimited(text, has_header, missing)
    rule = rule_of(text.splitlines(), asked)
    return delimited_text.delimited(text, lambda grid: has_header(under(grid, rule)), missing)
