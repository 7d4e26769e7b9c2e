"""Rules on review plans: every code is on record, stands once, and is due in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Procedure, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


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


GUARDS: dict[str, Guard] = {
    "review-listed": _review_listed,
}
