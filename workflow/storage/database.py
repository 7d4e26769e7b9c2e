"""Two databases behind one small interface: how to connect, begin, and name what went wrong."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from workflow.errors import Busy, NotFound, StorageFault, WorkflowError, WrongFile
from workflow.storage.files import is_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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


# Off, each of the first three can lose acknowledged acts; on, the fourth can hide that a sync failed.
_SERVER = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "data_checksums": "on",
}
_OLDEST_SERVER = 140000  # below, PostgreSQL's makers mend nothing any more


class Setting(NamedTuple):
    """A setting read back: its name, its value, and whether it may stay as it is."""

    name: str
    value: str
    fine: bool


Query = tuple[str, "Sequence[Any]"]
"""A statement and the values of its parameters."""


class Database(Protocol):
    """A place that holds a register. `mark` is its placeholder for a parameter."""

    dialect: str
    mark: str
    pauses: tuple[float, ...]  # seconds between attempts to reach it again after a fault

    def connect(self) -> Any:
        """A DB-API connection in autocommit mode. Raises a WorkflowError."""
        ...

    def begin(self, connection: Any, *, write: bool) -> None:
        """Begin a transaction; a writer holds the register's lock from here on."""
        ...

    def fetch_all(self, connection: Any, questions: Iterable[Query]) -> list[list[Any]]:
        """The rows of each question, in order; on a server in one round trip."""
        ...

    def pipelined(self, connection: Any) -> Any:
        """A context whose statements may wait for its end to be sent; its end raises what they raise."""
        ...

    def translated_errors(self) -> Any:
        """A context in which the driver's errors become ours."""
        ...

    def stamp_header(self, connection: Any) -> None:
        """Mark the database as a register's, within the transaction that makes the tables."""
        ...

    def exists(self, connection: Any) -> bool:
        """Whether the register's tables are there."""
        ...

    def settings(self, connection: Any) -> Iterator[Setting]:
        """What durability and secrecy rest on, as the database itself says it."""
        ...

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """Name -> text of every table, index and trigger there is, to compare with the schema's."""
        ...


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
                self._shared = is_share(self.path)
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
        for row in connection.execute(
            "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master"
        ):
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

    def settings(self, connection: sqlite3.Connection) -> Iterator[Setting]:
        """The settings of this very connection: another value would not have opened it."""
        for name, wanted in _SETTINGS.items():
            (value,) = connection.execute(f"PRAGMA {name}").fetchone()
            yield Setting(name, str(value), value == wanted or name == "busy_timeout")

    def _connect(self) -> sqlite3.Connection:
        if not self.create and not self.path.exists():
            raise NotFound("register-not-found", path=self.path)
        if self.create and is_share(self.path):
            raise StorageFault("network-share", path=self.path)
        if self.path.exists() and not self.path.is_file():
            raise WrongFile("not-a-file", path=self.path)
        mode = "rwc" if self.create else "rw"
        uri = f"{self.path.absolute().as_uri()}?mode={mode}"
        with self.translated_errors():
            connection = sqlite3.connect(
                uri, uri=True, isolation_level=None, timeout=self.timeout / 1000
            )
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


class Postgres:
    """A PostgreSQL database. Appends are serialised by locking one row that is never updated."""

    dialect = "postgresql"
    mark = "%s"
    pauses: tuple[float, ...] = (
        0.2,
        0.5,
        1.0,
        2.0,
        4.0,
    )  # a server that crashed is back within seconds

    def __init__(self, url: str) -> None:
        self.url = url

    def connect(self) -> Any:
        """Connect, and read back the setting that durability rests on."""
        psycopg = self._driver()
        with self.translated_errors():
            connection = psycopg.connect(self.url, autocommit=True)
            connection.execute("SET synchronous_commit = on")
        return connection

    def begin(self, connection: Any, *, write: bool) -> None:
        """A writer locks the head row, and reads after it has the lock."""
        if write:  # in one message; each statement sees what was committed before it began
            connection.execute(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT one FROM head WHERE one = 1 FOR UPDATE",
                prepare=False,
            )
        else:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def fetch_all(self, connection: Any, questions: Iterable[Query]) -> list[list[Any]]:
        """All in one message; then the answers."""
        with self.pipelined(connection):
            cursors = [connection.execute(*question) for question in questions]
        return [cursor.fetchall() for cursor in cursors]

    def pipelined(self, connection: Any) -> Any:
        """Psycopg's pipeline: after an error the server skips the rest of it, a COMMIT too."""
        return connection.pipeline()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn psycopg's errors into ours."""
        psycopg = self._driver()
        kinds = (
            (psycopg.errors.SerializationFailure, Busy, "busy"),
            (psycopg.errors.DeadlockDetected, Busy, "busy"),
            (psycopg.errors.LockNotAvailable, Busy, "busy"),
            (psycopg.errors.InsufficientPrivilege, StorageFault, "not-permitted"),
            (psycopg.errors.DiskFull, StorageFault, "disk-full"),
            (psycopg.errors.ReadOnlySqlTransaction, StorageFault, "read-only"),
            (psycopg.errors.UndefinedTable, WrongFile, "foreign-database"),
            (psycopg.OperationalError, StorageFault, "server-error"),
        )
        try:
            yield
        except psycopg.Error as error:
            told = str(error).strip().splitlines() or [type(error).__name__]
            for driver, kind, name in kinds:
                if isinstance(error, driver):
                    raise kind(name, path="PostgreSQL", why=told[0]) from error
            raise StorageFault("database-error", path="PostgreSQL", why=told[0]) from error

    def _driver(self) -> Any:
        try:
            import psycopg  # noqa: PLC0415 - an extra, needed here only
        except ImportError as error:
            raise StorageFault("extra-missing", extra="pg", package="psycopg") from error
        return psycopg

    def stamp_header(self, connection: Any) -> None:
        """Nothing: a database is known by its tables."""

    def exists(self, connection: Any) -> bool:
        """Whether the journal's table is there."""
        return bool(connection.execute("SELECT to_regclass('journal') IS NOT NULL").fetchone()[0])

    def settings(self, connection: Any) -> Iterator[Setting]:
        """What must be on or off on the server, its version, and how the way to it is secured."""
        for name, wanted in _SERVER.items():
            row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
            yield Setting(name, str(row[0]), row[0] == wanted)
        version = connection.info.server_version
        yield Setting("server_version", str(version), version >= _OLDEST_SERVER)
        mode = connection.info.get_parameters().get("sslmode", "prefer")
        used = bool(connection.pgconn.ssl_in_use)
        yield tls(connection.info.host, mode, used=used)

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """The triggers and whether they always fire; tables are compared by their rows."""
        rows = connection.execute(
            "SELECT t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        return dict(rows.fetchall())


def tls(host: str, mode: str, *, used: bool) -> Setting:
    """How the way to the server is secured: within this machine, or encrypted and the server proven."""
    if not host or host.startswith(("/", "@")) or host in {"localhost", "127.0.0.1", "::1"}:
        return Setting("tls", "local", fine=True)
    value = f"{mode}, {'encrypted' if used else 'not encrypted'}"
    return Setting("tls", value, fine=used and mode == "verify-full")


def at(url: str, *, create: bool = False) -> Sqlite | Postgres:
    """The database that `url` names: `postgresql://...`, else a file."""
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url)
    return Sqlite(Path(url.removeprefix("sqlite:///")), create=create)
