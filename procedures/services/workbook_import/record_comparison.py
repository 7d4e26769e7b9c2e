"""Compares the contents of a workbook with the rows on record: the acts to draft, changes, problems.

Pure: everything is read through a `Reader`, so that rows in memory serve as well as a register's.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from procedures.errors import BadInput
from procedures.intake.form_reader import FilledSheet, FilledWorkbook, FormRow, rows_of_form
from procedures.intake.owner_rules import NO_OWNER, Ownership
from procedures.rules.levels import joined_levels
from procedures.services.cost_sheets import annual_text
from procedures.services.inventory import handling, procedure_subject, several_owners, unfit_cells
from procedures.services.proposals import plan_body
from procedures.services.workbook_import.proposal_contents import ParsedProposal
from procedures.services.workbook_import.table_rows import place_in, unfit
from procedures.services.workbook_import.workbook_contents import ParsedSheet, SheetKey
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from procedures.storage.rows import Handling, Member, Procedure, Sheet, Unit
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader


class PlannedChange(NamedTuple):
    """One change of a plan. `sign`: + new, ~ changed, = the same, - missing from the file, ! sealed.

    Costs in `old` and `new` are whole đồng a year, "?" where unknown.
    """

    sign: str
    act: str
    code: str
    field: str = ""
    old: str = ""
    new: str = ""


class PlannedAct(NamedTuple):
    """One act of a plan, in the form that `Session.draft` takes: its name and (subject, body) pairs."""

    act: str
    items: tuple[tuple[str, Json], ...]


class Comparison(NamedTuple):
    """The result of comparing one part of a workbook: acts in the order of drafting, changes, problems."""

    acts: tuple[PlannedAct, ...]
    changes: tuple[PlannedChange, ...]
    problems: tuple[CellProblem, ...] = ()


def compare_procedures(
    rows: Reader, workbook: FilledWorkbook, unit: str, owner: Mapping[str, Ownership]
) -> Comparison:
    """Compare the inventory rows with the record: procedures to add, rename, assign, and who handles them.

    `unit`: the owner (id, "" none) of new procedures whose row names none; `owner`: code -> units by rule.
    """
    open_units = {row.id for row in rows.scan(Unit) if row.closed is None}
    first_rows: dict[str, tuple[FilledSheet, int]] = {}
    items: dict[str, list[tuple[str, Json]]] = {
        "procedure.add": [],
        "procedure.rename": [],
        "procedure.assign": [],
        "procedure.handle": [],
    }
    changes: list[PlannedChange] = []
    problems: list[CellProblem] = []
    for filled, entry in rows_of_form(workbook, "inventory"):
        code = entry.text("code")
        if code in first_rows:
            first = place_in(*first_rows[code], filled)
            problems.append(filled.problem(entry.row, "code", "doubled-code", first))
            continue
        first_rows[code] = filled, entry.row
        if (named_unit := entry.text("unit")) and named_unit not in open_units:
            problems.append(filled.problem(entry.row, "unit", "unknown-unit-cell", named_unit))
            continue
        procedure = rows.get(Procedure, code)
        given = owner.get(code, NO_OWNER)
        recorded_unit = procedure.unit if procedure else None
        if given.several and not named_unit and not recorded_unit:
            problems.append(several_owners(filled.sheet, entry.row, code, given))
            continue
        owning_unit = named_unit or given.owner or (unit if procedure is None else "")
        owner_then = owning_unit or recorded_unit or ""
        stated = _handling(rows, entry, given.handlers(owner_then), code)
        if unknown := [id_ for id_ in stated["handled_by"] if id_ not in open_units]:
            problems.append(filled.problem(entry.row, "handled_by", "unknown-unit-cell", unknown[0]))
            continue
        body = (
            {"name": entry.text("name")}
            if procedure
            else _new_procedure_body(entry, owning_unit) | handling(**stated)
        )
        if wrong := _shape_problems(filled, entry.row, body):
            problems += wrong
            continue
        row_changes = _procedure_changes(procedure, code, entry.text("name"), owning_unit)
        row_changes = _with_handling(rows, procedure, row_changes, stated)
        changes += row_changes
        for change in row_changes:
            if change.sign != "=":
                new_values = {change.field: change.new} if change.field else body
                if change.act == "procedure.handle":
                    new_values = {change.field: stated[change.field]}
                items[change.act].append((procedure_subject(code), new_values))
    changes += _missing_procedures(rows, first_rows)
    acts = tuple(PlannedAct(act, tuple(listed)) for act, listed in items.items())
    return Comparison(acts, tuple(changes), tuple(problems))


def _procedure_changes(procedure: Procedure | None, code: str, name: str, unit: str) -> list[PlannedChange]:
    """Return the changes of one row: new, renamed, assigned to another unit, or the same."""
    if procedure is None:
        return [PlannedChange("+", "procedure.add", code, new=name)]
    changes = []
    if procedure.name != name:
        changes.append(PlannedChange("~", "procedure.rename", code, "name", procedure.name, name))
    if unit and procedure.unit != unit:
        changes.append(PlannedChange("~", "procedure.assign", code, "unit", procedure.unit or "", unit))
    return changes or [PlannedChange("=", "procedure.add", code)]


def _handling(rows: Reader, entry: FormRow, by_rule: Sequence[str], code: str) -> dict[str, list[str]]:
    """Return the levels and further units of a row: what its cells state, else what the rules add."""
    levels, units = (entry.values.get(key) for key in ("levels", "handled_by"))
    known = sorted(one.unit for one in rows.scan(Handling, code=code))
    if not isinstance(units, tuple) or not units:
        units = tuple(dict.fromkeys((*known, *by_rule)))
    return {"levels": list(levels) if isinstance(levels, tuple) else [], "handled_by": list(units)}


def _with_handling(
    rows: Reader,
    procedure: Procedure | None,
    changes: list[PlannedChange],
    stated: Mapping[str, Sequence[str]],
) -> list[PlannedChange]:
    """Add the changes of who carries out a procedure on record: its levels, its further units."""
    if procedure is None:
        return changes
    code = procedure.code
    known = ",".join(sorted(one.unit for one in rows.scan(Handling, code=code)))
    units = ",".join(sorted(stated["handled_by"]))
    levels = joined_levels(stated["levels"])
    more = []
    if levels and levels != procedure.levels:
        more.append(PlannedChange("~", "procedure.handle", code, "levels", procedure.levels, levels))
    if units != known:
        more.append(PlannedChange("~", "procedure.handle", code, "handled_by", known, units))
    return [*(change for change in changes if change.sign != "=" or not more), *more]


def _missing_procedures(rows: Reader, codes: Collection[str]) -> Iterator[PlannedChange]:
    """Yield the procedures on record that the units in the file own, but the file does not list."""
    units = {procedure.unit for code in codes if (procedure := rows.get(Procedure, code)) and procedure.unit}
    for procedure in rows.scan(Procedure) if units else ():
        if procedure.unit in units and procedure.struck is None and procedure.code not in codes:
            yield PlannedChange("-", "", procedure.code, new=procedure.name)


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
    """Return the problems that the engine would refuse later: a journal takes less than a cell does."""
    shape = "ProcedureAdd" if "kind" in body else "ProcedureRename"
    return [filled.problem(row, *fault) for fault in unfit_cells(shape, body)]


def compare_costs(rows: Reader, stage: str, sheets: Mapping[SheetKey, ParsedSheet]) -> Comparison:
    """Compare the cost sheets of a stage ("before" or "after") with the record.

    Every code must be on record.
    """
    items: list[tuple[str, Json]] = []
    changes: list[PlannedChange] = []
    for (code, sheet_stage), parsed in sheets.items():
        if sheet_stage != stage:
            continue
        amount = annual_text(parsed.sheet)
        if stage == "before":
            sheet_changes = _cost_changes(rows, code, parsed.sheet, amount)
        else:
            sheet_changes = [PlannedChange("+", "cost.record", code, "after", "", amount or "?")]
        changes += sheet_changes
        if sheet_changes[0].sign != "=":
            body = {"stage": stage, "sheet": parsed.sheet, "annual": amount}
            items.append((procedure_subject(code), body))
    return Comparison((PlannedAct("cost.record", tuple(items)),), tuple(changes))


def _cost_changes(rows: Reader, code: str, sheet: Json, amount: str | None) -> list[PlannedChange]:
    """Return the change of the cost on record, then a notice for each baseline that it does not change."""
    procedure = rows.get(Procedure, code)
    recorded = procedure.sheet if procedure else None
    before = rows.get(Sheet, code, recorded, "before") if recorded is not None else None
    if before is not None and json.loads(before.body) == sheet:
        return [PlannedChange("=", "cost.record", code)]
    annual = "" if procedure is None or procedure.annual is None else str(procedure.annual)
    sign = "+" if recorded is None else "~"
    return [PlannedChange(sign, "cost.record", code, "annual", annual, amount or "?")] + [
        # C12: a sealed figure changes by a restatement only.
        PlannedChange("!", "cost.record", code, "sealed", member.programme, str(member.base))
        for member in rows.scan(Member, code=code)
        if member.base is not None
    ]


def compare_proposals(rows: Reader, day: str, plans: Mapping[str, ParsedProposal]) -> Comparison:
    """Complete the proposals from the record; `day`: the ISO date of judgement."""
    items: list[tuple[str, Json]] = []
    changes: list[PlannedChange] = []
    problems: list[CellProblem] = []
    for code, (written, filled, lines) in plans.items():
        refuse_too_many(problems)
        if rows.get(Procedure, code) is None:
            problems.append(filled.problem(lines[0], "code", "no-such-code", code))
            continue
        try:
            body = plan_body(rows, day, code, written)
        except BadInput as error:
            problems += (unfit(filled, lines[0], lines, problem.place) for problem in error.problems)
            continue
        items.append((procedure_subject(code), body))
        before = next((cost for cost in body["before"].values() if cost is not None), "?")
        changes.append(PlannedChange("+", "propose", code, "after", before, body["after"] or "?"))
    return Comparison((PlannedAct("propose", tuple(items)),), tuple(changes), tuple(problems))
