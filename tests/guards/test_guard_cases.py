"""Every reason for which the register refuses an act: one act refused for it, and its lawful twin recorded.

The cases stand in `tests/cases/guards.toml`, where a lawyer can read them; `player.py` signs the acts.
TINHGON_CASES="not-struck " plays those of one rule only.
"""

from __future__ import annotations

import os

import pytest

from tests.guards.player import CASES, Starts, difference, name_of

WANTED = tuple(os.environ.get("TINHGON_CASES", "").split("|"))
PLAYED = [pytest.param(case, id=name_of(case)) for case in CASES if name_of(case).startswith(WANTED)]


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    """Towns at every start, built when first asked for."""
    return Starts(tmp_path_factory.mktemp("starts"))


@pytest.mark.parametrize("case", PLAYED)
def test_the_act_is_refused_and_its_twin_recorded(case, starts, tmp_path):
    """The act is refused for exactly the reasons named; with one thing changed it is recorded."""
    assert difference(case, starts, tmp_path) == ""
