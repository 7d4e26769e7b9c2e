"""Verifies a register: judges every entry again at its position, and compares the tables with the replay.

An entry is judged by the definition, keys and grants of its position, and by the rules it names: the
holder of a key could write with a program of their own what this one refuses. Of the journal only the
leaf hashes are kept in memory, 32 bytes an entry.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from workflow.domain import Domain
from workflow.errors import BadIntent, StorageFault
from workflow.findings import Finding, unreadable_store
from workflow.journal.entries import ZERO_HASH, Entry, is_time, leaf_hash
from workflow.journal.intents import Intent, Signed
from workflow.journal.merkle import Leaves
from workflow.journal.stored_entries import JournalReader, StoredEntry
from workflow.judging import Position, judge
from workflow.replaying import definition_at, project, read_entry, signing_key
from workflow.runtime.gc_pause import gc_paused
from workflow.runtime.progress import counted
from workflow.runtime.signature_pool import SignatureCheck, Spread, Triple, signature_checker
from workflow.storage.rows import MemoryRows
from workflow.storage.store import Store
from workflow.table_verification import VersionIndexDigest, verify_enclosures, verify_index, verify_tables

_BLOCK = 1000  # entries whose signatures are checked together
_ROUNDS = 20  # of comparing the tables with a journal to which others append
_AHEAD = 8  # blocks whose signatures may be under way
_HASH_SIZE = 32  # bytes


@dataclass
class WalkResult:
    """The result of a walk over a journal: the replayed rows, and what tables are compared with.

    `named`: SHA-256 (hex) of every enclosure that an intent names. `newest`: the latest `recorded_at`.
    `whole`: True if the walk reached the journal's end.
    """

    rows: MemoryRows
    leaves: Leaves = field(default_factory=Leaves)
    named: set[str] = field(default_factory=set)
    index: VersionIndexDigest = field(default_factory=VersionIndexDigest)
    newest: str = ""
    whole: bool = False

    def add(self, stored: StoredEntry, intent: Intent) -> None:
        """Add the next entry to all but the rows."""
        self.pass_over(stored)
        self.named.update(intent.enclosures)
        for item in intent.items:
            self.index.add(item.subject, item.version + 1, stored.seq)

    def pass_over(self, stored: StoredEntry) -> None:
        """Add an entry of which only position, time and leaf hash are known."""
        if is_time(stored.recorded_at):
            self.newest = max(self.newest, stored.recorded_at)
        # A damaged leaf hash of another length keeps its place; the next entry does not chain to it.
        self.leaves.append(stored.seq, stored.leaf[:_HASH_SIZE].ljust(_HASH_SIZE, b"\0"))


class EntryCheck(NamedTuple):
    """The findings on one entry, and its signature, which is checked later.

    They are reported in this order: `before`, `bad_signature` if the signature does not fit or there is
    none to check, `after`, `rules`.
    """

    before: tuple[Finding, ...]
    signature: Triple | None = None
    bad_signature: Finding | None = None
    after: tuple[Finding, ...] = ()
    rules: tuple[Finding, ...] = ()


def verify_register(
    store: Store, domain: Domain, check: SignatureCheck, workers: int = 1
) -> Iterator[Finding]:
    """Yield everything wrong with a register: chain, signatures, rights, decisions, index, tables.

    Damage is reported, never raised; a sound register yields nothing. Raises Unreachable, Busy: when the
    storage cannot be read now. `workers`: number of processes that
    check signatures; if more than one, `check` must be a function of a module.
    """
    try:
        walked = WalkResult(MemoryRows(domain.keys))
        findings: list[Finding] = []
        for _ in range(_ROUNDS):
            yield from verify_journal(store, domain, check, walked, workers)
            if not walked.whole:
                return
            findings = [
                *verify_enclosures(store, walked.named),
                *verify_index(store, walked.index),
                *verify_tables(store, walked.rows),
            ]
            if not findings or store.size() == len(walked.leaves):
                break  # otherwise others have appended: walk on from here, and compare again
        yield from findings
    except StorageFault as error:
        yield unreadable_store("database", error)


def verify_journal(
    journal: JournalReader,
    domain: Domain,
    check: SignatureCheck,
    walked: WalkResult,
    workers: int = 1,
    *,
    rules: bool = True,
) -> Iterator[Finding]:
    """Yield everything wrong with a journal itself, in its order, from the entries not yet in `walked` on.

    Without `rules` only the definition's data judge: what a verifier without the domain's code can check.
    """
    with gc_paused(), signature_checker(check, workers) as check_all:
        under_way: deque[Iterator[Finding]] = deque()
        block: list[EntryCheck] = []
        for entry_check in _checked_entries(journal, domain, walked, by_rules=rules):
            block.append(entry_check)
            if len(block) == _BLOCK:
                under_way.append(_block_findings(block, check_all))
                block = []
            if len(under_way) > _AHEAD:
                yield from under_way.popleft()
        for findings in (*under_way, _block_findings(block, check_all)):
            yield from findings


def _block_findings(block: Sequence[EntryCheck], check_all: Spread) -> Iterator[Finding]:
    """Start to check the signatures of a block; the findings are computed when they are read."""
    answers = check_all([entry.signature for entry in block if entry.signature is not None])

    def findings() -> Iterator[Finding]:
        fits = iter(answers())
        for entry in block:
            yield from entry.before
            if entry.bad_signature is not None and (entry.signature is None or not next(fits)):
                yield entry.bad_signature
            yield from entry.after
            yield from entry.rules

    return findings()


def _checked_entries(
    journal: JournalReader, domain: Domain, walked: WalkResult, *, by_rules: bool
) -> Iterator[EntryCheck]:
    """Judge each entry not yet in `walked` and project it; pass over one that cannot be read or projected.

    The first is never passed over: without it there is nothing by which to judge another.
    """
    walked.whole = False
    for stored in _readable_entries(journal, len(walked.leaves)):
        if isinstance(stored, Finding):
            yield EntryCheck((stored,))
            return
        place = f"journal/{stored.seq}"
        if stored.seq != len(walked.leaves):
            yield EntryCheck((Finding("gap", place, f"{len(walked.leaves)}"),))
            return
        prev = walked.leaves.leaf_at(stored.seq - 1) or ZERO_HASH
        broken = () if _is_chained(stored, prev) else (Finding("chain-broken", place, stored.leaf.hex()),)
        try:
            entry, intent = read_entry(journal, stored, prev)
        except (BadIntent, StorageFault) as error:
            yield EntryCheck((*broken, _unreadable(place, error)))
            if not stored.seq:
                return
            walked.pass_over(stored)
            continue
        checked = _check_entry(domain, walked, stored, entry, intent, by_rules=by_rules)
        checked = checked._replace(before=(*broken, *checked.before))
        before = walked.newest
        walked.add(stored, intent)
        try:
            project(domain, definition_at(walked.rows, intent), entry, intent, walked.rows, before)
        except Exception as error:  # noqa: BLE001 - verification must not fail on any journal
            failure = Finding("cannot-project", place, type(error).__name__)
            checked = checked._replace(after=(*checked.after, failure))
            if not stored.seq:
                yield checked
                return
        yield checked
    walked.whole = True


def _readable_entries(journal: JournalReader, seq: int) -> Iterator[StoredEntry | Finding]:
    """Yield the entries from position `seq` on; one that cannot be read is a finding, and the last."""
    try:
        size = journal.size()
        if not size:
            yield Finding("unreadable-store", "journal")
        for stored in counted("verify", journal.entries(seq), size - seq):
            yield stored
            seq = stored.seq + 1
    except StorageFault as error:
        # Entries are read many at a time: read them singly to find the one that fails.
        for position in journal.positions(seq):
            try:
                yield from journal.entries(position, position + 1)
            except StorageFault:
                yield unreadable_store(f"journal/{position}", error)
                return
        yield unreadable_store("journal", error)


def _unreadable(place: str, error: BadIntent | StorageFault) -> Finding:
    if isinstance(error, BadIntent):
        return Finding("unreadable", place, str(error))
    return unreadable_store("enclosure", error)


def _is_chained(stored: StoredEntry, prev: bytes) -> bool:
    raw = stored.intent.encode()
    entry = Entry(stored.seq, prev, stored.recorded_at, raw, stored.key, stored.sig)
    return leaf_hash(entry) == stored.leaf


def _check_entry(
    domain: Domain, walked: WalkResult, stored: StoredEntry, entry: Entry, intent: Intent, *, by_rules: bool
) -> EntryCheck:
    place = f"journal/{stored.seq}"
    before, after = [], []
    if intent.id != stored.intent_id:
        before.append(Finding("intent-id-differs", place, stored.intent_id))
    signed = Signed(entry.raw, entry.key, entry.sig, {})
    public = signing_key(walked.rows, signed, intent, stored.seq)
    position = Position(walked.rows, stored.seq, stored.recorded_at, walked.newest, walked.leaves.leaf_at)
    unlawful, broken_rules = _split_reasons(domain, position, signed, intent, by_rules=by_rules)
    after += unlawful
    if not is_time(stored.recorded_at) or stored.recorded_at < walked.newest:
        after.append(Finding("time-runs-back", place, stored.recorded_at))
    triple = None if public is None else (public, entry.sig, entry.raw)
    bad_signature = Finding("bad-signature", place, entry.key)
    return EntryCheck(tuple(before), triple, bad_signature, tuple(after), tuple(broken_rules))


def _split_reasons(
    domain: Domain, position: Position, signed: Signed, intent: Intent, *, by_rules: bool
) -> tuple[list[Finding], list[Finding]]:
    """Return the reasons against an intent by the definition's data, and those by the rules only.

    It is judged by both at once; by the definition alone only if that finds something.
    """
    findings = _judged(domain, position, signed, intent, by_rules=by_rules)
    unlawful = (
        _judged(domain, position, signed, intent, by_rules=False) if findings and by_rules else findings
    )
    others = [finding for finding in findings if finding not in unlawful]
    return unlawful, [
        finding._replace(code="rule-broken") if finding.code == "unlawful" else finding for finding in others
    ]


def _judged(
    domain: Domain, position: Position, signed: Signed, intent: Intent, *, by_rules: bool
) -> list[Finding]:
    place = f"journal/{position.seq}"
    try:
        reasons = judge(domain, position, signed, intent, by_rules=by_rules)
    except Exception as error:  # noqa: BLE001 - verification must not fail on any journal
        return [Finding("cannot-judge", place, type(error).__name__)]
    return [Finding("unlawful", place, f"{reason.code} {reason.subject}") for reason in reasons]
