"""Judges a unit against a programme's targets, exactly, in whole numbers.

The verdict is computed from the tallies of the unit and all units below it (`rules.tally`), by rules
R10, T1 and V1 to V7 of the counting rules; p is the percent of a target, m its amount where it has one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from procedures.rules.burden import Burden, BurdenBy, sum_burden
from procedures.rules.programme import STAGES, computed
from procedures.rules.tally import StageSums, Tally, add_tallies, sum_tallies
from procedures.rules.threshold import WHOLE, Amount, Threshold, needed, threshold

if TYPE_CHECKING:
    from fractions import Fraction

VerdictValue = Literal["met", "not-met", "undetermined", "not-applicable", "not-computed"]
NO_NEW = Burden()
NO_TALLIES: dict[str, Sequence[Tally]] = {}
NO_BURDEN: BurdenBy = {}


class NumberVerdict(NamedTuple):
    """The verdict on a number of procedures (V1, V2, V4): cut, reviewed, or with a named property.

    `cut` of `base` procedures count; `needed` is the least number that meets the target, `short` how
    many are missing to it. Of an offset `base` is the number of new procedures in force (R9).
    """

    value: VerdictValue
    cut: int
    base: int
    needed: int
    short: int

    @property
    def over(self) -> int:
        """Return by how many procedures a target that is met is exceeded; 0 where it is not met."""
        return max(0, self.cut - self.needed) if self.value == "met" else 0


class CostVerdict(NamedTuple):
    """The verdict on compliance cost, or on processing time (V2 to V4).

    `saving`, `known` and `short` are whole đồng a year, or parts of a working day; `short` is None
    where the verdict is open. `a`, `b`, `c`, `u` count the procedures of each kind of unknown (V3);
    `unmeasured`: nothing is known yet. `flip`: where only one kind of unknown is left, the largest
    total cost of the uncut ones ("U") or the smallest of the abolished ones ("A") at which the target
    is met. `low` and `high` bound the ratio of saving to cost, whatever the unknown costs are, as
    (numerator, denominator); None: no bound on that side. `over` says by how much a target that is met is
    exceeded.
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
    over: int = 0


class Verdict(NamedTuple):
    """The verdicts of one unit at one stage, by measure, and `value`, the verdict on all of them together.

    A measure without a target is None. `time` counts in parts of a working day. `coverage` counts the
    members with a named property; `offset` holds the cuts against the new procedures in force.
    """

    stage: str
    number: NumberVerdict | None
    cost: CostVerdict | None
    time: CostVerdict | None
    reviewed: NumberVerdict | None
    value: VerdictValue
    coverage: NumberVerdict | None = None
    offset: NumberVerdict | None = None


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

    `least` is the percent, amount or ratio; `strict`: only abolitions count in number (R2); `computed`:
    see `programme.computed`; `net`: the new burden is taken off (R9). `levels`: see `levels.at_levels`.
    """

    measure: str
    least: Threshold
    kinds: frozenset[str]
    strict: bool
    computed: bool
    net: bool = False
    levels: tuple[str, ...] = ()


def aims(programme: Mapping[str, Any]) -> tuple[Aim, ...]:
    """Return the targets of a programme, in its order."""
    return tuple(
        Aim(
            one["measure"],
            threshold(one),
            frozenset(one["kinds"]),
            one["basis"] == "strict",
            computed(programme, one["measure"]),
            one.get("burden", "gross") == "net",
            tuple(one.get("levels", ())),
        )
        for one in programme["targets"]
    )


def assess(
    targets: Sequence[Aim],
    unit: str,
    tallies: Sequence[Tally],
    times: Sequence[Tally] = (),
    *,
    own: Mapping[str, Sequence[Tally]] = NO_TALLIES,
    burden: BurdenBy = NO_BURDEN,
) -> Result:
    """Return the result of a unit, from the tallies of it and of all units below it (R10).

    `targets` are the programme's `aims`, looked up once for thousands of units; `times` are the
    tallies of the processing time, where there is such a target. `own` has the tallies of measures
    that are not taken over all members, by measure; `burden` the unit's new burden by kind (R9).
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
        parts = own.get(aim.measure, times if aim.measure == "time" else by_kind)
        every = parts is by_kind and aim.kinds.issuperset(kinds)
        sums[aim.measure] = whole if every else sum_tallies(unit, parts, aim.kinds)
    verdicts = [_verdict(targets, sums, burden, 0)]
    for stage in range(1, len(STAGES)):
        same = all(one.stages[stage] == one.stages[stage - 1] for one in sums.values())
        verdicts.append(
            verdicts[-1]._replace(stage=STAGES[stage]) if same else _verdict(targets, sums, burden, stage)
        )
    return Result(unit, whole, by_kind, tuple(verdicts), tuple(sums[aim.measure] for aim in targets))


def number_verdict(least: Threshold, base: int, cut: int) -> NumberVerdict:
    """Return the verdict on a number: met if and only if cut x 100 >= p x base, or cut >= m (V1, V4).

    Without members it is not applicable (V2).
    """
    if base == 0:
        return NumberVerdict("not-applicable", cut, base, 0, 0)
    at_least = needed(least, base)
    return NumberVerdict("met" if cut >= at_least else "not-met", cut, base, at_least, max(0, at_least - cut))


def offset_verdict(ratio: Threshold, members: int, cut: int, new: int) -> NumberVerdict:
    """Return the verdict on an offset: met if and only if cut >= ratio x new, exactly (R9).

    With nothing new it is met; without members it is not applicable (V2).
    """
    at_least = needed(ratio, WHOLE * new)
    if not members:
        return NumberVerdict("not-applicable", cut, new, 0, 0)
    return NumberVerdict("met" if cut >= at_least else "not-met", cut, new, at_least, max(0, at_least - cut))


def cost_verdict(least: Threshold, total: Tally, stage: StageSums) -> CostVerdict:
    """Return the verdict on a cost or a time at one stage (V2, V3, V4).

    It is met only if no unknown cost could make it missed, and not met only if no unknown cost could
    make it met; else it is undetermined. S is the known saving, K the known cost, C the sum of the
    known bases whose cost afterwards is unknown.

    A percent p: an abolished procedure of unknown cost a (A) adds a to saving and cost, an uncut one (U)
    to the cost alone, a simplified one of unknown cost (B) anything, one measured before only (C) at
    most its base. So it is met iff 100 S >= p K without B, C, U, and not met iff 100 (S + C) < p K without
    A, B.

    An amount m asks for saving >= m, whatever all procedures cost. U adds nothing to the saving, so it
    settles nothing and leaves nothing open. A adds a >= 0, B anything, C at most its base. So it is met
    iff S >= m without B, C (A can only add), and not met iff S + C < m without A, B. With A and perhaps U
    alone it is met iff the abolished ones together cost at least m - S a year: the flip point.
    """
    saving, known = stage.saving, total.known
    u = total.unknown - stage.a - stage.b
    unknowns = (stage.a, stage.b, stage.c, u)
    unmeasured = known == 0 and saving == 0 and any(unknowns)
    if total.base == 0 or (known == 0 and saving == 0 and not any(unknowns)):
        return CostVerdict("not-applicable", saving, known, 0, unmeasured, *unknowns, None, None, None)
    absolute = isinstance(least, Amount)
    at_least = needed(least, known)
    raises, lowers = stage.a or stage.b, stage.b or stage.c or (u and not absolute)
    measured = known or saving or not stage.a or absolute
    if saving >= at_least and not lowers and measured:
        value: VerdictValue = "met"
    elif not raises and saving + stage.c_base < at_least:
        value = "not-met"
    else:
        value = "undetermined"
    short = max(0, at_least - saving) if value != "undetermined" else None
    sure = value == "undetermined" and not (unmeasured and stage.a and not absolute)  # V2 before V3
    flip = _flip(least, saving, known, unknowns) if sure else None
    low, high = _bounds(saving, known, stage.c_base, unknowns)
    over = saving - at_least if value == "met" else 0
    return CostVerdict(value, saving, known, short, unmeasured, *unknowns, flip, low, high, over)


def net_cost(least: Threshold, total: Tally, stage: StageSums, new: Burden) -> CostVerdict:
    """Return the verdict on a cost with the annual cost of new procedures taken off the saving (R9).

    A new procedure of unknown cost leaves it undetermined.
    """
    found = cost_verdict(least, total, stage._replace(saving=stage.saving - new.cost))
    if new.unmeasured and found.value != "not-applicable":
        return found._replace(value="undetermined", short=None, flip=None, low=None, over=0)
    return found


def ranked(results: Iterable[Result], programme: Mapping[str, Any], stage: str) -> list[Result]:
    """Return the units that have members, furthest ahead first, by their least progress on any target.

    Progress on a target is the exact ratio over the target's percent, or what is reached of its amount; an
    undetermined cost or time counts at its lower bound.
    """
    targets = aims(programme)

    def progress(result: Result) -> tuple[Fraction, ...]:
        verdict = result.at(stage)
        found = []
        for aim in targets:
            one: NumberVerdict | CostVerdict | None = getattr(verdict, aim.measure)
            if one is None or one.value in {"not-applicable", "not-computed"}:
                continue
            found.append(_progress(aim, one))
        return tuple(sorted(found))

    with_members = [result for result in results if result.total.base]
    return sorted(with_members, key=progress, reverse=True)


def _progress(aim: Aim, one: NumberVerdict | CostVerdict) -> Fraction:
    from fractions import Fraction  # only a league table divides

    if aim.measure == "offset" and isinstance(one, NumberVerdict):
        return Fraction(one.cut, one.needed or 1)
    if isinstance(aim.least, Amount):
        return Fraction(one.cut if isinstance(one, NumberVerdict) else one.saving, aim.least.value)
    part, whole = (one.cut, one.base) if isinstance(one, NumberVerdict) else one.low or (0, 1)
    return Fraction(100 * part, whole) / aim.least


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


Judged = TypeVar("Judged", NumberVerdict, CostVerdict)


def not_computed(found: Judged) -> Judged:
    """Return a verdict with its figures, but undecided: the target cannot be computed yet."""
    if isinstance(found, NumberVerdict):
        return found._replace(value="not-computed")
    return found._replace(value="not-computed", short=None, flip=None, low=None, high=None, over=0)


def _verdict(targets: Sequence[Aim], sums: Mapping[str, Tally], burden: BurdenBy, stage: int) -> Verdict:
    found: dict[str, Any] = {}
    for aim in targets:
        mine = sums[aim.measure]
        one: Any = judge_target(aim, mine, mine.stages[stage], sum_burden(burden, aim.kinds, aim.levels))
        # Without members there is nothing to compute, published list or not (R10).
        members = mine.base or sums[""].base
        found[aim.measure] = one if aim.computed or not members else not_computed(one)
    value = combined_value([one.value for one in found.values()])
    four: dict[str, Any] = dict.fromkeys(("number", "cost", "time", "reviewed"))
    return Verdict(stage=STAGES[stage], value=value, **four | found)


def judge_target(
    aim: Aim, total: Tally, figures: StageSums, new: Burden = NO_NEW
) -> NumberVerdict | CostVerdict:
    """Return the verdict on one target: of the tally over its kinds, the sums of a stage, and new burden."""
    cut = figures.strict if aim.strict else figures.broad
    if aim.measure == "number":
        return number_verdict(aim.least, total.base, cut - new.new if aim.net else cut)
    if aim.measure == "offset":
        return offset_verdict(aim.least, total.base, cut, new.new)
    if aim.measure == "coverage":
        return number_verdict(aim.least, total.base, figures.broad)
    if aim.measure == "reviewed":
        return number_verdict(aim.least, total.base, total.reviewed)
    return net_cost(aim.least, total, figures, new if aim.net else NO_NEW)


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


def _flip(
    least: Threshold, saving: int, known: int, unknowns: tuple[int, int, int, int]
) -> tuple[str, int] | None:
    """Return the flip point of an open verdict, None where more than one kind of unknown is left (V3).

    With U alone the target is met by now, with A alone it is not. Of an amount U decides nothing.
    """
    a, b, c, u = unknowns
    if isinstance(least, Amount):
        return ("A", least.value - saving) if a and not (b or c) else None
    over, under = least.as_integer_ratio()
    if u and not (a or b or c):
        return ("U", 100 * under * saving // over - known)
    if a and not (b or c or u) and least < WHOLE:
        return ("A", -(-(over * known - 100 * under * saving) // (100 * under - over)))
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
