"""Each group of subjects may have its own hourly income (C3); hours and cost stand apart by subjects."""

from __future__ import annotations

from fractions import Fraction

import pytest

from procedures.errors import BadInput
from procedures.guards.common import ambiguities
from procedures.input.checks import shape_problems
from procedures.rules.compliance_cost import SubjectTotal, derive
from procedures.rules.sheet_comparison import sheet_changes, vintage_differences
from procedures.services.cost_sheets import complete_sheet
from tests.support.sheets import sheet


def income(hourly, **more):
    """An income stated by the hour."""
    return {"annual_per_head": None, "hourly": hourly, "year": "2022", "source": "thử"} | more


def group(name, who, subjects, **more):
    """A group of subjects that pays nothing, once a year."""
    whole = {"name": name, "who": who, "channel": "", "fees": "0", "other": "0", "times": "1"}
    return whole | {"subjects": subjects} | more


def two(own=None, **more):
    """Two hours of 100 citizens and 10 businesses; `own` is the income of the businesses."""
    groups = [group("dân", "công dân", "100"), group("hãng", "doanh nghiệp", "10")]
    if own is not None:
        groups[1]["income"] = own
    return sheet(2, income=income("20000"), groups=groups, **more)


def test_a_sheet_without_incomes_of_groups_is_as_it_was():
    """Old sheets: the same figure, the same steps, no field more."""
    old = two()
    assert "income" not in old["groups"][0]
    found = derive(old)
    assert found.annual == 2 * 20000 * 110
    assert [step.label for step in found.steps].count("hourly") == 1
    assert derive(two(own=income("20000"))).annual == found.annual
    assert shape_problems("CostSheet", old) == shape_problems("CostSheet", two(own=income("1"))) == ()


def test_hours_and_cost_stand_apart_by_subjects():
    """The same subjects by two channels are one line; the hours are those of a year, exact."""
    whole = two(own=income("60000"))
    whole["groups"].append(group("hãng, mạng", "doanh nghiệp", "5", times="1/3", income=income("60000")))
    found = derive(whole)
    assert found.by_subject == (
        SubjectTotal("công dân", Fraction(200), Fraction(4_000_000)),
        SubjectTotal("doanh nghiệp", 20 + Fraction(10, 3), 1_200_000 + Fraction(600_000, 3)),
    )
    assert sum(part.amount for part in found.by_subject) == found.annual
    rates = [(step.group, step.amount) for step in found.steps if step.label == "hourly"]
    assert rates == [("", 20000), ("hãng", 60000), ("hãng, mạng", 60000)]


def test_an_income_of_every_group_needs_none_of_the_sheet():
    """Where all groups state theirs, the sheet's is not asked for; one that is unknown is named."""
    whole = two(own=income("60000"))
    whole["income"] = None
    assert derive(whole).missing == ("income",)
    whole["groups"][0]["income"] = income(None)
    assert derive(whole).missing == ("groups.1.income",)
    whole["groups"][0]["income"] = income("20000")
    assert derive(whole).annual == 4_000_000 + 1_200_000


def test_the_income_of_a_group_never_moves():
    """C3: the rate of the sheet before, group by group; a change of it is shown."""
    before, dearer = two(own=income("60000")), two(own=income("50000"))
    assert vintage_differences(before, dearer, frozenset()) == ("income",)
    assert vintage_differences(before, two(), frozenset()) == ("income",)
    assert vintage_differences(before, before, frozenset()) == ()
    (change,) = sheet_changes(before, dearer)
    assert tuple(change) == ("hourly", "hãng", "60000", "50000")


def test_an_income_has_one_meaning_and_a_published_year():
    """By the hour or by the head, not both; only the year takes the published figure; an unknown year is told."""
    assert list(ambiguities(two(own=income("1", annual_per_head="2")))) == ["two-incomes"]
    assert list(ambiguities(two(own=income("1")))) == []
    whole = complete_sheet(two(own={"year": "2022"}))
    assert whole["groups"][1]["income"]["annual_per_head"] == "95600000"
    with pytest.raises(BadInput) as told:
        complete_sheet(two(own={"year": "1990"}))
    assert [problem.place for problem in told.value.problems] == ["groups.2.income.year"]


def test_the_costs_paper_has_each_rate_and_the_parts_of_the_subjects(town):
    """Each task stands at the rate of its group; below the rounded year, hours and cost by subjects."""
    from procedures.papers.cost_tables import cost_table
    from procedures.services.paper_data import PaperRequest, collect_paper_data

    town.add_procedures("so-tu-phap", "1.000001")
    whole = two(own=income("60000"))
    body = {"stage": "before", "sheet": whole, "annual": str(derive(whole).annual)}
    town.as_("lan.bt").perform("cost.record", [("procedure/1.000001", body)])
    town.seal()
    town.propose("lan.bt", "1.000001")
    data = collect_paper_data(town.base, PaperRequest("costs", "so-tu-phap", "", "", ""))
    rows = cost_table(data.listed).rows
    assert [row["income"] for row in rows if "income" in row] == [20000, 60000]
    assert [(row["task"], row["hours"], row["year"]) for row in rows if "hours" in row and "year" in row] == [
        ("Trong đó: công dân (giờ và chi phí một năm)", 200, 4_000_000),
        ("Trong đó: doanh nghiệp (giờ và chi phí một năm)", 20, 1_200_000),
    ]
    rounded = next(row for row in rows if row["task"] == "Chi phí một năm (làm tròn)")
    assert str(rounded["year"]) and rounded["note"] == "TNBQ năm 2022: thử"


def test_a_task_of_a_group_that_is_not_there_needs_an_income_too():
    """Such a sheet is refused later; its cost is unknown before, not a cost without the task."""
    whole = two()
    whole["income"] = None
    whole["tasks"] = [{"kind": "pay", "name": "", "group": "nhóm khác", "hours": "1", "service": "0"}]
    assert derive(whole).missing == ("income",)
    whole["tasks"][0]["hours"] = "0"
    assert derive(whole).missing == ()
