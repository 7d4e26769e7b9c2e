"""What is counted of a sealed baseline: tallies by unit, kind and stage, from rows or from sums. Pure.

SQL makes them from the tables (`tables.queries`), `tally` from rows: `audit verify` demands that both
agree. Rules R1 to R8, C8, C10, C11.
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
    """What `tally` reads of a member."""

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
    """One rung of the ladder, later ones included. Amounts in đồng (or parts of a working day).

    `broad` and `strict` count cuts (R2); `saving` is S, measured increases included (C10); `a`, `b`,
    `c` are the unknowns of V3 and `c_base` the base of c; `worse` are simplifications that cost
    more; `zero` counts cuts known to cost nothing (C8); `estimated` is the part of S that rests on
    an estimate (C11).
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
        """Field by field."""
        return StageSums._make(map(add, self, other))


_NONE = StageSums()


class Tally(NamedTuple):
    """The members of one unit and kind: how many, known K, unknown, struck, reviewed, stages.

    K and the savings are đồng a year, or of the time limits: parts of a working day.
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
    """Tallies by (unit, kind), from rows, as of ISO date `day`."""
    found: dict[tuple[str, str], Tally] = {}
    for member in members:
        key = (member.unit, member.kind)
        cost = measure == "cost"
        base, after = (member.base, member.after) if cost else (member.time, member.time_after)
        known = (1, base or 0, int(base is None), member.struck)  # struck later stays in the base (R5)
        reviewed = int(bool(member.reviewed or member.rung))
        one = Tally(*key, *known, reviewed, _stages(member, base, after, day))
        found[key] = add_tallies(found[key], one) if key in found else one
    return found


def tallies_from_sql(heads: Iterable[Sequence[Any]], ladder: Iterable[Sequence[Any]]) -> list[Tally]:
    """Tallies from the rows of the queries `head*` and `ladder*`: a rung includes the later ones (R7)."""
    stages: dict[Any, list[StageSums]] = {}
    for unit, kind, rung, *figures in ladder:
        mine = stages.setdefault((unit, kind), [_NONE] * len(STAGES))
        for stage in range(rung):
            mine[stage] = mine[stage] + StageSums._make(figures)
    none = [_NONE] * len(STAGES)
    return [Tally._make((*head, tuple(stages.get(tuple(head[:2]), none)))) for head in heads]


def roll_up(tallies: Iterable[Tally], above: Mapping[str, tuple[str, ...]]) -> dict[str, list[Tally]]:
    """The tallies by kind of each unit with all beneath it; `above` gives a unit's way up (R10).

    A closed unit's sealed row stays its own, beside its successor's, which counts it too. One pass,
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
    """The sum of two tallies, under the first one's unit and kind."""
    stages = tuple(map(StageSums.__add__, one.stages, other.stages))
    return Tally._make((one.unit, one.kind, *map(add, one[2:7], other[2:7]), stages))


def sum_tallies(unit: str, tallies: Iterable[Tally], kinds: Collection[str] | None = None) -> Tally:
    """The sum of tallies, over some kinds or all of them."""
    parts = [one for one in tallies if kinds is None or one.kind in kinds]
    if not parts:
        return Tally(unit, "", 0, 0, 0, 0, 0, (_NONE, _NONE, _NONE))
    return reduce(add_tallies, parts[1:], parts[0]._replace(unit=unit, kind=""))


def stage_on(member: Standing, day: str) -> int:
    """How far up the ladder a member counts on an ISO date: 0 none to 3 implemented (R7, R8)."""
    if member.rung == len(STAGES):
        if member.ends is not None and member.ends < day:
            return 0  # an end date is inclusive and works by itself
        if member.in_force is not None and member.in_force > day:
            return member.rung - 1  # before its date in force it counts as approved
    return member.rung


def _stages(
    member: Standing, base: int | None, after: int | None, day: str
) -> tuple[StageSums, StageSums, StageSums]:
    rung = stage_on(member, day)
    one = _stage(member, base, after) if rung else _NONE
    first, second, third = (one if rung >= stage else _NONE for stage in (1, 2, 3))
    return first, second, third


def contribution(member: Standing) -> StageSums:
    """What one member on the ladder adds to the figures of its stage."""
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
