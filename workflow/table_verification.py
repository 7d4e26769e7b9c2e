"""Compares a store's enclosures, version index and derived tables with what its journal implies."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Any

from workflow.errors import BadIntent, StorageFault
from workflow.findings import Finding, unreadable_store
from workflow.journal.entries import ZERO_HASH
from workflow.replaying import read_entry
from workflow.storage.rows import MemoryRows
from workflow.storage.store import Store


class VersionIndexDigest:
    """Order-independent digest of the (subject, version, position) index: count and sum of SHA-256."""

    def __init__(self) -> None:
        self.count = self.sum = 0

    def add(self, subject: object, version: object, seq: object) -> None:
        """Add one row of the index; a damaged file gives values of any type."""
        text = repr((subject, version, seq)).encode("utf-8", "surrogatepass")
        self.count += 1
        self.sum += int.from_bytes(hashlib.sha256(text).digest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VersionIndexDigest) and (self.count, self.sum) == (other.count, other.sum)

    __hash__ = None  # type: ignore[assignment]  # it changes with each row


def verify_enclosures(store: Store, named: Collection[str]) -> Iterator[Finding]:
    """Yield the stored enclosures that are damaged, or that no intent names.

    `named`: the SHA-256 (64 hex digits) of every enclosure that an intent names.
    """
    try:
        for digest, intact in store.enclosures():
            if not intact:
                yield Finding("enclosure-differs", f"enclosure/{digest}")
            elif digest not in named:
                yield Finding("enclosure-unnamed", f"enclosure/{digest}")
    except StorageFault as error:
        yield unreadable_store("enclosure", error)


def verify_index(store: Store, expected: VersionIndexDigest) -> Iterator[Finding]:
    """Yield the rows of the version index that differ from the journal's items."""
    stored = VersionIndexDigest()
    try:
        for row in store.subject_versions():
            stored.add(*row)
        if stored != expected:
            yield from _differing_index_rows(store)
    except StorageFault as error:
        yield unreadable_store("touch", error)


def verify_tables(store: Store, rows: MemoryRows) -> Iterator[Finding]:
    """Yield the schema objects and the rows of derived tables that differ from the replayed `rows`.

    Tables of another version of the program are one finding (stale-tables), and are not compared.
    """
    try:
        if store.is_stale():
            yield Finding("stale-tables", "layout")
            return
    except StorageFault as error:
        yield unreadable_store("layout", error)
    for name in store.schema_objects():
        yield Finding("furniture-differs", name)
    for kind, expected in rows.tables.items():
        yield from _differing_rows(store, kind, rows.keys[kind], expected)


def _differing_index_rows(store: Store) -> Iterator[Finding]:
    """List the index rows that differ. Loads the whole index; call only after the digests differ."""
    expected = {}
    for stored in store.entries():
        with suppress(BadIntent):  # reported already, and nothing of it is in the index
            for item in read_entry(store, stored, ZERO_HASH)[1].items:
                expected[item.subject, item.version + 1] = stored.seq
    actual = {(subject, version): seq for subject, version, seq in store.subject_versions()}
    # Sorted as text: a damaged file gives values of any type.
    for key in sorted({*actual, *expected}, key=str):
        if actual.get(key) != expected.get(key):
            yield Finding("index-differs", f"touch/{key[0]}/{key[1]}", str(actual.get(key)))


def _differing_rows(store: Store, kind: type[Any], size: int, expected: dict[Any, Any]) -> Iterator[Finding]:
    try:
        stored = {row[:size]: row for row in store.table(kind)}
    except StorageFault as error:
        yield unreadable_store(kind.__name__, error)
        return
    for key in sorted({*stored, *expected}, key=str):
        if stored.get(key) != expected.get(key):
            place = "/".join((kind.__name__, *map(str, key)))
            yield Finding("row-differs", place, _difference(stored.get(key), expected.get(key)))


def _difference(stored: Any, expected: Any) -> str:
    if stored is None or expected is None:
        return "missing" if stored is None else "surplus"
    fields = zip(type(expected)._fields, stored, expected, strict=True)
    return ", ".join(f"{name}: {actual!r} != {right!r}" for name, actual, right in fields if actual != right)
