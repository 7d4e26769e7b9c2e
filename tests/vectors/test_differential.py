"""Random bundles hold the three verifiers together, and would show a difference between them."""

from __future__ import annotations

import re

import pytest

from tests.vectors import corpus
from tests.vectors.differential import verifiers
from tests.vectors.differential.compare import compare
from tests.vectors.differential.mutations import GROUPS, mutated
from tests.vectors.differential.values import encoded, escaped, raw

PLANTED = {  # a fault of verify.mjs: the group of changes that shows it, the check, what stood in its place
    "a token after the text": ("text", "&& next === '' &&", "&&"),
    "roles and scopes of any type": (
        "fields",
        "need(isText(role) && isText(scope)); grants.delete",
        "grants.delete",
    ),
    "times that no calendar has": ("times", "match && isInstant(match[3])", "match"),
    "a life cycle of no release": ("life cycle", "definitions.has(said.definition) && ", ""),
}
MOST = {"fields": 300, "times": 200}  # bundles of a group, where the fault is rare; else 60


def test_a_seed_makes_one_bundle():
    """The bundle of a seed is the same each time, and each kind of change is made."""
    assert mutated(7) == mutated(7)
    assert {mutated(seed).group for seed in range(100)} == set(GROUPS)


def test_marks_become_the_text_that_they_stand_for():
    """What no Python value can hold, such as `1.0` or half a surrogate pair, is written as it should stand."""
    tree = {"a": raw("1.0"), "b": escaped("\\ud800"), "c": raw('{"x":"\\\\"}'), "d": "é"}
    assert encoded(tree) == '{"a":1.0,"b":"\\ud800","c":{"x":"\\\\"},"d":"é"}'.encode()
    broken = {"a": raw("1")[:-1], "b": raw("2")}  # a mark that was changed itself is a text as any other
    assert encoded(broken) == f'{{"a":"{raw("1")[:-1]}","b":2}}'.encode()


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_difference_is_found(kind, tmp_path, tool):
    """The canary: a verifier with one of its old faults is found to differ, within few bundles of the group."""
    tool("node")
    group, check, fault = PLANTED[kind]
    text = verifiers.NODE.read_text("utf-8")
    assert text.count(check) == 1
    (tmp_path / "many.mjs").write_bytes(verifiers.NODE.with_name("many.mjs").read_bytes())
    program = tmp_path / verifiers.NODE.name
    program.write_text(text.replace(check, fault), "utf-8")
    blocks = (range(at, at + 20) for at in range(0, MOST.get(group, 60), 20))
    assert any(
        one.differs and not one.by_design for block in blocks for one in compare(block, 0, program, group)
    )


def test_three_verifiers_reach_one_verdict(tool):
    """Of 160 random bundles each is good for all verifiers that are asked, or bad for all, but for README.md's table."""
    for name in ("node", "sh", "jq", "openssl"):
        tool(name)
    odd = [one for one in compare(range(160), 20) if one.differs and not one.by_design]
    assert odd == []


def test_what_remains_by_design_has_its_vectors():
    """Each row of README.md's table of remaining differences names vectors that the verifiers of the row do not see."""
    text = (corpus.FOLDER / "README.md").read_text("utf-8").partition("## Differences by design")[2]
    rows = [row.split("|") for row in text.splitlines() if row.startswith("| ") and "`" in row]
    unseen = {name: one.unseen_by for one in corpus.vectors() for name in [one.name]}
    assert len(rows) == 3
    for _, _, who, names, *_ in rows:
        for name in re.findall("`([^`]+)`", names):
            assert set(unseen[name]) == {one.strip() for one in who.split(",")}, name
