"""The summary: each unit against both targets, as a table, as a chart, and in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from procedures.papers.official_style import STAGES
from procedures.papers.paper import Cell, Column, Formula, Ratio, Table, shown, value_of
from procedures.rules.programme import day_parts, target
from procedures.rules.verdict import Result
from procedures.services.paper_data import PaperData
from procedures.services.verdict.sheet import VerdictSheet
from procedures.wording.formats import date, days, dong, percent
from procedures.wording.language import term
from procedures.wording.terminal_text import one_line
from procedures.wording.verdict_words import outcome, ratio_words


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
        rows.append({"unit": "Toàn bộ", **_row(sheet, sheet.whole)})
    charted = tuple(
        (key, int(aim["percent"]))
        for key, measure in (("rate", "number"), ("saved", "cost"))
        if (aim := target(sheet.text, measure)) is not None
    )
    kept = tuple(one for one in _SUMMARY if any(one.key in row for row in rows))
    table = Table("summary", "Kết quả theo đơn vị", kept, tuple(rows), chart=("unit", charted))
    targets = [
        f"{term('measure', one['measure'])} tối thiểu {one['percent']}%, hạn {date(one['deadline'])}"
        for one in sheet.text["targets"]
    ]
    fields = {
        "targets": targets,
        "verdict": outcome(matter.result.at(sheet.stage)),
        "results": results(matter),
        "bars": [_bar(row, charted) for row in rows],
        "measures": [{"name": _CHARTED[key], "percent": least} for key, least in charted],
    }
    return fields, (table,)


_CHARTED = {"rate": "Số lượng", "saved": "Chi phí tuân thủ"}


def _row(sheet: VerdictSheet, result: Result) -> dict[str, Cell]:
    """The figures of one unit; a rate that unknowns leave open is given by its bounds (V3)."""
    verdict = result.at(sheet.stage)
    row: dict[str, Cell] = {"base": result.total.base}
    if (number := verdict.number) is not None:
        row |= {"cut": number.cut, "needed": number.needed, "rate": "–"}
        if number.value in _DECIDED:
            rate = Ratio(number.cut, number.base, _least(sheet, "number"))
            # A target may be over some kinds only: then the base beside it is not its base.
            row["rate"] = Formula(rate, "{cut}/{base}" if number.base == result.total.base else "")
    if (money := verdict.cost) is not None:
        least = _least(sheet, "cost")
        row |= {"known": money.known, "saving": money.saving, "saved": ratio_words(money, least)}
        if money.value in _DECIDED and money.known:
            row["saved"] = Formula(Ratio(money.saving, money.known, least), "{saving}/{known}")
    if (time := verdict.time) is not None:
        row |= {
            "days": days(time.saving, day_parts(sheet.text)),
            "timed": ratio_words(time, _least(sheet, "time")),
        }
    if (review := verdict.reviewed) is not None:
        row["reviewed"] = f"{dong(review.cut)}/{dong(review.base)}"
    return row | {"result": outcome(verdict)}


_DECIDED = frozenset({"met", "not-met"})


def _least(sheet: VerdictSheet, measure: str) -> int:
    aim = target(sheet.text, measure)
    return int(aim["percent"]) if aim else 0


_SUMMARY = (
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
    if verdict.number is not None and (aim := target(sheet.text, "number")):
        one = verdict.number
        told.append(
            f"Số lượng: {STAGES[sheet.stage]} cắt giảm, đơn giản hóa {dong(one.cut)}/{dong(one.base)} thủ tục "
            f"hành chính, quy định, đạt tỷ lệ {percent(one.cut, one.base, int(aim['percent']))} (chỉ tiêu tối thiểu "
            f"{aim['percent']}%, tương ứng {dong(one.needed)} thủ tục, quy định)."
        )
    if verdict.cost is not None and (aim := target(sheet.text, "cost")):
        told.append(
            f"Chi phí tuân thủ: giảm {dong(verdict.cost.saving)} đồng/năm trên tổng số {dong(verdict.cost.known)} "
            f"đồng/năm, đạt tỷ lệ {ratio_words(verdict.cost, int(aim['percent']))} (chỉ tiêu tối thiểu {aim['percent']}%)."
        )
        if unknown := verdict.cost.a + verdict.cost.b + verdict.cost.c + verdict.cost.u:
            told.append(f"Có {dong(unknown)} thủ tục hành chính, quy định chưa tính được chi phí tuân thủ.")
    if verdict.reviewed is not None:
        told.append(
            f"Đã rà soát {dong(verdict.reviewed.cut)}/{dong(verdict.reviewed.base)} thủ tục hành chính, quy định."
        )
    return told


def _bar(row: Mapping[str, Cell], charted: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """One unit in the chart: for each measure the share in tenths of a per cent, or nothing."""
    shares = []
    for key, _least in charted:
        found = value_of(row.get(key))
        share = 1000 * found.part // found.whole if isinstance(found, Ratio) and found.whole else None
        shares.append({"share": share, "text": shown(row[key]) if key in row else "–"})
    return {"unit": row["unit"], "shares": shares}
