"""A cut that is in force is not cut again: what a later programme's baseline holds."""

from __future__ import annotations

import json

import pytest

from procedures.errors import Refusal
from procedures.services import programmes
from procedures.storage.rows import Member
from tests.support.sheets import PAPER, proposal, sheet
from tests.support.town import Town

SECOND = {
    "id": "sau",
    "version": 1,
    "name": "Chương trình sau",
    "sources": [],
    "kinds": ["procedure"],
    "unit": "*",
    "starts": "2023-01-01",
    "ends": None,
    "appraisal": False,
    "note": "",
    "conversions": None,
    "targets": [
        {
            "measure": "number",
            "percent": "20",
            "kinds": ["procedure"],
            "basis": "broad",
            "stage": "proposed",
            "deadline": "2024-01-01",
            "missing": "",
        }
    ],
}


@pytest.fixture
def after_one_programme(tmp_path):
    """.1 abolished and .2 simplified from 100 to 60, both in force; .3 untouched."""
    town = Town(str(tmp_path / "t.db"))
    codes = ("1.000001", "1.000002", "1.000003")
    town.add_procedures("so-tu-phap", *codes)
    for code in codes:
        town.record("lan.bt", code, 100)
    town.seal()
    town.propose("lan.bt", codes[0])
    town.propose("lan.bt", codes[1], kind="simplify", after=60)
    town.appraise(*codes[:2])
    town.approve(*codes[:2])
    town.implement(*codes[:2])
    town.clock.now = "2023-11-01T01:00:00Z"
    yield town
    town.store.close()


def test_a_later_baseline_holds_what_is_left(after_one_programme):
    """What is abolished is left out with its reason; what was simplified stands at its cost after."""
    town = after_one_programme
    hanh = town.as_("hanh.nt")
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, SECOND))])
    seal = programmes.preview_seal(hanh, "sau")
    assert seal.left_out == (("1.000001", "abolished"),)
    assert (seal.members, seal.known) == (2, 160)
    hanh.submit([hanh.sign(seal.draft)])
    with town.store.read() as rows:
        assert rows.get(Member, "sau", "1.000002").base == 60
        assert rows.get(Member, "hoa-binh-2023", "1.000002").base == 100
    assert town.findings() == []


def test_a_merger_needs_the_one_that_continues(town):
    """Merging into a procedure that is not proposed to continue is refused."""
    town.add_procedures("so-tu-phap", "1.000001", "1.000002")
    town.seal()
    for into in ("9.999999", "1.000002"):
        with pytest.raises(Refusal) as told:
            town.propose("lan.bt", "1.000001", kind="merge", action="merge", into=into)
        assert "merge-target" in {reason.code for reason in told.value.reasons}


def test_an_absurd_cost_is_refused(town):
    """A cost past 10^15 đồng a year of one procedure is refused, so that sums stay exact."""
    town.add_procedures("so-tu-phap", "1.000001")
    body = {"stage": "before", "sheet": sheet(10**14, subjects="100"), "annual": str(10**16)}
    with pytest.raises(Refusal) as told:
        town.as_("lan.bt").perform("cost.record", [("procedure/1.000001", body)])
    assert {"cost-too-large"} <= {reason.code for reason in told.value.reasons} | {"misshapen"}


def test_what_is_proposed_is_what_is_signed(town):
    """The signed body holds the baseline cost, the cost after and how it counts."""
    town.add_procedures("so-tu-phap", "1.000001")
    town.record("lan.bt", "1.000001", 100)
    town.seal()
    town.propose("lan.bt", "1.000001", kind="simplify", after=60)
    record = list(town.store.entries())[-1]
    body = json.loads(record.intent)["items"][0]["body"]
    assert (body["before"], body["after"], body["counts"]) == ({"hoa-binh-2023": "100"}, "60", "always")
    assert proposal()["submission"]["number"] != PAPER["number"]
