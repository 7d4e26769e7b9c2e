"""Proposals: drafted, completed from the record, decided; and the case file of a procedure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem, Refusal
from procedures.input.checks import iso_date, normalise, require_shape
from procedures.lifecycle import INVENTORIED
from procedures.rules.action_kinds import LEVELS, counts_in_number, ends_procedure
from procedures.rules.baseline import base_sheet, still_counts
from procedures.rules.codes import current_code, journal_subject
from procedures.rules.document_levels import LEVEL_OF_UNIT, level_of_number
from procedures.rules.programme import counts_paper
from procedures.rules.sheet_comparison import SheetChange, sheet_changes
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.cost_sheets import annual_text, complete_sheet
from procedures.services.documents import document, file_digest
from procedures.services.inventory import find_procedure, procedure_subject, require_procedures
from procedures.services.session import Draft, Session
from procedures.storage.rows import (
    Correction,
    Document,
    FormerCode,
    Handling,
    Member,
    Procedure,
    Programme,
    Proposal,
    Sheet,
    Unit,
)
from workflow.decision import Reason
from workflow.definition import EVERYWHERE
from workflow.errors import NotFound
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Subject

NO_PROGRAMME = "none"  # in place of ids of programmes: the proposal shall count for none
CRITERIA = ("necessity", "reasonableness", "legality", "cost")  # of Decree 63/2010/NĐ-CP


class CaseFile(NamedTuple):
    """One procedure with all that is on record of it.

    `reasons`: round -> who ended or approved it (id) and why, where a reason was given. `changes`: round ->
    the lines in which its sheet after differs from the baseline's sheet. `history`: positions of its entries.
    `former`: the codes that it had, oldest first. `handled_by`: ids of the units that handle it without
    owning it (R10).
    """

    procedure: Procedure
    unit: Unit | None
    state: str
    version: int
    round: int
    proposals: tuple[Proposal, ...]
    documents: tuple[Document, ...]
    corrections: tuple[Correction, ...]
    members: tuple[Member, ...]
    changes: dict[int, tuple[SheetChange, ...]]
    reasons: dict[int, tuple[str, str]]
    history: tuple[int, ...]
    former: tuple[FormerCode, ...]
    handled_by: tuple[str, ...]


def draft_propose(session: Session, plans: Sequence[tuple[str, Json]], source: str = "") -> Draft:
    """Draft proposals, by code, from what a clerk wrote (shape: `plan_body`), completed from the record.

    The baseline cost, the programmes, the cost after and whether it counts are computed here, shown, signed,
    and computed again by the guards under the lock. `source`: the file's name for errors.

    Once a baseline is sealed, a proposal that would count for no programme is left out with the reason,
    unless its plan says so (R11).

    Raises NotFound: when there is no such procedure. Raises BadInput: when a plan cannot be used. Raises
    Refusal: when every proposal would count for no programme. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        require_procedures(rows, [code for code, _ in plans])
        given = [(current_code(code, rows), plan) for code, plan in plans]
        items = [
            (procedure_subject(code), plan_body(rows, session.day, code, plan, source))
            for code, plan in given
        ]
        # Of what is under way the state is the reason, not that a programme counts it already.
        under_way = {
            subject
            for subject, _body in items
            if (case := rows.get(Subject, journal_subject(subject.partition("/")[2], rows)))
            and case.state != INVENTORIED
        }
        sealed = any(programme.sealed is not None for programme in rows.scan(Programme))
    chosen = [plan.get("programmes") is not None or not sealed for _code, plan in given]
    counted = [item for item, named in zip(items, chosen, strict=True) if named or item[1]["programmes"]]
    left_out = tuple(
        (subject, (Reason.of("counts-for-none", "rule", subject),))
        for subject, body in items
        if (subject, body) not in counted and subject not in under_way
    )
    counted = [item for item in items if item in counted or item[0] in under_way]
    if left_out and not counted:
        raise Refusal("propose", [reason for _subject, reasons in left_out for reason in reasons])
    draft = session.draft("propose", counted)
    return draft._replace(refused=(*draft.refused, *left_out))


class SimpleProposal(NamedTuple):
    """A proposal with one action, as somebody types it; dates are dd/mm/yyyy or ISO, "" is none.

    `kind` is abolish or simplify, `action` a kind of action, `authority` a level (stable names); "" is the
    one that the number of `amends` tells, or that of the deciding body where `amends` is "".
    """

    kind: str
    content: str
    reason: str
    action: str
    submission: str
    dated: str
    amends: str = ""
    article: str = ""
    clause: str = ""
    point: str = ""
    authority: str = ""
    signer: str = ""
    due: str = ""


def simple_plan(given: SimpleProposal) -> Json:
    """Compose the plan of simple fields, as `draft_propose` takes it.

    Raises BadInput: when a date is none.
    """
    action = {
        "kind": given.action,
        "content": normalise(given.content),
        "reason": normalise(given.reason),
        "document": normalise(given.amends),
        "article": normalise(given.article),
        "clause": normalise(given.clause),
        "point": normalise(given.point),
    }
    if given.authority:
        action["authority"] = given.authority
    return {
        "kind": given.kind,
        "actions": [action],
        "submission": document(given.submission, given.dated, level="unit", signer=given.signer),
        "due": iso_date(given.due, "request.due") if given.due else None,
    }


def with_submission(plan: Json, files: Sequence[Path], programmes: Sequence[str]) -> Json:
    """Return the plan with its submission completed by defaults and scans, and the programmes (ids) if given.

    Raises BadInput: when a scan cannot be read.
    """
    completed = dict(plan)
    if isinstance(plan.get("submission"), dict):
        paper: Json = {"body": "", "level": "unit", "signer": "", "files": []} | plan["submission"]
        paper["files"] = [*paper["files"], *map(file_digest, files)]
        completed["submission"] = paper
    if programmes:
        named = [normalise(name) for name in programmes]
        completed["programmes"] = [] if named == [NO_PROGRAMME] else named
    return completed


def appraisal(opinion: str, failed: Collection[str]) -> Json:
    """Compose the body of an appraisal: the opinion, and each criterion of Decree 63/2010 met or failed."""
    return {"opinion": normalise(opinion), "criteria": {name: name not in failed for name in CRITERIA}}


def plan_body(rows: Reader, day: str, code: str, plan: Json, source: str = "") -> Json:
    """Compose the whole body of a proposal; `day`: the ISO date of judgement.

    Costs are whole đồng a year as text, None where unknown.

    Raises NotFound: when there is no such procedure. Raises BadInput: with every problem of the clerk's part.
    """
    find_procedure(rows, code)
    given_programmes = plan.get("programmes")
    programmes = given_programmes
    if programmes is None:
        submission = plan.get("submission")
        dated = submission.get("date") if isinstance(submission, dict) else None
        programmes = default_programmes(rows, code, day, dated if isinstance(dated, str) else day)
    sheet = plan.get("after_sheet")
    after_sheet = complete_sheet(sheet, source) if isinstance(sheet, dict) else sheet
    befores = {id_: _baseline_cost(rows, id_, code) for id_ in programmes if isinstance(id_, str)}
    actions = [
        _complete_action(rows, code, action, number) if isinstance(action, dict) else action
        for number, action in enumerate(plan.get("actions", []), 1)
    ]
    body: Json = {
        "kind": plan.get("kind"),
        "into": plan.get("into"),
        "actions": actions,
        "programmes": programmes,
        "before": {id_: None if base is None else str(base) for id_, base in befores.items()},
        "after": None,
        "after_sheet": after_sheet,
        "counts": "always",
        "submission": plan.get("submission"),
        "due": plan.get("due"),
    }
    surplus = {name: value for name, value in plan.items() if name not in body}
    require_shape("Propose", body | surplus, source)
    if ends_procedure(body, code):
        body["after"] = "0"
    elif after_sheet is not None:
        body["after"] = annual_text(after_sheet)
    body["counts"] = counts_in_number(ends_procedure(body, code), actions)
    return body


def _complete_action(rows: Reader, code: str, action: Json, number: int) -> Json:
    """Return an action with what it leaves out; the authority is the one that its text's number tells (R13).

    Where no text is named, it is that of the body at the head of the owner's units, which decides.

    Raises BadInput: when the authority is neither stated nor told; `number` counts the actions from 1.
    """
    complete: Json = {"document": "", "article": "", "clause": "", "point": "", **action}
    text = complete["document"]
    if "authority" not in complete and isinstance(text, str):
        level = level_of_number(normalise(text)) if text.strip() else _level_of_head(rows, code)
        if level is None:
            place, allowed = f"actions.{number}.authority", ", ".join(LEVELS)
            raise BadInput((InputProblem(place, "level-unknown", text, allowed),))
        complete["authority"] = level
    return complete


def _level_of_head(rows: Reader, code: str) -> str:
    """Return the level of the highest unit above a procedure's owner; the lowest where nobody owns it."""
    above = unit_path(find_procedure(rows, code).unit or EVERYWHERE, rows)
    units = [unit for scope in above if (unit := rows.get(Unit, scope))]
    return LEVEL_OF_UNIT[units[-1].kind] if units else LEVELS[0]


def default_programmes(rows: Reader, code: str, day: str, dated: str) -> list[str]:
    """Return the programmes of a proposal where none is given (R11), as ids.

    They are the sealed ones whose baseline holds the code, where no cut of it is under way, and that count a
    submission of the day `dated`. `day`: the ISO date of judgement.
    """
    found = []
    for programme in rows.scan(Programme):
        member = rows.get(Member, programme.id, code)
        text = json.loads(programme.text)
        if member is None or not counts_paper(text, dated, day, programme.closed):
            continue
        counted = rows.get(Proposal, code, member.round) if still_counts(member, day) else None
        if counted is None or counted.outcome == "reopened":  # a further cut replaces a finished one (R11)
            found.append(programme.id)
    return sorted(found)


def draft_act(
    session: Session, act: str, codes: Iterable[str], *, common: Json | None = None, reason: str = ""
) -> Draft:
    """Draft one act on one or many procedures under one signature.

    Raises NotFound: when there is no such procedure. Raises what `Session.draft` raises.
    """
    codes = tuple(codes)
    with session.reading() as rows:
        found = require_procedures(rows, codes)
    items: list[tuple[str, Json]] = [(procedure_subject(code), {}) for code in found]
    return session.draft(act, items, common=common, reason=reason)


def draft_correct(session: Session, code: str, slot: str, new: dict[str, str], reason: str) -> Draft:
    """Draft the correction (đính chính) of a document of the newest round that has it.

    `slot`: the document's place, such as decision.1; `new`: field -> corrected text, dates ISO.

    Raises NotFound: when there is no such procedure or document. Raises what `Session.draft` raises.
    """
    with session.reading() as rows:
        code = find_procedure(rows, code).code
        documents = [doc for doc in rows.scan(Document, code=code) if doc.slot == slot]
    if not documents:
        raise NotFound("no-such-document", key=code, slot=slot)
    document = max(documents, key=lambda doc: doc.round)
    old = {name: getattr(document, name) for name in new}
    body = {"slot": slot, "round": document.round, "old": old, "new": new}
    return session.draft("correct", [(procedure_subject(code), body)], reason=reason)


def case_file(session: Session, code: str) -> CaseFile:
    """Return everything on record about a procedure.

    Raises NotFound: when no procedure has this code.
    """
    with session.reading() as rows:
        procedure = find_procedure(rows, code)
        code = procedure.code
        former = tuple(sorted((one for one in rows.scan(FormerCode, now=code)), key=lambda one: one.seq))
        unit = rows.get(Unit, procedure.unit) if procedure.unit else None
        handlers = sorted({one.unit for one in rows.scan(Handling, code=code)} - {procedure.unit})
        subject = rows.get(Subject, procedure_subject(procedure.first_code))
        histories = (
            tuple(sorted(rows.scan(Proposal, code=code), key=lambda p: p.round)),
            tuple(sorted(rows.scan(Document, code=code), key=lambda d: d.seq)),
            tuple(sorted(rows.scan(Correction, code=code), key=lambda c: c.seq)),
            tuple(sorted(rows.scan(Member, code=code), key=lambda m: m.programme)),
        )
        differing = {
            proposal.round: _changes_to_sheet(rows, proposal, histories[3]) for proposal in histories[0]
        }
    reasons = {
        proposal.round: reason for proposal in histories[0] if (reason := ending_reason(session, proposal))
    }
    history = tuple(session.store.history(procedure_subject(procedure.first_code)))
    if session.at is not None:
        history = tuple(seq for seq in history if seq <= session.at)
    state, version, round_ = (subject.state or "", subject.version, subject.round) if subject else ("", 0, 0)
    return CaseFile(
        procedure,
        unit,
        state,
        version,
        round_,
        *histories,
        changes=differing,
        reasons=reasons,
        history=history,
        former=former,
        handled_by=tuple(handlers),
    )


def ending_reason(session: Session, proposal: Proposal) -> tuple[str, str] | None:
    """Return who ended or approved a round (id) and why; None where no reason was given."""
    ended = {"returned", "rejected", "withdrawn", "revoked", "annulled", "reopened", "approved"}
    if proposal.outcome not in ended:
        return None
    record = next(session.store.entries(proposal.moved, proposal.moved + 1), None)
    intent = json.loads(record.intent) if record else {}
    return (intent["person"], intent["reason"]) if intent.get("reason") else None


def _changes_to_sheet(rows: Reader, proposal: Proposal, members: Sequence[Member]) -> tuple[SheetChange, ...]:
    if proposal.after_sheet is None:
        return ()
    before = next((sheet for one in members if (sheet := base_sheet(rows, one)) is not None), None)
    after = rows.get(Sheet, proposal.code, proposal.after_sheet, "after")
    if before is None or after is None:
        return ()
    return sheet_changes(json.loads(before.body), json.loads(after.body))


def _baseline_cost(rows: Reader, programme: str, code: str) -> int | None:
    member = rows.get(Member, programme, code)
    return member.base if member else None
