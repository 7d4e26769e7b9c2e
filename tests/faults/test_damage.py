"""A register that something else wrote into: damage is told as damage, a bug as a bug (P29)."""

from __future__ import annotations

import json
import shlex
import sqlite3
from contextlib import closing

import pytest

from procedures.services.evidence import verification
from procedures.services.session import Session
from tests.faults.figures import record
from tests.faults.harness import REGISTER
from tests.faults.in_process import run, wrong_with

WRONG = (
    "",
    "x",
    "{",
    "[]",
    "[5]",
    "{}",
    "null",
    "1e400",
    "0",
    "-1",
    str(10**30),
    "9999-99-99",
    "2023-19-45T01:00:00Z",
    "\x1b[31m",
    "\ud800",
    "so-khac",
    -1,
    0,
    2**62,
    None,
    b"\xff",
    1.5,
)
READERS = [
    shlex.split(line)
    for line in (
        "status",
        "check",
        "check --why --unit so-tu-phap",
        "check --unit so-tu-phap --excluded",
        "check --league",
        "queue",
        "procedure list",
        "procedure show 1.000001",
        "cost show 1.000001",
        "procedure search 'thu tuc'",
        "unit list",
        "person list",
        "role list",
        "programme list",
        "review due",
        "doctor",
        "audit log",
        "audit trace so-tu-phap",
        "audit contested",
        "audit entry 5",
        "paper summary --output x.json",
        "check --at 25",
        "check --as-of 2023-08-01",
        "approve 1.000001 --as huong.lt --dry-run --decision 1/QD --signed 01/09/2023",
        "audit verify",
    )
]


def damage(connection, table, column, value, where):
    """Write a value past the triggers, which stand there again afterwards; whether it went in."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _text in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    try:
        done = connection.execute(f"UPDATE {table} SET {column} = ? {where}", (value,)).rowcount
    except (sqlite3.Error, UnicodeEncodeError):
        done = 0
    for _name, text in triggers:
        connection.execute(text)
    return done > 0


def damaged(inside, rng, count):
    """Put a wrong value into rows, read with a command; code -> how often, and what is wrong."""
    sound, tally, wrong = (inside / REGISTER).read_bytes(), {}, []
    with closing(sqlite3.connect(inside / REGISTER)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if connection.execute(f"SELECT 1 FROM {name}").fetchone()
        ]
        cells = [
            (name, row[1]) for name in tables for row in connection.execute(f"PRAGMA table_info({name})")
        ]
    for _ in range(count):
        (table, column), value, words = rng.choice(cells), rng.choice(WRONG), rng.choice(READERS)
        where = rng.choice(("", f"WHERE rowid = (SELECT max(rowid) FROM {table})"))
        with closing(sqlite3.connect(inside / REGISTER)) as connection, connection:
            if not damage(connection, table, column, value, where):
                continue
        done = run(words)
        tally[done.code] = tally.get(done.code, 0) + 1
        if told := wrong_with(done):
            wrong.append((table, column, value, words, told, done.err))
        (inside / REGISTER).write_bytes(sound)
        (inside / "x.json").unlink(missing_ok=True)
    return tally, wrong


@pytest.mark.parametrize("count", [400, pytest.param(6000, marks=pytest.mark.full)])
def test_damage_is_not_told_as_a_bug(inside, rng, count):
    """Whatever stands in a row of a register that somebody else wrote into: a documented exit code."""
    tally, wrong = damaged(inside, rng, count)
    record(
        "P29",
        f"{count} wrong values in rows, read by commands",
        sum(tally.values()),
        len(wrong),
        0,
        more=json.dumps(tally),
    )
    assert wrong == []
    assert tally.keys() >= {0, 7, 8}


def test_damage_that_is_not_looked_for_is_a_bug(inside, monkeypatch):
    """The canary: a program that does not look at its register tells the damage as its own fault."""
    with closing(sqlite3.connect(inside / REGISTER)) as connection, connection:
        connection.execute("UPDATE programme SET text = '{'")
    assert run(["check"]).code == 8
    monkeypatch.setattr(verification, "first_damage", lambda: None)
    assert run(["check"]).code == 1
    record("P29", "canary: damage not looked for", 1, 0, 0, "1")


def test_a_bug_is_not_told_as_damage(inside, monkeypatch):
    """A fault of the program on a sound register, also one with tables to be made anew, is told as one."""

    def failing(_office):
        raise ValueError("a bug of ours")

    monkeypatch.setattr(Session, "day", property(failing))
    for change in ("SELECT 1", "UPDATE layout SET stamp = 'other'"):
        with closing(sqlite3.connect(inside / REGISTER)) as connection, connection:
            connection.execute(change)
        done = run(["check"])
        assert done.code == 1
        assert "TG-003" in done.err
        assert "the trace is in" in done.err
    with closing(sqlite3.connect(inside / REGISTER)) as connection, connection:
        damage(connection, "journal", "recorded_at", "x", "WHERE seq = 3")
    done = run(["check"])
    assert done.code == 8
    assert "TG-173" in done.err
    assert "the trace is in" in done.err
