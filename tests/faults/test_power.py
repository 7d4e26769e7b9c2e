"""Power failures: whatever part of the unsynced writes a disk kept, the register is whole (P2)."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from tests.faults.figures import record
from tests.faults.harness import Count
from tests.faults.images import TRACED, events, images

NAMES = (
    "propose",
    "receive",
    "receive several",
    "import apply",
    "seal",
    "backup",
    "restore",
    "rebuild",
    "sign to a file",
    "init",
    "key new",
)


def recorded(runner, bench, case, **more):
    """The files before a command, its events, and behind which of them it had acknowledged."""
    folder = bench.fresh(case)
    before = {
        str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    done = runner(
        case.argv, folder, ["-xx", "-y", "-s", "9999999", "-e", f"trace={','.join(TRACED)}"], **more
    )
    assert done.code == 0, done
    made = events(done.trace, folder)
    told = [n for n, event in enumerate(made, 1) if event.kind == "say" and case.told.encode() in event.data]
    assert told, case.name
    return before, made, told[0]


def fail_power(runner, bench, case, rng, each, count, **more):
    """Judge every image of one command."""
    before, made, told = recorded(runner, bench, case, **more)
    folder, known = bench.folder / "image", {}
    for image in images(before, made, rng, each):
        last = made[image.at - 1] if image.at else None
        where = f"power lost behind event {image.at} of {len(made)} ({last and (last.kind, last.path)}, {image.how})"
        told_already = image.at >= told
        # What was dropped leaves the same image as what was never written: judge it once.
        key = (
            told_already,
            hashlib.sha256(repr(sorted((n, hash(d)) for n, d in image.files.items())).encode()).digest(),
        )
        if known.get(key):
            count.points += 1
            count.note(known[key])
            continue
        shutil.rmtree(folder, ignore_errors=True)
        for name, data in image.files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            if "keys/" in name:
                place.chmod(0o600)
        faults = len(count.faults)
        found = count.judge(case, folder, where, acknowledged=told_already)
        known[key] = found if len(count.faults) == faults else ""


def test_power_failures(strace, runner, bench, rng):
    """Thousands of images of eleven commands: each opens and verifies, nothing acknowledged is missing."""
    count = Count()
    for name in NAMES:
        fail_power(runner, bench, bench.cases[name], rng, 2 if name != "rebuild" else 1, count)
    record(
        "P2",
        "power-loss images of 11 commands",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []
    assert count.points > 2000


@pytest.mark.full
@pytest.mark.parametrize("name", NAMES)
def test_many_power_failures(strace, runner, bench, rng, name):
    """The same, tens of thousands."""
    count = Count()
    fail_power(runner, bench, bench.cases[name], rng, 60, count)
    record(
        "P2",
        f"power-loss images: {name}",
        count.points,
        len(count.lost),
        len(count.half),
        more=str(count.kinds),
    )
    assert count.faults == []


@pytest.mark.parametrize(
    ("weak", "name", "found"),
    [
        ("sync-off", "receive", "lost"),
        ("sync-full", "receive", "lost"),
        ("no-fsync", "sign to a file", "lost"),
        ("no-fsync", "init", "lost"),
    ],
)
def test_the_power_test_catches(strace, runner, bench, rng, weak, name, found):
    """The canaries: synchronous OFF, synchronous FULL with DELETE, files and keys without a sync."""
    count = Count()
    fail_power(runner, bench, bench.cases[name], rng, 2, count, weak=weak)
    told = f"{len(count.lost)} lost, {len(count.broken)} broken, {len(count.half)} half"
    record("P2", f"canary {weak}, {name}", count.points, len(count.lost), len(count.half), told)
    assert getattr(count, found), count.kinds
    assert count.raised == []  # even of a torn file `audit verify` tells what it finds
