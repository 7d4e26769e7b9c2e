"""Compliance cost of one procedure, exact: Circular 02/2017/TT-VPCP, Article 27 (rules C1 to C12).

once = sum over tasks (hours x hourly income + service cost) + fees + other prescribed costs
year = once x times a year x number of subjects a year, for each group of subjects; their sum is
rounded half up to whole đồng, once (C5). A group has its own volume, fees and channel; a task names
the group that does it, or none where everybody does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

# Months x days x hours: the divisor of an annual income (C3). Source: practice of the cost tables
# under Circular 02/2017/TT-VPCP of 31/10/2017, Article 27 (58.5 million đồng a year of 2018 is 27,699
# an hour). No end date is known here; another divisor is a new version of the rules.
HOURS_A_YEAR = 12 * 22 * 8
LARGEST = 10**15  # đồng a year of one procedure: sums of thousands stay within 64 bits; no law sets it
# Kinds of task (C2), the rows of the same cost tables.
TASKS = ("prepare", "submit", "pay", "inspection", "other", "receive")
CHANNELS = ("", "counter", "online", "post")
ALONE = ("fees", "other", "times", "subjects")  # what a sheet with one group may state by itself


class Step(NamedTuple):
    """One line of the derivation: a label, its arguments, the exact value in đồng or đồng an hour.

    `group` is the name of the group of subjects it belongs to, "" where there is only one.
    """

    label: str
    values: tuple[str, ...]
    amount: Fraction
    group: str = ""


class Derivation(NamedTuple):
    """The cost of a year and how it came about. `annual` None: unknown, because of `missing` (C8)."""

    annual: int | None
    missing: tuple[str, ...]
    steps: tuple[Step, ...]


def int_or_none(text: str | None) -> int | None:
    """Whole đồng of a signed amount; None is an unknown one."""
    return None if text is None else int(text)


def derive(sheet: Mapping[str, Any]) -> Derivation:
    """Derive the annual cost in đồng of a cost sheet (shape: `model.CostSheet`).

    Numbers are text: whole đồng, or decimals and fractions ("2.5", "1/3") for hours and times a
    year. None is unknown, and one unknown makes the whole unknown: it is not zero (C8).
    """
    missing = tuple(_missing(sheet))
    if missing:
        return Derivation(None, missing, ())
    income = sheet["income"]
    rate = hourly(income)
    steps = [Step("hourly", _income_values(income), rate)] if rate else []
    total = Fraction(0)
    for group in sheet["groups"]:
        name = _named(sheet, group)
        once = Fraction(0)
        for number, task in enumerate(tasks_of_group(sheet, group), 1):
            worth = Fraction(task["hours"]) * rate + Fraction(task["service"])
            once += worth
            values = (str(number), task["kind"], task["name"], task["hours"], task["service"])
            steps.append(Step("task", values, worth, name))
        for part in ("fees", "other"):
            once += Fraction(group[part])
            steps.append(Step(part, (), Fraction(group[part]), name))
        steps.append(Step("once", (), once, name))
        year = once * Fraction(group["times"]) * Fraction(group["subjects"])
        steps.append(Step("year", (group["times"], group["subjects"]), year, name))
        total += year
    if len(sheet["groups"]) > 1:
        steps.append(Step("groups", (), total))
    annual = half_up(total)
    steps.append(Step("rounded", (), Fraction(annual)))
    return Derivation(annual, (), tuple(steps))


def hourly(income: Mapping[str, Any] | None) -> Fraction:
    """Hourly income in đồng: the stated rate, or the exact quotient of a year's income (C3).

    0 where no income is given: then no task takes time, or the cost is unknown.
    """
    rate = None if income is None else rate_of(income)
    if income is None or rate is None:
        return Fraction(0)
    return Fraction(rate) / (1 if income["hourly"] is not None else HOURS_A_YEAR)


def half_up(value: Fraction) -> int:
    """To whole đồng, half up; the only rounding there is (C5)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def grouped(flat: Mapping[str, Any]) -> dict[str, Any]:
    """A sheet as people write it, in the shape that is signed.

    One group may be written flat (`ALONE` at the top), and a group's own tasks inside it.
    """
    whole = {name: value for name, value in flat.items() if name not in ALONE}
    if "groups" not in flat:
        alone = {name: flat.get(name, "0" if name in {"fees", "other"} else None) for name in ALONE}
        whole["groups"] = [{"name": "", "who": "", "channel": "", **alone}]
    groups, tasks = whole["groups"], whole.get("tasks", [])
    if not isinstance(groups, list) or not isinstance(tasks, list):
        return whole  # the check of its shape will say so
    own = [
        {"group": group.get("name", ""), **task}
        for group in groups
        if isinstance(group, dict)
        for task in group.get("tasks", ())
        if isinstance(task, dict)
    ]
    whole["tasks"] = [{"group": "", **t} if isinstance(t, dict) else t for t in tasks] + own
    whole["groups"] = [
        {"name": "", "who": "", "channel": ""} | {n: v for n, v in group.items() if n != "tasks"}
        if isinstance(group, dict)
        else group
        for group in groups
    ]
    return whole


def tasks_of_group(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tasks of a group of subjects: its own, and those that name no group."""
    return [task for task in sheet["tasks"] if task["group"] in {"", group["name"]}]


def _named(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    return group["name"] if len(sheet["groups"]) > 1 else ""


def rate_of(income: Mapping[str, Any]) -> str | None:
    """The stated income as decimal text: the hourly one, else the annual one a head; None is unknown (C3)."""
    stated: str | None = income.get("hourly")
    return income.get("annual_per_head") if stated is None else stated


def _income_values(income: Mapping[str, Any]) -> tuple[str, ...]:
    if income["hourly"] is not None:
        return (income["hourly"], "", str(income["year"]), income["source"])
    return (income["annual_per_head"], str(HOURS_A_YEAR), str(income["year"]), income["source"])


def _missing(sheet: Mapping[str, Any]) -> Iterator[str]:
    income = sheet.get("income")
    timed = [task["hours"] for task in sheet["tasks"]]
    if any(hours is not None and Fraction(hours) != 0 for hours in timed) and (
        income is None or rate_of(income) is None
    ):
        yield "income"
    for number, task in enumerate(sheet["tasks"], 1):
        for part in ("hours", "service"):
            if task[part] is None:
                yield f"tasks.{number}.{part}"
    for number, group in enumerate(sheet["groups"], 1):
        for part in ALONE:
            if group[part] is None:
                yield part if len(sheet["groups"]) == 1 else f"groups.{number}.{part}"
