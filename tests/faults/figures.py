"""The tally of the fault tests: one row a test, printed as a table by `python -m tests.faults`."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import NamedTuple


class Figure(NamedTuple):
    """The count and findings of one test. `canary`: the check that caught the broken variant, or ""."""

    promise: str
    test: str
    points: int
    lost: int
    half: int
    canary: str = ""
    more: str = ""


HEADS = ("Promise", "Test", "Points", "Lost", "Half", "Canary caught", "More")


def record(
    promise: str, test: str, points: int, lost: int, half: int, canary: str = "", more: str = ""
) -> None:
    """Add a row to the file that `TINHGON_TALLY` names, if it does."""
    place = os.environ.get("TINHGON_TALLY")
    if place:
        with open(place, "a", encoding="utf-8") as file:
            file.write(json.dumps([promise, test, points, lost, half, canary, more]) + "\n")


def table(rows: Sequence[Figure]) -> str:
    """The rows as a Markdown table, by promise."""

    def order(row: Figure) -> tuple[int, str]:
        return int("".join(filter(str.isdigit, row.promise)) or 0), row.test

    told = [HEADS, *(tuple(map(str, row)) for row in sorted(rows, key=order))]
    wide = [max(len(row[n]) for row in told) for n in range(len(HEADS))]
    lines = [
        "| " + " | ".join(cell.ljust(size) for cell, size in zip(row, wide, strict=True)) + " |"
        for row in told
    ]
    lines.insert(1, "|" + "|".join("-" * (size + 2) for size in wide) + "|")
    return "\n".join(lines)
