"""Computes the compliance cost of one procedure, exactly: Circular 02/2017/TT-VPCP Art. 27 (C1 to C12).

once = sum over tasks (hours x hourly income + service cost) + fees + other prescribed costs
year = once x times a year x number of subjects a year, for each group of subjects; their sum is
rounded half up to whole đồng, once (C5). A group has its own volume, fees and channel; a task names
the group that does it, or no group where every group does.
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
CHANNELS = ("", "counter", "online", "post")  # how a dossier is handed in; "" is not stated
GROUP_FIELDS = ("fees", "other", "times", "subjects")  # stated for each group of subjects


class CostStep(NamedTuple):
    """One line of the derivation: a label, its arguments as text, and its exact amount.

    `amount` is đồng, of label `hourly` đồng an hour, of `year`, `groups` and `rounded` đồng a year.
    `group` is the name of the group of subjects, "" where there is only one.
    """

    label: str
    values: tuple[str, ...]
    amount: Fraction
    group: str = ""


class SubjectTotal(NamedTuple):
    """Holds what one kind of subjects (`who`, such as businesses) bears a year: exact hours, exact đồng."""

    who: str
    hours: Fraction
    amount: Fraction


class Derivation(NamedTuple):
    """The annual cost in whole đồng, the steps to it, and its parts by subjects in the order of the groups.

    `annual` None is unknown (C8): `missing` then names the fields without a value, as paths counted
    from 1 such as `tasks.2.hours`.
    """

    annual: int | None
    missing: tuple[str, ...]
    steps: tuple[CostStep, ...]
    by_subject: tuple[SubjectTotal, ...] = ()


def int_or_none(text: str | None) -> int | None:
    """Return a signed amount (decimal text of whole đồng) as an integer; None, unknown, stays None."""
    return None if text is None else int(text)


def derive(sheet: Mapping[str, Any]) -> Derivation:
    """Derive the annual cost in whole đồng of a cost sheet (shape `CostSheet`) (C1, C5).

    Numbers are text: whole đồng, or decimals and fractions ("2.5", "1/3") for hours and times a
    year. None is unknown, which is not zero: one unknown makes the cost unknown (C8).
    """
    missing = tuple(_missing(sheet))
    if missing:
        return Derivation(None, missing, ())
    default = hourly(sheet["income"])
    shared = default and not all(group.get("income") for group in sheet["groups"])
    steps = [CostStep("hourly", _income_values(sheet["income"]), default)] if shared else []
    total = Fraction(0)
    subjects: dict[str, SubjectTotal] = {}
    for group in sheet["groups"]:
        name = _named(sheet, group)
        rate = hourly(income_of(sheet, group))
        if rate and group.get("income"):
            steps.append(CostStep("hourly", _income_values(group["income"]), rate, name))
        once = Fraction(0)
        for number, task in enumerate(tasks_of_group(sheet, group), 1):
            worth = Fraction(task["hours"]) * rate + Fraction(task["service"])
            once += worth
            values = (str(number), task["kind"], task["name"], task["hours"], task["service"])
            steps.append(CostStep("task", values, worth, name))
        for part in ("fees", "other"):
            once += Fraction(group[part])
            steps.append(CostStep(part, (), Fraction(group[part]), name))
        steps.append(CostStep("once", (), once, name))
        year = once * Fraction(group["times"]) * Fraction(group["subjects"])
        steps.append(CostStep("year", (group["times"], group["subjects"]), year, name))
        total += year
        _add_subjects(subjects, sheet, group, year)
    if len(sheet["groups"]) > 1:
        steps.append(CostStep("groups", (), total))
    annual = half_up(total)
    steps.append(CostStep("rounded", (), Fraction(annual)))
    return Derivation(annual, (), tuple(steps), tuple(subjects.values()))


def _add_subjects(
    totals: dict[str, SubjectTotal], sheet: Mapping[str, Any], group: Mapping[str, Any], year: Fraction
) -> None:
    hours = sum((Fraction(task["hours"]) for task in tasks_of_group(sheet, group)), Fraction(0))
    hours *= Fraction(group["times"]) * Fraction(group["subjects"])
    so_far = totals.get(group["who"], SubjectTotal(group["who"], Fraction(0), Fraction(0)))
    totals[group["who"]] = so_far._replace(hours=so_far.hours + hours, amount=so_far.amount + year)


def income_of(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the income of a group of subjects: its own, or the sheet's where it states none (C3)."""
    own: Mapping[str, Any] | None = group.get("income")
    return sheet.get("income") if own is None else own


def hourly(income: Mapping[str, Any] | None) -> Fraction:
    """Return the hourly income in đồng: the stated rate, or a year's income over `HOURS_A_YEAR` (C3).

    0 where no income is given: then no task takes time, or the cost is unknown.
    """
    rate = None if income is None else rate_of(income)
    if income is None or rate is None:
        return Fraction(0)
    return Fraction(rate) / (1 if income["hourly"] is not None else HOURS_A_YEAR)


def half_up(value: Fraction) -> int:
    """Round an amount to whole đồng, half up; no other amount is rounded anywhere (C5)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def grouped(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return a sheet in the shape that is signed, from the shorter one in which people may write it.

    The shorter shape may state the fields of its only group (`GROUP_FIELDS`) at the top, and tasks
    inside their group. A field left out is unknown (C8). A wrong shape is passed on as it is: the check
    of shapes names its problems.
    """
    whole = {name: value for name, value in flat.items() if name not in GROUP_FIELDS}
    if "groups" not in flat:
        alone = {name: flat.get(name) for name in GROUP_FIELDS}
        whole["groups"] = [{"name": "", "who": "", "channel": "", **alone}]
    groups, tasks = whole["groups"], whole.get("tasks", [])
    if not isinstance(groups, list) or not isinstance(tasks, list):
        return whole
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
    """Return the tasks that a group of subjects performs: its own, and those that name no group."""
    return [task for task in sheet["tasks"] if task["group"] in {"", group["name"]}]


def _named(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    return group["name"] if len(sheet["groups"]) > 1 else ""


def rate_of(income: Mapping[str, Any]) -> str | None:
    """Return the stated income as decimal text of đồng, None where it is unknown (C3).

    It is đồng an hour where `hourly` is stated, else đồng a year for each head.
    """
    stated: str | None = income.get("hourly")
    return income.get("annual_per_head") if stated is None else stated


def _income_values(income: Mapping[str, Any]) -> tuple[str, ...]:
    if income["hourly"] is not None:
        return (income["hourly"], "", str(income["year"]), income["source"])
    return (income["annual_per_head"], str(HOURS_A_YEAR), str(income["year"]), income["source"])


def _missing(sheet: Mapping[str, Any]) -> Iterator[str]:
    yield from _missing_incomes(sheet)
    for number, task in enumerate(sheet["tasks"], 1):
        for part in ("hours", "service"):
            if task[part] is None:
                yield f"tasks.{number}.{part}"
    for number, group in enumerate(sheet["groups"], 1):
        for part in GROUP_FIELDS:
            if group[part] is None:
                yield part if len(sheet["groups"]) == 1 else f"groups.{number}.{part}"


def _missing_incomes(sheet: Mapping[str, Any]) -> Iterator[str]:
    """Yield the incomes that tasks with hours need and that are unknown: the sheet's, or a group's own."""
    unknown = []
    for number, group in enumerate(sheet["groups"], 1):
        income = income_of(sheet, group)
        timed = any(_takes_time(task) for task in tasks_of_group(sheet, group))
        if timed and (income is None or rate_of(income) is None):
            unknown.append("income" if group.get("income") is None else f"groups.{number}.income")
    named = {group["name"] for group in sheet["groups"]}
    strays = [task for task in sheet["tasks"] if task["group"] and task["group"] not in named]
    income = sheet.get("income")
    if any(map(_takes_time, strays)) and (income is None or rate_of(income) is None):
        unknown.append("income")
    yield from dict.fromkeys(unknown)


def _takes_time(task: Mapping[str, Any]) -> bool:
    return task["hours"] is not None and Fraction(task["hours"]) != 0
