"""Writes the derived tables anew from the journal."""

from __future__ import annotations

from procedures.domain import DOMAIN
from procedures.services.session import Session
from workflow import replaying


def rebuild(session: Session) -> int:
    """Replace the derived tables by what the journal says, and return the number of rows.

    Raises StorageFault: when the journal is damaged, or the database cannot be written. Raises Busy: when it
    stays locked.
    """
    rows = replaying.replay(session.store, DOMAIN)
    session.store.rebuild(rows)
    return sum(len(table) for table in rows.tables.values())
