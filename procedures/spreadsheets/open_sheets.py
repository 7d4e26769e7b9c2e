"""Reads a file into grids with the reader for its name's ending; readers are imported when needed."""

from collections.abc import Callable
from pathlib import Path

from procedures.spreadsheets import delimited_text
from procedures.spreadsheets.file_signatures import ZIP
from procedures.spreadsheets.grid import Grid
from procedures.spreadsheets.legacy_fonts import ENCODINGS
from procedures.spreadsheets.legacy_text import (
    AS_IT_STANDS,
    ConvertedGrids,
    conversion_rule,
    convert_legacy_text,
    converted_grid,
)
from procedures.spreadsheets.problems import Unreadable

_TEXT = frozenset({".csv", ".tsv", ".txt"})


def open_sheets(
    path: Path, data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable
) -> ConvertedGrids:
    """Return the sheets of an .xlsx, .xls or .ods, or the one grid of a text file.

    `font` says how to treat text in legacy encodings, `has_header` whether a grid has the header that
    the caller wants. Raises Unreadable: wrong-type; the codes of each reader; `missing` if no delimiter
    shows a header; LegacyTextFound as `convert_legacy_text` does.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        from procedures.spreadsheets.xlsx import read_xlsx  # imports zipfile and expat

        return convert_legacy_text(read_xlsx(data), font)
    if suffix == ".xls":
        from procedures.spreadsheets.xls import read_xls

        return convert_legacy_text(read_xls(data), font)
    if suffix == ".ods":
        from procedures.spreadsheets.ods import is_ods, read_ods  # imports zipfile and expat

        if not is_ods(data):
            raise Unreadable(code="wrong-type", file=path.name)
        return convert_legacy_text(read_ods(data), font)
    if suffix not in _TEXT or data.startswith(ZIP):
        raise Unreadable(code="wrong-type", file=path.name)
    return convert_legacy_text([_delimited(data, font, has_header, missing)], font)


def _delimited(data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable) -> Grid:
    asked = "" if font == AS_IT_STANDS else font
    try:
        text = delimited_text.decode(data)
    except Unreadable as error:
        # Text in a legacy encoding is neither UTF-8 nor UTF-16: each byte is one letter.
        text = delimited_text.decode_western(data)
        encoding = asked or conversion_rule(text.splitlines(), "").encoding
        if error.code != "encoding" or font == AS_IT_STANDS or encoding not in ENCODINGS:
            raise
    if font == AS_IT_STANDS:
        return delimited_text.delimited_grid(text, has_header, missing)
    rule = conversion_rule(text.splitlines(), asked)
    return delimited_text.delimited_grid(text, lambda grid: has_header(converted_grid(grid, rule)), missing)
