"""Words an act before it is signed, and its receipt: the lines show the signed bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from procedures.rules.enclosed_descriptions import enclosed_description
from procedures.services.documents import DocumentConflict
from procedures.services.session import Draft
from procedures.terminal.cost_sheets import unknown_fields
from procedures.terminal.descriptions import described_briefly
from procedures.views.act_preview import ActPreview, PreviewItem
from procedures.wording.error_messages import named, reason_text
from procedures.wording.formats import count, date, dong
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.terms import TERMS
from procedures.wording.verdict_words import least_words
from workflow.definition import EVERYWHERE
from workflow.journal.intents import Intent
from workflow.journal.strict_json import Json
from workflow.storage.positions import Receipt

ITEMS_SHOWN = 12  # subjects shown of one act


def preview_lines(preview: ActPreview, draft: Draft, more: Sequence[str], *, verbose: bool) -> Iterator[str]:
    """Yield the lines of a preview: refused items, items to be signed, the person, the digest of the bytes.

    `more`: lines of the command's own; `verbose` adds the signed text.
    """
    intent = preview.intent
    if draft.refused:
        yield _("Not possible, and left out:")
        for subject, reasons in draft.refused[:ITEMS_SHOWN]:
            yield f"  ✗ {named(subject)}: " + "; ".join(map(reason_text, reasons))
        if len(draft.refused) > ITEMS_SHOWN:
            yield "  " + _("… and {n} more").format(n=len(draft.refused) - ITEMS_SHOWN)
    scope = _("the whole register") if intent.scope == EVERYWHERE else intent.scope
    yield _("To be signed by {person} ({role}, {scope}): {act}, {n} item(s)").format(
        person=intent.person,
        role=term("role", intent.role),
        scope=scope,
        act=term("act", intent.act),
        n=count(len(intent.items)),
    )
    for item in preview.items:
        yield from _item_lines(item, intent)
    if len(intent.items) > len(preview.items):
        yield "  " + _("… and {n} more").format(n=count(len(intent.items) - len(preview.items)))
    yield from (f"  {line}" for line in body_lines(intent.body))
    yield from _left_open(intent)
    if intent.reason:
        yield "  " + _("reason: {reason}").format(reason=one_line(intent.reason))
    yield from (f"  {line}" for line in more)
    for number, day in preview.dated_ahead:
        text = _("! {number} is dated {date}, which is after today")
        yield "  " + text.format(number=one_line(number), date=date(day))
    yield from (f"  ! {conflict_words(conflict)}" for conflict in preview.conflicts)
    yield "  " + _("SHA-256 of the signed text: {digest}").format(digest=intent.digest)
    if verbose:
        yield intent.raw.decode()


def _left_open(intent: Intent) -> Iterator[str]:
    """Yield what an act says by leaving a field empty."""
    if intent.act == "extend" and intent.body.get("ends") is None:
        yield "  " + _("in force without an end")
    if intent.act == "annul" and intent.body.get("document") is None:
        yield "  " + _("it was never carried out: no document repeals it")


def _item_lines(item: PreviewItem, intent: Intent) -> Iterator[str]:
    yield f"  • {named(item.subject)} {truncate(one_line(item.title), 70)}".rstrip()
    if item.source != item.dest and item.source:
        yield "    " + f"{term('state', item.source)} → {term('state', item.dest or '')}"
    yield from (f"    {line}" for line in body_lines(item.body))
    if "enclosed" in item.body:
        code = item.subject.partition("/")[2]
        if held := enclosed_description(intent.enclosures, item.body["enclosed"], code):
            yield "    " + described_briefly(held.description)
    if item.body.get("programmes") == [] and "submission" in item.body:
        yield "  ! " + _("it counts for no programme: none is sealed that holds it, or none was named")
    if item.proposal is None:
        return
    yield "    " + _("{plan}: {before} → {after} đồng a year").format(
        plan=term("plan", item.proposal.kind),
        before=dong(item.proposal.before),
        after=dong(item.proposal.after),
    )
    for person, failed in item.proposal.appraisals:
        criteria = not_met(failed) if failed else _("all criteria met")
        yield ("  ! " if failed else "    ") + _("appraised by {person}: {held}").format(
            person=person, held=criteria
        )
    if item.proposal.forwarded:
        yield "  ! " + forwarded_to(item.proposal.forwarded)


def not_met(criteria: Iterable[str]) -> str:
    """Return the criteria (stable names) that an appraisal finds not met, in words."""
    return _("not met: {list}").format(list=", ".join(term("criterion", name) for name in criteria))


def forwarded_to(level: str) -> str:
    """Return the words that a proposal lies with a body of this level (stable name)."""
    return _("forwarded to {body}, whose decision it takes").format(body=term("level", level))


def body_lines(body: Json, indent: str = "") -> Iterator[str]:
    """Yield a signed body as lines of label and value; empty fields are left out."""
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
            amounts = (f"{key} {dong(None if v is None else int(v))}" for key, v in value.items())
            yield f"{indent}{label}: {', '.join(amounts)}"
        elif isinstance(value, dict):
            yield f"{indent}{label}:"
            yield from body_lines(value, indent + "  ")
            if "tasks" in value and (unknown := unknown_fields(value)):  # a cost sheet (C8)
                yield f"{indent}  ! " + _("not known: {fields}").format(fields=unknown)
        elif name == "lost" and isinstance(value, list):  # up to 500 entries
            yield f"{indent}{label}: {truncate(', '.join(map(_lost_entry, value)), 300)}"
        elif isinstance(value, list):
            yield from _listed(name, value, indent)
        else:
            yield f"{indent}{label}: {_value(name, value)}"


def document_line(document: Json) -> str:
    """Return a document in one line."""
    parts = [one_line(document["number"]), _("of {date}").format(date=date(document["date"]))]
    parts += [one_line(document[name]) for name in ("body", "signer") if document.get(name)]
    files = document.get("files") or ()
    parts += [_("scan {digest}…").format(digest=file[:12]) for file in files]
    return ", ".join(parts)


def conflict_words(conflict: DocumentConflict) -> str:
    """Return the sentence on a document of which another date or signer is stated elsewhere."""
    if conflict.code:
        text = _(
            "{number} is on record of {date}, signed by {signer}, for {code}: one document has one date and one signer"
        )
    else:
        text = _(
            "{number} stands in this act of {date}, signed by {signer}, as well: one document has one date and one signer"
        )
    return text.format(
        number=one_line(conflict.number),
        date=date(conflict.date),
        signer=one_line(conflict.signer) or "–",
        code=conflict.code,
    )


def receipt_line(receipt: Receipt, items: int) -> str:
    """Return the receipt of a recorded act: position, number of items, beginning of the leaf hash (hex)."""
    text = _("Recorded as entry {seq} ({n} item(s)), leaf {leaf}…")
    return text.format(seq=receipt.seq, n=count(items), leaf=receipt.leaf.hex()[:16])


def _listed(name: str, values: list[Any], indent: str) -> Iterator[str]:
    label = term("field", name)
    if not any(isinstance(value, dict) for value in values):
        items = ", ".join(_value(name if name in _WORDS else "kind", value) for value in values[:ITEMS_SHOWN])
        yield f"{indent}{label}: {truncate(items, 200)}"
        return
    for number, value in enumerate(values, 1):
        if {"number", "date"} <= set(value):
            yield f"{indent}{label} {number}: {document_line(value)}"
        else:
            yield f"{indent}{label} {number}:"
            yield from body_lines(value, indent + "  ")


def _lost_entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return one_line(str(entry))
    return one_line(f"{entry.get('seq')} ({str(entry.get('leaf'))[:12]}…)")


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
    if name == "at_least":
        return least_words({"measure": "", "at_least": text})
    if name == "kind":  # a kind of action, task, plan, regulation or unit: the names do not collide
        kinds = ("action", "task", "plan", "kind", "unit")
        return next((term(k, text) for k in kinds if text in TERMS[k]), text)
    return truncate(one_line(text), 300)


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
    "kinds": "kind",
    "levels": "performing-level",
    "authority": "level",
    "to": "level",
    "role": "role",
    "basis": "basis",
    "counts": "counts",
    "stage": "stage",
    "measure": "measure",
    "property": "property",
    "burden": "burden",
    "what": "listed",
}
