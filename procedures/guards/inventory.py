"""The rules on facts: cost sheets, documents, units, programmes and the inventory itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Document, Unit

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


GUARDS: dict[str, Guard] = {
    "unit-open": _unit_open,
    "in-own-hands": _in_own_hands,
    "in-force-after-document": _in_force_after_document,
    "not-on-ladder": _not_on_ladder,
    "document-known": _document_known,
}
