"""Two registrars for what gives power, and keys with a last day: by commands alone."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.support.paths import ROOT


@pytest.fixture
def registrars(shell):
    """A register of three registrars that asks for two of them."""
    named = " ".join(f"--registrar {who}" for who in ("hanh.nt", "quang.dv", "yen.pt"))
    shell.ok(f"init 'Tỉnh thử' {named}")
    shell.ok("unit add so-tu-phap 'Sở Tư pháp' --as hanh.nt --yes")
    shell.ok("person add lan.bt 'Bùi Thị Lan' --as hanh.nt --yes")
    shell.ok("key new lan.bt")
    shell.ok("register countersign --as hanh.nt --yes")
    return shell


def waiting(shell):
    """The entries that wait."""
    return [one["seq"] for one in json.loads(shell.ok("register waiting --json"))["waiting"]]


def test_a_key_and_a_role_wait_for_the_second_registrar(registrars):
    """One registrar asks, is told so, and cannot confirm; another confirms both in one go."""
    told = registrars("key add lan.bt --expires 31/12/2099 --as hanh.nt --yes")
    assert "takes effect when another registrar confirms it" in told.err
    registrars.ok("role grant lan.bt department --unit so-tu-phap --as hanh.nt --yes")
    entries = waiting(registrars)
    assert len(entries) == 2
    assert "register waiting" in registrars.ok("status --as quang.dv --format table")
    assert "register waiting" not in registrars.ok("status --as hanh.nt --format table")
    shown = registrars("register confirm", *entries, "--as", "quang.dv", "--dry-run").err
    for said in ("SHA256:", "2099-12-31", "so-tu-phap", "asked for by hanh.nt"):
        assert said in shown
    alone = registrars("register confirm", *entries, "--as", "hanh.nt", "--yes")
    assert (alone.code, "may not confirm it" in alone.err) == (3, True)
    registrars.ok("register confirm", *entries, "--as", "quang.dv", "--yes")
    assert waiting(registrars) == []
    mine = json.loads(registrars.ok("whoami --as lan.bt --json"))
    assert mine["roles"] == [["department", "so-tu-phap"]]
    assert list(mine["expires"].values()) == ["2099-12-31T17:00:00Z"]
    assert "last day 31/12/2099" in registrars.ok("whoami --as lan.bt --format table")
    registrars.ok("audit verify")


def test_a_handover_says_that_the_roles_wait(registrars):
    """The roles of whoever leaves wait for a second registrar like any other, and the preview says so."""
    registrars.ok("role grant lan.bt department --unit so-tu-phap --as hanh.nt --yes")
    registrars.ok("register confirm", *waiting(registrars), "--as", "quang.dv", "--yes")
    registrars.ok("person add nam.lv Nam --as hanh.nt --yes")
    told = registrars("person handover lan.bt nam.lv --as hanh.nt --yes")
    assert (told.code, "when another registrar confirms" in told.err) == (0, True)
    assert len(waiting(registrars)) == 1


def test_what_is_declined_is_gone(registrars):
    """A declined key never counts, and what does not wait cannot be confirmed."""
    registrars.ok("key add lan.bt --as hanh.nt --yes")
    (entry,) = waiting(registrars)
    registrars.ok(f"register decline {entry} --as yen.pt --yes")
    done = registrars(f"register confirm {entry} --as quang.dv --yes")
    assert (done.code, "does not wait" in done.err) == (5, True)
    assert json.loads(registrars.ok("person show lan.bt --json"))["keys"] == []


def test_a_last_day_that_is_over_is_refused(registrars):
    """A key that could sign nothing any more is not registered."""
    done = registrars("key add lan.bt --expires 01/01/2020 --as hanh.nt --yes")
    assert (done.code, "over already" in done.err) == (3, True)


def test_other_verifiers_know_the_second_registrar(registrars, tool):
    """A bundle with confirmed, declined and expiring keys is good for all three verifiers."""
    for name in ("jq", "openssl", "sha256sum"):
        tool(name)
    registrars.ok("key add lan.bt --expires 31/12/2099 --as hanh.nt --yes")
    registrars.ok("role grant lan.bt department --unit so-tu-phap --as quang.dv --yes")
    first, second = waiting(registrars)
    registrars.ok(f"register confirm {first} --as yen.pt --yes")
    registrars.ok(f"register decline {second} --as quang.dv --yes")
    registrars.ok("audit export ho-so --as hanh.nt")
    folder = registrars.folder / "ho-so"
    registrars.ok("audit verify --bundle ho-so")
    for words in (
        [tool("sh"), str(folder / "verify.sh"), str(folder)],
        [tool("node"), str(ROOT / "tests" / "verifiers" / "verify.mjs"), str(folder)],
    ):
        done = subprocess.run(words, capture_output=True, text=True)
        assert (done.returncode, done.stdout[:5]) == (0, "good "), done
    assert 'valid-before="20991231170000Z"' in (folder / "allowed_signers").read_text("utf-8")
