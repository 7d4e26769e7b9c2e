"""Reads the table of legal bases: number, title, date and body of each text, its kind and level."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import one_line
from procedures.descriptions.legal_numbers import date_of, ends_of_numbers, kind_of
from procedures.rules.document_levels import level_of_document, level_of_number

HEAD = "Tên văn bản pháp lýMã văn bản"
_RESIDUE = re.compile(r"(?:Cơ quan thực hiện|Yêu cầu, điều kiện|Kết quả)(?=[A-ZĐ]).*", re.DOTALL)


def legal_basis(number: str, title: str, date: str | None = None, body: str = "") -> dict[str, str | None]:
    """Return a legal basis as the description holds it."""
    number, title, body = one_line(number), one_line(title), one_line(body)
    level = level_of_document(number, body) or level_of_number(title)
    return {
        "number": number,
        "title": title,
        "date": date or date_of(number, title),
        "body": body,
        "kind": kind_of(number, title),
        "level": level,
    }


def run_together_bases(text: str) -> tuple[list[dict[str, str | None]], list[str]]:
    """Return the texts of a table that was run together as text, and the words that were not understood."""
    before, head, table = text.partition(HEAD)
    if not head:
        return [], [before] if one_line(before) else []
    table = _RESIDUE.sub("", table)
    found, place = [], 0
    for start, end in ends_of_numbers(table):
        found.append(legal_basis(table[start:end], table[place:start]))
        place = end
    rest = table[place:]
    return found, [rest] if one_line(rest) else []
