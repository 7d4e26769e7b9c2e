"""The plan of an import: read a workbook, compare it with the record, order and draft its acts.

A plan holds the acts it would sign, the SHA-256 of the workbook and the head of the journal it was made
at. It is applied by one batch of signed acts, all or nothing, and only where the journal got no entry
since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.errors import BadInput, InputProblem, Refusal
from procedures.intake.form_reader import FilledWorkbook, rows_of_form
from procedures.intake.sheet_notes import SheetNotes
from procedures.services.documents import DocumentConflict, document_conflicts
from procedures.services.inventory import find_unit
from procedures.services.programmes import adopted
from procedures.services.session import Session
from procedures.services.simulation import Simulation, simulating
from procedures.services.verdict.sheet import verdict_sheet
from procedures.services.workbook_import.proposal_contents import proposals
from procedures.services.workbook_import.record_comparison import (
    Comparison,
    PlannedAct,
    PlannedChange,
    compare_costs,
    compare_procedures,
    compare_proposals,
)
from procedures.services.workbook_import.workbook_contents import cost_sheets
from procedures.spreadsheets.problems import CellProblem, refuse_too_many
from procedures.storage.rows import Procedure
from workflow.errors import Busy
from workflow.storage.positions import Receipt

if TYPE_CHECKING:
    from procedures.intake.owner_rules import Ownership
    from procedures.rules.verdict import Result
    from workflow.decision import Reason, Refused


UNUSUAL = frozenset({"unusual-hours", "unusual-times"})
"""Codes of problems that a person may say are none: the figure is right."""


class PlanEffect(NamedTuple):
    """A unit's verdict before and after the plan, under one programme (its text) at a stage."""

    unit: str
    programme: Mapping[str, Any]
    stage: str
    before: Result
    after: Result


class ReadSheet(NamedTuple):
    """One sheet that was read: `form`, a name of `FORM_NAMES`; `rows`, how many have no problem."""

    form: str
    rows: int
    notes: SheetNotes


class ImportPlan(NamedTuple):
    """The plan of an import. `refused`: code, and the reasons against it.

    `sha256`: the workbook's, hex; `register`: id, hex; `seq`, `leaf` (hex): the head it was made at.
    """

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
    sheets: tuple[ReadSheet, ...] = ()
    """The sheets that were read; () in a plan from a file."""
    conflicts: tuple[DocumentConflict, ...] = ()
    """Documents in it of which another date or signer is stated elsewhere."""
    unread_sheets: tuple[tuple[str, str], ...] = ()
    """Sheets with content that were not read, and why: other, linked."""
    without_fee: tuple[str, ...] = ()
    """Codes of the cost sheets of which a cell for fees is empty, and so taken as 0."""
    unread: int = 0
    """Columns of the workbook that hold cells and were not read."""
    at: str = ""
    """The workbook's path from the plan file's folder; "" if there is none."""

    @property
    def waiting(self) -> int:
        """Return the number of new procedures that no rule gives to a unit."""
        added = [act for act in self.acts if act.act == "procedure.add"]
        return sum(body["unit"] is None for act in added for _, body in act.items)

    @property
    def left_out(self) -> int:
        """Return the number of cells and procedures that are wrong, and so not in the plan."""
        return len(self.problems) + len(self.refused)


class _Draft:
    """A plan while its acts are drafted, each on the rows that the ones before it leave."""

    def __init__(self, simulation: Simulation, problems: Iterable[CellProblem]) -> None:
        self.simulation = simulation
        self.problems = list(problems)
        self.changes: list[PlannedChange] = []
        self.refused: list[tuple[str, tuple[Reason, ...]]] = []
        self.without_fee: tuple[str, ...] = ()

    def add(self, part: Comparison) -> None:
        """Draft the acts of a part; items that would be refused are left out with their reasons."""
        self.changes += part.changes
        self.problems += part.problems
        for act in part.acts:
            parts = self.simulation.session.by_grant(act.act, act.items) if act.items else ()
            for items in parts:
                draft = self.simulation.draft(act.act, items)
                self.refused += ((subject.partition("/")[2], reasons) for subject, reasons in draft.refused)

    def acts(self) -> tuple[PlannedAct, ...]:
        """Return the acts drafted so far, without the items left out."""
        return tuple(
            PlannedAct(draft.intent.act, tuple((item.subject, item.body) for item in draft.intent.items))
            for draft in self.simulation.drafts
        )

    def units(self) -> list[str]:
        """Return the ids of the units whose procedures the acts change, in alphabetical order."""
        subjects = {item.subject for draft in self.simulation.drafts for item in draft.intent.items}
        found = (self.simulation.rows.get(Procedure, subject.partition("/")[2]) for subject in subjects)
        return sorted({procedure.unit for procedure in found if procedure and procedure.unit is not None})


def make_plan(
    session: Session,
    workbook: FilledWorkbook,
    name: str,
    *,
    unit: str = "",
    owner: Mapping[str, Ownership] | None = None,
    unusual: bool = False,
) -> ImportPlan:
    """Plan the import of a workbook: its acts, every problem, and the effect on the units' verdicts.

    `name`: the file's name. `unit`: the owner of new procedures whose row names none; `owner`: code ->
    units by rule. Rows with a problem are not in the plan. `unusual` as in `cost_sheets`.

    Raises BadInput: when the workbook is a review list. Raises NotFound: when there is no such unit.
    Raises Unreadable: when there are too many problems. Raises what `Session.draft` raises.
    """
    if next(rows_of_form(workbook, "review"), None) is not None:
        raise BadInput((InputProblem("", "review-list", name),), name)
    head = session.head
    with simulating(session) as simulation:
        if unit:
            find_unit(simulation.rows, unit)
        draft = _Draft(simulation, workbook.problems)
        _draft_parts(draft, workbook, unit, owner or {}, unusual=unusual)
        effects = tuple(
            effect for changed in draft.units() for effect in _effects(session, simulation.session, changed)
        )
        acts = draft.acts()
    conflicts = plan_conflicts(session, acts)
    return ImportPlan(
        file=name,
        sha256=workbook.sha256,
        register=session.register.id,
        seq=head.seq,
        leaf=head.leaf.hex(),
        acts=acts,
        changes=tuple(draft.changes),
        problems=tuple(sorted(draft.problems, key=lambda cell: (cell.sheet, cell.row, cell.column))),
        refused=tuple(draft.refused),
        effects=effects,
        sheets=tuple(ReadSheet(one.form.name, len(one.entries), one.notes) for one in workbook.sheets),
        conflicts=conflicts,
        unread_sheets=workbook.unread_sheets,
        without_fee=draft.without_fee,
        unread=sum(len(one.notes.unread) for one in workbook.sheets),
    )


def plan_conflicts(session: Session, acts: Iterable[PlannedAct]) -> tuple[DocumentConflict, ...]:
    """Return the documents in a plan's acts of which another date or signer is stated elsewhere."""
    with session.reading() as rows:
        items = ((name.partition("/")[2], body) for act in acts for name, body in act.items)
        return document_conflicts(rows, items)


def _draft_parts(
    draft: _Draft, workbook: FilledWorkbook, unit: str, owner: Mapping[str, Ownership], *, unusual: bool
) -> None:
    """Draft the parts in the order in which they depend on each other.

    Procedures come before their costs, costs before the proposals that cut them, and a cost after a
    proposal that the workbook does not hold comes last.
    """
    rows = draft.simulation.rows
    draft.add(compare_procedures(rows, workbook, unit, owner))
    refuse_too_many(draft.problems)
    sheets, sheet_problems = cost_sheets(
        workbook, lambda code: rows.get(Procedure, code) is not None, unusual=unusual
    )
    draft.without_fee = tuple(dict.fromkeys(key[0] for key, sheet in sheets.items() if sheet.no_fee))
    plans, plan_problems = proposals(workbook, sheets)
    draft.problems += (*sheet_problems, *plan_problems)
    refuse_too_many(draft.problems)
    draft.add(compare_costs(rows, "before", sheets))
    draft.add(compare_proposals(rows, draft.simulation.session.day, plans))
    others = {key: sheet for key, sheet in sheets.items() if key[0] not in plans}
    draft.add(compare_costs(rows, "after", others))


def apply_plan(session: Session, plan: ImportPlan) -> list[Receipt | Refused]:
    """Sign and submit the plan's acts as one batch, all or nothing; applied again, it changes nothing.

    Raises Busy: when the journal got entries since the plan was made, or it is another register's. Raises
    Refusal: when an act would be refused. Raises what `Session.sign` and `Session.submit` raise.
    """
    head = session.head
    if plan.register != session.register.id or (head.seq, head.leaf.hex()) != (plan.seq, plan.leaf):
        raise Busy("plan-stale", seq=plan.seq, now=head.seq)
    with simulating(session) as simulation:
        for act in plan.acts:
            draft = simulation.draft(act.act, act.items)
            if draft.refused:
                raise Refusal(act.act, [reason for _, reasons in draft.refused for reason in reasons])
    # Outside the read: a passphrase prompt must not keep others from writing.
    return session.submit([session.sign(draft) for draft in simulation.drafts], all_or_none=True)


def _effects(now: Session, then: Session, unit: str) -> Iterator[PlanEffect]:
    """Yield the unit's verdicts as they are and as they would be, under each sealed programme."""
    for programme in adopted(now):
        if programme.sealed is not None:
            before, after = (
                verdict_sheet(session, programme.id, unit, notes=False) for session in (now, then)
            )
            if before.results[0].total.base:
                yield PlanEffect(unit, before.text, before.stage, before.results[0], after.results[0])
