"""Builds a paper from its data: fields in Vietnamese words, filled sentences, tables with exact figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from procedures.papers.cost_tables import cost_table, sheet_basis
from procedures.papers.letterhead import (
    addressed,
    attachment,
    bases_of,
    cited_line,
    letterhead,
    requests_of,
    signer_name,
)
from procedures.papers.official_style import day_in_words, full_unit_name, place_of, signing_office
from procedures.papers.paper import OfficialPaper, PaperTable, row_texts
from procedures.papers.recommendation_tables import recommendation_fields, recommendation_tables
from procedures.papers.savings_tables import action_table, procedure_fields, procedure_table, savings_totals
from procedures.papers.sentences import filled_group, paper_text, paragraphs_of, phrase
from procedures.papers.summary_tables import summary_fields, summary_table, verdict_sentences
from procedures.rules.appraisals import failed_criteria
from procedures.services.paper_data import PaperData
from procedures.wording.formats import date, dong
from procedures.wording.language import document_name, speaking, term
from procedures.wording.terminal_text import one_line


class _Content(NamedTuple):
    """Holds the fields and tables that one kind of paper adds to the fields of every paper."""

    fields: dict[str, Any]
    tables: tuple[PaperTable, ...]


def build_paper(data: PaperData) -> OfficialPaper:
    """Return the paper made of its data: Vietnamese, whatever language the command speaks.

    `fields` holds words for templates, `paragraphs` among them the filled sentences; `tables` figures.
    """
    with speaking("vi"):
        content = _BUILDERS[data.request.kind](data)
        paper = OfficialPaper(data.request, data.source, {}, content.tables)
        printed = {table.name: _printed(table) for table in content.tables}
        fields = {**_common(data), "line": paper.line, **content.fields, "tables": printed}
        return paper._replace(fields={**fields, "paragraphs": paragraphs_of(data.request.kind, fields)})


def _printed(table: PaperTable) -> dict[str, Any]:
    """Return a table as templates print it: heads and rows of words, the sums apart."""
    return {
        "title": table.title,
        "heads": {column.key: column.head for column in table.columns},
        "rows": [row_texts(table, row) for row in table.rows],
        "total": row_texts(table, table.total) if table.total is not None else None,
    }


def _common(data: PaperData) -> dict[str, Any]:
    """Return the fields of every paper; `as_of` is dd/mm/yyyy, `day` the same day as numbers."""
    # A decision is of the province's chairman, whichever unit's proposals it lists.
    unit = data.province if data.request.kind == "decision" else data.unit or data.province
    name = full_unit_name(unit) if unit else data.sheet.text["name"]
    place = place_of(one_line(data.province.name)) if data.province else ""
    day = data.source.day
    year, month, day_of_month = map(int, day.split("-"))
    return {
        "paper": paper_text(data.request.kind)["name"],
        "unit": name,
        "unit_upper": name.upper(),
        "place": place,
        "place_date": f"{place}, {day_in_words(day)}" if place else day_in_words(day),
        "programme": one_line(data.sheet.text["name"]),
        "sources": [cited_line(source) for source in data.sheet.text["sources"]],
        "stage": term("state", data.sheet.stage),
        "as_of": date(day),
        "day": {"year": year, "month": month, "day": day_of_month},
        "count": dong(len(data.listed)),
        "note": "; ".join(_notes(data)),
    }


def _notes(data: PaperData) -> Iterator[str]:
    """Yield what a reader must know besides the figures: warnings of the register, corrected documents."""
    if data.source.note:
        yield one_line(data.source.note)
    if data.source.own_definition:
        yield phrase("own_definition", digest=data.source.own_definition)
    if data.request.kind == "decision":
        yield from _failed_appraisals(data)
    for correction in data.corrections:
        new = json.loads(correction.new)
        changes = (
            f"{one_line(was)} → {one_line(new[name])}" for name, was in json.loads(correction.old).items()
        )
        yield phrase(
            "correction",
            code=correction.code,
            document=document_name(correction.slot),
            changes=", ".join(changes),
            day=date(correction.recorded),
            person=correction.person,
        )


def _failed_appraisals(data: PaperData) -> Iterator[str]:
    """Yield the criteria that the last opinion of an appraiser finds not met, for whoever signs (R13)."""
    for row in data.listed:
        for person, criteria in failed_criteria(row.cut.proposal.appraisal):
            names = ", ".join(term("criterion", name) for name in criteria)
            yield phrase("appraisal", code=row.procedure.code, person=person, criteria=names)


def _annex(data: PaperData) -> _Content:
    totals = savings_totals(data)
    fields = {"attached": attachment(data), "procedures": _procedures(data), "totals": totals}
    return _Content(fields, (action_table(data, totals), procedure_table(data, totals)))


def _submission(data: PaperData) -> _Content:
    paper = data.listed[0].paper("submission")
    totals = savings_totals(data)
    on_behalf, title = signing_office(one_line(data.unit.name)) if data.unit else ("", "")
    province = full_unit_name(data.province)
    fields = {
        **letterhead(data.unit, data.province, "TTr", paper),
        "to": phrase("addressee", province=province) if province else "",
        "bases": bases_of(data, "submission"),
        "on_behalf": on_behalf,
        "signer_title": title,
        "signer": signer_name(paper),
        "results": verdict_sentences(data),
        "totals": totals,
    }
    return _Content(fields, (procedure_table(data, totals),))


def _decision(data: PaperData) -> _Content:
    papers = [row.paper("decision") for row in data.listed] if data.request.number else []
    paper = next((one for one in papers if one and one.number == data.request.number), None)
    totals = savings_totals(data)
    units = [row.unit for row in data.listed]
    fields = {
        **letterhead(data.province, None, "QĐ-UBND", paper),
        "draft": paper is None,
        "bases": bases_of(data, "decision"),
        "requests": requests_of(data),
        "units": list(dict.fromkeys(full_unit_name(unit) for unit in units)),
        "heads": list(dict.fromkeys(addressed(unit) for unit in units)),
        "signer_title": "CHỦ TỊCH",
        "signer": signer_name(paper),
        "procedures": _procedures(data),
        "totals": totals,
    }
    return _Content(fields, (action_table(data, totals), procedure_table(data, totals)))


def _summary(data: PaperData) -> _Content:
    table = summary_table(data)
    return _Content(summary_fields(data, table), (table,))


def _costs(data: PaperData) -> _Content:
    table = cost_table(data.listed)
    lines = [(row["code"], _with_group(row_texts(table, row))) for row in table.rows]
    by_code = {code: [row for _, row in rows] for code, rows in groupby(lines, lambda line: line[0])}
    procedures = []
    for row, fields in zip(data.listed, _procedures(data), strict=True):
        mine = by_code.get(row.procedure.code, [])
        sheets = [
            _sheet(stage, list(rows), sheet_basis(row, stage))
            for stage, rows in groupby(mine, lambda line: line["stage"])
        ]
        saving = filled_group(paper_text("costs")["procedure"], fields)
        procedures.append({**fields, "sheets": sheets, "paragraphs": {**fields["paragraphs"], **saving}})
    return _Content({"procedures": procedures, "totals": savings_totals(data)}, (table,))


def _procedures(data: PaperData) -> list[dict[str, Any]]:
    return [procedure_fields(number, row) for number, row in enumerate(data.listed, 1)]


def _with_group(row: Mapping[str, str]) -> dict[str, str]:
    """Return a line of a sheet with the name of its group before the task."""
    return {**row, "task": f"{row['group']}: {row['task']}"} if row.get("group") else {**row}


def _sheet(stage: str, rows: list[dict[str, str]], basis: str) -> dict[str, Any]:
    """Return one sheet as templates print it; a note that several lines share stands once."""
    notes = list(dict.fromkeys(row["note"] for row in rows if row["note"]))
    sheet = {"stage": stage, "rows": rows, "basis": basis, "notes": notes}
    return {**sheet, "paragraphs": filled_group(paper_text("costs")["sheet"], sheet)}


def _recommendations(data: PaperData) -> _Content:
    tables = recommendation_tables(data)
    unit = full_unit_name(data.unit or data.province) or data.sheet.text["name"]
    return _Content({"bodies": recommendation_fields(data, tables, unit)}, tables)


_BUILDERS: Mapping[str, Callable[[PaperData], _Content]] = {
    "annex": _annex,
    "submission": _submission,
    "decision": _decision,
    "summary": _summary,
    "costs": _costs,
    "recommendations": _recommendations,
}
