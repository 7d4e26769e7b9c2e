"""Reads the table of a dossier: papers with their forms, numbers and cases."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import CAPITAL, SMALL, clean, on_one_line, stated
from procedures.descriptions.form_files import split_form

_HEAD = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"
# The page states how many originals there are, none too, and copies only where there are some. Unlike figures
# inside a name ("gồm 01 bản chính và …") these stand behind it without a blank, and no small letter follows.
# A name may end in a year, or in a blank: then the next paper follows without one.
_COUNT = re.compile(
    r"(?:(?<![\s(0-9])|(?<=[\s/](?:19|20)[0-9]{2})"
    rf"|(?<=\s)(?=[0-9]{{1,2}} bản chính(?:,[0-9]{{1,4}} bản sao)?[{CAPITAL}*+-]))"
    rf"([0-9]{{1,8}}) bản chính(?:,([0-9]{{1,4}}) bản sao)?(?!\s*[),;.]|\s+[{SMALL}])"
)
_COUNTS = re.compile(r"Bản chính: ?([0-9]{1,4})\s*-?\s*Bản sao: ?([0-9]{1,4})", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)[0-9]{2})([0-9])")
_NO_CASE = re.compile(r"[-\s]*")


def dossier_item(name: Any, counts: Any, form: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a row of a table with columns as a list of one paper, and the words that were not understood.

    The list is empty where the paper has no name.
    """
    named, words = stated(name), clean(counts)
    found = _COUNTS.fullmatch(words)
    if not named:
        return [], [words] if words and clean(form) else []
    item = {
        "name": named,
        "originals": str(int(found[1])) if found else None,
        "copies": str(int(found[2])) if found else None,
        "form": stated(form),
        "case": "",
    }
    return [item], [words] if words and not found else []


def run_together_items(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the papers of a table that was run together as text, and the words that were not understood."""
    case, *tables = text.split(_HEAD)
    items: list[dict[str, Any]] = []
    unread: list[str] = []
    for table in tables:
        place = 0
        for count in _COUNT.finditer(table):
            found, odd = _item(table[place : count.start()], count, case)
            items += found
            unread += odd
            place = count.end()
        case = table[place:]
    if not _NO_CASE.fullmatch(case):  # a heading without a table, or a paper without a number
        unread.append(case)
    return items, unread


def _item(before: str, count: re.Match[str], case: str) -> tuple[list[dict[str, Any]], list[str]]:
    originals, copies, unread = count[1], count[2] or "0", []
    if len(originals) > 1:
        year = _YEAR.fullmatch(originals)
        before += year[1] if year else originals
        originals = year[2] if year else ""
        if not year:  # the name may end in a figure: 21 originals, or "…2" and one
            unread = [before + count[0].removeprefix(count[1])]
    name, form, sure = split_form(before)
    if not stated(name):
        return [], [before + count[0]]
    if not sure:
        unread.append(before)
    item = {
        "name": stated(name),
        "originals": originals or None,
        "copies": copies if originals else None,
        "form": form,
        "case": "" if _NO_CASE.fullmatch(case) else on_one_line(case),
    }
    return [item], unread
