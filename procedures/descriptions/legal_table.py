"""Reads the table of legal bases: number, title, date and body of each text, its kind and level."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import CAPITAL, on_one_line
from procedures.descriptions.legal_numbers import (
    body_of,
    date_of,
    day_of,
    kind_of,
    level_of_basis,
    rows_of_numbers,
)

_HEAD = "Tên văn bản pháp lýMã văn bản"
_RESIDUE = re.compile(rf"Cơ quan thực hiện(?=[{CAPITAL}]).*", re.DOTALL)


def legal_basis(number: Any, title: Any, date: Any = "", body: Any = "") -> dict[str, Any]:
    """Return a legal basis as the description holds it; date and body may stand in the title."""
    number, title, issuer = on_one_line(number), on_one_line(title), on_one_line(body)
    issuer = issuer or body_of(number, title)
    return {
        "number": number,
        "title": title,
        "date": day_of(on_one_line(date)) or date_of(number, title),
        "body": issuer,
        "kind": kind_of(number, title),
        "level": level_of_basis(number, title, issuer),
    }


def run_together_bases(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the texts of a table that was run together as text, and the words that were not understood."""
    before, head, table = _RESIDUE.sub("", text).partition(_HEAD)
    unread = [before] if on_one_line(before) else []
    if not head:
        return [], unread
    rows: dict[tuple[str, str], None] = {}
    place = 0
    for start, stop, end in rows_of_numbers(table):
        rows[table[start:stop], table[place:start]] = None  # some pages name a text twice
        place = end
    found = [legal_basis(number, title) for number, title in rows]
    rest = table[place:]
    if on_one_line(rest):
        unread.append(rest)
        if level_of_basis("", rest, ""):  # a text that is named without a number
            found.append(legal_basis("", rest))
    return found, unread
