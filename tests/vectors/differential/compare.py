"""Holds three verifiers against each other on many random bundles, and counts."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.vectors.differential import verifiers
from tests.vectors.differential.mutations import Mutated, mutated
from tests.vectors.differential.verifiers import BAD, GOOD, Verdict


class Comparison(NamedTuple):
    """The verdicts on the bundle of a seed; `shell` is None where it was not asked.

    `by_design`: why they may differ, "" if they may not.
    """

    seed: int
    group: str
    label: str
    python: Verdict
    node: Verdict
    shell: Verdict | None
    by_design: str

    @property
    def differs(self) -> bool:
        """Return True if not all that were asked said good, or all bad."""
        words = {one.word for one in self.asked}
        return words not in ({GOOD}, {BAD})

    @property
    def asked(self) -> tuple[Verdict, ...]:
        """Return the verdicts there are."""
        return (self.python, self.node, *((self.shell,) if self.shell else ()))


def compare(
    seeds: Iterable[int], every: int, program: Path = verifiers.NODE, only: str = ""
) -> list[Comparison]:
    """Judge the bundles of some seeds; the shell each whose seed `every` divides, and those the others differ on.

    `program`: the verifier for Node. `only`: one group of changes.
    """
    with tempfile.TemporaryDirectory(dir=_memory()) as place:
        made = {seed: mutated(seed, only) for seed in seeds}
        folders = {seed: write(Path(place) / str(seed), one) for seed, one in made.items()}
        told = dict(zip(folders, verifiers.node([*folders.values()], program), strict=True))
        return [_compared(seed, made[seed], folder, told[seed], every) for seed, folder in folders.items()]


def _compared(seed: int, made: Mutated, folder: Path, node: Verdict, every: int) -> Comparison:
    python = verifiers.python(folder)
    shell = verifiers.shell(folder) if every and (seed % every == 0 or node.word != python.word) else None
    shutil.rmtree(folder)
    others = [one.word for one in (node, shell) if one]
    why = ""
    if python.own and GOOD in others:
        why = "domain"
    elif shell and shell.word == GOOD and python.said.endswith("not-nfc") and node.word == BAD:
        why = "normal form"
    return Comparison(seed, made.group, made.label, python, node, shell, why)


def write(folder: Path, made: Mutated) -> Path:
    """Write a bundle into a folder of its own."""
    for name, data in made.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def _memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def counted(found: Iterable[Comparison]) -> dict[str, Counter[str]]:
    """Return for each group how many bundles there were, good and bad, asked of the shell, and different."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        count = counts.setdefault(one.group, Counter())
        count["bundles"] += 1
        count[one.python.word] += 1
        count["shell"] += one.shell is not None
        if one.differs:
            count[one.by_design or "different"] += 1
    return counts
