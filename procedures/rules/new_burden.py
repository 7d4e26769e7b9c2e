"""Takes the burden that came on record after the seal off a unit's figures (R9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from procedures.rules.programme import STAGES
from procedures.rules.tally import sum_tallies
from procedures.rules.verdict import CostVerdict, NumberVerdict, Result, aims, cost_verdict, number_verdict


class Burden(NamedTuple):
    """The procedures of one kind that came on record after the seal (R9).

    `new` counts those in force after the seal by their documents, `found` those in force before,
    `undated` those of the found that name no document. `cost` is the known cost of the new ones in
    whole đồng a year, `unmeasured` counts the new ones of unknown cost.
    """

    new: int = 0
    found: int = 0
    undated: int = 0
    cost: int = 0
    unmeasured: int = 0


class Net(NamedTuple):
    """The new burden of a unit, of all kinds together, and the verdicts after taking it off (R9).

    The first five fields are those of `Burden`; `number` and `money` are the verdicts on the number
    of procedures and on their cost, over the sealed base, None without such a target.
    """

    new: int
    found: int
    undated: int
    cost: int
    unmeasured: int
    number: NumberVerdict | None
    money: CostVerdict | None


def net(programme: Mapping[str, Any], result: Result, stage: str, burden: Mapping[str, Burden]) -> Net:
    """Return a unit's verdicts with the new burden taken off: cut - new, saving - cost of new (R9).

    Each is taken over the kinds of its target; `burden` is by kind of procedure. A new procedure of
    unknown cost leaves the cost undetermined.
    """
    verdict = result.at(stage)
    place = STAGES.index(stage)
    less = money = None
    for aim in aims(programme):
        mine = [one for kind, one in burden.items() if kind in aim.kinds]
        new, unmeasured = (sum(one[at] for one in mine) for at in (0, 4))
        if aim.measure == "number" and verdict.number is not None:
            gross = verdict.number
            less = number_verdict(aim.percent, gross.base, gross.cut - new)
            if gross.value == "not-computed":
                less = less._replace(value="not-computed")
        if aim.measure == "cost":
            sums = sum_tallies(result.unit, result.by_kind, aim.kinds)
            saving = sums.stages[place].saving - sum(one.cost for one in mine)
            money = cost_verdict(aim.percent, sums, sums.stages[place]._replace(saving=saving))
            if unmeasured and money.value != "not-applicable":
                money = money._replace(value="undetermined", short=None, flip=None, low=None)
            if verdict.cost is not None and verdict.cost.value == "not-computed":
                money = money._replace(value="not-computed", short=None, flip=None, low=None, high=None)
    whole = Burden(*(sum(column) for column in zip(*burden.values(), strict=True)))
    return Net(*whole, less, money)
