"""What an official paper rests on: the verdict of a unit and the proposals behind it, at one position."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.verdict import Result
from procedures.rules.warning_signs import Cut
from procedures.services.session import Session
from procedures.services.verdict.details import cuts_of
from procedures.services.verdict.sheet import VerdictSheet, members_of, verdict_sheet
from procedures.storage.rows import Document, Procedure, Unit
from procedures.vietnamese import order
from workflow.errors import NotFound
from workflow.storage.rows import Reader, SqlRows

PAPER_KINDS = ("annex", "submission", "decision", "summary", "costs")


class PaperRequest(NamedTuple):
    """Which paper is asked for. `unit` "" is the whole; `number` narrows it to one document."""

    kind: str
    unit: str
    programme: str
    stage: str
    number: str


class PaperSource(NamedTuple):
    """Where a paper's figures come from: register, position, the leaf there, date of judgement.

    `note` is the register's own warning: that its data are invented, say.
    """

    register: str
    position: int
    leaf: str
    day: str
    note: str


class PaperRow(NamedTuple):
    """A proposal as papers list it: the procedure, the unit that owns it, and what was signed."""

    procedure: Procedure
    unit: Unit
    cut: Cut

    def paper(self, slot: str) -> Document | None:
        """The newest document of a kind: submission, decision ..."""
        mine = [one for one in self.cut.papers if one.slot.partition(".")[0] == slot]
        return max(mine, key=lambda one: one.seq, default=None)


class PaperData(NamedTuple):
    """Everything a paper says, before words. `result` is the unit's, or the whole's.

    `unit` None stands for the whole; `province` is the highest unit, which decides. `waiting` is
    how many open proposals a draft decision leaves out because nobody has appraised them.
    """

    request: PaperRequest
    source: PaperSource
    sheet: VerdictSheet
    result: Result
    unit: Unit | None
    province: Unit | None
    listed: tuple[PaperRow, ...]
    waiting: int


def collect_paper_data(session: Session, request: PaperRequest) -> PaperData:
    """The matter of a paper. Raises NotFound where there is nothing to print."""
    sheet = verdict_sheet(session, request.programme, request.unit, request.stage, notes=False)
    request = request._replace(programme=sheet.programme.id, stage=sheet.stage)
    result = sheet.results[0] if request.unit else sheet.whole
    held = session.register
    source = PaperSource(held.id, sheet.position, sheet.leaf, sheet.day, held.note)
    with session.reading() as rows:
        unit = rows.get(Unit, request.unit) if request.unit else None
        province = _highest(rows, unit)
        listed = () if request.kind == "summary" else _listed(session, rows, sheet, request)
    kept = _kept(request, listed)
    if request.number and not kept:
        raise NotFound("no-such-paper", number=request.number)
    if request.kind != "summary" and not kept:
        raise NotFound("nothing-to-print", unit=request.unit or "*", stage=request.stage)
    waiting = sum(_open(one) for one in listed) - len(kept) if request.kind == "decision" else 0
    return PaperData(request, source, sheet, result, unit, province, kept, 0 if request.number else waiting)


def _listed(
    session: Session, rows: Reader, sheet: VerdictSheet, request: PaperRequest
) -> tuple[PaperRow, ...]:
    """Every proposal that stands at the stage, in the order of units and codes."""
    members = members_of(session, rows, sheet, request.unit)
    cuts = list(cuts_of(rows, members, sheet.day, request.stage, every=not request.unit))
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(cut.member.code,) for cut in cuts]})
    found = []
    for cut in cuts:
        procedure, unit = rows.get(Procedure, cut.member.code), rows.get(Unit, cut.member.unit)
        if procedure is not None and unit is not None:
            found.append(PaperRow(procedure, unit, cut))
    return tuple(sorted(found, key=lambda one: (order(one.unit.name), one.procedure.code)))


def _kept(request: PaperRequest, listed: Iterable[PaperRow]) -> tuple[PaperRow, ...]:
    found = tuple(listed)
    if request.number:
        slots = {"submission": ("submission",), "decision": ("decision",)}
        wanted = slots.get(request.kind, ("submission", "decision"))
        return tuple(
            one
            for one in found
            if any(
                paper.number == request.number and paper.slot.partition(".")[0] in wanted
                for paper in one.cut.papers
            )
        )
    if request.kind == "decision":
        return tuple(one for one in found if _open(one) and one.cut.proposal.appraisal)
    if request.kind == "submission":
        numbers = sorted({paper.number for one in found if (paper := one.paper("submission"))})
        if len(numbers) > 1:
            several = InputProblem("request.number", "several-papers", "", ", ".join(numbers))
            raise BadInput((several,))
    return found


def _open(one: PaperRow) -> bool:
    return one.cut.proposal.outcome == "proposed"


def _highest(rows: Reader, unit: Unit | None) -> Unit | None:
    """The unit above all: of `unit`, or the only province there is."""
    if unit is None:
        tops = [one for one in rows.scan(Unit) if one.parent is None and one.closed is None]
        return tops[0] if len(tops) == 1 else None
    while unit.parent is not None:
        above = rows.get(Unit, unit.parent)
        if above is None:
            break
        unit = above
    return unit
