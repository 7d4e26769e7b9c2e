"""Parses the contents of a filled-in workbook: cost sheets and proposals from their rows.

A figure of a whole table (its source, its volume) is on one row, or the same on several; a table is in one
place. Rows that do not make a whole are a problem at their first row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from procedures.errors import BadInput
from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.services.cost_sheets import complete_sheet
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from workflow.journal.strict_json import Json
from workflow.runtime.progress import counted

_ONCE = ("income", "hourly", "income_year", "income_source", "one_off", "limit", "basis", "source", "date")
_OF_PROPOSAL = ("plan", "into", "submission", "submission_date", "signer", "due")
_NEEDED = ("plan", "submission", "submission_date")
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
    """A cost sheet as the rows of a workbook state it; `row`: the number of its first row."""

    sheet: Json
    filled: FilledSheet
    row: int


class ParsedProposal(NamedTuple):
    """A proposal as the rows of a workbook state it; `lines`: the numbers of its rows, one an action."""

    plan: Json
    filled: FilledSheet
    lines: list[int]


def cost_sheets(
    workbook: FilledWorkbook, known: Callable[[str], bool]
) -> tuple[dict[SheetKey, ParsedSheet], list[CellProblem]]:
    """Return (code, stage) -> sheet, from the task rows, and the problems of the other tables.

    `known` returns True for a code on record; a sheet without a procedure is not parsed further.

    Raises Unreadable: when there are too many problems.
    """
    sheets: dict[SheetKey, ParsedSheet] = {}
    problems: list[CellProblem] = []
    seen: dict[SheetKey, tuple[FilledSheet, int]] = {}
    rows = counted("sheets", rows_of_form(workbook, "costs"))
    for key, group in groupby(rows, key=lambda pair: _sheet_key(pair[1])):
        refuse_too_many(problems)
        filled, entries = _table(group)
        row = entries[0].row
        if key in seen:  # a table is in one place: added up, its figures would count twice
            problems += _doubled(seen[key], filled, row, sheets.pop(key, None))
            continue
        seen[key] = filled, row
        if key[0] in filled.spoiled:
            continue  # a row of this table has a problem of its own
        if not known(key[0]):
            problems.append(filled.problem(row, "code", "no-such-code", key[0]))
            continue
        sheet, wrong = _parsed_sheet(filled, entries)
        problems += wrong
        if sheet is not None:
            sheets[key] = ParsedSheet(sheet, filled, row)
    return sheets, problems


def _sheet_key(entry: FormRow) -> SheetKey:
    return entry.text("code"), entry.text("stage") or "before"


def _table(group: Iterable[tuple[FilledSheet, FormRow]]) -> tuple[FilledSheet, list[FormRow]]:
    pairs = list(group)
    return pairs[0][0], [entry for _, entry in pairs]


def _parsed_sheet(filled: FilledSheet, entries: list[FormRow]) -> tuple[Json | None, list[CellProblem]]:
    """Return the complete sheet of these rows, or None and its problems."""
    row = entries[0].row
    if len(entries) > _MOST_ROWS:
        detail = f"{len(entries)} > {_MOST_ROWS}"
        return None, [filled.problem(row, "code", "too-many-lines", detail)]
    once, problems = _stated_once(filled, entries, _ONCE)
    groups, group_problems = _groups(filled, entries)
    problems += group_problems
    if problems:
        return None, problems
    working = [entry for entry in entries if _is_task(entry)]
    tasks = [_task(entry, grouped=len(groups) > 1) for entry in working]
    try:
        return complete_sheet(_sheet_body(once, groups or {"": {}}, tasks)), []
    except BadInput as error:
        lines = [entry.row for entry in working]
        return None, [unfit(filled, row, lines, problem.place) for problem in error.problems]


def _is_task(entry: FormRow) -> bool:
    return bool(entry.text("task") or entry.values.get("hours") is not None or entry.text("service"))


def _task(entry: FormRow, *, grouped: bool) -> Json:
    return {
        "kind": entry.text("task_kind") or "other",
        "name": entry.text("task"),
        "group": entry.text("group") if grouped else "",
        "hours": entry.values.get("hours"),
        "service": entry.text("service") or "0",
    }


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
    """Return name of a group -> the figures that its rows state for it, and the problems."""
    members: dict[str, list[FormRow]] = {}
    for entry in entries:
        members.setdefault(entry.text("group"), []).append(entry)
    groups: dict[str, dict[str, str]] = {}
    problems: list[CellProblem] = []
    for name, rows in members.items():
        values, wrong = _stated_once(filled, rows, _OF_GROUP)
        problems += wrong
        if values or name:
            groups[name] = values
    if len(groups) > 1 and not any(groups.get("", {}).values()):
        groups.pop("", None)  # rows without a group are then everybody's tasks
    return groups, problems


def _stated_once(
    filled: FilledSheet, entries: Sequence[FormRow], keys: Sequence[str]
) -> tuple[dict[str, str], list[CellProblem]]:
    """Return the one value that the rows state for each key; a problem where two rows differ."""
    found: dict[str, str] = {}
    problems = []
    for key in keys:
        for entry in entries:
            value = entry.text(key)
            if value and found.setdefault(key, value) != value:
                problems.append(filled.problem(entry.row, key, "differs-above", found[key]))
    return found, problems


def unfit(filled: FilledSheet, first: int, rows: Sequence[int], place: str) -> CellProblem:
    """Return a problem at the cell of a field like `tasks.2.hours`; `rows`: row numbers of its list."""
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
) -> tuple[dict[str, ParsedProposal], list[CellProblem]]:
    """Return code -> proposal, with its sheet after if the workbook has one, and the problems of others.

    Raises Unreadable: when there are too many problems.
    """
    plans: dict[str, ParsedProposal] = {}
    problems: list[CellProblem] = []
    seen: dict[str, tuple[FilledSheet, int]] = {}
    rows = rows_of_form(workbook, "proposals")
    for code, group in groupby(rows, key=lambda pair: pair[1].text("code")):
        refuse_too_many(problems)
        filled, entries = _table(group)
        row = entries[0].row
        if code in seen:
            problems += _doubled(seen[code], filled, row, plans.pop(code, None))
            continue
        seen[code] = filled, row
        if code in filled.spoiled:
            continue
        once, wrong = _stated_once(filled, entries, _OF_PROPOSAL)
        wrong += (filled.problem(row, key, "cell-missing") for key in _NEEDED if key not in once)
        problems += wrong
        if not wrong:
            plan = _plan(once, entries, sheets.get((code, "after")))
            plans[code] = ParsedProposal(plan, filled, [entry.row for entry in entries])
    return plans, problems


def _plan(once: Mapping[str, str], entries: Sequence[FormRow], after: ParsedSheet | None) -> Json:
    submission = {
        "number": once["submission"],
        "date": once["submission_date"],
        "body": "",
        "level": "unit",
        "signer": once.get("signer", ""),
        "files": [],
    }
    return {
        "kind": once["plan"],
        "into": once.get("into"),
        "actions": [_action(entry) for entry in entries],
        "submission": submission,
        "due": once.get("due"),
        "after_sheet": after.sheet if after else None,
    }


def _action(entry: FormRow) -> Json:
    return {
        "kind": entry.text("action"),
        "content": entry.text("content"),
        "reason": entry.text("reason"),
        "document": entry.text("document"),
        "article": entry.text("article"),
        "clause": entry.text("clause"),
        "point": entry.text("point"),
        "authority": entry.text("authority") or "province",
    }


def _doubled(
    before: tuple[FilledSheet, int], filled: FilledSheet, row: int, taken_back: object
) -> Iterator[CellProblem]:
    """Yield the problems of a table in two places: it counts in neither, the first is named once."""
    first, at = before
    if taken_back is not None:
        yield first.problem(at, "code", "doubled-code", str(row))
    yield filled.problem(row, "code", "doubled-code", str(at))
