"""Makes a copy of a register for rehearsal: its first own entry tells it from the original for good."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from procedures.services.register.backup import copy, verified_position
from procedures.services.register.files import temporary_file
from procedures.services.register.losses import draft_restore, loss_by_receipts, restore_bodies
from procedures.services.session import Session, open_session, receipt
from workflow.errors import StorageFault
from workflow.storage import sqlite
from workflow.storage.positions import Receipt


def rehearsal_copy(session: Session, target: Path) -> Receipt:
    """Copy a register that may be in use into a new file, with an entry of its own, and verify it.

    Every act signed on the copy names that entry or a later one as its past: the original, which has none of
    them, refuses it. The entry is an act of restore that lost nothing, signed by the session's person.

    Raises StorageFault: on PostgreSQL, when the file exists, when the copy fails or does not verify. Raises
    Refusal, Unsignable: when the person may not sign it.
    """
    database = session.store.database
    if not isinstance(database, sqlite.Sqlite):
        raise StorageFault("backup-by-server", path="PostgreSQL")
    with temporary_file(target) as draft:
        copy(database, draft, sqlite.APPLICATION_ID)
        opened = open_session(str(draft))
        copied = replace(opened, person=session.person, key=session.key, clock=session.clock)
        try:
            (body,) = restore_bodies(target.name, loss_by_receipts(copied.store, ()))
            answer = copied.submit([copied.sign(draft_restore(copied, body))])[0]
            verified_position(copied.store)
        finally:
            copied.store.close()
    return receipt("restore", answer)
