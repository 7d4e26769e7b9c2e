"""PostgreSQL: how a register lives on a server."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workflow.errors import Busy, StorageFault, WrongFile
from workflow.storage.database import DatabaseSetting, Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Off, each of the first three can lose acknowledged acts; on, the fourth can hide that a sync failed.
_SERVER = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "data_checksums": "on",
}
_OLDEST_SERVER = 140000  # below, PostgreSQL's makers mend nothing any more


class Postgres:
    """A PostgreSQL database. Appends are serialised by locking one row that is never updated."""

    dialect = "postgresql"
    mark = "%s"
    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0)  # a server that crashed is back within seconds

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
            import psycopg  # an extra, needed here only
        except ImportError as error:
            raise StorageFault("extra-missing", extra="pg", package="psycopg") from error
        return psycopg

    def stamp_header(self, connection: Any) -> None:
        """Nothing: a database is known by its tables."""

    def exists(self, connection: Any) -> bool:
        """Whether the journal's table is there."""
        return bool(connection.execute("SELECT to_regclass('journal') IS NOT NULL").fetchone()[0])

    def settings(self, connection: Any) -> Iterator[DatabaseSetting]:
        """What must be on or off on the server, its version, and how the way to it is secured."""
        for name, wanted in _SERVER.items():
            row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
            yield DatabaseSetting(name, str(row[0]), row[0] == wanted)
        version = connection.info.server_version
        yield DatabaseSetting("server_version", str(version), version >= _OLDEST_SERVER)
        mode = connection.info.get_parameters().get("sslmode", "prefer")
        used = bool(connection.pgconn.ssl_in_use)
        yield tls_setting(connection.info.host, mode, used=used)

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """The triggers and whether they always fire; tables are compared by their rows."""
        rows = connection.execute(
            "SELECT t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        return dict(rows.fetchall())


def tls_setting(host: str, mode: str, *, used: bool) -> DatabaseSetting:
    """How the way to the server is secured: within this machine, or encrypted and the server proven."""
    if not host or host.startswith(("/", "@")) or host in {"localhost", "127.0.0.1", "::1"}:
        return DatabaseSetting("tls", "local", fine=True)
    value = f"{mode}, {'encrypted' if used else 'not encrypted'}"
    return DatabaseSetting("tls", value, fine=used and mode == "verify-full")
