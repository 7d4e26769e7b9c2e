"""Reads a programme's text (shape `Programme`): contradictions, targets, kinds, period, time conversions."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from procedures.rules.threshold import NETTABLE, threshold_problem
from workflow.journal.strict_json import dumps, sha256

_MOST = 1000  # the largest numerator over denominator and denominator of a conversion: sums fit 64 bits
STAGES = ("proposed", "approved", "implemented")  # the stages of a cut: `Member.rung` 1, 2, 3 (R7)


def problems_of(text: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return every contradiction in a programme as (place, code), such as `("ends", "ends-first")`.

    The text must have the shape of a programme already; `place` is a path counted from 1.
    """
    problems = []
    if text["ends"] is not None and text["starts"] > text["ends"]:
        problems.append(("ends", "ends-first"))
    if len(set(text["kinds"])) != len(text["kinds"]):
        problems.append(("kinds", "twice"))
    measures = [target["measure"] for target in text["targets"]]
    for number, target in enumerate(text["targets"], 1):
        wrong = {
            "measure twice": target["measure"] in measures[: number - 1],
            "burden odd-burden": not _fits_burden(target),
            "property odd-property": ("property" in target) != (target["measure"] == "coverage"),
            "deadline ends-first": target["deadline"] < text["starts"],
            "kinds outside-kinds": not set(target["kinds"]) <= set(text["kinds"]),
            # a programme has one stage for all its targets (R7)
            "levels twice": len(set(target.get("levels", ()))) != len(target.get("levels", ())),
            "stage other-stage": target["stage"] != text["targets"][0]["stage"],
        }
        for named in (name for name, true in wrong.items() if true):
            field, _space, code = named.partition(" ")
            problems.append((f"targets.{number}.{field}", code))
        if code := threshold_problem(target):
            field = "percent" if "percent" in target else "at_least"
            problems.append((f"targets.{number}.{field}", code))
    for unit, worth in (text["conversions"] or {}).items():
        over, under = numerator_denominator(worth)
        if not over or not under or over > _MOST * under or under > _MOST:
            problems.append((f"conversions.{unit}", "odd-conversion"))
    return tuple(problems)


def _fits_burden(target: Mapping[str, Any]) -> bool:
    """True where the measure can be taken gross or net as the target says (R9); an offset is always net."""
    net, measure = target.get("burden", "gross") == "net", target["measure"]
    return net if measure == "offset" else not net or measure in NETTABLE


def programme_digest(text: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a programme's text as 64 hex digits; every verdict prints it."""
    return sha256(dumps(text).encode())


def target(text: Mapping[str, Any], measure: str) -> Mapping[str, Any] | None:
    """Return the target of a measure (see `threshold.MEASURES`), None where the programme has none."""
    return next((target for target in text["targets"] if target["measure"] == measure), None)


def kinds_of(text: Mapping[str, Any], measure: str) -> tuple[str, ...]:
    """Return the kinds of procedure that a measure's target is taken over (R6).

    Without such a target these are all kinds of the programme.
    """
    found = target(text, measure)
    return tuple((found or text)["kinds"])


def computed(text: Mapping[str, Any], measure: str) -> bool:
    """True where the measure has a target that can be computed.

    Not computable: the list it is taken over is not published (`missing`), or it is a time target of
    a programme without conversions (T2).
    """
    found = target(text, measure)
    return bool(found and not found["missing"] and (measure != "time" or text["conversions"] is not None))


def day_parts(text: Mapping[str, Any]) -> int:
    """Return in how many equal parts a working day is divided for the programme's processing times (T2).

    The number is the least that makes every time limit a whole number of parts: limits have at most
    two decimals, conversions are exact fractions.
    """
    return 100 * math.lcm(*(numerator_denominator(part)[1] for part in (text["conversions"] or {}).values()))


def working_time(text: Mapping[str, Any], limits: Iterable[Mapping[str, str]]) -> int | None:
    """Return the longest of a procedure's time limits, in parts of a working day (`day_parts`) (T3).

    None is unknown (T4): no limit, no conversions, or one limit in a unit without a conversion.
    """
    if text["conversions"] is None:
        return None
    days = {"working-day": "1", **text["conversions"]}
    parts = day_parts(text)
    found = []
    for limit in limits:
        if limit["unit"] not in days:
            return None
        (one, other), (over, under) = (
            numerator_denominator(limit["value"]),
            numerator_denominator(days[limit["unit"]]),
        )
        found.append(one * over * parts // (other * under))
    return max(found, default=None)


def numerator_denominator(text: str) -> tuple[int, int]:
    """Return numerator and denominator of an exact number's text: "2.5" is (25, 10), "5/7" is (5, 7)."""
    if "/" in text:
        over, _, under = text.partition("/")
        return int(over), int(under)
    head, _, decimals = text.partition(".")
    return int(head + decimals), 10 ** len(decimals)


def ends_on(text: Mapping[str, Any], closed: str | None) -> str | None:
    """Return the last day that counts (ISO date), None without one: its end, or an earlier day of closing."""
    return min((day for day in (text["ends"], closed) if day is not None), default=None)


def runs_on(text: Mapping[str, Any], day: str, closed: str | None = None) -> bool:
    """True where the programme's period contains `day` (ISO date); without an end date it does not end.

    `closed` is the last day of a programme that was closed.
    """
    last = ends_on(text, closed)
    return bool(text["starts"] <= day and (last is None or day <= last))


def counts_paper(text: Mapping[str, Any], dated: str, today: str, closed: str | None = None) -> bool:
    """True where a document of the day `dated` that is recorded on `today` counts for a programme (R12).

    The programme has begun, and the document (ISO dates) is not dated after its last day.
    """
    last = ends_on(text, closed)
    return bool(text["starts"] <= today and (last is None or min(dated, today) <= last))


def as_it_stands(text: Mapping[str, Any], closed: str | None, listed: Collection[str]) -> dict[str, Any]:
    """Return an adopted text as verdicts read it: closed on a day, with the lists that it waited for.

    `listed` are the measures whose list was given: nothing of them is missing any more.
    """
    targets = [one | {"missing": ""} if one["measure"] in listed else one for one in text["targets"]]
    return {**text, "ends": ends_on(text, closed), "targets": targets}
