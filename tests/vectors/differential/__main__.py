"""`python -m tests.vectors.differential N [--seed S]`: N random bundles, three verifiers, one verdict.

The bundles are those of the seeds from S on; a seed makes the same bundle each time. Python and Node judge all,
the shell, which is slow, every fourth (`--shell 1`: all, `--shell 0`: none) and each on which the two differ. Ends
with 1 if there is a difference that is not by design (README.md); `--keep DIR` writes those bundles.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

from tests.vectors.differential.compare import Comparison, compare, counted, write
from tests.vectors.differential.mutations import mutated

BLOCK = 50  # bundles that one process of Node judges
COLUMNS = ("bundles", "good", "bad", "shell", "domain", "normal form", "different")


def main() -> int:
    """Compare, print the table of counts and each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--shell", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    start, found = time.monotonic(), []
    for one in _compared(options):
        found.append(one)
        if one.differs and not one.by_design:
            print(told(one), flush=True)
            if options.keep:
                write(options.keep / str(one.seed), mutated(one.seed))
    print(table(found))
    print(f"{len(found)} bundles, seeds {options.seed} to {options.seed + options.number - 1}, ", end="")
    print(f"{time.monotonic() - start:.0f} seconds, {options.workers} workers")
    return int(any(one.differs and not one.by_design for one in found))


def _compared(options: argparse.Namespace) -> Iterator[Comparison]:
    last = options.seed + options.number
    blocks = [(range(at, min(at + BLOCK, last)), options.shell) for at in range(options.seed, last, BLOCK)]
    with Pool(options.workers) as pool:
        for found in pool.imap(_block, blocks):
            yield from found


def _block(given: tuple[range, int]) -> list[Comparison]:
    return compare(*given)


def told(one: Comparison) -> str:
    """Return a line about a difference."""
    words = [
        f"{name} {said.word} ({said.said[:90]})" for name, said in zip(("python", "node", "shell"), one.asked)
    ]
    return f"seed {one.seed}: {one.label}: {'; '.join(words)}"


def table(found: list[Comparison]) -> str:
    """Return the counts of each group of changes, and of all."""
    counts = counted(found)
    every = counted([one._replace(group="all") for one in found])
    lines = [f"{'':12}" + "".join(f"{name:>13}" for name in COLUMNS)]
    for name, count in [*sorted(counts.items()), *every.items()]:
        lines.append(f"{name:12}" + "".join(f"{count[column]:13}" for column in COLUMNS))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
