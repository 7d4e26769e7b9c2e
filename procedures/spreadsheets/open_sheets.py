"""Reads a file into grids with the reader for its name's ending; readers are imported when needed."""

from collections.abc import Callable
from pathlib import Path

from procedures.spreadsheets import delimited_text
from procedures.spreadsheets.cell_text import lost_letters
from procedures.spreadsheets.file_signatures import ZIP, kind_of_content
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

_KINDS = {".xlsx": "xlsx", ".xls": "xls", ".ods": "ods", ".csv": "text", ".tsv": "text", ".txt": "text"}


def open_sheets(
    path: Path, data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable
) -> ConvertedGrids:
    """Return the sheets of an .xlsx, .xls or .ods, or the one grid of a text file.

    `font` says how to treat text in legacy encodings, `has_header` whether a grid has the header that
    the caller wants. Raises Unreadable: wrong-type; the codes of each reader; `missing` if no delimiter
    shows a header; LegacyTextFound as `convert_legacy_text` does.
    """
    suffix = path.suffix.lower()
    _refuse_other_kind(path.name, suffix, data)
    if suffix == ".xlsx":
        from procedures.spreadsheets.xlsx import read_xlsx  # imports zipfile and expat

        return convert_legacy_text(read_xlsx(data), font)
    if suffix == ".xls":
        from procedures.spreadsheets.xls import read_xls

        return convert_legacy_text(read_xls(data), font)
    if suffix == ".ods":
        from procedures.spreadsheets.ods import read_ods  # imports zipfile and expat

        return convert_legacy_text(read_ods(data), font)
    return convert_legacy_text([_delimited(data, font, has_header, missing)], font)


def _refuse_other_kind(name: str, suffix: str, data: bytes) -> None:
    """Refuse a file that is known to hold something else than the ending of its name says.

    Raises Unreadable: holds-KIND (`kind_of_content`); wrong-type (an ending that is not read, or an
    unknown zip called a text).
    """
    kind = kind_of_content(data)
    if suffix not in _KINDS or (_KINDS[suffix] == "text" and not kind and data.startswith(ZIP)):
        raise Unreadable(code="wrong-type", file=name)
    # An .xls called .xlsx may be an .xlsx with a password: its reader tells.
    if kind not in {"", _KINDS[suffix]} and (suffix, kind) != (".xlsx", "xls"):
        raise Unreadable(code=f"holds-{kind}", file=name)


def _delimited(data: bytes, font: str, has_header: Callable[[Grid], bool], missing: Unreadable) -> Grid:
    asked = "" if font == AS_IT_STANDS else font
    try:
        text = delimited_text.decode(data)
    except Unreadable as error:
        # Text in a legacy encoding is neither UTF-8 nor UTF-16: each byte is one letter.
        text = delimited_text.decode_western(data)
        encoding = asked or conversion_rule(text.splitlines(), "").encoding
        if error.code not in {"encoding", "code-page"} or font == AS_IT_STANDS or encoding not in ENCODINGS:
            raise
    if lost_letters(text):  # titles whose letters were lost are known by no name
        missing = Unreadable(code="lost-letters")
    if font == AS_IT_STANDS:
        return delimited_text.delimited_grid(text, has_header, missing)
    rule = conversion_rule(text.splitlines(), asked)
    return delimited_text.delimited_grid(text, lambda grid: has_header(converted_grid(grid, rule)), missing)
