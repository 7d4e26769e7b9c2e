"""Judges a unit against a programme's targets, exactly, in whole numbers.

The verdict is computed from the tallies of the unit and all units below it (`rules.tally`), by rules
R10, T1 and V1 to V7 of the counting rules; p is the percent of a target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from procedures.rules.programme import STAGES, computed
from procedures.rules.tally import StageSums, Tally, add_tallies, sum_tallies

WHOLE = 100  # per cent: for such a target the flip point of A would divide by zero
VerdictValue = Literal["met", "not-met", "undetermined", "not-applicable", "not-computed"]


class NumberVerdict(NamedTuple):
    """The verdict on the number of procedures (V1, V2, V4).

    `cut` of `base` procedures count; `needed` is the least number that meets the target, `short` how
    many are missing to it.
    """

    value: VerdictValue
    cut: int
    base: int
    needed: int
    short: int


class CostVerdict(NamedTuple):
    """The verdict on compliance cost, or on processing time (V2 to V4).

    `saving`, `known` and `short` are whole đồng a year, or parts of a working day; `short` is None
    where the verdict is open. `a`, `b`, `c`, `u` count the procedures of each kind of unknown (V3);
    `unmeasured`: nothing is known yet. `flip`: where only one kind of unknown is left, the largest
    total cost of the uncut ones ("U") or the smallest of the abolished ones ("A") at which the target
    is met. `low` and `high` bound the ratio of saving to cost, whatever the unknown costs are, as
    (numerator, denominator); None: no bound on that side.
    """

    value: VerdictValue
    saving: int
    known: int
    short: int | None
    unmeasured: bool
    a: int
    b: int
    c: int
    u: int
    flip: tuple[str, int] | None
    low: tuple[int, int] | None
    high: tuple[int, int] | None


class Verdict(NamedTuple):
    """The verdicts of one unit at one stage, by measure, and `value`, the verdict on all of them together.

    A measure without a target is None. `time` counts in parts of a working day.
    """

    stage: str
    number: NumberVerdict | None
    cost: CostVerdict | None
    time: CostVerdict | None
    reviewed: NumberVerdict | None
    value: VerdictValue


class Result(NamedTuple):
    """All of one unit: its figures over all kinds, and the verdict at each stage.

    `targets` are the figures over the kinds of each target of the programme, in its order.
    """

    unit: str
    total: Tally
    by_kind: tuple[Tally, ...]
    verdicts: tuple[Verdict, ...]
    targets: tuple[Tally, ...] = ()

    def at(self, stage: str) -> Verdict:
        """Return the verdict at a stage: proposed, approved or implemented."""
        return self.verdicts[STAGES.index(stage)]


class Aim(NamedTuple):
    """A programme's target, looked up once for many units.

    `percent` is a whole number of per cent; `strict`: only abolitions count in number (R2);
    `computed`: see `programme.computed`.
    """

    measure: str
    percent: int
    kinds: frozenset[str]
    strict: bool
    computed: bool


def aims(programme: Mapping[str, Any]) -> tuple[Aim, ...]:
    """Return the targets of a programme, in its order."""
    return tuple(
        Aim(
            one["measure"],
            int(one["percent"]),
            frozenset(one["kinds"]),
            one["basis"] == "strict",
            computed(programme, one["measure"]),
        )
        for one in programme["targets"]
    )


def assess(
    targets: Sequence[Aim], unit: str, tallies: Sequence[Tally], times: Sequence[Tally] = ()
) -> Result:
    """Return the result of a unit, from the tallies of it and of all units below it (R10).

    `targets` are the programme's `aims`, looked up once for thousands of units; `times` are the
    tallies of the processing time, where there is such a target.
    """
    kinds: dict[str, Tally] = {}
    for one in tallies:
        held = kinds.get(one.kind)
        mine = one if one.unit == unit else one._replace(unit=unit)
        kinds[one.kind] = mine if held is None else add_tallies(held, one)
    by_kind = tuple(kinds[kind] for kind in sorted(kinds))
    whole = sum_tallies(unit, by_kind)
    sums = {"": whole}
    for aim in targets:
        parts = times if aim.measure == "time" else by_kind
        every = parts is by_kind and aim.kinds.issuperset(kinds)
        sums[aim.measure] = whole if every else sum_tallies(unit, parts, aim.kinds)
    verdicts = [_verdict(targets, sums, 0)]
    for stage in range(1, len(STAGES)):
        same = all(one.stages[stage] == one.stages[stage - 1] for one in sums.values())
        verdicts.append(
            verdicts[-1]._replace(stage=STAGES[stage]) if same else _verdict(targets, sums, stage)
        )
    return Result(unit, whole, by_kind, tuple(verdicts), tuple(sums[aim.measure] for aim in targets))


def number_verdict(percent: int, base: int, cut: int) -> NumberVerdict:
    """Return the verdict on a number: met if and only if cut x 100 >= p x base (V1, V4).

    `percent` is a whole number of per cent. Without members it is not applicable (V2).
    """
    needed = -(-percent * base // 100)
    if base == 0:
        return NumberVerdict("not-applicable", cut, base, 0, 0)
    met = cut * 100 >= percent * base
    return NumberVerdict("met" if met else "not-met", cut, base, needed, max(0, needed - cut))


def cost_verdict(percent: int, total: Tally, stage: StageSums) -> CostVerdict:
    """Return the verdict on a cost or a time at one stage (V2, V3, V4).

    It is met only if no unknown cost could make it missed, and not met only if no unknown cost could
    make it met; else it is undetermined.
    """
    saving, known = stage.saving, total.known
    u = total.unknown - stage.a - stage.b
    unknowns = (stage.a, stage.b, stage.c, u)
    unmeasured = known == 0 and saving == 0 and any(unknowns)
    if total.base == 0 or (known == 0 and saving >= 0 and not any(unknowns)):
        return CostVerdict("not-applicable", saving, known, 0, unmeasured, *unknowns, None, None, None)
    if 100 * saving >= percent * known and not any(unknowns[1:]) and (known or saving or not stage.a):
        value: VerdictValue = "met"
    elif not stage.a and not stage.b and 100 * (saving + stage.c_base) < percent * known:
        value = "not-met"
    else:
        value = "undetermined"
    short = max(0, -(-percent * known // 100) - saving) if value != "undetermined" else None
    sure = value == "undetermined" and not (unmeasured and stage.a)  # V2 before V3
    flip = _flip(percent, saving, known, unknowns) if sure else None
    low, high = _bounds(saving, known, stage.c_base, unknowns)
    return CostVerdict(value, saving, known, short, unmeasured, *unknowns, flip, low, high)


def ranked(results: Iterable[Result], programme: Mapping[str, Any], stage: str) -> list[Result]:
    """Return the units that have members, furthest ahead first, by their least progress on any target.

    Progress on a target is the exact ratio over the target's percent; an undetermined cost or time
    counts at its lower bound.
    """
    from fractions import Fraction  # only a league table divides

    targets = aims(programme)

    def progress(result: Result) -> tuple[Fraction, ...]:
        verdict = result.at(stage)
        found = []
        for aim in targets:
            one: NumberVerdict | CostVerdict | None = getattr(verdict, aim.measure)
            if one is None or one.value in {"not-applicable", "not-computed"}:
                continue
            part, whole = (one.cut, one.base) if isinstance(one, NumberVerdict) else one.low or (0, 1)
            found.append(Fraction(100 * part, whole * aim.percent))
        return tuple(sorted(found))

    with_members = [result for result in results if result.total.base]
    return sorted(with_members, key=progress, reverse=True)


def combined_value(values: Iterable[VerdictValue]) -> VerdictValue:
    """Return the verdict on several targets: met if all are met, not met if one is not.

    One target never makes up for another; one that is undetermined or not computed leaves the whole
    undetermined.
    """
    found = [value for value in values if value != "not-applicable"]
    if not found:
        return "not-applicable"
    if "not-met" in found:
        return "not-met"
    for open_ in ("undetermined", "not-computed"):
        if open_ in found:
            return "undetermined"
    return "met"


def _verdict(targets: Sequence[Aim], sums: Mapping[str, Tally], stage: int) -> Verdict:
    found: dict[str, NumberVerdict | CostVerdict | None] = dict.fromkeys(
        ("number", "cost", "time", "reviewed")
    )
    for aim in targets:
        mine = sums[aim.measure]
        figures = mine.stages[stage]
        # Without members there is nothing to compute, published list or not (R10).
        members = mine.base or sums[""].base
        one = judge_target(aim, mine, figures)
        found[aim.measure] = one if aim.computed or not members else _not_computed(one)
    values = [one.value for one in found.values() if one is not None]
    return Verdict._make((STAGES[stage], *found.values(), combined_value(values)))


def judge_target(aim: Aim, total: Tally, figures: StageSums) -> NumberVerdict | CostVerdict:
    """Return the verdict on one target, of the tally over its kinds and the sums of a stage."""
    if aim.measure == "number":
        return number_verdict(aim.percent, total.base, figures.strict if aim.strict else figures.broad)
    if aim.measure == "reviewed":
        return number_verdict(aim.percent, total.base, total.reviewed)
    return cost_verdict(aim.percent, total, figures)


def with_repealed(total: Tally) -> Tally:
    """Return a tally with what was repealed from above back in its base: the ratio without rule R5."""
    return total._replace(
        base=total.base + total.repealed,
        known=total.known + total.repealed_known,
        unknown=total.unknown + total.repealed_unknown,
    )


def cut_of(on_number: Mapping[str, Any], figures: StageSums) -> int:
    """Return the number of cuts that the target's basis (broad or strict) counts (R2)."""
    return figures.strict if on_number["basis"] == "strict" else figures.broad


def _not_computed(found: NumberVerdict | CostVerdict) -> NumberVerdict | CostVerdict:
    if isinstance(found, NumberVerdict):
        return found._replace(value="not-computed")
    return found._replace(value="not-computed", short=None, flip=None, low=None, high=None)


def _flip(
    percent: int, saving: int, known: int, unknowns: tuple[int, int, int, int]
) -> tuple[str, int] | None:
    """Return the flip point of an open verdict, None where more than one kind of unknown is left (V3).

    With U alone the target is met by now, with A alone it is not.
    """
    a, b, c, u = unknowns
    if u and not (a or b or c):
        return ("U", 100 * saving // percent - known)
    if a and not (b or c or u) and percent < WHOLE:
        return ("A", -(-(percent * known - 100 * saving) // (100 - percent)))
    return None


def _bounds(
    saving: int, known: int, c_base: int, unknowns: tuple[int, int, int, int]
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """Return the lower and upper bound of the ratio over every cost >= 0 of the unknowns (V3).

    B and C may cost more afterwards than before, so the ratio has no lower bound with them; an
    abolished procedure moves the ratio towards 1, an uncut one towards 0.
    """
    a, b, c, u = unknowns
    exact = (saving, known) if known else None
    if not any(unknowns):
        return exact, exact
    low = (min(saving, 0), known or 1) if u else exact
    if b or c or (u and saving < 0 and not known):
        low = None
    if a or b:
        high: tuple[int, int] | None = (1, 1)
    elif known:
        best = saving + c_base
        high = (best, known) if best >= 0 or not u else (0, 1)
    else:
        high = None
    return low, high
