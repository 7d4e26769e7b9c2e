"""Words a verdict: its outcome, its ratio, the name of its unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from procedures.rules.deadlines import Timing
from procedures.rules.programme import target
from procedures.rules.threshold import MEASURES, percent_of, words_of
from procedures.rules.verdict import CostVerdict, Result, Verdict
from procedures.wording.formats import count, date, dong, percent
from procedures.wording.language import _, language, term
from procedures.wording.terminal_text import one_line, truncate

if TYPE_CHECKING:
    from fractions import Fraction

_NAMES = 34  # columns of a unit's name


class NamedUnit(Protocol):
    """A unit by its name; `successor` is the id of the unit that took its place, None while it is open."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def successor(self) -> str | None: ...  # noqa: D102


class UnitsAndWhole(Protocol):
    """The part of a verdict sheet that names its units (by id) and holds the result of the whole."""

    @property
    def units(self) -> Mapping[str, NamedUnit]: ...  # noqa: D102
    @property
    def whole(self) -> Result: ...  # noqa: D102


def outcome(verdict: Verdict, timings: Mapping[str, Timing] | None = None) -> str:
    """Return the verdict in words, with what is missing (V4) or unknown (V3).

    `timings` say since when each target that is met was met: after its deadline it was met late (R12).
    """
    word = term("value", verdict.value)
    late = max((one for one in (timings or {}).values() if one.late), key=lambda one: one.late, default=None)
    if verdict.value == "met" and late is not None:
        return late_words(late)
    parts = []
    number, money = verdict.number, verdict.cost
    parts += _exceeding(verdict)
    few = number is not None and number.value == "not-met"
    little = money is not None and money.value == "not-met" and money.short is not None
    if few and little and number and money:
        both = _("short by {n} procedure(s) and {amount} đồng a year")
        parts.append(both.format(n=count(number.short), amount=dong(money.short)))
    elif few and number:
        parts.append(_("short by {n} procedure(s)").format(n=count(number.short)))
    elif little and money:
        parts.append(_("short by {amount} đồng").format(amount=dong(money.short)))
    if money and money.value == "undetermined":
        unknown = money.a + money.b + money.c + money.u
        parts.append(
            _("no cost measured yet") if money.unmeasured else _("{n} without cost").format(n=count(unknown))
        )
    parts += _others(verdict)
    return f"{word}: {', '.join(parts)}" if parts else word


def _others(verdict: Verdict) -> list[str]:
    """Return what is missing to the targets on time, reviews, coverage and offset, or not computed."""
    parts = []
    if verdict.time and verdict.time.value in {"not-met", "undetermined"}:
        parts.append(_("processing time: {value}").format(value=term("value", verdict.time.value)))
    if verdict.reviewed and verdict.reviewed.value == "not-met":
        parts.append(_("{n} not reviewed yet").format(n=count(verdict.reviewed.short)))
    if verdict.coverage and verdict.coverage.value == "not-met":
        parts.append(_("{n} more with the property").format(n=count(verdict.coverage.short)))
    if verdict.offset and verdict.offset.value == "not-met":
        parts.append(_("{n} more cut(s) for the new ones").format(n=count(verdict.offset.short)))
    for measure in MEASURES:
        judged = getattr(verdict, measure)
        if judged is not None and judged.value == "not-computed":
            parts.append(_("{measure} not computed").format(measure=term("measure", measure)))
    return parts


def late_words(timing: Timing) -> str:
    """Return in words that a target was met after its deadline: on which day, how many days late (R12)."""
    return _("met late: {date}, {n} day(s) after the deadline").format(
        date=date(timing.met_on), n=count(timing.late)
    )


def _exceeding(verdict: Verdict) -> list[str]:
    """Return by how much number and cost exceed their targets, where every target is met (V4)."""
    if verdict.value != "met":
        return []
    number = verdict.number.over if verdict.number else 0
    money = verdict.cost.over if verdict.cost else 0
    if number and money:
        both = _("exceeds the target by {n} procedure(s) and {amount} đồng a year")
        return [both.format(n=count(number), amount=dong(money))]
    if number:
        return [_("exceeds the target by {n} procedure(s)").format(n=count(number))]
    return [_("exceeds the target by {amount} đồng a year").format(amount=dong(money))] if money else []


def ratio_words(money: CostVerdict, least: int | Fraction | None) -> str:
    """Return the ratio of a cost or time verdict in per cent, or its bounds where it is undetermined.

    `least` is the target in per cent, None where it is an amount: more decimals are shown where rounding a
    ratio or a bound would reach it (V5).
    """
    if money.value == "not-computed":
        return "–"
    if money.value != "undetermined":
        return percent(money.saving, money.known, least)
    low = percent(*money.low, least) if money.low is not None else "…"
    high = percent(*money.high, least) if money.high is not None else "…"
    return f"{low} – {high}"


def least_percent(programme: Mapping[str, Any], measure: str) -> int | Fraction | None:
    """Return the target of a measure in per cent; None where the programme sets none, or an amount."""
    return percent_of(target(programme, measure))


def least_words(aim: Mapping[str, Any]) -> str:
    """Return the threshold of a target in words: "33,3%", "500 TTHC", "1.000.000.000 đồng/năm"."""
    number, _space, unit = words_of(aim).partition(" ")
    if unit == "procedures":
        return _("{n} procedure(s)").format(n=count(int(number)))
    if unit:
        return _("{amount} đồng a year").format(amount=dong(int(number)))
    return number.replace(".", ",") if language() == "vi" else number


def unit_name(sheet: UnitsAndWhole, id_: str, *, whole: bool = False) -> str:
    """Return the name of a unit (id), with the id of its successor where it was closed.

    The name is cut to the width of a column, unless it is asked for `whole`.
    """
    if id_ == "*":
        return _("The whole")
    unit = sheet.units.get(id_)
    if unit is None:
        return id_
    name = one_line(unit.name) if whole else truncate(one_line(unit.name), _NAMES)
    return f"{name} → {unit.successor}" if unit.successor else name


def is_root(sheet: UnitsAndWhole, result: Result) -> bool:
    """True where the unit of a result has every member of the sheet's scope."""
    return result.total[2:] == sheet.whole.total[2:]
