"""Makes the list of recommendations: for each body above, what it is asked to amend, a line for each action."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from procedures.papers.official_style import full_name, provision, roman
from procedures.papers.paper import ExcelFormula, PaperCell, PaperColumn, PaperTable, row_texts, value_of
from procedures.papers.sentences import fill, filled_group, paper_text, phrase
from procedures.rules.tally import contribution
from procedures.services.issuing_bodies import MINISTRY, HigherBody, issuing_bodies
from procedures.services.paper_data import PaperData, Recommendation
from procedures.vietnamese import fold
from procedures.wording.formats import capital, dong
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line

KIND = "recommendations"
_COLUMNS = (
    PaperColumn("number", "STT", "count", 6),
    PaperColumn("code", "Mã số", "text", 12),
    PaperColumn("name", "Tên thủ tục hành chính, quy định", "text", 36),
    PaperColumn("provision", "Quy định kiến nghị sửa đổi", "text", 34),
    PaperColumn("content", "Nội dung kiến nghị", "text", 44),
    PaperColumn("reason", "Lý do", "text", 32),
    PaperColumn("unit", "Đơn vị kiến nghị", "text", 18),
    PaperColumn("saving", "Chi phí tiết kiệm (đồng/năm)", "money", 16),
)
_ALL = (
    _COLUMNS[0],
    PaperColumn("body", "Cơ quan được kiến nghị", "text", 24),
    PaperColumn("ministry", "Bộ, ngành phụ trách", "text", 20),
    *_COLUMNS[1:3],
    PaperColumn("document", "Văn bản kiến nghị sửa đổi", "text", 26),
    PaperColumn("article", "Điều", "text", 7),
    PaperColumn("clause", "Khoản", "text", 7),
    PaperColumn("point", "Điểm", "text", 7),
    PaperColumn("action", "Biện pháp", "text", 18),
    *_COLUMNS[4:],
)
_PROVISION = ("document", "article", "clause", "point")


def recommendation_tables(data: PaperData) -> tuple[PaperTable, ...]:
    """Return one list of all recommendations, then one for each body, the highest first.

    `saving`: whole đồng a year of the whole proposal, on the first line of a procedure in the list of a body.
    """
    lists = [(body, _in_order(data, body)) for body in _bodies(data)]
    per_body = [
        PaperTable(f"list{number}", body.short, _COLUMNS, rows, _total(rows))
        for number, (body, asked) in enumerate(lists, 1)
        for rows in [tuple(_rows(asked))]
    ]
    flat = [
        {**row, **_parts(one)}
        for (_body, asked), table in zip(lists, per_body, strict=True)
        for one, row in zip(asked, table.rows, strict=True)
    ]
    numbered = tuple({**row, "number": number} for number, row in enumerate(flat, 1))
    return (PaperTable(KIND, "Tổng hợp kiến nghị", _ALL, numbered), *per_body)


def recommendation_fields(data: PaperData, tables: Sequence[PaperTable], unit: str) -> list[dict[str, Any]]:
    """Return each body as templates print it: its sentences, its rows as words, the sum of what is known.

    `tables` are those of `recommendation_tables`; `unit` is the name of who recommends.
    """
    bodies = _bodies(data)
    fields = []
    for number, (body, table) in enumerate(zip(bodies, tables[1:], strict=True), 1):
        codes = {row["code"] for row in table.rows}
        savings = [row["saving"] for row in table.rows if "saving" in row]
        own = {
            "unit": unit,
            "as_of": "/".join(reversed(data.source.day.split("-"))),
            "body_name": _line("divided", body=body.name) if body.divided else body.name,
            "roman": roman(number) if len(bodies) > 1 else "",
            "count": dong(len(table.rows)),
            "procedures": dong(len(codes)),
            "changed": body.changed,
            "known": any(saving is not None for saving in savings),
            "unknown": dong(sum(saving is None for saving in savings)) if None in savings else "",
            "rows": [row_texts(table, row) for row in table.rows],
            "total": row_texts(table, table.total) if table.total is not None else None,
            "first": number == 1,
        }
        fields.append({**own, "paragraphs": filled_group(paper_text(KIND)["body"], own)})
    return fields


def _bodies(data: PaperData) -> list[HigherBody]:
    asked = {one.body.id for one in data.recommended}
    return [body for body in issuing_bodies() if body.id in asked]


def _in_order(data: PaperData, body: HigherBody) -> list[Recommendation]:
    """Return what a body is asked for: by text, then down to the point, then by code."""
    return sorted((one for one in data.recommended if one.body.id == body.id), key=_place)


def _place(one: Recommendation) -> tuple[Any, ...]:
    text = one.action["document"]
    parts = [_by_number(one.action[name]) for name in ("article", "clause", "point")]
    return fold(text), *parts, one.row.procedure.code


def _by_number(text: str) -> tuple[int, str]:
    """Return a sort key in which Article 9 stands before Article 10."""
    found = re.search(r"\d{1,6}", text)
    return int(found[0]) if found else 0, fold(text)


def _rows(asked: Sequence[Recommendation]) -> list[dict[str, PaperCell]]:
    rows: list[dict[str, PaperCell]] = []
    seen: set[str] = set()
    for number, one in enumerate(asked, 1):
        code = one.row.procedure.code
        row: dict[str, PaperCell] = {
            "number": number,
            "code": code,
            "name": one_line(one.row.procedure.name),
            "provision": _provision(one),
            "content": one_line(one.action["content"]),
            "reason": one_line(one.action["reason"]),
            "unit": full_name(one_line(one.row.unit.name)),
        }
        if code not in seen:
            member = one.row.cut.member
            known = member.base is not None and member.after is not None
            row["saving"] = contribution(member).saving if known else None
        seen.add(code)
        rows.append(row)
    return rows


def _provision(one: Recommendation) -> str:
    """Return the provision to amend; of a text of a higher body with the ministry in charge, where known."""
    ministry = "" if one.body.level == MINISTRY else one.ministry or _line("not_told")
    return _line("provision", provision=capital(one_line(provision(one.action))), ministry=ministry)


def _parts(one: Recommendation) -> dict[str, PaperCell]:
    """Return the cells that only the list of all has: who is asked, and the provision in its parts."""
    ministry = one.body.name if one.body.level == MINISTRY else one.ministry or _line("not_told")
    words = {"body": one.body.name, "ministry": ministry, "action": term("action", one.action["kind"])}
    return {**words, **{name: one_line(one.action[name]) for name in _PROVISION}}


def _total(rows: Sequence[Mapping[str, PaperCell]]) -> dict[str, PaperCell] | None:
    """Return the sum of the savings that are known; None where none is."""
    known = [value for row in rows if isinstance(value := value_of(row.get("saving")), int)]
    return {"name": phrase("total"), "saving": ExcelFormula(sum(known), "sum")} if known else None


def _line(name: str, **fields: str) -> str:
    return fill(paper_text(KIND)["lines"][name], fields)
