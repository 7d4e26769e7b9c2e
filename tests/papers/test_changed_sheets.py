"""One entry, one set of figures: the annex, the cost tables and the derivation say the same of a restated cut."""

from __future__ import annotations

import json

import pytest

from procedures.papers.build import build_paper
from procedures.papers.writers import write_paper
from procedures.services import cost_sheets, proposals
from procedures.services.paper_data import PaperRequest, collect_paper_data
from procedures.services.verdict.explanation import explain_verdict
from procedures.services.verdict.sheet import verdict_sheet
from tests.support.sheets import PAPER, proposal, sheet

CODES = ("1.000001", "1.000002")
NEW = "9.000001"


def nodes(tree):
    """Every node of a derivation, the root first."""
    yield tree
    for child in tree.children:
        yield from nodes(child)


def derived(town):
    """Code -> (before, after) of each saving, and the annual costs of the sheets beneath it."""
    session = town.as_("thu.ph")
    tree = explain_verdict(session, verdict_sheet(session, unit="so-tu-phap"), "so-tu-phap")
    found = {}
    for node in nodes(tree):
        if node.label == "saving":
            values = dict(node.values)
            sheets = [int(dict(one.values)["annual"]) for one in node.children if one.label == "sheet"]
            found[values["code"]] = (int(values["before"]), int(values["after"]), sheets)
    return found


def printed(town, kind):
    """A paper of the unit as JSON."""
    paper = build_paper(collect_paper_data(town.base, PaperRequest(kind, "so-tu-phap", "", "", "")))
    return json.loads(write_paper(paper, "json"))


def rows_of(page):
    """The rows of every table of a paper."""
    return [row for table in page["tables"] for row in table["rows"]]


@pytest.fixture
def restated(town):
    """100 to 90 proposed, restated as 2,000 before and 900 after in one entry."""
    town.add_procedures("so-tu-phap", *CODES)
    for code in CODES:
        town.record("lan.bt", code, 100)
    town.seal()
    town.propose("lan.bt", CODES[0], kind="simplify", after=90)
    minh = town.as_("minh.tv")
    draft = cost_sheets.draft_restate(minh, CODES[0], sheet(2000), sheet(900), PAPER, "đo lại")
    minh.submit([minh.sign(draft)])
    return town


def test_a_restated_cut_has_one_set_of_figures(restated):
    """The derivation goes down to 2,000 and 900; the annex and the cost tables print the same two."""
    assert derived(restated) == {CODES[0]: (2000, 900, [2000, 900])}
    for kind in ("annex", "costs"):
        told = json.dumps(rows_of(printed(restated, kind)), ensure_ascii=False)
        assert "2000" in told.replace(".", ""), kind
        assert "900" in told, kind
        assert '"90"' not in told


@pytest.fixture
def merged(town):
    """Two at 1,000 merged into a code outside the baseline at 1,600."""
    town.add_procedures("so-tu-phap", *CODES)
    for code in CODES:
        town.record("lan.bt", code, 1000)
    town.seal()
    town.add_procedures("so-tu-phap", NEW)
    town.record("lan.bt", NEW, 1600)
    lan = town.as_("lan.bt")
    plan = proposal(kind="merge", into=NEW, action="merge")
    lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan) for code in CODES]))])
    return town


def test_the_one_that_stands_for_a_new_code_prints_that_codes_cost(merged):
    """The derivation, the annex and the cost tables rest on the new code's own sheet."""
    assert derived(merged) == {CODES[0]: (1000, 1600, [1000, 1600]), CODES[1]: (1000, 0, [1000])}
    for kind in ("annex", "costs"):
        told = json.dumps(rows_of(printed(merged, kind)), ensure_ascii=False)
        assert "1600" in told.replace(".", ""), kind
