"""Signed intents as files, backups, restores and rebuilds: the register as a thing that is kept."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.domain import HOUSE
from procedures.services.session import Session, schema
from procedures.storage.rows import KEYS
from workflow import engine, verification
from workflow.decision import Refused
from workflow.errors import NotFound, StorageFault
from workflow.journal.intents import Intent, Signed, from_file, parse, to_file
from workflow.storage import database as databases
from workflow.storage.files import name_for_good, need_free, write_new
from workflow.storage.store import Receipt, Store, require_register


class Received(NamedTuple):
    """What became of one file."""

    path: Path
    intent: Intent
    answer: Receipt | Refused


def write_signed(signed: Signed, path: Path) -> None:
    """Write a signed intent to a file of its own; never over another file."""
    write_new_file(path, to_file(signed))


def receive(office: Session, paths: Sequence[Path]) -> list[Received]:
    """Perform signed intents from files, in order, with the same checks and refusals."""
    batch = []
    for path in paths:
        try:
            batch.append(from_file(path.read_bytes()))
        except OSError as error:
            raise NotFound("no-such-file", path=path) from error
    answers = office.submit(batch)
    intents = [parse(signed.raw, signed.enclosures) for signed in batch]
    return [Received(*one) for one in zip(paths, intents, answers, strict=True)]


def rebuild(office: Session) -> int:
    """Throw the derived tables away and write them anew from the journal; the number of rows."""
    rows = engine.replay(office.store, HOUSE)
    office.store.rebuild(rows)
    return sum(len(table) for table in rows.tables.values())


def write_new_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what stands there already is never overwritten.

    Raises StorageFault.
    """
    try:
        write_new(path, data)
    except FileExistsError as error:
        raise StorageFault("file-exists", path=path) from error
    except OSError as error:
        raise StorageFault("cannot-write", path=path, why=error.strerror) from error


def make_folder(folder: Path) -> None:
    """Make a folder, with those above it. Raises StorageFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error


def backup(office: Session, target: Path) -> int:
    """Copy a register that may be in use, verified row by row; the position it reaches.

    Raises StorageFault on PostgreSQL (use pg_dump) or where the copy fails.
    """
    database = office.store.database
    if not isinstance(database, databases.Sqlite):
        raise StorageFault("backup-by-server", path="PostgreSQL")
    with temporary_file(target) as draft:
        copy(database, draft)
        copied = require_register(Store(databases.Sqlite(draft), schema("sqlite"), KEYS))
        try:
            return _sound(copied)
        finally:
            copied.close()


@contextlib.contextmanager
def temporary_file(target: Path) -> Iterator[Path]:
    """A draft beside `target` to be written; it gets the name at the end, or is removed.

    Raises StorageFault where there is such a file already, or none can be made.
    """
    draft = Path(f"{target}.part")  # "." has no name to change
    try:
        need_free(target)
        yield draft
        name_for_good(draft, target)
    except FileExistsError as error:
        raise StorageFault("file-exists", path=target) from error
    except OSError as error:
        raise StorageFault("cannot-write", path=target, why=error.strerror) from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def copy(database: databases.Sqlite, draft: Path) -> None:
    """Copy a register that may be in use to a file of no consequence yet, synced.

    Raises OSError, WorkflowError.
    """
    draft.unlink(missing_ok=True)  # of one that was killed; its journal would be played into ours
    draft.with_name(draft.name + "-journal").unlink(missing_ok=True)
    with (
        database.translated_errors(),
        contextlib.closing(database.connect()) as source,
        contextlib.closing(sqlite3.connect(draft)) as target,
    ):
        source.backup(target, pages=1000)


def missing_after(office: Session, older: Path) -> tuple[int, int]:
    """(position of a backup, acts of this register that it lacks). Raises if it is another's."""
    copied = require_register(Store(databases.Sqlite(older), schema("sqlite"), KEYS))
    try:
        head = copied.head()
    finally:
        copied.close()
    mine = next(office.store.entries(head.seq, head.seq + 1), None)
    if mine is None or mine.leaf != head.leaf:
        raise StorageFault("other-register", path=older)
    return head.seq, office.head.seq - head.seq


def _sound(store: Store) -> int:
    from workflow.identity.signing import verify  # noqa: PLC0415 - loads cryptography

    for finding in verification.verify(store, HOUSE, verify):
        raise StorageFault(
            "backup-unsound", path=store.place, why=f"{finding.code} {finding.place}"
        )
    return store.head().seq
