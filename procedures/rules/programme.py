"""A programme: targets as dated data with a source, and the sealed list that is its denominator."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from workflow.journal.strict_json import dumps, sha256

_MOST = 1000  # working days in a unit of time, and its denominator: sums stay within 64 bits
STAGES = ("proposed", "approved", "implemented")  # the ladder: rungs 1, 2, 3 (R7)


def problems_of(text: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(place, code) of every contradiction in a programme; its shape is checked before."""
    found = []
    if text["ends"] is not None and text["starts"] > text["ends"]:
        found.append(("ends", "ends-first"))
    if len(set(text["kinds"])) != len(text["kinds"]):
        found.append(("kinds", "twice"))
    measures = [target["measure"] for target in text["targets"]]
    for number, target in enumerate(text["targets"], 1):
        wrong = {
            "measure twice": target["measure"] in measures[: number - 1],
            # V3's bounds divide by 100 - p
            "percent whole-cost": target["measure"] in {"cost", "time"} and target["percent"] == "100",
            "deadline ends-first": target["deadline"] < text["starts"],
            "kinds outside-kinds": not set(target["kinds"]) <= set(text["kinds"]),
            # one stage a programme (R7)
            "stage other-stage": target["stage"] != text["targets"][0]["stage"],
        }
        for named in (name for name, true in wrong.items() if true):
            field, _space, code = named.partition(" ")
            found.append((f"targets.{number}.{field}", code))
    for unit, worth in (text["conversions"] or {}).items():
        over, under = numerator_denominator(worth)
        if not over or not under or over > _MOST * under or under > _MOST:
            found.append((f"conversions.{unit}", "odd-conversion"))
    return tuple(found)


def programme_digest(text: Mapping[str, Any]) -> str:
    """SHA-256 of the programme as adopted: printed with every verdict."""
    return sha256(dumps(text).encode())


def target(text: Mapping[str, Any], measure: str) -> Mapping[str, Any] | None:
    """The target of a measure, or None where the programme has none."""
    return next((target for target in text["targets"] if target["measure"] == measure), None)


def kinds_of(text: Mapping[str, Any], measure: str) -> tuple[str, ...]:
    """The kinds that the target of a measure is taken over; all of the programme's without one."""
    found = target(text, measure)
    return tuple((found or text)["kinds"])


def computed(text: Mapping[str, Any], measure: str) -> bool:
    """Whether a target can be computed: its list is published, its conversions are known (T2)."""
    found = target(text, measure)
    return bool(found and not found["missing"] and (measure != "time" or text["conversions"] is not None))


def day_parts(text: Mapping[str, Any]) -> int:
    """Parts of a working day in which the programme counts time: whole for every conversion.

    Limits have at most two decimals, so each one is a whole number of these parts.
    """
    return 100 * math.lcm(*(numerator_denominator(part)[1] for part in (text["conversions"] or {}).values()))


def working_time(text: Mapping[str, Any], limits: Iterable[Mapping[str, str]]) -> int | None:
    """The limit of the worst channel (T3) in parts of a working day (`scale`).

    None is unknown (T4): no limit, no conversions, or one limit in a unit without a conversion.
    """
    if text["conversions"] is None:
        return None
    days = {"working-day": "1", **text["conversions"]}
    whole = day_parts(text)
    found = []
    for limit in limits:
        if limit["unit"] not in days:
            return None
        (one, other), (over, under) = (
            numerator_denominator(limit["value"]),
            numerator_denominator(days[limit["unit"]]),
        )
        found.append(one * over * whole // (other * under))
    return max(found, default=None)


def numerator_denominator(text: str) -> tuple[int, int]:
    """An exact number as text ("2.5", "5/7") as numerator and denominator."""
    if "/" in text:
        over, _, under = text.partition("/")
        return int(over), int(under)
    head, _, decimals = text.partition(".")
    return int(head + decimals), 10 ** len(decimals)


def runs_on(text: Mapping[str, Any], day: str) -> bool:
    """Whether the programme's period contains an ISO date; no end date: until further notice."""
    return bool(text["starts"] <= day and (text["ends"] is None or day <= text["ends"]))
