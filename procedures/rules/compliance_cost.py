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

HOURS_A_YEAR = 12 * 22 * 8  # months x days x hours: the divisor of an annual income (C3)
LARGEST = 10**15  # đồng a year of one procedure: sums of thousands stay within 64 bits
TASKS = ("prepare", "submit", "pay", "inspection", "other", "receive")  # C2
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


class Change(NamedTuple):
    """One line of the difference between two sheets: what, of which group, before and after."""

    what: str
    group: str
    before: str | None
    after: str | None


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
        for number, task in enumerate(_tasks_of(sheet, group), 1):
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
    rate = None if income is None else _rate(income)
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
        for group in groups if isinstance(group, dict)
        for task in group.get("tasks", ()) if isinstance(task, dict)
    ]  # fmt: skip
    whole["tasks"] = [{"group": "", **t} if isinstance(t, dict) else t for t in tasks] + own
    whole["groups"] = [
        {"name": "", "who": "", "channel": ""} | {n: v for n, v in group.items() if n != "tasks"}
        if isinstance(group, dict) else group
        for group in groups
    ]  # fmt: skip
    return whole


def vintage_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], movable: frozenset[str]
) -> tuple[str, ...]:
    """The fields that differ although no action may move them (C3, C7, table of action kinds).

    Income never moves. Volume is compared group by group; where an action may bring people to
    another channel, the same people (`who`) are compared over all their channels. A new group takes
    its other figures from one that was there.
    """
    first, second = _vintage(before), _vintage(after)
    found = ["income"] if second.income and first.income != second.income else []
    found += [
        field
        for field in ("hours", "service", "fees", "times")
        if field not in movable and not _drawn_from(first.column(field), second.column(field))
    ]
    if "subjects" not in movable:
        over = "channels" in movable
        was, is_ = _people(before, over_channels=over), _people(after, over_channels=over)
        if was != is_ and None not in is_.values():
            found.append("subjects")
    return tuple(found)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The difference of two sheets line by line; only what differs, in the order of the sheet."""
    one, other = _lines(before), _lines(after)
    return tuple(
        Change(*key, one.get(key), other.get(key))
        for key in dict.fromkeys((*one, *other))
        if one.get(key) != other.get(key)
    )


class _Vintage(NamedTuple):
    income: str
    groups: dict[str, dict[str, str | None]]

    def column(self, field: str) -> dict[str, str | None]:
        return {name: group[field] for name, group in self.groups.items()}


def _vintage(sheet: Mapping[str, Any]) -> _Vintage:
    income = sheet.get("income") or {}
    rate = _rate(income)
    how = "hourly" if income.get("hourly") is not None else "annual_per_head"
    stated = f"{how}={rate}/{income.get('year')}" if rate is not None else ""
    groups = {}
    for place, group in enumerate(sheet["groups"]):
        tasks = _tasks_of(sheet, group)
        groups[group["name"] or str(place)] = {
            "hours": _sum(task["hours"] for task in tasks),
            "service": _sum(task["service"] for task in tasks),
            "fees": _sum((group["fees"], group["other"])),
            "times": _sum((group["times"],)),
        }
    return _Vintage(stated, groups)


def _people(sheet: Mapping[str, Any], *, over_channels: bool) -> dict[str, str | None]:
    """Number of subjects by group; with `over_channels` by who they are, where a channel is stated."""
    found: dict[str, list[str | None]] = {}
    for place, group in enumerate(sheet["groups"]):
        whose = f"who {group['who']}" if over_channels and group["channel"] else ""
        found.setdefault(whose or group["name"] or str(place), []).append(group["subjects"])
    return {whose: _sum(given) for whose, given in found.items()}


def _sum(values: Any) -> str | None:
    given = tuple(values)
    return None if None in given else str(sum(map(Fraction, given)))


def _drawn_from(was: dict[str, str | None], is_: dict[str, str | None]) -> bool:
    """Whether each known figure after is the one before: its own, or one that another group had."""
    return all(
        value is None or (value == was[name] if name in was else value in was.values())
        for name, value in is_.items()
    )


def _lines(sheet: Mapping[str, Any]) -> dict[tuple[str, str], str | None]:
    income = sheet["income"] or {}
    rate = _rate(income)
    found: dict[tuple[str, str], str | None] = {}
    if rate is not None:
        found["hourly" if income["hourly"] is not None else "annual_per_head", ""] = rate
    for task in sheet["tasks"]:
        named = f"{task['kind']} {task['name']}".strip()
        found[f"hours {named}", task["group"]] = task["hours"]
        found[f"service {named}", task["group"]] = task["service"]
    for group in sheet["groups"]:
        for part in ALONE:
            found[part, group["name"]] = group[part]
    found["one_off", ""] = sheet["one_off"]
    for limit in sheet["limits"]:
        found[f"limit {limit['channel']}", ""] = f"{limit['value']} {limit['unit']}"
    return found


def _tasks_of(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [task for task in sheet["tasks"] if task["group"] in {"", group["name"]}]


def _named(sheet: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    return group["name"] if len(sheet["groups"]) > 1 else ""


def _rate(income: Mapping[str, Any]) -> str | None:
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
        income is None or _rate(income) is None
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
