"""The verdict of a unit against a programme's targets: pure, exact, in whole numbers.

It rests on the tallies of the unit and all beneath it (`tallies`). Rules R9, R10, T1 and V1 to V7 of the
counting rules; p is the percent of a target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from procedures.rules.programme import STAGES, computed
from procedures.rules.tally import StageSums, Tally, add_tallies, sum_tallies

WHOLE = 100  # per cent: there the flip point of A would divide by nothing
VerdictValue = Literal["met", "not-met", "undetermined", "not-applicable", "not-computed"]


class NumberVerdict(NamedTuple):
    """The verdict on the number of procedures (V1, V2, V4)."""

    value: VerdictValue
    cut: int
    base: int
    needed: int
    short: int


class CostVerdict(NamedTuple):
    """The verdict on compliance cost, or on time (V2 to V4). `saving` and `known` in đồng a year.

    `flip`: where only one kind of unknown is left, the largest total cost of the uncut ones ("U")
    or the smallest of the abolished ones ("A") at which the target is met. `low` and `high` bound
    the ratio saving / cost whatever the unknowns turn out to be, as (numerator, denominator);
    None: no bound on that side.
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
    """One stage of one unit: each target, and what they come to together.

    A measure without a target is None. `time` counts in parts of a working day.
    """

    stage: str
    number: NumberVerdict | None
    cost: CostVerdict | None
    time: CostVerdict | None
    reviewed: NumberVerdict | None
    value: VerdictValue


class Net(NamedTuple):
    """New burden beside the cuts (R9). `new` are in force after the seal by their documents.

    `found` were in force before, of which `undated` name no document; `cost` is what the new ones
    known to cost anything cost a year, `unmeasured` how many have no cost. `number` and `money` are
    the verdicts after taking the new burden off, over the sealed base.
    """

    new: int
    found: int
    undated: int
    cost: int
    unmeasured: int
    number: NumberVerdict | None
    money: CostVerdict | None


class Result(NamedTuple):
    """All of one unit: its figures over all kinds, and the verdict at each stage."""

    unit: str
    total: Tally
    by_kind: tuple[Tally, ...]
    verdicts: tuple[Verdict, ...]

    def at(self, stage: str) -> Verdict:
        """The verdict at a stage."""
        return self.verdicts[STAGES.index(stage)]


class Aim(NamedTuple):
    """A target, looked up once for many units. `strict`: only abolitions count in number (R2)."""

    measure: str
    percent: int
    kinds: frozenset[str]
    strict: bool
    computed: bool


def aims(programme: Mapping[str, Any]) -> tuple[Aim, ...]:
    """The targets of a programme in its order."""
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
    """The result of a unit, from the tallies of it and all beneath it (each code once, R10).

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
    return Result(unit, whole, by_kind, tuple(verdicts))


def number_verdict(percent: int, base: int, cut: int) -> NumberVerdict:
    """V1: met iff cut x 100 >= p x base; V4: short by what is missing to the least number."""
    needed = -(-percent * base // 100)
    if base == 0:
        return NumberVerdict("not-applicable", cut, base, 0, 0)
    met = cut * 100 >= percent * base
    return NumberVerdict("met" if met else "not-met", cut, base, needed, max(0, needed - cut))


def cost_verdict(percent: int, total: Tally, stage: StageSums) -> CostVerdict:
    """V3: met only if no unknown could undo it, not met only if none could save it."""
    saving, known = stage.saving, total.known
    u = total.unknown - stage.a - stage.b
    unknowns = (stage.a, stage.b, stage.c, u)
    unmeasured = known == 0 and saving == 0 and any(unknowns)
    if total.base == 0 or (known == 0 and not any(unknowns)):
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


class Burden(NamedTuple):
    """What came on record after the seal (R9): how many new and found, and what the new ones cost."""

    new: int = 0
    found: int = 0
    undated: int = 0
    cost: int = 0
    unmeasured: int = 0


def net(programme: Mapping[str, Any], result: Result, stage: str, burden: Mapping[str, Burden]) -> Net:
    """R9: cut - new, saving - cost of new, each over the kinds of its target. `burden` by kind."""
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


def ranked(results: Iterable[Result], programme: Mapping[str, Any], stage: str) -> list[Result]:
    """Units in the order of a league table: the least progress on any target decides, exactly.

    Progress on a target is ratio / percent; an open cost or time counts at its lower bound.
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
    """All must be met; one never makes up for another, and what is not computed is not met."""
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
        one: NumberVerdict | CostVerdict
        if aim.measure == "number":
            one = number_verdict(aim.percent, mine.base, figures.strict if aim.strict else figures.broad)
        elif aim.measure == "reviewed":
            one = number_verdict(aim.percent, mine.base, mine.reviewed)
        else:
            one = cost_verdict(aim.percent, mine, figures)
        found[aim.measure] = one if aim.computed or not members else _not_computed(one)
    values = [one.value for one in found.values() if one is not None]
    return Verdict._make((STAGES[stage], *found.values(), combined_value(values)))


def cut_of(on_number: Mapping[str, Any], figures: StageSums) -> int:
    """The number that the target's basis counts (R2)."""
    return figures.strict if on_number["basis"] == "strict" else figures.broad


def _not_computed(found: NumberVerdict | CostVerdict) -> NumberVerdict | CostVerdict:
    if isinstance(found, NumberVerdict):
        return found._replace(value="not-computed")
    return found._replace(value="not-computed", short=None, flip=None, low=None, high=None)


def _flip(
    percent: int, saving: int, known: int, unknowns: tuple[int, int, int, int]
) -> tuple[str, int] | None:
    """Of an open verdict: with U alone the target is met by now, with A alone it is not."""
    a, b, c, u = unknowns
    if u and not (a or b or c):
        return ("U", 100 * saving // percent - known)
    if a and not (b or c or u) and percent < WHOLE:
        return ("A", -(-(percent * known - 100 * saving) // (100 - percent)))
    return None


def _bounds(
    saving: int, known: int, c_base: int, unknowns: tuple[int, int, int, int]
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The ratio's lower and upper bound over every cost >= 0 that the unknowns may turn out to have.

    B and C may cost more after than before, so nothing bounds them below; what is abolished moves
    the ratio towards 1, what is uncut towards 0.
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
