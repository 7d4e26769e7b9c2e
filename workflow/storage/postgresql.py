"""Keeps a register in a PostgreSQL database."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from workflow.errors import BadAddress, Busy, StorageFault, Unreachable, WorkflowError, WrongFile
from workflow.storage import postgresql_objects
from workflow.storage.database import DatabaseSetting, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

# Off, each of the first three can lose acknowledged acts; on, the fourth can hide a failed sync. A prepared
# transaction would keep the lock of the head when its session is gone.
_REQUIRED = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_sync_retry": "off",
    "data_checksums": "on",
    "max_prepared_transactions": "0",
}
# Classes of SQLSTATE that say nothing of what is stored: connection, transaction, login, resources, state of
# an object, operator, system.
_OF_THE_MOMENT = {"08", "25", "28", "53", "55", "57", "58"}
_OLDEST_SERVER = 140000  # older major versions get no more fixes from the project
_CONNECT_SECONDS = 10  # a server that is not there is reported, not waited for
_STATEMENT_MS = 300_000  # of one statement; none of ours takes nearly as long


class Postgres:
    """A PostgreSQL database. Appends are serialised by locking one row that is never updated.

    The register lies in the schema that the address names by `options=-csearch_path=NAME`, else in `public`.
    Settings are made in each transaction anew, and nothing is prepared on the server: behind a pooler each
    transaction may get another connection.
    `timeout`: milliseconds to wait for another's lock.
    """

    dialect = "postgresql"
    mark = "%s"
    pauses: tuple[float, ...] = (0.2, 0.5, 1.0, 2.0, 4.0)  # a server restarts within seconds of a crash

    def __init__(self, url: str, *, timeout: int = 30000) -> None:
        self.url = url
        self.timeout = timeout
        self._namespace = ""  # of the register, quoted; read from the address at the first connection

    def connect(self) -> Any:
        """Connect, both sides in UTF-8.

        Raises BadAddress: when the address cannot be read. Raises WrongFile: when the database has another
        encoding.
        """
        psycopg = self._driver()
        given = self._parts()
        self._namespace = postgresql_objects.namespace_of(given.get("options", ""))
        seconds = given.get("connect_timeout", _CONNECT_SECONDS)
        with self.translated_errors():
            connection = psycopg.connect(
                self.url,
                autocommit=True,
                prepare_threshold=None,
                client_encoding="utf8",
                connect_timeout=seconds,
            )
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()
            raise WrongFile("server-encoding", encoding=encoding)
        return connection

    def begin(self, connection: Any, *, write: bool) -> None:
        """Begin a transaction; a writer locks the head row before it reads anything.

        Raises StorageFault (damaged): when there is no such row, so that nothing would be locked.
        """
        if not write:
            self._run(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "")
            return
        lock = "SELECT one FROM head WHERE one = 1 FOR UPDATE"  # sees what was committed before it began
        if self._run(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", lock) is None:
            connection.execute("ROLLBACK")
            raise StorageFault("damaged", path="PostgreSQL")

    def begin_creation(self, connection: Any) -> None:
        """Begin the transaction that creates the tables."""
        self._run(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", "")

    def _run(self, connection: Any, begin: str, last: str) -> Any:
        """Begin a transaction in one message with its settings; return the row of the last statement."""
        settings = (
            f"search_path = {self._namespace}, pg_temp",  # last: a temporary table never stands before ours
            "synchronous_commit = on",
            f"lock_timeout = {self.timeout}",
            f"statement_timeout = {_STATEMENT_MS}",
        )
        text = "; ".join(
            [begin, *(f"SET LOCAL {setting}" for setting in settings), *([last] if last else [])]
        )
        try:
            cursor = connection.execute(text, prepare=False)
        except BaseException:
            with suppress(Exception):  # the connection may be gone; the first error is reported
                connection.execute("ROLLBACK")
            raise
        while cursor.nextset():
            pass
        return cursor.fetchone() if last else None

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
        """Translate psycopg's errors into Busy, StorageFault, Unreachable and WrongFile."""
        psycopg = self._driver()
        kinds: tuple[tuple[type[Exception], type[WorkflowError], str], ...] = (
            (psycopg.errors.SerializationFailure, Busy, "busy"),
            (psycopg.errors.DeadlockDetected, Busy, "busy"),
            (psycopg.errors.LockNotAvailable, Busy, "busy"),
            (psycopg.errors.QueryCanceled, Busy, "busy"),
            (psycopg.errors.InsufficientPrivilege, Unreachable, "not-permitted"),
            (psycopg.errors.DiskFull, Unreachable, "disk-full"),
            (psycopg.errors.ReadOnlySqlTransaction, Unreachable, "read-only"),
            (psycopg.errors.UndefinedTable, WrongFile, "foreign-database"),
            (psycopg.OperationalError, Unreachable, "server-error"),
        )
        try:
            yield
        except psycopg.Error as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            for driver, kind, code in kinds:
                if isinstance(error, driver):
                    raise kind(code, path="PostgreSQL", why=lines[0]) from error
            of_the_moment = (error.sqlstate or "")[:2] in _OF_THE_MOMENT
            kind, code = (Unreachable, "server-error") if of_the_moment else (StorageFault, "database-error")
            raise kind(code, path="PostgreSQL", why=lines[0]) from error

    def _driver(self) -> Any:
        try:
            import psycopg  # an optional dependency
        except ImportError as error:
            raise StorageFault("extra-missing", extra="pg", package="psycopg") from error
        return psycopg

    def _parts(self) -> dict[str, Any]:
        """Read the address. What libpq says about one that it cannot read may quote the password."""
        psycopg = self._driver()
        try:
            given: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(self.url)
        except psycopg.Error:
            raise BadAddress("broken-address") from None
        if not all(port.isdecimal() for port in str(given.get("port", 0)).split(",") if port):
            raise BadAddress("broken-address")
        return given

    def stamp_header(self, connection: Any) -> None:
        """Do nothing: a PostgreSQL database has no header; it is known by its tables."""

    def clock(self, connection: Any) -> str:
        """Return the server's time: one clock for all who record, whatever their machines show."""
        row = connection.execute(
            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        ).fetchone()
        return str(row[0])

    def exists(self, connection: Any) -> bool:
        """Return True if the journal's table is there."""
        text = "SELECT pg_catalog.to_regclass(%s) IS NOT NULL"
        return bool(connection.execute(text, (f"{self._namespace}.journal",)).fetchone()[0])

    def require_own_triggers(self, connection: Any) -> None:
        """Do nothing: who may make triggers in a database on a server is its administrator's to say."""

    def settings(self, connection: Any) -> Iterator[DatabaseSetting]:
        """Read back the server's settings and version, and how the connection is secured."""
        for name, required in _REQUIRED.items():
            row = connection.execute("SELECT pg_catalog.current_setting(%s, true)", (name,)).fetchone()
            yield DatabaseSetting(name, str(row[0]), row[0] == required)
        version = connection.info.server_version
        yield DatabaseSetting("server_version", str(version), version >= _OLDEST_SERVER)
        mode = connection.info.get_parameters().get("sslmode", "prefer")
        encrypted = bool(connection.pgconn.ssl_in_use)
        yield tls_setting(connection.info.host, mode, encrypted=encrypted)

    def schema_objects(self, connection: Any) -> dict[str, str]:
        """Return the objects of the register's schema: name -> definition."""
        return postgresql_objects.found_objects(connection)

    def expected_objects(self, texts: Sequence[str]) -> dict[str, str]:
        """Return the objects that `texts` create: name -> definition."""
        return postgresql_objects.expected_objects(texts)

    def upgrade(self, connection: Any, texts: Sequence[str]) -> Callable[[], None]:
        """Make the triggers of `texts` anew; return a function that gives roles their rights again."""
        postgresql_objects.replace_triggers(connection, texts)
        return postgresql_objects.keep_grants(connection, "subject")


def tls_setting(host: str, mode: str, *, encrypted: bool) -> DatabaseSetting:
    """Judge a connection: acceptable within this machine, or encrypted to a server that proved its name.

    `mode`: libpq's sslmode.
    """
    if not host or host.startswith(("/", "@")) or host in {"localhost", "127.0.0.1", "::1"}:
        return DatabaseSetting("tls", "local", acceptable=True)
    value = f"{mode}, {'encrypted' if encrypted else 'not encrypted'}"
    return DatabaseSetting("tls", value, acceptable=encrypted and mode == "verify-full")
