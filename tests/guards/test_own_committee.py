"""Committees number alike at every level: a unit that has its own is believed, a department is not (R13)."""

from __future__ import annotations

import pytest

from procedures.services import proposals
from procedures.services.session import Refusal
from tests.support.sheets import proposal
from tests.support.town import Town

CODE = "1.000001"


@pytest.fixture
def town(tmp_path):
    """A town with a commune, its clerk, and a division beneath it."""
    town = Town(str(tmp_path / "t.db"))
    hanh = town.as_("hanh.nt")
    for id_, kind, parent in (
        ("xa-cao-son", "commune", "hoa-binh"),
        ("van-phong-xa", "division", "xa-cao-son"),
    ):
        hanh.perform("unit.add", [(f"unit/{id_}", {"name": id_, "kind": kind, "parent": parent})])
    town.add_person("xuan.dt")
    hanh.perform("role.grant", [("person/xuan.dt", {"role": "department", "scope": "xa-cao-son"})])
    yield town
    town.store.close()


def propose(town, unit, person, document):
    """A proposal that claims the text of a unit's own; the codes of what refuses it."""
    town.add_procedures(unit, CODE)
    session = town.as_(person)
    plan = proposal(authority="unit")
    plan["actions"][0]["document"] = document
    draft = proposals.draft_propose(session, [(CODE, plan)])
    try:
        session.submit([session.sign(draft)])
    except Refusal as refusal:
        return [reason.code for reason in refusal.reasons]
    return []


@pytest.mark.parametrize("unit", ["xa-cao-son", "van-phong-xa"])
@pytest.mark.parametrize("document", ["15/QĐ-UBND", "4/NQ-HĐND"])
def test_a_commune_amends_its_own_texts(town, unit, document):
    """A commune, and what lies beneath it, has a committee and a council of its own."""
    assert propose(town, unit, "xuan.dt", document) == []


def test_a_department_has_no_committee(town):
    """A department's "own" QĐ-UBND is the province's, but for one that names a lower committee."""
    assert propose(town, "so-tu-phap", "lan.bt", "15/QĐ-UBND") == ["authority-below-text"]


def test_a_text_that_names_a_lower_committee_is_read(town):
    """The text says itself that it is a commune's."""
    assert propose(town, "so-tu-phap", "lan.bt", "15/QĐ-UBND của UBND xã Cao Sơn") == []


def test_a_commune_does_not_amend_a_circular(town):
    """A commune may not amend a ministry's circular."""
    assert propose(town, "xa-cao-son", "xuan.dt", "02/2017/TT-VPCP") == ["authority-below-text"]
