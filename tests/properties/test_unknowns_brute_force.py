"""The four unknowns of V3 against brute force: a verdict holds whatever the unknown costs turn out to be."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest

from procedures.rules.tally import StageSums, Tally
from procedures.rules.verdict import cost_verdict

CASES = 6_000
FAR = 10**9
COSTS = (0, 1, 7, FAR)  # what an unknown cost may turn out to be
CHANGES = (
    -FAR,
    -3,
    0,
    2,
    FAR,
)  # of one simplified of unknown cost before: what it saves, of a cost large enough


def outcomes(percent, saving, known, a, b, c, u):
    """Say whether the target is met, for each way in which the unknown costs may turn out."""
    found = set()
    ranges = [COSTS] * a + [tuple(product(COSTS, CHANGES))] * b + [COSTS] * len(c) + [COSTS] * u
    for turn in product(*ranges):
        abolished, simplified = turn[:a], turn[a : a + b]
        after, uncut = turn[a + b : a + b + len(c)], turn[a + b + len(c) :]
        least = [max(cost, change) for cost, change in simplified]  # nobody saves more than it cost
        s = saving + sum(abolished) + sum(change for _cost, change in simplified)
        s += sum(base - x for base, x in zip(c, after, strict=True))
        k = known + sum(abolished) + sum(least) + sum(uncut)
        if k or s:
            found.add(100 * s >= percent * k)
    return found


@pytest.mark.parametrize("part", range(6))
def test_a_verdict_holds_whatever_the_unknowns_turn_out_to_be(part):
    """Met: in every case; not met: in none; undetermined: in some and not in others. 6,000 cases."""
    dice, seen = Random(part), set()
    for _ in range(CASES // 6):
        percent = dice.choice((1, 20, 30, 50, 99))
        a, b, u = (dice.choice((0, 0, 0, 1)) for _ in range(3))
        c = tuple(dice.randint(0, 30) for _ in range(dice.choice((0, 0, 1, 2))))
        measured = dice.randint(0, 100)
        saving = dice.randint(-20, measured)
        known = measured + sum(c)
        stage = StageSums(broad=1, saving=saving, a=a, b=b, c=len(c), c_base=sum(c))
        count = 2 + a + b + len(c) + u
        total = Tally("u", "procedure", count, known, a + b + u, 0, 0, 0, 0, 0, (stage,) * 3)
        value = cost_verdict(Fraction(percent), total, stage).value
        ways = outcomes(percent, saving, known, a, b, c, u)
        seen.add(value)
        if value == "met":
            assert ways == {True}, (percent, saving, known, a, b, c, u)
        elif value == "not-met":
            assert ways == {False}, (percent, saving, known, a, b, c, u)
        elif value == "undetermined":
            assert ways == {True, False}, (percent, saving, known, a, b, c, u)
    assert seen >= {"met", "not-met", "undetermined"}
