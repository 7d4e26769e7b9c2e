"""The rules that may refuse an act, one file for each noun; GUARDS has all of them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.guards import (
    cost_sheets,
    decisions,
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
        decisions,
        implementation,
        cost_sheets,
        inventory,
        units,
        programmes,
        review_plans,
    )
    for name, guard in module.GUARDS.items()
}
