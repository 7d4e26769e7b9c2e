"""Collects one write transaction: what is appended to the journal and put into derived tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from workflow.storage.positions import STAMP_AND_HEAD, Head, head_from_rows, stamp_from_rows
from workflow.storage.rows import SqlRows
from workflow.storage.sql_source import MAX_KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.journal.entries import Entry
    from workflow.journal.intents import Intent
    from workflow.storage.database import Database
    from workflow.storage.sql_schema import Schema
    from workflow.storage.sql_source import SqlSource


class WritableStore(Protocol):
    """The part of a store that its transactions need."""

    database: Database
    schema: Schema
    keys: dict[type[Any], int]

    def require_current_tables(self, stamp: str) -> None:
        """Raise StaleTables where another version of the program made the derived tables."""

    def row_source(self, connection: Any) -> SqlSource:
        """Return the reader and writer of derived rows over a connection."""


class Transaction:
    """A write transaction that holds the register's lock. Appended entries and put rows wait for `flush`.

    `head`: the newest entry, also of those that wait. `rows`: the derived tables, read and written by key.
    Raises StaleTables: when another version of the program made the derived tables.
    """

    def __init__(self, store: WritableStore, connection: Any) -> None:
        self._store = store
        self._connection = connection
        rows = connection.execute(STAMP_AND_HEAD).fetchall()
        store.require_current_tables(stamp_from_rows(rows))
        self.head = head_from_rows([row[1:] for row in rows])
        self._source = store.row_source(connection)
        self.rows = SqlRows(self._source, store.keys)
        self._entries: dict[int, tuple[Any, ...]] = {}  # position -> row of the journal
        self._versions: list[tuple[str, int, int]] = []  # rows of the index: subject, version, position
        self._enclosures: dict[str, bytes] = {}

    def clock(self) -> str:
        """Return the time by the clock that records: UTC, `2025-01-31T08:00:00Z`."""
        return self._store.database.clock(self._connection)

    def known(self, ids: Sequence[str]) -> dict[str, tuple[int, bytes, str]]:
        """Look up intents that are recorded: id (32 hex digits) -> (position, leaf hash, intent text)."""
        mark = self._store.database.mark
        recorded: dict[str, tuple[int, bytes, str]] = {}
        for start in range(0, len(ids), MAX_KEYS):
            part = list(ids[start : start + MAX_KEYS])
            text = (
                "SELECT intent_id, seq, leaf, intent FROM journal WHERE intent_id IN "
                f"({','.join([mark] * len(part))})"
            )
            for id_, seq, leaf, intent in self._connection.execute(text, part):
                recorded[id_] = (seq, bytes(leaf), intent)
        return recorded

    def leaf_at(self, seq: int) -> bytes | None:
        """Return the leaf hash (32 bytes) at a position, or None beyond the head."""
        if seq == self.head.seq:
            return self.head.leaf
        if seq in self._entries:
            return bytes(self._entries[seq][-1])
        text = f"SELECT leaf FROM journal WHERE seq = {self._store.database.mark}"
        row = self._connection.execute(text, (seq,)).fetchone()
        return bytes(row[0]) if row else None

    def append(self, entry: Entry, leaf: bytes, intent: Intent, enclosures: Mapping[str, bytes]) -> None:
        """Append an entry with its leaf hash, its enclosures, and an index row for each of its items."""
        values = (entry.seq, entry.recorded_at, entry.raw.decode(), intent.id, entry.key)
        self._entries[entry.seq] = (*values, entry.sig, leaf)
        self._versions += [(item.subject, item.version + 1, entry.seq) for item in intent.items]
        self._enclosures |= enclosures
        self.head = Head(entry.seq, leaf, entry.recorded_at)

    def flush(self) -> None:
        """Write the appended entries, then the rows that were put or dropped."""
        self._append()
        self.rows.flush()

    def _append(self) -> None:
        """Append entries before what they name: the triggers of PostgreSQL look for the entry."""
        texts, run = self._store.schema.statements, self._source.run
        run(texts["insert_journal"], list(self._entries.values()))
        stored = f"SELECT 1 FROM enclosure WHERE digest = {self._store.database.mark}"
        run(
            texts["insert_enclosure"],
            [
                (digest, data)
                for digest, data in self._enclosures.items()
                if not self._connection.execute(stored, (digest,)).fetchone()
            ],
        )
        run(texts["insert_touch"], self._versions)
