"""Rules on programmes: a sound text, one seal, a list that is the inventory of that moment."""

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
    """A programme does not contradict itself, has the id of its subject, and covers a unit on record.

    Source: R6, R7, V3 (counting rules).
    Reasons: programme-unsound, unknown-unit.
    Acts: programme.adopt.
    """
    if ctx.body is None:
        return
    for place, _code in problems_of(ctx.body):
        yield ctx.refuse("programme-unsound", place=place)
    if ctx.body["id"] != ctx.key:
        yield ctx.refuse("programme-unsound", place="id")
    if ctx.body["unit"] != "*" and ctx.rows.get(Unit, ctx.body["unit"]) is None:
        yield ctx.refuse("unknown-unit", "absent", unit=ctx.body["unit"])


def _not_sealed(ctx: DecisionContext) -> Iterator[Reason]:
    """A baseline is sealed once.

    Source: R5 (counting rules).
    Reasons: sealed.
    Acts: programme.seal.
    """
    programme = ctx.rows.get(Programme, ctx.key)
    if programme and programme.sealed is not None:
        yield ctx.refuse("sealed", programme=ctx.key, seq=programme.sealed)


def _inventory_unmoved(ctx: DecisionContext) -> Iterator[Reason]:
    """The sealed list is the inventory as it stands at the seal, and is not empty.

    Source: R5 (counting rules).
    Reasons: empty-baseline, inventory-moved.
    Acts: programme.seal.
    """
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
