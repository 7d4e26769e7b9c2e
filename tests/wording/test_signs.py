"""Each warning sign is known wherever signs are told: rules, sentences, JSON."""

from __future__ import annotations

import json

from procedures.rules.warning_signs.sign import WarningSign
from procedures.terminal.verdict_details import sign_lines, sign_words
from procedures.wording.explain import rules
from procedures.wording.language import speaking
from tests.support.paths import ROOT

SIGNS = [id_ for id_ in rules() if id_.startswith("W")]


def test_the_schema_lists_every_sign():
    """`check --json` may name each sign that `explain` knows, and no other."""
    schema = json.loads((ROOT / "docs" / "json" / "check.schema.json").read_text("utf-8"))
    (shape, _null) = schema["properties"]["signs"]["anyOf"]
    assert shape["items"]["properties"]["rule"]["enum"] == SIGNS


def test_no_rule_hides_another():
    """Of each rule a few signs are printed, with how many more there are; the next rule follows."""
    many = [WarningSign("W16", f"so-{n}", (("n", "1"),), (f"1.{n}",), (n,)) for n in range(1, 13)]
    last = WarningSign("W20", "so-a", (("base", "100"), ("merged", "?")), ("1.1",), (7,))
    with speaking("en"):
        lines = list(sign_lines([*many, last]))
    assert len(lines) == 1 + 10 + 1 + 1
    assert lines[11] == "  W16  … and 2 more"
    assert lines[12].startswith("  W20  1.1: ") and "unknown" in lines[12]


def test_lists_in_a_sign_are_worded():
    """Dates, criteria and fields that stand in one value are told one by one."""
    dates = (("what", "date"), ("number", "5/QĐ"), ("list", "2023-09-01; 2023-09-02"))
    criteria = (("person", "minh.tv"), ("criteria", "legality,cost"))
    with speaking("vi"):
        assert "01/09/2023; 02/09/2023" in sign_words(WarningSign("W12", "*", dates, ("1.1",), (1,)))
        told = sign_words(WarningSign("W10", "*", criteria, ("1.1",), (1,)))
    assert "tính hợp pháp" in told.lower() and "legality" not in told
