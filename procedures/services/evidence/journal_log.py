"""Reads the journal for people: entries as lines, and one entry with the files that prove it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from procedures.services.session import Session
from workflow.errors import BadIntent, NotFound, StorageFault
from workflow.identity.people import Key, Person, find_person, public_bytes
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.entries import Entry, leaf_hash, line
from workflow.journal.intents import Intent, Item
from workflow.journal.stored_entries import StoredEntry
from workflow.replaying import read_entry


class JournalLine(NamedTuple):
    """One entry for people. `seq`: its position; `recorded_at`: UTC, ISO 8601; `leaf`: hex.

    `key`: the fingerprint of the signing key; `name`: the full name of the person.
    """

    seq: int
    recorded_at: str
    intent: Intent
    key: str
    leaf: str
    name: str


def journal_lines(session: Session, subject: str = "", person: str = "", limit: int = 0) -> list[JournalLine]:
    """Return entries, newest last: of one `subject` ("kind/id"), by one `person` (id), the last `limit`.

    `limit` 0 is all of them.

    Raises NotFound: when no entry is about the subject, or there is no such person. Raises StorageFault: when
    the journal cannot be read.
    """
    last = session.head.seq if session.at is None else session.at
    if subject:
        positions = [seq for seq in session.store.history(subject) if seq <= last]
        if not positions:
            raise NotFound("no-such-subject", subject=subject)
    elif limit and not person:
        positions = list(range(max(0, last - limit + 1), last + 1))
    else:
        positions = []
    with session.reading() as rows:
        if person:
            find_person(rows, person)
        names = {person_row.id: person_row.name for person_row in rows.scan(Person)}
    lines = []
    records = (
        (record for seq in positions for record in session.store.entries(seq, seq + 1))
        if positions
        else session.store.entries(0, last + 1)
    )
    for record in records:
        intent = _readable_intent(session, record)
        if not person or intent.person == person:
            lines.append(
                JournalLine(
                    record.seq,
                    record.recorded_at,
                    intent,
                    record.key,
                    record.leaf.hex(),
                    names.get(intent.person, intent.person),
                )
            )
    return lines[-limit:] if limit else lines


def journal_entry(session: Session, seq: int) -> tuple[JournalLine, Entry]:
    """Return the entry at position `seq`, as people read it and as it is chained.

    Raises NotFound: when there is no such entry. Raises StorageFault: when it cannot be read.
    """
    record = next(session.store.entries(seq, seq + 1), None)
    if record is None:
        raise NotFound("no-such-entry", seq=seq)
    before = next(session.store.entries(seq - 1, seq), None) if seq else None
    try:
        chained, intent = read_entry(session.store, record, before.leaf if before else bytes(32))
    except BadIntent as error:
        raise StorageFault("damaged-journal", seq=seq, why=error) from error
    with session.reading() as rows:
        person = rows.get(Person, intent.person)
    name = person.name if person else intent.person
    return JournalLine(seq, record.recorded_at, intent, record.key, leaf_hash(chained).hex(), name), chained


def export_entry(session: Session, seq: int, folder: Path) -> tuple[Path, ...]:
    """Write the files of one entry for `ssh-keygen -Y verify` and return their paths.

    They are the signed bytes, the signature, allowed_signers and the journal line; enclosures go beside them
    under their SHA-256.

    Raises NotFound: when there is no such entry. Raises StorageFault: when the folder cannot be written.
    """
    from workflow.identity.signing import NAMESPACE, to_sshsig_armor  # loads cryptography

    shown, chained = journal_entry(session, seq)
    with session.reading() as rows:
        key = rows.get(Key, chained.key)
    public = public_bytes(key) if key else b""
    allowed = f'{shown.intent.person} namespaces="{NAMESPACE}" {ssh_line(public)}\n'
    texts = {
        f"entry-{seq}.json": chained.raw,
        f"entry-{seq}.json.sig": to_sshsig_armor(public, chained.sig).encode(),
        f"entry-{seq}.line": line(chained),
        "allowed_signers": allowed.encode(),
    }
    texts |= {f"{digest}.jsonl": data for digest, data in shown.intent.enclosures.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in texts.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error
    return tuple(folder / name for name in texts)


def _readable_intent(session: Session, record: StoredEntry) -> Intent:
    """Return the intent of an entry; where it cannot be read, one of the act and the person "?"."""
    try:
        return read_entry(session.store, record, b"")[1]
    except BadIntent:  # verification names it; the log goes on
        return Intent(
            id=record.intent_id,
            register="",
            definition="",
            rules="",
            act="?",
            person="?",
            role="",
            scope="",
            claimed_at="",
            seen=(0, ""),
            reason="",
            body={},
            items=(Item("entry/?", 0, "", None, None, {}),),
            enclosures={},
            raw=record.intent.encode(),
        )
