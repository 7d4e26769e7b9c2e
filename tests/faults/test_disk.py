"""Disks that fail or are full: exit 8 in three lines, and the register whole (P3, P4)."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from tests.faults.figures import record
from tests.faults.harness import REGISTER, Count, three_lines

COMMANDS = (
    "propose",
    "receive several",
    "import apply",
    "seal",
    "backup",
    "restore",
    "sign to a file",
    "init",
    "key new",
)
WRITES = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "rename", "link", "openat", "mkdir")
READS = ("pread64", "newfstatat", "fcntl")
ENDINGS = {0, 8}


def fail_calls(runner, bench, name, call, error, numbers, count, *, on=False, **more):
    """Let the n-th call fail (and all after it with `on`) for each n, until the command runs clean."""
    case = bench.cases[name]
    for number in numbers:
        folder = bench.fresh(case)
        # Only calls on this folder: a register's disk may fail while the program's does not.
        when = f"{number}+" if on else str(number)
        done = runner(
            case.argv,
            folder,
            ["-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={when}", *_only(folder, call)],
            **more,
        )
        if "(INJECTED)" not in done.trace:
            return
        where = f"{error} at {call} {when}"
        wrong = three_lines(done)
        if wrong or done.code not in endings(name):
            count.said.append(f"{name} {where}: {wrong or done.code}: {done.err[-500:]}")
        found = count.judge(case, folder, where, acknowledged=case.acknowledged(done))
        # Never "unknown" where it can be looked up, never "failed" where it was done.
        unsure = "TG-121" in done.err
        count.note("unknown" if unsure else f"exit {done.code}")
        if (
            done.code
            and found == "whole"
            and not unsure
            and name not in {"backup", "sign to a file", "key new", "init", "restore"}
        ):
            count.half.append(f"{name} {where}: exit {done.code}, but recorded: {done.err[-300:]}")


def endings(name):
    """Return the exit codes allowed when a call fails: done, a storage fault, or a key out of reach."""
    return (
        ENDINGS | {4, 5}
        if name in {"init", "key new", "propose", "seal", "restore", "sign to a file", "import apply"}
        else ENDINGS | {5}
    )


def _only(folder, call):
    files = [
        folder,
        *(
            folder / one
            for one in (
                REGISTER,
                f"{REGISTER}-journal",
                f"{REGISTER}.part",
                f"{REGISTER}.part-journal",
                f"{REGISTER}.replaced",
                "old.db",
                "copy.db",
                "copy.db.part",
                "copy.db.part-journal",
                "act.json",
                "act.json.part",
                "new.db",
                "new.db-journal",
                "new.keys",
                "tinhgon.keys",
            )
        ),
    ]
    names = [str(one) for one in files] + [os.path.relpath(one, folder) for one in files[1:]]
    keys = [
        f"{where}/{one}{end}"
        for where in ("new.keys", "tinhgon.keys", str(folder / "new.keys"), str(folder / "tinhgon.keys"))
        for one in ("a.b", "c.d", "new.p")
        for end in ("", ".pub", ".part", ".pub.part")
    ]
    return [word for name in (*names, *keys) for word in ("-P", name)]


def test_calls_that_fail_once(strace, runner, bench, rng):
    """EIO and ENOSPC at sampled calls of nine commands: told in three lines, nothing half done."""
    count = Count()
    for name in COMMANDS:
        for call in WRITES:
            error = rng.choice(("EIO", "ENOSPC"))
            fail_calls(runner, bench, name, call, error, (rng.randint(1, 5),), count)
        fail_calls(runner, bench, name, "pread64", "EIO", (rng.randint(1, 20),), count)
    record(
        "P3",
        "a failing call, sampled, 9 commands",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []
    assert count.points >= 30


@pytest.mark.full
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("on", [False, True], ids=["once", "for good"])
def test_every_call_fails(strace, runner, bench, name, on):
    """EIO and ENOSPC at the n-th call, n = 1, 2, 3 ... until the command runs clean, once and for good."""
    count = Count()
    for call in (*WRITES, *READS):
        for error in ("EIO",) if call in READS else ("EIO", "ENOSPC"):
            fail_calls(runner, bench, name, call, error, range(1, 400), count, on=on)
    record(
        "P3",
        f"every call fails {'for good' if on else 'once'}: {name}",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


def test_an_error_after_the_commit_is_looked_up(strace, runner, bench):
    """EIO as the folder is synced behind the commit: the register is asked, and the answer is a receipt."""
    case = bench.cases["receive"]
    folder = bench.fresh(case)
    inject = ["-y", "-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO:when=5"]
    done = runner(case.argv, folder, inject)
    assert f"{folder}>) = -1 EIO" in done.trace, done.trace
    assert (done.code, case.look(folder)) == (0, "whole")


@pytest.mark.parametrize(("weak", "found"), [("no-door", "said"), ("no-asking", "half")])
def test_the_disk_test_catches(strace, runner, bench, weak, found):
    """The canaries: errors that are not told in our words, an error at the commit that is believed."""
    count = Count()
    fail_calls(runner, bench, "receive several", "fdatasync", "EIO", range(1, 9), count, weak=weak)
    record("P3", f"canary {weak}", count.points, len(count.lost), len(count.half), f"{len(count.faults)}")
    assert getattr(count, found), count.faults


@contextmanager
def small_disk(folder, kilobytes):
    """A file system of its own with so much room; None where this user may not mount one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], capture_output=True
    )
    try:
        yield folder if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    "name", ["propose", "receive several", "import apply", "backup", "restore", "sign to a file", "init"]
)
def test_a_disk_without_room(runner, bench, tmp_path, name):
    """A disk that is really full: exit 8, nothing lost, and done as soon as there is room."""
    case, count = bench.cases[name], Count()
    source = bench.fresh(case)
    size = sum(path.stat().st_size for path in source.rglob("*")) // 1024
    with small_disk(tmp_path / "small", size + 400) as disk:
        if disk is None:
            pytest.skip("no right to mount; test_a_file_that_may_not_grow does the same with a limit")
        folder = disk / "work"
        shutil.copytree(source, folder)
        ballast = disk / "ballast"
        with open(ballast, "wb", buffering=0) as file:
            while True:
                try:
                    file.write(bytes(4096))
                except OSError:
                    break
        done = runner(case.argv, folder)
        assert (done.code, three_lines(done)) == (8, ""), done
        count.judge(case, folder, "full", acknowledged=False)
        assert count.faults == []
        assert case.look(folder) == "none"
        ballast.unlink()
        assert runner(case.argv, folder).code == 0
        assert case.look(folder) == "whole"
    record("P4", f"full tmpfs: {name}", count.points, len(count.lost), len(count.half))


def test_a_file_that_may_not_grow(runner, bench):
    """The same by a limit on the size of files (ulimit -f), in steps from nothing."""
    count = Count()
    size = (bench.folder / "open" / REGISTER).stat().st_size
    for name in ("propose", "import apply", "backup", "restore", "sign to a file", "init"):
        case = bench.cases[name]
        for limit in (0, 512, 8192, size // 2, size):
            folder = bench.fresh(case)
            out = {"stdout": "/dev/null", "stderr": "/dev/null"} if not limit else {}
            done = runner(case.argv, folder, limits={"FSIZE": limit}, **out)
            if done.code not in endings(name) or "Traceback" in done.err:
                count.said.append(f"{name} {limit}: {done}")
            count.judge(case, folder, f"files up to {limit}", acknowledged=done.code == 0)
    record(
        "P4",
        "RLIMIT_FSIZE, 6 commands x 5",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


def test_the_full_disk_test_catches_a_judge_that_sees_nothing(runner, bench):
    """The canary of P4: with the end of the file cut off the same judge says so."""
    count, case = Count(), bench.cases["propose"]
    folder = bench.fresh(case)
    assert runner(case.argv, folder).code == 0
    with open(folder / REGISTER, "r+b") as file:
        file.truncate(os.path.getsize(folder / REGISTER) // 2)
    count.judge(case, folder, "cut", acknowledged=True)
    record(
        "P4",
        "canary: half the file is gone",
        count.points,
        len(count.lost),
        len(count.half),
        f"{len(count.faults)}",
    )
    assert count.broken
