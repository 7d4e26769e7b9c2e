"""Counts a sealed baseline: tallies by unit, kind and stage, from rows or from SQL sums.

SQL computes them from the tables (`sql_tables.queries`), `tally` from rows; `audit verify` requires both
to agree. Rules R1 to R8, C8, C10, C11.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import Any, Literal, NamedTuple, Protocol

from procedures.rules.programme import STAGES

_MEASURED = 2  # `counts` of a cut that counts only with a measured fall (R3)
Measure = Literal["cost", "time"]


class Standing(Protocol):
    """The fields of a member that `tally` reads; see `storage.rows.Member`."""

    @property
    def unit(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def base(self) -> int | None: ...  # noqa: D102
    @property
    def rung(self) -> int: ...  # noqa: D102
    @property
    def how(self) -> str: ...  # noqa: D102
    @property
    def counts(self) -> int: ...  # noqa: D102
    @property
    def after(self) -> int | None: ...  # noqa: D102
    @property
    def in_force(self) -> str | None: ...  # noqa: D102
    @property
    def ends(self) -> str | None: ...  # noqa: D102
    @property
    def struck(self) -> int: ...  # noqa: D102
    @property
    def estimated(self) -> int: ...  # noqa: D102
    @property
    def reviewed(self) -> int: ...  # noqa: D102
    @property
    def time(self) -> int | None: ...  # noqa: D102
    @property
    def time_after(self) -> int | None: ...  # noqa: D102


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


class Tally(NamedTuple):
    """The sums of the members of one unit and kind.

    `base` is how many they are; `known` their known baseline cost K in whole đồng a year (or their
    processing time in parts of a working day); `unknown`, `struck`, `reviewed` how many have no known
    base, were struck after the seal, were reviewed or proposed.
    """

    unit: str
    kind: str
    base: int
    known: int
    unknown: int
    struck: int
    reviewed: int
    stages: tuple[StageSums, StageSums, StageSums]


def tally(members: Iterable[Standing], day: str, measure: Measure = "cost") -> dict[tuple[str, str], Tally]:
    """Return the tallies by (unit, kind) of these members on `day` (ISO date)."""
    tallies: dict[tuple[str, str], Tally] = {}
    for member in members:
        key = (member.unit, member.kind)
        cost = measure == "cost"
        base, after = (member.base, member.after) if cost else (member.time, member.time_after)
        known = (1, base or 0, int(base is None), member.struck)  # struck later stays in the base (R5)
        reviewed = int(bool(member.reviewed or member.rung))
        one = Tally(*key, *known, reviewed, _stages(member, base, after, day))
        tallies[key] = add_tallies(tallies[key], one) if key in tallies else one
    return tallies


def tallies_from_sql(heads: Iterable[Sequence[Any]], ladder: Iterable[Sequence[Any]]) -> list[Tally]:
    """Return the tallies from the rows of the queries `head*` and `ladder*`.

    A row of `ladder*` is added to its stage and to every earlier one (R7).
    """
    stages: dict[Any, list[StageSums]] = {}
    for unit, kind, rung, *figures in ladder:
        mine = stages.setdefault((unit, kind), [_NONE] * len(STAGES))
        for stage in range(rung):
            mine[stage] = mine[stage] + StageSums._make(figures)
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
        figures = [*one[2:7], *one.stages[0], *one.stages[1], *one.stages[2]]
        for id_ in dict.fromkeys((one.unit, *above[one.unit])):
            held = sums.get((id_, one.kind))
            sums[id_, one.kind] = figures if held is None else list(map(add, held, figures))
    wide = len(StageSums._fields)
    found: dict[str, list[Tally]] = {}
    for (id_, kind), all_ in sums.items():
        stages = tuple(StageSums._make(all_[at : at + wide]) for at in range(5, len(all_), wide))
        found.setdefault(id_, []).append(Tally._make((id_, kind, *all_[:5], stages)))
    return found


def add_tallies(one: Tally, other: Tally) -> Tally:
    """Return the sum of two tallies, with the unit and kind of the first."""
    stages = tuple(map(StageSums.__add__, one.stages, other.stages))
    return Tally._make((one.unit, one.kind, *map(add, one[2:7], other[2:7]), stages))


def sum_tallies(unit: str, tallies: Iterable[Tally], kinds: Collection[str] | None = None) -> Tally:
    """Return the sum of tallies for a unit, over these kinds of procedure or, without `kinds`, over all."""
    parts = [one for one in tallies if kinds is None or one.kind in kinds]
    if not parts:
        return Tally(unit, "", 0, 0, 0, 0, 0, (_NONE, _NONE, _NONE))
    return reduce(add_tallies, parts[1:], parts[0]._replace(unit=unit, kind=""))


def stage_on(member: Standing, day: str) -> int:
    """Return the stage at which a member counts on `day` (ISO date): 0 none to 3 implemented (R7, R8)."""
    if member.rung == len(STAGES):
        if member.ends is not None and member.ends < day:
            return 0  # the end date is the last day that counts; it needs no act
        if member.in_force is not None and member.in_force > day:
            return member.rung - 1  # before its date in force a cut counts as approved
    return member.rung


def _stages(
    member: Standing, base: int | None, after: int | None, day: str
) -> tuple[StageSums, StageSums, StageSums]:
    rung = stage_on(member, day)
    one = _stage(member, base, after) if rung else _NONE
    first, second, third = (one if rung >= stage else _NONE for stage in (1, 2, 3))
    return first, second, third


def contribution(member: Standing) -> StageSums:
    """Return what one member with a cut adds to the sums of its stage."""
    return _stage(member, member.base, member.after)


def _stage(member: Standing, base: int | None, after: int | None) -> StageSums:
    abolished = member.how == "abolish"
    always = int(member.counts == 1)
    if base is None:
        return StageSums(always, int(abolished), 0, int(abolished), int(not abolished))
    zero = int(base == 0)
    if after is None:
        unmeasured = int(not abolished)
        return StageSums(always, int(abolished), c=unmeasured, c_base=base * unmeasured, zero=zero * always)
    worse = not abolished and after > base  # C10
    fell = member.counts == _MEASURED and after < base
    counted = int((always and not worse) or fell)
    saving = base - after
    return StageSums(
        counted,
        int(abolished),
        saving,
        worse=int(worse),
        zero=zero * counted,
        estimated=saving if member.estimated else 0,
    )
