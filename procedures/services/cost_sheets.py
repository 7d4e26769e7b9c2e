"""Cost sheets: composed from a file or from single fields, drafted, restated, derived."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import amount, iso_date, normalise, require_shape
from procedures.intake.number_rules import UNKNOWN_AMOUNT, amount_of_word
from procedures.paths import DATA
from procedures.rules.codes import current_code
from procedures.rules.compliance_cost import GROUP_FIELDS, Derivation, derive, grouped
from procedures.rules.sheet_comparison import SheetChange, sheet_changes
from procedures.services.documents import file_digest
from procedures.services.inventory import find_procedure, procedure_subject
from procedures.services.session import Draft, Session
from procedures.storage.rows import Member, Procedure, Sheet
from workflow.journal.strict_json import Json


class CostSheetView(NamedTuple):
    """A sheet with its derivation; `seq` is the position of the entry it came from.

    `stage`: "before" or "after". `changes`: the lines in which a sheet "after" differs from the sheet before
    it. `sealed`: ids of the programmes whose baseline cost it is (C12).
    """

    procedure: Procedure
    seq: int
    stage: str
    sheet: Json
    derivation: Derivation
    changes: tuple[SheetChange, ...]
    sealed: tuple[str, ...]


_AMOUNTS = frozenset({"fees", "other", "service"})
_FIGURES = _AMOUNTS | {"hours", "times", "subjects"}  # unknown, each makes the cost unknown

EMPTY_SHEET: Json = {
    "tasks": [],
    "income": None,
    "limits": [],
    "one_off": "0",
    "basis": "estimate",
    "source": "",
    "date": "",
}


def complete_sheet(sheet: Json, source: str = "") -> Json:
    """Fill in the fields that a sheet leaves out: each is then unknown, but for the one-off cost, which is 0.

    An unknown hour, service, fee, other cost, frequency or volume makes the cost unknown (C8). Amounts may be
    the words "miễn phí" or "không", which are 0, or "chưa rõ", which is unknown. One group of subjects may be
    written flat, and a group's own tasks inside it. An income of which only the year is given is looked up in
    `published_incomes`. Amounts are whole đồng as text, hours decimal text, dates ISO. `source`: the file's
    name for errors.

    Raises BadInput: with every problem, when the sheet cannot be used.
    """
    misplaced = [name for name in GROUP_FIELDS if name in sheet and "groups" in sheet]
    if misplaced:
        raise BadInput(tuple(InputProblem(name, "inside-groups", "") for name in misplaced), source)
    whole = {**EMPTY_SHEET, **_with_words(grouped(sheet))}
    if isinstance(whole["groups"], list):
        whole["groups"] = [
            _group_with_defaults(group, number) if isinstance(group, dict) else group
            for number, group in enumerate(whole["groups"], 1)
        ]
    whole["tasks"] = _tasks_with_defaults(whole["tasks"])
    if isinstance(whole["income"], dict):
        whole["income"] = _with_published_income(whole["income"], "income")
    require_shape("CostSheet", whole, source)
    return whole


def with_files(sheet: Json, files: Sequence[Path]) -> Json:
    """Add the SHA-256 of files that a sheet's figures rest on, such as the report of a survey.

    Raises BadInput: when a file cannot be read.
    """
    if not files:
        return sheet
    return sheet | {"files": [*sheet.get("files", ()), *map(file_digest, files)]}


class SimpleSheet(NamedTuple):
    """A cost sheet with one task, as somebody types it: amounts in whole đồng, hours as decimal text.

    "" and "chưa rõ" are not known, the amounts "miễn phí" and "không" are 0 (C8). `per_head` is income a head
    and year; `year` alone takes the published figure (C3). `times` is decimal text or a fraction; `limit` is
    in working days; `dated` is dd/mm/yyyy or ISO.
    """

    hours: str = ""
    hourly: str = ""
    per_head: str = ""
    year: str = ""
    income_source: str = ""
    service: str = ""
    fees: str = ""
    other: str = ""
    one_off: str = "0"
    times: str = ""
    subjects: str = ""
    limit: str = ""
    basis: str = "estimate"
    source: str = ""
    dated: str = ""


def simple_sheet(given: SimpleSheet) -> Json:
    """Compose the sheet of simple fields, for `complete_sheet` to complete.

    Raises BadInput: when an amount is no whole number of đồng, or the date is none.
    """
    money = {"fees": given.fees, "other": given.other}
    service = _amount_or_unknown(given.service, "request.service")
    return {name: _amount_or_unknown(value, f"request.{name}") for name, value in money.items()} | {
        "one_off": amount(given.one_off, "request.one_off"),
        # No hours given is not zero hours (C8): the cost then stays unknown.
        "tasks": [{"kind": "other", "name": "", "hours": given.hours or None, "service": service}],
        "income": _simple_income(given),
        "limits": [{"channel": "", "value": given.limit, "unit": "working-day"}] if given.limit else [],
        "times": given.times or None,
        "subjects": given.subjects or None,
        "basis": given.basis,
        "source": normalise(given.source),
        "date": iso_date(given.dated, "request.dated"),
    }


def _amount_or_unknown(text: str, place: str) -> str | None:
    """Return the digits of an amount, or the word for one; None where nothing is stated (C8).

    Raises BadInput: when it is neither.
    """
    if not text.strip():
        return None
    return text if amount_of_word(text) else amount(text, place)


def _with_words(value: Any) -> Any:
    """Return a sheet whose figures stated in words are "0", or None where they are unknown (C8)."""
    if isinstance(value, list):
        return [_with_words(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _figure(name, item) if name in _FIGURES and isinstance(item, str) else _with_words(item)
        for name, item in value.items()
    }


def _figure(name: str, stated: str) -> str | None:
    word = amount_of_word(stated)
    if word == UNKNOWN_AMOUNT:
        return None
    return word if word and name in _AMOUNTS else stated


def _simple_income(given: SimpleSheet) -> Json | None:
    if not given.hourly and not given.per_head:
        # Only the year: its published figure, looked up when the sheet is completed (C3).
        return {"year": given.year} if given.year and not given.income_source else None
    return {
        "hourly": amount(given.hourly, "request.hourly") if given.hourly else None,
        "annual_per_head": amount(given.per_head, "request.per_head") if given.per_head else None,
        "year": given.year,
        "source": normalise(given.income_source),
    }


@cache
def published_incomes() -> dict[str, dict[str, str]]:
    """Return year -> income a head (whole đồng a year, as text) and its published source (C3)."""
    import tomllib  # looked up by writers only

    with (DATA / "hourly-income.toml").open("rb") as file:
        listed = tomllib.load(file)["income"]
    return {str(income["year"]): {n: str(v) for n, v in income.items() if n != "year"} for income in listed}


def _with_published_income(given: Json, place: str) -> Json:
    whole = {"annual_per_head": None, "hourly": None, **given}
    year = str(whole.get("year", ""))
    if whole["annual_per_head"] is None and whole["hourly"] is None and "source" not in given:
        published = published_incomes().get(year)
        if published is None:
            years = ", ".join(sorted(published_incomes()))
            raise BadInput((InputProblem(f"{place}.year", "no-income-known", year, years),))
        whole |= published
    return whole


def _tasks_with_defaults(tasks: Any) -> Any:
    if not isinstance(tasks, list):
        return tasks
    empty = {"name": "", "group": "", "hours": None, "service": None}
    return [{**empty, **task} if isinstance(task, dict) else task for task in tasks]


def _group_with_defaults(group: Json, number: int) -> Json:
    whole = {"name": "", "who": "", "channel": "", **dict.fromkeys(GROUP_FIELDS), **group}
    if isinstance(whole.get("income"), dict):
        whole["income"] = _with_published_income(whole["income"], f"groups.{number}.income")
    return whole


def annual_text(sheet: Json) -> str | None:
    """Return the annual cost as it is signed: whole đồng a year as text, None where it is unknown."""
    annual = derive(sheet).annual
    return None if annual is None else str(annual)


def draft_record(session: Session, code: str, sheet: Json, stage: str) -> Draft:
    """Draft the record of a procedure's cost; `stage`: "before" (now) or "after" (its pending proposal).

    Raises what `Session.draft` raises.
    """
    return draft_records(session, [(code, sheet)], stage)


def draft_records(session: Session, sheets: list[tuple[str, Json]], stage: str = "before") -> Draft:
    """Draft the record of many sheets, by code, under one signature; `stage` as in `draft_record`.

    Raises what `Session.draft` raises.
    """
    return session.draft(
        "cost.record",
        [(procedure_subject(c), {"stage": stage, "sheet": s, "annual": annual_text(s)}) for c, s in sheets],
    )


def draft_restate(
    session: Session, code: str, before: Json, after: Json | None, document: Json, reason: str
) -> Draft:
    """Draft the restatement of a baseline cost that was measured anew: a reviewer's act on a document (C12).

    `after`: the sheet after the proposal in force, None where there is none.

    Raises what `Session.draft` raises.
    """
    body = {
        "before": before,
        "before_annual": annual_text(before),
        "after": after,
        "after_annual": annual_text(after) if after else None,
        "document": document,
    }
    with session.reading() as rows:
        code = current_code(code, rows)
    return session.draft("cost.restate", [(procedure_subject(code), body)], reason=reason)


def cost_sheet_views(session: Session, code: str) -> tuple[CostSheetView, ...]:
    """Return every sheet of a procedure, oldest first, each with its derivation.

    Raises NotFound: when no procedure has this code.
    """
    with session.reading() as rows:
        procedure = find_procedure(rows, code)
        code = procedure.code
        # One restatement has both sheets: the one before comes first.
        sheets = sorted(rows.scan(Sheet, code=code), key=lambda sheet: (sheet.seq, sheet.stage == "after"))
        baseline = [(member.sheet, member.programme) for member in rows.scan(Member, code=code)]
    views: list[Any] = []
    before: Json | None = None
    for row in sheets:
        sheet = json.loads(row.body)
        changes = sheet_changes(before, sheet) if before is not None and row.stage == "after" else ()
        sealed = tuple(sorted(programme for seq, programme in baseline if seq == row.seq))
        views.append(CostSheetView(procedure, row.seq, row.stage, sheet, derive(sheet), changes, sealed))
        before = sheet if row.stage == "before" else before
    return tuple(views)
