"""Keeps a register in one SQLite file."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import Busy, NotFound, StorageFault, Unreachable, WorkflowError, WrongFile
from workflow.storage.database import DatabaseSetting, Query
from workflow.storage.foreign_objects import foreign_triggers, schema_rows, unreadable_objects
from workflow.storage.network_shares import is_network_share
from workflow.storage.sql_triggers import SQLITE_TRIGGERS
from workflow.storage.work_limit import LimitedConnection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

APPLICATION_ID = 0x54474F4E  # "TGON", in the header of the file
BACKUP_ID = 0x54474F42  # "TGOB": a backup, which takes no acts until it is put in place
FILE_FORMAT = 1  # `user_version` of the file
_PART = 1000  # rows fetched together
_TEXT_FLOOR = 16 * 2**20  # characters that any read may hold
_SETTINGS = {
    # DELETE + EXTRA: the only default that loses no acknowledged commit at power failure and lets
    # anyone without write permission read. Read back on every open.
    "journal_mode": "delete",
    "synchronous": 3,
    "foreign_keys": 1,
    "busy_timeout": 30000,
    "trusted_schema": 0,
    "cell_size_check": 1,
}


class Sqlite:
    """A register in one file; reading it needs no write permission on file or folder.

    `timeout`: milliseconds to wait for another's lock. `is_backup`: whether the open file is marked as one.
    `locks_backup`: a backup may be locked too, not to write into it but to put another in its place.
    """

    dialect = "sqlite"
    mark = "?"
    pauses: tuple[float, ...] = ()

    def __init__(
        self, path: Path, *, create: bool = False, timeout: int = 30000, locks_backup: bool = False
    ) -> None:
        self.path = path
        self.create = create
        self.timeout = timeout
        self.is_backup = False
        self.locks_backup = locks_backup
        self._on_share: bool | None = None  # of the open file; found by the first writer

    def connect(self) -> sqlite3.Connection:
        """Open the file, set the settings and read them back. Makes no file unless `create`.

        Raises NotFound: when there is no file. Raises WrongFile: when it is not a register's.
        Raises StorageFault: when the disk, a setting or a network share refuses.
        """
        self._on_share = None
        try:
            return self._connect()
        except OSError as error:  # the disk failed before SQLite read from it
            why = error.strerror or error
            raise StorageFault("disk-error", path=self.path, why=why) from error

    def begin(self, connection: sqlite3.Connection, *, write: bool) -> None:
        """Begin a transaction; a writer takes the lock.

        Raises StorageFault: to write into a backup, or on a network share.

        IMMEDIATE for writers: a deferred transaction that reads first fails at once if another wrote since.
        """
        if write:
            if self.is_backup and not self.locks_backup:
                raise StorageFault("backup-file", path=self.path)
            on_share = self._on_share  # stores of other threads set it too
            if on_share is None:
                on_share = self._on_share = is_network_share(self.path)
            if on_share:
                raise StorageFault("network-share", path=self.path)
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        if isinstance(connection, LimitedConnection):
            connection.begin_work(write=write)

    def begin_creation(self, connection: sqlite3.Connection) -> None:
        """Begin the transaction that creates the tables."""
        connection.execute("BEGIN")

    def fetch_all(self, connection: sqlite3.Connection, queries: Iterable[Query]) -> list[list[Any]]:
        """Run the queries one after the other: in one process there is no round trip to save."""
        return [connection.execute(*query).fetchall() for query in queries]

    def fetch_rows(self, cursor: sqlite3.Cursor) -> list[Any]:
        """Return all rows of a cursor. Raises StorageFault: when they hold more text than the file can."""
        rows: list[Any] = []
        most, held = -1, 0
        while len(part := cursor.fetchmany(_PART)) == _PART:
            rows += part
            most = _TEXT_FLOOR + 2 * self.path.stat().st_size if most < 0 else most
            held += sum(len(cell) for row in part for cell in row if isinstance(cell, str | bytes))
            if held > most:
                raise StorageFault("endless-read", path=self.path)
        return rows + part

    def pipelined(self, _connection: sqlite3.Connection) -> Any:
        """Do nothing: SQLite runs each statement at once."""
        return nullcontext()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Translate sqlite3's errors into Busy, StorageFault and WrongFile."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._translated(error) from error
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in its message
            raise StorageFault("damaged", path=self.path, why=error) from error

    def stamp_header(self, connection: sqlite3.Connection) -> None:
        """Write application_id and user_version in the transaction that creates the tables."""
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FILE_FORMAT}")

    def exists(self, connection: sqlite3.Connection) -> bool:
        """Return True if the journal's table is there."""
        row = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone()
        return row is not None

    def schema_objects(self, connection: sqlite3.Connection) -> dict[str, str]:
        """Return all schema objects, name -> SQL; for one that differs from its SQL, its row as text.

        The differences: another name or kind than in its SQL, letters in another case, a page number where
        there is none, a second object of the name. SQLite accepts them all, but no register has them.
        """
        objects: dict[str, str] = {}
        for row in connection.execute("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master"):
            kind, name, table, text, page = row
            page_fits = type(page) is int and (page == 0) is (kind in {"trigger", "view"})
            if text is None:  # an index that SQLite makes for a key
                if (kind, page_fits) != ("index", True) or name != f"sqlite_autoindex_{table}_1":
                    objects[str(name)] = repr(row)
                continue
            words = str(text).replace('"', "").split()
            name_fits = words[:3] == ["CREATE", str(kind).upper(), name] and table in words
            sound = name_fits and page_fits and kind.islower() and name not in objects
            objects[str(name)] = text if sound else repr(row)
        return objects

    def clock(self, _connection: Any) -> str:
        """Return this machine's time."""
        from datetime import UTC, datetime  # readers need no clock

        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def expected_objects(self, texts: Sequence[str]) -> dict[str, str]:
        """Return the objects that `texts` create: name -> SQL."""
        return {text.split("(")[0].split()[2].strip('"'): text for text in texts}

    def upgrade(self, _connection: sqlite3.Connection, _texts: Sequence[str]) -> Callable[[], None]:
        """Do nothing: the triggers are those of the first version, and a file has no roles."""
        return lambda: None

    def require_own_triggers(self, connection: sqlite3.Connection) -> None:
        """Check that no trigger but a register's own would run when something is written.

        Raises WrongFile: naming the first other one.
        """
        for foreign in foreign_triggers(schema_rows(connection), SQLITE_TRIGGERS):
            raise WrongFile("foreign-object", path=self.path, kind=foreign.kind, name=foreign.name)

    def settings(self, connection: sqlite3.Connection) -> Iterator[DatabaseSetting]:
        """Read back the settings of this connection."""
        for name, required in _SETTINGS.items():
            (value,) = connection.execute(f"PRAGMA {name}").fetchone()
            yield DatabaseSetting(name, str(value), value == required or name == "busy_timeout")

    def _connect(self) -> sqlite3.Connection:
        if not self.create and not self.path.exists():
            raise NotFound("register-not-found", path=self.path)
        if self.create and is_network_share(self.path):
            raise StorageFault("network-share", path=self.path)
        if self.path.exists() and not self.path.is_file():
            raise WrongFile("not-a-file", path=self.path)
        mode = "rwc" if self.create else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        with self.translated_errors():
            connection = sqlite3.connect(
                uri, uri=True, isolation_level=None, timeout=self.timeout / 1000, factory=LimitedConnection
            )
            try:
                self._configure(connection)
            except BaseException:
                connection.close()
                raise
        return connection

    def _size(self) -> int:
        """Return the size of the file in bytes; 0 where it was moved away while it was open."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def _configure(self, connection: LimitedConnection) -> None:
        connection.limit_work(self._size)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        size = self.path.stat().st_size
        self.is_backup = application == BACKUP_ID
        if size and application not in {APPLICATION_ID, BACKUP_ID}:
            raise WrongFile("foreign-file", path=self.path)
        if not size and not self.create:
            raise WrongFile("empty-file", path=self.path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if size and version > FILE_FORMAT:
            raise WrongFile("newer-file", path=self.path, version=version)
        if size and version != FILE_FORMAT:  # it is written with the tables, in one transaction
            raise StorageFault("damaged", path=self.path)
        for name, value in _SETTINGS.items():
            required = self.timeout if name == "busy_timeout" else value
            connection.execute(f"PRAGMA {name} = {required}")
            actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if actual != required:
                raise StorageFault("setting-refused", name=name, actual=actual, path=self.path)
        for foreign in unreadable_objects(schema_rows(connection)):
            raise WrongFile("foreign-object", path=self.path, kind=foreign.kind, name=foreign.name)

    def _translated(self, error: sqlite3.Error) -> WorkflowError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kinds: dict[int, tuple[type[WorkflowError], str]] = {
            sqlite3.SQLITE_BUSY: (Busy, "busy"),
            sqlite3.SQLITE_LOCKED: (Busy, "busy"),
            sqlite3.SQLITE_READONLY: (Unreachable, "read-only"),
            sqlite3.SQLITE_FULL: (Unreachable, "disk-full"),
            sqlite3.SQLITE_IOERR: (StorageFault, "disk-error"),
            sqlite3.SQLITE_CANTOPEN: (Unreachable, "cannot-open"),
            sqlite3.SQLITE_PERM: (Unreachable, "cannot-open"),
            sqlite3.SQLITE_NOTADB: (WrongFile, "foreign-file"),
            sqlite3.SQLITE_CORRUPT: (StorageFault, "damaged"),
            sqlite3.SQLITE_TOOBIG: (StorageFault, "damaged"),
            sqlite3.SQLITE_INTERRUPT: (StorageFault, "endless-read"),
        }
        kind, reason = kinds.get(code, (StorageFault, "database-error"))
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            kind, reason = (
                Unreachable,
                "half-written",
            )  # a writer was killed: rolling back needs write permission
        return kind(reason, path=self.path, why=error)
