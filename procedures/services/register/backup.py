"""Backups: a copy of a register in use, verified before it gets its name."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from procedures.domain import DOMAIN
from procedures.services.register.files import temporary_file
from procedures.services.session import Session, schema
from procedures.storage.rows import KEYS
from workflow import verification
from workflow.errors import StorageFault
from workflow.identity.restores import LostEntry
from workflow.storage import sqlite
from workflow.storage.store import Store, require_register

_SMALL = 64 * 2**20  # bytes that are copied whatever they hold
_MOST_PACKED = 64  # a file system that compresses may hold this many bytes in one


def backup(session: Session, target: Path) -> int:
    """Copy a register that may be in use into a new file, verify it, and return its last position.

    Raises StorageFault: on PostgreSQL (pg_dump does it there), when the file exists, when the copy fails, or
    when it does not verify.
    """
    database = session.store.database
    if not isinstance(database, sqlite.Sqlite):
        raise StorageFault("backup-by-server", path="PostgreSQL")
    with temporary_file(target) as draft:
        copy(database, draft, sqlite.BACKUP_ID)
        copied = require_register(Store(sqlite.Sqlite(draft), schema("sqlite"), KEYS))
        try:
            return verified_position(copied)
        finally:
            copied.close()


def copy(database: sqlite.Sqlite, draft: Path, application: int) -> None:
    """Copy a register that may be in use to the file `draft`, over one left by a process that was killed.

    `application`: what the copy is marked as in its header, a register or a backup.

    Raises OSError: when the file cannot be written. Raises StorageFault, Busy: when the database fails,
    stays locked, or claims a size that it does not hold.
    """
    _require_contents(database.path)
    draft.unlink(missing_ok=True)  # left by a killed process; its journal would be played into ours
    draft.with_name(draft.name + "-journal").unlink(missing_ok=True)
    with (
        database.translated_errors(),
        contextlib.closing(database.connect()) as source,
        contextlib.closing(sqlite3.connect(draft)) as target,
    ):
        source.backup(target, pages=1000)
        target.execute(f"PRAGMA application_id = {application}")


def lost_after(session: Session, older: Path) -> tuple[LostEntry, ...]:
    """Return the entries of this register that a backup lacks.

    Raises StorageFault: when the backup is another register's, or cannot be read. Raises NotFound: when there
    is none.
    """
    copied = require_register(Store(sqlite.Sqlite(older), schema("sqlite"), KEYS))
    try:
        head = copied.head()
    finally:
        copied.close()
    own = next(session.store.entries(head.seq, head.seq + 1), None)
    if own is None or own.leaf != head.leaf:
        raise StorageFault("other-register", path=older)
    later = session.store.entries(head.seq + 1)
    return tuple(LostEntry(entry.seq, entry.leaf.hex()) for entry in later)


def _require_contents(path: Path) -> None:
    """Raise StorageFault where a file consists of holes: its copy would fill the disk."""
    if not path.is_file():
        return  # said by whoever opens it
    about = path.stat()
    held = getattr(about, "st_blocks", None)  # of 512 bytes; Windows does not say
    if held is not None and about.st_size > _SMALL and held * 512 * _MOST_PACKED < about.st_size:
        raise StorageFault("sparse-file", path=path, size=about.st_size)


def verified_position(store: Store) -> int:
    """Return the last position of a copy that is sound. Raises StorageFault: when it is not."""
    from workflow.identity.signing import verify_signature  # loads cryptography

    for finding in verification.verify_register(store, DOMAIN, verify_signature):
        raise StorageFault("backup-unsound", path=store.place, why=f"{finding.code} {finding.place}")
    return store.head().seq
