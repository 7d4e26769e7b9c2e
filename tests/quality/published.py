"""Published figures worked out again: `python -m tests.quality.published` prints each beside what was printed.

The figures stand in `tests/cases/published.toml`; a case with an `id` is one that somebody published.
"""

from __future__ import annotations

import sys
import tomllib
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from procedures.terminal import tables
from procedures.wording import formats, language
from tests.support.paths import ROOT

FILE = ROOT / "tests" / "cases" / "published.toml"
HEADS = ("id", "what", "part / whole", "recomputed", "published", "verdict")


def cases() -> list[dict[str, Any]]:
    """The published figures, in the order of the file; the rest of the file are rules."""
    return [case for case in tomllib.loads(FILE.read_text("utf-8"))["case"] if "id" in case]


def verdict(case: dict[str, Any]) -> str:
    """Classify a published figure: reproduced, truncated, or irreproducible."""
    if not case.get("whole_published", True) or sum(case.get("parts", [case["part"]])) != case["part"]:
        return "irreproducible"
    found = []
    if "published" in case:
        said = Decimal(case["published"].rstrip("%").replace(",", "."))
        found.append(_outcome(Decimal(100 * case["part"]) / Decimal(case["whole"]), said))
    if "saving" in case:
        unit = Decimal(case.get("saving_unit", 1))
        saved = Decimal(case["before"] - case["after"])
        found.append(_outcome(saved / unit, Decimal(case["saving"]) / unit))
    return max(found, key=("reproduced", "truncated", "irreproducible").index, default="reproduced")


def row(case: dict[str, Any]) -> tuple[str, ...]:
    """One line of the table, figures as the program shows them."""
    part, whole = formats.count(case["part"]), formats.count(case["whole"])
    if "before" in case:
        figures = f"{formats.dong(case['before'])} → {formats.dong(case['after'])}"
    else:
        figures = f"{part} / {whole if case.get('whole_published', True) else f'? ({whole})'}"
    said = case.get("published", "")
    if not said:
        said = formats.dong(case["saving"]) if "saving" in case else part
    shown = formats.percent(case["part"], case["whole"])
    return (case["id"], case["what"], figures, shown, said, verdict(case))


def _outcome(exact: Decimal, said: Decimal) -> str:
    """A figure at its own precision, against the exact one."""
    if exact.quantize(said, ROUND_HALF_UP) == said:
        return "reproduced"
    return "truncated" if exact.quantize(said, ROUND_DOWN) == said else "irreproducible"


def main() -> None:
    """Print the table."""
    language.use("vi")
    sys.stdout.write(tables.table(HEADS, [row(case) for case in cases()], right="llrrr") + "\n")
    sys.stdout.write(tables.table(("id", "why"), [(case["id"], case["why"]) for case in cases()]))


if __name__ == "__main__":
    main()
