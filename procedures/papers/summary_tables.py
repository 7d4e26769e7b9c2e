"""The summary: each unit against both targets, as a table, as a chart, and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from procedures.papers.paper import Cell, Column, Formula, Ratio, Table, shown, value_of
from procedures.papers.sentences import phrase
from procedures.rules.programme import scale, target
from procedures.rules.verdict import Cost, Result
from procedures.services.paper_data import PaperData
from procedures.services.verdict.sheet import VerdictSheet
from procedures.wording.formats import date, days, dong, percent
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line
from procedures.wording.verdict_words import least_percent, outcome, ratio


def summary(matter: PaperData) -> tuple[dict[str, Any], tuple[Table, ...]]:
    """The fields and the one table of the summary."""
    sheet = matter.sheet
    results_ = [one for one in sheet.results if one.total.base]
    if not matter.request.unit:  # the province's own line would say the line of the whole again
        results_ = [one for one in results_ if one.total[2:] != sheet.whole.total[2:]]
    rows: list[Mapping[str, Cell]] = [
        {"number": number, "unit": one_line(sheet.units[one.unit].name), **_row(sheet, one)}
        for number, one in enumerate(results_, 1)
    ]
    if not matter.request.unit:
        rows.append({"unit": phrase("whole"), **_row(sheet, sheet.whole)})
    charted = tuple(
        (key, int(aim["percent"]))
        for key, measure in (("rate", "number"), ("saved", "cost"))
        if (aim := target(sheet.text, measure)) is not None
    )
    filled = {key for row in rows for key in row} | _ALWAYS
    kept = tuple(column for column in SUMMARY_COLUMNS if column.key in filled or not rows)
    table = Table("summary", "Kết quả theo đơn vị", kept, tuple(rows), chart=("unit", charted))
    targets = [
        phrase(
            "target",
            measure=term("measure", one["measure"]),
            percent=one["percent"],
            deadline=date(one["deadline"]),
        )
        for one in sheet.text["targets"]
    ]
    fields = {
        "targets": targets,
        "verdict": outcome(matter.result.at(sheet.stage)),
        "results": results(matter),
        "bars": [_bar(row, charted) for row in rows],
        "measures": [{"name": phrase(_CHARTED[key]), "percent": least} for key, least in charted],
    }
    return fields, (table,)


_ALWAYS = {"number", "unit", "base", "result"}  # columns that stand without a figure, too
_CHARTED = {"rate": "measure_number", "saved": "measure_cost"}


def _row(sheet: VerdictSheet, result: Result) -> dict[str, Cell]:
    """The figures of one unit; a rate that unknowns leave open is given by its bounds (V3)."""
    verdict = result.at(sheet.stage)
    row: dict[str, Cell] = {"base": result.total.base}
    if (number := verdict.number) is not None:
        row |= {"cut": number.cut, "needed": number.needed, "rate": "–"}
        if number.value in _DECIDED:
            rate = Ratio(number.cut, number.base, least_percent(sheet, "number"))
            # A target may be over some kinds only: then the base beside it is not its base.
            row["rate"] = Formula(rate, "{cut}/{base}" if number.base == result.total.base else "")
    if (money := verdict.cost) is not None:
        least = least_percent(sheet, "cost")
        row |= {"known": money.known, "saving": money.saving, "saved": ratio(money, least)}
        if money.value in _DECIDED and money.known:
            row["saved"] = Formula(Ratio(money.saving, money.known, least), "{saving}/{known}")
    if (time := verdict.time) is not None:
        row |= {
            "days": days(time.saving, scale(sheet.text)),
            "timed": ratio(time, least_percent(sheet, "time")),
        }
    if (review := verdict.reviewed) is not None:
        row["reviewed"] = f"{dong(review.cut)}/{dong(review.base)}"
    return row | {"result": outcome(verdict)}


_DECIDED = frozenset({"met", "not-met"})


SUMMARY_COLUMNS = (
    Column("number", "TT", "count", 5),
    Column("unit", "Đơn vị", "text", 42),
    Column("base", "Tổng số TTHC, quy định", "count", 12),
    Column("cut", "Số cắt giảm, đơn giản hóa", "count", 12),
    Column("needed", "Tối thiểu phải đạt", "count", 12),
    Column("rate", "Tỷ lệ số lượng", "rate", 12),
    Column("known", "Chi phí tuân thủ (đồng/năm)", "money", 20),
    Column("saving", "Mức cắt giảm (đồng/năm)", "money", 20),
    Column("saved", "Tỷ lệ chi phí", "rate", 16),
    Column("days", "Số ngày làm việc giảm", "text", 14),
    Column("timed", "Tỷ lệ thời gian", "text", 16),
    Column("reviewed", "Đã rà soát", "text", 12),
    Column("result", "Kết quả", "text", 44),
)


def results(matter: PaperData) -> list[str]:
    """The unit's own verdict in sentences (V1 to V4), one for each target."""
    sheet, verdict = matter.sheet, matter.result.at(matter.sheet.stage)
    told = []
    if (number := verdict.number) is not None:
        percentage = least_percent(sheet, "number")
        told.append(
            phrase(
                "number",
                stage=term("state", sheet.stage),
                cut=dong(number.cut),
                base=dong(number.base),
                rate=percent(number.cut, number.base, percentage),
                percent=percentage,
                needed=dong(number.needed),
            )
        )
    if verdict.cost is not None:
        told += _cost_sentences(verdict.cost, least_percent(sheet, "cost"))
    if verdict.reviewed is not None:
        reviewed = verdict.reviewed
        told.append(phrase("reviewed", reviewed=dong(reviewed.cut), base=dong(reviewed.base)))
    return told


def _cost_sentences(cost: Cost, percentage: int) -> Iterator[str]:
    """The verdict on compliance cost, and how many procedures have no cost yet."""
    yield phrase(
        "cost",
        saving=dong(cost.saving),
        known=dong(cost.known),
        rate=ratio(cost, percentage),
        percent=percentage,
    )
    if unknown := cost.a + cost.b + cost.c + cost.u:
        yield phrase("without_cost", count=dong(unknown))


def _bar(row: Mapping[str, Cell], charted: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """One unit in the chart: for each measure the share in tenths of a per cent, or nothing."""
    shares = []
    for key, _least in charted:
        found = value_of(row.get(key))
        share = 1000 * found.part // found.whole if isinstance(found, Ratio) and found.whole else None
        shares.append({"share": share, "text": shown(row[key]) if key in row else "–"})
    return {"unit": row["unit"], "shares": shares}
