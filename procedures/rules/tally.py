"""Counts a sealed baseline: tallies by unit, kind and stage, from rows or from SQL sums.

SQL computes them from the tables (`sql_tables.queries`), `tally` from rows; `audit verify` requires both
to agree. Rules R1 to R8, C8, C10, C11.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from procedures.rules.programme import STAGES

# `counts` of a cut that counts with a fall of the year's cost, and of one with a fall in its sheet (R3)
_MEASURED, _FALLEN = 2, 3
REPEALED = 2  # `struck` of a member that a higher body repealed (R5)
Measure = Literal["cost", "time"]

if TYPE_CHECKING:
    from procedures.storage.rows import Member


class StageSums(NamedTuple):
    """The sums of one stage, cuts at later stages included (R7).

    Amounts are whole đồng a year, or parts of a working day in a tally of processing times. `broad`
    and `strict` count cuts (R2); `saving` is S, measured increases included (C10); `a`, `b`, `c` are
    the unknowns of V3 and `c_base` the base of c; `worse` counts simplifications that cost more;
    `zero` counts cuts of procedures known to cost nothing (C8); `estimated` is the part of S that
    rests on an estimate (C11).
    """

    broad: int = 0
    strict: int = 0
    saving: int = 0
    a: int = 0
    b: int = 0
    c: int = 0
    c_base: int = 0
    worse: int = 0
    zero: int = 0
    estimated: int = 0

    def __add__(self, other: StageSums) -> StageSums:  # type: ignore[override]  # addition by field, not of tuples
        """Return the sum, field by field."""
        return StageSums._make(map(add, self, other))


_NONE = StageSums()
_NO_STAGES = (_NONE, _NONE, _NONE)


class Tally(NamedTuple):
    """The sums of the members of one unit and kind.

    `base` is how many they are; `known` their known baseline cost K in whole đồng a year (or their
    processing time in parts of a working day); `unknown`, `struck`, `reviewed` how many have no known
    base, were struck after the seal, were reviewed or proposed. `repealed` counts those repealed from
    above with no cut that counts, which are in none of the sums before it; `repealed_known` and
    `repealed_unknown` are their known cost and how many have none (R5).
    """

    unit: str
    kind: str
    base: int
    known: int
    unknown: int
    struck: int
    reviewed: int
    repealed: int
    repealed_known: int
    repealed_unknown: int
    stages: tuple[StageSums, StageSums, StageSums]


_SUMS = 8  # fields of a tally that are added up: all between its kind and its stages


def _sums(one: Tally) -> tuple[int, ...]:
    return one[2 : 2 + _SUMS]  # type: ignore[return-value]  # all of them are numbers


def is_repealed(member: Member, day: str) -> bool:
    """Return True where a member was repealed from above and none of its cuts counts on `day` (ISO date).

    It is then out of base and cuts alike (R5), whether the lapse of a cut that has ended is on record or not.
    """
    return member.struck == REPEALED and counted_at(member, 1, day) is None


def tally(members: Iterable[Member], day: str, measure: Measure = "cost") -> dict[tuple[str, str], Tally]:
    """Return the tallies by (unit, kind) of these members on `day` (ISO date)."""
    tallies: dict[tuple[str, str], Tally] = {}
    for member in members:
        key = (member.unit, member.kind)
        cost = measure == "cost"
        base, after = (member.base, member.after) if cost else (member.time, member.time_after)
        figures = (1, base or 0, int(base is None))
        if is_repealed(member, day):
            one = Tally(*key, 0, 0, 0, 0, 0, *figures, _NO_STAGES)
        else:
            struck = int(bool(member.struck))  # struck later stays in the base (R5)
            reviewed = int(bool(member.reviewed or member.rung))
            stages = _stages(member, base, after, day, measure)
            one = Tally(*key, *figures, struck, reviewed, 0, 0, 0, stages)
        tallies[key] = add_tallies(tallies[key], one) if key in tallies else one
    return tallies


def tallies_from_sql(
    heads: Iterable[Sequence[Any]], ladder: Iterable[Sequence[Any]], earlier: Iterable[Sequence[Any]]
) -> list[Tally]:
    """Return the tallies from the rows of the queries `head*`, `ladder*` and `earlier*`.

    A row of `ladder*` is added to its stage and to every earlier one (R7); a row of `earlier*` to the stages
    that the further cut of the same procedure has not reached, up to its own, and what it keeps in number
    (its first three figures) to those below (R11).
    """
    stages: dict[Any, list[StageSums]] = {}

    def add_row(unit: str, kind: str, above: int, rung: int, figures: Sequence[Any]) -> None:
        mine = stages.setdefault((unit, kind), [_NONE] * len(STAGES))
        for stage in range(above, rung):
            mine[stage] = mine[stage] + StageSums._make(figures)

    for unit, kind, rung, *figures in ladder:
        add_row(unit, kind, 0, rung, figures)
    for unit, kind, reached, rung, broad, strict, zero, *figures in earlier:
        add_row(unit, kind, reached, rung, figures)
        kept = _NONE._replace(broad=broad, strict=strict, zero=zero)
        add_row(unit, kind, 0, min(reached, rung), kept)
    none = [_NONE] * len(STAGES)
    return [Tally._make((*head, tuple(stages.get(tuple(head[:2]), none)))) for head in heads]


def roll_up(tallies: Iterable[Tally], above: Mapping[str, tuple[str, ...]]) -> dict[str, list[Tally]]:
    """Return the tallies by kind of each unit together with all units below it (R10).

    `above` gives the ids of a unit and of all units above it. The members of a closed unit count for
    its successor and, in a row of its own, for the closed unit. It takes one pass over the tallies,
    however many units there are.
    """
    sums: dict[tuple[str, str], list[int]] = {}
    for one in tallies:
        figures = [*_sums(one), *one.stages[0], *one.stages[1], *one.stages[2]]
        for id_ in dict.fromkeys((one.unit, *above[one.unit])):
            held = sums.get((id_, one.kind))
            sums[id_, one.kind] = figures if held is None else list(map(add, held, figures))
    wide, first = len(StageSums._fields), _SUMS
    found: dict[str, list[Tally]] = {}
    for (id_, kind), all_ in sums.items():
        stages = tuple(StageSums._make(all_[at : at + wide]) for at in range(first, len(all_), wide))
        found.setdefault(id_, []).append(Tally._make((id_, kind, *all_[:first], stages)))
    return found


def add_tallies(one: Tally, other: Tally) -> Tally:
    """Return the sum of two tallies, with the unit and kind of the first."""
    stages = tuple(map(StageSums.__add__, one.stages, other.stages))
    return Tally._make((one.unit, one.kind, *map(add, _sums(one), _sums(other)), stages))


def sum_tallies(unit: str, tallies: Iterable[Tally], kinds: Collection[str] | None = None) -> Tally:
    """Return the sum of tallies for a unit, over these kinds of procedure or, without `kinds`, over all."""
    parts = [one for one in tallies if kinds is None or one.kind in kinds]
    if not parts:
        return Tally._make((unit, "", *[0] * _SUMS, _NO_STAGES))
    return reduce(add_tallies, parts[1:], parts[0]._replace(unit=unit, kind=""))


def stage_on(member: Member, day: str) -> int:
    """Return the stage at which a member's newest cut counts on `day` (ISO date): 0 none to 3 implemented.

    The last day of a cut is the last that counts and needs no act; before its date in force an implemented
    cut counts as approved (R7, R8). In a merger the dates are those of all its members together (R4).
    """
    if member.ends is not None and member.ends < day:
        return 0
    if member.rung == len(STAGES) and member.in_force is not None and member.in_force > day:
        return member.rung - 1
    return member.rung


def earlier_cut(member: Member) -> Member | None:
    """Return the member as the finished cut left it that a further one replaces (R11); None without one."""
    if not member.earlier_round:
        return None
    names = ("round", "rung", "how", "counts", "after", "time_after", "in_force", "ends")
    then = {name: getattr(member, f"earlier_{name}") for name in names}
    estimated = member.estimated & 1 | member.earlier_estimated
    return member._replace(estimated=estimated, earlier_round=0, **then)


def counted_at(member: Member, rung: int, day: str) -> Member | None:
    """Return the member with the cut that counts at a stage (1 to 3) on `day` (ISO date), None: none does.

    It is the newest cut where that has reached the stage, else the finished one before it (R11).
    """
    if stage_on(member, day) >= rung:
        return member
    earlier = earlier_cut(member)
    return earlier if earlier is not None and stage_on(earlier, day) >= rung else None


def _stages(
    member: Member, base: int | None, after: int | None, day: str, measure: Measure
) -> tuple[StageSums, StageSums, StageSums]:
    if not member.rung:
        return _NO_STAGES
    reached, one = stage_on(member, day), _stage(member, base, after)
    stages = [one if rung <= reached else _NONE for rung in (1, 2, 3)]
    if (earlier := earlier_cut(member)) is not None:
        until = stage_on(earlier, day)
        older = _stage(earlier, base, earlier.after if measure == "cost" else earlier.time_after)
        # Of two cuts that stand at a stage the newer replaces the older.
        for rung in range(1, until + 1):
            stages[rung - 1] = kept_in_number(one, older) if rung <= reached else older
    first, second, third = stages
    return first, second, third


def kept_in_number(newer: StageSums, older: StageSums) -> StageSums:
    """Return the sums of a further cut over a finished one: its own, but the number stays (R11)."""
    number = {name: max(getattr(newer, name), getattr(older, name)) for name in ("broad", "strict", "zero")}
    return newer._replace(**number)


def figures_at(member: Member, rung: int, day: str) -> StageSums | None:
    """Return what a member adds to the cost sums of a stage (1 to 3) on `day` (ISO date), None: nothing."""
    counted = counted_at(member, rung, day)
    if counted is None:
        return None
    earlier = earlier_cut(member) if counted is member else None
    sums = contribution(counted)
    if earlier is None or stage_on(earlier, day) < rung:
        return sums
    return kept_in_number(sums, contribution(earlier))


def contribution(member: Member, measure: Measure = "cost") -> StageSums:
    """Return what one member with a cut adds to the sums of its stage."""
    if measure == "time":
        return _stage(member, member.time, member.time_after)
    return _stage(member, member.base, member.after)


def _stage(member: Member, base: int | None, after: int | None) -> StageSums:
    ends = member.how in {"abolish", "merge"}
    strict = int(member.how == "abolish")  # a merger that saves nothing is none in the strict sense (R4)
    always = int(member.counts in {1, _FALLEN})
    if base is None:
        return StageSums(always, strict, 0, int(ends), int(not ends))
    zero = int(base == 0)
    if after is None:
        unmeasured = int(not ends)
        return StageSums(always, strict, c=unmeasured, c_base=base * unmeasured, zero=zero * always)
    worse = not ends and after > base  # C10
    fell = member.counts == _MEASURED and after < base
    counted = int((always and not worse) or fell)
    saving = base - after
    return StageSums(
        counted,
        strict,
        saving,
        worse=int(worse),
        zero=zero * counted,
        estimated=saving if member.estimated else 0,
    )
