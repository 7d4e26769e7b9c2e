"""Reads the rows of one table: what is stated once for all of them, and lines that stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from procedures.intake.form_reader import FilledSheet, FormRow
from procedures.spreadsheets.problems import CellProblem

# Field of a sheet or a proposal -> column, where the names differ.
_COLUMNS = {
    "tasks.kind": "task_kind",
    "tasks.name": "task",
    "tasks": "hours",
    "groups.name": "group",
    "groups": "group",
    "groups.income.year": "income_year",
    "groups.income.annual_per_head": "income",
    "groups.income.hourly": "hourly",
    "groups.income.source": "income_source",
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


def table_of_rows(group: Iterable[tuple[FilledSheet, FormRow]]) -> tuple[FilledSheet, list[FormRow]]:
    """Return the sheet of rows that stand together, and the rows."""
    pairs = list(group)
    return pairs[0][0], [entry for _, entry in pairs]


def equal_lines(
    filled: FilledSheet, entries: Sequence[FormRow], keys: Sequence[str], column: str
) -> Iterator[CellProblem]:
    """Yield a problem for each row that says the same as one above: added up, it would count twice."""
    first: dict[tuple[object, ...], int] = {}
    for entry in entries:
        line = tuple(entry.values.get(key) for key in keys)
        if (above := first.setdefault(line, entry.row)) != entry.row:
            yield filled.problem(entry.row, column, "same-line", str(above))


def stated_once(
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


def doubled_table(
    before: tuple[FilledSheet, int], filled: FilledSheet, row: int, taken_back: object
) -> Iterator[CellProblem]:
    """Yield the problems of a table in two places: it counts in neither, the first is named once."""
    first, at = before
    if taken_back is not None:
        yield first.problem(at, "code", "doubled-code", place_in(filled, row, first))
    yield filled.problem(row, "code", "doubled-code", place_in(first, at, filled))


def place_in(there: FilledSheet, row: int, here: FilledSheet) -> str:
    """Return a 1-based row as text; with the name of its sheet where that is another one than `here`."""
    return str(row) if there is here else f"{there.sheet}!{row}"
