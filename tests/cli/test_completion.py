"""A shell completes names from the register, and asking costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.paths import ROOT


def complete(shell, line, **env):
    """The words that bash would offer for an unfinished line."""
    words = line.split(" ")
    asked = {
        "_TINHGON_COMPLETE": "complete_bash",
        "COMP_WORDS": f"tinhgon {line}",
        "COMP_CWORD": str(len(words)),
    }
    done = shell("", **asked | env)
    assert done.err == ""
    return done.out.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("procedure show 2.0006", ["2.000609"]),
        (
            "check --unit so-t",
            ["so-tai-chinh", "so-tai-nguyen-moi-truong", "so-thong-tin-truyen-thong", "so-tu-phap"],
        ),
        ("status --as l", ["lan.bt"]),
        ("check --programme ", ["hoa-binh-2023"]),
        ("paper annex so-y", ["so-y-te"]),
        ("procedure show khong", []),
    ],
)
def test_a_shell_completes_what_is_on_record(demo, line, offered):
    """Codes, units, people and programmes of the register complete under the letters typed so far."""
    found = complete(demo, line)
    assert found[: len(offered)] == offered
    assert bool(found) == bool(offered)


def test_an_act_is_offered_only_the_codes_it_could_take(demo):
    """After `implement` come approved procedures, after `approve` proposed ones; none twice on a line."""
    approved, proposed = complete(demo, "implement 2"), complete(demo, "approve 2")
    assert "2.000635" in approved
    assert approved
    assert proposed
    assert not set(approved) & set(proposed)
    assert "2.000635" not in complete(demo, "implement 2.000635 2")


def test_without_a_register_a_shell_gets_silence(shell):
    """Where no register lies, completion offers nothing and says nothing."""
    assert complete(shell, "procedure show 2") == []
    (shell.folder / "tinhgon.db").write_bytes(b"no register")
    assert complete(shell, "procedure show 2") == []


def test_completion_loads_nothing_heavy(demo):
    """To complete a code neither SQLAlchemy nor pydantic nor rich is loaded."""
    script = (
        "import os, sys, cli\n"
        "try:\n cli.main([])\nexcept SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'sqlmodel', 'pydantic', 'rich', 'cryptography'} & set(sys.modules)\n"
        "print('HEAVY', sorted(heavy), file=sys.stderr)"
    )
    asked = {
        "_TINHGON_COMPLETE": "complete_bash",
        "COMP_WORDS": "tinhgon procedure show 2.0006",
        "COMP_CWORD": "3",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=demo.folder,
        env=demo.env | asked | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "2.000635" in done.stdout
    assert "HEAVY []" in done.stderr
