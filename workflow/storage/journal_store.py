"""Reads the permanent record of a register, in short reads: journal, enclosures, and the version index."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workflow.errors import StorageFault
from workflow.journal.stored_entries import StoredEntry
from workflow.journal.strict_json import sha256
from workflow.storage.positions import NEWEST, Head, head_from_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow.storage.database import Database

_CHUNK = 5000  # rows of one read: a long-lived reader would hold up a writer's commit
_CHUNK_TEXT = 64 * 2**20  # characters of signed text of one read


class JournalStore:
    """Holds one connection to a register's database, opened at the first call, and reads its journal.

    Every method raises StorageFault: when the database cannot be reached or read.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._connection: Any = None
        self._reading = False

    @property
    def place(self) -> str:
        """The file's path, or "PostgreSQL": for messages, without a password."""
        return str(getattr(self.database, "path", "PostgreSQL"))

    def require_no_backup(self) -> None:
        """Raise StorageFault (backup-file): when the open file is a backup, for which nothing is signed."""
        with self.snapshot():
            if getattr(self.database, "is_backup", False):
                raise StorageFault("backup-file", path=self.place)

    @contextmanager
    def snapshot(self) -> Iterator[Any]:
        """Give the connection inside a read transaction; inside another snapshot, the same one."""
        with self.database.translated_errors():
            connection = self._open()
            if self._reading:
                yield connection
                return
            self.database.begin(connection, write=False)
            self._reading = True
            try:
                yield connection
            finally:
                self._reading = False
                self._rollback(connection)

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def head(self) -> Head:
        """Return the newest entry's position, leaf hash and time."""
        with self.snapshot() as connection:
            return self.read_head(connection)

    def read_head(self, connection: Any) -> Head:
        """Return the newest entry as an open transaction of `connection` sees it."""
        return head_from_rows(connection.execute(NEWEST).fetchall())

    def size(self) -> int:
        """Return the number of entries, by the newest position."""
        return self.head().seq + 1

    def position_before(self, instant: str) -> int:
        """Return the newest position recorded before a time (`2025-01-31T08:00:00Z`), or -1."""
        text = f"SELECT seq FROM journal WHERE recorded_at < {self.database.mark} ORDER BY seq DESC LIMIT 1"
        with self.snapshot() as connection:
            row = connection.execute(text, (instant,)).fetchone()
        return int(row[0]) if row else -1

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """Yield the entries from position `start` to before `stop`, or to the end."""
        mark = self.database.mark
        text = (
            "SELECT seq, recorded_at, intent, intent_id, key, sig, leaf FROM journal "
            f"WHERE seq >= {mark} AND seq <= {mark} ORDER BY seq LIMIT {_CHUNK}"
        )
        last = 2**63 - 1 if stop is None else stop - 1
        while True:
            with self.snapshot() as connection:
                rows = _chunk(connection.execute(text, (start, last)))
            self._require_ascending(start, rows)
            for row in rows:
                seq, *texts = row[:5]
                yield StoredEntry._make((seq, *(text or "" for text in texts), *map(_bytes, row[5:])))
            if not rows or rows[-1][0] == last:
                return
            start = rows[-1][0] + 1

    def leaves(self, stop: int) -> Iterator[bytes]:
        """Yield the leaf hashes (32 bytes each) of the entries before position `stop`."""
        mark = self.database.mark
        text = (
            f"SELECT seq, leaf FROM journal WHERE seq >= {mark} AND seq < {mark} ORDER BY seq LIMIT {_CHUNK}"
        )
        start = 0
        while start < stop:
            with self.snapshot() as connection:
                rows = connection.execute(text, (start, stop)).fetchall()
            self._require_ascending(start, rows)
            yield from (bytes(row[1]) for row in rows)
            if len(rows) < _CHUNK:
                return
            start = rows[-1][0] + 1

    def positions(self, start: int) -> list[int]:
        """Return the positions from `start` on, also of entries that cannot be read."""
        text = f"SELECT seq FROM journal WHERE seq >= {self.database.mark} ORDER BY seq"
        with self.snapshot() as connection:
            return [int(row[0]) for row in connection.execute(text, (start,)).fetchall()]

    def enclosure(self, digest: str) -> bytes | None:
        """Return the enclosure with this SHA-256 (64 hex digits), or None."""
        with self.snapshot() as connection:
            text = f"SELECT data FROM enclosure WHERE digest = {self.database.mark}"
            row = connection.execute(text, (digest,)).fetchone()
        return bytes(row[0]) if row else None

    def enclosures(self) -> Iterator[tuple[str, bool]]:
        """Yield each stored enclosure: its digest, and True if its bytes have that SHA-256."""
        with self.snapshot() as connection:
            digests = [row[0] for row in connection.execute("SELECT digest FROM enclosure")]
        for digest in digests:
            data = self.enclosure(digest)
            yield digest, data is not None and sha256(data) == digest

    def subject_versions(self) -> Iterator[tuple[str, int, int]]:
        """Yield (subject, version, position) of the whole index, ordered by subject and version.

        Raises StorageFault (damaged): when the index gives more rows than it has.
        """
        mark = self.database.mark
        where, bounds = "", ()  # no lower bound at first: damaged rows are read too
        read = size = 0
        while True:
            text = f"SELECT subject, version, seq FROM touch{where} ORDER BY subject, version LIMIT {_CHUNK}"
            with self.snapshot() as connection:
                rows = connection.execute(text, bounds).fetchall()
                read += len(rows)
                if read > size:
                    # Counted row by row: count(*) goes through the pages out of reach of any limit.
                    size = connection.execute("SELECT coalesce(sum(1), 0) FROM touch").fetchone()[0]
            if read > size:  # a damaged order would repeat rows without end
                raise StorageFault("damaged", path=self.place)
            yield from map(tuple, rows)
            if len(rows) < _CHUNK:
                return
            where, bounds = f" WHERE (subject, version) > ({mark}, {mark})", rows[-1][:2]

    def history(self, subject: str) -> list[int]:
        """Return the positions of the entries that changed a subject (`kind/name`), oldest first."""
        text = f"SELECT seq FROM touch WHERE subject = {self.database.mark} ORDER BY version"
        with self.snapshot() as connection:
            return [row[0] for row in connection.execute(text, (subject,))]

    def _require_ascending(self, start: int, rows: Sequence[tuple[Any, ...]]) -> None:
        """Raise StorageFault (damaged) unless positions go up from `start`: they could repeat without end."""
        for row in rows:
            if type(row[0]) is not int or row[0] < start:
                raise StorageFault("damaged", path=self.place)
            start = row[0] + 1

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = self.database.connect()
        return self._connection

    def _rollback(self, connection: Any) -> None:
        try:
            if getattr(connection, "in_transaction", True):
                connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - the first error is reported; this connection is not used again
            self.close()


def _bytes(value: Any) -> bytes:
    """Return stored bytes; what damage has made nothing of (or a number) is empty, and no entry any more."""
    return b"" if value is None or isinstance(value, int | float | str) else bytes(value)


def _chunk(cursor: Any) -> list[tuple[Any, ...]]:
    """Return the next entries of a cursor, until they hold so many characters of signed text."""
    rows, characters = [], 0
    for row in cursor:
        rows.append(row)
        characters += len(row[2] or "")  # a flipped bit can make a text nothing
        if characters > _CHUNK_TEXT:
            break
    return rows
