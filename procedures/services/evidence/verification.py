"""Verifies a register or a bundle: everything wrong with it, as findings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.domain import DOMAIN
from procedures.input.text_files import decode_text, read_existing
from procedures.rules.demonstration import register_warning
from procedures.services.session import Session, open_session
from procedures.services.verdict.sheet import programmes_that_disagree
from workflow import verification
from workflow.domain import Domain
from workflow.errors import Busy, StorageFault, Unreachable, WorkflowError
from workflow.findings import Finding
from workflow.journal.stored_entries import StoredEntry
from workflow.journal.strict_json import sha256
from workflow.runtime import in_flight
from workflow.storage.positions import Head
from workflow.storage.rows import MemoryRows, Register, TimeGap
from workflow.storage.store import Store

_MANY = 20_000  # below this many entries a second process costs more time than it saves


class RegisterResult(NamedTuple):
    """The findings of a verification. `head` is None where something was found: it might not be readable.

    `register`: the id in hex; `points`: how many checkpoints were compared that somebody else
    than their maker has cosigned, `uncosigned`: how many that nobody else has; `gaps`: entries
    recorded long after the one before, or long after they were signed. `note`:
    what the register must say about itself, such as that it is a demonstration; "" for nothing.
    """

    register: str
    head: Head | None
    findings: tuple[Finding, ...]
    points: int
    uncosigned: int
    gaps: tuple[TimeGap, ...]
    note: str


class BundleResult(NamedTuple):
    """The findings on a bundle; `head` is the leaf hash (32 bytes) of its last entry, None without one.

    `note` as in `RegisterResult`.
    """

    entries: int
    head: bytes | None
    findings: tuple[Finding, ...]
    note: str


def check_register(
    session: Session, against: Sequence[Path], folder: Path, receipts: Path, own: Path | None = None
) -> RegisterResult:
    """Verify a register, and compare it with checkpoints (`against`, and those of `folder`) and receipts.

    `receipts`: the person's own folder of receipts. `own`: a file with an office's own life cycle, lawful to
    the person who names it.

    Raises NotFound: when there is no register, no such checkpoint or no such file.
    """
    points = [*against, *sorted(folder.glob("*.txt"))]
    judges, register = domain_with(own), session.register
    findings = tuple(register_findings(session, points, receipts, workers=0, judges=judges))
    note = register_warning(register)
    if findings:
        return RegisterResult(register.id, None, findings, 0, 0, (), note)
    from procedures.services.evidence.checkpoints import count_cosigned  # loads what checkpoints need

    cosigned = count_cosigned(session, points) if points else 0
    with session.reading() as rows:
        gaps = tuple(sorted(rows.scan(TimeGap)))
    return RegisterResult(register.id, session.head, findings, cosigned, len(points) - cosigned, gaps, note)


def domain_with(own: Path | None) -> Domain:
    """Return the domain to judge by: the program's, and to it the definition in the file `own` is lawful too.

    Raises NotFound: when the file is not there. Raises BadInput: when it is no text.
    """
    if own is None:
        return DOMAIN
    return DOMAIN.also_lawful(decode_text(own, read_existing(own)).rstrip("\n"))


def check_bundle(folder: Path, against: Sequence[Path], own: Path | None = None) -> BundleResult:
    """Verify a bundle, and compare it with checkpoints kept elsewhere; `own` as for a register.

    Raises NotFound: when there is no bundle, no such checkpoint or no such file.
    """
    from procedures.services.evidence import bundles  # a register is verified without it

    findings, walked = bundles.bundle_findings(folder, against, judges=domain_with(own))
    entries = len(walked.leaves)
    register = walked.rows.get(Register, 1)
    note = register_warning(register) if register else ""
    return BundleResult(entries, walked.leaves.leaf_at(entries - 1), tuple(findings), note)


def register_findings(
    session: Session,
    against: Sequence[Path] = (),
    receipts: Path | None = None,
    workers: int = 1,
    judges: Domain = DOMAIN,
) -> Iterator[Finding]:
    """Yield everything wrong with the register; both computations of every verdict included.

    `against`: checkpoints kept elsewhere; `receipts`: a person's own folder of them. Only they can show a
    missing tail, a rewritten past or another copy. `workers`: processes that check signatures where there are
    many; 0 is one for each core.

    Raises NotFound: when a checkpoint is not there.
    """
    from workflow.identity.signing import verify_signature as check  # loads cryptography

    yield from _sqlite_damage(session)
    yield from verification.verify_register(session.store, judges, check, _worker_count(session, workers))
    try:
        for programme in programmes_that_disagree(session, session.day):
            yield Finding("verdicts-differ", f"programme/{programme}")
    except (Busy, Unreachable):
        raise
    except (WorkflowError, ValueError, TypeError) as error:
        yield Finding("verdicts-differ", "programme", str(error))
    if against:
        from procedures.services.evidence.checkpoints import (
            compare_checkpoints,  # loaded only where checkpoints are compared
        )

        yield from compare_checkpoints(session, against)
    if receipts is not None:
        from procedures.services.evidence.receipts import compare_receipts  # as above

        yield from compare_receipts(session.store, receipts, session.register.id)


class _Beginning(NamedTuple):
    """Reads the entries of a store up to a position, as if the journal ended there."""

    store: Store
    last: int

    def size(self) -> int:
        return self.last + 1

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        end = self.size() if stop is None else min(stop, self.size())
        return self.store.entries(start, end)

    def positions(self, start: int) -> list[int]:
        return [position for position in self.store.positions(start) if position <= self.last]

    def enclosure(self, digest: str) -> bytes | None:
        return self.store.enclosure(digest)


def findings_up_to(session: Session, position: int, judges: Domain = DOMAIN) -> Iterator[Finding]:
    """Yield everything wrong with the journal up to a position: chain, signatures, rights, rules.

    `position`: that of the last entry looked at. What was recorded later has no part in it, and no table.
    """
    from workflow.identity.signing import verify_signature as check  # loads cryptography

    walked = verification.WalkResult(MemoryRows(DOMAIN.keys))
    journal = _Beginning(session.store, position)
    try:
        yield from verification.verify_journal(
            journal, judges, check, walked, _worker_count(session, workers=0)
        )
    except StorageFault as error:
        yield Finding("unreadable-store", "database", str(error))
        return
    if not walked.whole:
        return  # the finding that ended the walk is told
    if len(walked.leaves) != journal.size():
        yield Finding("gap", f"journal/{position}", str(len(walked.leaves)))
    for digest in sorted(walked.named):
        kept = session.store.enclosure(digest)
        if kept is None or sha256(kept) != digest:
            yield Finding("enclosure-differs", f"enclosure/{digest}")


def _worker_count(session: Session, workers: int) -> int:
    try:
        is_long = session.head.seq >= _MANY
    except Unreachable:
        raise
    except StorageFault:  # damage that the verification reports
        is_long = False
    return (workers or os.cpu_count() or 1) if is_long else 1


def first_damage() -> Finding | None:
    """Return the first sign that something else has written into a register this command opened, or None.

    Tables of another version, and rules broken with a key in force, are no such sign.

    Raises WorkflowError: when the register cannot be opened or read.
    """
    from workflow.identity.signing import verify_signature as check  # loads cryptography

    no_damage = {"stale-tables", "rule-broken"}
    for place in in_flight.opened_registers():
        session = open_session(place)
        try:
            findings = chain(
                _sqlite_damage(session), verification.verify_register(session.store, DOMAIN, check)
            )
            damage = next((finding for finding in findings if finding.code not in no_damage), None)
        finally:
            session.store.close()
        if damage is not None:
            return damage
    return None


def _sqlite_damage(session: Session) -> Iterator[Finding]:
    """Yield the damage that SQLite's own check of the pages finds; PostgreSQL keeps checksums of its own."""
    if session.store.database.dialect != "sqlite":
        return
    with session.store.snapshot() as connection:
        answers = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    for text in answers:
        if text != "ok":
            yield Finding("file-damaged", "database", text)
