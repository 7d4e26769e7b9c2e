"""Measures durable acts a second beside a bare script and four libraries, with one writer and with eight.

    python3 -m venv .peers
    .peers/bin/pip install django-fsm-2 django-fsm-log eventsourcing dbos SpiffWorkflow 'psycopg[binary,pool]'
    python -m benchmarks.peers [--acts N] [--rounds N] [--writers N ...] [--database NAME]
        [--job NAME ...] [--peers PYTHON] [--json]

A sentence on each job is printed below the tables and stands in `peer_jobs.py`. All are equally durable;
the settings are read back: SQLite with journal_mode=DELETE and synchronous=EXTRA, PostgreSQL with synchronous_commit
and fsync on. A round is `bare`, `bare, signing` and the contender, one after the other; a ratio is
the contender's time for an act by theirs in the same round, and the median of the rounds counts,
after one that warms up. "bare, then" is what `bare` did in the rounds of that line: acts a second
of two lines cannot be compared, ratios can. Writers are processes; the time is from the line that
starts them all to the last acknowledgement, and only acknowledged acts count. Afterwards the log
must hold them all. On PostgreSQL scripts and acts take turns, because entries are chained in one order; a
library without an order of all acts lets them commit side by side.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bare import connect
from benchmarks.peer_jobs import JOBS
from tests.support.servers import postgres

BASES = ("bare", "bare, signing")
VERSIONS = """
import importlib.metadata, json, sys
held = {one.name.lower(): one.version for one in importlib.metadata.distributions()}
print(json.dumps([held.get(name.lower(), "") for name in sys.argv[1:]]))
"""


class Crew:
    """The writers of one job on one database, with the acts they have done and their errors."""

    def __init__(self, name: str, python: str, url: str, writers: int, subjects: int) -> None:
        self.name, self.url, self.next = name, url, 0
        self.done, self.errors = 0, Counter[str]()
        call = [python, "-m", "benchmarks.peer_jobs"]
        pipes: dict[str, Any] = {
            "cwd": ROOT,
            "text": True,
            "env": os.environ | {"PYTHONPATH": str(ROOT)},
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
        }
        made = subprocess.run([*call, "make", name, url, str(subjects)], check=False, **pipes)
        if made.returncode:
            raise RuntimeError(made.stderr.strip().splitlines()[-1])
        self.noise = pipes["stderr"] = tempfile.TemporaryFile("w+")  # noqa: SIM115 - till the end
        self.held = self.logged()
        self.writers = [
            subprocess.Popen([*call, "work", name, url, str(n)], stdin=subprocess.PIPE, **pipes)
            for n in range(1, writers + 1)
        ]

    def logged(self) -> int:
        log = JOBS[self.name].log
        with closing(connect(self.url)) as connection:
            return connection.execute(f"SELECT count(*) FROM {log}").fetchone()[0]

    def round(self, each: int) -> float:
        """Return the seconds for each acknowledged act, where every writer attempts `each` acts."""
        for writer in self.writers:
            self._tell(writer, json.dumps([self.next, self.next + each]))
            self.next += each
        assert all(self._hear(writer) == "ready" for writer in self.writers)
        start = time.monotonic()
        for writer in self.writers:
            self._tell(writer, "go")
        told = [json.loads(self._hear(writer)) for writer in self.writers]
        done = sum(one[0] for one in told)
        self.done += done
        for one in told:
            self.errors.update(one[2])
        if not done:
            raise RuntimeError(f"no act was acknowledged: {dict(self.errors)}")
        return (max(one[1] for one in told) - start) / done

    def faults(self) -> dict[str, Any]:
        """Return the acts that failed, by error, and how many acknowledged ones the log does not hold."""
        return {"errors": dict(self.errors), "lost": self.done - (self.logged() - self.held)}

    def close(self) -> None:
        for writer in self.writers:
            with suppress(OSError):
                writer.stdin.close()
            writer.wait()

    def _tell(self, writer: Any, line: str) -> None:
        with suppress(BrokenPipeError):  # it is gone: `_hear` knows why
            writer.stdin.write(line + "\n")
            writer.stdin.flush()

    def _hear(self, writer: Any) -> str:
        if line := writer.stdout.readline():
            return line.strip()
        self.noise.seek(0)
        raise RuntimeError((self.noise.read().splitlines() or ["a writer ended"])[-1])


def line(seconds: list[float], bare: list[float], signing: list[float]) -> dict[str, Any]:
    """Return the figures of one job from its rounds and those of both scripts, in seconds for each act."""
    ratios = [a / b for a, b in zip(seconds, bare, strict=True)]
    return {
        "acts_per_second": 1 / statistics.median(seconds),
        "bare_per_second": 1 / statistics.median(bare),
        "by_bare": statistics.median(ratios),
        "least": min(ratios),
        "most": max(ratios),
        "by_signing": statistics.median(a / b for a, b in zip(seconds, signing, strict=True)),
    }


def measure(
    fresh: Callable[[], str], writers: int, asked: argparse.Namespace, versions: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the figures of each job, on one database with so many writers."""
    each = max(1, asked.acts // writers)
    lines: dict[str, dict[str, Any]] = {name: {} for name in BASES}
    all_rounds: list[list[float]] = []

    def crew(name: str) -> Crew:
        python = asked.peers if JOBS[name].package else sys.executable
        turns = (asked.rounds + 1) * (len(asked.job) if name in BASES else 1)
        return Crew(name, python, fresh(), writers, each * writers * turns)

    with ExitStack() as stack:
        bases = [stack.enter_context(closing(crew(name))) for name in BASES]
        for name in asked.job:
            if versions.get(JOBS[name].package) == "":
                lines[name] = {"failed": "not installed"}
                continue
            print(f"{writers} x {name}", file=sys.stderr)
            try:
                with closing(crew(name)) as contender:
                    turns = [
                        [one.round(each) for one in (*bases, contender)] for _ in range(asked.rounds + 1)
                    ][1:]  # the first one warms up
                    bare, signing, ours = map(list, zip(*turns, strict=True))
                    lines[name] = line(ours, bare, signing) | contender.faults()
                    all_rounds += turns
            except RuntimeError as error:
                lines[name] = {"failed": str(error)}
        if all_rounds:
            bare, signing, _ = map(list, zip(*all_rounds, strict=True))
            for one, seconds in zip(bases, (bare, signing), strict=True):
                lines[one.name] = line(seconds, bare, signing) | one.faults()
    return lines


def installed(python: str) -> dict[str, str]:
    """Return the version of each package in the peers' environment, "" where it is not installed."""
    packages = [job.package for job in JOBS.values() if job.package]
    with suppress(OSError):
        told = subprocess.run([python, "-c", VERSIONS, *packages], capture_output=True, check=False)
        return dict(zip(packages, json.loads(told.stdout), strict=True))
    return dict.fromkeys(packages, "")


def show(database: str, writers: int, lines: dict[str, dict[str, Any]]) -> None:
    heads = ("acts/s", "bare, then", "x bare", "min-max", "x signing")
    print(f"\n{f'{database}, writers: {writers}':32}" + "".join(f"{head:>13}" for head in heads))
    for name, got in lines.items():
        if "by_bare" not in got:
            print(f"{name:32}  {got.get('failed', 'no rounds')}")
            continue
        span = f"{got['least']:.2f}-{got['most']:.2f}"
        print(
            f"{name:32}{got['acts_per_second']:13.0f}{got['bare_per_second']:13.0f}{got['by_bare']:13.2f}{span:>13}"
            f"{got['by_signing']:13.2f}"
            + "".join(f"  {what}: {got[what]}" for what in ("errors", "lost") if got[what])
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    contenders = [name for name in JOBS if name not in BASES]
    parser.add_argument("--acts", type=int, default=240, help="in a round, by all writers together")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--writers", type=int, nargs="+", default=[1, 8])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), help="only this one")
    parser.add_argument("--job", nargs="+", choices=contenders, default=contenders)
    parser.add_argument("--peers", default=str(ROOT / ".peers" / "bin" / "python"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    versions = installed(asked.peers)
    found = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        numbers = itertools.count()
        places = {"sqlite": lambda: str(folder / f"{next(numbers)}.db")}
        if asked.database != "sqlite":
            places["postgresql"] = stack.enter_context(postgres())
        for database in (asked.database,) if asked.database else tuple(places):
            for writers in asked.writers:
                lines = measure(places[database], writers, asked, versions)
                found += [
                    {"job": name, "database": database, "writers": writers, **got}
                    for name, got in lines.items()
                ]
                if not asked.json:
                    show(database, writers, lines)
    if asked.json:
        print(json.dumps({"versions": versions, "lines": found}, indent=1))
        return
    print(f"\n{asked.rounds} rounds of {asked.acts} acts; no peer signs or chains")
    for name in (*BASES, *asked.job):
        print(f"{name} {versions.get(JOBS[name].package, '')}".strip() + f": {JOBS[name].does}")


if __name__ == "__main__":
    main()
