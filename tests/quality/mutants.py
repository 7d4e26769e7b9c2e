"""Change the source in one place at a time (mutmut does it): a test must notice.

`python -m tests.quality.mutants decision cost` takes these areas, without a name all of them; `--sample 400
--seed 1` takes so many mutants of each, drawn by a seed. Everything happens in a copy. Survivors are
printed with their place, but for those in `mutants.toml`: they mean the same as the original, and
say why. The exit code is 0 if at least 90 % of the others are killed in every area, else 1.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.terminal.tables import table
from tests.quality.breaks import copied
from tests.support.paths import ROOT

ENOUGH = 90  # per cent
_KILLED = frozenset({1, 3})  # what pytest says when a test, or pytest itself, breaks
_OUT_OF_TIME = frozenset({24, -24, 36, 152, 255})  # and these when a mutant never ends
_MEMORY = 3 * 2**30  # of one mutant: some would take all there is
_DIFFS = """
import json, sys
from mutmut.mutation.diff_apply import get_diff_for_mutant
print(json.dumps([get_diff_for_mutant(name) for name in sys.argv[1:]]))
"""


class Area(NamedTuple):
    """An area of the program: its files by patterns, and the quick tests that must notice a change.

    `without`: tests of those files that take seconds, by a part of their names.
    """

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    without: tuple[str, ...] = ()


CASES = "tests/rules/test_cases.py"
REFUSALS = ("tests/guards/test_guard_cases.py", "tests/guards/test_without_a_body.py")
FORMAT = "tests/engine/test_journal_format.py"
READERS = (
    "tests/intake/test_cell_rules.py",
    "tests/intake/test_corpus_read.py",
    "tests/intake/test_csv_lists.py",
    "tests/intake/test_forms.py",
    "tests/intake/test_list_formats.py",
    "tests/intake/test_owner_rules.py",
    "tests/intake/test_portal_list.py",
    "tests/spreadsheets/test_legacy_text.py",
    "tests/spreadsheets/test_ods.py",
    "tests/spreadsheets/test_xls.py",
    "tests/spreadsheets/test_xls_records.py",
    "tests/spreadsheets/test_xlsx_parts.py",
    "tests/spreadsheets/test_zip_guard.py",
)
AREAS = {
    "decision": Area(("workflow/decision.py",), ("tests/engine/test_decision.py",)),
    "journal": Area(
        (
            "workflow/journal/intents.py",
            "workflow/journal/entries.py",
            "workflow/journal/strict_json.py",
            "workflow/journal/intent_files.py",
        ),
        (FORMAT, "tests/engine/test_journal.py"),
    ),
    "cost": Area(
        ("procedures/rules/compliance_cost.py", "procedures/rules/sheet_comparison.py"),
        ("tests/rules/test_compliance_cost.py", CASES),
    ),
    "assessment": Area(
        ("procedures/rules/verdict.py", "procedures/rules/new_burden.py"),
        ("tests/rules/test_verdict.py", CASES),
    ),
    "baseline": Area(("procedures/rules/baseline.py",), ("tests/rules/test_baseline.py", CASES)),
    "tally": Area(("procedures/rules/tally.py",), ("tests/rules/test_verdict.py", CASES)),
    "guards": Area(("procedures/guards/*.py",), REFUSALS),
    "people": Area(("workflow/identity/people_rules.py",), (*REFUSALS, "tests/engine/test_people_rules.py")),
    "projection": Area(("procedures/projection/*.py",), ("tests/projection/test_projection.py", CASES)),
    "intake": Area(
        ("procedures/intake/*.py", "procedures/spreadsheets/*.py"),
        READERS,
        (
            "endless",
            "ten_thousand_rows",
            "whatever",
            "too_many_parts",
            "counted_together",
            "used_often",
            "lazy",
        ),
    ),
}


class Same(NamedTuple):
    """A change that no behaviour can tell, and why. `old`, `new`: the line before and after."""

    file: str
    old: str
    new: str
    why: str


class Mutant(NamedTuple):
    """One change that no test noticed."""

    file: str
    line: int
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}\n  - {self.old}\n  + {self.new}"


class Hunt(NamedTuple):
    """The outcome of one area."""

    made: int
    tried: int
    killed: int
    survivors: tuple[Mutant, ...]
    alike: tuple[Mutant, ...]

    @property
    def percent(self) -> float:
        """Killed ones of those that can be told apart."""
        return 100 * self.killed / max(1, self.tried - len(self.alike))

    def __str__(self) -> str:
        """The percentage; of a sample also where that of all lies, 19 times of 20 (Wilson)."""
        if self.tried == self.made:
            return f"{self.percent:.1f} %"
        count, part, z = max(1, self.tried - len(self.alike)), self.percent / 100, 1.96
        middle = part + z * z / (2 * count)
        reach = z * math.sqrt(part * (1 - part) / count + (z / (2 * count)) ** 2)
        low, high = (100 * (middle + way * reach) / (1 + z * z / count) for way in (-1, 1))
        return f"{self.percent:.1f} % ({low:.1f} to {high:.1f} %)"


def equivalents() -> tuple[Same, ...]:
    """The committed list."""
    text = (ROOT / "tests" / "quality" / "mutants.toml").read_text("utf-8")
    return tuple(Same(**entry) for entry in tomllib.loads(text)["same"])


def main(argv: Sequence[str] | None = None) -> int:
    """Hunt in the areas named, print the survivors of each, and the figures of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.mutants", description=__doc__)
    parser.add_argument("area", nargs="*", help=f"of {', '.join(AREAS)} [all]")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each area [all]")
    parser.add_argument("--seed", type=int, default=1, help="of the sample [1]")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time [2]")
    asked = parser.parse_args(argv)
    if strange := set(asked.area) - set(AREAS):
        parser.error(f"no such area: {', '.join(sorted(strange))}")
    found = {}
    for name in asked.area or AREAS:
        with tempfile.TemporaryDirectory(prefix="tinhgon-mutants-") as folder:
            place = copied(Path(folder) / "copy")
            found[name] = hunt(place, AREAS[name], asked.sample, asked.seed, asked.jobs)
        print(*found[name].survivors, sep="\n", end="\n\n", flush=True)
    rows = [
        (
            name,
            str(one.made),
            str(one.tried),
            str(one.killed),
            str(len(one.survivors)),
            str(len(one.alike)),
            str(one),
        )
        for name, one in found.items()
    ]
    heads = ("Area", "Mutants", "Tried", "Killed", "Survived", "Equivalent", "Killed of others")
    print(table(heads, rows), end="")
    return 0 if all(one.percent >= ENOUGH for one in found.values()) else 1


def hunt(place: Path, area: Area, sample: int = 0, seed: int = 1, jobs: int = 2) -> Hunt:
    """Try the mutants of an area in a copy of the tree, all of them or a sample."""
    (place / "setup.cfg").write_text(_settings(area), "utf-8")
    run = ("-m", "mutmut", "run", "--max-children", str(jobs))
    said = _python(place, *run, *(["none"] if sample else []))  # which makes them, and tries none
    made = names = sorted(_codes(place))
    if sample:
        names = random.Random(seed).sample(made, min(sample, len(made)))
        said = _python(place, *run, *names) if names else said
    codes = {name: _codes(place)[name] for name in names}
    if not codes or None in codes.values():
        raise RuntimeError(said[-4000:])
    left = [name for name, code in codes.items() if code not in _KILLED | _OUT_OF_TIME]
    diffs = json.loads(_python(place, "-c", _DIFFS, *left)) if left else []
    survivors = [_described(place, name, diff) for name, diff in zip(left, diffs, strict=True)]
    known = {(one.file, one.old, one.new) for one in equivalents()}
    alike = [one for one in survivors if (one.file, one.old, one.new) in known]
    others = tuple(sorted(one for one in survivors if one not in alike))
    return Hunt(len(made), len(names), len(names) - len(left), others, tuple(alike))


def _settings(area: Area) -> str:
    slow = " and ".join(f"not {part}" for part in area.without)
    packages = sorted({source.partition("/")[0] for source in area.sources})
    lists = {
        "source_paths": packages,
        "only_mutate": area.sources,
        "also_copy": ("procedures", "workflow", "cli.py"),
        # Examples by rule, not by chance, and without limits of time: a slow machine kills nothing.
        "pytest_add_cli_args": ("-n0", "--hypothesis-profile=ci", "-k", slow or "test"),
        "pytest_add_cli_args_test_selection": area.tests,
    }
    lines = [f"{name} =\n" + "".join(f"    {one}\n" for one in of) for name, of in lists.items()]
    return "[mutmut]\ntimeout_multiplier = 5\ntimeout_constant = 2\n" + "".join(lines)


def _python(place: Path, *words: str) -> str:
    """Run a Python in the copy, within a limit of memory, and return its output."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))

    environment = {name: value for name, value in os.environ.items() if "TINHGON" not in name}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=place,
        env=environment,
        text=True,
        encoding="utf-8",
        capture_output=True,
        check=False,
        preexec_fn=limited,
    )
    return done.stdout + done.stderr


def _codes(place: Path) -> dict[str, int | None]:
    """Exit codes by the names of mutants, None for those not tried."""
    every: dict[str, int | None] = {}
    for path in (place / "mutants").rglob("*.meta"):
        every |= json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return every


def _described(place: Path, name: str, diff: str) -> Mutant:
    """Name the place of a mutant; the lines of a difference are numbered from the head of the function."""
    _, file, hunk, *rest = diff.splitlines()
    gone, come = ([line[1:] for line in rest if line[0] == sign] for sign in "-+")
    path = file.removeprefix("+++ ").strip()
    lines = (place / path).read_text("utf-8").splitlines()
    first, last = _span("\n".join(lines), name)
    near = first + int(hunk.split(",")[0].removeprefix("@@ -")) + 2
    there = [n for n in range(first, last + 1) if lines[n - 1 : n - 1 + len(gone)] == gone]
    line = min(there, key=lambda number: abs(number - near), default=first)
    return Mutant(path, line, told(gone), told(come))


def told(lines: list[str]) -> str:
    """Lines as one, without remarks at their ends."""
    return " ".join(line.partition("  # ")[0].strip() for line in lines)


def _span(source: str, name: str) -> tuple[int, int]:
    """First and last line of the function that a mutant is named after: `x_f`, or `xǁClassǁf`."""
    key = name.rpartition(".")[2].partition("__mutmut_")[0]
    nodes: list[ast.stmt] = ast.parse(source).body
    for word in key.split("ǁ")[1:] or [key.removeprefix("x_")]:
        node = next(
            one for one in nodes if isinstance(one, ast.ClassDef | ast.FunctionDef) and one.name == word
        )
        nodes = node.body
    return node.lineno, node.end_lineno or node.lineno


if __name__ == "__main__":
    sys.exit(main())
