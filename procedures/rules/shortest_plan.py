"""Finds the least number of further cuts that meets both targets, exactly.

Why nothing shorter would do: each candidate counts one in number and saves a known amount, never a
negative one. So whichever n further procedures are taken, they save no more than the n largest savings
do: the least number that meets both targets is the larger of what is still missing in number and the
shortest prefix, by saving, that meets the cost target. Every n above it meets both as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

from procedures.rules import threshold
from procedures.rules.threshold import Threshold, required


class Candidate(NamedTuple):
    """A member without a cut: its code, and its baseline cost in whole đồng a year (None unknown)."""

    code: str
    base: int | None


class PlanBasis(NamedTuple):
    """The figures of a unit from which a plan starts.

    `cut`, `base`, `saving`, `known` are those of the unit's verdict on the cuts it has; the amounts are
    whole đồng a year. `least_*` is the percent or amount of a target, None without it. `strict`: the
    number counts abolitions only. `largest` is the largest saving of one present cut, `largest_counts`
    says if that cut counts in number.
    """

    cut: int
    base: int
    saving: int
    known: int
    least_number: Threshold | None
    least_cost: Threshold | None
    strict: bool
    largest: int
    largest_counts: bool = True


class Assumption(NamedTuple):
    """The cut assumed of each further procedure: abolished, or its cost reduced by `simplify` per cent."""

    simplify: int | None = None

    def saves(self, candidate: Candidate) -> Fraction:
        """Return the assumed saving in đồng a year, exactly; a procedure of unknown cost saves 0."""
        base = Fraction(candidate.base or 0)
        return base if self.simplify is None else base * self.simplify / 100

    @property
    def abolishes(self) -> bool:
        """True where each further procedure is abolished."""
        return self.simplify is None


ABOLISH = Assumption()


class PlanStep(NamedTuple):
    """One procedure of the plan, with its assumed saving in đồng a year; `locked`: the person chose it."""

    code: str
    saving: Fraction
    locked: bool


class Fall(NamedTuple):
    """The figures of each target without the largest single cut, and if they still meet it.

    `saving` is that cut's saving, `cost` the saving left, both in đồng a year; `number` the cuts left.
    """

    saving: Fraction
    number: int
    number_met: bool
    cost: Fraction
    cost_met: bool


class ShortestPlan(NamedTuple):
    """The least number of further cuts, in order, and the figures they lead to.

    `for_number` and `for_cost` are how many further cuts each target takes, those locked in counted;
    the plan has the larger of both; None where a target cannot be reached. `short_*` is what is
    missing even with everything taken. Amounts are đồng a year. `unmeasured` are the codes of
    unknown cost that the plan leaves uncut: they keep the verdict open until they are measured.
    `room` is what those may cost together with the cost target still met; None where it is missed.
    """

    steps: tuple[PlanStep, ...]
    for_number: int | None
    for_cost: int | None
    number: int
    needed: int
    saving: Fraction
    short_number: int
    short_cost: int
    unmeasured: tuple[str, ...]
    room: int | None
    fall: Fall | None

    @property
    def reached(self) -> bool:
        """True where the plan meets both targets, as far as costs are known."""
        return not self.short_number and not self.short_cost


def shortest_plan(
    basis: PlanBasis,
    candidates: Sequence[Candidate],
    how: Assumption = ABOLISH,
    *,
    locked_in: Collection[str] = (),
    locked_out: Collection[str] = (),
    found: Collection[str] = (),
) -> ShortestPlan:
    """Return the least number of further cuts that meets both targets, largest savings first.

    Equal savings go by code. The codes of `locked_in` are taken first, whatever they save; those of
    `locked_out` are not taken unless they are locked in too. Where the number takes more cuts than the cost,
    the rest are those that a scan has `found`, then the largest savings: any would do as well.
    """
    order = _order(candidates, how, locked_in, locked_out, found)
    first = sum(1 for candidate in order if candidate.code in locked_in)
    counts = int(how.abolishes or not basis.strict)
    needed = 0 if basis.least_number is None else threshold.needed(basis.least_number, basis.base)
    for_number = _length_for_number(needed - basis.cut, len(order), counts=counts)
    for_cost = _prefix(basis, [how.saves(candidate) for candidate in order])
    taken = order
    if for_number is not None and for_cost is not None:
        length, fixed = max(first, for_number, for_cost), max(first, for_cost)
        rest = sorted(order[fixed:], key=lambda one: one.code not in found)  # the order of savings within
        taken = [*order[:fixed], *rest][:length]
    saving = basis.saving + sum((how.saves(candidate) for candidate in taken), Fraction(0))
    number = basis.cut + counts * len(taken)
    steps = tuple(PlanStep(one.code, how.saves(one), one.code in locked_in) for one in taken)
    return ShortestPlan(
        steps,
        for_number,
        for_cost,
        number,
        needed,
        saving,
        max(0, needed - number),
        _short(basis, saving),
        _unmeasured(candidates, taken if how.abolishes else ()),
        _room(basis, saving),
        _fall(basis, steps, number, needed, saving, counts=counts),
    )


def _order(
    candidates: Sequence[Candidate],
    how: Assumption,
    locked_in: Collection[str],
    locked_out: Collection[str],
    found: Collection[str],
) -> list[Candidate]:
    """Return the candidates in the order in which a plan takes them."""
    allowed = [one for one in candidates if one.code not in locked_out or one.code in locked_in]
    return sorted(
        allowed, key=lambda one: (one.code not in locked_in, -how.saves(one), one.code not in found, one.code)
    )


def _length_for_number(missing: int, available: int, *, counts: int) -> int | None:
    """Return how many further cuts meet the number's target; None: it cannot be met."""
    if missing <= 0:
        return 0
    return missing if counts and missing <= available else None


def _unmeasured(candidates: Sequence[Candidate], abolished: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the codes of unknown cost that are not abolished, sorted."""
    gone = {one.code for one in abolished}
    return tuple(sorted(one.code for one in candidates if one.base is None and one.code not in gone))


def _met(basis: PlanBasis, saving: Fraction) -> bool:
    return basis.least_cost is None or saving >= required(basis.least_cost, basis.known)


def _prefix(basis: PlanBasis, savings: Sequence[Fraction]) -> int | None:
    """Return how many of the savings, in order, meet the cost target; None: not even all of them."""
    saving = Fraction(basis.saving)
    if _met(basis, saving):
        return 0
    for number, one in enumerate(savings, 1):
        saving += one
        if _met(basis, saving):
            return number
    return None


def _short(basis: PlanBasis, saving: Fraction) -> int:
    if basis.least_cost is None:
        return 0
    missing = required(basis.least_cost, basis.known) - saving
    return max(0, -(-missing.numerator // missing.denominator))


def _room(basis: PlanBasis, saving: Fraction) -> int | None:
    if basis.least_cost is None or isinstance(basis.least_cost, threshold.Amount):
        return None  # of an amount, what is not cut asks for nothing
    room = 100 * saving / basis.least_cost - basis.known
    return room.numerator // room.denominator if room >= 0 else None


def _fall(
    basis: PlanBasis, steps: Sequence[PlanStep], number: int, needed: int, saving: Fraction, *, counts: int
) -> Fall | None:
    """Return the figures without the largest cut, planned or present; None where none saves anything."""
    largest = max([Fraction(basis.largest), *(step.saving for step in steps)])
    if largest <= 0:
        return None
    lost = int(basis.largest_counts) if largest == basis.largest else counts
    left = saving - largest
    return Fall(largest, number - lost, number - lost >= needed, left, _met(basis, left))
