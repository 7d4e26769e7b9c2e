"""Rules on programmes: a sound text, one seal that is the inventory of its moment, lists, the end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.rules.baseline import baseline, may_be_listed
from procedures.rules.programme import kinds_of, problems_of, runs_on, target
from procedures.storage.rows import Member, Programme, TargetList, Unit
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


def _programme_open(ctx: DecisionContext) -> Iterator[Reason]:
    """Nothing is sealed, listed, closed or voided of a programme that was closed.

    Source: R12 (counting rules); design of the register, life cycle.
    Reasons: programme-closed.
    Acts: programme.seal, programme.list, programme.close, programme.void.
    """
    programme = ctx.rows.get(Programme, ctx.key)
    if programme is not None and programme.closed is not None:
        yield ctx.refuse("programme-closed", programme=ctx.key, date=programme.closed)


def _list_fits(ctx: DecisionContext) -> Iterator[Reason]:
    """A list for a target names procedures on record, after the seal members, and what it is taken over once.

    Source: R5 (counting rules).
    Reasons: no-such-target, list-outside, listed-already.
    Acts: programme.list.
    """
    # A denominator that could be named again after the seal would follow the result.
    programme = ctx.rows.get(Programme, ctx.key)
    if ctx.body is None or programme is None:
        return
    measure, what = ctx.body["measure"], ctx.body["what"]
    text = json.loads(programme.text)
    if target(text, measure) is None or (what == "has" and measure != "coverage"):
        yield ctx.refuse("no-such-target", "absent", measure=measure, programme=ctx.key)
    outside = sorted(
        code
        for code in set(ctx.body["codes"])
        if not may_be_listed(ctx.rows, programme, kinds_of(text, measure), code)
    )
    if outside:
        yield ctx.refuse("list-outside", n=len(outside), procedure=outside[0], programme=ctx.key)
    given = ctx.rows.get(TargetList, ctx.key, measure, "over")
    if what == "over" and given and programme.sealed is not None:
        yield ctx.refuse("listed-already", measure=measure, programme=ctx.key, seq=given.seq)


def _closes_in_order(ctx: DecisionContext) -> Iterator[Reason]:
    """A programme is closed on a day of its period.

    Source: R12 (counting rules).
    Reasons: outside-period.
    Acts: programme.close.
    """
    programme = ctx.rows.get(Programme, ctx.key)
    if ctx.body is None or programme is None:
        return
    text = json.loads(programme.text)
    if not runs_on(text, ctx.body["date"]):
        dates = {"starts": text["starts"], "ends": text["ends"] or "-", "date": ctx.body["date"]}
        yield ctx.refuse("outside-period", programme=ctx.key, **dates)


def _nothing_counts(ctx: DecisionContext) -> Iterator[Reason]:
    """A seal is taken back only while there is one, and no member is on the ladder.

    Source: R5 (counting rules).
    Reasons: not-sealed-yet, counts-already.
    Acts: programme.void.
    """
    programme = ctx.rows.get(Programme, ctx.key)
    if programme is None:
        return
    if programme.sealed is None:
        yield ctx.refuse("not-sealed-yet", programme=ctx.key)
    counting = sorted(one.code for one in ctx.rows.scan(Member, programme=ctx.key) if one.rung)
    if counting:
        yield ctx.refuse("counts-already", programme=ctx.key, n=len(counting), procedure=counting[0])


GUARDS: dict[str, Guard] = {
    "programme-sound": _programme_sound,
    "not-sealed": _not_sealed,
    "inventory-unmoved": _inventory_unmoved,
    "programme-open": _programme_open,
    "list-fits": _list_fits,
    "closes-in-order": _closes_in_order,
    "nothing-counts": _nothing_counts,
}
