"""The rules on facts: cost sheets, documents, units, programmes and the inventory itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.guards.proposals import ambiguities, int_or_none, pending, sheet_at, shown
from procedures.rules.action_kinds import movable
from procedures.rules.compliance_cost import LARGEST, derive, vintage_differences
from procedures.rules.programme import baseline, problems_of
from procedures.storage.rows import Document, Member, Procedure, Programme, Proposal, Unit
from workflow.journal.intents import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _unit_open(q: DecisionContext) -> Iterator[Reason]:
    id_ = q.body["unit"] if q.body else None
    if id_ is not None:
        unit = q.rows.get(Unit, id_)
        if unit is None:
            yield q.refuse("unknown-unit", "absent", unit=id_)
        elif unit.closed is not None:
            yield q.refuse("unit-closed", unit=id_, date=unit.closed)


def _in_force_after_document(q: DecisionContext) -> Iterator[Reason]:
    """A document comes into force on its date or later: else what is new would pass for found (R9)."""
    if q.body is None or "in_force" not in q.body or "document" not in q.body:
        return
    dated = q.body["document"]["date"]
    if q.body["in_force"] < dated:
        yield q.refuse("dates-out-of-order", one="document", earlier=dated, other="in_force",
                       later=q.body["in_force"])  # fmt: skip


def _in_own_hands(q: DecisionContext) -> Iterator[Reason]:
    # A clerk may take what waits for an owner only through someone whose scope covers both sides.
    if (
        q.body
        and q.role == "department"
        and q.scope != "*"
        and q.scope not in q.path(q.body["unit"])
    ):
        yield q.refuse(
            "outside-scope", "right", person=q.person, scope=q.scope, home=q.body["unit"]
        )


def _not_on_ladder(q: DecisionContext) -> Iterator[Reason]:
    if q.state in {"proposed", "approved"}:
        yield q.refuse("on-ladder", state=q.state)


def _sheet_recounts(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    pairs = (
        [("before", "before_annual"), ("after", "after_annual")]
        if "before" in q.body
        else [("sheet", "annual")]
    )
    for name, figure in pairs:
        sheet, given = q.body[name], int_or_none(q.body[figure])
        for flaw in ambiguities(sheet):
            yield q.refuse(flaw, sheet=name)
        counted = derive(sheet).annual if sheet else None
        if counted is not None and counted >= LARGEST:
            yield q.refuse("cost-too-large", sheet=name, annual=counted)
        if counted != given:
            yield q.refuse("cost-differs", sheet=name, expected=shown(counted), given=shown(given))


def _sheet_fits(q: DecisionContext) -> Iterator[Reason]:
    """A clerk records freely while nothing rests on the figure; afterwards it takes a restatement."""
    if q.body is None:
        return
    proposal = pending(q)
    if q.body["stage"] == "after":
        if proposal is None or proposal.outcome not in {"proposed", "approved", "implemented"}:
            yield q.refuse("no-proposal")
        elif proposal.after is not None:
            yield q.refuse("after-known", after=proposal.after)
        else:
            yield from _after_fits(q, proposal)
        return
    for member in q.rows.scan(Member, code=q.key):
        if member.base is not None and member.rung:
            yield q.refuse("restate-first", programme=member.programme)
        elif member.rung and proposal is not None and member.round == proposal.round:
            # C12: the first sheet after the seal becomes the base of a proposal already measured.
            after = sheet_at(q, proposal.after_sheet)
            actions = movable(json.loads(proposal.actions))
            moved = vintage_differences(q.body["sheet"], after, actions) if after else ()
            if moved:
                yield q.refuse("other-vintage", programme=member.programme, fields=",".join(moved))


def _after_fits(q: DecisionContext, proposal: Proposal) -> Iterator[Reason]:
    assert q.body is not None  # noqa: S101 - asked by `_sheet_fits` only
    for id_ in json.loads(proposal.programmes):
        member = q.rows.get(Member, id_, q.key)
        before = sheet_at(q, member.sheet) if member else None
        if before:
            actions = movable(json.loads(proposal.actions))
            moved = vintage_differences(before, q.body["sheet"], actions)
            if moved:
                yield q.refuse("other-vintage", programme=id_, fields=",".join(moved))


def _restatement_fits(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    proposal = pending(q)
    on_ladder = [
        member
        for member in q.rows.scan(Member, code=q.key)
        if member.rung and proposal is not None and member.round == proposal.round
    ]
    ending = bool(on_ladder) and all(member.how == "abolish" for member in on_ladder)
    if on_ladder and not ending and q.body["after"] is None:
        yield q.refuse("after-sheet-missing")
    if q.body["after"] is not None and (not on_ladder or ending):
        yield q.refuse("after-sheet-surplus")
    elif q.body["after"] is not None:
        actions = json.loads(proposal.actions) if proposal else []
        moved = vintage_differences(q.body["before"], q.body["after"], movable(actions))
        if moved:
            yield q.refuse("other-vintage", programme="-", fields=",".join(moved))


def _document_known(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    held = q.rows.get(Document, q.key, q.body["round"], q.body["slot"])
    if held is None:
        yield q.refuse("no-such-document", "absent", slot=q.body["slot"])
        return
    actual = {name: getattr(held, name) for name in q.body["old"]}
    if actual != q.body["old"] or set(q.body["old"]) != set(q.body["new"]):
        yield q.refuse("old-differs", slot=q.body["slot"])
    elif q.body["new"] == q.body["old"] or not q.body["new"]:
        yield q.refuse("nothing-new", slot=q.body["slot"])


def _unit_id(q: DecisionContext) -> Iterator[Reason]:
    if not all((part.isascii() and part.isalnum() and part.islower()) or part.isdigit()
               for part in q.key.split("-")):  # fmt: skip
        yield q.refuse("bad-unit-id", unit=q.key)


def _parent_open(q: DecisionContext) -> Iterator[Reason]:
    parent = q.body["parent"] if q.body else None
    if parent is None:
        return
    unit = q.rows.get(Unit, parent)
    if unit is None or unit.closed is not None:
        yield q.refuse("unknown-unit", "absent", unit=parent)
    elif q.key in q.path(parent):
        yield q.refuse("unit-circle", unit=q.key, parent=parent)


def _unit_is_open(q: DecisionContext) -> Iterator[Reason]:
    unit = q.rows.get(Unit, q.key)
    if unit and unit.closed is not None:
        yield q.refuse("unit-closed", unit=q.key, date=unit.closed)


def _successor_open(q: DecisionContext) -> Iterator[Reason]:
    successor = q.body["successor"] if q.body else None
    if successor is not None:
        unit = q.rows.get(Unit, successor)
        if unit is None or unit.closed is not None or successor == q.key:
            yield q.refuse("unknown-unit", "absent", unit=successor)
        elif q.key in q.path(successor):
            yield q.refuse("unit-circle", unit=q.key, parent=successor)
    for child in q.rows.scan(Unit, parent=q.key, closed=None):
        if successor is None:
            yield q.refuse("has-children", unit=q.key, child=child.id)


def _programme_sound(q: DecisionContext) -> Iterator[Reason]:
    if q.body is None:
        return
    for place, _code in problems_of(q.body):
        yield q.refuse("programme-unsound", place=place)
    if q.body["id"] != q.key:
        yield q.refuse("programme-unsound", place="id")
    if q.body["unit"] != "*" and q.rows.get(Unit, q.body["unit"]) is None:
        yield q.refuse("unknown-unit", "absent", unit=q.body["unit"])


def _not_sealed(q: DecisionContext) -> Iterator[Reason]:
    programme = q.rows.get(Programme, q.key)
    if programme and programme.sealed is not None:
        yield q.refuse("sealed", programme=q.key, seq=programme.sealed)


def _inventory_unmoved(q: DecisionContext) -> Iterator[Reason]:
    programme = q.rows.get(Programme, q.key)
    if q.body is None or programme is None:
        return
    listed, seal = baseline(json.loads(programme.text), q.rows, q.path, local_date(q.now))
    if not seal["count"] or seal["count"] == "0":
        yield q.refuse("empty-baseline", programme=q.key)
    elif sha256(listed) != q.body["list"] or seal != q.body:
        yield q.refuse("inventory-moved", "race", programme=q.key)


def _review_listed(q: DecisionContext) -> Iterator[Reason]:
    """Each code is on record, stands once, and is due no earlier than the plan was adopted."""
    if q.body is None:
        return
    if q.rows.get(Unit, q.body["unit"]) is None:
        yield q.refuse("unknown-unit", "absent", unit=q.body["unit"])
    seen: set[str] = set()
    for one in q.body["items"]:
        procedure = q.rows.get(Procedure, one["code"])
        if procedure is None:
            yield q.refuse("no-such-procedure", "absent", procedure=one["code"])
        elif procedure.struck is not None:
            yield q.refuse("struck", why=f"{one['code']}: {procedure.struck}")
        if one["code"] in seen:
            yield q.refuse("planned-twice", procedure=one["code"])
        seen.add(one["code"])
        dated = q.body["document"]["date"]
        if one["due"] < dated:
            yield q.refuse("dates-out-of-order", one="document", earlier=dated, other="due",
                           later=one["due"])  # fmt: skip


FACT_GUARDS: dict[str, Guard] = {
    "unit-open": _unit_open,
    "in-own-hands": _in_own_hands,
    "in-force-after-document": _in_force_after_document,
    "not-on-ladder": _not_on_ladder,
    "sheet-recounts": _sheet_recounts,
    "sheet-fits": _sheet_fits,
    "restatement-fits": _restatement_fits,
    "document-known": _document_known,
    "review-listed": _review_listed,
    "unit-id": _unit_id,
    "parent-open": _parent_open,
    "unit-is-open": _unit_is_open,
    "successor-open": _successor_open,
    "programme-sound": _programme_sound,
    "not-sealed": _not_sealed,
    "inventory-unmoved": _inventory_unmoved,
}
