"""Keeps a register in a PostgreSQL database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workflow.errors import Busy, StorageFault, WrongFile
from workflow.storage.database import DatabaseSetting, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Off, each of the first three can lose acknowledged acts; on, the fourth can hide a failed sync.
_REQUIRED = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "data_checksums": "on",
}
_OLDEST_SERVER = 140000  # older major versions get no more fixes from the project


class Postgres:
    """A PostgreSQL database. Appends are serialised by locking one row that is never updated."""

    dialect = "postgresql"
    mark = "%s"
    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0)  # a server restarts within seconds of a crash

    def __init__(self, url: str) -> None:
        self.url = url

    def connect(self) -> Any:
        """Connect, and make commits of this connection wait for the disk."""
        psycopg = self._driver()
        with self.translated_errors():
            connection = psycopg.connect(self.url, autocommit=True)
            connection.execute("SET synchronous_commit = on")
        return connection

    def begin(self, connection: Any, *, write: bool) -> None:
        """Begin a transaction; a writer locks the head row before it reads anything."""
        if write:  # both in one message; each statement sees what was committed before it began
            connection.execute(
                "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT one FROM head WHERE one = 1 FOR UPDATE",
                prepare=False,
            )
        else:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def fetch_all(self, connection: Any, queries: Iterable[Query]) -> list[list[Any]]:
        """Send all queries together, then fetch the rows of each."""
        with self.pipelined(connection):
            cursors = [connection.execute(*query) for query in queries]
        return [cursor.fetchall() for cursor in cursors]

    def fetch_rows(self, cursor: Any) -> list[Any]:
        """Return all rows of a cursor."""
        rows: list[Any] = cursor.fetchall()
        return rows

    def pipelined(self, connection: Any) -> Any:
        """Pipeline mode of psycopg: after an error the server skips the rest, also a COMMIT."""
        return connection.pipeline()

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Translate psycopg's errors into Busy, StorageFault and WrongFile."""
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
            lines = str(error).strip().splitlines() or [type(error).__name__]
            for driver, kind, code in kinds:
                if isinstance(error, driver):
                    raise kind(code, path="PostgreSQL", why=lines[0]) from error
            raise StorageFault("database-error", path="PostgreSQL", why=lines[0]) from error

    def _driver(self) -> Any:
        try:
            import psycopg  # an optional dependency
        except ImportError as error:
            raise StorageFault("extra-missing", extra="pg", package="psycopg") from error
        return psycopg

    def stamp_header(self, connection: Any) -> None:
        """Do nothing: a PostgreSQL database has no header; it is known by its tables."""

    def exists(self, connection: Any) -> bool:
        """Return True if the journal's table is there."""
        return bool(connection.execute("SELECT to_regclass('journal') IS NOT NULL").fetchone()[0])

    def require_own_triggers(self, connection: Any) -> None:
        """Do nothing: who may make triggers in a database on a server is its administrator's to say."""

    def settings(self, connection: Any) -> Iterator[DatabaseSetting]:
        """Read back the server's settings and version, and how the connection is secured."""
        for name, required in _REQUIRED.items():
            row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
            yield DatabaseSetting(name, str(row[0]), row[0] == required)
        version = connection.info.server_version
        yield DatabaseSetting("server_version", str(version), version >= _OLDEST_SERVER)
        mode = connection.info.get_parameters().get("sslmode", "prefer")
        encrypted = bool(connection.pgconn.ssl_in_use)
        yield tls_setting(connection.info.host, mode, encrypted=encrypted)

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """Return the triggers, name -> "A" if it always fires; tables are compared by their rows."""
        rows = connection.execute(
            "SELECT t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        return dict(rows.fetchall())


def tls_setting(host: str, mode: str, *, encrypted: bool) -> DatabaseSetting:
    """Judge a connection: acceptable within this machine, or encrypted to a server that proved its name.

    `mode`: libpq's sslmode.
    """
    if not host or host.startswith(("/", "@")) or host in {"localhost", "127.0.0.1", "::1"}:
        return DatabaseSetting("tls", "local", acceptable=True)
    value = f"{mode}, {'encrypted' if encrypted else 'not encrypted'}"
    return DatabaseSetting("tls", value, acceptable=encrypted and mode == "verify-full")
