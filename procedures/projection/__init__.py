"""What each act changes in the domain's rows, one file for each noun: the only author of these rows.

Everything comes from the signed fact, the same in memory and on SQL; nothing is computed that was not
signed, and no clock is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.projection import cost_sheets, inventory, programmes, proposals, review_plans, units

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows

_APPLY: dict[str, Apply] = {
    act: apply_act
    for module in (proposals, inventory, cost_sheets, units, programmes, review_plans)
    for act, apply_act in module.APPLY.items()
}


def apply(fact: Fact, rows: Rows) -> None:
    """Project one fact of the domain: write the rows that its act changes."""
    _APPLY[fact.act](fact, rows)
