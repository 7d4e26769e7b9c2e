"""The cost of a procedure step by step: how it came about, what is missing, what differs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from procedures.rules.compliance_cost import CostStep, Derivation, derive, grouped, half_up, hourly
from procedures.rules.sheet_comparison import SheetChange, sheet_changes, vintage_differences
from tests.support.sheets import sheet

INCOME = {"annual_per_head": None, "hourly": "30000", "year": "2022", "source": "NGTK"}
YEARLY = {"annual_per_head": "58500000", "hourly": None, "year": 2021, "source": "TCTK"}


def task(kind="submit", hours="2", service="500", name="", group=""):
    """One task."""
    return {"kind": kind, "name": name, "group": group, "hours": hours, "service": service}


def people(name, subjects="10", *, fees="0", other="0", times="1", who="", channel=""):
    """One group of subjects."""
    return {
        "name": name,
        "who": who,
        "channel": channel,
        "fees": fees,
        "other": other,
        "times": times,
        "subjects": subjects,
    }


def paper(tasks=(), groups=None, income=INCOME, **more):
    """A whole sheet."""
    given = {"groups": groups} if groups else {}
    return sheet(0, tasks=list(tasks), income=income, **given | more)


def test_a_derivation_shows_every_step_of_one_group():
    """Income, tasks by number, fees, other costs, once, a year, rounded: with their arguments."""
    found = derive(
        paper([task(), task("pay", "1/2", "0", "phí")], fees="1000", other="7", times="1/3", subjects="4")
    )
    assert found.missing == ()
    assert found.annual == 102009  # (60000 + 500 + 15000 + 1007) x 4 / 3 = 102009.33
    assert found.steps == (
        CostStep("hourly", ("30000", "", "2022", "NGTK"), Fraction(30000)),
        CostStep("task", ("1", "submit", "", "2", "500"), Fraction(60500)),
        CostStep("task", ("2", "pay", "phí", "1/2", "0"), Fraction(15000)),
        CostStep("fees", (), Fraction(1000)),
        CostStep("other", (), Fraction(7)),
        CostStep("once", (), Fraction(76507)),
        CostStep("year", ("1/3", "4"), Fraction(306028, 3)),
        CostStep("rounded", (), Fraction(102009)),
    )


def test_a_derivation_of_groups_names_them_and_adds_them_up():
    """A task of nobody is everybody's; the sum of the groups is a step before the rounding."""
    tasks = [task(hours="0"), task(hours="0", service="3", name="riêng", group="b")]
    found = derive(paper(tasks, [people("a", "2"), people("b", "5")], income=YEARLY))
    assert found.annual == 500 * 2 + 503 * 5
    named = [(step.label, step.group, step.amount) for step in found.steps]
    assert named == [
        ("hourly", "", Fraction(58500000, 2112)),
        ("task", "a", 500),
        ("fees", "a", 0),
        ("other", "a", 0),
        ("once", "a", 500),
        ("year", "a", 1000),
        ("task", "b", 500),
        ("task", "b", 3),
        ("fees", "b", 0),
        ("other", "b", 0),
        ("once", "b", 503),
        ("year", "b", 2515),
        ("groups", "", 3515),
        ("rounded", "", 3515),
    ]
    assert found.steps[0].values == ("58500000", "2112", "2021", "TCTK")
    assert [step.values[0] for step in found.steps if step.label == "task"] == ["1", "1", "2"]
    assert [step.values for step in found.steps if step.label == "groups"] == [()]
    alone = derive(paper([task(hours="0", group="a")], [people("a")], income=None))
    assert {step.group for step in alone.steps} == {""}


def test_without_time_no_income_is_wanted():
    """A sheet whose tasks take no time needs none, and shows none."""
    found = derive(paper([task(hours="0"), task(hours="0/5")], income=None))
    assert (found.annual, found.steps[0].label) == (1000, "task")
    unknown = YEARLY | {"annual_per_head": None}
    assert derive(paper([task(hours="0")], income=unknown)).annual == 500


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (paper([task()], income=None), ("income",)),
        (paper([task()], income=YEARLY | {"annual_per_head": None}), ("income",)),
        (
            paper([task(hours="0"), task(hours=None, service=None)], income=None),
            ("tasks.2.hours", "tasks.2.service"),
        ),
        (paper([], fees=None, other=None, times=None, subjects=None), ("fees", "other", "times", "subjects")),
        (paper([], [people("a"), people("b", None, times=None)]), ("groups.2.times", "groups.2.subjects")),
        (
            paper([task(service=None), task()], [people("a", None)], income=None),
            ("income", "tasks.1.service", "subjects"),
        ),
    ],
)
def test_what_is_unknown_is_named(given, missing):
    """One unknown makes the whole unknown, and every one is named by its place."""
    assert derive(given) == Derivation(None, missing, ())


def test_an_hour_costs_what_is_stated_or_a_share_of_the_year():
    """The stated rate goes before the year's; without any it is nothing."""
    assert hourly(INCOME) == 30000
    assert hourly(YEARLY) == Fraction(58500000, 2112)
    assert hourly(INCOME | {"annual_per_head": "1"}) == 30000
    assert hourly(None) == hourly(YEARLY | {"annual_per_head": None}) == 0


@pytest.mark.parametrize(
    ("value", "whole"), [("1/2", 1), ("49/100", 0), ("-1/2", 0), ("-51/100", -1), ("7/2", 4), ("10/3", 3)]
)
def test_halves_go_up(value, whole):
    """Rounded half up, below nothing too."""
    assert half_up(Fraction(value)) == whole


def test_a_flat_sheet_becomes_one_group():
    """Fees, other costs, frequency and volume are unknown where the sheet does not state them (C8)."""
    alone = {"name": "", "who": "", "channel": ""} | dict.fromkeys(("fees", "other", "times", "subjects"))
    assert grouped({"source": "x"}) == {"source": "x", "groups": [alone], "tasks": []}
    given = {"fees": "0", "other": "2", "times": "3", "subjects": "4"}
    assert grouped(given)["groups"] == [alone | given]


def test_tasks_of_a_group_go_to_the_sheet():
    """Its own tasks carry its name unless they say another; those of the sheet are everybody's."""
    flat = {
        "tasks": [{"kind": "pay"}, {"kind": "pay", "group": "b"}],
        "groups": [
            {"name": "a", "fees": "1", "tasks": [{"kind": "submit"}, {"kind": "submit", "group": "c"}]},
            {"who": "dân", "tasks": [{"kind": "other"}]},
        ],
    }
    assert grouped(flat) == {
        "tasks": [
            {"group": "", "kind": "pay"},
            {"group": "b", "kind": "pay"},
            {"group": "a", "kind": "submit"},
            {"group": "c", "kind": "submit"},
            {"group": "", "kind": "other"},
        ],
        "groups": [
            {"name": "a", "who": "", "channel": "", "fees": "1"},
            {"name": "", "who": "dân", "channel": ""},
        ],
    }
    assert "times" not in grouped(flat | {"times": "1"})


def test_what_has_no_shape_is_left_for_the_check_of_shapes():
    """Lists that are none, groups and tasks that are none, come out as they went in."""
    for odd in ({"groups": 5}, {"groups": [], "tasks": "x"}):
        assert grouped(odd) == odd
    mixed = grouped({"groups": [7, {"name": "a", "tasks": [8, {"kind": "pay"}]}], "tasks": [9]})
    assert mixed["groups"] == [7, {"name": "a", "who": "", "channel": ""}]
    assert mixed["tasks"] == [9, {"group": "a", "kind": "pay"}]


def differing(before, after, *movable):
    """The fields that differ without leave."""
    return vintage_differences(before, after, frozenset(movable))


BEFORE = paper(
    [task(), task(hours="1", group="b")], [people("a", "10", fees="5"), people("b", "20", times="2")]
)


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ("income", paper(BEFORE["tasks"], BEFORE["groups"], INCOME | {"hourly": "29999"})),
        ("income", paper(BEFORE["tasks"], BEFORE["groups"], INCOME | {"year": "2021"})),
        (
            "income",
            paper(BEFORE["tasks"], BEFORE["groups"], INCOME | {"hourly": None, "annual_per_head": "30000"}),
        ),
        ("hours", paper([task(hours="1"), task(hours="1", group="b")], BEFORE["groups"])),
        ("hours", paper([task(), task(hours="0", group="a")], BEFORE["groups"])),
        ("service", paper([task(service="499"), task(hours="1", group="b")], BEFORE["groups"])),
        ("fees", paper(BEFORE["tasks"], [people("a", "10", fees="4"), people("b", "20", times="2")])),
        (
            "fees",
            paper(BEFORE["tasks"], [people("a", "10", fees="5", other="1"), people("b", "20", times="2")]),
        ),
        ("times", paper(BEFORE["tasks"], [people("a", "10", fees="5"), people("b", "20", times="1")])),
        ("subjects", paper(BEFORE["tasks"], [people("a", "10", fees="5"), people("b", "19", times="2")])),
    ],
)
def test_each_field_may_not_move_without_an_action(field, after):
    """It is named where it differs, alone, and not where an action moves it; income never moves."""
    assert differing(BEFORE, after) == ((field, "service") if after["tasks"][1]["group"] == "a" else (field,))
    assert differing(BEFORE, after, field, "service") == ((field,) if field == "income" else ())


def test_the_same_in_other_words_is_no_difference():
    """2.0 is 2; fees and other costs are one sum; an unknown differs from nothing."""
    after = paper(
        [task(hours="2.0"), task(hours="1", group="b")],
        [people("a", "10.0", fees="2", other="3"), people("b", "20", times="2.0")],
    )
    assert differing(BEFORE, after) == ()
    unknown = paper(
        [task(hours=None, service=None)], [people("a", None, fees=None, times=None), people("b", "9")], None
    )
    assert differing(BEFORE, unknown) == ("times",)
    assert differing(BEFORE, paper(BEFORE["tasks"], BEFORE["groups"], None)) == ()
    assert differing(paper(BEFORE["tasks"], BEFORE["groups"], None), BEFORE) == ("income",)


def test_every_difference_is_named_in_one_order():
    """Income, hours, service, fees, times, subjects."""
    after = paper([task(hours="9", service="9")], [people("a", "9", fees="9", times="9")], YEARLY)
    assert differing(BEFORE, after) == ("income", "hours", "service", "fees", "times", "subjects")


def test_a_new_group_takes_its_figures_from_one_that_was_there():
    """Of any group before; what none had is a difference. Its people are counted anew."""
    more = paper(
        [task(), task(hours="1", group="b")],
        [people("a", "10", fees="5"), people("b", "20", times="2"), people("c", "0", times="2")],
    )
    assert differing(BEFORE, more) == ("subjects",)
    assert differing(BEFORE, more, "subjects") == ()
    odd = paper(more["tasks"], [*more["groups"][:2], people("c", "0", times="7")])
    assert differing(BEFORE, odd, "subjects") == ("times",)
    swapped = paper(more["tasks"], [people("a", "10", fees="0"), people("b", "20", times="2")])
    assert differing(BEFORE, swapped) == ("fees",)


def test_groups_without_names_are_told_by_their_place():
    """The first with the first, the second with the second."""
    before = paper([], [people("", "10"), people("", "20")])
    assert differing(before, paper([], [people("", "10"), people("", "20")])) == ()
    assert differing(before, paper([], [people("", "20"), people("", "10")])) == ("subjects",)
    assert differing(before, paper([], [people("0", "10"), people("1", "20")])) == ()
    before = paper([], [people("", fees="1"), people("", fees="2")])
    assert differing(before, paper([], [people("", fees="2"), people("", fees="2")])) == ("fees",)
    named = paper([], [people("a", fees="1"), people("b", fees="2")])
    assert differing(named, paper([], [people("b", fees="2"), people("a", fees="1")])) == ()


def test_people_who_change_channel_are_counted_over_all_channels():
    """Where an action brings them over: by who they are, where a channel is stated, else by name."""
    before = paper([], [people("a", "100", who="dân", channel="counter"), people("b", "7", who="x")])
    moved = paper(
        [],
        [
            people("a", "40", who="dân", channel="counter"),
            people("c", "60", who="dân", channel="online"),
            people("b", "7", who="y"),
        ],
    )
    assert differing(before, moved, "channels") == ()
    assert differing(before, moved) == ("subjects",)
    lost = paper([], [people("a", "40", who="dân", channel="counter"), people("b", "7", who="x")])
    assert differing(before, lost, "channels") == ("subjects",)
    other = paper([], [people("a", "100", who="hộ", channel="counter"), people("b", "7", who="x")])
    assert differing(before, other, "channels") == ("subjects",)
    unknown = paper([], [people("a", None, who="dân", channel="counter"), people("b", "7")])
    assert differing(before, unknown, "channels") == ()


def test_changes_are_told_line_by_line_in_the_order_of_the_sheet():
    """Only what differs: before and after, nothing where the line is not there."""
    before = paper(
        [task(), task("pay", "1", "0", "phí", "b")],
        [people("a"), people("b")],
        limits=[
            {"channel": "counter", "value": "10", "unit": "working-day"},
            {"channel": "online", "value": "1", "unit": "hour"},
        ],
    )
    after = paper(
        [task(hours="1"), task("pay", "1", "9", "phí", "b")],
        [people("a", "11", fees="1", other="2", times="3")],
        YEARLY,
        one_off="5",
        limits=[{"channel": "counter", "value": "5", "unit": "working-day"}],
    )
    assert sheet_changes(before, after) == (
        SheetChange("hourly", "", "30000", None),
        SheetChange("hours submit", "", "2", "1"),
        SheetChange("service pay phí", "b", "0", "9"),
        SheetChange("fees", "a", "0", "1"),
        SheetChange("other", "a", "0", "2"),
        SheetChange("times", "a", "1", "3"),
        SheetChange("subjects", "a", "10", "11"),
        SheetChange("fees", "b", "0", None),
        SheetChange("other", "b", "0", None),
        SheetChange("times", "b", "1", None),
        SheetChange("subjects", "b", "10", None),
        SheetChange("one_off", "", "0", "5"),
        SheetChange("limit counter", "", "10 working-day", "5 working-day"),
        SheetChange("limit online", "", "1 hour", None),
        SheetChange("annual_per_head", "", None, "58500000"),
    )
    assert sheet_changes(before, before) == sheet_changes(after, after) == ()
    assert sheet_changes(paper(income=None), paper(income=YEARLY | {"annual_per_head": None})) == ()
