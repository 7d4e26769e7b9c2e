"""Break one rule at a time: a worked case of that rule must notice.

`python -m tests.quality.breaks` takes every entry of `breaks.toml`, `python -m tests.quality.breaks R5 not-struck`
those of some rules: of counting, or guards by their names. Each break is made in a copy, never in place; a break that a case notices by a wrong
figure is caught, one that merely crashes is not. The exit code is 0 if all are caught, else 1.
"""

from __future__ import annotations

import argparse
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from procedures import guards
from procedures.guards import first_release
from procedures.terminal.tables import table
from tests.support.paths import ROOT
from workflow.identity import people_rules

COPIED = ("procedures", "workflow", "tests", "cli.py", "pyproject.toml")
FIGURES = "tests/rules/test_cases.py::test_the_figures_are_those_of_the_case"
REFUSALS = "tests/guards/test_guard_cases.py::test_the_act_is_refused_and_its_twin_recorded"


class Break(NamedTuple):
    """One line of a rule's source, and what to put in its place."""

    rule: str
    file: str
    old: str
    new: str
    why: str


class Run(NamedTuple):
    """The cases that were played, and those that failed: name and what pytest says of it."""

    cases: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    output: str


def rules() -> tuple[str, ...]:
    """The rules of counting by their ids, and the warning signs."""
    text = (ROOT / "procedures" / "data" / "rules.toml").read_text("utf-8")
    return tuple(tomllib.loads(text))


def guard_names() -> tuple[str, ...]:
    """Every guard that an act of today asks: those on procedures, then those on people."""
    today = [name for name in guards.GUARDS if name not in first_release.GUARDS]
    return (*today, *people_rules.GUARDS)


def entries() -> tuple[Break, ...]:
    """The committed list."""
    text = (ROOT / "tests" / "quality" / "breaks.toml").read_text("utf-8")
    return tuple(Break(**entry) for entry in tomllib.loads(text)["break"])


def main(argv: Sequence[str] | None = None) -> int:
    """Try the breaks of the rules named (all without a name) and print what caught them."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.breaks", description=__doc__)
    parser.add_argument("rule", nargs="*", help="only these rules")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time [2]")
    asked = parser.parse_args(argv)
    every = (*rules(), *guard_names())
    if strange := set(asked.rule) - set(every):
        parser.error(f"no such rule: {', '.join(sorted(strange))}")
    chosen = [entry for entry in entries() if not asked.rule or entry.rule in asked.rule]
    with tempfile.TemporaryDirectory(prefix="tinhgon-breaks-") as folder:
        copies: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(max(1, asked.jobs)):
            copies.put(copied(Path(folder) / str(number)))
        sound = play(copies, {entry.rule for entry in chosen})
        if sound.failed or not sound.cases:
            print(sound.output)
            print("the cases do not pass as they are; nothing was broken")
            return 1
        with ThreadPoolExecutor(max(1, asked.jobs)) as pool:
            runs = list(pool.map(lambda entry: play(copies, {entry.rule}, entry), chosen))
    caught = [noticed(run) for run in runs]
    rows = [
        (entry.rule, entry.file, entry.why, name or "NOT CAUGHT")
        for entry, name in zip(chosen, caught, strict=True)
    ]
    print(table(("Rule", "File", "Break", "Failing case"), rows), end="")
    for entry, run, name in zip(chosen, runs, caught, strict=True):
        if not name:
            print(f"\n{entry.rule} is not caught:\n{run.output}")
    missing = [rule for rule in (asked.rule or every) if rule not in {e.rule for e in chosen}]
    if missing:
        print(f"no break for: {', '.join(missing)}")
    print(f"{sum(map(bool, caught))} of {len(chosen)} caught by {len(sound.cases)} cases")
    return 0 if all(caught) and not missing else 1


def copied(place: Path) -> Path:
    """The parts of the project that the cases need, for one worker."""
    place.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, place / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, place / name)
    return place


def play(copies: queue.SimpleQueue[Path], of: set[str], entry: Break | None = None) -> Run:
    """Play the cases of some rules in a free copy, with one break made and undone, or none."""
    place = copies.get()
    try:
        if entry is None:
            return pytest_in(place, of)
        file = place / entry.file
        whole = file.read_text("utf-8")
        if whole.count(entry.old) != 1:
            return Run((), (), f"the line does not occur exactly once in {entry.file}")
        file.write_text(whole.replace(entry.old, entry.new), "utf-8")
        try:
            return pytest_in(place, of)
        finally:
            file.write_text(whole, "utf-8")
    finally:
        copies.put(place)


def pytest_in(place: Path, of: set[str]) -> Run:
    """Run the cases whose names begin with one of these rules, up to the first that fails."""
    report = place / "report.xml"
    report.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if "TINHGON" not in name} | {
        "TINHGON_CASES": "|".join(f"{rule} " for rule in sorted(of)),
        # A broken line may be as long as the old one and as young: compiled files would hide it.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    counting = of & set(rules())
    tests = [*([FIGURES] if counting else []), *([REFUSALS] if of - counting else [])]
    command = [sys.executable, "-m", "pytest", *tests, "-q", "-x", "-n0", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, f"--junitxml={report}"],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not report.exists():
        return Run((), (), done.stdout + done.stderr)
    played = [
        (name_of(case), case.find("failure"))
        for case in ET.parse(report).iter("testcase")
        if case.find("skipped") is None and "[" in case.get("name", "")
    ]
    failed = ((name, why.get("message", "")) for name, why in played if why is not None)
    return Run(tuple(name for name, _why in played), tuple(failed), done.stdout)


def name_of(case: ET.Element) -> str:
    """The name of a case; pytest writes what is not ASCII as escapes."""
    told = case.get("name", "").partition("[")[2].removesuffix("]")
    return told.encode("ascii", "backslashreplace").decode("unicode_escape")


def noticed(run: Run) -> str:
    """The case that failed because a figure is not what it says; "" where none did."""
    wrong = (name for name, why in run.failed if why.startswith(("AssertionError", "assert ")))
    return next(wrong, "")


if __name__ == "__main__":
    sys.exit(main())
