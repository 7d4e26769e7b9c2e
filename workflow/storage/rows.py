"""Rows by key: one small interface, in memory and over SQL, that guards and projections see.

A row is a NamedTuple whose first fields are its key. `MemoryRows` is a dict of dicts; `SqlRows` is
the same dict laid over a `Source`: a miss reads one row, writes wait for `flush`, so it *is* the
unit of work of one transaction and dies with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SqlValue = str | int | bytes | None
RowKey = tuple[str | int, ...]
RowT = TypeVar("RowT", bound=tuple[Any, ...])


class Register(NamedTuple):
    """The register itself (one row). `since` is the position of the definition in force.

    `clock` is "system", or "journal" where time stands still at the newest entry (training).
    `countersigned`: from this position on, acts that give power wait for a second steward.
    """

    one: int
    id: str
    name: str
    definition: str
    since: int
    note: str
    clock: str
    countersigned: int | None


class Subject(NamedTuple):
    """What the engine keeps of each subject; `done` lists who did what in this round."""

    id: str
    kind: str
    state: str | None
    version: int
    tip: str
    seq: int
    round: int
    done: str


class Reader(Protocol):
    """What guards and reports may do: read rows by key, or those equal in some fields."""

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """The row with this key, or None."""
        ...

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Every row whose named fields equal the given values, in no promised order."""
        ...


class Rows(Reader, Protocol):
    """What a projection may do besides: put a row, drop a row."""

    def put(self, row: tuple[Any, ...]) -> None:
        """Insert the row, or replace the one with the same key."""
        ...

    def drop(self, kind: type[Any], *key: str | int) -> None:
        """Remove the row with this key, if it is there."""
        ...


class RowSource(Protocol):
    """What `SqlRows` stands on; the store implements it."""

    def fetch(self, wanted: Mapping[type[Any], Sequence[RowKey]]) -> Mapping[type[Any], Sequence[Any]]:
        """The rows with these keys, those that exist, all asked for at once."""
        ...

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """As `Reader.scan`, from what is stored."""
        ...

    def save(self, kind: type[Any], rows: Sequence[tuple[Any, ...]], gone: Sequence[RowKey]) -> None:
        """Upsert `rows`, delete the keys in `gone`."""
        ...


class MemoryRows:
    """Rows in memory. `keys` maps each row class to the number of leading fields that are its key.

    Fields that were once asked for by value are kept in an index: a replay asks at every act.
    """

    def __init__(self, keys: Mapping[type[Any], int]) -> None:
        self.keys = keys
        self.tables: dict[type[Any], dict[RowKey, Any]] = {kind: {} for kind in keys}
        self.indexes: dict[type[Any], dict[tuple[str, ...], _Index]] = {kind: {} for kind in keys}

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """The row with this key, or None."""
        row: RowT | None = self.tables[kind].get(key)
        return row

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Every row whose named fields equal the given values."""
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
        """Insert or replace."""
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
        """Remove, if there."""
        row = self.tables[kind].pop(key, None)
        if row is not None:
            for index in self.indexes[kind].values():
                index.drop(key, row)


class _Index:
    """The rows of one kind by their values in some fields.

    A journal that breaks the rules may put a list where a `Cell` belongs: it equals none, and is left out.
    """

    def __init__(self, kind: type[Any], fields: tuple[str, ...]) -> None:
        self.places = [kind._fields.index(name) for name in fields]
        self.found: dict[tuple[SqlValue, ...], dict[RowKey, Any]] = {}

    def rows(self, values: tuple[SqlValue, ...]) -> list[Any]:
        """The rows with these values."""
        return list(self.found.get(values, {}).values()) if _hashable(values) else []

    def put(self, key: RowKey, row: tuple[Any, ...]) -> None:
        """Take a row in."""
        values = tuple(row[n] for n in self.places)
        if _hashable(values):
            self.found.setdefault(values, {})[key] = row

    def drop(self, key: RowKey, row: tuple[Any, ...]) -> None:
        """Take a row out; a value that nobody has any longer takes no room."""
        values = tuple(row[n] for n in self.places)
        if _hashable(values):
            del self.found[values][key]
            if not self.found[values]:
                del self.found[values]


class SqlRows:
    """An overlay over a `Source`: what was read or written is kept, writes wait for `flush`."""

    def __init__(self, source: RowSource, keys: Mapping[type[Any], int]) -> None:
        self.source = source
        self.keys = keys
        self.seen: dict[type[Any], dict[RowKey, Any]] = {kind: {} for kind in keys}
        self.changed: dict[type[Any], set[RowKey]] = {kind: set() for kind in keys}
        self.unsaved = MemoryRows(keys)

    def get(self, kind: type[RowT], *key: str | int) -> RowT | None:
        """The row with this key as this transaction sees it, or None."""
        seen = self.seen[kind]
        if key not in seen:
            seen[key] = next(iter(self.source.fetch({kind: [key]})[kind]), None)
        row: RowT | None = seen[key]
        return row

    def prefetch(self, wanted: Mapping[type[Any], Sequence[RowKey]]) -> None:
        """Read at once many rows that `get` will be asked for: speed only."""
        missing = {
            kind: [key for key in dict.fromkeys(keys) if key not in self.seen[kind]]
            for kind, keys in wanted.items()
        }
        for kind, rows in self.source.fetch({k: keys for k, keys in missing.items() if keys}).items():
            size, seen = self.keys[kind], self.seen[kind]
            seen.update(dict.fromkeys(missing[kind]))
            seen.update((row[:size], row) for row in rows)

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Stored rows overlaid with the unflushed ones of this transaction."""
        changed, size = self.changed[kind], self.keys[kind]
        stored = [r for r in self.source.scan(kind, **equal) if r[:size] not in changed]
        return iter([*stored, *self.unsaved.scan(kind, **equal)])

    def put(self, row: tuple[Any, ...]) -> None:
        """Insert or replace, at the next flush."""
        kind = type(row)
        key = row[: self.keys[kind]]
        self.seen[kind][key] = row
        self.changed[kind].add(key)
        self.unsaved.put(row)

    def drop(self, kind: type[Any], *key: str | int) -> None:
        """Remove, at the next flush."""
        self.seen[kind][key] = None
        self.changed[kind].add(key)
        self.unsaved.drop(kind, *key)

    def flush(self) -> None:
        """Write what changed: one batch of upserts and one of deletes a table."""
        for kind, keys in self.changed.items():
            if keys:
                kept = self.unsaved.tables[kind]
                self.source.save(kind, list(kept.values()), [key for key in keys if key not in kept])
                keys.clear()
        self.unsaved = MemoryRows(self.keys)


def _hashable(values: tuple[Any, ...]) -> bool:
    try:
        hash(values)
    except TypeError:
        return False
    return True
