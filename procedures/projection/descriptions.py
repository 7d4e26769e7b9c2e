"""Projects descriptions: the newest one of a procedure, and the levels that it states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.rules.codes import journal_code
from procedures.rules.description_text import whole_text
from procedures.rules.enclosed_descriptions import enclosed_description
from procedures.rules.levels import joined_levels
from procedures.storage.rows import Description, Procedure
from procedures.vietnamese import fold
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _describe(fact: Fact, rows: Rows) -> None:
    held = enclosed_description(fact.enclosures, fact.body["enclosed"], journal_code(fact.key, rows))
    if held is None:
        return
    body = held.description
    text = fold(whole_text(body))
    rows.put(Description(fact.key, fact.seq, fact.body["source"], dumps(body), text))
    procedure = rows.get(Procedure, fact.key)
    if procedure is not None and body["levels"]:  # what it does not state stays as it was (R5)
        rows.put(procedure._replace(levels=joined_levels(body["levels"])))


APPLY: dict[str, Apply] = {"procedure.describe": _describe}
