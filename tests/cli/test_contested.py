"""A key that was lost: what it signed is shown as in doubt until its person stands by it."""

from __future__ import annotations

import json

import pytest

LAN = "SHA256:5jU4hrMd0ZBt7RaKObrm0OHl0YFEd4M2XqSELNrmdh4"
FROM = 238  # after the proposals; the clerk's implementations and a correction follow


@pytest.fixture
def lost(demo):
    """The clerk's key was lost; from entry FROM on its acts are in doubt. There is a new key."""
    demo.ok("key new lan.bt -o khoa")
    demo.ok("key add lan.bt --public khoa/lan.bt.pub --as hanh.nt --yes")
    demo.ok(f'key revoke {LAN} --reason "Mất máy" --suspected-from {FROM} --as hanh.nt --yes')
    return demo


def doubted(shell):
    """Entry -> the entry that confirms it."""
    return {row["seq"]: row["confirmed"] for row in json.loads(shell.ok("audit contested --json"))["rows"]}


def test_acts_since_the_suspected_position_are_in_doubt(lost):
    """Only the lost key's own acts from that entry on are in doubt, and a verdict sheet says so; the figures stay."""
    entries = doubted(lost)
    assert entries
    assert min(entries) >= FROM
    log = json.loads(lost.ok("audit log --person lan.bt --json"))["rows"]
    assert set(entries) == {row["seq"] for row in log if FROM <= row["seq"] <= 306}
    done = lost("check --unit so-tu-phap --lang en")
    assert done.code == 0
    assert f"{len(entries)} act(s) were signed with a key that was lost" in done.err


def test_who_signed_can_stand_by_it_with_another_key(lost):
    """With the new key the person confirms some, then the rest; the lost key itself cannot."""
    first, *rest = sorted(doubted(lost))
    assert lost(f"key confirm {first} --as lan.bt --yes").code == 4  # the lost key lies beside the register
    lost.ok(f"key confirm {first} --as lan.bt --key khoa/lan.bt --yes")
    told = doubted(lost)
    assert told[first] is not None
    assert all(told[seq] is None for seq in rest)
    lost.ok("key confirm --as lan.bt --key khoa/lan.bt --yes")
    assert None not in doubted(lost).values()
    assert "key that was lost" not in lost("check --unit so-tu-phap --lang en").err
    lost.ok("audit verify")


@pytest.mark.parametrize("entries", ["3", "105", "99999"])
def test_nobody_confirms_what_is_not_theirs_or_not_in_doubt(lost, entries):
    """An entry of somebody else, one before the suspicion, one that is not there: refused."""
    assert lost(f"key confirm {entries} --as lan.bt --key khoa/lan.bt --yes").code == 3
    assert lost("key confirm --as minh.tv --yes").code == 3


def test_without_a_suspicion_there_is_nothing_to_list(demo):
    """A key that was only replaced puts nothing in doubt."""
    demo.ok("key new lan.bt -o khoa")
    demo.ok("key add lan.bt --public khoa/lan.bt.pub --as hanh.nt --yes")
    demo.ok(f"key revoke {LAN} --reason X --as hanh.nt --yes")
    assert doubted(demo) == {}
