"""Projects signed facts to the domain's rows, one file for each noun; nothing else writes these rows.

A projection copies what was signed and reads no clock, so that replay gives the same rows in memory
and in SQL, whenever it runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.projection import (
    cost_sheets,
    descriptions,
    inventory,
    past_acts,
    programmes,
    proposals,
    review_plans,
    units,
)
from procedures.rules.codes import current_subject

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows

_APPLY: dict[str, Apply] = {
    act: apply_act
    for module in (proposals, inventory, descriptions, cost_sheets, units, programmes, review_plans)
    for act, apply_act in module.APPLY.items()
}


def apply(fact: Fact, rows: Rows) -> None:
    """Project one fact of the domain: write the rows that its act changes."""
    here = fact._replace(subject=current_subject(fact.subject, rows))
    past_acts.keep_past_act(here, rows)
    _APPLY[fact.act](here, rows)
