"""Makes the summary: each unit against the targets, as a table, as a chart, and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from procedures.papers.paper import (
    ExcelFormula,
    PaperCell,
    PaperColumn,
    PaperTable,
    Ratio,
    cell_text,
    value_of,
)
from procedures.papers.sentences import phrase
from procedures.rules.programme import day_parts, target
from procedures.rules.verdict import CostVerdict, Result
from procedures.services.paper_data import PaperData
from procedures.services.verdict.sheet import VerdictSheet
from procedures.wording.formats import date, days, dong, percent
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line
from procedures.wording.verdict_words import least_percent, least_words, outcome, ratio_words

SUMMARY_COLUMNS = (
    PaperColumn("number", "TT", "count", 5),
    PaperColumn("unit", "Đơn vị", "text", 42),
    PaperColumn("base", "Tổng số TTHC, quy định", "count", 12),
    PaperColumn("cut", "Số cắt giảm, đơn giản hóa", "count", 12),
    PaperColumn("needed", "Tối thiểu phải đạt", "count", 12),
    PaperColumn("rate", "Tỷ lệ số lượng", "rate", 12),
    PaperColumn("known", "Chi phí tuân thủ (đồng/năm)", "money", 20),
    PaperColumn("saving", "Mức cắt giảm (đồng/năm)", "money", 20),
    PaperColumn("saved", "Tỷ lệ chi phí", "rate", 16),
    PaperColumn("days", "Số ngày làm việc giảm", "text", 14),
    PaperColumn("timed", "Tỷ lệ thời gian", "text", 16),
    PaperColumn("reviewed", "Đã rà soát", "text", 12),
    PaperColumn("result", "Kết quả", "text", 44),
)
_ALWAYS = {"number", "unit", "base", "result"}  # columns that stand without a figure, too
_DECIDED = frozenset({"met", "not-met"})
# Column of a rate -> measure of the target it is drawn against, and its name in the chart.
_CHARTED = {"rate": ("number", "measure_number"), "saved": ("cost", "measure_cost")}


def summary_table(data: PaperData) -> PaperTable:
    """Return a line for each unit that has procedures, and for the whole where no unit was asked for.

    Columns of measures without a target are left out.
    """
    sheet = data.sheet
    results = [result for result in sheet.results if result.total.base]
    if not data.request.unit:  # the province's own line would say the line of the whole again
        results = [result for result in results if result.total[2:] != sheet.whole.total[2:]]
    rows: list[Mapping[str, PaperCell]] = [
        {"number": number, "unit": one_line(sheet.units[result.unit].name), **_row(sheet, result)}
        for number, result in enumerate(results, 1)
    ]
    if not data.request.unit:
        rows.append({"unit": phrase("whole"), **_row(sheet, sheet.whole)})
    filled = {key for row in rows or [_row(sheet, sheet.whole)] for key in row} | _ALWAYS
    columns = tuple(column for column in SUMMARY_COLUMNS if column.key in filled)
    charted = tuple(
        (key, float(least))  # drawn, never compared
        for key, (measure, _name) in _CHARTED.items()
        if (least := least_percent(sheet.text, measure)) is not None
    )
    return PaperTable("summary", "Kết quả theo đơn vị", columns, tuple(rows), chart=("unit", charted))


def summary_fields(data: PaperData, table: PaperTable) -> dict[str, Any]:
    """Return the fields of the summary: targets, verdict, sentences, and the bars of the chart."""
    _label, charted = table.chart or ("", ())
    targets = [
        phrase(
            "target",
            measure=term("measure", aim["measure"]),
            least=least_words(aim),
            deadline=date(aim["deadline"]),
        )
        for aim in data.sheet.text["targets"]
    ]
    return {
        "targets": targets,
        "verdict": outcome(data.result.at(data.sheet.stage), data.sheet.timings.get(data.result.unit)),
        "results": verdict_sentences(data),
        "bars": [_bar(row, charted) for row in table.rows],
        "measures": [
            {
                "name": phrase(_CHARTED[key][1]),
                "percent": percentage,
                "least": _least(data.sheet, _CHARTED[key][0]),
            }
            for key, percentage in charted
        ],
    }


def verdict_sentences(data: PaperData) -> list[str]:
    """Return the verdict of the unit, or of the whole, in sentences: one for each target (V1 to V4)."""
    sheet, verdict = data.sheet, data.result.at(data.sheet.stage)
    sentences = []
    if (number := verdict.number) is not None:
        percentage = least_percent(sheet.text, "number")
        sentences.append(
            phrase(
                "number",
                stage=term("state", sheet.stage),
                cut=dong(number.cut),
                base=dong(number.base),
                rate=percent(number.cut, number.base, percentage),
                least=_least(sheet, "number"),
                needed=dong(number.needed),
            )
        )
    if verdict.cost is not None:
        sentences += _cost_sentences(verdict.cost, sheet)
    if (reviewed := verdict.reviewed) is not None:
        sentences.append(phrase("reviewed", reviewed=dong(reviewed.cut), base=dong(reviewed.base)))
    return sentences


def _least(sheet: VerdictSheet, measure: str) -> str:
    aim = target(sheet.text, measure)
    return least_words(aim) if aim is not None else "–"


def _cost_sentences(cost: CostVerdict, sheet: VerdictSheet) -> Iterator[str]:
    """Yield the verdict on compliance cost, and how many procedures have no cost yet."""
    if cost.unmeasured:
        yield phrase("cost_unknown", least=_least(sheet, "cost"))
        return
    yield phrase(
        "cost",
        saving=dong(cost.saving),
        known=dong(cost.known),
        rate=ratio_words(cost, least_percent(sheet.text, "cost")),
        least=_least(sheet, "cost"),
    )
    if unknown := cost.a + cost.b + cost.c + cost.u:
        yield phrase("without_cost", count=dong(unknown))


def _row(sheet: VerdictSheet, result: Result) -> dict[str, PaperCell]:
    """Return the figures of one unit; a rate that unknowns leave open is given by its bounds (V3)."""
    verdict = result.at(sheet.stage)
    row: dict[str, PaperCell] = {"base": result.total.base}
    if (number := verdict.number) is not None:
        row |= {"cut": number.cut, "needed": number.needed, "rate": "–"}
        if number.value in _DECIDED:
            rate = Ratio(number.cut, number.base, least_percent(sheet.text, "number"))
            # A target may be over some kinds only: then the base beside it is not its base.
            row["rate"] = ExcelFormula(rate, "{cut}/{base}" if number.base == result.total.base else "")
    if (money := verdict.cost) is not None:
        least = least_percent(sheet.text, "cost")
        row |= {"known": money.known, "saving": money.saving, "saved": ratio_words(money, least)}
        if money.value in _DECIDED and money.known:
            row["saved"] = ExcelFormula(Ratio(money.saving, money.known, least), "{saving}/{known}")
    if (time := verdict.time) is not None:
        row |= {
            "days": days(time.saving, day_parts(sheet.text)),
            "timed": ratio_words(time, least_percent(sheet.text, "time")),
        }
    if (review := verdict.reviewed) is not None:
        row["reviewed"] = f"{dong(review.cut)}/{dong(review.base)}"
    return row | {"result": outcome(verdict, sheet.timings.get(result.unit))}


def _bar(row: Mapping[str, PaperCell], charted: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """Return one unit of the chart: for each measure the share in tenths of a percent, or None."""
    shares = []
    for key, _percent in charted:
        rate = value_of(row.get(key))
        share = 1000 * rate.part // rate.whole if isinstance(rate, Ratio) and rate.whole else None
        shares.append({"share": share, "text": cell_text(row[key]) if key in row else "–"})
    return {"unit": row["unit"], "shares": shares}
