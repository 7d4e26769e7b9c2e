"""Derives a verdict: a tree from the verdict down to hours, rate, volume and entry (V6)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from procedures.rules.baseline import base_sheet
from procedures.rules.compliance_cost import CostStep, derive
from procedures.rules.coverage import property_stage
from procedures.rules.merger import sheet_after
from procedures.rules.programme import STAGES, day_parts, kinds_of, target
from procedures.rules.tally import contribution, counted_at, is_repealed
from procedures.rules.threshold import MEASURES, words_of
from procedures.rules.verdict import CostVerdict, NumberVerdict, Result
from procedures.services.session import Session
from procedures.services.verdict.sheet import VerdictSheet as Verdicts
from procedures.services.verdict.sheet import members_of
from procedures.storage.rows import Document, Former, Member, Procedure, Proposal, Sheet
from workflow.storage.rows import Reader

# Which rule makes each line of a derivation.
_RULES = {
    "hourly": "C3",
    "task": "C2",
    "fees": "C1",
    "other": "C1",
    "once": "C1",
    "year": "C4",
    "groups": "C1",
    "rounded": "C5",
}


class ExplanationNode(NamedTuple):
    """One figure: its label, its values by name, the rule that makes it, and the figures it comes from.

    `entry` is the position at which it was signed; a node without one is made of its children. `step` is set
    on the lines of a cost derivation. Amounts are whole đồng, "?" unknown.
    """

    label: str
    values: tuple[tuple[str, str], ...]
    rule: str
    entry: int | None = None
    children: tuple[ExplanationNode, ...] = ()
    step: CostStep | None = None


def explain_verdict(session: Session, sheet: Verdicts, unit: str = "") -> ExplanationNode:
    """Return the tree of one unit (id), or of the whole with a branch for each unit."""
    if not unit:
        branches = tuple(_unit_node(sheet, one, ()) for one in sheet.results if one.total.base)
        return _unit_node(sheet, sheet.whole, (), branches)
    result = sheet.results[0]
    with session.reading() as rows:
        members = sorted(members_of(session, rows, sheet, unit), key=lambda member: member.code)
        return _unit_node(sheet, result, tuple(_target_nodes(rows, sheet, result, members)))


def _unit_node(
    sheet: Verdicts,
    result: Result,
    targets: tuple[ExplanationNode, ...],
    more: tuple[ExplanationNode, ...] = (),
) -> ExplanationNode:
    verdict = result.at(sheet.stage)
    shown = targets or tuple(
        _measure_node(sheet, measure, target_verdict, ())
        for measure in MEASURES
        if (target_verdict := getattr(verdict, measure)) is not None
    )
    values = _values(unit=result.unit, value=verdict.value, stage=sheet.stage, day=sheet.day)
    return ExplanationNode("unit", values, "V7", None, (*shown, *more))


def _target_nodes(
    rows: Reader, sheet: Verdicts, result: Result, members: Sequence[Member]
) -> Iterator[ExplanationNode]:
    verdict = result.at(sheet.stage)
    rung = STAGES.index(sheet.stage) + 1

    def aimed(measure: str) -> list[Member]:
        over, kinds = sheet.lists.get((measure, "over")), kinds_of(sheet.text, measure)
        return [one for one in members if one.kind in kinds and (over is None or one.code in over)]

    def cut(member: Member) -> Member | None:
        return counted_at(member, rung, sheet.day)

    if verdict.number is not None:
        strict = (target(sheet.text, "number") or {})["basis"] == "strict"
        cuts = [
            _cut_node(rows, one, strict=strict)
            for member in aimed("number")
            if (one := cut(member)) is not None
        ]
        yield _measure_node(sheet, "number", verdict.number, (_base_node(sheet, verdict.number), *cuts))
    if verdict.cost is not None:
        parts = [
            _cost_node(rows, member, cut(member))
            for member in aimed("cost")
            if not is_repealed(member, sheet.day)
        ]
        yield _measure_node(sheet, "cost", verdict.cost, tuple(parts))
    if verdict.time is not None:
        yield _measure_node(
            sheet,
            "time",
            verdict.time,
            tuple(
                _time_node(rows, sheet, member, cut(member))
                for member in aimed("time")
                if not is_repealed(member, sheet.day)
            ),
        )
    if verdict.reviewed is not None:
        seen = (
            _reviewed_node(rows, member) for member in aimed("reviewed") if not is_repealed(member, sheet.day)
        )
        yield _measure_node(sheet, "reviewed", verdict.reviewed, (_base_node(sheet, verdict.reviewed), *seen))
    if verdict.coverage is not None:
        covered = (_coverage_node(rows, sheet, member) for member in aimed("coverage"))
        yield _measure_node(sheet, "coverage", verdict.coverage, tuple(covered))
    if verdict.offset is not None:
        yield _measure_node(sheet, "offset", verdict.offset, ())
    if (net := sheet.nets.get(result.unit)) is not None:
        values = _values(new=net.new, found=net.found, undated=net.undated, cost=net.cost)
        yield ExplanationNode("net", values, "R9", None, tuple(_added_nodes(rows, sheet)))


def _measure_node(
    sheet: Verdicts,
    measure: str,
    target_verdict: NumberVerdict | CostVerdict,
    children: tuple[ExplanationNode, ...],
) -> ExplanationNode:
    least = words_of(target(sheet.text, measure) or {"percent": "0"})
    entry = None if children else sheet.programme.sealed
    if isinstance(target_verdict, NumberVerdict):
        values = _values(
            cut=target_verdict.cut,
            base=target_verdict.base,
            needed=target_verdict.needed,
            least=least,
            value=target_verdict.value,
        )
        return ExplanationNode(measure, values, "R9" if measure == "offset" else "V1", entry, children)
    part = day_parts(sheet.text) if measure == "time" else 1
    low, high = (
        "/".join(map(str, bound)) if bound else "" for bound in (target_verdict.low, target_verdict.high)
    )
    values = _values(
        saving=target_verdict.saving,
        known=target_verdict.known,
        least=least,
        scale=part,
        value=target_verdict.value,
        low=low,
        high=high,
    )
    return ExplanationNode(measure, values, "V3" if measure == "cost" else "T1", entry, children)


def _base_node(sheet: Verdicts, found: NumberVerdict) -> ExplanationNode:
    values = _values(base=found.base, members=sheet.programme.members)
    return ExplanationNode("base", values, "R5", sheet.programme.sealed)


def _cut_node(rows: Reader, member: Member, *, strict: bool) -> ExplanationNode:
    figures = contribution(member)
    counted = figures.strict if strict else figures.broad
    rule = "R2" if counted else ("C10" if figures.worse else "R3")
    proposal = rows.get(Proposal, member.code, member.round)
    papers = sorted(rows.scan(Document, code=member.code, round=member.round), key=lambda paper: paper.seq)
    actions = json.loads(proposal.actions) if proposal else []
    children = [
        ExplanationNode(
            "action",
            _values(
                kind=a["kind"],
                document=a["document"],
                article=a["article"],
                clause=a["clause"],
                point=a["point"],
            ),
            "R3",
            proposal and proposal.seq,
        )
        for a in actions
    ]
    children += [
        ExplanationNode("paper", _values(slot=p.slot, number=p.number, date=p.date), "R7", p.seq)
        for p in papers
    ]
    values = _values(
        code=member.code,
        name=_name(rows, member.code),
        how=member.how,
        counted=int(bool(counted)),
        stage=STAGES[member.rung - 1],
    )
    entry = None if children else member.since
    return ExplanationNode("cut", values, rule, entry, tuple(children))


def _cost_node(rows: Reader, member: Member, cut: Member | None) -> ExplanationNode:
    name = _name(rows, member.code)
    before = _sheet_nodes("before", base_sheet(rows, member), member.base)
    if cut is None:
        if member.base is None:
            return ExplanationNode(
                "unknown", _values(code=member.code, name=name, group="U"), "C8", member.since
            )
        return ExplanationNode(
            "uncut", _values(code=member.code, name=name, base=member.base), "C12", member.sheet, before
        )
    figures = contribution(cut)
    group = "A" if figures.a else "B" if figures.b else "C" if figures.c else ""
    if group:
        values = _values(code=member.code, name=name, group=group)
        return ExplanationNode("unknown", values, "C8", None if before else member.since, before)
    proposal = rows.get(Proposal, cut.code, cut.round)
    place = sheet_after(rows, cut, proposal) if proposal is not None else None
    after = _sheet_nodes("after", rows.get(Sheet, *place) if place is not None else None, cut.after)
    if not after:
        after = (ExplanationNode("abolished", (), "C6", proposal.seq if proposal else member.since),)
    merged = proposal is not None and proposal.merger is not None
    rule = "C10" if figures.worse else "R4" if merged else "C12"
    values = _values(code=member.code, name=name, before=member.base, after=cut.after, saving=figures.saving)
    return ExplanationNode("saving", values, rule, None, (*before, *after))


def _time_node(rows: Reader, sheet: Verdicts, member: Member, cut: Member | None) -> ExplanationNode:
    part = day_parts(sheet.text)
    before = ExplanationNode(
        "limit",
        _values(stage="before", parts=_or_unknown(member.time), scale=part),
        "T3",
        member.time_sheet or sheet.programme.sealed,
    )
    children = [before]
    if cut is not None:
        proposal = rows.get(Proposal, cut.code, cut.round)
        place = sheet_after(rows, cut, proposal) if proposal is not None else None
        seq = place.seq if place is not None else proposal.seq if proposal is not None else member.since
        after = _values(stage="after", parts=_or_unknown(cut.time_after), scale=part)
        children.append(ExplanationNode("limit", after, "T3", seq))
    return ExplanationNode("time-one", _values(code=member.code), "T1", None, tuple(children))


def _reviewed_node(rows: Reader, member: Member) -> ExplanationNode:
    """Return the node of a member: reviewed and kept, or proposed; with the entry that made it so."""
    entry = member.since
    if member.reviewed:
        past = rows.scan(Former, programme=member.programme, code=member.code)
        entry = min([row.since for row in past if row.reviewed], default=member.since)
    elif member.rung and (proposal := rows.get(Proposal, member.code, member.round)):
        entry = proposal.seq
    values = _values(code=member.code, yes=int(bool(member.reviewed or member.rung)))
    return ExplanationNode("reviewed-one", values, "R5", entry)


def _coverage_node(rows: Reader, sheet: Verdicts, member: Member) -> ExplanationNode:
    """Return the node of a member: it has the property that coverage counts, or not, at the sheet's stage."""
    has = sheet.lists.get(("coverage", "has"), frozenset())
    proposal = partial(rows.get, Proposal)
    stage = property_stage(target(sheet.text, "coverage") or {}, member, has, proposal, sheet.day)
    yes = int(stage > STAGES.index(sheet.stage))
    return ExplanationNode(
        "covered-one", _values(code=member.code, name=_name(rows, member.code), yes=yes), "R3", member.since
    )


def _added_nodes(rows: Reader, sheet: Verdicts) -> Iterator[ExplanationNode]:
    for one in sheet.added:
        values = _values(
            code=one.code, name=one.name, annual=_or_unknown(one.annual), new=int(one.new), gone=one.gone
        )
        procedure = rows.get(Procedure, one.code)
        seq = procedure.sheet if procedure and one.new and not one.gone else None
        row = rows.get(Sheet, one.code, seq, "before") if seq is not None else None
        cost = _sheet_nodes("before", row, one.annual)
        yield ExplanationNode("added", values, "R9", one.since, cost)


def _sheet_nodes(stage: str, row: Sheet | None, annual: int | None) -> tuple[ExplanationNode, ...]:
    if row is None:
        return ()
    body = json.loads(row.body)
    steps = []
    for step in derive(body).steps:
        step_values = _values(
            label=step.label, group=step.group, amount=step.amount, detail=" · ".join(step.values)
        )
        steps.append(ExplanationNode("step", step_values, _RULES[step.label], row.seq, (), step))
    values = _values(
        stage=stage, annual=_or_unknown(annual), basis=body["basis"], source=body["source"], date=body["date"]
    )
    return (ExplanationNode("sheet", values, "C11", row.seq, tuple(steps)),)


def _name(rows: Reader, code: str) -> str:
    procedure = rows.get(Procedure, code)
    return procedure.name if procedure else ""


def _or_unknown(value: int | None) -> str:
    return "?" if value is None else str(value)


def _values(**values: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in values.items())
