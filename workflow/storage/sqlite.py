"""SQLite: how a register lives in one file."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workflow.errors import Busy, NotFound, StorageFault, WorkflowError, WrongFile
from workflow.storage.database import DatabaseSetting, Query
from workflow.storage.files import is_network_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

APPLICATION_ID = 0x54474F4E  # "TGON"
FILE_FORMAT = 1
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
    """One file. Reading needs no write permission on file or folder."""

    dialect = "sqlite"
    mark = "?"
    pauses: tuple[float, ...] = ()

    def __init__(self, path: Path, *, create: bool = False, timeout: int = 30000) -> None:
        self.path = path
        self.create = create
        self.timeout = timeout
        self._shared: bool | None = None  # of the file that is open; asked by the first writer

    def connect(self) -> sqlite3.Connection:
        """Open, set and read back the settings. Never makes a file unless `create`."""
        self._shared = None
        try:
            return self._connect()
        except OSError as error:  # the disk fails before SQLite meets it
            why = error.strerror or error
            raise StorageFault("disk-error", path=self.path, why=why) from error

    def begin(self, connection: sqlite3.Connection, *, write: bool) -> None:
        """IMMEDIATE for writers: a deferred one that reads first fails at once when another wrote."""
        if write:
            if self._shared is None:
                self._shared = is_network_share(self.path)
            if self._shared:
                raise StorageFault("network-share", path=self.path)
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")

    def fetch_all(self, connection: sqlite3.Connection, questions: Iterable[Query]) -> list[list[Any]]:
        """One after the other: there is nobody to wait for."""
        return [connection.execute(*question).fetchall() for question in questions]

    def pipelined(self, _connection: sqlite3.Connection) -> Any:
        """Nothing."""
        return nullcontext()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn sqlite3's errors into ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise self._ours(error) from error
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema in its own message
            raise StorageFault("damaged", path=self.path, why=error) from error

    def stamp_header(self, connection: sqlite3.Connection) -> None:
        """Our marks in the file's header."""
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FILE_FORMAT}")

    def exists(self, connection: sqlite3.Connection) -> bool:
        """Whether the journal's table is there."""
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'journal'").fetchone()
        return found is not None

    def schema_objects(self, connection: sqlite3.Connection) -> dict[str, str]:
        """Everything in sqlite_master that has a text; what is named otherwise than its text says is odd.

        SQLite takes names in any case of letters, and a page for a trigger, which has none: a change
        there does no harm, but it is a change. It also takes a trigger that is named like a table.
        """
        found: dict[str, str] = {}
        for row in connection.execute("SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master"):
            kind, name, table, text, page = row
            placed = type(page) is int and (page == 0) is (kind in {"trigger", "view"})
            if text is None:  # an index that SQLite makes itself, for a key
                if (kind, placed) != ("index", True) or name != f"sqlite_autoindex_{table}_1":
                    found[str(name)] = repr(row)
                continue
            words = str(text).replace('"', "").split()
            fits = words[:3] == ["CREATE", str(kind).upper(), name] and table in words
            sound = fits and placed and kind.islower() and name not in found
            found[str(name)] = text if sound else repr(row)
        return found

    def settings(self, connection: sqlite3.Connection) -> Iterator[DatabaseSetting]:
        """The settings of this very connection: another value would not have opened it."""
        for name, wanted in _SETTINGS.items():
            (value,) = connection.execute(f"PRAGMA {name}").fetchone()
            yield DatabaseSetting(name, str(value), value == wanted or name == "busy_timeout")

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
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=self.timeout / 1000)
            try:
                self._configure(connection)
            except BaseException:
                connection.close()
                raise
        return connection

    def _configure(self, connection: sqlite3.Connection) -> None:
        ours = connection.execute("PRAGMA application_id").fetchone()[0]
        size = self.path.stat().st_size
        if size and ours != APPLICATION_ID:
            raise WrongFile("foreign-file", path=self.path)
        if not size and not self.create:
            raise WrongFile("empty-file", path=self.path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if size and version > FILE_FORMAT:
            raise WrongFile("newer-file", path=self.path, version=version)
        if size and version != FILE_FORMAT:  # it is written with the tables, in one transaction
            raise StorageFault("damaged", path=self.path)
        for name, value in _SETTINGS.items():
            wanted = self.timeout if name == "busy_timeout" else value
            connection.execute(f"PRAGMA {name} = {wanted}")
            actual = connection.execute(f"PRAGMA {name}").fetchone()[0]
            if actual != wanted:
                raise StorageFault("setting-refused", name=name, actual=actual, path=self.path)

    def _ours(self, error: sqlite3.Error) -> WorkflowError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        kinds = {
            sqlite3.SQLITE_BUSY: (Busy, "busy"),
            sqlite3.SQLITE_LOCKED: (Busy, "busy"),
            sqlite3.SQLITE_READONLY: (StorageFault, "read-only"),
            sqlite3.SQLITE_FULL: (StorageFault, "disk-full"),
            sqlite3.SQLITE_IOERR: (StorageFault, "disk-error"),
            sqlite3.SQLITE_CANTOPEN: (StorageFault, "cannot-open"),
            sqlite3.SQLITE_PERM: (StorageFault, "cannot-open"),
            sqlite3.SQLITE_NOTADB: (WrongFile, "foreign-file"),
            sqlite3.SQLITE_CORRUPT: (StorageFault, "damaged"),
        }
        kind, name = kinds.get(code, (StorageFault, "database-error"))
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
            name = "half-written"  # a writer was killed: only one who may write can roll that back
        return kind(name, path=self.path, why=error)
