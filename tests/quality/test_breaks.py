"""The list of breaks: one for every rule and guard, each still aimed at exactly one line that is there."""

from __future__ import annotations

from itertools import groupby

import pytest

from tests.quality.breaks import Run, entries, guard_names, noticed, rules
from tests.support.paths import ROOT

ENTRIES = entries()


def test_every_rule_has_a_break():
    """Each rule of counting and each guard has an entry or several together, in the order of the rules."""
    assert [rule for rule, _group in groupby(entry.rule for entry in ENTRIES)] == [*rules(), *guard_names()]


@pytest.mark.parametrize("entry", ENTRIES, ids=[f"{entry.rule} {entry.why}" for entry in ENTRIES])
def test_a_break_is_one_line_that_is_there_once(entry):
    """The old text is part of one line and occurs once; what replaces it is other, sound Python."""
    whole = (ROOT / entry.file).read_text("utf-8")
    assert whole.count(entry.old) == 1
    assert "\n" not in entry.old + entry.new
    broken = whole.replace(entry.old, entry.new)
    assert broken != whole
    compile(broken, entry.file, "exec")


def test_a_crash_is_no_catch():
    """A break is caught by a wrong figure; a case that fails otherwise, or none, catches nothing."""
    crash, wrong = ("R1 a", "TypeError: no such field"), ("R1 b", "AssertionError: assert 7 == 8")
    assert not noticed(Run(("R1 a",), (), ""))
    assert not noticed(Run(("R1 a",), (crash,), ""))
    assert noticed(Run(("R1 a", "R1 b"), (crash, wrong), "")) == "R1 b"
