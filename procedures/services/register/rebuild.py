"""Writes the derived tables anew from the journal."""

from __future__ import annotations

from typing import NamedTuple

from procedures.domain import DOMAIN
from procedures.services.session import Session
from workflow import replaying
from workflow.errors import StorageFault


class RebuiltTables(NamedTuple):
    """The number of rows made, and the faults of entries that could not be applied: they changed no row."""

    rows: int
    passed_over: tuple[StorageFault, ...]


def rebuild(session: Session) -> RebuiltTables:
    """Replace the derived tables by what the journal says.

    Raises StorageFault: when the first entry is damaged, or the database cannot be written. Raises Busy: when
    it stays locked.
    """
    passed_over: list[StorageFault] = []
    rows = replaying.replay(session.store, DOMAIN, passed_over=passed_over)
    session.store.rebuild(rows)
    return RebuiltTables(sum(len(table) for table in rows.tables.values()), tuple(passed_over))
