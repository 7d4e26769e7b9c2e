"""Journals of every released form stay readable and keep their verdicts."""

from __future__ import annotations

import re

import pytest

from procedures.lifecycle import DEFINITION, RELEASED
from procedures.services.evidence import bundles
from tests.support.golden import GOLDEN, released_definition
from tests.support.paths import ROOT
from workflow.definition import definition_digest
from workflow.journal.characters import REFUSED_RANGES
from workflow.storage.rows import Subject

FIRST = "release-1"
OUTSIDE = (ROOT / "procedures/data/bundle/verify.jq", ROOT / "tests/verifiers/verify.mjs")


@pytest.mark.parametrize("rules", [True, False])
def test_a_register_of_the_first_release_is_sound(rules):
    """The bundle of the first release has no finding, by the law alone and by its rules."""
    findings, walked = bundles.bundle_findings(GOLDEN / FIRST, rules=rules)
    assert findings == []
    assert len(walked.leaves) == 28


def test_a_register_of_the_first_release_leads_to_the_same_states():
    """Its procedures are where they were: one implemented, one approved, the others not proposed."""
    _, walked = bundles.bundle_findings(GOLDEN / FIRST)
    states = {one.id: one.state for one in walked.rows.scan(Subject, kind="procedure")}
    assert states.pop("procedure/1.000001") == "implemented"
    assert states.pop("procedure/1.000002") == "approved"
    assert set(states.values()) == {"inventoried"}


def test_the_first_release_is_known_by_its_digest():
    """The definition in its founding is on the list of what was released, before the present one."""
    digests = list(RELEASED)
    assert digests[0] == definition_digest(released_definition(1))
    assert digests[-1] == DEFINITION.digest


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: path.name)
def test_the_outside_verifiers_hold_the_same_lists(path):
    """Definitions with their rules, in order, and refused characters are the same in all three verifiers."""
    text = path.read_text("utf-8")
    told = re.findall(r"\[[\'\"]([0-9a-f]{64})[\'\"], \[([^\]]*)\]\]", text)
    assert {digest: frozenset(re.findall(r"\w+", rules)) for digest, rules in told} == RELEASED
    assert [digest for digest, _ in told] == list(RELEASED)
    words = re.sub(r'["+\s]+', " ", text)
    assert " ".join(REFUSED_RANGES.split()) in words
