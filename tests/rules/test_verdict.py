"""The verdict figure by figure: from tallies to number, cost, time, net burden, league and whole."""

from __future__ import annotations

import pytest

from procedures.rules.burden import Burden
from procedures.rules.new_burden import Net, net
from procedures.rules.tally import StageSums, Tally
from procedures.rules.verdict import (
    Aim,
    CostVerdict,
    NumberVerdict,
    Result,
    Verdict,
    aims,
    assess,
    combined_value,
    cost_verdict,
    cut_of,
    number_verdict,
    ranked,
)

NONE = StageSums()
KINDS = ("condition", "procedure")


def counted(kind="procedure", *stages, unit="u", base=10, known=1000, unknown=0, struck=0, reviewed=0):
    """A tally; stages that are not given are as the last one, or empty."""
    given = [*stages, *[stages[-1] if stages else NONE] * (3 - len(stages))]
    return Tally(unit, kind, base, known, unknown, struck, reviewed, 0, 0, 0, tuple(given))


def target(measure, percent="20", *, kinds=KINDS, basis="broad", missing=""):
    """A target of a programme."""
    return {"measure": measure, "percent": percent, "kinds": list(kinds), "basis": basis, "missing": missing}


def programme(*targets):
    """A programme with these targets."""
    return {"targets": list(targets), "kinds": list(KINDS), "conversions": {}}


def of_cost(percent, *, base=10, known=1000, unknown=0, **stage):
    """The verdict on cost of one stage."""
    return cost_verdict(percent, counted(base=base, known=known, unknown=unknown), StageSums(**stage))


def test_the_targets_of_a_programme_are_looked_up_once():
    """In its order: percent as a number, kinds, whether only abolitions count, whether it is computed."""
    text = programme(
        target("number", "20", basis="strict", kinds=["condition"]), target("cost", "30", missing="chưa")
    )
    assert aims(text) == (
        Aim("number", 20, frozenset({"condition"}), strict=True, computed=True),
        Aim("cost", 30, frozenset(KINDS), strict=False, computed=False),
    )


@pytest.mark.parametrize(
    ("percent", "base", "cut", "expected"),
    [
        (20, 10, 2, NumberVerdict("met", 2, 10, 2, 0)),
        (20, 10, 1, NumberVerdict("not-met", 1, 10, 2, 1)),
        (20, 11, 2, NumberVerdict("not-met", 2, 11, 3, 1)),
        (20, 11, 3, NumberVerdict("met", 3, 11, 3, 0)),
        (20, 10, 9, NumberVerdict("met", 9, 10, 2, 0)),
        (33, 100, 33, NumberVerdict("met", 33, 100, 33, 0)),
        (20, 10, -1, NumberVerdict("not-met", -1, 10, 2, 3)),
        (20, 0, 0, NumberVerdict("not-applicable", 0, 0, 0, 0)),
        (1, 1, 0, NumberVerdict("not-met", 0, 1, 1, 1)),
    ],
)
def test_a_number_is_met_or_short(percent, base, cut, expected):
    """V1, V4: met at exactly the percent; short by what is missing to the least whole number."""
    assert number_verdict(percent, base, cut) == expected


def test_a_cost_without_unknowns_is_met_or_short():
    """V3, V4: met at exactly the percent; both bounds are the ratio."""
    exact = ((200, 1000), (200, 1000))
    assert of_cost(20, saving=200) == CostVerdict("met", 200, 1000, 0, False, 0, 0, 0, 0, None, *exact)
    exact = ((199, 1000), (199, 1000))
    assert of_cost(20, saving=199) == CostVerdict("not-met", 199, 1000, 1, False, 0, 0, 0, 0, None, *exact)
    assert of_cost(20, known=1001, saving=1).short == 200
    assert of_cost(20, saving=300).short == 0
    assert of_cost(20, saving=-5).short == 205


def test_a_cost_of_nothing_is_not_applicable():
    """V2: no members, or none that costs anything; no bounds, nothing short."""
    nothing = (None, None, None)
    assert of_cost(20, base=0, known=0) == CostVerdict("not-applicable", 0, 0, 0, False, 0, 0, 0, 0, *nothing)
    assert of_cost(20, known=0) == CostVerdict("not-applicable", 0, 0, 0, False, 0, 0, 0, 0, *nothing)
    assert of_cost(20, base=0, known=5, unknown=1, saving=3) == CostVerdict(
        "not-applicable", 3, 5, 0, False, 0, 0, 0, 1, *nothing
    )
    assert of_cost(20, base=1, known=1, saving=1).value == "met"


def test_what_is_not_measured_at_all_is_open_and_said():
    """V2, V3: nothing known and something unknown: unmeasured; with A no flip point is told."""
    low, high = (0, 1), None
    assert of_cost(20, known=0, unknown=3) == CostVerdict(
        "undetermined", 0, 0, None, True, 0, 0, 0, 3, ("U", 0), low, high
    )
    assert of_cost(20, known=0, unknown=1, a=1) == CostVerdict(
        "undetermined", 0, 0, None, True, 1, 0, 0, 0, None, None, (1, 1)
    )
    assert of_cost(20, known=0, unknown=1, b=1)[4:12] == (True, 0, 1, 0, 0, None, None, (1, 1))
    assert of_cost(20, known=0, saving=-5, unknown=1).unmeasured is False
    assert of_cost(20, known=1, unknown=1).unmeasured is False


@pytest.mark.parametrize(
    ("stage", "unknown", "value", "flip"),
    [
        # U alone: met while the uncut cost at most so much; not met for good where nothing is left
        ({"saving": 300}, 2, "undetermined", ("U", 500)),
        ({"saving": 200}, 2, "undetermined", ("U", 0)),
        ({"saving": 199}, 2, "not-met", None),
        # A alone: met once what is abolished costs so much, if it is not met already
        ({"saving": 100, "a": 2}, 2, "undetermined", ("A", 125)),
        ({"saving": 101, "a": 2}, 2, "undetermined", ("A", 124)),
        ({"saving": 200, "a": 2}, 2, "met", None),
        # B, of unknown cost before and after: always open
        ({"saving": 900, "b": 1}, 1, "undetermined", None),
        ({"saving": -900, "b": 1}, 1, "undetermined", None),
        # C, of unknown cost after: at best its whole base is saved
        ({"saving": 100, "c": 1, "c_base": 100}, 0, "undetermined", None),
        ({"saving": 100, "c": 1, "c_base": 99}, 0, "not-met", None),
        ({"saving": 900, "c": 1, "c_base": 1}, 0, "undetermined", None),
        # two kinds at once have no one flip point
        ({"saving": 300, "a": 1}, 2, "undetermined", None),
        ({"saving": 100, "a": 1, "b": 1}, 2, "undetermined", None),
        ({"saving": 100, "a": 1, "c": 1, "c_base": 10}, 1, "undetermined", None),
        ({"saving": 300, "b": 1}, 2, "undetermined", None),
        ({"saving": 300, "c": 1, "c_base": 50}, 1, "undetermined", None),
    ],
)
def test_unknowns_leave_a_cost_open_or_do_not(stage, unknown, value, flip):
    """V3: met only if no unknown could undo it, not met only if none could save it."""
    found = of_cost(20, unknown=unknown, **stage)
    assert (found.value, found.flip) == (value, flip)
    assert (found.short is None) is (value == "undetermined")
    assert (found.a, found.b, found.c, found.u) == (
        stage.get("a", 0),
        stage.get("b", 0),
        stage.get("c", 0),
        unknown - stage.get("a", 0) - stage.get("b", 0),
    )


def test_what_is_short_is_told_where_the_verdict_is_sure():
    """V4: to the least whole amount."""
    assert of_cost(20, unknown=2, saving=199).short == 1
    assert of_cost(20, saving=100, c=1, c_base=99).short == 100


def test_abolished_unknowns_alone_decide_only_beside_what_is_known():
    """V3: with nothing known and nothing saved, what is abolished may yet cost nothing."""
    assert of_cost(20, known=0, unknown=1, a=1).value == "undetermined"
    assert of_cost(20, known=1, saving=1, unknown=1, a=1).value == "met"
    assert of_cost(20, known=0, saving=1, unknown=1, a=1).value == "met"
    assert of_cost(20, known=0, saving=-1, unknown=1, a=1).flip == ("A", 2)


def test_at_the_whole_no_abolition_of_unknown_cost_makes_up():
    """V3: at 100 % the flip point of A would divide by nothing."""
    assert of_cost(100, saving=999, unknown=1, a=1).flip is None
    assert of_cost(99, saving=989, unknown=1, a=1).flip == ("A", 100)
    assert of_cost(99, saving=1, known=1, unknown=1, a=1).value == "met"


@pytest.mark.parametrize(
    ("given", "low", "high"),
    [
        ({"saving": 300, "unknown": 1}, (0, 1000), (300, 1000)),
        ({"saving": -5, "unknown": 1}, (-5, 1000), (0, 1)),
        ({"saving": 0, "unknown": 1}, (0, 1000), (0, 1000)),
        ({"saving": 5, "unknown": 1, "a": 1}, (5, 1000), (1, 1)),
        ({"saving": 5, "unknown": 2, "a": 1}, (0, 1000), (1, 1)),
        ({"saving": 5, "unknown": 1, "b": 1}, None, (1, 1)),
        ({"saving": 5, "c": 1, "c_base": 50}, None, (55, 1000)),
        ({"saving": -90, "c": 1, "c_base": 50}, None, (-40, 1000)),
        ({"saving": -90, "c": 1, "c_base": 50, "unknown": 1}, None, (0, 1)),
        ({"saving": -50, "c": 1, "c_base": 50, "unknown": 1}, None, (0, 1000)),
        ({"saving": -5, "known": 0, "unknown": 1}, None, None),
        ({"saving": 0, "known": 0, "unknown": 1}, (0, 1), None),
        ({"saving": 5, "known": 0, "unknown": 1}, (0, 1), None),
        ({"saving": 5, "known": 0, "unknown": 1, "a": 1}, None, (1, 1)),
        ({"saving": -5, "known": 1, "unknown": 1}, (-5, 1), (0, 1)),
    ],
)
def test_bounds_hold_whatever_the_unknowns_come_to(given, low, high):
    """V3: what is uncut moves the ratio to nothing, what is abolished to the whole, B and C anywhere."""
    found = of_cost(20, **given)
    assert (found.low, found.high) == (low, high)


def test_a_saving_without_a_known_cost_has_no_ratio():
    """A saving that is known over a base that is not: no bound on either side."""
    found = of_cost(20, known=0, saving=5)
    assert (found.value, found.low, found.high) == ("met", None, None)


def test_a_unit_is_assessed_from_all_beneath_it():
    """R10: tallies of one kind are added, kinds are in order, the unit is the one that is asked."""
    parts = [
        counted("procedure", StageSums(broad=2, saving=5), unit="a"),
        counted("procedure", StageSums(broad=1), unit="b"),
        counted("condition", unit="a", base=3, known=7),
    ]
    found = assess(aims(programme(target("number"), target("cost"))), "top", parts)
    assert found.unit == "top"
    assert found.by_kind == (
        counted("condition", unit="top", base=3, known=7),
        counted("procedure", StageSums(broad=3, saving=5), unit="top", base=20, known=2000),
    )
    assert found.total == Tally("top", "", 23, 2007, 0, 0, 0, 0, 0, 0, (StageSums(broad=3, saving=5),) * 3)
    assert found.at("proposed").number == number_verdict(20, 23, 3)
    assert found.at("proposed").cost.known == 2007


def test_each_stage_has_its_verdict():
    """R7: proposed, approved, implemented, each from its own figures; where nothing changed, the same."""
    stages = (StageSums(broad=3, saving=300), StageSums(broad=2, saving=100), StageSums(broad=2, saving=100))
    found = assess(aims(programme(target("number"), target("cost"))), "u", [counted("procedure", *stages)])
    assert [one.stage for one in found.verdicts] == ["proposed", "approved", "implemented"]
    assert [one.number.cut for one in found.verdicts] == [3, 2, 2]
    assert [one.cost.value for one in found.verdicts] == ["met", "not-met", "not-met"]
    assert [one.value for one in found.verdicts] == ["met", "not-met", "not-met"]
    assert [one.time for one in found.verdicts] == [None] * 3
    later = (NONE, NONE, StageSums(broad=2))
    found = assess(aims(programme(target("number"))), "u", [counted("procedure", *later)])
    assert [one.number.cut for one in found.verdicts] == [0, 0, 2]
    assert found.at("implemented") == Verdict(
        "implemented", number_verdict(20, 10, 2), None, None, None, "met"
    )


def test_each_target_is_taken_over_its_kinds():
    """R6: number over conditions only, cost over all; a change in either shows in the stages."""
    parts = [
        counted("procedure", NONE, StageSums(broad=9, saving=9), base=10),
        counted("condition", StageSums(broad=1), base=5, known=0),
    ]
    targets = aims(programme(target("number", kinds=["condition"]), target("cost")))
    found = assess(targets, "u", parts)
    assert [one.number for one in found.verdicts] == [number_verdict(20, 5, 1)] * 3
    assert [one.cost.saving for one in found.verdicts] == [0, 9, 9]


def test_strict_targets_count_abolitions_only():
    """R2: of what was cut, in the verdict and where the number is asked by itself."""
    figures = StageSums(broad=5, strict=1)
    found = assess(aims(programme(target("number", basis="strict"))), "u", [counted("procedure", figures)])
    assert found.at("proposed").number.cut == 1
    assert cut_of({"basis": "strict"}, figures) == 1
    assert cut_of({"basis": "broad"}, figures) == 5


def test_time_is_assessed_from_its_own_tallies():
    """T1: parts of working days, over the kinds of the target; cost stays what it is."""
    times = [counted("procedure", NONE, StageSums(saving=30), known=100), counted("condition", known=900)]
    targets = aims(programme(target("time", kinds=["procedure"]), target("cost")))
    found = assess(targets, "u", [counted("procedure", StageSums(saving=1))], times)
    assert [one.time.saving for one in found.verdicts] == [0, 30, 30]
    assert [one.time.known for one in found.verdicts] == [100] * 3
    assert [one.time.value for one in found.verdicts] == ["not-met", "met", "met"]
    assert found.at("approved").cost.known == 1000
    assert assess(targets, "u", [counted()]).at("proposed").time.value == "not-applicable"


def test_reviewed_ones_are_counted_at_every_stage():
    """V7: what was reviewed, over the base of its kinds."""
    found = assess(aims(programme(target("reviewed", "100"))), "u", [counted(reviewed=7)])
    assert [one.reviewed for one in found.verdicts] == [number_verdict(100, 10, 7)] * 3


def test_what_is_not_computed_says_nothing_else():
    """Without a published list there are figures but no verdict; without members nothing to compute."""
    text = programme(target("number", missing="chưa"), target("cost", missing="chưa"))
    found = assess(aims(text), "u", [counted("procedure", StageSums(broad=5, saving=300), unknown=1)]).at(
        "proposed"
    )
    assert found.number == NumberVerdict("not-computed", 5, 10, 2, 0)
    assert found.cost == CostVerdict("not-computed", 300, 1000, None, False, 0, 0, 0, 1, None, None, None)
    assert found.value == "undetermined"
    short = assess(aims(text), "u", [counted("procedure", StageSums(saving=100))]).at("proposed").cost
    assert (short.value, short.short) == ("not-computed", None)
    empty = assess(aims(text), "u", []).at("proposed")
    assert (empty.number.value, empty.cost.value, empty.value) == ("not-applicable",) * 3
    partly = programme(target("number", kinds=["condition"], missing="chưa"))
    assert assess(aims(partly), "u", [counted()]).at("proposed").number.value == "not-computed"


@pytest.mark.parametrize(
    ("values", "whole"),
    [
        ([], "not-applicable"),
        (["not-applicable"], "not-applicable"),
        (["met", "not-applicable"], "met"),
        (["met", "met"], "met"),
        (["met", "not-met", "undetermined"], "not-met"),
        (["met", "undetermined"], "undetermined"),
        (["met", "not-computed"], "undetermined"),
        (["not-computed"], "undetermined"),
        (["undetermined", "not-computed"], "undetermined"),
    ],
)
def test_all_targets_must_be_met(values, whole):
    """V5: one never makes up for another; what is open or not computed leaves the whole open."""
    assert combined_value(values) == whole


BOTH = programme(target("number"), target("cost"))
CUT = [counted("procedure", StageSums(broad=3, saving=300), StageSums(broad=2, saving=200), NONE)]


def after(burden, text=BOTH, parts=CUT, stage="proposed"):
    """The net of a burden by kind."""
    by = {(kind, ""): one for kind, one in burden.items()}
    return net(text, assess(aims(text), "u", parts), stage, by)


def test_new_burden_is_taken_off():
    """R9: the number of new ones from the cut, their cost from the saving, over the sealed base."""
    found = after({"procedure": Burden(1, 2, 1, 50), "condition": Burden(1, 0, 0, 60)})
    assert found[:5] == (2, 2, 1, 110, 0)
    assert found.number == number_verdict(20, 10, 1)
    assert found.money == of_cost(20, saving=190)
    assert (found.number.value, found.money.value) == ("not-met", "not-met")
    assert after({"procedure": Burden(1, cost=100)}).number.value == "met"
    assert after({"procedure": Burden(1, cost=100)}).money.value == "met"


def test_net_is_of_the_stage_that_is_asked():
    """R7, R9: approved has its own cut and saving."""
    found = after({"procedure": Burden(1, cost=1)}, stage="approved")
    assert (found.number.cut, found.money.saving) == (1, 199)


def test_burden_of_other_kinds_is_counted_but_not_taken_off():
    """R6, R9: each target is diminished by its own kinds only."""
    text = programme(target("number", kinds=["condition"]), target("cost", kinds=["procedure"]))
    parts = [*CUT, counted("condition", StageSums(broad=4, saving=40), base=5)]
    found = after({"procedure": Burden(1, cost=7), "condition": Burden(2, cost=9)}, text, parts)
    assert (found.new, found.cost) == (3, 16)
    assert (found.number.cut, found.money.saving, found.money.known) == (2, 293, 1000)


def test_new_burden_of_unknown_cost_leaves_money_open():
    """R9: then nothing is short, no flip point, and no lower bound; unless there is nothing at all."""
    found = after({"procedure": Burden(1, unmeasured=2)})
    assert found.unmeasured == 2
    assert found.money == CostVerdict(
        "undetermined", 300, 1000, None, False, 0, 0, 0, 0, None, None, (300, 1000)
    )
    none = after({"procedure": Burden(1, unmeasured=2)}, parts=[])
    assert none.money.value == "not-applicable"
    opened = [counted("procedure", StageSums(saving=300), unknown=2)]
    assert after({}, parts=opened).money.flip == ("U", 500)
    assert after({"procedure": Burden(1, unmeasured=1)}, parts=opened).money.flip is None
    elsewhere = programme(target("cost", kinds=["condition"]))
    parts = [counted("condition", StageSums(saving=300))]
    assert after({"procedure": Burden(1, unmeasured=1)}, elsewhere, parts).money.value == "met"


def test_what_is_not_computed_is_not_computed_net():
    """R9: figures, but no verdict."""
    text = programme(target("number", missing="chưa"), target("cost", missing="chưa"))
    found = after({"procedure": Burden(1, cost=5)}, text)
    assert found.number == NumberVerdict("not-computed", 2, 10, 2, 0)
    assert found.money == CostVerdict("not-computed", 295, 1000, None, False, 0, 0, 0, 0, None, None, None)


def test_an_open_cost_that_is_not_computed_has_no_flip_point():
    """R9: nor bounds, nor anything that is short."""
    text = programme(target("cost", missing="chưa"))
    found = after({}, text, [counted("procedure", StageSums(saving=300), unknown=1)])
    assert found.money == CostVerdict("not-computed", 300, 1000, None, False, 0, 0, 0, 1, None, None, None)


def test_without_targets_there_is_no_net_verdict():
    """The burden is counted all the same; none at all comes to nothing."""
    text = programme(target("reviewed"))
    assert after({"procedure": Burden(1, 2, 3, 4, 5)}, text) == Net(1, 2, 3, 4, 5, None, None)
    assert after({}, text) == Net(0, 0, 0, 0, 0, None, None)


def league(text, **units):
    """Units in order."""
    results = [assess(aims(text), name, parts) for name, parts in units.items()]
    return [one.unit for one in ranked(results, text, "proposed")]


def test_the_least_progress_decides_the_league():
    """Ratio over percent, exactly; a unit without members does not play."""
    text = programme(target("number", "20"), target("cost", "50"))

    def unit(broad, saving, **more):
        return [counted("procedure", StageSums(broad=broad, saving=saving), **more)]

    units = {
        "a": unit(1, 900),
        "b": unit(2, 400),
        "c": unit(9, 300),
        "d": unit(2, 401),
        "e": [],
        "f": unit(9, 900, unknown=1),
        "g": unit(9, 0, known=0),
    }
    # progress a 1/2 9/5, b 4/5 1, c 3/5 9/2, d 401/500 1, f 0 (its lower bound), g 9/2 alone
    assert league(text, **units) == ["g", "d", "b", "c", "a", "f"]
    exact = {"x": unit(10**9, 1, base=3 * 10**9), "y": unit(10**9 + 1, 1, base=3 * 10**9)}
    assert league(programme(target("number")), **exact) == ["y", "x"]


def test_a_unit_without_bounds_stands_last():
    """An open cost that nothing bounds below counts as no progress at all; equals keep their order."""
    text = programme(target("cost"))
    units = {
        "open": [counted("procedure", StageSums(saving=500, b=1), unknown=1)],
        "little": [counted("procedure", StageSums(saving=1))],
        "none": [counted("procedure")],
    }
    assert league(text, **units) == ["little", "open", "none"]
    for missing in ("number", "cost"):
        text = programme(
            target("number", missing="chưa" * (missing == "number")),
            target("cost", missing="chưa" * (missing == "cost")),
        )
        a = [counted("procedure", StageSums(broad=0, saving=900))]
        b = [counted("procedure", StageSums(broad=9, saving=100))]
        assert league(text, b=b, a=a) == (["a", "b"] if missing == "number" else ["b", "a"])


def test_a_result_answers_by_stage():
    """The verdict of that name."""
    verdicts = tuple(
        Verdict(name, None, None, None, None, "met") for name in ("proposed", "approved", "implemented")
    )
    found = Result("u", counted(), (), verdicts)
    assert [found.at(one.stage) for one in verdicts] == list(verdicts)
