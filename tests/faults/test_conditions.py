"""Files that are not as they should be, clocks that run back, and too little memory (P4, P22, P23, P33)."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing

import pytest

from tests.faults.figures import record
from tests.faults.harness import REGISTER, Count, entries, grown, three_lines, unsound

READERS = (
    ("status", "--as", "lan.bt"),
    ("procedure", "list"),
    ("audit", "verify"),
    ("queue", "--as", "huong.lt"),
)


def open_to_all(folder):
    """Let a stranger reach a folder made by pytest, which keeps its own to one user."""
    for path in (folder, *folder.parents):
        if path.owner() == folder.owner() and not path.stat().st_mode & stat.S_IXOTH:
            path.chmod(path.stat().st_mode | stat.S_IXOTH | stat.S_IXGRP)


def sealed_off(folder):
    """Take every right to write from a folder and the register in it."""
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)


@pytest.mark.parametrize("where", ["file", "folder", "both"])
def test_a_place_that_cannot_be_written(runner, bench, where):
    """Read-only file or folder: readers work, writers get exit 8 in three lines, nothing is changed."""
    count = Count()
    for name in ("propose", "receive", "import apply", "restore", "backup", "rebuild"):
        case = bench.cases[name]
        folder = bench.fresh(case)
        open_to_all(folder)
        keys = folder / "tinhgon.keys"
        keys.chmod(0o755)
        for key in keys.iterdir():
            key.chmod(0o644)
        (folder / REGISTER).chmod(0o444 if where != "folder" else 0o666)
        folder.chmod(0o555 if where != "file" else 0o777)
        for reader in READERS:
            seen = runner(reader, folder, humble=True)
            assert seen.code in {0, 7}, seen
        before = entries_of(folder)
        done = runner(case.argv, folder, humble=True)
        folder.chmod(0o755)
        if name in {"backup", "restore"} and where == "file":
            assert done.code in {0, 8}, done  # the folder takes a new file
        else:
            assert (done.code, three_lines(done)) == (8, ""), (name, done)
            assert entries_of(folder) == before
        count.judge(case, folder, where, acknowledged=done.code == 0)
        shutil.rmtree(folder)
    record("P22", f"read-only {where}: 6 writers, 4 readers", count.points, len(count.lost), len(count.half))
    assert count.faults == []


def entries_of(folder):
    """The journal's ids by a connection that may not write."""
    with closing(sqlite3.connect(f"file:{folder / REGISTER}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT intent_id FROM journal ORDER BY seq").fetchall()


@pytest.fixture
def hot(strace, runner, bench):
    """A folder in which a writer was killed as it wrote the register: a hot journal lies beside it."""
    case = bench.cases["receive several"]
    folder = bench.fresh(case)
    done = runner(case.argv, folder, ["-e", "trace=pwrite64", "-e", "inject=pwrite64:signal=KILL:when=60"])
    assert done.code == -9
    assert (folder / f"{REGISTER}-journal").stat().st_size > 512
    return folder


def test_a_hot_journal_tells_a_reader_what_to_do(runner, hot):
    """An auditor without write permission is told who can help; then the same command works."""
    open_to_all(hot)
    modes = {path: path.stat().st_mode for path in (hot, *hot.rglob("*"))}
    sealed_off(hot)
    done = runner(("audit", "verify"), hot, humble=True)
    told = "TG-149" in done.err and "tinhgon status" in done.err
    for path, mode in modes.items():
        path.chmod(mode)
    assert (done.code, told, three_lines(done)) == (8, True, ""), done
    assert runner(("status", "--as", "lan.bt"), hot).code == 0
    assert runner(("audit", "verify"), hot).code == 0
    record("P22", "hot journal and a reader", 1, 0, 0, more="TG-149 says what to do")


def test_a_restore_takes_a_hot_journal_away(runner, bench, hot):
    """A damaged register with a hot journal is replaced: its journal is not played into the new file."""
    with open(hot / REGISTER, "r+b") as file:
        file.write(bytes(100))
    done = runner(bench.cases["restore"].argv, hot)
    assert done.code == 0, done
    old = entries(bench.folder / "open" / "old.db")
    assert grown(old, entries(hot / REGISTER), 1) == "whole"
    assert unsound(hot / REGISTER) == []
    record("P25", "restore over a damaged file with a hot journal", 1, 0, 0)


def test_a_journal_left_beside_a_restored_file_would_break_it(bench, hot):
    """The canary: with the old journal beside it the backup is not what it was."""
    shutil.copy(hot / "old.db", hot / REGISTER)
    try:
        broken = entries(hot / REGISTER) != entries(bench.folder / "open" / "old.db") or unsound(
            hot / REGISTER
        )
    except sqlite3.DatabaseError:
        broken = True
    record("P25", "canary: the old journal is left there", 1, 0, 0, "1")
    assert broken


def test_a_leftover_of_a_killed_backup_is_not_played_into_the_next(runner, bench, hot):
    """A `.part` and its hot journal from a killed backup do no harm to the next backup."""
    shutil.copy(hot / REGISTER, hot / "copy.db.part")
    shutil.copy(hot / f"{REGISTER}-journal", hot / "copy.db.part-journal")
    case = bench.cases["backup"]
    assert runner(case.argv, hot).code == 0
    assert case.look(hot) == "whole"
    assert not (hot / "copy.db.part-journal").exists()


def wrong_files(bench, folder):
    """(name, how to make it) of what is no register, or not one of ours."""
    good = (bench.folder / "open" / REGISTER).read_bytes()
    path = folder / REGISTER

    def sql(*statements):
        path.write_bytes(good)
        with closing(sqlite3.connect(path)) as connection:
            for one in statements:
                connection.execute(one)
            connection.commit()

    return {
        "empty": lambda: path.write_bytes(b""),
        "text": lambda: path.write_text("Xin chào\n" * 300, encoding="utf-8"),
        "one byte": lambda: path.write_bytes(b"S"),
        "truncated": lambda: path.write_bytes(good[: len(good) // 2]),
        "cut in a page": lambda: path.write_bytes(good[:5000]),
        "header zeroed": lambda: path.write_bytes(bytes(100) + good[100:]),
        "all zeros": lambda: path.write_bytes(bytes(len(good))),
        "foreign application": lambda: sql("PRAGMA application_id = 7"),
        "newer format": lambda: sql("PRAGMA user_version = 99"),
        "another layout": lambda: sql("UPDATE layout SET stamp = 'x'"),
        "no journal table": lambda: sql("DROP TABLE journal"),
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "link to nothing": lambda: path.symlink_to("nowhere"),
        "link to itself": lambda: path.symlink_to(REGISTER),
        "device": lambda: path.symlink_to("/dev/null"),
        "not there": lambda: None,
    }


def test_a_wrong_file_is_named_and_never_touched(runner, bench, tmp_path):
    """Seventeen kinds of wrong files x three commands: documented exit, three lines, not a byte changed."""
    count, said = Count(), []
    case = bench.cases["receive"]
    commands = (("status", "--as", "lan.bt"), case.argv, ("register", "backup", "b.db"))
    for kind in wrong_files(bench, tmp_path):
        for command in commands:
            folder = bench.fresh(case)
            (folder / REGISTER).unlink()
            wrong_files(bench, folder)[kind]()
            before = (folder / REGISTER).read_bytes() if (folder / REGISTER).is_file() else None
            done = runner(command, folder, patience=10)
            wrong = three_lines(done)
            right = {5, 8} if kind != "another layout" else {0, 8}
            if wrong or done.code not in right:
                said.append(f"{kind}: {command}: {wrong or done.code} {done.err[-300:]}")
            after = (folder / REGISTER).read_bytes() if (folder / REGISTER).is_file() else None
            if before != after:
                said.append(f"{kind}: {command}: changed the file")
            count.points += 1
    record("P23", "17 wrong files x 3 commands", count.points, 0, 0)
    assert said == []


def test_a_file_moved_or_replaced_while_open(bench, tmp_path):
    """A writer whose file was moved away or replaced writes nothing to the old one, and says so."""
    from procedures.services.register.signed_files import read_signed, receive
    from procedures.services.session import open_session
    from workflow.errors import WorkflowError

    case, lost = bench.cases["receive"], 0
    for how in ("moved", "replaced"):
        folder = bench.fresh(case)
        session = open_session(str(folder / REGISTER))
        files = read_signed(session, [folder / "propose.json"])
        before = entries(folder / REGISTER)
        (folder / REGISTER).rename(folder / "elsewhere.db")
        if how == "replaced":
            shutil.copy(folder / "old.db", folder / REGISTER)
        with pytest.raises(WorkflowError):
            receive(session, files)
        session.store.close()
        lost += entries(folder / "elsewhere.db") != before
        if how == "replaced":
            assert unsound(folder / REGISTER) == []
    record("P23", "moved or replaced while open", 2, lost, 0)
    assert lost == 0


@pytest.mark.parametrize(
    ("back", "refused"),
    [
        ("2023-07-01T00:59:59Z", ""),
        ("2023-06-30T01:00:00Z", ""),
        ("2023-06-30T00:59:59Z", "clock-behind"),
        ("2013-07-01T01:00:00Z", "clock-behind"),
        ("1969-12-31T23:59:59Z", "clock-behind"),
        ("2038-01-19T03:14:08Z", "clock-ahead"),
    ],
)
def test_a_clock_set_back_or_ahead_decides_nothing(town, back, refused):
    """More than a day back or a quarter ahead is confirmed first; times never run back, and all verifies."""
    from workflow.storage.positions import Receipt

    town.add_procedures("so-tu-phap", "1.000001", "1.000002")
    town.seal()
    assert isinstance(town.propose("lan.bt", "1.000001"), Receipt)
    town.clock.now = back
    answer = town.propose("lan.bt", "1.000002")
    if refused:
        assert [reason.code for reason in answer.reasons] == [refused]
        town.as_("hanh.nt").perform("register.clock", [("register/1", {"clock": back})])
        answer = town.propose("lan.bt", "1.000002")
    assert isinstance(answer, Receipt)
    times = [one.recorded_at for one in town.store.entries()]
    assert times == sorted(times)
    assert town.findings() == []


def test_too_little_memory(runner, bench):
    """With less and less room (RLIMIT_AS) a command ends in a documented way and does all or nothing."""
    count = Count()
    for name in ("propose", "receive several", "import apply", "seal"):
        case = bench.cases[name]
        for kilobytes in (0, 16, 64, 256, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384):
            folder = bench.fresh(case)
            done = runner(case.argv, folder, limits={"AS": kilobytes * 1024})
            # A library written in Rust ends the process where it gets no memory: nothing we can tell.
            ended = done.code == -6 and "memory allocation of" in done.err
            # Where not even a line can be built, the exit code alone tells.
            ended = ended or (done.code == 8 and not done.err)
            wrong = "" if ended else three_lines(done)
            if wrong:
                count.said.append(f"{name} {kilobytes} kB: {wrong}: {done.err[-600:]}")
            count.judge(case, folder, f"{kilobytes} kB", acknowledged=case.acknowledged(done))
            count.note(f"exit {done.code}")
    record(
        "P33",
        "RLIMIT_AS, 4 commands x 13",
        count.points,
        len(count.lost),
        len(count.half),
        more=json.dumps(count.kinds),
    )
    assert count.faults == []
    assert count.kinds.get("exit 8"), "the canary: no step was tight enough"
