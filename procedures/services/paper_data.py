"""Collects the data of an official paper: a unit's verdict and the proposals it rests on, at one position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.demonstration import register_warning
from procedures.rules.document_levels import LEVEL_OF_UNIT, UNIT
from procedures.rules.verdict import Result
from procedures.rules.warning_signs.sign import Cut
from procedures.services.issuing_bodies import (
    MINISTRY,
    HigherBody,
    body_of_text,
    lies_above,
    ministry_of_text,
)
from procedures.services.own_definition import own_definition
from procedures.services.session import Session
from procedures.services.verdict.details import cuts_of
from procedures.services.verdict.sheet import VerdictSheet, members_of, verdict_sheet
from procedures.storage.rows import Correction, Description, Document, Procedure, Unit
from procedures.vietnamese import fold, order
from workflow.errors import NotFound
from workflow.storage.rows import Reader, SqlRows

PAPER_KINDS = ("annex", "submission", "decision", "summary", "costs", "recommendations")
RECOMMENDATIONS = PAPER_KINDS[-1]


class PaperRequest(NamedTuple):
    """A request for a paper. `kind`: one of PAPER_KINDS; `stage`: a stable name of a stage, "" the target's.

    `unit`: an id, "" for the whole; `number` narrows it to the proposals of one document, `to` to what the
    bodies with these ids (joined by commas) are asked to amend.
    """

    kind: str
    unit: str
    programme: str
    stage: str
    number: str
    to: str = ""


class PaperSource(NamedTuple):
    """The source of a paper's figures: register (hex), position, leaf hash (hex), ISO date of judgement.

    `note` is the register's own warning, for example that its data are invented; `own_definition` the SHA-256
    (hex) of a life cycle of its own, "" where it has a released one.
    """

    register: str
    position: int
    leaf: str
    day: str
    note: str
    own_definition: str


class PaperRow(NamedTuple):
    """A proposal as papers list it: the procedure, the unit that owns it, and the cut that was signed."""

    procedure: Procedure
    unit: Unit
    cut: Cut

    def paper(self, slot: str) -> Document | None:
        """Return the newest document of a kind: submission, decision ...; None where there is none."""
        documents = [document for document in self.cut.papers if document.slot.partition(".")[0] == slot]
        return max(documents, key=lambda document: document.seq, default=None)


class Recommendation(NamedTuple):
    """An action that a body above the register's own must make; `action` is as it was signed.

    `ministry` is in charge of the procedure, as its description or its issuer tells, where a higher body must
    amend the text; "" is not known.
    """

    row: PaperRow
    action: Mapping[str, str]
    body: HigherBody
    ministry: str


class PaperData(NamedTuple):
    """The data of a paper, without words. `result` is the unit's, or the whole's.

    `unit` None is the whole; `province` is the highest unit, which decides. `waiting`: how many open
    proposals a draft decision leaves out because nobody has appraised them, `forwarded`: because another
    body decides them. `corrections` are those of the
    documents of what is printed, oldest first.
    """

    request: PaperRequest
    source: PaperSource
    sheet: VerdictSheet
    result: Result
    unit: Unit | None
    province: Unit | None
    listed: tuple[PaperRow, ...]
    waiting: int
    forwarded: int
    corrections: tuple[Correction, ...]
    recommended: tuple[Recommendation, ...] = ()


def collect_paper_data(session: Session, request: PaperRequest) -> PaperData:
    """Collect the data of a paper.

    Raises NotFound: when there is nothing to print, no such unit, or no sealed programme. Raises BadInput:
    when a submission would mix documents of several numbers.
    """
    sheet = verdict_sheet(session, request.programme, request.unit, request.stage, notes=False)
    request = request._replace(programme=sheet.programme.id, stage=sheet.stage)
    result = sheet.results[0] if request.unit else sheet.whole
    register = session.register
    source = PaperSource(
        register.id,
        sheet.position,
        sheet.leaf,
        sheet.day,
        register_warning(register),
        own_definition(register),
    )
    with session.reading() as rows:
        unit = rows.get(Unit, request.unit) if request.unit else None
        province = _highest_unit(rows, unit)
        listed = () if request.kind == "summary" else _paper_rows(session, rows, sheet, request)
    printed = _printed_rows(request, listed)
    with session.reading() as rows:
        asked = _recommended(rows, printed, province, request.to) if request.kind == RECOMMENDATIONS else ()
    if request.kind == RECOMMENDATIONS:
        found = {one.row.procedure.code for one in asked}
        printed = tuple(row for row in printed if row.procedure.code in found)
    if request.number and not printed:
        raise NotFound("no-such-paper", number=request.number)
    if request.kind != "summary" and not printed:
        raise NotFound("nothing-to-print", unit=request.unit or "*", stage=request.stage)
    undecided = [row for row in listed if _is_open(row)] if _is_draft(request) else []
    forwarded = sum(bool(row.cut.proposal.forwarded) for row in undecided)
    waiting = len(undecided) - len(printed) - forwarded if undecided else 0
    with session.reading() as rows:
        corrections = tuple(_corrections(rows, printed))
    return PaperData(
        request, source, sheet, result, unit, province, printed, waiting, forwarded, corrections, asked
    )


def _recommended(
    rows: Reader, listed: Iterable[PaperRow], province: Unit | None, to: str
) -> tuple[Recommendation, ...]:
    """Return what bodies above the register's own are asked for: of what is proposed or approved."""
    wanted = frozenset(to.split(",")) if to else frozenset()
    own = LEVEL_OF_UNIT.get(province.kind if province else "", UNIT)
    name = fold(province.name) if province else ""
    found = []
    for row in listed:
        if row.cut.proposal.outcome not in {"proposed", "approved"}:
            continue
        for action in json.loads(row.cut.proposal.actions):
            if not lies_above(action["authority"], action["document"], own):
                continue
            body = body_of_text(action["document"], action["authority"])
            if fold(body.name) == name or (wanted and body.id not in wanted):
                continue
            found.append(Recommendation(row, action, body, _ministry_in_charge(rows, row.procedure, body)))
    return tuple(found)


def _ministry_in_charge(rows: Reader, procedure: Procedure, body: HigherBody) -> str:
    """Return the name of the ministry that published a procedure's description, else that issued it."""
    if body.level == MINISTRY:
        return ""
    held = rows.get(Description, procedure.code)
    described = json.loads(held.body) if held is not None else {"decision": "", "decision_body": ""}
    for text in (described["decision"], described["decision_body"], procedure.issuer):
        if (ministry := ministry_of_text(text)) is not None:
            return ministry.name
    return ""


def _corrections(rows: Reader, printed: Iterable[PaperRow]) -> Iterator[Correction]:
    rounds = {(row.procedure.code, row.cut.proposal.round) for row in printed}
    for correction in sorted(rows.scan(Correction), key=lambda one: one.seq) if rounds else ():
        if (correction.code, correction.round) in rounds:
            yield correction


def _paper_rows(
    session: Session, rows: Reader, sheet: VerdictSheet, request: PaperRequest
) -> tuple[PaperRow, ...]:
    """Return every cut at the stage, in the order of units and codes."""
    members = members_of(session, rows, sheet, request.unit)
    cuts = list(cuts_of(rows, members, sheet.day, request.stage, every=not request.unit))
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(cut.member.code,) for cut in cuts]})
    listed = []
    for cut in cuts:
        procedure, unit = rows.get(Procedure, cut.member.code), rows.get(Unit, cut.member.unit)
        if procedure is not None and unit is not None:
            listed.append(PaperRow(procedure, unit, cut))
    return tuple(sorted(listed, key=lambda row: (order(row.unit.name), row.procedure.code)))


def _printed_rows(request: PaperRequest, listed: Iterable[PaperRow]) -> tuple[PaperRow, ...]:
    rows = tuple(listed)
    if request.number:
        slots_by_kind = {"submission": ("submission",), "decision": ("decision",)}
        slots = slots_by_kind.get(request.kind, ("submission", "decision"))
        return tuple(
            row
            for row in rows
            if any(
                paper.number == request.number and paper.slot.partition(".")[0] in slots
                for paper in row.cut.papers
            )
        )
    if _is_draft(request):
        proposals = [(row, row.cut.proposal) for row in rows if _is_open(row)]
        return tuple(row for row, one in proposals if one.appraisal and not one.forwarded)
    if request.kind == "submission":
        numbers = sorted({paper.number for row in rows if (paper := row.paper("submission"))})
        if len(numbers) > 1:
            several = InputProblem("request.number", "several-papers", "", ", ".join(numbers))
            raise BadInput((several,))
    return rows


def _is_draft(request: PaperRequest) -> bool:
    """Return True for a decision still to be made: what another body decides does not stand in it (R13)."""
    return request.kind == "decision" and not request.number


def _is_open(one: PaperRow) -> bool:
    return one.cut.proposal.outcome == "proposed"


def _highest_unit(rows: Reader, unit: Unit | None) -> Unit | None:
    """Return the unit above all others: that of `unit`, or the only province there is."""
    if unit is None:
        tops = [top for top in rows.scan(Unit) if top.parent is None and top.closed is None]
        return tops[0] if len(tops) == 1 else None
    while unit.parent is not None:
        above = rows.get(Unit, unit.parent)
        if above is None:
            break
        unit = above
    return unit
