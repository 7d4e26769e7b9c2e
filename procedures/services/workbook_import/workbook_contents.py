"""Parses the cost sheets of a filled-in workbook from their rows.

A figure of a whole table (its source, its volume) is on one row, or the same on several; a table is in one
place. Rows that do not make a whole are a problem at their first row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from procedures.errors import BadInput
from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.intake.number_rules import UNKNOWN_AMOUNT
from procedures.rules.compliance_cost import HOURS_A_YEAR
from procedures.services.cost_sheets import complete_sheet
from procedures.services.workbook_import.table_rows import (
    doubled_table,
    equal_lines,
    stated_once,
    table_of_rows,
    unfit,
)
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from workflow.journal.strict_json import Json
from workflow.runtime.progress import counted

_INCOME = ("income", "hourly", "income_year", "income_source")
_ONCE = ("one_off", "basis", "source", "date")
_OF_GROUP = ("who", "channel", "fees", "other", "times", "subjects", "limit")
_OF_TASK = ("task_kind", "task", "group", "hours", "service")
DAYS_A_YEAR = 366
"""Times a year that one subject could do something, at most once a day."""
_MOST_ROWS = 1_000
"""Rows of one table: it holds 200 tasks at most, and each step below takes time for each row."""
SheetKey = tuple[str, str]  # code, stage


class ParsedSheet(NamedTuple):
    """A cost sheet as the rows of a workbook state it; `row`: the number of its first row.

    `no_fee`: a group's cell for fees is empty, which is taken as 0.
    """

    sheet: Json
    filled: FilledSheet
    row: int
    no_fee: bool = False


def cost_sheets(
    workbook: FilledWorkbook, known: Callable[[str], bool], *, unusual: bool = False
) -> tuple[dict[SheetKey, ParsedSheet], list[CellProblem]]:
    """Return (code, stage) -> sheet, from the task rows, and the problems of the other tables.

    `known` returns True for a code on record; a sheet without a procedure is not parsed further. `unusual`
    takes figures that no subject could reach in a year, else they are problems.

    Raises Unreadable: when there are too many problems.
    """
    sheets: dict[SheetKey, ParsedSheet] = {}
    problems: list[CellProblem] = []
    seen: dict[SheetKey, tuple[FilledSheet, int]] = {}
    rows = counted("sheets", rows_of_form(workbook, "costs"))
    for (_, *parts), group in groupby(rows, key=lambda pair: (id(pair[0]), *_sheet_key(pair[1]))):
        refuse_too_many(problems)
        filled, entries = table_of_rows(group)
        key: SheetKey = (parts[0], parts[1])
        row = entries[0].row
        if key in seen:  # a table is in one place: added up, its figures would count twice
            problems += doubled_table(seen[key], filled, row, sheets.pop(key, None))
            continue
        seen[key] = filled, row
        if key[0] in filled.spoiled:
            continue  # a row of this table has a problem of its own
        if not known(key[0]):
            problems.append(filled.problem(row, "code", "no-such-code", key[0]))
            continue
        sheet, wrong = _parsed_sheet(filled, entries, unusual=unusual)
        problems += wrong
        if sheet is not None:
            no_fee = not all(map(_states_fee, _groups(filled, entries)[0].values()))
            sheets[key] = ParsedSheet(sheet, filled, row, no_fee)
    return sheets, problems


def _sheet_key(entry: FormRow) -> SheetKey:
    return entry.text("code"), entry.text("stage") or "before"


def _parsed_sheet(
    filled: FilledSheet, entries: list[FormRow], *, unusual: bool
) -> tuple[Json | None, list[CellProblem]]:
    """Return the complete sheet of these rows, or None and its problems."""
    row = entries[0].row
    if len(entries) > _MOST_ROWS:
        detail = f"{len(entries)} > {_MOST_ROWS}"
        return None, [filled.problem(row, "code", "too-many-lines", detail)]
    once, problems = stated_once(filled, entries, _ONCE)
    groups, group_problems = _groups(filled, entries)
    incomes, income_problems = _incomes(filled, entries)
    working = [entry for entry in entries if _is_task(entry)]
    problems += (*income_problems, *group_problems, *equal_lines(filled, working, _OF_TASK, "task"))
    if problems:
        return None, problems
    tasks = [_task(entry, grouped=len(groups) > 1) for entry in working]
    lines = [entry.row for entry in working]
    try:
        sheet = complete_sheet(_sheet_body(once, incomes, groups or {"": {}}, tasks))
    except BadInput as error:
        return None, [unfit(filled, row, lines, problem.place) for problem in error.problems]
    if _says_nothing(sheet):
        return None, [filled.problem(row, "hours", "nothing-stated", entries[0].text("code"))]
    doubts = [] if unusual else list(_unusual(filled, sheet, row, lines))
    return (None if doubts else sheet), doubts


def _says_nothing(sheet: Json) -> bool:
    """Return True for a table of tasks as it was drafted: none of its hours and volumes is filled in."""
    volumes = [group[name] for group in sheet["groups"] for name in ("times", "subjects")]
    hours = [task["hours"] for task in sheet["tasks"]]
    return bool(hours) and not any(figure is not None for figure in (*hours, *volumes))


def _unusual(filled: FilledSheet, sheet: Json, row: int, lines: Sequence[int]) -> Iterator[CellProblem]:
    """Yield a problem for each figure that no subject could reach in a year; `lines`: rows of the tasks."""
    for line, task in zip(lines, sheet["tasks"], strict=True):
        if task["hours"] is not None and Fraction(task["hours"]) > HOURS_A_YEAR:
            yield filled.problem(line, "hours", "unusual-hours", str(HOURS_A_YEAR))
    for group in sheet["groups"]:
        if group["times"] is not None and Fraction(group["times"]) > DAYS_A_YEAR:
            yield filled.problem(row, "times", "unusual-times", str(DAYS_A_YEAR))


def _is_task(entry: FormRow) -> bool:
    return bool(entry.text("task") or entry.values.get("hours") is not None or entry.text("service"))


def _task(entry: FormRow, *, grouped: bool) -> Json:
    return {
        "kind": entry.text("task_kind") or "other",
        "name": entry.text("task"),
        "group": entry.text("group") if grouped else "",
        "hours": entry.values.get("hours"),
        "service": _amount(entry.text("service")),
    }


def _states_fee(group: Mapping[str, str]) -> bool:
    return bool(group.get("fees"))


def _amount(stated: str) -> str | None:
    """Return an amount of a cell: None where it says that it is not known, 0 where it is empty."""
    return None if stated == UNKNOWN_AMOUNT else stated or "0"


def _incomes(filled: FilledSheet, entries: Sequence[FormRow]) -> tuple[dict[str, Json], list[CellProblem]]:
    """Return name of a group -> the income that its rows state, and the problems; "" is the sheet's (C3).

    One income is the sheet's, on whichever row it stands; a group has one of its own only where they differ.
    """
    stated, differing = stated_once(filled, entries, _INCOME)
    names = list(dict.fromkeys(entry.text("group") for entry in entries))
    if not differing or len(names) == 1:
        return {"": income} if (income := _income(stated)) else {}, differing
    incomes, problems = {}, []
    for name in names:
        rows = [entry for entry in entries if entry.text("group") == name]
        stated, wrong = stated_once(filled, rows, _INCOME)
        problems += wrong
        if (income := _income(stated)) is not None:
            incomes[name] = income
    return incomes, problems


def _income(stated: Mapping[str, str]) -> Json | None:
    if not any(stated.get(column) for column in ("income_year", "income", "hourly")):
        return None
    fields = (("income", "annual_per_head"), ("hourly", "hourly"), ("income_source", "source"))
    return {"year": stated.get("income_year", "")} | {
        field: stated[column] for column, field in fields if column in stated
    }


def _sheet_body(
    once: Mapping[str, str],
    incomes: Mapping[str, Json],
    groups: Mapping[str, Mapping[str, str]],
    tasks: list[Json],
) -> Json:
    alone = len(groups) == 1
    return {
        "tasks": tasks,
        "income": incomes.get(""),
        "groups": [
            {
                "name": "" if alone else name,
                "who": one.get("who", ""),
                "channel": one.get("channel", ""),
                "fees": _amount(one.get("fees", "")),
                "other": _amount(one.get("other", "")),
                "times": one.get("times"),
                "subjects": one.get("subjects"),
                **({"income": incomes[name]} if name and name in incomes else {}),
            }
            for name, one in groups.items()
        ],
        "limits": list(_limits(groups)),
        "one_off": once.get("one_off", "0"),
        "basis": once.get("basis", "estimate"),
        "source": once.get("source", ""),
        "date": once.get("date", ""),
    }


def _limits(groups: Mapping[str, Mapping[str, str]]) -> Iterator[Json]:
    """Yield the time limit that each group states, for the channel of that group."""
    seen = set()
    for one in groups.values():
        value, _, unit = one.get("limit", "").partition(" ")
        limit = (one.get("channel", ""), value, unit)
        if value and limit not in seen:  # groups by one channel share its limit
            seen.add(limit)
            yield {"channel": limit[0], "value": value, "unit": unit}


def _groups(
    filled: FilledSheet, entries: Sequence[FormRow]
) -> tuple[dict[str, dict[str, str]], list[CellProblem]]:
    """Return name of a group -> the figures that its rows state for it, and the problems."""
    members: dict[str, list[FormRow]] = {}
    for entry in entries:
        members.setdefault(entry.text("group"), []).append(entry)
    groups: dict[str, dict[str, str]] = {}
    problems: list[CellProblem] = []
    for name, rows in members.items():
        values, wrong = stated_once(filled, rows, _OF_GROUP)
        problems += wrong
        if values or name:
            groups[name] = values
    if len(groups) > 1 and not any(groups.get("", {}).values()):
        groups.pop("", None)  # rows without a group are then everybody's tasks
    return groups, problems
