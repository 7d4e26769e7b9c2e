"""Projects the inventory: procedures added, changed, reviewed, struck; documents corrected."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.dates import local_date
from procedures.projection import review_plans
from procedures.projection.common import change_procedure, put_document, set_standing
from procedures.projection.standing import settle
from procedures.rules.document_identity import folded_number
from procedures.rules.levels import joined_levels
from procedures.rules.repeal import is_from_above
from procedures.rules.review_plans import REVIEW_KEPT, REVIEW_STRUCK
from procedures.rules.tally import REPEALED
from procedures.storage.rows import (
    KEYS,
    Correction,
    Description,
    Document,
    Former,
    FormerCode,
    Handling,
    Member,
    PastAct,
    Planned,
    Procedure,
    Proposal,
    Sheet,
    TargetList,
)
from procedures.vietnamese import fold
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Rows

# The rows that hold a procedure by its code.
_BY_CODE: tuple[type[Any], ...] = (
    Procedure,
    Sheet,
    Proposal,
    Document,
    Correction,
    Member,
    Former,
    PastAct,
    Planned,
    Handling,
    Description,
)


def _procedure_add(fact: Fact, rows: Rows) -> None:
    body = fact.body
    rows.put(
        Procedure(
            code=fact.key,
            kind=body["kind"],
            name=body["name"],
            folded=fold(body["name"]),
            field=body["field"],
            agencies="\n".join(body["agencies"]),
            issuer=body["issuer"],
            unit=body["unit"],
            sheet=None,
            annual=None,
            basis="",
            limits="",
            struck=None,
            review=None,
            in_force=body.get("in_force"),
            levels=joined_levels(body.get("levels", ())),
            since=fact.seq,
            first_code=fact.key,
        )
    )
    _set_handlers(fact, rows)


def _handle(fact: Fact, rows: Rows) -> None:
    if "levels" in fact.body:
        change_procedure(levels=lambda fact: joined_levels(fact.body["levels"]))(fact, rows)
    _set_handlers(fact, rows)


def _set_handlers(fact: Fact, rows: Rows) -> None:
    if "handled_by" not in fact.body:
        return
    for old in list(rows.scan(Handling, code=fact.key)):
        rows.drop(Handling, old.unit, old.code)
    for unit in fact.body["handled_by"]:
        rows.put(Handling(unit, fact.key, fact.seq))


def _review(fact: Fact, rows: Rows) -> None:
    change_procedure(review=lambda fact: fact.reason)(fact, rows)
    for member in list(rows.scan(Member, code=fact.key)):
        set_standing(rows, fact, member.programme, fact.key, reviewed=1)
    review_plans.tick(fact, rows, REVIEW_KEPT)


def _strike(fact: Fact, rows: Rows) -> None:
    document = fact.common.get("document")
    change_procedure(struck=lambda fact: fact.reason)(fact, rows)
    above = False
    if fact.rules != "1" and document is not None and is_from_above(document, fact.key, rows):
        above = True
        _come_true(fact, rows, document)
    for member in list(rows.scan(Member, code=fact.key)):
        set_standing(rows, fact, member.programme, fact.key, struck=REPEALED if above else 1)
    review_plans.tick(fact, rows, REVIEW_STRUCK)


def _come_true(fact: Fact, rows: Rows, document: Json) -> None:
    """Implement the proposal under way by the document that repealed its procedure from above (R5)."""
    proposal = rows.get(Proposal, fact.key, fact.round)
    if proposal is None or proposal.outcome not in {"proposed", "approved"}:
        return
    put_document(rows, fact, "implementing", document)
    rows.put(proposal._replace(outcome="implemented", moved=fact.seq, in_force=document["date"]))
    settle(fact, rows, fact.key)


def _assign(fact: Fact, rows: Rows) -> None:
    """Give a procedure to a unit; its place in the baselines follows where a document orders it (R10)."""
    unit = fact.body["unit"]
    change_procedure(unit=lambda _fact: unit)(fact, rows)
    for member in list(rows.scan(Member, code=fact.key)) if "document" in fact.common else ():
        if member.unit != unit:
            set_standing(rows, fact, member.programme, fact.key, unit=unit)


def _recode(fact: Fact, rows: Rows) -> None:
    """Bring every row of a procedure under its new code; the codes it had lead there (R4)."""
    old, new = fact.key, fact.body["code"]
    for kind in _BY_CODE:
        for row in list(rows.scan(kind, code=old)):
            rows.drop(kind, *row[: KEYS[kind]])
            rows.put(row._replace(code=new))
    for merged in list(rows.scan(Proposal, into=old)):
        rows.put(merged._replace(into=new))
    for former in list(rows.scan(FormerCode, now=old)):
        rows.put(former._replace(now=new))
    rows.put(FormerCode(old, new, fact.seq))
    for given in list(rows.scan(TargetList)):
        codes = json.loads(given.codes)
        if old in codes:
            rows.put(given._replace(codes=dumps([new if code == old else code for code in codes])))


def _correct(fact: Fact, rows: Rows) -> None:
    body = fact.body
    document = rows.get(Document, fact.key, body["round"], body["slot"])
    if document is not None:
        first = dumps({name: getattr(document, name) for name in ("number", "date", "signer")})
        new = document._replace(**body["new"], first=document.first or first)
        rows.put(new._replace(folded=folded_number(new.number)))
        settle(fact, rows, fact.key)
    rows.put(
        Correction(
            fact.key,
            fact.seq,
            body["slot"],
            body["round"],
            dumps(body["old"]),
            dumps(body["new"]),
            fact.reason,
            fact.person,
            local_date(fact.recorded_at),
        )
    )


APPLY: dict[str, Apply] = {
    "procedure.add": _procedure_add,
    "procedure.rename": change_procedure(
        name=lambda fact: fact.body["name"], folded=lambda fact: fold(fact.body["name"])
    ),
    "procedure.handle": _handle,
    "procedure.assign": _assign,
    "procedure.recode": _recode,
    "procedure.strike": _strike,
    "procedure.review": _review,
    "correct": _correct,
}
