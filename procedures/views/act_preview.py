"""An act before it is signed as data: the person, the act, its subjects, and their names."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from procedures.rules.appraisals import criteria_not_met
from procedures.rules.codes import current_code
from procedures.services.documents import (
    DocumentConflict,
    correction_conflicts,
    document_conflicts,
    documents_in,
)
from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Proposal
from workflow.journal.intents import Intent
from workflow.journal.strict_json import Json
from workflow.storage.rows import Reader, Subject


class PendingProposal(NamedTuple):
    """The open proposal that an act decides on: kind, cost a year before and after (đồng, None unknown).

    `appraisals`: the appraiser's id, and the criteria that were not met. `forwarded`: the level of the body
    that it lies with, "" for none.
    """

    kind: str
    before: int | None
    after: int | None
    appraisals: tuple[tuple[str, tuple[str, ...]], ...]
    forwarded: str


class PreviewItem(NamedTuple):
    """One subject of an act: its title ("" for none), the step, what is signed of it, its open proposal."""

    subject: str
    title: str
    source: str | None
    dest: str | None
    body: Json
    proposal: PendingProposal | None


class ActPreview(NamedTuple):
    """The data of a preview: the intent whose bytes are signed, its first items, and warnings.

    `dated_ahead`: documents (number, ISO date) that are dated after the day of the act. `conflicts`:
    documents of which another date or signer is on record, or in the same act.
    """

    intent: Intent
    items: tuple[PreviewItem, ...]
    dated_ahead: tuple[tuple[str, str], ...]
    conflicts: tuple[DocumentConflict, ...]


def act_preview(session: Session, draft: Draft, limit: int) -> ActPreview:
    """Return the preview of a draft with at most `limit` of its items."""
    intent = draft.intent
    with session.reading() as rows:
        items = tuple(_item(rows, item) for item in intent.items[:limit])
        bodies_by_code = [(_code(item.subject), item.body) for item in intent.items]
        bodies_by_code.insert(0, (bodies_by_code[0][0] if bodies_by_code else "", intent.body))
        conflicts = document_conflicts(rows, bodies_by_code)
        if intent.act == "correct":
            for code, body in bodies_by_code[1:]:
                conflicts += correction_conflicts(rows, code, body)
    bodies = [intent.body, *(item.body for item in intent.items[:limit])]
    day = session.day
    ahead = tuple(
        (document["number"], document["date"]) for document in documents_in(bodies) if document["date"] > day
    )
    return ActPreview(intent, items, ahead, conflicts)


def _item(rows: Reader, item: Any) -> PreviewItem:
    deciding = item.source in {"proposed", "approved"}
    return PreviewItem(
        item.subject,
        _title(rows, item.subject, item.body),
        item.source,
        item.dest,
        item.body,
        _pending_proposal(rows, item.subject) if deciding else None,
    )


def _code(subject: str) -> str:
    kind, _slash, code = subject.partition("/")
    return code if kind == "procedure" else ""


def _title(rows: Reader, subject: str, body: Json) -> str:
    kind, _slash, code = subject.partition("/")
    if kind != "procedure":
        return ""
    procedure = rows.get(Procedure, current_code(code, rows))
    if procedure is None:
        return str(body.get("name", ""))
    return procedure.name if procedure.code == code else f"({procedure.code}) {procedure.name}"


def _pending_proposal(rows: Reader, subject: str) -> PendingProposal | None:
    """Return the figures of the open proposal, so that nobody decides on a number they were not shown."""
    case, code = rows.get(Subject, subject), current_code(subject.partition("/")[2], rows)
    proposal = rows.get(Proposal, code, case.round) if case else None
    if proposal is None:
        return None
    befores = [None if cost is None else int(cost) for cost in json.loads(proposal.before).values()]
    opinions = json.loads(proposal.appraisal) if proposal.appraisal else ()
    appraisals = tuple((opinion["person"], criteria_not_met(opinion)) for opinion in opinions)
    before = befores[0] if befores else None
    forwarded = proposal.forwarded if proposal.outcome == "proposed" else ""
    return PendingProposal(proposal.kind, before, proposal.after, appraisals, forwarded)
