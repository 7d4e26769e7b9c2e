"""Verification: every position judged again, and the replay compared with the tables, row by row.

An entry is judged by the definition, keys and grants of its position, by the law alone: guards were
asked when the act was performed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from workflow.collector import uncollected
from workflow.engine import (
    Check,
    House,
    Position,
    definition_at,
    judge,
    project,
    read_entry,
    signing_key,
)
from workflow.errors import BadIntent, StorageFault
from workflow.journal import NOTHING, Entry, Intent, Signed, is_time, leaf
from workflow.progress import counted
from workflow.rows import MemoryRows
from workflow.store import Head, Record, Store


class Finding(NamedTuple):
    """Something `verify` found: a stable code, the place, and the values that differ."""

    code: str
    place: str
    detail: str = ""


class Journal(Protocol):
    """What verification reads entries from: a store, or a bundle of files."""

    def head(self) -> Head:
        """The newest position."""

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        """The entries from `start` to before `stop`."""

    def positions(self, start: int) -> list[int]:
        """The positions there are from `start` on."""

    def enclosure(self, digest: str) -> bytes | None:
        """What is enclosed under a digest."""


@dataclass
class Replayed:
    """What a walk over a journal leaves: rows, leaves, what was named. `whole`: it reached the end."""

    rows: MemoryRows
    leaves: list[bytes] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    touched: dict[tuple[str, int], int] = field(default_factory=dict)
    whole: bool = False


def verify(store: Store, house: House, check: Check) -> Iterator[Finding]:
    """Everything wrong with a register: chain, signatures, keys, grants, decisions, index, tables.

    Total: damage is reported, never raised. Yields nothing for a sound register.
    """
    try:
        walked = Replayed(MemoryRows(house.keys))
        yield from verify_journal(store, house, check, walked)
        if walked.whole:
            yield from _verify_side_tables(store, walked.named, walked.touched)
            yield from _verify_tables(store, walked.rows)
    except StorageFault as error:
        yield Finding("unreadable-store", "database", str(error))


def verify_journal(
    journal: Journal, house: House, check: Check, walked: Replayed
) -> Iterator[Finding]:
    """Everything wrong with a journal by itself; `walked` is filled on the way."""
    newest = ""
    rows, leaves = walked.rows, walked.leaves
    with uncollected():
        for record in _records(journal):
            if isinstance(record, Finding):
                yield record
                return
            place = f"journal/{record.seq}"
            if record.seq != len(leaves):
                yield Finding("gap", place, f"{len(leaves)}")
                return
            prev = leaves[-1] if leaves else NOTHING
            try:
                entry, intent = read_entry(journal, record, prev)
            except BadIntent as error:
                yield Finding("unreadable", place, str(error))
                return
            except StorageFault as error:
                yield Finding("unreadable-store", "enclosure", str(error))
                return
            yield from _verify_entry(house, rows, record, entry, intent, leaves, check)
            if not is_time(record.recorded_at) or record.recorded_at < newest:
                yield Finding("time-runs-back", place, record.recorded_at)
            newest = max(newest, record.recorded_at)
            leaves.append(record.leaf)
            walked.named.update(intent.enclosures)
            walked.touched |= {
                (item.subject, item.version + 1): record.seq for item in intent.items
            }
            try:
                project(house, definition_at(rows, intent), entry, intent, rows)
            except Exception as error:  # noqa: BLE001 - `verify` must be total on whatever stands there
                yield Finding("cannot-project", place, type(error).__name__)
                return
    walked.whole = True


def _records(store: Journal) -> Iterator[Record | Finding]:
    """The journal; a row that the database cannot even read is a finding, and the last one."""
    seq = 0
    try:
        for record in counted("verify", store.entries(), store.head().seq + 1):
            yield record
            seq = record.seq + 1
    except StorageFault as error:
        # Rows are read many at a time: look for the one that cannot be.
        for place in store.positions(seq):
            try:
                yield from store.entries(place, place + 1)
            except StorageFault:
                yield Finding("unreadable-store", f"journal/{place}", str(error))
                return
        yield Finding("unreadable-store", "journal", str(error))


def _verify_entry(
    house: House, rows: MemoryRows, record: Record, entry: Entry, intent: Intent,
    leaves: Sequence[bytes], check: Check,
) -> Iterator[Finding]:  # fmt: skip
    place = f"journal/{record.seq}"
    if leaf(entry) != record.leaf:
        yield Finding("chain-broken", place, record.leaf.hex())
    if intent.id != record.intent_id:
        yield Finding("intent-id-differs", place, record.intent_id)
    signed = Signed(entry.raw, entry.key, entry.sig, {})
    public = signing_key(rows, signed, intent, record.seq)
    if public is None or not check(public, entry.sig, entry.raw):
        yield Finding("bad-signature", place, entry.key)
    position = Position(
        rows, record.seq, record.recorded_at,
        lambda seq: leaves[seq] if 0 <= seq < len(leaves) else None,
    )  # fmt: skip
    try:
        for reason in judge(house, position, signed, intent, None):
            yield Finding("unlawful", place, f"{reason.code} {reason.subject}")
    except Exception as error:  # noqa: BLE001 - `verify` must be total on whatever stands there
        yield Finding("cannot-judge", place, type(error).__name__)


def _verify_side_tables(
    store: Store, named: set[str], touched: dict[tuple[str, int], int]
) -> Iterator[Finding]:
    try:
        for digest, intact in store.enclosures():
            if not intact:
                yield Finding("enclosure-differs", f"enclosure/{digest}")
            elif digest not in named:
                yield Finding("enclosure-unnamed", f"enclosure/{digest}")
    except StorageFault as error:
        yield Finding("unreadable-store", "enclosure", str(error))
    try:
        stored = {(subject, version): seq for subject, version, seq in store.touches()}
    except StorageFault as error:
        yield Finding("unreadable-store", "touch", str(error))
        return
    # By text: a damaged file gives values of any type.
    for place in sorted({*stored, *touched}, key=str):
        if stored.get(place) != touched.get(place):
            yield Finding("index-differs", f"touch/{place[0]}/{place[1]}", str(stored.get(place)))


def _verify_tables(store: Store, rows: MemoryRows) -> Iterator[Finding]:
    try:
        if store.stale():
            yield Finding("stale-tables", "layout")
            return
    except StorageFault as error:
        yield Finding("unreadable-store", "layout", str(error))
    for name in store.furniture():
        yield Finding("furniture-differs", name)
    for kind, expected in rows.tables.items():
        size = rows.keys[kind]
        try:
            stored = {row[:size]: row for row in store.table(kind)}
        except StorageFault as error:
            yield Finding("unreadable-store", kind.__name__, str(error))
            continue
        for key in sorted({*stored, *expected}, key=str):
            if stored.get(key) != expected.get(key):
                what = "/".join(map(str, key))
                yield Finding("row-differs", f"{kind.__name__}/{what}",
                              _difference(stored.get(key), expected.get(key)))  # fmt: skip


def _difference(stored: Any, expected: Any) -> str:
    if stored is None or expected is None:
        return "missing" if stored is None else "surplus"
    names = zip(type(expected)._fields, stored, expected, strict=True)
    return ", ".join(f"{name}: {was!r} != {is_!r}" for name, was, is_ in names if was != is_)
