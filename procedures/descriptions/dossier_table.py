"""Reads the table of a dossier: papers with their forms, numbers and cases."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import one_line, stated
from procedures.descriptions.form_files import split_form

HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# The page states how many originals there are, none too, and copies only where there are some. Other than the
# figures inside a name ("gồm 01 bản chính") these stand behind it without a blank.
_COUNT = re.compile(r"(?<![\s(])([0-9]+) bản chính(?:,([0-9]+) bản sao)?(?!\s|\))")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})([0-9])")
_NOTHING = re.compile(r"[-\s]*")


def run_together_items(text: str) -> tuple[list[dict[str, str | None]], list[str]]:
    """Return the papers of a table that was run together as text, and the words that were not understood."""
    first, *tables = text.split(HEAD)
    items: list[dict[str, str | None]] = []
    unread = []
    if not tables:
        return items, [first] if not _NOTHING.fullmatch(first) else []
    case = first
    for table in tables:
        place = 0
        for count in _COUNT.finditer(table):
            item, fault = _item(table[place : count.start()], count, case)
            items += [item] if item else []
            unread += [fault] if fault else []
            place = count.end()
        case = table[place:]
    if not _NOTHING.fullmatch(case):
        unread.append(case)
    return items, unread


def _item(before: str, count: re.Match[str], case: str) -> tuple[dict[str, str | None] | None, str]:
    originals, copies = count[1], count[2] or "0"
    fault = ""
    if len(originals) > 1:
        year = _YEAR.fullmatch(originals)
        if year:
            before, originals = before + year[1], year[2]
        else:  # the name may end in a figure: 21 originals, or "…2" and one
            fault = before + count[0]
    name, form = split_form(before)
    name = stated(name)
    if not name:
        return None, before + count[0]
    return {
        "name": name,
        "originals": None if fault else str(int(originals)),
        "copies": None if fault else str(int(copies)),
        "form": form,
        "case": one_line(case),
    }, fault
