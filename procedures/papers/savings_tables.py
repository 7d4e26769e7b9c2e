"""Makes the tables and sums of what proposals save: a line for each procedure, or for each action."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from procedures.papers.official_style import amount_in_words, full_unit_name, provision
from procedures.papers.paper import (
    ExcelFormula,
    PaperCell,
    PaperColumn,
    PaperTable,
    Ratio,
    cell_text,
    value_of,
)
from procedures.papers.sentences import SHARED, filled_group, paper_text, phrase
from procedures.rules.tally import contribution
from procedures.rules.threshold import WHOLE
from procedures.services.paper_data import PaperData, PaperRow
from procedures.wording.formats import capital, date, dong, percent
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line

_LETTERS = "abcdeghiklmnopqrstuvxy"  # as official lists are lettered: no f, j, w, z


_PROCEDURE_COLUMNS = (
    PaperColumn("number", "TT", "count", 5),
    PaperColumn("code", "Mã số", "text", 12),
    PaperColumn("name", "Tên thủ tục hành chính, quy định", "text", 40),
    PaperColumn("unit", "Đơn vị", "text", 18),
    PaperColumn("how", "Phương án", "text", 11),
    PaperColumn("before", "Chi phí trước (đồng/năm)", "money", 16),
    PaperColumn("after", "Chi phí sau (đồng/năm)", "money", 16),
    PaperColumn("saving", "Tiết kiệm (đồng/năm)", "money", 16),
    PaperColumn("rate", "Tỷ lệ cắt giảm", "rate", 9),
)


_ACTION_COLUMNS = (
    *_PROCEDURE_COLUMNS[:5],
    PaperColumn("action", "Biện pháp", "text", 16),
    PaperColumn("content", "Nội dung", "text", 34),
    PaperColumn("reason", "Lý do", "text", 30),
    PaperColumn("document", "Văn bản cần sửa đổi", "text", 24),
    PaperColumn("article", "Điều", "text", 7),
    PaperColumn("clause", "Khoản", "text", 7),
    PaperColumn("point", "Điểm", "text", 7),
    PaperColumn("authority", "Thẩm quyền", "text", 13),
    PaperColumn("due", "Lộ trình", "text", 11),
    *_PROCEDURE_COLUMNS[5:],
)


# What an action that replaces a paper by data says, after Resolution 66.7/2025/NQ-CP Art. 4.
_REPLACEMENT_COLUMNS = (
    PaperColumn("item", "Giấy tờ được thay thế", "text", 34),
    PaperColumn("database", "Được thay thế bằng thông tin trong", "text", 26),
    PaperColumn("basis", "Căn cứ", "text", 24),
)
_REPLACEMENT = re.compile(
    r"Thay thế “(?P<item>.+)” bằng thông tin trong (?P<database>.+?) "
    r"\((?P<basis>[^()]*Nghị quyết số [^()]+)\)\.?"
)


_PROVISION = ("content", "reason", "document", "article", "clause", "point")


def procedure_table(data: PaperData, sums: Mapping[str, Any]) -> PaperTable:
    """Return a line for each procedure with its costs in whole đồng a year, and the sums."""
    rows = [{**_named(number, row), **_money(row)} for number, row in enumerate(data.listed, 1)]
    total = _summed(rows, sums)
    return PaperTable("overview", "Tổng hợp lợi ích của phương án", _PROCEDURE_COLUMNS, tuple(rows), total)


def action_table(data: PaperData, sums: Mapping[str, Any]) -> PaperTable:
    """Return a line for each action; the costs of a procedure stand on its first one, so that sums hold."""
    rows: list[dict[str, PaperCell]] = []
    for number, row in enumerate(data.listed, 1):
        for place, action in enumerate(json.loads(row.cut.proposal.actions)):
            texts = {name: one_line(action[name]) for name in _PROVISION}
            words = {
                "action": term("action", action["kind"]),
                "authority": term("level", action["authority"]),
                "due": date(row.cut.proposal.due),
            }
            money = {} if place else _money(row)
            rows.append({**_named(number, row), **texts, **words, **_replaced(action), **money})
    place = 1 + next(n for n, column in enumerate(_ACTION_COLUMNS) if column.key == "content")
    more = _REPLACEMENT_COLUMNS if any("item" in row for row in rows) else ()
    columns = (*_ACTION_COLUMNS[:place], *more, *_ACTION_COLUMNS[place:])
    return PaperTable("details", "Phương án chi tiết", columns, tuple(rows), _summed(rows, sums))


def _replaced(action: Mapping[str, str]) -> dict[str, PaperCell]:
    """Return paper, database and legal basis of an action that replaces a paper by data, as its words say."""
    found = (
        _REPLACEMENT.fullmatch(one_line(action["content"])) if action["kind"] == "replace-by-data" else None
    )
    return {key: text.lstrip("-+* ") for key, text in found.groupdict().items()} if found else {}


def procedure_fields(number: int, row: PaperRow) -> dict[str, Any]:
    """Return one procedure as templates print it: actions, provisions, costs, and the sentences about it.

    Costs are words, with "chưa tính được" for an unknown one; `roadmap` is "" without a date.
    """
    money = _money(row)
    due = row.cut.proposal.due
    fields = {
        "number": str(number),
        "name": one_line(row.procedure.name),
        "code": row.procedure.code,
        "field": one_line(row.procedure.field),
        "unit": full_unit_name(row.unit),
        "how": term("plan", row.cut.proposal.kind),
        "actions": _action_fields(row),
        "roadmap": phrase("roadmap", day=date(due)) if due else "",
        "before": cell_text(money["before"]),
        "after": cell_text(money["after"]),
        "saving": cell_text(money["saving"]),
        "rate": cell_text(money["rate"]) if "rate" in money else "–",
        "before_known": money["before"] is not None,
        "after_known": money["after"] is not None,
        "known": money["saving"] is not None,
    }
    return {**fields, "paragraphs": filled_group(paper_text(SHARED)["procedure"], fields)}


def savings_totals(data: PaperData) -> dict[str, Any]:
    """Return the sums of what is listed: numbers by kind, đồng a year, and how many have no cost yet.

    All are words but `unknown`, a number, and `measured` and `unmeasured`: some cost is known, or none; only procedures whose costs are both known are summed.
    """
    members = [row.cut.member for row in data.listed]
    measured = [member for member in members if member.base is not None and member.after is not None]
    saving = sum(contribution(member).saving for member in measured)
    before = sum(member.base or 0 for member in measured)
    abolished = sum(member.how == "abolish" for member in members)
    in_words = phrase("amount", words=capital(amount_in_words(saving))) if saving >= 0 else ""
    return {
        "count": dong(len(members)),
        "abolished": dong(abolished),
        "simplified": dong(len(members) - abolished),
        "before": dong(before),
        "after": dong(before - saving),
        "saving": dong(saving),
        "saving_in_words": in_words,
        "saving_told": phrase("saving", amount=dong(saving), words=in_words),
        "measured": bool(measured),
        "unmeasured": not measured,
        "rate": percent(saving, before, WHOLE),
        "unknown": len(members) - len(measured),
    }


def _named(number: int, row: PaperRow) -> dict[str, PaperCell]:
    return {
        "number": number,
        "code": row.procedure.code,
        "name": one_line(row.procedure.name),
        "unit": one_line(row.unit.name),
        "how": term("plan", row.cut.proposal.kind),
    }


def _summed(rows: Sequence[Mapping[str, PaperCell]], sums: Mapping[str, Any]) -> dict[str, PaperCell]:
    """Return the last row of a table; it has a rate only where no cost is unknown."""
    total: dict[str, PaperCell] = {"name": phrase("total")}
    for key in ("before", "after", "saving"):
        known = [value for row in rows if isinstance(value := value_of(row.get(key)), int)]
        total[key] = ExcelFormula(sum(known), "sum")
    before, saving = value_of(total["before"]), value_of(total["saving"])
    if not sums["unknown"] and isinstance(before, int) and isinstance(saving, int) and before:
        total["rate"] = ExcelFormula(Ratio(saving, before, WHOLE), "{saving}/{before}")
    return total


def _money(row: PaperRow) -> dict[str, PaperCell]:
    """Return before, after and saving in đồng a year, and the rate; unknown stays unknown (C8)."""
    member = row.cut.member
    money: dict[str, PaperCell] = {"before": member.base, "after": member.after, "saving": None}
    if member.base is not None and member.after is not None:
        saving = contribution(member).saving
        money["saving"] = ExcelFormula(saving, "{before}-{after}")
        if member.base:
            money["rate"] = ExcelFormula(Ratio(saving, member.base, WHOLE), "{saving}/{before}")
    return money


def _action_fields(row: PaperRow) -> list[dict[str, str]]:
    """Return the actions of a proposal as an annex lists them, lettered a, b, c ..."""
    return [
        {
            "letter": _letter(place),
            "kind": capital(term("action", action["kind"])),
            "content": one_line(action["content"]),
            "reason": one_line(action["reason"]),
            "provision": one_line(provision(action)),
            "authority": term("level", action["authority"]),
        }
        for place, action in enumerate(json.loads(row.cut.proposal.actions))
    ]


def _letter(place: int) -> str:
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)
