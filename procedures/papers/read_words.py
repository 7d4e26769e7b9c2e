"""Reads a paper from a file, each word with its place and how it is shown: a check compares them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from procedures.papers.paper import BrokenTemplate, OfficialPaper
from procedures.papers.placed_words import PlacedWord, look_of
from procedures.papers.read_pdf import pdf_words
from procedures.papers.read_word_file import word_file_words
from procedures.papers.read_workbook import workbook_words
from procedures.spreadsheets.delimited_text import DELIMITERS, csv_rows, decode
from procedures.spreadsheets.grid import column_letters
from procedures.spreadsheets.problems import Unreadable
from procedures.wording.language import _

_LARGEST = 32 * 2**20  # bytes of a file that is looked at


def document_words(form: str, data: bytes) -> list[PlacedWord]:
    """Return everything a paper says; `form` is the ending of its file: ".docx".

    JSON, CSV and workbooks have one word for each place, Word and PDF files words in their order.

    Raises Unreadable: where the file is of another type, damaged, too large, or a bomb.
    """
    if len(data) > _LARGEST:
        raise Unreadable(code="too-large", limit=_LARGEST // 2**20)
    try:
        return list(_READERS[form](data))
    except RecursionError as error:
        raise Unreadable(code="damaged") from error


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


def _csv(data: bytes) -> Iterator[PlacedWord]:
    """Yield every cell that is not empty, by line and column."""
    text = decode(data)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    for number, fields in csv_rows(text, delimiter):
        for column, field in enumerate(fields):
            if field:
                place = _("line {n}, column {letters}").format(n=number, letters=column_letters(column))
                yield PlacedWord(place, field)


class _Number(str):
    """Holds a number of JSON in the digits of the file: 1.0 is another text than 1."""

    __slots__ = ()


class _Pairs(list[tuple[str, Any]]):
    """Holds an object of JSON with every key that the file has, doubled ones too."""


def _json(data: bytes) -> Iterator[PlacedWord]:
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(
            text, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except ValueError as error:
        raise Unreadable(code="damaged") from error
    yield from _values("", value)


def _values(place: str, value: Any) -> Iterator[PlacedWord]:
    """Yield every value with its path: "tables[1].rows[2].before"; a key that comes again says so."""
    if isinstance(value, _Pairs):
        seen: Counter[str] = Counter()
        for name, item in value:
            seen[name] += 1
            key = name if name.isidentifier() else json.dumps(name, ensure_ascii=False)
            again = "" if seen[name] == 1 else _(" (once more, {n})").format(n=seen[name])
            yield from _values(f"{place}.{key}{again}" if place else f"{key}{again}", item)
    elif isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _values(f"{place}[{number}]", item)
    if isinstance(value, list):
        if not value:
            yield PlacedWord(place, "", look_of({"type": type(value).__name__.strip("_").lower()}))
    elif isinstance(value, str) and not isinstance(value, _Number):
        yield PlacedWord(place, value, "" if value else look_of({"type": "text"}))
    else:
        shown = value if isinstance(value, str) else json.dumps(value)
        yield PlacedWord(place, shown, look_of({"type": "literal"}))


_READERS = {
    ".docx": word_file_words,
    ".pdf": pdf_words,
    ".xlsx": workbook_words,
    ".csv": _csv,
    ".json": _json,
}
