"""What a list of proposals saves: a line for each procedure and action, and the sums."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from procedures.papers.official_style import amount_in_words, full_name, provision
from procedures.papers.paper import Cell, Column, Formula, Ratio, Table, shown, value_of
from procedures.papers.sentences import SHARED, filled_group, paper_text, phrase
from procedures.rules.tally import contribution
from procedures.services.paper_data import PaperData, PaperRow
from procedures.wording.formats import capital, date, dong, percent
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line

_LETTERS = "abcdeghiklmnopqrstuvxy"  # as official lists are lettered: no f, j, w, z


_OVERVIEW = (
    Column("number", "TT", "count", 5),
    Column("code", "Mã số", "text", 12),
    Column("name", "Tên thủ tục hành chính, quy định", "text", 40),
    Column("unit", "Đơn vị", "text", 18),
    Column("how", "Phương án", "text", 11),
    Column("before", "Chi phí trước (đồng/năm)", "money", 16),
    Column("after", "Chi phí sau (đồng/năm)", "money", 16),
    Column("saving", "Tiết kiệm (đồng/năm)", "money", 16),
    Column("rate", "Tỷ lệ cắt giảm", "rate", 9),
)


_DETAILS = (
    *_OVERVIEW[:5],
    Column("action", "Biện pháp", "text", 16),
    Column("content", "Nội dung", "text", 34),
    Column("reason", "Lý do", "text", 30),
    Column("document", "Văn bản cần sửa đổi", "text", 24),
    Column("article", "Điều", "text", 7),
    Column("clause", "Khoản", "text", 7),
    Column("point", "Điểm", "text", 7),
    Column("authority", "Thẩm quyền", "text", 13),
    Column("due", "Lộ trình", "text", 11),
    *_OVERVIEW[5:],
)


def overview(matter: PaperData, sums: Mapping[str, Any]) -> Table:
    """A line for each procedure, with the sums."""
    rows = [_named(number, one) | _money(one) for number, one in enumerate(matter.listed, 1)]
    total = _summed(rows, sums)
    return Table("overview", "Tổng hợp lợi ích của phương án", _OVERVIEW, tuple(rows), total)


def details(matter: PaperData, sums: Mapping[str, Any]) -> Table:
    """A line for each action; the cost of a procedure stands on its first one, so that sums hold."""
    rows: list[dict[str, Cell]] = []
    for number, one in enumerate(matter.listed, 1):
        for place, action in enumerate(json.loads(one.cut.proposal.actions)):
            told = {name: one_line(action[name]) for name in _PROVISION}
            words = {
                "action": term("action", action["kind"]),
                "authority": term("level", action["authority"]),
                "due": date(one.cut.proposal.due),
            }
            money = {} if place else _money(one)
            rows.append({**_named(number, one), **told, **words, **money})
    return Table("details", "Phương án chi tiết", _DETAILS, tuple(rows), _summed(rows, sums))


_PROVISION = ("content", "reason", "document", "article", "clause", "point")


def _named(number: int, one: PaperRow) -> dict[str, Cell]:
    return {
        "number": number,
        "code": one.procedure.code,
        "name": one_line(one.procedure.name),
        "unit": one_line(one.unit.name),
        "how": _how(one),
    }


def _summed(rows: Sequence[Mapping[str, Cell]], sums: Mapping[str, Any]) -> dict[str, Cell]:
    total: dict[str, Cell] = {"name": phrase("total")}
    for key in ("before", "after", "saving"):
        known = [value for row in rows if isinstance(value := value_of(row.get(key)), int)]
        total[key] = Formula(sum(known), "sum")
    before, saving = value_of(total["before"]), value_of(total["saving"])
    if not sums["unknown"] and isinstance(before, int) and isinstance(saving, int) and before:
        total["rate"] = Formula(Ratio(saving, before), "{saving}/{before}")
    return total


def _money(one: PaperRow) -> dict[str, Cell]:
    """Before, after, saving and rate of one proposal; unknown stays unknown (C8)."""
    member = one.cut.member
    money: dict[str, Cell] = {"before": member.base, "after": member.after, "saving": None}
    if member.base is not None and member.after is not None:
        saving = contribution(member).saving
        money["saving"] = Formula(saving, "{before}-{after}")
        if member.base:
            money["rate"] = Formula(Ratio(saving, member.base), "{saving}/{before}")
    return money


def _how(one: PaperRow) -> str:
    return term("plan", one.cut.proposal.kind)


def procedure(number: int, one: PaperRow) -> dict[str, Any]:
    """One procedure as an annex tells it: content and reason, provisions, benefit."""
    actions = [
        {
            "letter": _letter(place),
            "kind": capital(term("action", action["kind"])),
            "content": one_line(action["content"]),
            "reason": one_line(action["reason"]),
            "provision": one_line(provision(action)),
            "authority": term("level", action["authority"]),
        }
        for place, action in enumerate(json.loads(one.cut.proposal.actions))
    ]
    money = _money(one)
    due = one.cut.proposal.due
    told = {
        "number": str(number),
        "name": one_line(one.procedure.name),
        "code": one.procedure.code,
        "field": one_line(one.procedure.field),
        "unit": full_name(one_line(one.unit.name)),
        "how": _how(one),
        "actions": actions,
        "roadmap": phrase("roadmap", day=date(due)) if due else "",
        "before": shown(money["before"]),
        "after": shown(money["after"]),
        "saving": shown(money["saving"]),
        "rate": shown(money["rate"]) if "rate" in money else "–",
        "before_known": money["before"] is not None,
        "after_known": money["after"] is not None,
        "known": money["saving"] is not None,
    }
    return told | {"paragraphs": filled_group(paper_text(SHARED)["procedure"], told)}


def totals(matter: PaperData) -> dict[str, Any]:
    """What is listed, summed: numbers by kind, costs, and how many have no cost yet."""
    members = [one.cut.member for one in matter.listed]
    measured = [one for one in members if one.base is not None and one.after is not None]
    saving = sum(contribution(one).saving for one in measured)
    before = sum(one.base or 0 for one in measured)
    abolished = sum(one.how == "abolish" for one in members)
    return {
        "count": dong(len(members)),
        "abolished": dong(abolished),
        "simplified": dong(len(members) - abolished),
        "before": dong(before),
        "after": dong(before - saving),
        "saving": dong(saving),
        "saving_in_words": phrase("amount", words=capital(amount_in_words(saving))) if saving >= 0 else "",
        "rate": percent(saving, before),
        "unknown": len(members) - len(measured),
    }


def _letter(place: int) -> str:
    return _LETTERS[place] if place < len(_LETTERS) else str(place + 1)
