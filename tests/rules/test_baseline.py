"""A cut that is in force is not cut again: what a later programme's baseline holds."""

from __future__ import annotations

import json

import pytest

from procedures.errors import Refusal
from procedures.rules.baseline import cuts_in_force, is_in_force
from procedures.services import programmes
from procedures.storage.rows import KEYS, Member, Proposal
from tests.support.sheets import PAPER, proposal, sheet
from tests.support.town import Town
from workflow.storage.rows import MemoryRows

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
    town.move_clock("2023-11-01T01:00:00Z")
    yield town
    town.store.close()


def test_a_later_baseline_holds_what_is_left(after_one_programme):
    """An abolished procedure is left out with its reason; a simplified one stands at its cost after."""
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


def cut(round_, outcome="implemented", after=60, sheet_seq=7, in_force="2023-10-01"):
    """A proposal on 1.000001 as it stands in the rows."""
    held = dict.fromkeys(Proposal._fields) | {"code": "1.000001", "round": round_, "outcome": outcome}
    return Proposal(**held | {"after": after, "after_sheet": sheet_seq, "in_force": in_force})


@pytest.mark.parametrize(
    ("cuts", "expected"),
    [
        ((cut(1, "reopened"), cut(2)), 2),
        ((cut(1, "reopened", 0, None), cut(2)), 1),
        ((cut(1, "reopened"), cut(2, in_force="2023-12-01")), 1),
    ],
    ids=["the newest", "an abolition", "not yet in force"],
)
def test_of_two_finished_cuts_one_is_in_force(cuts, expected):
    """An abolition stands above every simplification, else the newest round; only what is in force counts."""
    rows = MemoryRows(KEYS)
    for one in cuts:
        rows.put(one)
    assert cuts_in_force(rows, "2023-11-01")["1.000001"].round == expected


def test_what_is_only_approved_is_not_in_force():
    """Approved and implemented are two acts of law: a cut is in force by its implementing document."""
    assert not is_in_force(cut(1, "approved"), "2023-11-01")


def test_what_is_of_another_kind_or_off_the_list_is_left_out_by_name(town):
    """R5, R6: a baseline holds the programme's kinds and, where it has one, its published list."""
    town.add_procedures("so-tu-phap", "1.000001", "1.000002")
    town.add_procedures("so-tu-phap", "1.000003", kind="internal")
    hanh = town.as_("hanh.nt")
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, SECOND | {"codes": ["1.000001", "1.000003"]}))])
    preview = programmes.preview_seal(hanh, "sau")
    assert (preview.members, dict(preview.left_out)) == (1, {"1.000002": "list", "1.000003": "kind"})


def test_what_another_branch_owns_is_left_out_by_name(town):
    """R5, R10: a programme of one unit holds what that unit and those beneath it own."""
    town.add_procedures("so-tu-phap", "1.000001")
    town.add_procedures("so-xay-dung", "1.000002")
    hanh = town.as_("hanh.nt")
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, SECOND | {"unit": "so-tu-phap"}))])
    preview = programmes.preview_seal(hanh, "sau")
    assert (preview.members, dict(preview.left_out)) == (1, {"1.000002": "scope"})
    assert preview.unknown_level == ("1.000001",)
