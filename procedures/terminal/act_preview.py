"""An act in words before it is signed, and its receipt afterwards: the signed bytes are what is shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from procedures.services.session import Draft, Session
from procedures.storage.rows import Procedure, Proposal
from procedures.wording.delimited import as_json
from procedures.wording.error_messages import named, reason_text
from procedures.wording.formats import count, date, dong
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.terms import TERMS
from workflow.definition import EVERYWHERE
from workflow.journal.intents import Intent
from workflow.journal.strict_json import Json
from workflow.storage.positions import Receipt
from workflow.storage.rows import Reader, Subject

_SHOWN = 12


def describe(session: Session, draft: Draft, preview: Sequence[str], *, verbose: bool) -> Iterator[str]:
    """What would be refused, what would be signed, by whom, and the digest of the exact bytes."""
    intent = draft.intent
    if draft.refused:
        yield _("Not possible, and left out:")
        for subject, reasons in draft.refused[:_SHOWN]:
            yield f"  ✗ {named(subject)}: " + "; ".join(map(reason_text, reasons))
        if len(draft.refused) > _SHOWN:
            yield "  " + _("… and {n} more").format(n=len(draft.refused) - _SHOWN)
    scope = _("the whole register") if intent.scope == EVERYWHERE else intent.scope
    yield _("To be signed by {person} ({role}, {scope}): {act}, {n} item(s)").format(
        person=intent.person,
        role=term("role", intent.role),
        scope=scope,
        act=term("act", intent.act),
        n=count(len(intent.items)),
    )
    yield from _items(session, intent)
    yield from (f"  {line}" for line in body_lines(intent.body))
    if intent.reason:
        yield "  " + _("reason: {reason}").format(reason=one_line(intent.reason))
    yield from (f"  {line}" for line in preview)
    yield from _warnings(session, intent)
    yield "  " + _("SHA-256 of the signed text: {digest}").format(digest=intent.digest)
    if verbose:
        yield intent.raw.decode()


def _items(session: Session, intent: Intent) -> Iterator[str]:
    with session.reading() as rows:
        for item in intent.items[:_SHOWN]:
            yield f"  • {named(item.subject)} {_title(rows, item.subject, item.body)}".rstrip()
            if item.source != item.dest and item.source:
                yield "    " + f"{term('state', item.source)} → {term('state', item.dest or '')}"
            yield from (f"    {line}" for line in body_lines(item.body))
            if item.source in {"proposed", "approved"}:
                yield from _plan(rows, item.subject)
    if len(intent.items) > _SHOWN:
        yield "  " + _("… and {n} more").format(n=count(len(intent.items) - _SHOWN))


def _warnings(session: Session, intent: Intent) -> Iterator[str]:
    """What is allowed and yet worth a second look."""
    for document in _documents([intent.body, *(item.body for item in intent.items[:_SHOWN])]):
        if document["date"] > session.day:
            text = _("! {number} is dated {date}, which is after today")
            yield "  " + text.format(number=one_line(document["number"]), date=date(document["date"]))


def body_lines(body: Json, indent: str = "") -> Iterator[str]:
    """A signed body as lines of label and value; what is empty is left out."""
    for name, value in body.items():
        label = term("field", name)
        if value in (None, "", [], {}):
            if value is None and name in {"after", "annual", "before_annual", "after_annual"}:
                yield f"{indent}{label}: " + _("not measured yet")
            continue
        if isinstance(value, dict) and {"number", "date"} <= set(value):
            yield f"{indent}{label}: {document_line(value)}"
        elif name == "before" and isinstance(value, dict) and "tasks" not in value:
            # the baseline cost by programme
            told = (f"{key} {dong(None if v is None else int(v))}" for key, v in value.items())
            yield f"{indent}{label}: {', '.join(told)}"
        elif isinstance(value, dict):
            yield f"{indent}{label}:"
            yield from body_lines(value, indent + "  ")
        elif isinstance(value, list):
            yield from _listed(label, value, indent)
        else:
            yield f"{indent}{label}: {_value(name, value)}"


def document_line(document: Json) -> str:
    """A document in one line."""
    parts = [one_line(document["number"]), _("of {date}").format(date=date(document["date"]))]
    parts += [one_line(document[name]) for name in ("body", "signer") if document.get(name)]
    files = document.get("files") or ()
    parts += [_("scan {digest}…").format(digest=file[:12]) for file in files]
    return ", ".join(parts)


def print_receipt(done: Receipt, form: str, items: int) -> None:
    """The receipt on stdout."""
    if form == "json":
        data = {"seq": done.seq, "leaf": done.leaf.hex(), "register": done.register, "items": items}
        sys.stdout.write(as_json(data))
    else:
        text = _("Recorded as entry {seq} ({n} item(s)), leaf {leaf}…").format(
            seq=done.seq, n=count(items), leaf=done.leaf.hex()[:16]
        )
        sys.stdout.write(text + "\n")


def _listed(label: str, values: list[Any], indent: str) -> Iterator[str]:
    if not any(isinstance(value, dict) for value in values):
        shown = ", ".join(_value("kind", value) for value in values[:_SHOWN])
        yield f"{indent}{label}: {truncate(shown, 200)}"
        return
    for number, value in enumerate(values, 1):
        if {"number", "date"} <= set(value):
            yield f"{indent}{label} {number}: {document_line(value)}"
        else:
            yield f"{indent}{label} {number}:"
            yield from body_lines(value, indent + "  ")


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(value)
    if name in {"date", "due", "in_force", "ends", "starts", "deadline"}:
        return date(text)
    if text.isdigit() and name in _AMOUNTS:
        return _("{amount} đồng").format(amount=dong(int(text)))
    if name in _WORDS:
        return term(_WORDS[name], text)
    if name == "kind":  # a kind of action, task, plan, regulation or unit: the names do not collide
        kinds = ("action", "task", "plan", "kind", "unit")
        return next((term(k, text) for k in kinds if text in TERMS[k]), text)
    return truncate(one_line(text), 300)


def _documents(data: Any) -> Iterator[Json]:
    if isinstance(data, dict):
        if {"number", "date"} <= set(data):
            yield data
        for value in data.values():
            yield from _documents(value)
    elif isinstance(data, list):
        for value in data:
            yield from _documents(value)


def _plan(rows: Reader, subject: str) -> Iterator[str]:
    """What the open proposal comes to: nobody should decide on a number they were not shown."""
    case, code = rows.get(Subject, subject), subject.partition("/")[2]
    proposal = rows.get(Proposal, code, case.round) if case else None
    if proposal is None:
        return
    befores = [None if v is None else int(v) for v in json.loads(proposal.before).values()]
    before = befores[0] if befores else None
    yield "    " + _("{plan}: {before} → {after} đồng a year").format(
        plan=term("plan", proposal.kind), before=dong(before), after=dong(proposal.after)
    )
    for opinion in json.loads(proposal.appraisal) if proposal.appraisal else ():
        failed = [term("criterion", name) for name, met in opinion["criteria"].items() if not met]
        held = _("not met: {list}").format(list=", ".join(failed)) if failed else _("all criteria met")
        yield ("  ! " if failed else "    ") + _("appraised by {person}: {held}").format(
            person=opinion["person"], held=held
        )


def _title(rows: Reader, subject: str, body: Json) -> str:
    kind, _slash, code = subject.partition("/")
    if kind != "procedure":
        return ""
    procedure = rows.get(Procedure, code)
    return truncate(one_line(procedure.name if procedure else body.get("name", "")), 70)


_AMOUNTS = frozenset(
    {
        "after",
        "annual",
        "before_annual",
        "after_annual",
        "fees",
        "other",
        "one_off",
        "service",
        "known",
        "annual_per_head",
        "hourly",
    }
)
_WORDS = {
    "level": "level",
    "authority": "level",
    "to": "level",
    "role": "role",
    "basis": "basis",
    "counts": "counts",
    "stage": "stage",
    "measure": "measure",
}
