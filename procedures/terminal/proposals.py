"""Words one procedure's file: its data, proposals, documents, costs and history."""

from __future__ import annotations

import json
from collections.abc import Iterator

from procedures.rules.appraisals import criteria_not_met
from procedures.rules.warning_signs.documents import days_until_recorded
from procedures.rules.warning_signs.sign import LATE
from procedures.services.proposals import CaseFile
from procedures.storage.rows import Document, Proposal
from procedures.terminal.act_preview import body_lines, forwarded_to, not_met
from procedures.terminal.cost_sheets import change_line
from procedures.wording.formats import date, dong
from procedures.wording.language import _, document_name, term
from procedures.wording.terminal_text import one_line


def case_lines(case: CaseFile) -> Iterator[str]:
    """Yield a procedure's file: its data, its proposals by round, documents, costs and history."""
    procedure = case.procedure
    yield f"{one_line(procedure.code)}  {one_line(procedure.name)}"
    if case.former:
        yield _("earlier codes: {list}").format(list=", ".join(one_line(one.code) for one in case.former))
    unit = f"{one_line(case.unit.name)} ({case.unit.id})" if case.unit else _("unassigned")
    yield _("{kind}, owned by {unit}; state: {state}").format(
        kind=term("kind", procedure.kind), unit=unit, state=term("state", case.state)
    )
    if procedure.field:
        yield _("field: {field}").format(field=one_line(procedure.field))
    if procedure.agencies:
        yield _("handled by: {agencies}").format(
            agencies="; ".join(map(one_line, procedure.agencies.split("\n")))
        )
    levels = [term("performing-level", level) for level in procedure.levels.split(",") if level]
    yield _("carried out at: {levels}").format(levels=", ".join(levels) or _("not known"))
    if case.handled_by:
        yield _("also handled by, not counted there: {units}").format(units=", ".join(case.handled_by))
    cost = (
        _("{amount} đồng a year").format(amount=dong(procedure.annual))
        if procedure.annual is not None
        else _("unknown")
    )
    yield _("compliance cost: {cost}").format(cost=cost)
    if procedure.struck is not None:
        yield _("struck: {why}").format(why=one_line(procedure.struck))
    if procedure.in_force is not None:
        yield _("in force since {date}, by its document").format(date=date(procedure.in_force))
    if procedure.review is not None:
        yield _("reviewed, to stay as it is: {why}").format(why=one_line(procedure.review))
    for member in case.members:
        yield _("baseline of {programme}: {base} đồng, unit {unit}, sealed for every verdict").format(
            programme=member.programme, base=dong(member.base), unit=member.unit
        )
    for proposal in case.proposals:
        yield ""
        yield from _proposal(case, proposal)
    yield ""
    yield _("Journal entries: {list}").format(list=", ".join(map(str, case.history)))


def _proposal(case: CaseFile, proposal: Proposal) -> Iterator[str]:
    yield _("Round {round}: {kind}, {outcome} (entry {seq}, by {person})").format(
        round=proposal.round,
        kind=term("plan", proposal.kind),
        seq=proposal.seq,
        outcome=term("outcome", proposal.outcome),
        person=proposal.proposer,
    )
    befores = ", ".join(
        f"{programme} {dong(None if amount is None else int(amount))}"
        for programme, amount in json.loads(proposal.before).items()
    )
    yield "  " + _("before: {before}; after: {after}").format(
        before=befores or "–", after=dong(proposal.after)
    )
    yield from ("    " + change_line(change) for change in case.changes[proposal.round])
    former = next((earlier for earlier in reversed(case.proposals) if earlier.round < proposal.round), None)
    yield from _changed_texts(former, proposal)
    yield from _content(case, proposal)
    yield from _outcome(case, proposal)


def _content(case: CaseFile, proposal: Proposal) -> Iterator[str]:
    """Yield the actions, appraisals, documents and corrections of a round."""
    for action in json.loads(proposal.actions):
        yield "  • " + term("action", action["kind"])
        yield from ("    " + line for line in body_lines({k: v for k, v in action.items() if k != "kind"}))
    for opinion in json.loads(proposal.appraisal) if proposal.appraisal else ():
        yield "  " + _("appraised by {person} (entry {seq}): {opinion}").format(
            person=opinion["person"], seq=opinion["seq"], opinion=one_line(opinion["opinion"])
        )
        if failed := criteria_not_met(opinion):
            yield "    ! " + not_met(failed)
    if proposal.forwarded and proposal.outcome == "proposed":
        yield "  ! " + forwarded_to(proposal.forwarded)
    for document in case.documents:
        if document.round == proposal.round:
            yield "  " + _document(document)
    for correction in case.corrections:
        if correction.round == proposal.round:
            yield "  " + _(
                "corrected on {day} by {person} (entry {seq}), {slot}: {old} → {new}; {reason}"
            ).format(
                day=date(correction.recorded),
                person=correction.person,
                seq=correction.seq,
                slot=document_name(correction.slot),
                old=_pairs(correction.old),
                new=_pairs(correction.new),
                reason=one_line(correction.reason),
            )


def _outcome(case: CaseFile, proposal: Proposal) -> Iterator[str]:
    """Yield the end of a round with its reason, its due date and its time in force."""
    if proposal.round in case.reasons:
        person, why = case.reasons[proposal.round]
        yield "  " + _("{outcome} by {person} (entry {seq}): {why}").format(
            outcome=term("outcome", proposal.outcome), person=person, seq=proposal.moved, why=one_line(why)
        )
    if proposal.due:
        yield "  " + _("to be implemented by {date}").format(date=date(proposal.due))
    if proposal.in_force:
        until = _(", until {ends}").format(ends=date(proposal.ends)) if proposal.ends else ""
        yield "  " + _("in force from {date}{until}").format(date=date(proposal.in_force), until=until)


def _changed_texts(former: Proposal | None, proposal: Proposal) -> Iterator[str]:
    """Yield the differences between this round's action texts and the previous round's."""
    if former is None:
        return
    before, now = json.loads(former.actions), json.loads(proposal.actions)
    for number, (old, new) in enumerate(zip(before, now, strict=False), 1):
        for name in new:
            if old.get(name) != new[name]:
                yield "  " + _("changed since round {round}, action {n}, {field}: {old} → {new}").format(
                    round=former.round,
                    n=number,
                    field=term("field", name),
                    old=one_line(old.get(name) or "–"),
                    new=one_line(new[name] or "–"),
                )
    if len(before) != len(now):
        yield "  " + _("changed since round {round}: {before} action(s) → {now}").format(
            round=former.round, before=len(before), now=len(now)
        )


def _document(document: Document) -> str:
    parts = [one_line(part) for part in (document.number, document.body, document.signer) if part]
    days = days_until_recorded(document)
    late = _(", entered {n} days late").format(n=days) if days > LATE else ""
    return _("{name}: {text}, of {date} (entry {seq}{late})").format(
        name=document_name(document.slot),
        text=", ".join(parts),
        date=date(document.date),
        seq=document.seq,
        late=late,
    )


def _pairs(text: str) -> str:
    return ", ".join(
        f"{term('field', name)} {date(value) if name == 'date' else one_line(value)}"
        for name, value in json.loads(text).items()
    )
