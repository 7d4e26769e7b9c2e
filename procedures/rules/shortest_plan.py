"""The shortest way to both targets: pure, exact, with the reason why nothing shorter would do.

Each candidate counts one in number and saves a known amount, never a negative one. So whichever n
further procedures are taken, none save more than the n largest savings: the least number that meets
both targets is the larger of what is still missing in number and the shortest prefix, by saving,
that meets the cost target. Every n above it meets both as well.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple


class Candidate(NamedTuple):
    """An open procedure: its baseline cost in đồng a year, None where it is unknown."""

    code: str
    base: int | None


class PlanBasis(NamedTuple):
    """What a unit has and needs. `percent_*` None: no such target.

    `cut`, `base`, `saving`, `known` are those of the verdict on what is on the ladder. `strict`: the
    number counts abolitions only. `largest` is the largest saving of one proposal on the ladder,
    `largest_counts` whether that one counts in number.
    """

    cut: int
    base: int
    saving: int
    known: int
    percent_number: int | None
    percent_cost: int | None
    strict: bool
    largest: int
    largest_counts: bool = True


class Assumption(NamedTuple):
    """What each further procedure is taken to become: abolished, or simplified by a percentage."""

    simplify: int | None = None

    def saves(self, candidate: Candidate) -> Fraction:
        """The assumed saving, exact; an unknown cost is taken to save nothing."""
        base = Fraction(candidate.base or 0)
        return base if self.simplify is None else base * self.simplify / 100

    @property
    def abolishes(self) -> bool:
        """Whether each further procedure is abolished."""
        return self.simplify is None


ABOLISH = Assumption()


class PlanStep(NamedTuple):
    """One procedure of the plan, in order, with its assumed saving in đồng a year."""

    code: str
    saving: Fraction
    locked: bool


class Fall(NamedTuple):
    """What each target comes to if the largest single cut falls: figures and whether still met."""

    saving: Fraction
    number: int
    number_met: bool
    cost: Fraction
    cost_met: bool


class ShortestPlan(NamedTuple):
    """The least further procedures. `short_*`: what is missing when everything open is taken.

    `for_number` and `for_cost` are the two lengths whose larger one is the plan's, with what is
    locked in counted; None where a target cannot be reached. `unmeasured`: open procedures of
    unknown cost that the plan leaves uncut; they keep the verdict open until they are measured.
    `room`: what those may cost together with the cost target still met; None where it is missed.
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
        """Whether the plan meets both targets, as far as costs are known."""
        return not self.short_number and not self.short_cost


def shortest_plan(
    task: PlanBasis,
    candidates: Sequence[Candidate],
    how: Assumption = ABOLISH,
    *,
    locked_in: Collection[str] = (),
    locked_out: Collection[str] = (),
) -> ShortestPlan:
    """The least number of further procedures that meets both targets, largest savings first.

    Ties go by code. `locked_in` are taken first, whatever they save; `locked_out` never.
    """
    allowed = [one for one in candidates if one.code not in locked_out or one.code in locked_in]
    order = sorted(allowed, key=lambda one: (one.code not in locked_in, -how.saves(one), one.code))
    first = sum(1 for one in order if one.code in locked_in)
    counts = int(how.abolishes or not task.strict)
    needed = -(-(task.percent_number or 0) * task.base // 100)
    missing = max(0, needed - task.cut)
    for_number: int | None = missing if counts or not missing else None
    if for_number is not None and for_number > len(order):
        for_number = None
    for_cost = _prefix(task, [how.saves(one) for one in order])
    taken = order
    if for_number is not None and for_cost is not None:
        taken = order[: max(first, for_number, for_cost)]
    saving = task.saving + sum((how.saves(one) for one in taken), Fraction(0))
    number = task.cut + counts * len(taken)
    steps = tuple(PlanStep(one.code, how.saves(one), one.code in locked_in) for one in taken)
    left = {one.code for one in taken} if how.abolishes else set()
    unmeasured = tuple(sorted(one.code for one in candidates if one.base is None and one.code not in left))
    return ShortestPlan(
        steps,
        for_number,
        for_cost,
        number,
        needed,
        saving,
        max(0, needed - number),
        _short(task, saving),
        unmeasured,
        _room(task, saving),
        _fall(task, steps, number, needed, saving, counts=counts),
    )


def _met(task: PlanBasis, saving: Fraction) -> bool:
    return task.percent_cost is None or 100 * saving >= task.percent_cost * task.known


def _prefix(task: PlanBasis, savings: Sequence[Fraction]) -> int | None:
    """How many of the savings, in order, meet the cost target; None: not even all of them."""
    saving = Fraction(task.saving)
    if _met(task, saving):
        return 0
    for number, one in enumerate(savings, 1):
        saving += one
        if _met(task, saving):
            return number
    return None


def _short(task: PlanBasis, saving: Fraction) -> int:
    if task.percent_cost is None:
        return 0
    missing = Fraction(task.percent_cost * task.known, 100) - saving
    return max(0, -(-missing.numerator // missing.denominator))


def _room(task: PlanBasis, saving: Fraction) -> int | None:
    if task.percent_cost is None:
        return None
    room = 100 * saving / task.percent_cost - task.known
    return room.numerator // room.denominator if room >= 0 else None


def _fall(
    task: PlanBasis, steps: Sequence[PlanStep], number: int, needed: int, saving: Fraction, *, counts: int
) -> Fall | None:
    """What is left of each target if the largest cut, planned or on the ladder, falls."""
    largest = max([Fraction(task.largest), *(step.saving for step in steps)])
    if largest <= 0:
        return None
    lost = int(task.largest_counts) if largest == task.largest else counts
    left = saving - largest
    return Fall(largest, number - lost, number - lost >= needed, left, _met(task, left))
