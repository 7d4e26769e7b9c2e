"""Laws of the verdict and of cost: what must hold for every register, not only for worked cases.

The naive computations here are written from the counting rules alone and share nothing with the
program: they are the third opinion beside its SQL and its fold.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import floor
from types import SimpleNamespace

import psycopg
import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from procedures.rules.compliance_cost import derive, grouped, half_up, hourly
from procedures.rules.programme import STAGES
from procedures.rules.tally import StageSums, Tally, add_tallies, tallies_from_sql, tally
from procedures.rules.threshold import Amount, as_signed, threshold, threshold_problem
from procedures.rules.verdict import (
    aims,
    assess,
    combined_value,
    cost_verdict,
    number_verdict,
    offset_verdict,
)
from procedures.services.session import schema
from procedures.storage.rows import Member
from procedures.wording import formats, language
from tests.support.sheets import sheet


def runs(examples: int) -> settings:
    """So many examples, with no stop-watch: the machine is shared."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=slow)


TODAY = "2023-09-30"
DAYS = ("2023-01-01", "2023-09-29", TODAY, "2023-10-01", "2027-02-28")
amounts = st.one_of(st.integers(0, 5), st.integers(0, 1000), st.integers(0, 10**15))
percents = st.integers(1, 99) | st.fractions(Fraction(1, 1000), Fraction(99999, 1000), max_denominator=1000)
amounts_asked = st.integers(1, 200).map(Amount)  # an absolute target, đồng a year


@pytest.fixture(scope="module", autouse=True)
def _vietnamese():
    """Figures are shown in Vietnamese here, and as before afterwards."""
    with language.speaking("vi"):
        yield


# --- random registers -----------------------------------------------------------------------------


@st.composite
def cuts(draw, rung):
    """Draw what a round comes to: C6 holds, and only an implemented cut has dates of its own."""
    how = draw(st.sampled_from(("abolish", "simplify", "merge"))) if rung else ""
    ends = how in {"abolish", "merge"}
    # In a merger the dates of one that is implemented bind those that are not (R4).
    dated = rung == 3 or (rung and draw(st.booleans()))
    return {
        "how": how,
        "counts": 1 if ends else draw(st.integers(0, 3)) if how else 0,
        "after": 0 if ends else draw(st.none() | amounts) if how else None,
        "time_after": 0 if ends else draw(st.none() | amounts) if how else None,
        "in_force": draw(st.sampled_from(DAYS)) if dated else None,
        "ends": draw(st.sampled_from((None, *DAYS))) if dated else None,
    }


@st.composite
def standings(draw):
    """Draw a standing of a procedure, with or without a finished cut before the newest one (R11)."""
    rung = draw(st.integers(0, 3))
    before = draw(st.integers(0, 3)) if rung else 0
    earlier = {f"earlier_{name}": value for name, value in draw(cuts(before)).items()}
    earlier |= {"earlier_round": int(before > 0), "earlier_rung": before}
    return (
        {
            "unit": draw(st.sampled_from(("so-tu-phap", "so-y-te"))),
            "kind": draw(st.sampled_from(("procedure", "internal"))),
            "base": draw(st.none() | amounts),
            "sheet": None,
            "rung": rung,
            "struck": draw(st.sampled_from((0, 0, 1, 2))),
            "round": 1 + (before > 0),
            "estimated": draw(st.integers(0, 3)),
            "reviewed": draw(st.integers(0, 1)),
            "time": draw(st.none() | amounts),
            "time_sheet": None,
            "earlier_estimated": draw(st.sampled_from((0, 2))) if before else 0,
        }
        | draw(cuts(rung))
        | earlier
    )


registers = st.lists(standings(), max_size=14)


def members_of(register, programme="p", since=1):
    """The rows of a register, each under its own code."""
    return [
        Member(programme=programme, code=f"1.{place:06d}", since=since, **one)
        for place, one in enumerate(register)
    ]


class Cut:
    """A cut of a member, the newest or the finished one before it, as one measure sees it."""

    def __init__(self, member, prefix, measure):
        def of(name):
            return getattr(member, f"{prefix}{name}")

        self.how, self.counts, self.rung = of("how"), of("counts"), of("rung")
        self.base, self.after = member.base, of("after")
        if measure == "time":
            self.base, self.after = member.time, of("time_after")
        self.in_force, self.ends = of("in_force"), of("ends")
        # C11: 1 stands for the sheet before, 2 for the one after this cut
        self.estimated = member.estimated % 2 or of("estimated") // 2


def naive(members, day, measure="cost"):
    """The tallies by unit and kind, from the text of the rules."""
    found = {}
    for key in {(member.unit, member.kind) for member in members}:
        mine = [member for member in members if (member.unit, member.kind) == key]
        # R5: what a higher body repealed and no cut counts of is in neither base nor cuts
        gone = [m for m in mine if m.struck == 2 and not counting(m, "proposed", day, measure)]
        mine = [member for member in mine if member not in gone]
        stages = []
        for stage in ("proposed", "approved", "implemented"):
            standing = [both for m in mine if (both := counting(m, stage, day, measure))]
            cut = [newest for newest, *_ in standing]
            # R11: the number stays 1 where a further cut replaces a finished one, whatever that comes to
            with_action = [cuts for cuts in standing if any(in_number(one) for one in cuts)]
            abolished = [cuts for cuts in standing if any(one.how == "abolish" for one in cuts)]
            ended = [one for one in cut if one.how != "simplify"]
            simplified = [one for one in cut if one.how == "simplify"]
            # V3: A abolished, base unknown; B simplified, base unknown; C base known, after unknown
            group_a = [one for one in ended if one.base is None]
            group_b = [one for one in simplified if one.base is None]
            rest = [one for one in simplified if one.base is not None]
            group_c = [one for one in rest if one.after is None]
            measured = [one for one in rest if one.after is not None]
            worse = [one for one in measured if one.after > one.base]  # C10
            saved = sum(one.base for one in ended if one.base is not None)  # C6
            saved += sum(one.base for one in measured) - sum(one.after for one in measured)
            stages.append(
                StageSums(
                    broad=len(with_action),
                    strict=len(abolished),  # R4: a merger that saves nothing is none
                    saving=saved,
                    a=len(group_a),
                    b=len(group_b),
                    c=len(group_c),
                    c_base=sum(one.base for one in group_c),
                    worse=len(worse),
                    # C8: cuts of what is known to cost nothing; C11: what rests on an estimate
                    zero=len([cuts for cuts in with_action if cuts[0].base == 0]),
                    estimated=sum(
                        one.base - one.after
                        for one in [one for one in ended if one.base is not None] + measured
                        if one.estimated
                    ),
                )
            )
        struck = sum(1 for member in mine if member.struck)
        reviewed = sum(1 for member in mine if member.reviewed or member.rung)
        counts = (*sums(mine, measure), struck, reviewed, *sums(gone, measure))
        found[key] = Tally(*key, *counts, tuple(stages))
    return found


def sums(members, measure):
    """Their number, their known cost or time, and the number of those without."""
    costs = [member.time if measure == "time" else member.base for member in members]
    known = [cost for cost in costs if cost is not None]
    return len(costs), sum(known), len(costs) - len(known)


def counting(member, stage, day, measure):
    """R11: the cuts of a member that have reached a stage on a day: the newest, the finished one before it."""
    both = [Cut(member, prefix, measure) for prefix in ("", "earlier_")]
    return [cut for cut in both if stands(cut, stage, day)]


def in_number(cut):
    """R3: what ends counts; an action that always counts, a fall in its sheet, or of the year's cost (C10)."""
    if cut.how != "simplify":
        return True
    measured = cut.base is not None and cut.after is not None
    if cut.counts == 2:
        return measured and cut.after < cut.base
    return cut.counts in {1, 3} and not (measured and cut.after > cut.base)


def stands(cut, stage, day):
    """R7 and R8: whether a cut is on the ladder at a stage on a day."""
    reached = {0: None, 1: "proposed", 2: "approved", 3: "implemented"}[cut.rung]
    if reached is None or (cut.ends is not None and day > cut.ends):
        return False
    if reached == "implemented" and cut.in_force is not None and day < cut.in_force:
        reached = "approved"
    return STAGES.index(reached) >= STAGES.index(stage)


class Table:
    """The tables `member` and `former` alone, made and read by the register's compiled texts."""

    def __init__(self, connection, dialect):
        self.connection = connection
        self.schema = schema(dialect)
        self.tables = {one.name: one for one in self.schema.tables if one.name in {"member", "former"}}
        for one in self.tables.values():
            for text in one.create:
                if "TRIGGER" not in text:  # rows are written here without a journal
                    connection.execute(text)

    def hold(self, *rows):
        """These rows and no others."""
        for name, one in self.tables.items():
            self.connection.execute(f"DELETE FROM {name}")
            mine = [tuple(row) for row in rows if type(row).__name__ == one.row]
            if mine:
                self.connection.cursor().executemany(one.upsert, mine)

    def ask(self, suffix="", **values):
        """The tallies of the three queries whose names end so."""
        head, ladder, earlier = (
            self.connection.execute(self.schema.statements[f"{name}{suffix}"], values).fetchall()
            for name in ("head", "ladder", "earlier")
        )
        found = tallies_from_sql(head, ladder, earlier)
        assert len({(one.unit, one.kind) for one in found}) == len(found)
        return {(one.unit, one.kind): one for one in found}


@pytest.fixture(scope="module")
def lite():
    """The two tables on SQLite, in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield Table(connection, "sqlite")
    connection.close()


@pytest.fixture(scope="module")
def server(pg):
    """The two tables on PostgreSQL."""
    with psycopg.connect(pg(), autocommit=True) as connection:
        yield Table(connection, "postgresql")


def three_agree(table, register, noise, day):
    """SQL, fold and naive computation of one register come to the same."""
    members, others = members_of(register), members_of(noise, "another")
    table.hold(*members, *others)
    for measure, suffix in (("cost", ""), ("time", "_time")):
        expected = naive(members, day, measure)
        assert tally(members, day, measure) == expected
        assert table.ask(suffix, programme="p", day=day) == expected
        for unit in ("so-tu-phap", "so-y-te"):
            mine = {key: one for key, one in expected.items() if key[0] == unit}
            assert table.ask(f"{suffix}_unit", programme="p", unit=unit, day=day) == mine


@runs(320)
@given(register=registers, noise=st.lists(standings(), max_size=2), day=st.sampled_from(DAYS))
def test_sql_fold_and_rules_agree(lite, register, noise, day):
    """The SQL aggregate, the fold over rows and the rules' own words give the same tallies."""
    three_agree(lite, register, noise, day)


@runs(25)
@given(register=registers, noise=st.lists(standings(), max_size=2), day=st.sampled_from(DAYS))
def test_postgresql_agrees_too(server, register, noise, day):
    """The texts compiled for PostgreSQL give the same tallies, as whole numbers."""
    three_agree(server, register, noise, day)


# --- sums -----------------------------------------------------------------------------------------

PROGRAMME = {
    "kinds": ["procedure", "internal"],
    "conversions": None,
    "targets": [
        {
            "measure": measure,
            "percent": "20",
            "kinds": ["procedure", "internal"],
            "basis": "broad",
            "stage": "proposed",
            "missing": "",
        }
        for measure in ("number", "cost")
    ],
}


def figures(one):
    """Return every figure of a tally, in one row."""
    return [*one[2:-1], *itertools.chain.from_iterable(one.stages)]


@runs(80)
@given(registers, registers)
def test_the_whole_is_the_sum_of_its_parts(here, there):
    """The figures of a union are each the sum of the parts' figures, by kind and in all (R10)."""
    parts = [members_of(here), [m._replace(code=f"2{m.code}") for m in members_of(there)]]
    one, other = (assess(aims(PROGRAMME), "*", [*tally(part, TODAY).values()]) for part in parts)
    both = assess(aims(PROGRAMME), "*", [*tally([*parts[0], *parts[1]], TODAY).values()])
    sums = [a + b for a, b in zip(figures(one.total), figures(other.total), strict=True)]
    assert figures(both.total) == sums == figures(add_tallies(one.total, other.total))
    for stage in STAGES:
        verdicts = [result.at(stage) for result in (one, other, both)]
        assert verdicts[2].number.cut == verdicts[0].number.cut + verdicts[1].number.cut
        assert verdicts[2].cost.saving == verdicts[0].cost.saving + verdicts[1].cost.saving
    kinds = Counter()
    for result in (one, other):
        kinds.update({kind.kind: kind.base for kind in result.by_kind})
    assert {kind.kind: kind.base for kind in both.by_kind} == kinds


@runs(80)
@given(registers.flatmap(lambda register: st.tuples(st.just(register), st.permutations(register))))
def test_the_order_of_rows_means_nothing(pair):
    """Members in any order come to the same tallies."""
    one, other = (tally(members_of(register), TODAY) for register in pair)
    assert one == other


@runs(80)
@given(registers, st.sampled_from(DAYS))
def test_each_rung_includes_the_later_ones(register, day):
    """R7: nobody is implemented who is not approved, nor approved who is not proposed."""
    for one in tally(members_of(register), day).values():
        for earlier, later in itertools.pairwise(one.stages):
            assert earlier.broad >= later.broad
            assert earlier.strict >= later.strict
            assert earlier.strict <= one.base
            assert earlier.broad <= one.base


# --- V1, V2, V4: the number -----------------------------------------------------------------------


@runs(300)
@given(st.integers(1, 100), st.integers(1, 10**6), st.data())
def test_the_threshold_is_an_exact_fraction(percent, base, data):
    """V1 and V4: met iff cut / base >= p / 100; `needed` is the least cut that is met."""
    near = -(-percent * base // 100)
    cut = data.draw(st.integers(0, base) | st.integers(max(0, near - 2), min(base, near + 2)))
    found = number_verdict(percent, base, cut)
    assert (found.value == "met") is (Fraction(cut, base) >= Fraction(percent, 100))
    assert found.value in {"met", "not-met"}
    assert number_verdict(percent, base, found.needed).value == "met"
    assert number_verdict(percent, base, found.needed - 1).value == "not-met"
    assert found.short == max(0, found.needed - cut)


@runs(200)
@given(st.integers(1, 500), st.integers(1, 400), st.integers(-5, 600))
def test_an_amount_of_procedures_is_reached_or_short(asked, base, cut):
    """V1, V4: met iff so many are cut, whatever the base; what is missing would do, one less would not."""
    found = number_verdict(Amount(asked), base, cut)
    assert (found.value == "met") is (cut >= asked)
    assert (found.needed, found.short, found.over) == (asked, max(0, asked - cut), max(0, cut - asked))


@runs(200)
@given(st.fractions(Fraction(1, 10), 10, max_denominator=100), st.integers(0, 300), st.integers(0, 40))
def test_an_offset_is_an_exact_ratio(ratio, cut, new):
    """R9: "two for one" is met iff cut >= 2 x new; nothing new asks for nothing."""
    found = offset_verdict(ratio, 1, cut, new)
    assert (found.value == "met") is (Fraction(cut) >= ratio * new)
    assert found.short == 0 or offset_verdict(ratio, 1, cut + found.short, new).value == "met"
    assert found.short == 0 or offset_verdict(ratio, 1, cut + found.short - 1, new).value == "not-met"
    assert offset_verdict(ratio, 0, 0, new).value == "not-applicable"


@runs(300)
@given(st.sampled_from(("number", "cost", "time", "offset", "coverage")), st.data())
def test_a_threshold_is_read_as_it_is_written(measure, data):
    """Decimals and fractions are exact, with point or comma; the signed form is read again as it is."""
    percent = data.draw(percents)
    tail = "" if measure == "offset" else "%"
    written = f"{percent.numerator}/{percent.denominator}{tail}"
    signed = as_signed(measure, written)
    assert threshold({"measure": measure, "at_least": signed}) == percent
    assert as_signed(measure, signed) == signed
    assert threshold_problem({"measure": measure, "at_least": signed}) == ""
    thousandths = data.draw(st.integers(1, 99999))
    shown = f"{thousandths // 1000},{thousandths % 1000:03d} {tail}"
    found = threshold({"measure": measure, "at_least": as_signed(measure, shown)})
    assert found == Fraction(thousandths, 1000)


@pytest.mark.parametrize("percent", [1, 20, 100])
def test_no_members_no_verdict(percent):
    """V2: without members the number is not applicable."""
    assert number_verdict(percent, 0, 0) == ("not-applicable", 0, 0, 0, 0)


VALUES = ("met", "not-met", "undetermined", "not-applicable")


@pytest.mark.parametrize("one", VALUES)
@pytest.mark.parametrize("other", VALUES)
def test_both_targets_must_be_met(one, other):
    """One target never makes up for the other, and what is not applicable fails nothing."""
    found = combined_value([one, other])
    applicable = {one, other} - {"not-applicable"}
    assert (found == "met") is (applicable == {"met"})
    assert (found == "not-applicable") is (not applicable)
    assert (found == "not-met") is ("not-met" in applicable)
    assert found == combined_value([other, one])


# --- V3: cost with unknowns -----------------------------------------------------------------------


@st.composite
def open_costs(draw, shapes=("none", "A", "B", "C", "U", "mixed", "mixed")):
    """Members whose costs are partly unknown: known ones, and so many of A, B, C and U."""
    small = st.integers(0, 60)
    known = draw(st.lists(st.tuples(small, st.sampled_from((None, 0)) | small), max_size=5))
    shape = draw(st.sampled_from(shapes))
    sizes = {kind: draw(st.integers(1, 2)) if kind == shape else 0 for kind in "ABCU"}
    if shape == "mixed":
        sizes = {kind: draw(st.integers(0, 2)) for kind in "ABCU"}
    c_bases = [draw(small) for _ in range(sizes["C"])]
    return known, c_bases, sizes["A"], sizes["B"], sizes["U"]


def as_members(known, c_bases, a, b, u):
    """The rows of such a baseline. An after of None stands for "uncut" among the known ones."""
    rows = [("", 0, base, None) if after is None else ("simplify", 1, base, after) for base, after in known]
    rows += [("simplify", 1, base, None) for base in c_bases]
    rows += [("abolish", 1, None, 0)] * a + [("simplify", 1, None, 7)] * b + [("", 0, None, None)] * u
    return [
        SimpleNamespace(
            unit="x",
            kind="procedure",
            base=base,
            rung=rung,
            how=how,
            counts=rung,
            after=after,
            in_force=None,
            ends=None,
            struck=0,
            estimated=0,
            reviewed=0,
            time=None,
            time_after=None,
            earlier_round=0,
            earlier_rung=0,
        )
        for how, rung, base, after in rows
    ]


def judged(percent, *baseline):
    """The program's verdict on cost, and S and K from the rules' own words."""
    total = assess(aims(PROGRAMME), "*", [*tally(as_members(*baseline), TODAY).values()]).total
    known, c_bases = baseline[:2]
    saved = sum(base - after for base, after in known if after is not None)
    held = sum(base for base, _ in known) + sum(c_bases)
    found = cost_verdict(percent, total, total.stages[0])
    assert (found.saving, found.known) == (saved, held)
    return found, saved, held


def completed(percent, saved, held, c_bases, fill):
    """True where 100 S >= p K, or S >= m, once each unknown has a value: for A and U a base, for B base and
    after, for C an after.
    """
    a, b, c, u = fill
    s = saved + sum(a) + sum(base - after for base, after in b)
    s += sum(base - after for base, after in zip(c_bases, c, strict=True))
    k = held + sum(a) + sum(base for base, _ in b) + sum(u)
    return s >= percent.value if isinstance(percent, Amount) else 100 * s >= percent * k


def extremes(a, b, c, u, big):
    """Completions with every group as low or as high as it gets."""
    sides = ((0, 0), (big, 0), (0, big), (big, big))
    for low_a, both_b, low_c, low_u in itertools.product((0, big), sides, (0, big), (0, big)):
        yield [low_a] * a, [both_b] * b, [low_c] * c, [low_u] * u


@runs(300)
@given(percents | amounts_asked, open_costs(), st.data())
def test_a_verdict_with_unknowns_holds_whatever_they_turn_out_to_be(percent, baseline, data):
    """V3: met and not met hold for every completion; undetermined has a completion of each kind."""
    found, saved, held = judged(percent, *baseline)
    _, c_bases, a, b, u = baseline
    assert (found.a, found.b, found.c, found.u) == (a, b, len(c_bases), u)
    assume(found.value != "not-applicable")
    event(found.value)
    big = 10**6 * (1 + abs(saved) + held)
    tried = list(extremes(a, b, len(c_bases), u, big))
    some = st.one_of(st.integers(0, 100), st.integers(0, big))
    for _ in range(4):
        tried.append(
            (
                [data.draw(some) for _ in range(a)],
                [(data.draw(some), data.draw(some)) for _ in range(b)],
                [data.draw(some) for _ in c_bases],
                [data.draw(some) for _ in range(u)],
            )
        )
    outcomes = {completed(percent, saved, held, c_bases, fill) for fill in tried}
    if found.value == "met":
        assert outcomes == {True}
    elif found.value == "not-met":
        assert outcomes == {False}
    elif held == 0 and saved == 0 and a and not (b or c_bases or u) and not isinstance(percent, Amount):
        assert found.unmeasured  # V2: no cost measured yet, although any cost at all would be met
    else:
        assert outcomes == {True, False}
    assert (found.short is None) is (found.value == "undetermined")


@runs(300)
@given(percents, open_costs(("A", "U", "A", "U", "mixed", "C", "B")))
@example(20, ([(700, None), (100, 0), (100, 0)], [], 0, 0, 1))
@example(20, ([(801, None), (100, 0)], [], 1, 0, 0))
def test_flip_points_are_exact(percent, baseline):
    """V3: one đồng more of U and it is missed; one đồng less of A and it is not yet met."""
    found, saved, held = judged(percent, *baseline)
    _, c_bases, a, b, u = baseline
    only = [name for name, size in (("A", a), ("B", b), ("C", len(c_bases)), ("U", u)) if size]
    no_cost_yet = found.unmeasured and a  # V2 before V3
    if found.value != "undetermined" or only not in (["A"], ["U"]) or no_cost_yet:
        assert found.flip is None
        return
    kind, edge = found.flip
    event(kind)
    assert [kind] == only
    assert edge >= 0

    def met(together):
        a_values = [together, *[0] * (a - 1)] if a else []
        u_values = [together, *[0] * (u - 1)] if u else []
        return completed(percent, saved, held, c_bases, (a_values, [], [], u_values))

    if kind == "U":
        assert met(edge)
        assert not met(edge + 1)
    else:
        assert met(edge)
        assert edge == 0 or not met(edge - 1)


@runs(300)
@given(amounts_asked, open_costs(("A", "U", "A", "mixed", "mixed", "C", "B")))
@example(Amount(700), ([(700, 0), (100, None)], [], 0, 0, 1))
@example(Amount(701), ([(700, 0), (100, None)], [], 1, 0, 2))
def test_flip_points_of_an_amount_are_exact(asked, baseline):
    """V3: with A alone, U or not, the amount is met once A costs what is missing; U never leaves it open."""
    found, saved, held = judged(asked, *baseline)
    _, c_bases, a, b, u = baseline
    if not (a or b or c_bases):
        assert found.value != "undetermined"
    if found.value != "undetermined" or b or c_bases:
        assert found.flip is None
        return
    kind, edge = found.flip
    assert (kind, a > 0, edge > 0) == ("A", True, True)
    for uncut in (0, 10**9):
        for together, met in ((edge, True), (edge - 1, False)):
            fill = ([together, *[0] * (a - 1)], [], [], [uncut, *[0] * (u - 1)] if u else [])
            assert completed(asked, saved, held, c_bases, fill) is met


@runs(200)
@given(percents | amounts_asked, st.lists(st.tuples(amounts, st.none() | amounts), min_size=1, max_size=6))
def test_the_shortfall_in_cost_is_the_least_that_would_do(percent, known):
    """V4: saving `short` more meets the target, one đồng less does not."""
    found, saved, held = judged(percent, known, [], 0, 0, 0)
    if held == saved == 0:
        assert found.value == "not-applicable"  # V2
        return
    assert not (found.over and found.short)
    least = saved + (found.short or -found.over)
    assert completed(percent, least, held, [], ([], [], [], []))
    assert not completed(percent, least - 1, held, [], ([], [], [], []))
    assert (found.value == "met") is completed(percent, saved, held, [], ([], [], [], []))
    assert held or found.value == "not-met"  # V2: a known cost of nothing that rises
    assert found.short >= 0
    assert completed(percent, saved + found.short, held, [], ([], [], [], []))
    assert found.short == 0 or not completed(percent, saved + found.short - 1, held, [], ([], [], [], []))


# --- V5: what is shown ----------------------------------------------------------------------------


def read_back(text):
    """The ratio that a shown percentage says."""
    return Fraction(text.removesuffix("%").replace(".", "").replace(",", ".")) / 100


@runs(300)
@given(st.integers(1, 10**9), percents, st.data())
def test_a_missed_threshold_is_never_shown(whole, threshold, data):
    """V5: what is missed is shown below the threshold, with no more decimals than that takes."""
    near = floor(threshold * whole / 100)
    part = data.draw(st.integers(0, whole) | st.integers(max(0, near - 3), min(whole, near + 3)))
    shown = formats.percent(part, whole, threshold)
    digits = len(shown.removesuffix("%").partition(",")[2])
    bound = Fraction(threshold) / 100
    missed = Fraction(part, whole) < bound
    if missed or (10**6 * Fraction(threshold)).denominator == 1:
        assert (read_back(shown) < bound) is missed
    if digits > 2 and missed:
        shorter = Fraction(half_up(Fraction(100 * part, whole) * 10 ** (digits - 1)), 10 ** (digits - 1))
        assert shorter >= threshold
    elif missed:
        assert digits == 2


@runs(300)
@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
@example(1, 800)
@example(-1, 800)
@example(-1, 10**6)
@example(12345, 10)
def test_percentages_are_rounded_half_up(part, whole):
    """V5: two decimals, half up, as the decimal module rounds."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(100 * part) / Decimal(whole)
        expected = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    shown = formats.percent(part, whole)
    assert Decimal(shown.removesuffix("%").replace(".", "").replace(",", ".")) == expected
    assert not shown.startswith("-0,00")
    thousands = shown.lstrip("-").partition(",")[0].split(".")
    assert all(len(group) == 3 for group in thousands[1:])
    assert 1 <= len(thousands[0]) <= 3


@pytest.mark.parametrize("value", [Fraction(1, 23232), Fraction(500001, 100000)])
def test_an_exact_amount_never_ends_in_its_comma(value):
    """V5: an amount with no decimals left to show is shown without a decimal comma."""
    assert not formats.exact(value).endswith(",")


# --- C1 to C9: cost -------------------------------------------------------------------------------

hours = st.one_of(
    st.integers(0, 100).map(str),
    st.tuples(st.integers(0, 99), st.integers(0, 999999)).map(lambda two: f"{two[0]}.{two[1]:06d}"),
    st.tuples(st.integers(0, 50), st.integers(1, 60)).map(lambda two: f"{two[0]}/{two[1]}"),
)
whole = st.integers(0, 10**9).map(str)
tasks = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("prepare", "submit", "receive")),
            "name": st.just(""),
            "hours": hours,
            "service": whole,
        }
    ),
    max_size=4,
)
incomes = st.tuples(st.booleans(), whole).map(
    lambda two: {
        "annual_per_head": None if two[0] else two[1],
        "hourly": two[1] if two[0] else None,
        "year": "2022",
        "source": "NGTK",
    }
)


def flat(**more):
    """A sheet of one group, written flat: what these laws change is at the top."""
    alone = {"times": "1", "subjects": "1", "fees": "0", "other": "0"}
    return {name: value for name, value in sheet(0).items() if name != "groups"} | alone | more


def annual(paper):
    """Return the cost that the program derives from a flat sheet."""
    return derive(grouped(paper))


sheets = st.builds(
    flat,
    tasks=tasks,
    income=incomes,
    fees=whole,
    other=whole,
    times=hours,
    subjects=st.integers(0, 10**6).map(str),
    one_off=whole,
)


def by_hand(paper):
    """The annual cost by the formula of Circular 02/2017/TT-VPCP, Article 27, unrounded."""
    income = paper["income"]
    rate = (
        Fraction(int(income["hourly"]))
        if income["hourly"] is not None
        else Fraction(int(income["annual_per_head"]), 12 * 22 * 8)
    )
    once = sum((Fraction(t["hours"]) * rate + int(t["service"]) for t in paper["tasks"]), Fraction(0))
    once += int(paper["fees"]) + int(paper["other"])
    return once * Fraction(paper["times"]) * int(paper["subjects"])


@runs(300)
@given(sheets)
def test_cost_is_exact_with_one_rounding(paper):
    """C1, C3 to C5, C9: the formula in fractions, rounded half up once, one-off costs left out."""
    found = annual(paper)
    exact = by_hand(paper)
    assert found.annual == floor(exact + Fraction(1, 2))
    assert found.missing == ()
    steps = {step.label: step.amount for step in found.steps}
    assert steps["year"] == exact
    assert steps["rounded"] == found.annual
    assert annual(paper | {"one_off": "999"}).annual == found.annual


@runs(150)
@given(sheets, st.data())
def test_more_of_anything_never_costs_less(paper, data):
    """Cost is monotone in hours, services, fees, other costs, frequency and subjects."""
    more = st.integers(0, 1000)
    grown = paper | {
        name: str(Fraction(paper[name]) + data.draw(more)) for name in ("fees", "other", "times", "subjects")
    }
    grown["tasks"] = [
        task
        | {
            "hours": str(Fraction(task["hours"]) + data.draw(more)),
            "service": str(int(task["service"]) + data.draw(more)),
        }
        for task in paper["tasks"]
    ]
    assert annual(grown).annual >= annual(paper).annual


@runs(150)
@given(sheets, st.data())
def test_one_unknown_makes_the_cost_unknown(paper, data):
    """C8: whichever single value is missing, the cost is unknown and that value is named."""
    places = [(name,) for name in ("fees", "other", "times", "subjects")]
    for place, task in enumerate(paper["tasks"]):
        places += [("tasks", place, "hours"), ("tasks", place, "service")]
        if Fraction(task["hours"]):
            places.append(("income",))
    where = data.draw(st.sampled_from(places))
    if where[0] == "tasks":
        _, place, part = where
        changed = [
            {**task, part: None} if number == place else task for number, task in enumerate(paper["tasks"])
        ]
        holed, name = paper | {"tasks": changed}, f"tasks.{place + 1}.{part}"
    else:
        holed, name = paper | {where[0]: None}, where[0]
    found = annual(holed)
    assert found.annual is None
    assert name in found.missing
    assert found.steps == ()


@runs(200)
@given(st.fractions(min_value=0, max_value=10**12, max_denominator=10**6))
@example(Fraction(1, 2))
@example(Fraction(9, 2))
@example(Fraction(499999, 10**6))
def test_rounding_is_half_up(value):
    """C5: to the nearest whole đồng, and from the middle upwards."""
    rounded = half_up(value)
    assert rounded - Fraction(1, 2) <= value < rounded + Fraction(1, 2)


@runs(50)
@given(st.integers(0, 10**12))
def test_hourly_income_is_the_exact_quotient(annual):
    """C3: 2,112 hours at the hourly income are the year's income, to the last fraction."""
    given_ = {"annual_per_head": str(annual), "hourly": None, "year": "2022", "source": "NGTK"}
    assert hourly(given_) * 2112 == annual
    assert hourly({**given_, "annual_per_head": None, "hourly": str(annual)}) == annual
