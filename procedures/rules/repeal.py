"""Tells a repeal from above (R5): by the document of a body higher than the unit that owns the procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.rules.action_kinds import LEVELS
from procedures.rules.document_levels import level_of_number
from procedures.storage.rows import Procedure, Unit

if TYPE_CHECKING:
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader


def is_from_above(document: Json, code: str, rows: Reader) -> bool:
    """Return True where a document (shape `OfficialDocument`) is of a higher body than a procedure's owner.

    Its number tells the level before what was typed does; a ministry's own level is `ministry`, a province's
    `province`, that of every other unit `unit`.
    """
    procedure = rows.get(Procedure, code)
    unit = rows.get(Unit, procedure.unit) if procedure is not None and procedure.unit is not None else None
    own = unit.kind if unit is not None and unit.kind in {"ministry", "province"} else "unit"
    level = level_of_number(document["number"], document["level"]) or document["level"]
    return LEVELS.index(level) > LEVELS.index(own)
