"""Verifies a register or a bundle: everything wrong with it, as findings."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.domain import DOMAIN
from procedures.rules.demonstration import register_warning
from procedures.services.session import Session, open_session
from procedures.services.verdict.sheet import programmes_that_disagree
from workflow import verification
from workflow.errors import StorageFault, WorkflowError
from workflow.findings import Finding
from workflow.runtime import in_flight
from workflow.storage.positions import Head
from workflow.storage.rows import Register

_MANY = 20_000  # below this many entries a second process costs more time than it saves


class RegisterResult(NamedTuple):
    """The findings of a verification. `head` is None where something was found: it might not be readable.

    `register`: the id in hex; `points`: how many checkpoints kept elsewhere were compared.
    `note`: what the register must say about itself, such as that it is a demonstration; "" for nothing.
    """

    register: str
    head: Head | None
    findings: tuple[Finding, ...]
    points: int
    note: str


class BundleResult(NamedTuple):
    """The findings on a bundle; `head` is the leaf hash (32 bytes) of its last entry, None without one.

    `note` as in `RegisterResult`.
    """

    entries: int
    head: bytes | None
    findings: tuple[Finding, ...]
    note: str


def check_register(session: Session, against: Sequence[Path], folder: Path, receipts: Path) -> RegisterResult:
    """Verify a register, and compare it with checkpoints (`against`, and those of `folder`) and receipts.

    `receipts`: the person's own folder of receipts.

    Raises NotFound: when there is no register, or no such checkpoint.
    """
    points = [*against, *sorted(folder.glob("*.txt"))]
    findings = tuple(register_findings(session, points, receipts, workers=0))
    head = None if findings else session.head
    register = session.register
    return RegisterResult(register.id, head, findings, len(points), register_warning(register))


def check_bundle(folder: Path, against: Sequence[Path]) -> BundleResult:
    """Verify a bundle, and compare it with checkpoints kept elsewhere.

    Raises NotFound: when there is no bundle, or no such checkpoint.
    """
    from procedures.services.evidence import bundles  # a register is verified without it

    findings, walked = bundles.bundle_findings(folder, against)
    entries = len(walked.leaves)
    register = walked.rows.get(Register, 1)
    note = register_warning(register) if register else ""
    return BundleResult(entries, walked.leaves.leaf_at(entries - 1), tuple(findings), note)


def register_findings(
    session: Session, against: Sequence[Path] = (), receipts: Path | None = None, workers: int = 1
) -> Iterator[Finding]:
    """Yield everything wrong with the register; both computations of every verdict included.

    `against`: checkpoints kept elsewhere; `receipts`: a person's own folder of them. Only they can show a
    missing tail, a rewritten past or another copy. `workers`: processes that check signatures where there are
    many; 0 is one for each core.

    Raises NotFound: when a checkpoint is not there.
    """
    from workflow.identity.signing import verify_signature as check  # loads cryptography

    yield from _sqlite_damage(session)
    yield from verification.verify_register(session.store, DOMAIN, check, _worker_count(session, workers))
    try:
        for programme in programmes_that_disagree(session, session.day):
            yield Finding("verdicts-differ", f"programme/{programme}")
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


def _worker_count(session: Session, workers: int) -> int:
    try:
        is_long = session.head.seq >= _MANY
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
