"""Projects the inventory: procedures added, changed, reviewed, struck; documents corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.projection import review_plans
from procedures.projection.common import change_procedure, set_standing
from procedures.rules.levels import joined_levels
from procedures.rules.review_plans import REVIEW_KEPT, REVIEW_STRUCK
from procedures.storage.rows import Correction, Document, Handling, Member, Procedure
from procedures.vietnamese import fold
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


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
        set_standing(rows, fact, member.programme, reviewed=1)
    review_plans.tick(fact, rows, REVIEW_KEPT)


def _strike(fact: Fact, rows: Rows) -> None:
    change_procedure(struck=lambda fact: fact.reason)(fact, rows)
    for member in list(rows.scan(Member, code=fact.key)):
        set_standing(rows, fact, member.programme, struck=1)
    review_plans.tick(fact, rows, REVIEW_STRUCK)


def _correct(fact: Fact, rows: Rows) -> None:
    body = fact.body
    document = rows.get(Document, fact.key, body["round"], body["slot"])
    if document is not None:
        first = dumps({name: getattr(document, name) for name in ("number", "date", "signer")})
        rows.put(document._replace(**body["new"], first=document.first or first))
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
    "procedure.assign": change_procedure(unit=lambda fact: fact.body["unit"]),
    "procedure.strike": _strike,
    "procedure.review": _review,
    "correct": _correct,
}
