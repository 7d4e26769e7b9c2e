"""Compares two cost sheets of one procedure: fields that must be equal (C3, C7), and every difference."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from procedures.rules.compliance_cost import GROUP_FIELDS, derive, income_of, rate_of, tasks_of_group


class SheetChange(NamedTuple):
    """One difference between two sheets.

    `what` is a field such as `fees`, or a field and its task such as `hours prepare giấy khai`; `group`
    is the group's name or ""; `before` and `after` are the sheets' texts, None unknown or not there.
    """

    what: str
    group: str
    before: str | None
    after: str | None


def vintage_differences(
    before: Mapping[str, Any], after: Mapping[str, Any], movable: frozenset[str]
) -> tuple[str, ...]:
    """Return the fields that differ although no action of the proposal may change them (C3, C7).

    `movable` comes from `action_kinds.movable`. Income may never differ. The number of subjects is
    compared group by group; where an action may bring people to another channel, the same people
    (`who`) are compared over all their channels. A new group must have its hours, service cost, fees
    and frequency from a group of the sheet before.
    """
    first, second = _vintage(before), _vintage(after)
    differing = [] if _drawn_from(first.column("income"), second.column("income")) else ["income"]
    differing += [
        field
        for field in ("hours", "service", "fees", "times")
        if field not in movable and not _drawn_from(first.column(field), second.column(field))
    ]
    if "subjects" not in movable:
        over = "channels" in movable
        was, is_ = _people(before, over_channels=over), _people(after, over_channels=over)
        if was != is_ and None not in is_.values():
            differing.append("subjects")
    return tuple(differing)


def sheet_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[SheetChange, ...]:
    """Return the differences of two sheets, field by field, in the order of the sheets."""
    one, other = _lines(before), _lines(after)
    return tuple(
        SheetChange(*key, one.get(key), other.get(key))
        for key in dict.fromkeys((*one, *other))
        if one.get(key) != other.get(key)
    )


def falls(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Return True where a sheet shows a fall of hours, fees, dossier items or frequency (R3).

    The measure is one dossier of each group, not the year: nobody may have applied. Where the figures of one
    dossier are known on both sides their cost must fall; else something must fall and nothing rise.
    """
    one, other = _one_dossier_each(before), _one_dossier_each(after)
    if one is not None and other is not None and one != other:
        return other < one
    pairs = zip(_burdens(before), _burdens(after), strict=True)
    changes = [is_ - was for was, is_ in pairs if was is not None and is_ is not None]
    return any(change < 0 for change in changes) and not any(change > 0 for change in changes)


def _one_dossier_each(sheet: Mapping[str, Any]) -> Fraction | None:
    groups = [{**group, "subjects": "1"} for group in sheet["groups"]]
    steps = derive({**sheet, "groups": groups}).steps
    years = [step.amount for step in steps if step.label == "year"]
    return sum(years, Fraction(0)) if years else None


def _burdens(sheet: Mapping[str, Any]) -> tuple[Fraction | None, ...]:
    """Return hours, service cost, fees, other costs, times a year and dossier items; None unknown."""
    tasks, groups = sheet["tasks"], sheet["groups"]
    figures = [[task[name] for task in tasks] for name in ("hours", "service")]
    figures += [[group[name] for group in groups] for name in ("fees", "other", "times")]
    sums = [None if None in given else sum(map(Fraction, given), Fraction(0)) for given in figures]
    return (*sums, Fraction(sum(task["kind"] == "prepare" for task in tasks)))


class _Vintage(NamedTuple):
    """The figures of a sheet that must stay comparable, by group: the stated income, and sums."""

    groups: dict[str, dict[str, str | None]]

    def column(self, field: str) -> dict[str, str | None]:
        return {name: group[field] for name, group in self.groups.items()}


def _vintage(sheet: Mapping[str, Any]) -> _Vintage:
    groups: dict[str, dict[str, str | None]]
    groups = {}
    for place, group in enumerate(sheet["groups"]):
        tasks = tasks_of_group(sheet, group)
        groups[group["name"] or str(place)] = {
            "income": _stated_income(income_of(sheet, group) or {}),
            "hours": _sum(task["hours"] for task in tasks),
            "service": _sum(task["service"] for task in tasks),
            "fees": _sum((group["fees"], group["other"])),
            "times": _sum((group["times"],)),
        }
    return _Vintage(groups)


def _stated_income(income: Mapping[str, Any]) -> str | None:
    rate = rate_of(income)
    how = "hourly" if income.get("hourly") is not None else "annual_per_head"
    return None if rate is None else f"{how}={rate}/{income.get('year')}"


def _people(sheet: Mapping[str, Any], *, over_channels: bool) -> dict[str, str | None]:
    """Return the number of subjects by group; with `over_channels` by `who`, where a channel is stated."""
    found: dict[str, list[str | None]] = {}
    for place, group in enumerate(sheet["groups"]):
        whose = f"who {group['who']}" if over_channels and group["channel"] else ""
        found.setdefault(whose or group["name"] or str(place), []).append(group["subjects"])
    return {whose: _sum(given) for whose, given in found.items()}


def _sum(values: Any) -> str | None:
    given = tuple(values)
    return None if None in given else str(sum(map(Fraction, given)))


def _drawn_from(was: dict[str, str | None], is_: dict[str, str | None]) -> bool:
    """True where each known figure after was there before: in its own group, or, of a new group, in any."""
    return all(
        value is None or (value == was[name] if name in was else value in was.values())
        for name, value in is_.items()
    )


def _lines(sheet: Mapping[str, Any]) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for name, income in (
        ("", sheet["income"]),
        *((one["name"], one.get("income")) for one in sheet["groups"]),
    ):
        rate = rate_of(income or {})
        if income and rate is not None:
            found["hourly" if income["hourly"] is not None else "annual_per_head", name] = rate
    for task in sheet["tasks"]:
        named = f"{task['kind']} {task['name']}".strip()
        found[f"hours {named}", task["group"]] = task["hours"]
        found[f"service {named}", task["group"]] = task["service"]
    for group in sheet["groups"]:
        for part in GROUP_FIELDS:
            found[part, group["name"]] = group[part]
    found["one_off", ""] = sheet["one_off"]
    for limit in sheet["limits"]:
        found[f"limit {limit['channel']}", ""] = f"{limit['value']} {limit['unit']}"
    return found
