"""Random bundles hold the three verifiers together, and would show a difference between them."""

from __future__ import annotations

import pytest

from tests.vectors.differential import verifiers
from tests.vectors.differential.compare import compare
from tests.vectors.differential.mutations import GROUPS, mutated
from tests.vectors.differential.values import encoded, escaped, raw

PLANTED = {  # a check of verify.mjs, and what stands in its place
    "time runs back": ("need(recorded_at >= before, 'time-runs-back')", ""),
    "a role not held": ("grants.has(grant(said.person, said.role, said.scope))", "true"),
    "a name said twice": (" && !(name in found)", ""),
}


def test_a_seed_makes_one_bundle():
    """The bundle of a seed is the same each time, and each kind of change is made."""
    assert mutated(7) == mutated(7)
    assert {mutated(seed).group for seed in range(300)} == set(GROUPS)


def test_marks_become_the_text_that_they_stand_for():
    """What no Python value can hold, such as `1.0` or half a surrogate pair, is written as it should stand."""
    tree = {"a": raw("1.0"), "b": escaped("\\ud800"), "c": raw('{"x":"\\\\"}'), "d": "é"}
    assert encoded(tree) == '{"a":1.0,"b":"\\ud800","c":{"x":"\\\\"},"d":"é"}'.encode()


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_difference_is_found(kind, tmp_path, tool):
    """The canary: a verifier that has lost one check is found to differ within 250 bundles."""
    tool("node")
    old, new = PLANTED[kind]
    text = verifiers.NODE.read_text("utf-8")
    assert text.count(old) == 1
    (tmp_path / "many.mjs").write_bytes(verifiers.NODE.with_name("many.mjs").read_bytes())
    program = tmp_path / verifiers.NODE.name
    program.write_text(text.replace(old, new), "utf-8")
    found = compare(range(250), 0, program)
    assert any(
        (one.python.word, one.node.word) == (verifiers.BAD, verifiers.GOOD)
        for one in found
        if not one.by_design
    )
