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


def _programme_sound(ctx: DecisionContext) -> Iterator[Reason]:
    if ctx.body is None:
        return
    for place, _code in problems_of(ctx.body):
        yield ctx.refuse("programme-unsound", place=place)
    if ctx.body["id"] != ctx.key:
        yield ctx.refuse("programme-unsound", place="id")
    if ctx.body["unit"] != "*" and ctx.rows.get(Unit, ctx.body["unit"]) is None:
        yield ctx.refuse("unknown-unit", "absent", unit=ctx.body["unit"])


def _not_sealed(ctx: DecisionContext) -> Iterator[Reason]:
    programme = ctx.rows.get(Programme, ctx.key)
    if programme and programme.sealed is not None:
        yield ctx.refuse("sealed", programme=ctx.key, seq=programme.sealed)


def _inventory_unmoved(ctx: DecisionContext) -> Iterator[Reason]:
    programme = ctx.rows.get(Programme, ctx.key)
    if ctx.body is None or programme is None:
        return
    listed, seal = baseline(json.loads(programme.text), ctx.rows, ctx.path, local_date(ctx.now))
    if not seal["count"] or seal["count"] == "0":
        yield ctx.refuse("empty-baseline", programme=ctx.key)
    elif sha256(listed) != ctx.body["list"] or seal != ctx.body:
        yield ctx.refuse("inventory-moved", "race", programme=ctx.key)


GUARDS: dict[str, Guard] = {
    "programme-sound": _programme_sound,
    "not-sealed": _not_sealed,
    "inventory-unmoved": _inventory_unmoved,
}
