"""Makes the derived tables anew from the journal."""

from __future__ import annotations

from procedures.domain import DOMAIN
from procedures.services.session import Session
from workflow import replaying


def rebuild(session: Session) -> int:
    """Throw the derived tables away and write them anew from the journal; the number of rows."""
    rows = replaying.replay(session.store, DOMAIN)
    session.store.rebuild(rows)
    return sum(len(table) for table in rows.tables.values())
