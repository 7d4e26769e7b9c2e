"""Rules on programmes: sound text, sealed once, by the inventory as it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.rules.baseline import baseline
from procedures.rules.programme import problems_of
from procedures.storage.rows import Programme, Unit
from workflow.journal.strict_json import sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


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


GUARDS: dict[str, Guard] = {
    "programme-sound": _programme_sound,
    "not-sealed": _not_sealed,
    "inventory-unmoved": _inventory_unmoved,
}
