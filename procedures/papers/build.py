"""From the matter to the paper: every sentence part in Vietnamese, every figure from its table."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from procedures.papers import cost_tables
from procedures.papers.official_style import (
    COMMITTEE,
    STAGES,
    cited,
    day_in_words,
    full_name,
    head_of,
    place_of,
)
from procedures.papers.paper import Paper, Table, shown_row
from procedures.papers.savings_tables import details, overview, procedure, totals
from procedures.papers.summary_tables import results, summary
from procedures.paths import DATA
from procedures.services.paper_data import PaperData
from procedures.storage.rows import Document, Unit
from procedures.wording.formats import date, dong
from procedures.wording.language import speaking
from procedures.wording.terminal_text import one_line

_TITLES = {
    "annex": "Phụ lục",
    "submission": "Tờ trình",
    "decision": "Quyết định",
    "summary": "Biểu tổng hợp",
    "costs": "Bảng tính chi phí tuân thủ",
}


def build(matter: PaperData) -> Paper:
    """The paper of a matter. Papers are Vietnamese, whatever language the command speaks."""
    with speaking("vi"):
        fields, tables = _BUILDERS[matter.request.kind](matter)
        paper = Paper(matter.request, matter.source, {}, tables)
        printed = {table.name: _printed(table) for table in tables}
        common = _common(matter) | {"line": paper.line}
        return paper._replace(fields={**common, **fields, "tables": printed})


def _printed(table: Table) -> dict[str, Any]:
    """A table as templates print it: heads and rows of words, the sums last."""
    total = shown_row(table, table.total) if table.total is not None else None
    return {
        "title": table.title,
        "heads": {one.key: one.head for one in table.columns},
        "rows": [shown_row(table, row) for row in table.rows],
        "total": total,
    }


def _common(matter: PaperData) -> dict[str, Any]:
    unit = matter.unit or matter.province
    top = matter.province
    name = full_name(one_line(unit.name)) if unit else matter.sheet.text["name"]
    place = place_of(one_line(top.name)) if top else ""
    day = matter.source.day
    return {
        "paper": _TITLES[matter.request.kind],
        "unit": name,
        "unit_upper": name.upper(),
        "place": place,
        "place_date": f"{place}, {day_in_words(day)}" if place else day_in_words(day),
        "programme": one_line(matter.sheet.text["name"]),
        "sources": [_cited(one) for one in matter.sheet.text["sources"]],
        "stage": STAGES[matter.sheet.stage],
        "as_of": date(day),
        "day": {part: int(text) for part, text in zip(("year", "month", "day"), day.split("-"), strict=True)},
        "count": dong(len(matter.listed)),
        "note": one_line(matter.source.note),
    }


def _annex(matter: PaperData) -> tuple[dict[str, Any], tuple[Table, ...]]:
    sums = totals(matter)
    attached = _attached(matter)
    return (
        {
            "attached": attached,
            "procedures": [procedure(number, one) for number, one in enumerate(matter.listed, 1)],
            "totals": sums,
        },
        (details(matter, sums), overview(matter, sums)),
    )


def _submission(matter: PaperData) -> tuple[dict[str, Any], tuple[Table, ...]]:
    paper = matter.listed[0].paper("submission")
    sums = totals(matter)
    fields = _letterhead(matter.unit, matter.province, "TTr")
    fields |= _numbered(paper, fields["number"], fields["place"])
    on_behalf, title = head_of(one_line(matter.unit.name)) if matter.unit else ("", "")
    top = full_name(one_line(matter.province.name)) if matter.province else ""
    return (
        fields
        | {
            "to": f"Chủ tịch {top}" if top else "",
            "bases": _bases(matter, "submission"),
            "on_behalf": on_behalf,
            "signer_title": title,
            "signer": _name_of(paper.signer) if paper else "",
            "results": results(matter),
            "totals": sums,
        },
        (overview(matter, sums),),
    )


def _decision(matter: PaperData) -> tuple[dict[str, Any], tuple[Table, ...]]:
    papers = [one.paper("decision") for one in matter.listed] if matter.request.number else []
    paper = next((one for one in papers if one and one.number == matter.request.number), None)
    sums = totals(matter)
    fields = _letterhead(matter.province, None, "QĐ-UBND")
    fields |= _numbered(paper, fields["number"], fields["place"])
    units = [one.unit for one in matter.listed]
    named = dict.fromkeys(full_name(one_line(unit.name)) for unit in units)
    return (
        fields
        | {
            "draft": paper is None,
            "bases": _bases(matter, "decision"),
            "requests": _requests(matter),
            "units": list(named),
            "heads": list(dict.fromkeys(_addressed(unit) for unit in units)),
            "signer_title": "CHỦ TỊCH",
            "signer": _name_of(paper.signer) if paper else "",
            "procedures": [procedure(number, one) for number, one in enumerate(matter.listed, 1)],
            "totals": sums,
        },
        (details(matter, sums), overview(matter, sums)),
    )


def _costs(matter: PaperData) -> tuple[dict[str, Any], tuple[Table, ...]]:
    table = cost_tables.table(matter.listed)
    rows = [(row["code"], _labelled(shown_row(table, row))) for row in table.rows]
    by_code = {code: [row for _, row in group] for code, group in groupby(rows, lambda pair: pair[0])}
    procedures = []
    for number, one in enumerate(matter.listed, 1):
        told = procedure(number, one)
        mine = by_code.get(one.procedure.code, [])
        sheets = [
            _sheet(stage, list(group), cost_tables.basis(one, stage))
            for stage, group in groupby(mine, lambda row: row["stage"])
        ]
        procedures.append(told | {"sheets": sheets})
    fields = {"procedures": procedures, "totals": totals(matter)}
    return fields, (table,)


def _labelled(row: dict[str, str]) -> dict[str, str]:
    """A line of a sheet as papers print it: whose it is stands before what it is."""
    return {**row, "task": f"{row['group']}: {row['task']}"} if row.get("group") else row


def _sheet(stage: str, rows: list[dict[str, str]], basis: str) -> dict[str, Any]:
    notes = list(dict.fromkeys(row["note"] for row in rows if row["note"]))
    return {"stage": stage, "rows": rows, "basis": basis, "notes": notes}


_BUILDERS: dict[str, Callable[[PaperData], tuple[dict[str, Any], tuple[Table, ...]]]] = {
    "annex": _annex,
    "submission": _submission,
    "decision": _decision,
    "summary": summary,
    "costs": _costs,
}


def _attached(matter: PaperData) -> str:
    """The paper that an annex goes with, where all that is listed came by the same one."""
    slots = (("decision", "Quyết định"), ("submission", "Tờ trình"))
    for slot, name in slots:
        papers = [one.paper(slot) for one in matter.listed]
        wanted = {(paper.number, paper.date, paper.body) for paper in papers if paper}
        if len(wanted) != 1 or None in papers:
            continue
        number, dated, body = next(iter(wanted))
        if matter.request.number in {"", number}:
            by = f" của {full_name(one_line(body))}" if body else ""
            return f"Kèm theo {name} số {one_line(number)} {day_in_words(dated)}{by}"
    return ""


def _letterhead(unit: Unit | None, above: Unit | None, sign: str) -> dict[str, Any]:
    """Issuing body and the one above it; a People's Committee stands alone (Decree 30, annex I)."""
    name = full_name(one_line(unit.name)) if unit else ""
    over = full_name(one_line(above.name)) if above and above != unit else ""
    place = place_of(over or name)
    return {
        "above": [] if name.startswith(COMMITTEE) else _lines(over),
        "body": _lines(name),
        "number": f"         /{sign}",
        "place": place,
    }


def _lines(name: str) -> list[str]:
    """A name in capitals; a People's Committee on two lines, as letterheads have it."""
    rest = name.removeprefix(COMMITTEE).strip()
    parts = [COMMITTEE, rest] if name.startswith(COMMITTEE) else [name]
    return [part.upper() for part in parts if part]


def _numbered(paper: Document | None, blank: str, place: str) -> dict[str, Any]:
    number = one_line(paper.number) if paper else blank
    dated = day_in_words(paper.date if paper else "")
    return {"number": number, "dated": dated, "place_date": f"{place}, {dated}" if place else dated}


def _requests(matter: PaperData) -> list[str]:
    """Whose submissions a decision answers: "Tờ trình số ... ngày ... của ..."."""
    found = {}
    for one in matter.listed:
        paper = one.paper("submission")
        if paper is not None:
            by = full_name(one_line(paper.body)) or full_name(one_line(one.unit.name))
            found[paper.number, by] = (
                f"{by} tại Tờ trình số {one_line(paper.number)} {day_in_words(paper.date)}"
            )
    return list(found.values())


def _bases(matter: PaperData, paper: str) -> list[str]:
    """The legal bases in force on the day of the paper, then the programme's own sources."""
    day = dt.date.fromisoformat(matter.source.day)
    found = [
        one["text"]
        for one in legal_bases()
        if paper in one["papers"] and one["from"] <= day <= one.get("until", dt.date.max)
    ]
    known = " ".join(one["source"] for one in legal_bases())
    own = [
        one
        for one in matter.sheet.text["sources"]
        if one["document"].removeprefix("Nghị định ").removeprefix("Thông tư ") not in known
    ]
    return found + [_cited(one) for one in own]


@cache
def legal_bases() -> Sequence[Mapping[str, Any]]:
    """The legal bases that papers name, with the dates they are in force."""
    with (DATA / "legal-bases.toml").open("rb") as file:
        return tuple(tomllib.load(file)["basis"])


def _cited(source: Mapping[str, str]) -> str:
    return one_line(cited(source["document"], source["date"], source["title"]))


def _addressed(unit: Unit) -> str:
    """The head of a unit as a decision addresses them: "Giám đốc Sở Tư pháp"."""
    name = full_name(one_line(unit.name))
    _behalf, title = head_of(name)
    return f"{title.capitalize()} {name}"


def _name_of(signer: str) -> str:
    """A signer's name; a bare office ("Chủ tịch") is no name and stays open for a pen."""
    offices = ("Chủ tịch", "Phó Chủ tịch", "Giám đốc", "Phó Giám đốc", "Chánh", "Trưởng", "Bộ trưởng")
    return "" if signer.startswith(offices) else one_line(signer)
