"""The store of one register: a unit of work for writers, snapshots for readers, the raw journal.

It runs the texts of a `Schema` on a DB-API connection and knows no act. Every write goes through
`write()`, whose transaction begins with the lock and ends with flush and commit, or leaves nothing.
"""

from __future__ import annotations

from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar

from workflow.errors import NotFound, StaleTables, StorageFault, WorkflowError, WrongFile
from workflow.journal.entries import Entry
from workflow.journal.intents import Intent
from workflow.journal.stored_entries import StoredEntry
from workflow.journal.strict_json import sha256
from workflow.storage.positions import NEWEST, Head, head_from_rows
from workflow.storage.rows import SqlRows
from workflow.storage.sql_source import MAX_KEYS, SqlSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from workflow.storage.database import Database
    from workflow.storage.rows import MemoryRows, RowT, SqlValue
    from workflow.storage.sql_schema import Schema

_CHUNK = 5000  # rows of one short read: a long-lived reader would hold up a writer's commit
_STAMP = "SELECT stamp FROM layout"
_STAMP_AND_HEAD = f"SELECT stamp, newest.* FROM layout LEFT JOIN ({NEWEST}) AS newest ON 1 = 1"
Keys = dict[type[Any], int]
_T = TypeVar("_T", bound=tuple[Any, ...])


class Transaction:
    """One write transaction: the lock is held, `head` is known, what is appended and put waits for `flush`.

    Raises StaleTables.
    """

    def __init__(self, store: Store, connection: Any) -> None:
        self._store = store
        self._connection = connection
        rows = connection.execute(_STAMP_AND_HEAD).fetchall()
        store.need_current(_stamp(rows))
        self.head = head_from_rows([row[1:] for row in rows])
        self._source = store.source(connection)
        self.rows = SqlRows(self._source, store.keys)
        self._entries: dict[int, tuple[Any, ...]] = {}  # seq -> its row of the journal
        self._touched: list[tuple[str, int, int]] = []
        self._enclosures: dict[str, bytes] = {}

    def known(self, ids: Sequence[str]) -> dict[str, tuple[int, bytes, str]]:
        """Intent id -> (seq, leaf, intent text) of those already in the journal."""
        mark, found = self._store.database.mark, {}
        for start in range(0, len(ids), MAX_KEYS):
            part = list(ids[start : start + MAX_KEYS])
            text = (
                "SELECT intent_id, seq, leaf, intent FROM journal WHERE intent_id IN "
                f"({','.join([mark] * len(part))})"
            )
            for id_, seq, leaf, intent in self._connection.execute(text, part):
                found[id_] = (seq, bytes(leaf), intent)
        return found

    def leaf_at(self, seq: int) -> bytes | None:
        """The leaf at a position, or None past the head."""
        if seq == self.head.seq:
            return self.head.leaf
        if seq in self._entries:
            return bytes(self._entries[seq][-1])
        text = f"SELECT leaf FROM journal WHERE seq = {self._store.database.mark}"
        row = self._connection.execute(text, (seq,)).fetchone()
        return bytes(row[0]) if row else None

    def append(self, entry: Entry, leaf: bytes, intent: Intent, enclosures: Mapping[str, bytes]) -> None:
        """Append an entry, its enclosures, and (subject, version) -> seq for each of its items."""
        values = (entry.seq, entry.recorded_at, entry.raw.decode(), intent.id, entry.key)
        self._entries[entry.seq] = (*values, entry.sig, leaf)
        self._touched += [(item.subject, item.version + 1, entry.seq) for item in intent.items]
        self._enclosures |= enclosures
        self.head = Head(entry.seq, leaf, entry.recorded_at)

    def flush(self) -> None:
        """Write what was appended, then what was put."""
        self._append()
        self.rows.flush()

    def _append(self) -> None:
        texts, run = self._store.schema.statements, self._source.run
        mark = self._store.database.mark
        held = f"SELECT 1 FROM enclosure WHERE digest = {mark}"
        run(
            texts["insert_enclosure"],
            [
                (digest, data)
                for digest, data in self._enclosures.items()
                if not self._connection.execute(held, (digest,)).fetchone()
            ],
        )
        run(texts["insert_journal"], list(self._entries.values()))
        run(texts["insert_touch"], self._touched)


class Store:
    """A register in a database. `keys` maps every row class to the length of its key."""

    def __init__(self, database: Database, schema: Schema, keys: Keys) -> None:
        self.database = database
        self.schema = schema
        self.keys = keys
        self._tables = {table.row: table for table in schema.tables}
        self._connection: Any = None
        self._reading = False

    def create(self) -> None:
        """Make the tables, or take those of one who was stopped before entry 0.

        Raises WrongFile where a register is there already.
        """
        with self.database.translated_errors():
            connection = self._open()
            try:
                if self._furnished(connection):
                    return
                connection.execute("BEGIN")
                for text in self.schema.journal:
                    connection.execute(text)
                self._furnish(connection)
                self.database.stamp_header(connection)
                connection.execute("COMMIT")
            except BaseException:
                self._rollback(connection)
                self.close()
                raise

    def need_current(self, stamp: str) -> None:
        """Raises StaleTables unless `stamp` is this program's."""
        if stamp != self.schema.stamp:
            raise StaleTables("stale-tables", path=self.place)

    def _furnished(self, connection: Any) -> bool:
        if not self.database.exists(connection):
            return False
        if self.head_of(connection).seq >= 0:
            raise WrongFile("register-exists", path=self.place)
        self.need_current(self.stamp(connection))
        return True

    @property
    def place(self) -> str:
        """Where the register is, for messages; never with a password."""
        return str(getattr(self.database, "path", "PostgreSQL"))

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """One write transaction: lock, work, flush, commit; any exception leaves nothing."""
        with self.database.translated_errors():
            connection = self._open()
            self.database.begin(connection, write=True)
            try:
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
        """A snapshot of the derived tables. Fetch, leave, then compute: readers hold up writers."""
        with self.snapshot() as connection:
            yield SqlRows(self.source(connection), self.keys)

    @contextmanager
    def snapshot(self) -> Iterator[Any]:
        """A connection inside one read transaction; within another one, the same."""
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

    def stale(self) -> bool:
        """Whether the derived tables were made by another version of the program."""
        with self.snapshot() as connection:
            return self.stamp(connection) != self.schema.stamp

    def head(self) -> Head:
        """The newest position."""
        with self.snapshot() as connection:
            return self.head_of(connection)

    def size(self) -> int:
        """How many entries there should be."""
        return self.head().seq + 1

    def query(self, name: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """The rows of a named query of the schema."""
        return self.queries((name,), **values)[0]

    def queries(self, names: Sequence[str], **values: SqlValue) -> list[list[tuple[Any, ...]]]:
        """The rows of several named queries, all of one moment."""
        with self.snapshot() as connection:
            return [connection.execute(self.schema.statements[name], values).fetchall() for name in names]

    def position_before(self, instant: str) -> int:
        """The newest position recorded before a UTC instant; -1 where there is none."""
        text = f"SELECT seq FROM journal WHERE recorded_at < {self.database.mark} ORDER BY seq DESC LIMIT 1"
        with self.snapshot() as connection:
            row = connection.execute(text, (instant,)).fetchone()
        return int(row[0]) if row else -1

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """The journal from `start` to before `stop`, in short reads."""
        mark = self.database.mark
        text = (
            "SELECT seq, recorded_at, intent, intent_id, key, sig, leaf FROM journal "
            f"WHERE seq >= {mark} AND seq <= {mark} ORDER BY seq LIMIT {_CHUNK}"
        )
        last = 2**63 - 1 if stop is None else stop - 1
        while True:
            with self.snapshot() as connection:
                rows = connection.execute(text, (start, last)).fetchall()
            for row in rows:
                yield StoredEntry._make((*row[:5], bytes(row[5]), bytes(row[6])))
            if len(rows) < _CHUNK:
                return
            start = rows[-1][0] + 1

    def leaves(self, stop: int) -> Iterator[bytes]:
        """The leaf hashes of the entries before position `stop`, in their order."""
        mark = self.database.mark
        text = (
            f"SELECT seq, leaf FROM journal WHERE seq >= {mark} AND seq < {mark} ORDER BY seq LIMIT {_CHUNK}"
        )
        start = 0
        while start < stop:
            with self.snapshot() as connection:
                rows = connection.execute(text, (start, stop)).fetchall()
            yield from (bytes(row[1]) for row in rows)
            if len(rows) < _CHUNK:
                return
            start = rows[-1][0] + 1

    def positions(self, start: int) -> list[int]:
        """The positions there are from `start` on, also of rows that cannot be read."""
        text = f"SELECT seq FROM journal WHERE seq >= {self.database.mark} ORDER BY seq"
        with self.snapshot() as connection:
            return [int(row[0]) for row in connection.execute(text, (start,)).fetchall()]

    def enclosure(self, digest: str) -> bytes | None:
        """The enclosure stored under a digest, or None."""
        with self.snapshot() as connection:
            text = f"SELECT data FROM enclosure WHERE digest = {self.database.mark}"
            row = connection.execute(text, (digest,)).fetchone()
        return bytes(row[0]) if row else None

    def enclosures(self) -> Iterator[tuple[str, bool]]:
        """Every stored enclosure: its name, and whether its bytes have that SHA-256."""
        with self.snapshot() as connection:
            names = [row[0] for row in connection.execute("SELECT digest FROM enclosure")]
        for name in names:
            data = self.enclosure(name)
            yield name, data is not None and sha256(data) == name

    def subject_versions(self) -> Iterator[tuple[str, int, int]]:
        """(subject, version, seq) of every touch, by subject and version, in short reads."""
        mark = self.database.mark
        after, last = "", ()  # no lower bound at first: whatever stands there is to be seen
        given = there = 0
        while True:
            with self.snapshot() as connection:
                text = (
                    f"SELECT subject, version, seq FROM touch{after} ORDER BY subject, version LIMIT {_CHUNK}"
                )
                rows = connection.execute(text, last).fetchall()
                given += len(rows)
                if given > there:
                    there = connection.execute("SELECT count(*) FROM touch").fetchone()[0]
            if given > there:  # a damaged order would lead round in a circle
                raise StorageFault("damaged", path=self.place)
            yield from map(tuple, rows)
            if len(rows) < _CHUNK:
                return
            after, last = f" WHERE (subject, version) > ({mark}, {mark})", rows[-1][:2]

    def history(self, subject: str) -> list[int]:
        """The positions at which a subject was touched, oldest first."""
        text = f"SELECT seq FROM touch WHERE subject = {self.database.mark} ORDER BY version"
        with self.snapshot() as connection:
            return [row[0] for row in connection.execute(text, (subject,))]

    def table(self, kind: type[RowT]) -> list[RowT]:
        """Every stored row of a derived table."""
        with self.snapshot() as connection:
            return list(self.source(connection).scan(kind))

    def schema_objects(self) -> tuple[str, ...]:
        """Names of tables, indexes and triggers that are missing, changed or not ours."""
        with self.snapshot() as connection:
            actual = self.database.schema_objects(connection)
        wanted = self._furniture()
        return tuple(sorted(name for name in {*actual, *wanted} if actual.get(name) != wanted.get(name)))

    def rebuild(self, rows: MemoryRows) -> None:
        """Drop the derived tables, make them anew and fill them with `rows`, in one transaction."""
        with self.database.translated_errors():
            connection = self._open()
            self.database.begin(connection, write=True)
            try:
                for table in self.schema.tables:
                    connection.execute(f'DROP TABLE IF EXISTS "{table.name}"')
                connection.execute("DELETE FROM layout")
                self._furnish(connection)
                source = self.source(connection)
                for kind, kept in rows.tables.items():
                    source.save(kind, list(kept.values()), [])
                connection.execute("COMMIT")
            except BaseException:
                self._rollback(connection)
                raise

    def close(self) -> None:
        """Close the connection; the next call opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def source(self, connection: Any) -> SqlSource:
        """Rows over a connection."""
        return SqlSource(connection, self.database, self._tables)

    def stamp(self, connection: Any) -> str:
        """The layout stamp that stands in the database."""
        return _stamp(connection.execute(_STAMP).fetchall())

    def head_of(self, connection: Any) -> Head:
        """The newest position, as `connection` sees it."""
        return head_from_rows(connection.execute(NEWEST).fetchall())

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = self.database.connect()
        return self._connection

    def _rollback(self, connection: Any) -> None:
        try:
            if getattr(connection, "in_transaction", True):
                connection.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - the first error is the one to tell; the connection is done for
            self.close()

    def _furnish(self, connection: Any) -> None:
        for table in self.schema.tables:
            for text in table.create:
                connection.execute(text)
        mark = self.database.mark
        connection.execute(f"INSERT INTO layout (one, stamp) VALUES (1, {mark})", (self.schema.stamp,))

    def _furniture(self) -> dict[str, str]:
        texts = [*self.schema.journal, *(t for table in self.schema.tables for t in table.create)]
        if self.schema.dialect == "postgresql":
            triggers = [text.split()[2] for text in texts if text.startswith("CREATE TRIGGER")]
            return dict.fromkeys(triggers, "A")
        return {text.split("(")[0].split()[2].strip('"'): text for text in texts}


def require_register(store: Store) -> Store:
    """`store`, once it is known to hold a register. Raises NotFound or WrongFile."""
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
    """Ask a fresh connection after a fault at commit: was it done? Raises StorageFault if unknown.

    It asks under the write lock: only then no commit of ours can still be on its way.
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


def _stamp(rows: Sequence[Any]) -> str:
    return str(rows[0][0]) if rows else ""
