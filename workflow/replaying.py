"""Projects entries onto rows, in the same way when performing, replaying and verifying."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from workflow.decision import record_performer
from workflow.definition import Act, Definition
from workflow.domain import Domain
from workflow.errors import BadIntent, StorageFault
from workflow.identity import people, people_projection, ssh_keys
from workflow.identity.people import Key, public_bytes
from workflow.journal.entries import Entry, Fact, seconds_between
from workflow.journal.intents import MAX_INTENT, Intent, Item, Signed, parse
from workflow.journal.stored_entries import EnclosureReader, StoredEntry
from workflow.journal.strict_json import loads
from workflow.runtime.gc_pause import gc_paused
from workflow.runtime.progress import counted
from workflow.storage.rows import MemoryRows, Reader, Register, Rows, Subject, TimeGap
from workflow.storage.store import Store

CLOCKS_APART = 24 * 60 * 60  # seconds that two clocks may differ before a person is asked
LONGEST_SILENCE = 92 * CLOCKS_APART  # a quarter, the period of the reports: a longer pause is asked about


def project(
    domain: Domain, definition: Definition, entry: Entry, intent: Intent, rows: Rows, before: str
) -> None:
    """Write the rows that an entry changes: each item's subject, then the people's or the domain's rows.

    `before`: the time of recording (UTC, ISO 8601) of the entry before, "" at position 0.

    Raises KeyError, TypeError, ValueError or AttributeError: when the definition has no such act, or a body
    has not its shape.
    """
    act = definition.by_name[intent.act]
    digest = intent.digest
    _note_time(entry, intent, rows, before)
    apply = people_projection.project_people if act.name in people_projection.ACTS else domain.apply
    for item in counted("record", intent.items):
        subject = _changed_subject(definition, act, entry, intent, item, digest, rows)
        rows.put(subject)
        apply(_fact(entry, intent, item, digest, subject.round), rows)


def _note_time(entry: Entry, intent: Intent, rows: Rows, before: str) -> None:
    recorded = entry.recorded_at
    late = seconds_between(intent.claimed_at, recorded)
    if abs(late) > CLOCKS_APART or seconds_between(before, recorded) > LONGEST_SILENCE:
        agreed = intent.person if intent.act in people.CONFIRM_CLOCK else ""
        rows.put(TimeGap(entry.seq, before, intent.claimed_at, recorded, agreed))


def _changed_subject(
    definition: Definition, act: Act, entry: Entry, intent: Intent, item: Item, digest: str, rows: Rows
) -> Subject:
    before = rows.get(Subject, item.subject)
    performers = record_performer(before.done if before else "", act, definition.tracked, intent.person)
    return Subject(
        item.subject,
        item.subject.partition("/")[0],
        item.dest,
        item.version + 1,
        digest,
        entry.seq,
        (before.round if before else 0) + act.new_round,
        performers,
    )


def _fact(entry: Entry, intent: Intent, item: Item, digest: str, round_: int) -> Fact:
    return Fact(
        entry.seq,
        digest,
        intent.act,
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
        intent.rules,
    )


def replay(
    store: Store, domain: Domain, until: int | None = None, passed_over: list[StorageFault] | None = None
) -> MemoryRows:
    """Return the rows that follow from the journal up to and including position `until`, or its end.

    Raises StorageFault (damaged-journal): when an entry cannot be read or projected. With a list
    `passed_over` the fault is put there instead, and the entries behind it follow; but for the first entry.
    """
    rows, before = MemoryRows(domain.keys), ""
    with gc_paused():
        last = store.head().seq if until is None else until
        for stored in counted("replay", store.entries(0, last + 1), last + 1):
            try:
                entry, intent = read_entry(store, stored, b"")
                project(domain, definition_at(rows, intent), entry, intent, rows, before)
                before = entry.recorded_at
            except (BadIntent, KeyError, TypeError, ValueError, AttributeError) as error:
                why = f"{type(error).__name__} {error}"
                fault = StorageFault("damaged-journal", seq=stored.seq, why=why)
                if passed_over is None or not stored.seq:
                    raise fault from error
                passed_over.append(fault)
    return rows


def read_entry(source: EnclosureReader, stored: StoredEntry, prev: bytes) -> tuple[Entry, Intent]:
    """Read a stored entry and its intent, with the enclosures it names.

    `prev`: the leaf hash of the entry before, 32 bytes.
    Raises BadIntent: when the bytes are no intent. Raises StorageFault: when an enclosure cannot be read.
    """
    raw = stored.intent.encode()
    entry = Entry(stored.seq, prev, stored.recorded_at, raw, stored.key, stored.sig)
    enclosures: dict[str, bytes] = {}
    if not stored.intent.endswith(',"enclosures":[]}'):  # most end so, and are parsed only once
        for digest in _named_enclosures(raw):
            data = source.enclosure(digest)
            if data is not None:
                enclosures[digest] = data
    return entry, parse(raw, enclosures)


def _named_enclosures(raw: bytes) -> Iterable[str]:
    digests = loads(raw, MAX_INTENT).get("enclosures")
    return [digest for digest in digests if isinstance(digest, str)] if isinstance(digests, list) else []


def definition_at(rows: Reader, intent: Intent) -> Definition:
    """Return the definition in force for an intent: the register's, or the one in entry 0 itself.

    Raises ValueError, LookupError, TypeError or AttributeError: when there is none that can be read.
    """
    register = rows.get(Register, 1)
    text = register.definition if register else intent.items[0].body["definition"]
    return definition_from_text(text)


@lru_cache(maxsize=8)
def definition_from_text(text: str) -> Definition:
    """Read a definition from its JSON text, once for each text.

    Raises ValueError, LookupError, TypeError or AttributeError: on any other text.
    """
    return Definition.from_text(text)


def signing_key(rows: Reader, signed: Signed, intent: Intent, seq: int) -> bytes | None:
    """Return the public key (32 bytes; b"" if damaged) that `signed` names, or None if it is not registered.

    At position 0 the keys are in the intent itself.
    """
    if seq == 0:
        return _founding_key(signed, intent)
    key = rows.get(Key, signed.key)
    return public_bytes(key) if key else None


def _founding_key(signed: Signed, intent: Intent) -> bytes | None:
    try:
        texts = (text for founder in intent.items[0].body["people"] for text in founder["keys"])
        for text in texts:
            public = ssh_keys.from_ssh_line(text)
            if ssh_keys.fingerprint(public) == signed.key:
                return public
    except (KeyError, TypeError, ValueError, AttributeError):  # verification reads bodies of any shape
        return None
    return None
