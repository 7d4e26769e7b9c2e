"""Takes the burden that came on record after the seal off a unit's figures (R9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from procedures.rules.burden import BurdenBy, sum_burden
from procedures.rules.programme import STAGES
from procedures.rules.tally import Tally, sum_tallies
from procedures.rules.verdict import (
    NO_TALLIES,
    CostVerdict,
    NumberVerdict,
    Result,
    aims,
    net_cost,
    not_computed,
    number_verdict,
)


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


def net(
    programme: Mapping[str, Any],
    result: Result,
    stage: str,
    burden: BurdenBy,
    own: Mapping[str, Sequence[Tally]] = NO_TALLIES,
) -> Net:
    """Return a unit's verdicts with the new burden taken off: cut - new, saving - cost of new (R9).

    Each is taken over the kinds of its target; `burden` is by kind of procedure, `own` as in `assess`. A
    new procedure of unknown cost leaves the cost undetermined.
    """
    verdict = result.at(stage)
    place = STAGES.index(stage)
    less = money = None
    for aim in aims(programme):
        mine = sum_burden(burden, aim.kinds, aim.levels)
        if aim.measure == "number" and verdict.number is not None:
            gross = verdict.number
            less = gross if aim.net else number_verdict(aim.least, gross.base, gross.cut - mine.new)
            if gross.value == "not-computed":
                less = not_computed(less)
        if aim.measure == "cost":
            sums = sum_tallies(result.unit, own.get("cost", result.by_kind), aim.kinds)
            money = net_cost(aim.least, sums, sums.stages[place], mine)
            if verdict.cost is not None and verdict.cost.value == "not-computed":
                money = not_computed(money)
    return Net(*sum_burden(burden), less, money)
