"""Reads the words of a paper from a file, each with its place: a check compares them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.spreadsheets.delimited_text import decode
from procedures.spreadsheets.grid import FormulaCell, cell_excerpt, column_letters
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xlsx import read_xlsx
from procedures.spreadsheets.zip_guard import unpack
from procedures.wording.language import _

_LARGEST = 32 * 2**20  # bytes of a file that is looked at
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_INVISIBLE = re.compile("[\u200b\u00ad\ufeff]")  # what a long word may be broken by
_DIGITS = 12  # a workbook saved once more may differ beyond them


class PlacedWord(NamedTuple):
    """Holds one word or cell, and where it stands: page 2, cell B7, line 3 ..."""

    place: str
    text: str


def document_words(form: str, data: bytes) -> list[PlacedWord]:
    """Return every word of a paper in its order; `form` is the ending of its file: ".docx".

    Raises Unreadable: where the file is of another type, damaged, too large, or a bomb.
    """
    if len(data) > _LARGEST:
        raise Unreadable(code="too-large", limit=_LARGEST // 2**20)
    return list(_READERS[form](data))


def require_complete(paper: OfficialPaper, form: str, data: bytes) -> None:
    """Check that a paper printed by an office's own template holds its line and every procedure.

    Raises BrokenTemplate: naming the line or the code that is missing. Raises Unreadable: as above.
    """
    text = " ".join(word.text for word in document_words(form, data))
    codes = [fields["code"] for fields in paper.fields.get("procedures", ())]
    name = f"{paper.request.kind}{'.typ' if form == '.pdf' else form}"
    if " ".join(paper.line.split()) not in " ".join(text.split()):
        raise BrokenTemplate(name, "line", code="template-leaves-out")
    for code in codes:
        if code not in text:
            raise BrokenTemplate(name, f"procedures: {code}", code="template-leaves-out")


def _docx(data: bytes) -> Iterator[PlacedWord]:
    parts = unpack(data)
    if _BODY not in parts:
        raise Unreadable(code="wrong-type")
    try:
        root = ET.fromstring(parts[_BODY])  # noqa: S314 - the guard refuses every DTD
    except ET.ParseError as error:
        raise Unreadable(code="damaged") from error
    for number, paragraph in enumerate(root.iter(f"{_WORD}p"), 1):
        text = "".join(_run(node) for node in paragraph.iter())
        yield from _split(_("paragraph {n}").format(n=number), text)


def _run(node: ET.Element) -> str:
    if node.tag == f"{_WORD}t":
        return node.text or ""
    return " " if node.tag in {f"{_WORD}tab", f"{_WORD}br"} else ""


def _pdf(data: bytes) -> Iterator[PlacedWord]:
    from pypdf import PdfReader  # an extra
    from pypdf.errors import PyPdfError

    if not data.startswith(b"%PDF-"):
        raise Unreadable(code="wrong-type")
    try:
        pages = PdfReader(BytesIO(data)).pages
        for number, page in enumerate(pages, 1):
            yield from _split(_("page {n}").format(n=number), page.extract_text())
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable(code="damaged") from error


def _xlsx(data: bytes) -> Iterator[PlacedWord]:
    for grid in read_xlsx(data):
        for number, cells in grid.rows:
            for place, cell in enumerate(cells):
                text = _cell_value(cell.cached if isinstance(cell, FormulaCell) else cell)
                if text.strip():
                    yield PlacedWord(f"{grid.sheet}!{column_letters(place)}{number}", " ".join(text.split()))


def _cell_value(value: object) -> str:
    """Return a cell's value: whole numbers whole, others without the digits in which programs differ."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.{_DIGITS}g}"
    return value if isinstance(value, str) else cell_excerpt(value)


def _csv(data: bytes) -> Iterator[PlacedWord]:
    for number, line in enumerate(decode(data).splitlines(), 1):
        yield from _split(_("line {n}").format(n=number), line.replace(",", " "))


def _json(data: bytes) -> Iterator[PlacedWord]:
    try:
        yield from _leaves("", json.loads(data))
    except (ValueError, RecursionError) as error:
        raise Unreadable(code="damaged") from error


def _leaves(place: str, value: Any) -> Iterator[PlacedWord]:
    """Yield every value with its path: "tables[1].rows[2].before"."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _leaves(f"{place}.{name}" if place else name, item)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _leaves(f"{place}[{number}]", item)
    else:
        yield PlacedWord(place, " ".join(str(value).split()))


def _split(place: str, text: str) -> Iterator[PlacedWord]:
    for word in _INVISIBLE.sub("", text).split():
        yield PlacedWord(place, word)


_READERS = {".docx": _docx, ".pdf": _pdf, ".xlsx": _xlsx, ".csv": _csv, ".json": _json}
