"""No guard and no reason can fall silent unnoticed; and the hunt for that notices what it should."""

from __future__ import annotations

import pytest

from tests.guards.player import CASES, Starts
from tests.quality import guards_removed
from tests.quality.guards_removed import first_noticed, main, of_engine, of_guard


@pytest.fixture
def starts(tmp_path):
    """Towns at every start."""
    return Starts(tmp_path)


def test_every_removal_is_noticed(capsys):
    """Each guard, each reason of a guard and each reason of the engine: without it a case comes out otherwise."""
    assert main([]) == 0
    assert "NOT NOTICED" not in capsys.readouterr().out


def test_a_guard_without_a_case_is_told(monkeypatch, capsys):
    """Canary: take the cases of one guard away, and the command names it and fails."""
    left = [case for case in CASES if case["rule"] not in {"owned", "not-struck"}]
    monkeypatch.setattr(guards_removed, "CASES", left)
    assert main(["owned"]) == 1
    assert "NOT NOTICED" in capsys.readouterr().out


def test_a_case_that_is_wrong_by_itself_stops_the_hunt(monkeypatch, capsys):
    """Canary: where a case fails although nothing was removed, its failure would prove nothing."""
    monkeypatch.setattr(guards_removed, "CASES", [CASES[0] | {"codes": ["owned"]}])
    assert main([]) == 1
    assert "although nothing was removed" in capsys.readouterr().out


def test_a_removal_is_undone(starts):
    """After each removal the program refuses as before."""
    for removal in (
        of_guard("not-struck"),
        of_guard("key-fresh", "key-taken"),
        of_engine("engine", "id-taken"),
    ):
        assert first_noticed(removal, starts, CASES)
    assert guards_removed.canaries(starts, CASES) == ""
