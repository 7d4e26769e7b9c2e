"""What a filled-in workbook says, in the domain's words: cost sheets and proposals from their rows.

A figure of a whole table (its source, its volume) stands on one row, or the same on several; a table
stands in one place. What does not make a whole is a problem at its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from procedures.errors import BadInput
from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.services.cost_sheets import complete_sheet
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from workflow.journal.strict_json import Json
from workflow.runtime.progress import counted

_ONCE = ("income", "hourly", "income_year", "income_source", "one_off", "limit", "basis", "source", "date")
_OF_GROUP = ("who", "channel", "fees", "other", "times", "subjects")
_MOST_ROWS = 1_000
"""Rows of one table: it holds 200 tasks at most, and each step below takes time for each row."""
# Field of a sheet or a proposal -> column, where the names differ.
_COLUMNS = {
    "tasks.kind": "task_kind",
    "tasks.name": "task",
    "tasks": "hours",
    "groups.name": "group",
    "groups": "group",
    "income.year": "income_year",
    "income.annual_per_head": "income",
    "income.hourly": "hourly",
    "income.source": "income_source",
    "limits.value": "limit",
    "actions.kind": "action",
    "submission.number": "submission",
    "submission.date": "submission_date",
    "kind": "plan",
}


SheetKey = tuple[str, str]  # code, stage


class ParsedSheet(NamedTuple):
    """A cost sheet as the rows of a workbook write it, with the row to point at."""

    sheet: Json
    filled: FilledSheet
    row: int


def cost_sheets(
    workbook: FilledWorkbook, known: Callable[[str], bool]
) -> tuple[dict[SheetKey, ParsedSheet], list[CellProblem]]:
    """(code, stage) -> sheet, from the task rows; a figure of a sheet stands once, or the same twice.

    `known` says whether a code is on record: a sheet without a procedure is not looked at closer.
    """
    found: dict[SheetKey, ParsedSheet] = {}
    problems: list[CellProblem] = []
    seen: dict[SheetKey, tuple[FilledSheet, int]] = {}
    for (code, stage), group in groupby(
        counted("sheets", rows_of_form(workbook, "costs")),
        key=lambda pair: (pair[1].text("code"), pair[1].text("stage") or "before"),
    ):
        entries = list(group)
        filled, first = entries[0]
        refuse_too_many(problems)
        if (code, stage) in seen:  # a table stands in one place: twice would be added up
            problems += _doubled(seen[code, stage], filled, first.row, found.pop((code, stage), None))
            continue
        seen[code, stage] = filled, first.row
        if code in filled.spoiled:
            continue  # a row of this table has a problem of its own
        if not known(code):
            problems.append(filled.problem(first.row, "code", "no-such-code", code))
            continue
        if len(entries) > _MOST_ROWS:
            detail = f"{len(entries)} > {_MOST_ROWS}"
            problems.append(filled.problem(first.row, "code", "too-many-lines", detail))
            continue
        once, wrong = _stated_once(filled, [entry for _, entry in entries], _ONCE)
        groups, more = _groups(filled, [entry for _, entry in entries])
        wrong += more
        working = [
            entry
            for _, entry in entries
            if entry.text("task") or entry.values.get("hours") is not None or entry.text("service")
        ]
        tasks = [
            {
                "kind": entry.text("task_kind") or "other",
                "name": entry.text("task"),
                "group": entry.text("group") if len(groups) > 1 else "",
                "hours": entry.values.get("hours"),
                "service": entry.text("service") or "0",
            }
            for entry in working
        ]
        problems += wrong
        if wrong:
            continue
        try:
            sheet = complete_sheet(_sheet_body(once, groups or {"": {}}, tasks))
        except BadInput as error:
            rows = [entry.row for entry in working]
            problems += (unfit(filled, first.row, rows, one.place) for one in error.problems)
            continue
        found[code, stage] = ParsedSheet(sheet, filled, first.row)
    return found, problems


def _sheet_body(once: Mapping[str, str], groups: Mapping[str, Mapping[str, str]], tasks: list[Json]) -> Json:
    alone = len(groups) == 1
    income: Json | None = None
    if once.get("income_year") or once.get("income") or once.get("hourly"):
        income = {"year": once.get("income_year", "")}
        for column, field in (("income", "annual_per_head"), ("hourly", "hourly")):
            if column in once:
                income[field] = once[column]
        if "income_source" in once:
            income["source"] = once["income_source"]
    return {
        "tasks": tasks,
        "income": income,
        "groups": [
            {
                "name": "" if alone else name,
                "who": one.get("who", ""),
                "channel": one.get("channel", ""),
                "fees": one.get("fees", "0"),
                "other": one.get("other", "0"),
                "times": one.get("times"),
                "subjects": one.get("subjects"),
            }
            for name, one in groups.items()
        ],
        "limits": [{"channel": "", "value": once["limit"], "unit": "working-day"}] if "limit" in once else [],
        "one_off": once.get("one_off", "0"),
        "basis": once.get("basis", "estimate"),
        "source": once.get("source", ""),
        "date": once.get("date", ""),
    }


def _groups(
    filled: FilledSheet, entries: Sequence[FormRow]
) -> tuple[dict[str, dict[str, str]], list[CellProblem]]:
    """Name of a group -> what its rows state for it."""
    members: dict[str, list[FormRow]] = {}
    for entry in entries:
        members.setdefault(entry.text("group"), []).append(entry)
    groups: dict[str, dict[str, str]] = {}
    problems: list[CellProblem] = []
    for name, mine in members.items():
        values, wrong = _stated_once(filled, mine, _OF_GROUP)
        problems += wrong
        if values or name:
            groups[name] = values
    if len(groups) > 1 and not any(groups.get("", {}).values()):
        groups.pop("", None)  # rows without a group are then everybody's tasks
    return groups, problems


def _stated_once(
    filled: FilledSheet, entries: Sequence[FormRow], keys: Sequence[str]
) -> tuple[dict[str, str], list[CellProblem]]:
    """The one value that the rows state for each key; a problem where two rows differ."""
    found: dict[str, str] = {}
    problems = []
    for key in keys:
        for entry in entries:
            value = entry.text(key)
            if value and found.setdefault(key, value) != value:
                problems.append(filled.problem(entry.row, key, "differs-above", found[key]))
    return found, problems


def unfit(filled: FilledSheet, first: int, rows: Sequence[int], place: str) -> CellProblem:
    """A problem at the cell that a field like `tasks.2.hours` came from; `rows` are those of a list."""
    parts = place.split(".")
    row = first
    if len(parts) > 1 and parts[1].isdigit():
        number = int(parts.pop(1))
        if parts[0] in {"tasks", "actions"} and 1 <= number <= len(rows):
            row = rows[number - 1]
    named = (_COLUMNS.get(".".join(parts)), parts[-1], _COLUMNS.get(parts[0]), "code")
    key = next(one for one in named if one in filled.form.by_key)
    return filled.problem(row, key, "sheet-unfit", place)


def proposals(
    workbook: FilledWorkbook, sheets: Mapping[SheetKey, ParsedSheet]
) -> tuple[dict[str, tuple[Json, FilledSheet, list[int]]], list[CellProblem]]:
    """Code -> what the clerk wrote of a proposal, with its sheet after if the workbook has one.

    With it the sheet of the workbook and the rows it came from, one for each action.
    """
    found: dict[str, tuple[Json, FilledSheet, list[int]]] = {}
    problems: list[CellProblem] = []
    seen: dict[str, tuple[FilledSheet, int]] = {}
    rows = rows_of_form(workbook, "proposals")
    for code, group in groupby(rows, key=lambda pair: pair[1].text("code")):
        entries = list(group)
        filled, first = entries[0]
        refuse_too_many(problems)
        if code in seen:
            problems += _doubled(seen[code], filled, first.row, found.pop(code, None))
            continue
        seen[code] = filled, first.row
        if code in filled.spoiled:
            continue
        once, wrong = _stated_once(
            filled,
            [e for _, e in entries],
            ("plan", "into", "submission", "submission_date", "signer", "due"),
        )
        for key in ("plan", "submission", "submission_date"):
            if key not in once:
                wrong.append(filled.problem(first.row, key, "cell-missing"))
        problems += wrong
        if wrong:
            continue
        actions = [
            {
                "kind": e.text("action"),
                "content": e.text("content"),
                "reason": e.text("reason"),
                "document": e.text("document"),
                "article": e.text("article"),
                "clause": e.text("clause"),
                "point": e.text("point"),
                "authority": e.text("authority") or "province",
            }
            for _, e in entries
        ]
        paper = {
            "number": once["submission"],
            "date": once["submission_date"],
            "body": "",
            "level": "unit",
            "signer": once.get("signer", ""),
            "files": [],
        }
        after = sheets.get((code, "after"))
        found[code] = (
            {
                "kind": once["plan"],
                "into": once.get("into"),
                "actions": actions,
                "submission": paper,
                "due": once.get("due"),
                "after_sheet": after.sheet if after else None,
            },
            filled,
            [entry.row for _, entry in entries],
        )
    return found, problems


def _doubled(
    before: tuple[FilledSheet, int], filled: FilledSheet, row: int, taken_back: object
) -> Iterator[CellProblem]:
    """What stands in two places counts in neither; both are named, the first one once."""
    first, at = before
    if taken_back is not None:
        yield first.problem(at, "code", "doubled-code", str(row))
    yield filled.problem(row, "code", "doubled-code", str(at))
