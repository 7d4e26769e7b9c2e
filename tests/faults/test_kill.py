"""kill -9 at every write, sync, truncate, rename and unlink of every writing command (P1, P5, P10)."""

from __future__ import annotations

import pytest

from tests.faults.figures import record
from tests.faults.harness import REGISTER, Count, storing

SAMPLE = 7  # points of a command in a push


def killed(runner, bench, case, point, **more):
    """A fresh folder in which a command was killed as it entered a call; how the command ended."""
    folder = bench.fresh(case)
    inject = ["-e", f"trace={point.name}", "-e", f"inject={point.name}:signal=KILL:when={point.number}"]
    return folder, runner(case.argv, folder, inject, **more)


def points(runner, bench, case, **more):
    """Every point at which a command can be killed: each call, and behind the last one."""
    made = storing(runner.calls(case.argv, bench.fresh(case), **more))
    assert made, case.name
    return made


def sample(rng, made, size):
    """The last points, where it is decided, and some of the others."""
    last = made[-5:]
    return last + rng.sample(made[:-5], max(0, min(len(made) - 5, size - len(last))))


def through(runner, bench, case, chosen, count, *, retry=True, **more):
    """Kill at each point, judge, do it again, judge again."""
    for point in chosen:
        folder, done = killed(runner, bench, case, point, **more)
        where = f"killed at {point.name} {point.number} ({point.words[-60:]})"
        if done.code != -9:
            count.note("not reached")
        found = count.judge(case, folder, where, acknowledged=case.acknowledged(done))
        if retry and found in {"none", "whole"}:
            again = runner(case.argv, folder, **more)
            right = again.code in (case.again | {0} if found == "whole" else {0})
            if not right or case.look(folder) != "whole":
                count.half.append(
                    f"{case.name} {where}: then again: exit {again.code}, {case.look(folder)}, {again.err[:300]}"
                )


NAMES = (
    "propose",
    "approve",
    "import apply",
    "receive",
    "receive several",
    "seal",
    "backup",
    "restore",
    "rebuild",
    "sign to a file",
    "init",
    "key new",
)


def test_kill_at_some_points(strace, runner, bench, rng):
    """Killed at sampled points of every writing command: whole or not at all, and once when repeated."""
    count = Count()
    for name in NAMES:
        case = bench.cases[name]
        through(runner, bench, case, sample(rng, points(runner, bench, case), SAMPLE), count)
    record(
        "P1",
        "kill -9, sampled points of 12 commands",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


@pytest.mark.full
def test_kill_at_every_point(strace, runner, bench):
    """The same at every point."""
    count = Count()
    for name in NAMES:
        case = bench.cases[name]
        through(runner, bench, case, points(runner, bench, case), count)
    record(
        "P1",
        "kill -9, every point of 12 commands",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


@pytest.mark.parametrize(
    ("weak", "name", "found"),
    [
        ("two-commits", "receive", "broken"),
        ("no-journal", "receive", "broken"),
        ("early-receipt", "receive", "lost"),
    ],
)
def test_the_kill_test_catches(strace, runner, bench, weak, name, found):
    """The canaries: an act in two transactions, a file without a journal, a receipt before the commit."""
    count, case = Count(), bench.cases[name]
    made = points(runner, bench, case, weak=weak)
    if weak == "no-journal":
        made = [point for point in made if point.name == "pwrite64"]
    if weak == "two-commits":
        made = [point for point in made if point.name in {"fdatasync", "unlink"}]
    through(runner, bench, case, made[-12:], count, retry=False, weak=weak)
    record("P1", f"canary {weak}", count.points, len(count.lost), len(count.half), f"{len(count.faults)}")
    assert getattr(count, found), count.kinds


def test_the_retry_test_catches_a_register_that_forgets_ids(strace, runner, bench):
    """The canary of P10: where an intent's id is not known again, the second receipt is not the first."""
    count, case = Count(), bench.cases["receive"]
    through(runner, bench, case, points(runner, bench, case, weak="no-ids")[-1:], count, weak="no-ids")
    record("P10", "canary no-ids", count.points, len(count.lost), len(count.half), f"{len(count.faults)}")
    assert count.faults


def crashed(runner, bench, case, point, name):
    """A folder with a hot journal, made by a kill, kept under a name of its own."""
    folder, _ = killed(runner, bench, case, point)
    kept = folder.with_name(name)
    folder.rename(kept)
    return kept if (kept / f"{REGISTER}-journal").exists() else None


def recovering(runner, bench, first, second):
    """Kill a command, then kill the next one in the middle of the recovery; judge at last."""
    import shutil

    count, case = Count(), bench.cases["receive several"]
    calls = storing(runner.calls(case.argv, bench.fresh(case)))
    writes = [call for call in calls if call.name in {"pwrite64", "fdatasync", "unlink"}]
    hot = list(writes[next(n for n, call in enumerate(writes) if call.name == "fdatasync") :])
    for n, point in enumerate(hot[:: max(1, len(hot) // first)]):
        kept = crashed(runner, bench, case, point, f"hot{n}")
        if kept is None:
            continue
        reader = ("register", "info", "--json")
        again = kept.with_name("again")
        shutil.copytree(kept, again)
        made = storing(runner.calls(reader, again))
        shutil.rmtree(again)
        for inner in made[:: max(1, len(made) // second)]:
            shutil.copytree(kept, again)
            inject = ["-e", f"inject={inner.name}:signal=KILL:when={inner.number}"]
            runner(reader, again, inject)
            count.judge(
                case,
                again,
                f"{point.name} {point.number}, then {inner.name} {inner.number}",
                acknowledged=False,
            )
            shutil.rmtree(again)
        shutil.rmtree(kept)
    return count


def test_killed_in_the_recovery(strace, runner, bench):
    """A crash while a crash is being repaired does no harm."""
    count = recovering(runner, bench, 5, 8)
    record(
        "P5",
        "kill -9 in the recovery from a kill",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []
    assert count.points >= 20


@pytest.mark.full
def test_killed_in_every_recovery(strace, runner, bench):
    """The same for every crash point and every call of its recovery."""
    count = recovering(runner, bench, 1000, 1000)
    record(
        "P5",
        "kill -9 in every recovery from every kill",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


def test_the_recovery_test_catches_a_lost_journal(strace, runner, bench):
    """The canary of P5: without the hot journal the same folder is broken."""
    count, case = Count(), bench.cases["receive several"]
    calls = storing(runner.calls(case.argv, bench.fresh(case)))
    writes = [call for call in calls if call.name == "pwrite64"]
    for n, point in enumerate(writes[-6:]):
        kept = crashed(runner, bench, case, point, f"lost{n}")
        (kept / f"{REGISTER}-journal").unlink()
        count.judge(case, kept, "without its journal", acknowledged=False)
    record(
        "P5",
        "canary: the hot journal is removed",
        count.points,
        len(count.lost),
        len(count.half),
        f"{len(count.broken)}",
    )
    assert count.broken
