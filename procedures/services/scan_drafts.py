"""Drafts proposals from the findings of a scan: the rows of the workbook that `import plan` takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from procedures.intake.form_definitions import forms
from procedures.scans.finding import CutFinding
from procedures.scans.scan_rules import scan_rules
from procedures.services.asked_papers import database_name, is_asked
from procedures.services.scans import ScanResult
from procedures.vietnamese import fold

_WORDS = 300  # letters of an item's words in a proposal's content
_PLACE = re.compile(r"\b(diem|khoan|dieu)\s+([0-9]+[a-z]?|[a-z])\b")
_PARTS = {"dieu": "article", "khoan": "clause", "diem": "point"}


class DraftRow(NamedTuple):
    """A row of the form `proposals`: key of a column -> text of the cell."""

    code: str
    cells: dict[str, str]


def draft_rows(result: ScanResult, submission: str = "", dated: str = "") -> list[DraftRow]:
    """Return a row for each action that the findings of a scan suggest, those of one procedure together.

    A paper that several items of a dossier ask for is one action. `submission` and `dated` (ISO date, "" not
    yet known) are number and date of the submission that proposes them.
    """
    paper = {
        "submission": submission,
        "submission_date": "/".join(reversed(dated.split("-"))) if dated else "",
    }
    rows: list[DraftRow] = []
    for code in dict.fromkeys(one.code for one in result.findings):
        mine = [one for one in result.findings if one.code == code]
        for number, cells in enumerate(_actions(mine)):
            first = {"plan": "Đơn giản hóa", **paper} if number == 0 else {}
            rows.append(DraftRow(code, {"code": code, **first, **cells}))
    return rows


def _actions(findings: Iterable[CutFinding]) -> Iterator[dict[str, str]]:
    seen: set[object] = set()
    for one in findings:
        # Two papers of one item that one database replaces are one action.
        asked = is_asked(one) and one.paper not in seen
        if not asked or (one.words, one.database) in seen:
            continue
        seen |= {one.paper, (one.words, one.database)}
        words = one.words if len(one.words) <= _WORDS else one.words[: _WORDS - 1].rstrip() + "…"
        rules, database = scan_rules("papers"), database_name(one.database)
        law = f"khoản {one.law.clause} Điều {one.law.article} Nghị quyết số {one.law.document}"
        cells = {
            "action": "Thay giấy tờ bằng dữ liệu",
            "content": f"Thay thế “{words}” bằng thông tin trong {database} ({law})",
            "reason": f"Thông tin đã có trong {database}; {law} cho phép khai thác thay thế giấy tờ này",
            "document": one.amend.document,
            "due": rules["until"].strftime("%d/%m/%Y"),
        }
        if one.amend.level is not None:
            cells["authority"] = _authority_words()[one.amend.level]
        yield cells | _place(one.amend.place)


def _place(place: str) -> dict[str, str]:
    """Return article, clause and point of a place such as "điểm b khoản 1 Điều 10"; of several, none."""
    found = _PLACE.findall(fold(place))
    if len({name for name, _number in found}) != len(found):
        return {}
    return {_PARTS[name]: number for name, number in found}


@cache
def _authority_words() -> dict[str, str]:
    """Return level -> the word that the form offers for it."""
    form = next(one for one in forms() if one.name == "proposals")
    column = next(one for one in form.columns if one.key == "authority")
    return {name: word for word, name in column.choices}
