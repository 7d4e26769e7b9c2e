"""Ctrl-C at every point: exit 130, and a true word about what was written (P33)."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from procedures.services.session import Session
from tests.faults.figures import record
from tests.faults.harness import DOCUMENTED, READING, STORING, Count
from tests.faults.in_process import run
from tests.support.paths import ROOT

NAMES = (
    "propose",
    "receive several",
    "import apply",
    "seal",
    "backup",
    "restore",
    "sign to a file",
    "init",
    "key new",
    "rebuild",
)


@pytest.fixture(autouse=True)
def heard():
    """A shell's background job is deaf to Ctrl-C, and so would be what it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted(runner, bench, name, chosen, count, **more):
    """Send SIGINT as a command enters each of these calls; hold its last word against the folder."""
    case = bench.cases[name]
    for point in chosen:
        folder = bench.fresh(case)
        inject = ["-e", f"trace={point.name}", "-e", f"inject={point.name}:signal=INT:when={point.number}"]
        done = runner(case.argv, folder, inject, **more)
        where = f"SIGINT at {point.name} {point.number}"
        count.note(f"exit {done.code}")
        # In a callback of its own Python ignores the signal, says so, and goes on.
        ours = "Traceback" in done.err and "Exception ignored in" not in done.err
        if done.code not in DOCUMENTED - {1} or ours:
            count.said.append(f"{name} {where}: exit {done.code} {done.err[-900:]}")
        found = count.judge(case, folder, where, acknowledged=done.code == 0)
        if done.code == 130 and name != "rebuild":
            nothing, something = "nothing was written" in done.err, "done before that" in done.err
            count.note("said nothing" if nothing else "said something" if something else "said look")
            # Keys are made before the register is, the public half before the key: it is said, and true.
            keys = re.search(r"done before that: [^\n]*keys", done.err) and name in {"init", "key new"}
            if (
                (nothing and found == "whole")
                or (something and found != "whole" and not keys)
                or not (nothing or something)
            ):
                count.half.append(f"{name} {where}: {found}, but said: {done.err[-300:]}")


def calls(runner, bench, name, **more):
    """The calls at which a signal can arrive."""
    return runner.calls(bench.cases[name].argv, bench.fresh(bench.cases[name]), (*STORING, *READING), **more)


def test_stopped_at_some_points(strace, runner, bench, rng):
    """SIGINT at the last calls and at some others of ten commands."""
    count = Count()
    for name in NAMES:
        made = calls(runner, bench, name)
        interrupted(runner, bench, name, made[-6:] + rng.sample(made, 3), count)
    record(
        "P33",
        "SIGINT, sampled points of 10 commands",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []
    assert count.kinds["said something"] >= 5


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_stopped_at_every_point(strace, runner, bench, name):
    """SIGINT at every call."""
    count = Count()
    interrupted(runner, bench, name, calls(runner, bench, name), count)
    record(
        "P33",
        f"SIGINT at every call: {name}",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


def test_the_interrupt_test_catches_a_guess(strace, runner, bench):
    """The canary: a program that believes nothing was written is wrong behind the commit."""
    count = Count()
    made = calls(runner, bench, "receive several", weak="no-looking")
    interrupted(runner, bench, "receive several", made[-9:], count, weak="no-looking")
    record("P33", "canary no-looking", count.points, len(count.lost), len(count.half), f"{len(count.half)}")
    assert count.half


def test_a_stop_that_came_out_as_another_error_is_a_stop(monkeypatch, capsys):
    """A class body, an import, a library that is no Python make another error of a Ctrl-C: still exit 130."""
    import cli

    def torn(*_):
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError("SchemaError: KeyboardInterrupt")

    monkeypatch.setattr(cli, "_call_command", torn)
    assert cli.main(["status"]) == 130
    assert "TG-003" not in capsys.readouterr().err


def test_whole_processes_stopped_at_random(bench, rng, seed):
    """SIGINT at random moments of a whole process, from the start of Python on."""
    case, count = bench.cases["receive"], Count()
    for _ in range(6):
        folder = bench.fresh(case)
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *case.argv],
            cwd=folder,
            text=True,
            env={"PYTHONPATH": str(ROOT), "TINHGON_LANG": "en", "XDG_CONFIG_HOME": f"{folder}.home"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(rng.uniform(0.15, 0.6))
        process.send_signal(signal.SIGINT)
        _out, err = process.communicate(timeout=60)
        found = count.judge(case, folder, f"SIGINT, seed {seed}", acknowledged=process.returncode == 0)
        count.note(f"exit {process.returncode}")
        # Before our first line runs, Python itself answers (-2).
        assert process.returncode in {0, 130, -2}, err
        assert not ("nothing was written" in err and found == "whole"), err
    record(
        "P33",
        "SIGINT to whole processes",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


def swallowing(name):
    """A member of the office that gets a Ctrl-C, loses it, and goes on."""
    whole = getattr(Session, name)

    def member(session, *given, **more):
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        return whole.fget(session) if isinstance(whole, property) else whole(session, *given, **more)

    return property(member) if isinstance(whole, property) else member


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("day", "check", 0),
        ("draft", "approve 1.000001 --as huong.lt --dry-run --decision 1/QD --signed 01/09/2023", 3),
    ],
)
def test_a_stop_that_was_swallowed_is_a_stop(inside, monkeypatch, name, words, code):
    """Whatever a library made of a Ctrl-C, a table or a refusal, is not told as an answer."""
    assert run(shlex.split(words)).code == code
    monkeypatch.setattr(Session, name, swallowing(name))
    done = run(shlex.split(words))
    assert (done.code, done.out) == (130, "")
    assert "Stopped" in done.err
