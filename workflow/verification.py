"""Verification: every position judged again, and the replay compared with the tables, row by row.

An entry is judged by the definition, keys and grants of its position, and by the rules it names: who
holds a key could else write, with a program of their own, what this one refuses. Signatures may be
checked by other processes meanwhile. What is kept of the journal on the way is its leaves; all else
grows with the state.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from workflow.domain import Domain
from workflow.errors import BadIntent, StorageFault
from workflow.journal.entries import ZERO_HASH, Entry, is_time, leaf_hash
from workflow.journal.intents import Intent, Signed
from workflow.journal.merkle import Leaves
from workflow.journal.stored_entries import StoredEntry
from workflow.judging import Position, judge
from workflow.replaying import definition_at, project, read_entry, signing_key
from workflow.runtime.gc_pause import gc_paused
from workflow.runtime.progress import counted
from workflow.runtime.signature_pool import Check, Spread, Triple, signature_checker
from workflow.storage.rows import MemoryRows
from workflow.storage.store import Store

_BLOCK = 1000  # entries whose signatures are checked together
_ROUNDS = 20  # of comparing tables with a journal that others write to
_AHEAD = 8  # blocks that may wait for their answers
_HASH_SIZE = 32  # bytes


class Finding(NamedTuple):
    """Something `verify` found: a stable code, the place, and the values that differ."""

    code: str
    place: str
    detail: str = ""


class JournalReader(Protocol):
    """What verification reads entries from: a store, or a bundle of files."""

    def size(self) -> int:
        """How many entries there should be."""

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """The entries from `start` to before `stop`."""

    def positions(self, start: int) -> list[int]:
        """The positions there are from `start` on."""

    def enclosure(self, digest: str) -> bytes | None:
        """What is enclosed under a digest."""


class VersionIndexDigest:
    """Which subject moved to which version where, as a number and a sum: equal in any order."""

    def __init__(self) -> None:
        self.count = self.sum = 0

    def add(self, subject: object, version: object, seq: object) -> None:
        """One row of the index."""
        text = repr((subject, version, seq)).encode("utf-8", "surrogatepass")
        self.count += 1
        self.sum += int.from_bytes(hashlib.sha256(text).digest())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VersionIndexDigest) and (self.count, self.sum) == (other.count, other.sum)

    __hash__ = None  # type: ignore[assignment]  # it grows


@dataclass
class WalkResult:
    """What a walk over a journal leaves: rows, leaves, what was named. `whole`: it reached the end."""

    rows: MemoryRows
    leaves: Leaves = field(default_factory=Leaves)
    named: set[str] = field(default_factory=set)
    touched: VersionIndexDigest = field(default_factory=VersionIndexDigest)
    newest: str = ""
    whole: bool = False


class EntryCheck(NamedTuple):
    """One entry: what is wrong with it but for its signature, and what to check that with."""

    before: tuple[Finding, ...]
    signature: Triple | None
    unsigned: Finding | None  # what to say where the signature does not fit
    after: tuple[Finding, ...]
    rules: tuple[Finding, ...] = ()


def verify_register(store: Store, domain: Domain, check: Check, workers: int = 1) -> Iterator[Finding]:
    """Everything wrong with a register: chain, signatures, keys, grants, decisions, index, tables.

    Total: damage is reported, never raised. Yields nothing for a sound register. `workers`: so many
    processes check signatures, if more than one; `check` must be a function of a module then.
    """
    try:
        walked = WalkResult(MemoryRows(domain.keys))
        for _ in range(_ROUNDS):
            yield from verify_journal(store, domain, check, walked, workers)
            if not walked.whole:
                return
            found = [*_verify_side_tables(store, walked), *_verify_tables(store, walked.rows)]
            if not found or store.size() == len(walked.leaves):
                break  # else somebody has written meanwhile: walk on, and compare again
        yield from found
    except StorageFault as error:
        yield Finding("unreadable-store", "database", str(error))


def verify_journal(
    journal: JournalReader,
    domain: Domain,
    check: Check,
    walked: WalkResult,
    workers: int = 1,
    *,
    rules: bool = True,
) -> Iterator[Finding]:
    """Everything wrong with a journal by itself, in its order; `walked` is filled on the way.

    Without `rules` it is judged by the law alone: what any verifier can see, whose program it is not.
    """
    with gc_paused(), signature_checker(check, workers) as checked:
        waiting: deque[Iterator[Finding]] = deque()
        block: list[EntryCheck] = []
        for judged in _judged(journal, domain, walked, by_rules=rules):
            block.append(judged)
            if len(block) == _BLOCK:
                waiting.append(_told(block, checked))
                block = []
            if len(waiting) > _AHEAD:
                yield from waiting.popleft()
        for told in (*waiting, _told(block, checked)):
            yield from told


def _told(block: Sequence[EntryCheck], checked: Spread) -> Iterator[Finding]:
    """The findings of a block, whose signatures are under way from now on."""
    answers = checked([one.signature for one in block if one.signature is not None])

    def findings() -> Iterator[Finding]:
        sound = iter(answers())
        for one in block:
            yield from one.before
            if one.unsigned is not None and (one.signature is None or not next(sound)):
                yield one.unsigned
            yield from one.after
            yield from one.rules

    return findings()


def _judged(
    journal: JournalReader, domain: Domain, walked: WalkResult, *, by_rules: bool
) -> Iterator[EntryCheck]:
    """Each entry not yet walked over, judged at its position and projected; ends where one cannot be read."""
    rows, leaves = walked.rows, walked.leaves
    walked.whole = False
    for record in _records(journal, len(leaves)):
        if isinstance(record, Finding):
            yield _ended(record)
            return
        place = f"journal/{record.seq}"
        if record.seq != len(leaves):
            yield _ended(Finding("gap", place, f"{len(leaves)}"))
            return
        prev = leaves.at(record.seq - 1) or ZERO_HASH
        broken: tuple[Finding, ...] = ()
        if not _chained(record, prev):
            broken = (Finding("chain-broken", place, record.leaf.hex()),)
        try:
            entry, intent = read_entry(journal, record, prev)
        except BadIntent as error:
            yield _ended(*broken, Finding("unreadable", place, str(error)))
            return
        except StorageFault as error:
            yield _ended(*broken, Finding("unreadable-store", "enclosure", str(error)))
            return
        judged = _judge(domain, walked, record, entry, intent, by_rules=by_rules)
        judged = judged._replace(before=(*broken, *judged.before))
        walked.newest = max(walked.newest, record.recorded_at)
        # A damaged leaf hash of another length keeps its place; the next entry does not chain to it.
        leaves.append(record.seq, record.leaf[:_HASH_SIZE].ljust(_HASH_SIZE, b"\0"))
        walked.named.update(intent.enclosures)
        for item in intent.items:
            walked.touched.add(item.subject, item.version + 1, record.seq)
        try:
            project(domain, definition_at(rows, intent), entry, intent, rows)
        except Exception as error:  # noqa: BLE001 - `verify` must be total on whatever stands there
            failed = Finding("cannot-project", place, type(error).__name__)
            yield judged._replace(after=(*judged.after, failed))
            return
        yield judged
    walked.whole = True


def _ended(*findings: Finding) -> EntryCheck:
    return EntryCheck(findings, None, None, ())


def _records(store: JournalReader, seq: int) -> Iterator[StoredEntry | Finding]:
    """The journal from `seq` on; a row that the database cannot even read is a finding, and the last one."""
    try:
        size = store.size()
        if not size:
            yield Finding("unreadable-store", "journal")
        for record in counted("verify", store.entries(seq), size - seq):
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


def _chained(record: StoredEntry, prev: bytes) -> bool:
    raw = record.intent.encode()
    entry = Entry(record.seq, prev, record.recorded_at, raw, record.key, record.sig)
    return leaf_hash(entry) == record.leaf


def _judge(
    domain: Domain, walked: WalkResult, record: StoredEntry, entry: Entry, intent: Intent, *, by_rules: bool
) -> EntryCheck:
    place = f"journal/{record.seq}"
    before, after = [], []
    if intent.id != record.intent_id:
        before.append(Finding("intent-id-differs", place, record.intent_id))
    signed = Signed(entry.raw, entry.key, entry.sig, {})
    public = signing_key(walked.rows, signed, intent, record.seq)
    position = Position(walked.rows, record.seq, record.recorded_at, walked.leaves.at)
    law, broken = _reasons(domain, position, signed, intent, by_rules=by_rules)
    after += law
    if not is_time(record.recorded_at) or record.recorded_at < walked.newest:
        after.append(Finding("time-runs-back", place, record.recorded_at))
    triple = None if public is None else (public, entry.sig, entry.raw)
    unsigned = Finding("bad-signature", place, entry.key)
    return EntryCheck(tuple(before), triple, unsigned, tuple(after), tuple(broken))


def _reasons(
    domain: Domain, position: Position, signed: Signed, intent: Intent, *, by_rules: bool
) -> tuple[list[Finding], list[Finding]]:
    """What the law says against an intent, and what only the rules do.

    Both are asked at once, and the law by itself only where that finds something or fails.
    """
    found = _asked(domain, position, signed, intent, by_rules=by_rules)
    law = _asked(domain, position, signed, intent, by_rules=False) if found and by_rules else found
    broken = [one for one in found if one not in law]
    return law, [one._replace(code="rule-broken") if one.code == "unlawful" else one for one in broken]


def _asked(
    domain: Domain, position: Position, signed: Signed, intent: Intent, *, by_rules: bool
) -> list[Finding]:
    place = f"journal/{position.seq}"
    try:
        reasons = judge(domain, position, signed, intent, by_rules=by_rules)
    except Exception as error:  # noqa: BLE001 - `verify` must be total on whatever stands there
        return [Finding("cannot-judge", place, type(error).__name__)]
    return [Finding("unlawful", place, f"{one.code} {one.subject}") for one in reasons]


def _verify_side_tables(store: Store, walked: WalkResult) -> Iterator[Finding]:
    try:
        for digest, intact in store.enclosures():
            if not intact:
                yield Finding("enclosure-differs", f"enclosure/{digest}")
            elif digest not in walked.named:
                yield Finding("enclosure-unnamed", f"enclosure/{digest}")
    except StorageFault as error:
        yield Finding("unreadable-store", "enclosure", str(error))
    stored = VersionIndexDigest()
    try:
        for row in store.subject_versions():
            stored.add(*row)
        if stored != walked.touched:
            yield from _verify_index(store)
    except StorageFault as error:
        yield Finding("unreadable-store", "touch", str(error))


def _verify_index(store: Store) -> Iterator[Finding]:
    """Which rows of the index differ: only asked where some do, for it takes the memory of all."""
    touched = {
        (item.subject, item.version + 1): record.seq
        for record in store.entries()
        for item in read_entry(store, record, ZERO_HASH)[1].items
    }
    stored = {(subject, version): seq for subject, version, seq in store.subject_versions()}
    # By text: a damaged file gives values of any type.
    for place in sorted({*stored, *touched}, key=str):
        if stored.get(place) != touched.get(place):
            yield Finding("index-differs", f"touch/{place[0]}/{place[1]}", str(stored.get(place)))


def _verify_tables(store: Store, rows: MemoryRows) -> Iterator[Finding]:
    try:
        if store.is_stale():
            yield Finding("stale-tables", "layout")
            return
    except StorageFault as error:
        yield Finding("unreadable-store", "layout", str(error))
    for name in store.schema_objects():
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
                yield Finding(
                    "row-differs", f"{kind.__name__}/{what}", _difference(stored.get(key), expected.get(key))
                )


def _difference(stored: Any, expected: Any) -> str:
    if stored is None or expected is None:
        return "missing" if stored is None else "surplus"
    names = zip(type(expected)._fields, stored, expected, strict=True)
    return ", ".join(f"{name}: {was!r} != {is_!r}" for name, was, is_ in names if was != is_)
