"""Figures that were published somewhere, with their source, and what becomes of them when recomputed."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from procedures.rules.compliance_cost import derive
from procedures.wording import formats, language
from tests.quality import published
from tests.support.paths import ROOT
from tests.support.sheets import sheet

CASES = published.cases()
ENOUGH = {"id", "what", "source", "url", "as_of", "stage", "part", "whole", "shown", "verdict", "why"}
FIGURES = Path(
    os.environ.get("TINHGON_FIGURES", ROOT.parent / "shared" / "data" / "cases" / "published_figures.json")
)

pytestmark = pytest.mark.usefixtures("in_vietnamese")


@pytest.fixture
def in_vietnamese():
    """Figures in the Vietnamese form, as the file has them."""
    with language.speaking("vi"):
        yield


@pytest.fixture
def figures() -> list[dict[str, Any]]:
    """The collected figures that the cases are made from; they are not part of this repository."""
    if not FIGURES.is_file():
        pytest.skip("no published_figures.json: set TINHGON_FIGURES")
    found: list[dict[str, Any]] = json.loads(FIGURES.read_text("utf-8"))
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_published_figure_has_its_source_and_the_verdict_of_its_case(case):
    """Each published figure says where it is from, and recomputing it gives the verdict written there."""
    assert set(case) >= ENOUGH
    assert all(case[name] for name in ENOUGH)
    assert published.verdict(case) == case["verdict"]
    assert published.row(case)[3] == case["shown"]


def test_amounts_before_and_after_give_the_part_and_the_whole():
    """Where costs were published, the whole is the cost before and the part is what it fell by."""
    with_costs = [case for case in CASES if "before" in case]
    assert [case["id"] for case in with_costs] == ["VN-C01", "VN-C02", "VN-C08", "VN-C21"]
    for case in with_costs:
        assert (case["before"] - case["after"], case["before"]) == (case["part"], case["whole"])


def test_a_published_formula_gives_the_published_amounts():
    """The cost sheet of a published formula comes to the published cost, before and after."""
    (case,) = [case for case in CASES if "formula" in case]
    formula = case["formula"]
    for stage in ("before", "after"):
        given = {"times": formula[f"times_{stage}"], "subjects": formula["people"]}
        assert derive(sheet(0, fees=formula["each"], **given)).annual == case[stage]


def test_parts_that_are_not_all_of_them_are_fewer():
    """Numbers that were published as some of a whole come to less than the whole."""
    listed = [(sum(case["listed"]), case["listed_of"]) for case in CASES if "listed" in case]
    assert listed == [(129, 137)]


def test_parts_that_do_not_add_up_show_another_figure():
    """Where the published parts contradict the sum, they would have been another percentage."""
    (case,) = [case for case in CASES if not case.get("parts_add_up", True)]
    assert sum(case["parts"]) != case["part"]
    shown = formats.percent(sum(case["parts"]), case["whole"])
    assert shown == case["parts_shown"] != case["shown"]
    assert published.verdict(case | {"part": sum(case["parts"])}) == "irreproducible"


def test_an_unpublished_whole_is_the_only_one_that_fits():
    """Where the whole was not published, one number alone gives the percentage, and it is no known one."""
    (case,) = [case for case in CASES if not case.get("whole_published", True)]
    fitting = [
        whole
        for whole in range(case["part"], 2 * case["part"])
        if formats.percent(case["part"], whole) == case["published"]
    ]
    assert fitting == [case["whole"]]
    for other in case["instead"]:
        assert formats.percent(case["part"], other["whole"]) == other["shown"] != case["published"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [("17,64%", "reproduced"), ("18%", "reproduced"), ("17%", "truncated"), ("17,7%", "irreproducible")],
)
def test_the_verdict_on_one_ratio_follows_what_was_printed(said, expected):
    """The same ratio is reproduced half up, truncated where cut off, irreproducible where neither."""
    assert published.verdict({"part": 311, "whole": 1763, "published": said}) == expected


def test_the_worst_of_two_published_figures_decides():
    """A case is no better than the worst of its figures."""
    costs = {"part": 192, "whole": 400, "before": 400, "after": 208, "published": "48%"}
    assert published.verdict(costs | {"saving": 192}) == "reproduced"
    assert published.verdict(costs | {"saving": 190, "saving_unit": 10}) == "reproduced"
    assert published.verdict(costs | {"saving": 100, "saving_unit": 100}) == "truncated"
    assert published.verdict(costs | {"saving": 191}) == "irreproducible"


def test_every_collected_figure_has_a_case(figures):
    """Each collected figure is a case with its own source, place, date, stage and numbers."""
    first = {case["id"]: case for case in reversed(CASES)}
    assert set(first) == {figure["id"] for figure in figures}
    for figure in figures:
        case = first[figure["id"]]
        assert case["what"] == f"{figure['unit']}: {figure['procedure']}"
        for name in ("source", "url", "as_of", "stage"):
            assert case[name] == figure[name], (figure["id"], name)
        if figure["kind"] == "count":
            assert case["part"] == figure["count_cut"]
            assert case.get("whole_published", True) is (figure["count_total"] is not None)
            assert case["whole"] == (figure["count_total"] or case["whole"])
        else:
            assert (case["before"], case["saving"]) == (figure["cost_before"], figure["saving"])
            assert case["after"] == (figure["cost_after"] or figure["computed"]["cost_after"])
        if figure.get("parts_complete"):
            assert case["parts"] == figure["parts"]
        elif "parts" in figure:
            assert (case["listed"], case["listed_of"]) == (figure["parts"], figure["parts_total"])
        said = Decimal(case.get("published", "0%").rstrip("%").replace(",", "."))
        assert said == Decimal(str(figure["percent_published"] or 0))


def test_contradictions_that_were_collected_are_shown(figures):
    """A figure collected as truncated, inconsistent or without its whole is named so; every other one holds."""
    first = {case["id"]: case for case in reversed(CASES)}
    for figure in figures:
        expected = "reproduced"
        if figure.get("expect_truncated"):
            expected = "truncated"
        if figure.get("expect_inconsistent") or (figure["kind"] == "count" and figure["count_total"] is None):
            expected = "irreproducible"
        assert first[figure["id"]]["verdict"] == expected, figure["id"]


def test_the_command_prints_every_figure(capsys):
    """The table has one line for each published figure, with its verdict."""
    published.main()
    table, _blank, why = capsys.readouterr().out.partition("\n\n")
    lines = table.splitlines()[2:]
    assert [line.split()[0] for line in lines] == [case["id"] for case in CASES]
    assert all(case["verdict"] in line for case, line in zip(CASES, lines, strict=True))
    assert all(case["why"] in why for case in CASES)
