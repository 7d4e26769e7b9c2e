"""Makes the derived tables anew from the journal."""

from __future__ import annotations

from procedures.domain import HOUSE
from procedures.services.session import Session
from workflow import replaying


def rebuild(office: Session) -> int:
    """Throw the derived tables away and write them anew from the journal; the number of rows."""
    rows = replaying.replay(office.store, HOUSE)
    office.store.rebuild(rows)
    return sum(len(table) for table in rows.tables.values())
