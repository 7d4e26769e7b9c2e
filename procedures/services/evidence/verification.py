"""The evidence: verify everything, read the journal, hand out one entry that ssh-keygen can check."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.domain import HOUSE
from procedures.services.session import Session, open_session
from procedures.services.verdict.sheet import programmes_that_disagree
from workflow import verification
from workflow.errors import NotFound, StorageFault, WorkflowError
from workflow.identity.people import Key, Person, public_bytes, ssh_line
from workflow.journal.intents import Entry, Intent, leaf, line, parse
from workflow.runtime import in_flight as afterwards
from workflow.verification import Finding

_MANY = 20_000  # entries from which on a second process is sooner done than started


class Line(NamedTuple):
    """One entry for people: the position, what the signed bytes say, and who holds the key."""

    seq: int
    recorded_at: str
    intent: Intent
    key: str
    leaf: str
    name: str


def verify(
    office: Session, against: Sequence[Path] = (), receipts: Path | None = None, workers: int = 1
) -> Iterator[Finding]:
    """Everything wrong with the register; both computations of every verdict included.

    `against` are checkpoints kept elsewhere, `receipts` a person's own folder of them: what only
    they can show is a missing tail, a rewritten past, another copy. `workers`: so many processes
    check signatures where there are many; 0 as many as the machine has cores.
    """
    from workflow.identity.signing import verify as check  # noqa: PLC0415 - loads cryptography

    yield from _intact(office)
    yield from verification.verify(office.store, HOUSE, check, _spread(office, workers))
    try:
        for programme in programmes_that_disagree(office, office.day):
            yield Finding("verdicts-differ", f"programme/{programme}")
    except (WorkflowError, ValueError, TypeError) as error:
        yield Finding("verdicts-differ", "programme", str(error))
    if against:
        from procedures.services.evidence.checkpoints import compare  # noqa: PLC0415 - only where asked for

        yield from compare(office, against)
    if receipts is not None:
        from procedures.services.evidence.receipts import compare as held  # noqa: PLC0415 - as above

        yield from held(office.store, receipts, office.register.id)


def _spread(office: Session, workers: int) -> int:
    try:
        many = office.head.seq >= _MANY
    except StorageFault:  # damage that `verify` will tell
        many = False
    return (workers or os.cpu_count() or 1) if many else 1


def log(office: Session, subject: str = "", person: str = "", limit: int = 0) -> list[Line]:
    """Entries, newest last: of one subject, by one person, the last `limit` of them."""
    last = office.head.seq if office.at is None else office.at
    if subject:
        positions = [seq for seq in office.store.history(subject) if seq <= last]
        if not positions:
            raise NotFound("no-such-subject", subject=subject)
    elif limit and not person:
        positions = list(range(max(0, last - limit + 1), last + 1))
    else:
        positions = []
    with office.reading() as rows:
        names = {one.id: one.name for one in rows.scan(Person)}
    found = []
    records = (
        (record for seq in positions for record in office.store.entries(seq, seq + 1))
        if positions
        else office.store.entries(0, last + 1)
    )
    for record in records:
        intent = _intent(office, record.intent.encode())
        if not person or intent.person == person:
            found.append(
                Line(record.seq, record.recorded_at, intent, record.key, record.leaf.hex(),
                     names.get(intent.person, intent.person))
            )  # fmt: skip
    return found[-limit:] if limit else found


def entry(office: Session, seq: int) -> tuple[Line, Entry]:
    """One entry, as people read it and as it is chained. Raises NotFound."""
    record = next(office.store.entries(seq, seq + 1), None)
    if record is None:
        raise NotFound("no-such-entry", seq=seq)
    before = next(office.store.entries(seq - 1, seq), None) if seq else None
    raw = record.intent.encode()
    prev = before.leaf if before else bytes(32)
    chained = Entry(seq, prev, record.recorded_at, raw, record.key, record.sig)
    intent = _intent(office, raw)
    with office.reading() as rows:
        person = rows.get(Person, intent.person)
    name = person.name if person else intent.person
    return Line(seq, record.recorded_at, intent, record.key, leaf(chained).hex(), name), chained


def export_entry(office: Session, seq: int, folder: Path) -> tuple[Path, ...]:
    """Write what `ssh-keygen -Y verify` needs: signed bytes, signature, allowed_signers, the line.

    Enclosures go beside them under their SHA-256. Raises StorageFault where the folder refuses.
    """
    from workflow.identity.signing import NAMESPACE, to_sshsig_armor  # noqa: PLC0415 - loads cryptography

    shown, chained = entry(office, seq)
    with office.reading() as rows:
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


def _intent(office: Session, raw: bytes) -> Intent:
    from json import loads  # noqa: PLC0415 - only to see which enclosures are named

    enclosures = {}
    for digest in loads(raw).get("enclosures", ()):
        data = office.store.enclosure(digest)
        if data is not None:
            enclosures[digest] = data
    return parse(raw, enclosures)


def damage() -> Finding | None:
    """The first sign that something else has written into a register this command opened, or None.

    Tables of another version, and rules that were broken with a key in force, are no such sign.
    """
    from workflow.identity.signing import verify as check  # noqa: PLC0415 - loads cryptography

    known = {"stale-tables", "rule-broken"}
    for place in afterwards.opened_registers():
        office = open_session(place)
        try:
            every = chain(_intact(office), verification.verify(office.store, HOUSE, check))
            found = next((one for one in every if one.code not in known), None)
        finally:
            office.store.close()
        if found is not None:
            return found
    return None


def _intact(office: Session) -> Iterator[Finding]:
    """SQLite's own check of the pages; PostgreSQL keeps checksums of its own."""
    if office.store.database.dialect != "sqlite":
        return
    with office.store.snapshot() as connection:
        told = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    for text in told:
        if text != "ok":
            yield Finding("file-damaged", "database", text)
