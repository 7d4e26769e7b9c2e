"""Scans time limits: longer than the steps add up to, or out of line with procedures of the same kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, NamedTuple

from procedures.scans.amendable import text_to_amend
from procedures.scans.families import block_of, is_narrower, name_parts
from procedures.scans.finding import CutFinding, Described
from procedures.scans.plain_words import composed, pattern, plain
from procedures.scans.scan_rules import holds, law_of, scan_rules
from procedures.stated_values import limit_unit

# Working time and calendar time do not convert into one another; within each, a day is 8 working hours, a
# month 30 days (convention of this program).
_BASES = {
    "hour": ("working-day", Fraction(1, 8)),
    "working-day": ("working-day", Fraction(1)),
    "day": ("day", Fraction(1)),
    "month": ("day", Fraction(30)),
}
_SENTENCE = re.compile(r"[.;](?=\s|$)|\n")


class Span(NamedTuple):
    """A span of time: how many of its base, which is "working-day" or "day"."""

    base: str
    value: Fraction


class _Timed(NamedTuple):
    code: str
    description: Mapping[str, Any]
    channel: int
    span: Span


def scan_limits(descriptions: Described, day: str) -> list[CutFinding]:
    """Return the limits that a rule of data/scans/limits.toml in force on `day` (ISO date) finds too long.

    Of several channels the longest limit counts; limits without a figure, or in units that do not convert
    (working days and days), are not compared.
    """
    rules = {rule["id"]: rule for rule in scan_rules("limits")["rule"] if holds(rule, day)}
    timed = [one for code, description in descriptions if (one := _timed(code, description)) is not None]
    found: list[CutFinding] = []
    if rule := rules.get("longer-than-steps"):
        found += _longer_than_steps(rule, timed)
    if rule := rules.get("reissue-as-long"):
        found += _reissue_as_long(rule, timed)
    if rule := rules.get("longer-than-elsewhere"):
        found += _longer_than_elsewhere(rule, timed)
    if rule := rules.get("above-field"):
        found += _above_field(rule, timed)
    return found


def span_of(limit: Mapping[str, str] | None) -> Span | None:
    """Return a stated limit (`value`, `unit`) in working days or days; None where there is no figure."""
    if limit is None:
        return None
    base, factor = _BASES[limit["unit"]]
    return Span(base, Fraction(limit["value"]) * factor)


def steps_together(steps: str) -> Span | None:
    """Return the sum of the limits that the steps state for a good dossier; None: none, or not alike."""
    rule = next(one for one in scan_rules("limits")["rule"] if one["id"] == "longer-than-steps")
    spans = []
    for sentence in _SENTENCE.split(composed(steps)):
        words = plain(sentence)
        if not pattern(rule["unless"]).search(words):
            found = pattern(rule["step"]).finditer(words)
            spans += [span_of({"value": one[1], "unit": limit_unit(one[2])}) for one in found]
    stated = [span for span in spans if span is not None]
    if not stated or len({span.base for span in stated}) > 1:
        return None
    return Span(stated[0].base, sum((span.value for span in stated), Fraction(0)))


def _timed(code: str, description: Mapping[str, Any]) -> _Timed | None:
    """Return a procedure with its longest limit; None where its channels state none, or do not convert."""
    spans = [(span_of(channel["limit"]), number) for number, channel in enumerate(description["channels"], 1)]
    stated = [(span, number) for span, number in spans if span is not None and span.value > 0]
    if not stated or len({span.base for span, _number in stated}) > 1:
        return None
    span, number = max(stated, key=lambda one: (one[0].value, -one[1]))
    return _Timed(code, description, number, span)


def _longer_than_steps(rule: Mapping[str, Any], timed: Iterable[_Timed]) -> Iterator[CutFinding]:
    for one in timed:
        steps = steps_together(one.description["steps"])
        if steps is None or steps.base != one.span.base:
            continue
        if Fraction(str(rule["least_share"])) * one.span.value <= steps.value < one.span.value:
            yield _finding(rule, one, [], steps.value)


def _reissue_as_long(rule: Mapping[str, Any], timed: Iterable[_Timed]) -> Iterator[CutFinding]:
    for family in _grouped(timed, with_acts=False).values():
        first = [one for one in family if "issue" in name_parts(one.description["name"]).acts]
        for one in family:
            narrower = is_narrower(name_parts(one.description["name"]).acts)
            shorter = [other for other in first if other.span.value <= one.span.value]
            if narrower and shorter:
                least = min(shorter, key=lambda other: (other.span.value, other.code))
                yield _finding(rule, one, [least], least.span.value)


def _longer_than_elsewhere(rule: Mapping[str, Any], timed: Iterable[_Timed]) -> Iterator[CutFinding]:
    for family in _grouped(timed, with_acts=True).values():
        least = min(family, key=lambda other: (other.span.value, other.code))
        for one in family:
            if one.span.value >= Fraction(str(rule["times"])) * least.span.value:
                yield _finding(rule, one, [least], least.span.value)


def _above_field(rule: Mapping[str, Any], timed: Iterable[_Timed]) -> Iterator[CutFinding]:
    groups: dict[tuple[str, tuple[str, ...], str], list[_Timed]] = defaultdict(list)
    for one in timed:
        acts = name_parts(one.description["name"]).acts
        if acts:
            groups[block_of(one.description), acts, one.span.base].append(one)
    for group in groups.values():
        usual = median([one.span.value for one in group])
        for one in group:
            if len(group) >= rule["least"] and one.span.value > Fraction(str(rule["times"])) * usual:
                yield _finding(rule, one, [], usual)


def _grouped(timed: Iterable[_Timed], *, with_acts: bool) -> dict[tuple[Any, ...], list[_Timed]]:
    """Return procedures by field, thing and base of their limit, and by what they do where asked."""
    groups: dict[tuple[Any, ...], list[_Timed]] = defaultdict(list)
    for one in timed:
        acts, thing = name_parts(one.description["name"])
        if acts and thing:
            key = (block_of(one.description), thing, one.span.base)
            groups[(*key, acts) if with_acts else key].append(one)
    return groups


def _finding(rule: Mapping[str, Any], one: _Timed, others: list[_Timed], other: Fraction) -> CutFinding:
    channel = one.description["channels"][one.channel - 1]
    return CutFinding(
        "limits",
        f"limits.{rule['id']}",
        one.code,
        f"channels.{one.channel}",
        channel["limit_words"],
        law_of(rule),
        text_to_amend(one.description),
        others=tuple(there.code for there in others),
        facts=(("limit", _told(one.span.value)), ("compared", _told(other)), ("unit", one.span.base)),
    )


def _told(value: Fraction) -> str:
    """Return a value as a decimal to its last digit: it has eighths and hundredths, no thirds."""
    return f"{Decimal(value.numerator) / value.denominator:f}"
