"""Keeps one register in a database: the journal, and the derived tables, written in one transaction.

It runs the texts of a `Schema` on a DB-API connection; acts are decided elsewhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

from workflow.errors import NotFound, StaleTables, StorageFault, WorkflowError, WrongFile
from workflow.storage.journal_store import JournalStore
from workflow.storage.positions import STAMP, stamp_from_rows
from workflow.storage.rows import SqlRows
from workflow.storage.sql_source import SqlSource
from workflow.storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workflow.storage.database import Database
    from workflow.storage.rows import MemoryRows, RowT, SqlValue
    from workflow.storage.sql_schema import Schema

Keys = dict[type[Any], int]
_T = TypeVar("_T", bound=tuple[Any, ...])


class Store(JournalStore):
    """A register in a database: the database's address, the texts that run on it, and one connection.

    The connection belongs to one thread, the one whose call opened it: SQLite refuses it to any other
    (StorageFault database-error), and on both databases two threads would share its transaction. Another
    thread uses `another`. `keys`: row class -> number of its leading fields that are the key.
    Every method raises StorageFault: when the database cannot be reached, read or written.
    """

    def __init__(self, database: Database, schema: Schema, keys: Keys) -> None:
        super().__init__(database)
        self.schema = schema
        self.keys = keys
        self._tables = {table.row: table for table in schema.tables}

    def another(self) -> Store:
        """Make a store on the same database and schema, for another thread: it opens its own connection."""
        return Store(self.database, self.schema, self.keys)

    def create(self) -> None:
        """Create the tables; tables of an interrupted creation, still without entry 0, are taken over.

        Raises WrongFile: when there is a register. Raises StaleTables: when another version of the program
        began the creation.
        """
        with self.database.translated_errors():
            connection = self._open()
            try:
                with self.snapshot():
                    if self._has_tables(connection):
                        return
                self.database.begin_creation(connection)
                for text in self.schema.journal:
                    connection.execute(text)
                self._create_derived_tables(connection)
                self.database.stamp_header(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._rollback(connection)
                self.close()
                raise

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Run a write transaction: lock, work, flush, commit; after any exception nothing is written.

        Raises Busy: when another writer holds the lock. Raises StaleTables.
        """
        with self.database.translated_errors():
            connection = self._open()
            self.database.begin(connection, write=True)
            try:
                self.database.require_own_triggers(connection)
                tx = Transaction(self, connection)
                yield tx
                with self.database.pipelined(connection):
                    tx.flush()
                    connection.execute("COMMIT")
            except BaseException:
                self._rollback(connection)
                raise

    @contextmanager
    def read(self) -> Iterator[SqlRows]:
        """Give the derived tables inside a snapshot. Fetch, leave, then compute: readers hold up writers."""
        with self.snapshot() as connection:
            yield SqlRows(self.row_source(connection), self.keys)

    def is_stale(self) -> bool:
        """Return True if another version of the program made the derived tables."""
        with self.snapshot() as connection:
            return self._read_stamp(connection) != self.schema.stamp

    def require_current_tables(self, stamp: str) -> None:
        """Raise StaleTables unless `stamp` (16 hex digits) is that of this program's schema."""
        if stamp != self.schema.stamp:
            raise StaleTables("stale-tables", path=self.place)

    def query(self, name: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """Return the rows of a named query of the schema."""
        return self.queries((name,), **values)[0]

    def queries(self, names: Sequence[str], **values: SqlValue) -> list[list[tuple[Any, ...]]]:
        """Return the rows of several named queries, all in one snapshot."""
        with self.snapshot() as connection:
            return [connection.execute(self.schema.statements[name], values).fetchall() for name in names]

    def table(self, kind: type[RowT]) -> list[RowT]:
        """Return every row of a derived table."""
        with self.snapshot() as connection:
            return list(self.row_source(connection).scan(kind))

    def schema_objects(self) -> tuple[str, ...]:
        """Return the names of tables, indexes and triggers that are missing, changed or surplus."""
        with self.snapshot() as connection:
            actual = self.database.schema_objects(connection)
        texts = [*self.schema.journal, *(text for table in self.schema.tables for text in table.create)]
        expected = self.database.expected_objects(texts)
        names = {*actual, *expected}
        return tuple(sorted(name for name in names if actual.get(name) != expected.get(name)))

    def rebuild(self, rows: MemoryRows) -> None:
        """Drop the derived tables, create them again and fill them with `rows`, in one transaction."""
        with self.database.translated_errors():
            connection = self._open()
            self.database.begin(connection, write=True)
            try:
                give_rights = self.database.upgrade(connection, self.schema.journal)
                for table in self.schema.tables:
                    connection.execute(f'DROP TABLE IF EXISTS "{table.name}"')
                self.database.require_own_triggers(connection)
                connection.execute("DELETE FROM layout")
                self._create_derived_tables(connection, rows)
                give_rights()
                connection.execute("COMMIT")
            except BaseException:
                self._rollback(connection)
                raise

    def row_source(self, connection: Any) -> SqlSource:
        """Return the derived tables, read and saved over an open transaction of `connection`."""
        return SqlSource(connection, self.database, self._tables)

    def _has_tables(self, connection: Any) -> bool:
        if not self.database.exists(connection):
            return False
        if self.read_head(connection).seq >= 0:
            raise WrongFile("register-exists", path=self.place)
        self.require_current_tables(self._read_stamp(connection))
        return True

    def _read_stamp(self, connection: Any) -> str:
        return stamp_from_rows(connection.execute(STAMP).fetchall())

    def _create_derived_tables(self, connection: Any, rows: MemoryRows | None = None) -> None:
        """Create the derived tables, fill them, and only then bind them to the journal by their triggers."""
        texts = [text for table in self.schema.tables for text in table.create]
        bindings = [text for text in texts if not text.startswith(("CREATE TABLE", "CREATE INDEX"))]
        for text in texts:
            if text not in bindings:
                connection.execute(text)
        source = self.row_source(connection)
        for kind, by_key in (rows.tables if rows else {}).items():
            source.save(kind, list(by_key.values()), [])
        for text in bindings:
            connection.execute(text)
        mark = self.database.mark
        connection.execute(f"INSERT INTO layout (one, stamp) VALUES (1, {mark})", (self.schema.stamp,))


def require_register(store: Store) -> Store:
    """Return `store` if it holds a register.

    Raises NotFound: when the journal is empty. Raises WrongFile: when the database is not a register's.
    """
    try:
        with store.snapshot() as connection:
            if not store.database.exists(connection):
                raise WrongFile("foreign-database", path=store.place)
            if connection.execute("SELECT seq FROM journal LIMIT 1").fetchone() is None:
                raise NotFound("register-not-found", path=store.place)
    except WorkflowError:
        store.close()
        raise
    return store


def recheck_after_fault(store: Store, ask: Callable[[Transaction], _T]) -> _T:
    """Return what `ask` finds over a fresh connection, after a fault at commit.

    It asks under the write lock: then no commit of this process can still be on its way.
    Raises StorageFault (outcome-unknown): when the database cannot be reached.
    """
    for pause in (*store.database.pauses, None):
        store.close()
        try:
            with store.write() as tx:
                return ask(tx)
        except WorkflowError as error:
            if pause is None:
                raise StorageFault("outcome-unknown", path=store.place, why=error) from error
            sleep(pause)
    raise AssertionError  # the loop returns or raises
