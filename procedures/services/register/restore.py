"""Restores a register from a backup: the file in its place, and a signed act that says what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from procedures.services.evidence.receipts import StoredReceipt
from procedures.services.register.backup import copy, lost_after
from procedures.services.register.losses import Loss, draft_restore, loss_by_receipts, restore_bodies
from procedures.services.session import open_session, schema
from procedures.storage.rows import KEYS
from workflow.errors import Busy, NotFound, StorageFault
from workflow.identity.restores import LostEntry
from workflow.runtime import in_flight
from workflow.storage import sqlite
from workflow.storage.files import sync_folder
from workflow.storage.positions import Head
from workflow.storage.store import Store

if TYPE_CHECKING:
    from workflow.identity.signing import Signer

Receipts = Iterable[StoredReceipt]


class Restored(NamedTuple):
    """A draft of the restored register, beside the target and not yet in its place.

    `position`: the backup's last. `replaces`: the head of the register at the target, None where there is
    none or it cannot be read.
    """

    path: Path
    position: int
    loss: Loss
    replaces: Head | None


@contextmanager
def restore_draft(backup: Path, target: Path, receipts: Callable[[str], Receipts]) -> Iterator[Restored]:
    """Yield a copy of `backup` beside `target`, to be completed and put in place; it is removed otherwise.

    `receipts` gives those known of the register with this id: they name what is lost where the register at
    the target cannot be read.

    Raises StorageFault: when the backup is another register's, or a file cannot be read or written. Raises
    NotFound, WrongFile: when the backup is no register.
    """
    draft = Path(f"{target}.part")
    _replaced_name(target)
    copied = open_session(str(backup))
    try:
        lost, replaces = _read_replaced(target, backup)
        known = [*receipts(copied.register.id), *(StoredReceipt(*entry) for entry in lost)]
        loss = loss_by_receipts(copied.store, known, is_whole=replaces is not None)
        position = copied.head.seq
    finally:
        copied.store.close()
    try:
        copy(sqlite.Sqlite(backup), draft, sqlite.APPLICATION_ID)
        yield Restored(draft, position, loss, replaces)
    except OSError as error:
        raise StorageFault("cannot-write", path=target, why=error.strerror) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def put_in_place(draft: Restored, target: Path) -> None:
    """Rename the draft to `target` in one step, keeping the old file as `TARGET.replaced`.

    At every moment there is one register at `target`, the old or the new one.

    Raises Busy: when the old one got entries since the draft was made. Raises OSError, StorageFault: when a
    file cannot be renamed.
    """
    with _locked_if_unchanged(target, draft.replaces):
        aside, already_kept = _replaced_name(target)
        if target.exists():
            try:
                if not already_kept:
                    aside.hardlink_to(target)
            except OSError:  # a file system without links: for a moment there is nothing
                target.replace(aside)
            # Whoever could open the old file has rolled it back. If nobody can, its journal must
            # go with it: SQLite would play it into the new file.
            hot = target.with_name(target.name + "-journal")
            if hot.exists():
                hot.replace(aside.with_name(aside.name + "-journal"))
        in_flight.expect_write(lambda: [] if draft.path.exists() else [target])
        draft.path.replace(target)
        sync_folder(target.parent)


@contextmanager
def _locked_if_unchanged(target: Path, head: Head | None) -> Iterator[None]:
    """Lock the old register against writers, if there is one; entries written since would be lost."""
    if head is None:
        yield
        return
    store = Store(sqlite.Sqlite(target, locks_backup=True), schema("sqlite"), KEYS)
    with store.database.translated_errors():
        connection = store.database.connect()
        try:
            store.database.begin(connection, write=True)
            if store.read_head(connection) != head:
                raise Busy("busy", path=target)
            yield
        finally:
            connection.close()


def _replaced_name(target: Path) -> tuple[Path, bool]:
    """Return the name under which the old file is kept, and whether it has that name already."""
    aside = target.with_name(target.name + ".replaced")
    if not aside.exists():
        return aside, False
    # A restore killed between the two renames leaves the same file under both names.
    if target.exists() and aside.samefile(target):
        return aside, True
    raise StorageFault("file-exists", path=aside)


def try_right(backup: Path, person: str, key: Callable[[], Signer]) -> None:
    """Check on the backup itself that the person may sign the restore's act.

    Raises Refusal, Unsignable, NotFound: when there is no right, no key or no register.
    """
    session = open_session(str(backup), person=person, key=key)
    try:
        loss = loss_by_receipts(session.store, ())
        session.sign(draft_restore(session, next(restore_bodies(backup.name, loss))))
    except StorageFault as error:
        if error.code != "backup-file":  # what a backup is asked last
            raise
    finally:
        session.store.close()


def _read_replaced(target: Path, backup: Path) -> tuple[tuple[LostEntry, ...], Head | None]:
    """Return what the register at `target` has and the backup lacks, and its head; None: nobody can say."""
    try:
        newer = open_session(str(target))
        lost, head = lost_after(newer, backup), newer.head
        newer.store.close()
    except NotFound:  # no file, or created without entry 0
        return (), None
    except StorageFault as error:  # damaged
        if error.code == "other-register":
            raise
        return (), None
    return lost, head
