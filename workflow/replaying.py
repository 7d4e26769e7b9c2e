"""Makes rows from the journal: one projection for performing, replaying and verifying."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from workflow.decision import record_performer
from workflow.definition import Definition
from workflow.domain import Domain
from workflow.errors import BadIntent, StorageFault
from workflow.identity import people_projection, ssh_keys
from workflow.identity.people import Key, public_bytes
from workflow.journal.entries import Entry, Fact
from workflow.journal.intents import Intent, Signed, parse
from workflow.journal.stored_entries import StoredEntry
from workflow.runtime.gc_pause import gc_paused
from workflow.runtime.progress import counted
from workflow.storage.rows import MemoryRows, Reader, Register, Rows, Subject
from workflow.storage.store import Store


def project(domain: Domain, definition: Definition, entry: Entry, intent: Intent, rows: Rows) -> None:
    """Write what an entry changes: each item's subject, then the people's or the domain's rows."""
    act = definition.by_name[intent.act]
    digest = intent.digest
    apply = people_projection.project_people if act.name in people_projection.ACTS else domain.apply
    for item in counted("record", intent.items):
        old = rows.get(Subject, item.subject)
        round_ = (old.round if old else 0) + act.new_round
        done = record_performer(old.done if old else "", act, definition.tracked, intent.person)
        rows.put(
            Subject(
                item.subject,
                item.subject.partition("/")[0],
                item.dest,
                item.version + 1,
                digest,
                entry.seq,
                round_,
                done,
            )
        )
        apply(
            Fact(
                entry.seq,
                digest,
                act.name,
                item.subject,
                item.version + 1,
                round_,
                item.source,
                item.dest,
                item.body,
                intent.body,
                intent.person,
                intent.role,
                intent.scope,
                entry.recorded_at,
                intent.reason,
                intent.enclosures,
            ),
            rows,
        )


def replay(store: Store, domain: Domain, until: int | None = None) -> MemoryRows:
    """The rows that follow from the journal up to and including position `until`.

    Raises StorageFault where an entry cannot be read or applied: `verify` says more.
    """
    rows = MemoryRows(domain.keys)
    with gc_paused():
        last = store.head().seq if until is None else until
        for record in counted("replay", store.entries(0, last + 1), last + 1):
            try:
                entry, intent = read_entry(store, record, b"")
                project(domain, definition_at(rows, intent), entry, intent, rows)
            except (BadIntent, KeyError, TypeError, ValueError, AttributeError) as error:
                what = f"{type(error).__name__} {error}"
                raise StorageFault("damaged-journal", seq=record.seq, why=what) from error
    return rows


class Enclosures(Protocol):
    """Where enclosures are kept: a store, or a bundle of files."""

    def enclosure(self, digest: str) -> bytes | None:
        """What is enclosed under a digest, or None."""


def read_entry(store: Enclosures, record: StoredEntry, prev: bytes) -> tuple[Entry, Intent]:
    """A stored row as an entry after `prev`, and its intent. Raises BadIntent, StorageFault."""
    raw = record.intent.encode()
    entry = Entry(record.seq, prev, record.recorded_at, raw, record.key, record.sig)
    enclosures: dict[str, bytes] = {}
    if not record.intent.endswith(',"enclosures":[]}'):  # as it mostly does; else read it twice
        for digest in _enclosed(raw):
            data = store.enclosure(digest)
            if data is not None:
                enclosures[digest] = data
    return entry, parse(raw, enclosures)


def _enclosed(raw: bytes) -> Iterable[str]:
    from workflow.journal.intents import MAX_INTENT  # the rare path
    from workflow.journal.strict_json import loads  # the rare path

    found = loads(raw, MAX_INTENT).get("enclosures")
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []


def definition_at(rows: Reader, intent: Intent) -> Definition:
    """The definition in force for an intent: the register's, or entry 0's own."""
    register = rows.get(Register, 1)
    text = register.definition if register else intent.items[0].body["definition"]
    return definition_from_text(text)


@lru_cache(maxsize=8)
def definition_from_text(text: str) -> Definition:
    """The definition of a canonical text; parsed once."""
    return Definition.from_text(text)


def signing_key(rows: Reader, signed: Signed, intent: Intent, seq: int) -> bytes | None:
    """The public key to check with; None where there is none to ask."""
    if seq == 0:
        try:
            for founder in intent.items[0].body["people"]:
                for text in founder["keys"]:
                    public = ssh_keys.from_ssh_line(text)
                    if ssh_keys.fingerprint(public) == signed.key:
                        return public
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        return None
    key = rows.get(Key, signed.key)
    return public_bytes(key) if key else None
