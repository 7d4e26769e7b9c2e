"""The hand-over of an official's work to a colleague."""

from __future__ import annotations

import json


def roles(shell, person):
    """The roles somebody holds now."""
    told = json.loads(shell.ok(f"whoami --as {person} --json"))
    return sorted((role, scope) for role, scope in told["roles"])


def test_roles_and_open_cases_go_over_in_one_stroke(demo):
    """The colleague has every role, the official is out of office, and the open cases wait for the colleague."""
    before = roles(demo, "mai.dt")
    waiting = json.loads(demo.ok("person show mai.dt --json"))["open"]
    assert waiting
    done = demo("person handover mai.dt lan.bt --as hanh.nt --yes")
    assert done.code == 0
    assert f"open cases that go over: {len(waiting)}" in done.err
    assert set(before) <= set(roles(demo, "lan.bt"))
    assert roles(demo, "mai.dt") == []
    assert set(waiting) <= set(json.loads(demo.ok("person show lan.bt --json"))["open"])
    assert demo(f"withdraw {waiting[0]} --reason X --as mai.dt --yes").code == 4
    demo.ok("audit verify")


def test_who_stays_loses_the_roles_only(demo):
    """With --stays the official keeps the key and can be granted roles again."""
    before = roles(demo, "mai.dt")
    demo.ok("person handover mai.dt lan.bt --stays --as hanh.nt --yes")
    assert roles(demo, "mai.dt") == []
    role, scope = before[0]
    demo.ok(f"role grant mai.dt {role} --unit {scope} --as hanh.nt --yes")
    assert roles(demo, "mai.dt") == [(role, scope)]


def test_a_role_the_colleague_may_not_hold_stops_it_all(demo):
    """An auditor cannot take over a clerk's roles: nothing is recorded."""
    head = json.loads(demo.ok("register info --json"))
    done = demo("person handover mai.dt thu.ph --as hanh.nt --yes")
    assert done.code == 3
    assert "thu.ph" in done.err
    assert json.loads(demo.ok("register info --json")) == head
    assert roles(demo, "mai.dt")


def test_what_the_colleague_proposed_is_said(demo):
    """A reviewer's work handed to a clerk elsewhere is refused or named; a dry run records nothing."""
    head = json.loads(demo.ok("register info --json"))
    done = demo("person handover mai.dt lan.bt --dry-run --as hanh.nt")
    assert (done.code, json.loads(demo.ok("register info --json"))) == (0, head)


def test_signed_elsewhere_it_is_received_in_order(demo):
    """With --out each act is a file; received in their order they make the same hand-over."""
    demo.ok("person handover mai.dt lan.bt --as hanh.nt --yes --out ban-giao.intent")
    files = sorted(path.name for path in demo.folder.glob("ban-giao.intent*"))
    assert len(files) > 1
    demo.ok("register receive", *files)
    assert roles(demo, "mai.dt") == []


def test_nobody_hands_over_to_themselves_or_without_a_role(demo):
    """The same person twice, and somebody who holds no role, are refused; nothing is recorded."""
    demo.ok('person add moi.nv "Người mới" --as hanh.nt --yes')
    head = demo.ok("register info --json")
    for pair in ("lan.bt lan.bt", "moi.nv lan.bt", "moi.nv lan.bt --stays"):
        assert demo(f"person handover {pair} --as hanh.nt --yes").code == 3
    assert demo.ok("register info --json") == head
