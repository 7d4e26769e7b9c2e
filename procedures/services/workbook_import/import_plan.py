"""Excel in, in two steps: see what a workbook would change, then do exactly that.

A plan file holds the acts it would sign, the SHA-256 of the workbook and the head of the journal it
was made at; it is applied by one batch of signed acts, all or nothing, and only where nothing moved:
neither the journal, nor the workbook, if it is still there.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.checks import shape_problems
from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.services.cost_sheets import annual_text
from procedures.services.inventory import find_unit, procedure_subject
from procedures.services.programmes import adopted
from procedures.services.proposals import plan_body
from procedures.services.session import Session
from procedures.services.simulation import simulating
from procedures.services.verdict.sheet import verdict_sheet
from procedures.services.workbook_import.workbook_contents import (
    ParsedSheet,
    SheetKey,
    cost_sheets,
    proposals,
    unfit,
)
from procedures.spreadsheets.problems import CellProblem, Unreadable, refuse_too_many
from procedures.spreadsheets.read_file import read_bytes
from procedures.storage.rows import Member, Procedure, Sheet, Unit
from workflow.errors import Busy, NotFound
from workflow.journal.strict_json import Json, dumps
from workflow.storage.positions import Receipt

if TYPE_CHECKING:
    from procedures.rules.verdict import Result
    from workflow.decision import Reason, Refused

_LARGEST = 64 * 2**20  # bytes of a plan file


class PlannedChange(NamedTuple):
    """One thing a plan would do. `sign`: + new, ~ changed, = the same, - missing from the file."""

    sign: str
    act: str
    code: str
    field: str = ""
    old: str = ""
    new: str = ""


class PlannedAct(NamedTuple):
    """One act of the plan: what `office.draft` takes."""

    act: str
    items: tuple[tuple[str, Json], ...]


class PlanEffect(NamedTuple):
    """A unit's verdict before and after the plan."""

    unit: str
    programme: Mapping[str, Any]
    stage: str
    before: Result
    after: Result


class ImportPlan(NamedTuple):
    """What a workbook comes to. `refused`: code, and the reasons against it."""

    file: str
    sha256: str
    register: str
    seq: int
    leaf: str
    acts: tuple[PlannedAct, ...]
    changes: tuple[PlannedChange, ...]
    problems: tuple[CellProblem, ...]
    refused: tuple[tuple[str, tuple[Reason, ...]], ...]
    effects: tuple[PlanEffect, ...]
    at: str = ""
    """The workbook as seen from the plan file's folder; "" if no path leads there."""

    @property
    def waiting(self) -> int:
        """How many new procedures no rule gives to a unit."""
        added = [one for one in self.acts if one.act == "procedure.add"]
        return sum(body["unit"] is None for one in added for _, body in one.items)

    @property
    def left_out(self) -> int:
        """How many cells and procedures are wrong, and so not in the plan."""
        return len(self.problems) + len(self.refused)


def make_plan(
    session: Session,
    workbook: FilledWorkbook,
    name: str,
    *,
    unit: str = "",
    owner: Mapping[str, str] | None = None,
) -> ImportPlan:
    """What the workbook would change, every problem of it, and the effect on the units' verdicts.

    `unit` owns new procedures whose row names none. Rows with a problem are not in the plan.
    """
    if next(rows_of_form(workbook, "review"), None) is not None:
        raise BadInput((InputProblem("", "review-list", name),), name)
    problems = list(workbook.problems)
    changes: list[PlannedChange] = []
    refused: list[tuple[str, tuple[Reason, ...]]] = []
    head = session.head
    units: set[str] = set()
    with simulating(session) as play:
        rows = play.rows

        def act(kind: str, items: Iterable[tuple[str, Json]]) -> None:
            listed = list(items)
            if not listed:
                return
            draft = play.draft(kind, listed)
            refused.extend((one.partition("/")[2], reasons) for one, reasons in draft.refused)

        if unit:
            find_unit(rows, unit)
        known = {one.id for one in rows.scan(Unit) if one.closed is None}
        new, renamed, moved = _inventory(rows, workbook, unit, known, owner or {}, changes, problems)
        act("procedure.add", new)
        act("procedure.rename", renamed)
        act("procedure.assign", moved)
        refuse_too_many(problems)
        sheets, wrong = cost_sheets(workbook, lambda code: rows.get(Procedure, code) is not None)
        problems += wrong
        plans, wrong = proposals(workbook, sheets)
        problems += wrong
        refuse_too_many(problems)
        act("cost.record", _records(rows, "before", sheets, changes))
        proposed, wrong = _proposals(play.session, rows, plans, changes)
        problems += wrong
        act("propose", proposed)
        later = {key: sheet for key, sheet in sheets.items() if key[0] not in plans}
        act("cost.record", _records(rows, "after", later, changes))
        for draft in play.drafts:
            for item in draft.intent.items:
                procedure = rows.get(Procedure, item.subject.partition("/")[2])
                if procedure is not None and procedure.unit is not None:
                    units.add(procedure.unit)
        effects = tuple(e for one in sorted(units) for e in _effects(session, play.session, one))
        acts = tuple(
            PlannedAct(draft.intent.act, tuple((item.subject, item.body) for item in draft.intent.items))
            for draft in play.drafts
        )
    return ImportPlan(
        name,
        workbook.sha256,
        session.register.id,
        head.seq,
        head.leaf.hex(),
        acts,
        tuple(changes),
        tuple(_in_file_order(problems)),
        tuple(refused),
        effects,
    )


def apply_plan(session: Session, made: ImportPlan) -> list[Receipt | Refused]:
    """Sign and submit the plan's acts as one batch, all or nothing. Twice is once.

    Raises Busy where the journal went on since the plan was made, or it is another register's.
    """
    head = session.head
    if made.register != session.register.id or (head.seq, head.leaf.hex()) != (made.seq, made.leaf):
        raise Busy("plan-stale", seq=made.seq, now=head.seq)
    with simulating(session) as play:
        for one in made.acts:
            draft = play.draft(one.act, one.items)
            if draft.refused:
                from procedures.errors import Refusal  # on the way out

                raise Refusal(one.act, [r for _, reasons in draft.refused for r in reasons])
    # Outside the read: a passphrase prompt must not keep others from writing.
    return session.submit([session.sign(draft) for draft in play.drafts], all_or_none=True)


def plan_to_text(made: ImportPlan) -> str:
    """The plan file: JSON that `from_file` reads back."""
    return (
        dumps(
            {
                "tinhgon": "plan",
                "v": 1,
                "file": made.file,
                "at": made.at,
                "sha256": made.sha256,
                "register": made.register,
                "seq": made.seq,
                "leaf": made.leaf,
                "left_out": made.left_out,
                "acts": [{"act": one.act, "items": [list(item) for item in one.items]} for one in made.acts],
            }
        )
        + "\n"
    )


def read_plan(path: Path) -> tuple[ImportPlan, int]:
    """Read a plan file; the plan, and how much was left out of it. Raises NotFound, BadInput."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise NotFound("no-such-plan", path=path) from error
    try:
        data: Any = json.loads(raw[:_LARGEST])
        known = data["tinhgon"] == "plan" and data["v"] == 1
        acts = tuple(
            PlannedAct(one["act"], tuple((name, body) for name, body in one["items"])) for one in data["acts"]
        )
        plan = ImportPlan(
            data["file"],
            data["sha256"],
            data["register"],
            data["seq"],
            data["leaf"],
            acts,
            (),
            (),
            (),
            (),
            data.get("at", ""),
        )
        left_out = int(data["left_out"])
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadInput((InputProblem(str(path), "not-a-plan", ""),)) from error
    if not known:
        raise BadInput((InputProblem(str(path), "not-a-plan", ""),))
    return plan, left_out


def relative_path(plan: Path, workbook: Path) -> str:
    """The way from a plan file's folder to the workbook; "" where there is none (two drives)."""
    try:
        way = os.path.relpath(workbook.resolve(), plan.resolve().parent)
    except (OSError, ValueError):
        return ""
    return Path(way).as_posix()


def workbook_unchanged(made: ImportPlan, plan: Path, given: Path | None = None) -> bool:
    """Whether the workbook could be looked at: `given`, else where the plan says it is.

    Raises Busy where it is another than the plan was made from, NotFound where `given` is not there.
    """
    path = given or _workbook_path(plan, made.at)
    if path is None:
        return False
    try:
        digest = hashlib.sha256(read_bytes(path)).hexdigest()
    except Unreadable as error:
        if given is not None and error.code in {"not-found", "not-readable"}:
            raise NotFound("no-such-file", path=given) from error
        if error.code in {"not-found", "not-readable"}:
            return False
        digest = ""  # emptied, or grown past every limit
    if digest != made.sha256:
        raise Busy("workbook-changed", file=path)
    return True


def _workbook_path(plan: Path, at: object) -> Path | None:
    # A plan comes by mail: it must not make anybody's machine open a share or a device.
    if not isinstance(at, str) or not at or PurePosixPath(at).root or PureWindowsPath(at).anchor:
        return None
    return plan.parent / at


def _inventory(
    rows: Any,
    workbook: FilledWorkbook,
    unit: str,
    known: set[str],
    owner: Mapping[str, str],
    changes: list[PlannedChange],
    problems: list[CellProblem],
) -> tuple[list[tuple[str, Json]], list[tuple[str, Json]], list[tuple[str, Json]]]:
    new: list[tuple[str, Json]] = []
    renamed: list[tuple[str, Json]] = []
    moved: list[tuple[str, Json]] = []
    first: dict[str, int] = {}
    for filled, entry in rows_of_form(workbook, "inventory"):
        code, name = entry.text("code"), entry.text("name")
        if code in first:
            problems.append(filled.problem(entry.row, "code", "doubled-code", str(first[code])))
            continue
        first[code] = entry.row
        named = entry.text("unit")
        if named and named not in known:
            problems.append(filled.problem(entry.row, "unit", "unknown-unit-cell", named))
            continue
        held = rows.get(Procedure, code)
        whose = named or owner.get(code, "") or (unit if held is None else "")
        body: Json = {"name": name} if held is not None else _new_procedure_body(entry, whose)
        if wrong := _shape_problems(filled, entry.row, body):
            problems += wrong
            continue
        if held is None:
            new.append((procedure_subject(code), body))
            changes.append(PlannedChange("+", "procedure.add", code, new=name))
            continue
        if held.name == name and whose in {"", held.unit}:
            changes.append(PlannedChange("=", "procedure.add", code))
        if held.name != name:
            renamed.append((procedure_subject(code), {"name": name}))
            changes.append(PlannedChange("~", "procedure.rename", code, "name", held.name, name))
        if whose and held.unit != whose:
            moved.append((procedure_subject(code), {"unit": whose}))
            changes.append(PlannedChange("~", "procedure.assign", code, "unit", held.unit or "", whose))
    if first:
        owners = {held.unit for code in first if (held := rows.get(Procedure, code)) and held.unit}
        changes += [
            PlannedChange("-", "", held.code, new=held.name)
            for held in rows.scan(Procedure)
            if held.unit in owners and held.struck is None and held.code not in first
        ]
    return new, renamed, moved


def _new_procedure_body(entry: FormRow, unit: str) -> Json:
    agencies = entry.values.get("agency")
    return {
        "kind": entry.text("kind") or "procedure",
        "name": entry.text("name"),
        "field": entry.text("field"),
        "agencies": list(agencies) if isinstance(agencies, tuple) else [],
        "issuer": entry.text("issuer"),
        "unit": unit or None,
    }


def _shape_problems(filled: FilledSheet, row: int, body: Json) -> list[CellProblem]:
    """What the engine would refuse when the plan is applied: a journal is stricter than a cell."""
    found = []
    for one in shape_problems("ProcedureAdd" if "kind" in body else "ProcedureRename", body):
        field = one.place.partition(".")[0]
        odd = one.code == "odd-character"
        code, detail = ("bad-character", one.value) if odd else ("too-long", one.detail)
        found.append(filled.problem(row, "agency" if field == "agencies" else field, code, detail))
    return found


def _records(
    rows: Any, stage: str, sheets: Mapping[SheetKey, ParsedSheet], changes: list[PlannedChange]
) -> Iterator[tuple[str, Json]]:
    for (code, mine), written in sheets.items():
        if mine != stage:
            continue
        held = rows.get(Procedure, code)
        amount = annual_text(written.sheet)
        if stage == "before":
            old = rows.get(Sheet, code, held.sheet) if held.sheet is not None else None
            if old is not None and json.loads(old.body) == written.sheet:
                changes.append(PlannedChange("=", "cost.record", code))
                continue
            was = "" if held.annual is None else str(held.annual)
            sign = "+" if held.sheet is None else "~"
            changes.append(PlannedChange(sign, "cost.record", code, "annual", was, amount or "?"))
            changes += [  # C12: a sealed figure changes by a restatement only
                PlannedChange("!", "cost.record", code, "sealed", one.programme, str(one.base))
                for one in rows.scan(Member, code=code)
                if one.base is not None
            ]
        else:
            changes.append(PlannedChange("+", "cost.record", code, "after", "", amount or "?"))
        yield procedure_subject(code), {"stage": stage, "sheet": written.sheet, "annual": amount}


def _proposals(
    session: Session,
    rows: Any,
    plans: Mapping[str, tuple[Json, FilledSheet, list[int]]],
    changes: list[PlannedChange],
) -> tuple[list[tuple[str, Json]], list[CellProblem]]:
    items: list[tuple[str, Json]] = []
    problems: list[CellProblem] = []
    for code, (written, filled, lines) in plans.items():
        refuse_too_many(problems)
        if rows.get(Procedure, code) is None:
            problems.append(filled.problem(lines[0], "code", "no-such-code", code))
            continue
        try:
            body = plan_body(rows, session.day, code, written)
        except BadInput as error:
            problems += (unfit(filled, lines[0], lines, one.place) for one in error.problems)
            continue
        items.append((procedure_subject(code), body))
        changes.append(
            PlannedChange("+", "propose", code, "after", _first_known(body["before"]), body["after"] or "?")
        )
    return items, problems


def _first_known(before: Mapping[str, str | None]) -> str:
    return next((value for value in before.values() if value is not None), "?")


def _effects(now: Session, then: Session, unit: str) -> Iterator[PlanEffect]:
    """The unit's verdicts as they are and as they would be, under each sealed programme."""
    for programme in adopted(now):
        if programme.sealed is not None:
            before, after = (verdict_sheet(one, programme.id, unit, notes=False) for one in (now, then))
            if before.results[0].total.base:
                yield PlanEffect(unit, before.text, before.stage, before.results[0], after.results[0])


def _in_file_order(problems: Iterable[CellProblem]) -> list[CellProblem]:
    return sorted(problems, key=lambda one: (one.sheet, one.row, one.column))
