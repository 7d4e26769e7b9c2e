"""The rules that may refuse an act, one file for each noun; GUARDS has all of them by name.

Each docstring says the rule, then its source (an article, or rules of `data/rules.toml`, or the design of
the register where no law speaks), the reasons that it can give, and the acts that ask it. Tests hold these
parts to the code (`tests/guards/test_guard_docstrings.py`), and each reason to a case that a lawyer can read
(`tests/cases/guards.toml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.guards import (
    authority,
    cost_sheets,
    decisions,
    documents,
    implementation,
    inventory,
    programmes,
    proposals,
    review_plans,
    units,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workflow.decision import Guard

GUARDS: Mapping[str, Guard] = {
    name: guard
    for module in (
        proposals,
        authority,
        decisions,
        documents,
        implementation,
        cost_sheets,
        inventory,
        units,
        programmes,
        review_plans,
    )
    for name, guard in module.GUARDS.items()
}
