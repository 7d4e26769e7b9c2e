"""Defines rows by key, in memory and over SQL, which guards read and projections write.

A row is a NamedTuple whose first fields are its key. `MemoryRows` is a dict of dicts. `SqlRows` is the
unit of work of one transaction over a `RowSource`: a miss reads one row, writes wait for `flush`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SqlValue = str | int | bytes | None
RowKey = tuple[str | int, ...]
RowT = TypeVar("RowT", bound=tuple[Any, ...])


class Register(NamedTuple):
    """The register (one row).

    `id`: SHA-256 of entry 0's intent, 64 hex digits. `definition`: JSON text; `since`: the position from
    which it is in force. `clock`: "system", or "journal" where now is the newest entry's time (training).
    `countersigned`: the position from which deferred acts wait for a second steward. `unicode`: the version
    of Unicode that every text keeps to, "" in a register from before texts kept to one. `clock_agreed`: the
    time of recording (UTC) up to which a steward agreed that the clock may stand behind it, "" for none.
    """

    one: int
    id: str
    name: str
    definition: str
    since: int
    note: str
    clock: str
    countersigned: int | None
    unicode: str
    clock_agreed: str


class Subject(NamedTuple):
    """The state of a subject.

    `id`: `kind/name`. `version`: number of its changes. `tip`: SHA-256 (64 hex digits) of the intent that
    last changed it, at position `seq`. `round`: number of rounds begun. `done`: performers in this round,
    `act=person;` for each.
    """

    id: str
    kind: str
    state: str | None
    version: int
    tip: str
    seq: int
    round: int
    done: str


class TimeGap(NamedTuple):
    """An entry that was recorded long after the one before it, or long after it was signed.

    `seq`: its position. `before`: the time of the entry before; `claimed`: the signer's clock; `recorded`:
    the entry's own time (UTC, ISO 8601). `agreed`: the id of the steward whose act says that the clock is
    right, "" for none.
    """

    seq: int
    before: str
    claimed: str
    recorded: str
    agreed: str


class Reader(Protocol):
    """Reads rows: by key, or by equal values of some fields."""

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """Return the row with this key, or None."""
        ...

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Return every row whose named fields equal the given values, in any order."""
        ...


class Rows(Reader, Protocol):
    """Reads and writes rows."""

    def put(self, row: tuple[Any, ...]) -> None:
        """Insert the row, or replace the one with the same key."""
        ...

    def drop(self, kind: type[Any], *key: str | int) -> None:
        """Remove the row with this key, if there is one."""
        ...


class RowSource(Protocol):
    """Reads and saves stored rows, in bulk: for `SqlRows`."""

    def fetch(self, keys: Mapping[type[Any], Sequence[RowKey]]) -> Mapping[type[Any], Sequence[Any]]:
        """Return the rows with these keys that exist, read at once."""
        ...

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Return every stored row whose named fields equal the given values."""
        ...

    def save(self, kind: type[Any], rows: Sequence[tuple[Any, ...]], gone: Sequence[RowKey]) -> None:
        """Insert or replace `rows`, and delete the keys in `gone`."""
        ...


class MemoryRows:
    """Rows in memory. `keys`: row class -> number of its leading fields that are the key.

    The first scan by some fields builds an index of them: a replay scans at every act.
    """

    def __init__(self, keys: Mapping[type[Any], int]) -> None:
        self.keys = keys
        self.tables: dict[type[Any], dict[RowKey, Any]] = {kind: {} for kind in keys}
        self.indexes: dict[type[Any], dict[tuple[str, ...], _Index]] = {kind: {} for kind in keys}

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """Return the row with this key, or None."""
        row: RowT | None = self.tables[kind].get(key)
        return row

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Return every row whose named fields equal the given values."""
        if not equal:
            return iter(list(self.tables[kind].values()))
        index = self.indexes[kind].get(fields := tuple(equal))
        if index is None:
            index = _Index(kind, fields)
            for key, row in self.tables[kind].items():
                index.put(key, row)
            self.indexes[kind][fields] = index
        return iter(index.rows(tuple(equal.values())))

    def put(self, row: tuple[Any, ...]) -> None:
        """Insert the row, or replace the one with the same key."""
        kind = type(row)
        key = row[: self.keys[kind]]
        table = self.tables[kind]
        old = table.get(key)
        table[key] = row
        for index in self.indexes[kind].values():
            if old is not None:
                index.drop(key, old)
            index.put(key, row)

    def drop(self, kind: type[Any], *key: str | int) -> None:
        """Remove the row with this key, if there is one."""
        row = self.tables[kind].pop(key, None)
        if row is not None:
            for index in self.indexes[kind].values():
                index.drop(key, row)


class _Index:
    """Finds the rows of one class by their values in some fields.

    A journal that breaks the rules may put a list where a `SqlValue` belongs: such a row is left out.
    """

    def __init__(self, kind: type[Any], fields: tuple[str, ...]) -> None:
        self.columns = [kind._fields.index(name) for name in fields]
        self.rows_by_values: dict[tuple[SqlValue, ...], dict[RowKey, Any]] = {}

    def rows(self, values: tuple[SqlValue, ...]) -> list[Any]:
        """Return the rows with these values."""
        return list(self.rows_by_values.get(values, {}).values()) if _hashable(values) else []

    def put(self, key: RowKey, row: tuple[Any, ...]) -> None:
        """Add a row."""
        values = tuple(row[n] for n in self.columns)
        if _hashable(values):
            self.rows_by_values.setdefault(values, {})[key] = row

    def drop(self, key: RowKey, row: tuple[Any, ...]) -> None:
        """Remove a row; values without a row are removed too."""
        values = tuple(row[n] for n in self.columns)
        if _hashable(values):
            del self.rows_by_values[values][key]
            if not self.rows_by_values[values]:
                del self.rows_by_values[values]


class SqlRows:
    """Rows over a `RowSource`, in one transaction: all it read or wrote is kept, writes wait for `flush`."""

    def __init__(self, source: RowSource, keys: Mapping[type[Any], int]) -> None:
        self.source = source
        self.keys = keys
        self.seen: dict[type[Any], dict[RowKey, Any]] = {kind: {} for kind in keys}
        self.changed: dict[type[Any], set[RowKey]] = {kind: set() for kind in keys}
        self.unsaved = MemoryRows(keys)

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """Return the row with this key as this transaction sees it, or None."""
        seen = self.seen[kind]
        if key not in seen:
            seen[key] = next(iter(self.source.fetch({kind: [key]})[kind]), None)
        row: RowT | None = seen[key]
        return row

    def prefetch(self, keys: Mapping[type[Any], Sequence[RowKey]]) -> None:
        """Read the rows with these keys in bulk, for later `get` calls: for speed only."""
        missing = {
            kind: [key for key in dict.fromkeys(of_kind) if key not in self.seen[kind]]
            for kind, of_kind in keys.items()
        }
        stored = self.source.fetch({kind: of_kind for kind, of_kind in missing.items() if of_kind})
        for kind, rows in stored.items():
            size, seen = self.keys[kind], self.seen[kind]
            seen.update(dict.fromkeys(missing[kind]))
            seen.update((row[:size], row) for row in rows)

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Return every row whose named fields equal the given values, as this transaction sees them."""
        changed, size = self.changed[kind], self.keys[kind]
        stored = [row for row in self.source.scan(kind, **equal) if row[:size] not in changed]
        return iter([*stored, *self.unsaved.scan(kind, **equal)])

    def put(self, row: tuple[Any, ...]) -> None:
        """Insert the row, or replace the one with the same key, at the next flush."""
        kind = type(row)
        key = row[: self.keys[kind]]
        self.seen[kind][key] = row
        self.changed[kind].add(key)
        self.unsaved.put(row)

    def drop(self, kind: type[Any], *key: str | int) -> None:
        """Remove the row with this key at the next flush."""
        self.seen[kind][key] = None
        self.changed[kind].add(key)
        self.unsaved.drop(kind, *key)

    def flush(self) -> None:
        """Write the changed rows: for each table one batch of upserts and one of deletes."""
        for kind, keys in self.changed.items():
            if keys:
                rows = self.unsaved.tables[kind]
                self.source.save(kind, list(rows.values()), [key for key in keys if key not in rows])
                keys.clear()
        self.unsaved = MemoryRows(self.keys)


def _hashable(values: tuple[Any, ...]) -> bool:
    try:
        hash(values)
    except TypeError:
        return False
    return True
