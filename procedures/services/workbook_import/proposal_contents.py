"""Parses the proposals of a filled-in workbook from their rows, one an action.

A proposal is in one place of the workbook; what concerns all of it is on one row, or the same on several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.rules.document_levels import level_of_number
from procedures.services.workbook_import.table_rows import (
    doubled_table,
    equal_lines,
    stated_once,
    table_of_rows,
)
from procedures.services.workbook_import.workbook_contents import ParsedSheet, SheetKey
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from workflow.journal.strict_json import Json

_OF_PROPOSAL = ("plan", "into", "submission", "submission_date", "signer", "due")
_NEEDED = ("plan", "submission", "submission_date")
_OF_ACTION = ("action", "content", "reason", "document", "article", "clause", "point")


class ParsedProposal(NamedTuple):
    """A proposal as the rows of a workbook state it; `lines`: the numbers of its rows, one an action."""

    plan: Json
    filled: FilledSheet
    lines: list[int]


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
    for (_, code), group in groupby(rows, key=lambda pair: (id(pair[0]), pair[1].text("code"))):
        refuse_too_many(problems)
        filled, entries = table_of_rows(group)
        row = entries[0].row
        if code in seen:
            problems += doubled_table(seen[code], filled, row, plans.pop(code, None))
            continue
        seen[code] = filled, row
        if code in filled.spoiled:
            continue
        once, wrong = stated_once(filled, entries, _OF_PROPOSAL)
        wrong += (filled.problem(row, key, "cell-missing") for key in _NEEDED if key not in once)
        wrong += equal_lines(filled, entries, _OF_ACTION, "action")
        wrong += _without_authority(filled, entries)
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


def _without_authority(filled: FilledSheet, entries: Sequence[FormRow]) -> Iterator[CellProblem]:
    """Yield the actions that state no authority, and whose document does not tell it (R13)."""
    for entry in entries:
        text = entry.text("document")
        if text and not entry.text("authority") and level_of_number(text) is None:
            yield filled.problem(entry.row, "authority", "authority-unknown")


def _action(entry: FormRow) -> Json:
    stated = {"authority": entry.text("authority")} if entry.text("authority") else {}
    return stated | {
        "kind": entry.text("action"),
        "content": entry.text("content"),
        "reason": entry.text("reason"),
        "document": entry.text("document"),
        "article": entry.text("article"),
        "clause": entry.text("clause"),
        "point": entry.text("point"),
    }
