"""The rules that may refuse an act, one file for each noun; GUARDS has all of them by name.

Each docstring says the rule, then its source (an article, or rules of `data/rules.toml`, or the design of
the register where no law speaks), the reasons that it can give, and the acts that ask it. Tests hold these
parts to the code (`tests/guards/test_guard_docstrings.py`), and each reason to a case that a lawyer can read
(`tests/cases/guards.toml`).
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from procedures.guards import (
    authority,
    cost_sheets,
    decisions,
    descriptions,
    documents,
    first_release,
    implementation,
    inventory,
    programmes,
    proposals,
    review_plans,
    units,
)
from procedures.rules.codes import current_subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workflow.decision import DecisionContext, Guard, Reason


def _by_code_of_today(guard: Guard) -> Guard:
    """Return a guard that reads the rows of a procedure under its code of today (R4: recode)."""

    @wraps(guard)
    def ask(ctx: DecisionContext) -> Iterator[Reason]:
        return guard(ctx._replace(subject=current_subject(ctx.subject, ctx.rows)))

    return ask


GUARDS: Mapping[str, Guard] = {
    name: _by_code_of_today(guard)
    for module in (
        proposals,
        authority,
        decisions,
        documents,
        implementation,
        first_release,
        cost_sheets,
        inventory,
        descriptions,
        units,
        programmes,
        review_plans,
    )
    for name, guard in module.GUARDS.items()
}
