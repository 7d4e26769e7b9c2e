"""Checkpoints of a register: made, cosigned by a witness, and compared with the register later.

Formats: C2SP tlog-checkpoint, signed-note and tlog-cosignature (`workflow.journal.checkpoint`).
"""

from __future__ import annotations

import codecs
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.input.text_files import read_existing
from procedures.rules import demonstration
from procedures.services.session import Session
from workflow.errors import BadIntent, Busy, NotFound, StorageFault, Unsignable
from workflow.findings import Finding
from workflow.identity.people import Key, Person, public_bytes
from workflow.identity.published_keys import TRAINING
from workflow.journal import checkpoint, merkle
from workflow.journal.checkpoint import COSIGNED, SIGNED, Checkpoint, Signature
from workflow.storage.rows import Register

if TYPE_CHECKING:
    from workflow.identity.signing import Signer
    from workflow.storage.rows import Reader


_LAST_SECOND = 253_402_300_799  # of the year 9999, in seconds since 1970
_CLOCK_SKEW = 300  # seconds by which the clocks of a register and of its witness may differ


class PointSignature(NamedTuple):
    """A good signature on a checkpoint. `time`: seconds since 1970 (UTC) if it is a witness's, else None."""

    person: str
    time: int | None


class CheckpointRecord(NamedTuple):
    """A checkpoint as read from a file, with its good signatures."""

    path: Path
    text: str
    point: Checkpoint
    signatures: tuple[Signature, ...]
    good: tuple[PointSignature, ...]

    @property
    def makers(self) -> frozenset[str]:
        """Return the ids of the persons who made the checkpoint."""
        return frozenset(signature.person for signature in self.good if signature.time is None)

    @property
    def by_others(self) -> tuple[PointSignature, ...]:
        """Return the cosignatures of others than its makers; a maker's own adds no evidence."""
        return tuple(
            signature
            for signature in self.good
            if signature.time is not None and signature.person not in self.makers
        )


class WitnessRefusal(Exception):
    """A witness does not cosign: `code` is the reason, `detail` a value of it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


def make_checkpoint(session: Session) -> str:
    """Return a checkpoint of the register at the session's position, signed by its person, as note text.

    Raises Unsignable: when there is no key, or it is not registered for the person.
    """
    size = (session.head.seq if session.at is None else session.at) + 1
    origin = checkpoint.origin(session.register.id)
    text = checkpoint.body(Checkpoint(origin, size, merkle.root(session.store.leaves(size))))
    signer = _signer(session)
    sig = signer.sign_note(text.encode())
    name = checkpoint.key_id(origin, signer.public)
    return checkpoint.note(text, [Signature(origin, name, sig)])


def read_checkpoint(session: Session, path: Path) -> CheckpointRecord:
    """Read a checkpoint file, with the signatures that keys of this register made.

    Raises NotFound: when there is no such file. Raises BadIntent: when it holds no checkpoint.
    """
    point, signatures = checkpoint.parse_checkpoint(_checkpoint_text(path))
    text = checkpoint.body(point)
    with session.reading() as rows:
        keys = keys_that_count(rows)
    return CheckpointRecord(path, text, point, signatures, tuple(good(keys, text, signatures)))


def require_against(paths: Sequence[Path]) -> None:
    """Check that each of these files holds a checkpoint.

    Raises BadInput: naming those that hold none. Raises NotFound: when a file is not there.
    """
    problems = []
    for path in paths:
        try:
            checkpoint.parse_checkpoint(_checkpoint_text(path))
        except BadIntent as error:
            problems.append(InputProblem(f"request.against {path}", error.code, ""))
    if problems:
        raise BadInput(tuple(problems))


def compare_checkpoints(session: Session, paths: Sequence[Path]) -> Iterator[Finding]:
    """Compare checkpoint files with the register: a missing tail, a rewritten past, a split view.

    Only a checkpoint with a good signature of a key registered here is evidence. What follows a cosigned
    checkpoint is not dated before the cosignature.

    Raises NotFound: when a file is not there. Raises StorageFault: when the journal cannot be read.
    """
    records = []
    for path in paths:
        place = path.name
        try:
            record = read_checkpoint(session, path)
        except BadIntent:
            yield Finding("not-a-checkpoint", place)
            continue
        if record.point.origin != checkpoint.origin(session.register.id):
            yield Finding("checkpoint-of-other-register", place, record.point.origin)
        elif not record.good:
            yield Finding("checkpoint-unsigned", place)
        else:
            records.append(record)
    yield from _compare_with_register(session, sorted(records, key=lambda record: record.point.size))


def cosign_checkpoint(session: Session, path: Path, state: Path, now: Callable[[], float] = time.time) -> str:
    """Cosign a checkpoint that is consistent with all that this witness has seen; return the note's text.

    The last size and root are kept in the file `state`, in one transaction with the decision: two runs at
    once cannot take a witness back. `now`: seconds since 1970 (UTC).

    Raises WitnessRefusal: when it is not consistent. Raises NotFound, BadIntent: as `read_checkpoint` does.
    Raises Unsignable: when the key cannot sign. Raises Busy, StorageFault: when `state` is locked or cannot
    be written.
    """
    record = read_checkpoint(session, path)
    origin = checkpoint.origin(session.register.id)
    if record.point.origin != origin:
        raise WitnessRefusal("checkpoint-of-other-register", record.point.origin)
    if not record.good:
        raise WitnessRefusal("checkpoint-unsigned")
    if session.person in record.makers:
        raise WitnessRefusal("own-checkpoint")
    signer = _signer(session)
    with _witness_memory(state) as memory:
        row = memory.execute("SELECT size, root FROM seen WHERE origin = ?", (origin,)).fetchone()
        _require_consistent(session, record.point, Checkpoint(origin, *row) if row else None)
        memory.execute(
            "INSERT INTO seen VALUES (?, ?, ?) "
            "ON CONFLICT (origin) DO UPDATE SET size = excluded.size, root = excluded.root",
            (origin, record.point.size, record.point.root),
        )
    moment = int(now())
    sig = signer.sign_note(checkpoint.cosigned(record.text, moment))
    key = checkpoint.key_id(session.person, signer.public, COSIGNED)
    cosignature = Signature(session.person, key, checkpoint.with_time(moment, sig))
    return checkpoint.note(record.text, [*record.signatures, cosignature])


def count_cosigned(session: Session, paths: Sequence[Path]) -> int:
    """Return how many of these checkpoint files somebody else than their maker has cosigned.

    Raises NotFound: when a file is not there.
    """
    return sum(bool(read_checkpoint(session, path).by_others) for path in paths)


def newest_cosigned(session: Session, folder: Path) -> CheckpointRecord | None:
    """Return the largest checkpoint of a folder that somebody else than its maker has cosigned, or None."""
    cosigned = []
    for path in sorted(folder.glob("*.txt")):
        try:
            record = read_checkpoint(session, path)
        except (BadIntent, NotFound):
            continue
        if record.by_others:
            cosigned.append(record)
    return max(cosigned, key=lambda record: record.point.size, default=None)


def keys_that_count(rows: Reader) -> list[Key]:
    """Return the keys on record without the demonstration's, which everybody has, where this is none."""
    register = rows.get(Register, 1)
    training = register is not None and register.clock == TRAINING
    return [key for key in rows.scan(Key) if training or key.id not in demonstration.PUBLISHED_KEYS]


def was_stolen(key: Key) -> bool:
    """Return True if a key was reported stolen from an entry that was there when this was reported.

    From an entry that nobody could have signed yet it is not: a registrar would silence a witness so.
    """
    return key.suspected is not None and key.until is not None and key.suspected <= key.until


def good(keys: Sequence[Key], text: str, signatures: Sequence[Signature]) -> Iterator[PointSignature]:
    """Yield the good signatures of a note (`text`) by these keys; a key reported stolen has none."""
    from workflow.identity.signing import verify_note  # loads cryptography

    origin = text.partition("\n")[0]
    for signature in signatures:
        kind, message, sig = checkpoint.signed_message(signature, text)
        for key in keys:
            if was_stolen(key):  # whoever has a stolen key can sign any checkpoint
                continue
            public = public_bytes(key)
            name = origin if kind == SIGNED else key.person
            names_key = (signature.name, signature.key_id) == (name, checkpoint.key_id(name, public, kind))
            if names_key and verify_note(public, sig, message):
                yield PointSignature(
                    key.person, checkpoint.cosignature_time(signature) if kind != SIGNED else None
                )


def is_dated_before_cosignature(
    signatures: Iterable[PointSignature], recorded_at: str, register: Register
) -> bool:
    """Return True if the entry that follows a checkpoint is dated before somebody cosigned that checkpoint.

    `recorded_at`: the entry's time (UTC, ISO 8601), "" where none follows. The clocks may differ by five
    minutes; the time of a register for training does not pass.
    """
    times = [signature.time for signature in signatures if signature.time is not None]
    if not times or not recorded_at or register.clock == "journal":
        return False
    latest = min(max(times) - _CLOCK_SKEW, _LAST_SECOND)
    return recorded_at < datetime.fromtimestamp(latest, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _checkpoint_text(path: Path) -> str:
    """Return the text of a file as a checkpoint is read, byte for byte.

    Raises BadIntent: checkpoint-marked, checkpoint-lines, where an editor or a mail program has rewritten it,
    so that it is no evidence for or against the register; not-a-checkpoint, where it is no UTF-8.
    """
    data = read_existing(path)
    if data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadIntent("checkpoint-marked")
    if b"\r" in data:
        raise BadIntent("checkpoint-lines")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise BadIntent("not-a-checkpoint") from error


def _compare_with_register(session: Session, records: Sequence[CheckpointRecord]) -> Iterator[Finding]:
    last = session.head.seq + 1
    roots = _roots(session, {record.point.size for record in records if record.point.size <= last})
    by_size: dict[int, CheckpointRecord] = {}
    for record in records:
        size = record.point.size
        other = by_size.setdefault(size, record)
        if other.point.root != record.point.root:
            yield Finding("split-view", record.path.name, other.path.name)
        elif size > last:
            yield Finding("tail-missing", record.path.name, str(size - last))
        elif roots[size] != record.point.root:
            yield Finding("past-rewritten", record.path.name, str(size))
        else:
            follows = next(session.store.entries(size, size + 1), None)
            recorded_at = follows.recorded_at if follows else ""
            if is_dated_before_cosignature(record.good, recorded_at, session.register):
                yield Finding("dated-before-cosignature", record.path.name, str(size))


def _roots(session: Session, sizes: set[int]) -> dict[int, bytes]:
    """Return the register's own root (32 bytes) at each size, in one pass."""
    roots, grown = {0: merkle.EMPTY_ROOT}, merkle.CompactRange()
    for leaf in session.store.leaves(max(sizes, default=0)):
        grown.append(leaf)
        if grown.size in sizes:
            roots[grown.size] = grown.root
    return roots


def _require_consistent(session: Session, point: Checkpoint, before: Checkpoint | None) -> None:
    """Check that the checkpoint seen before and the one shown now are this register's, in their order.

    Raises WitnessRefusal: when they are not.
    """
    last = session.head.seq + 1
    if point.size > last:
        raise WitnessRefusal("tail-missing", str(point.size - last))
    if before is not None and point.size < before.size:
        raise WitnessRefusal("older-checkpoint", str(before.size))
    sizes = {point.size} | ({before.size} if before else set())
    roots = _roots(session, sizes)
    for known in (before, point):
        if known is not None and roots.get(known.size) != known.root:
            raise WitnessRefusal("past-rewritten", str(known.size))


def _signer(session: Session) -> Signer:
    signer = session.signer()
    with session.reading() as rows:
        person, key = rows.get(Person, session.person), rows.get(Key, signer.key)
    if person is None or key is None or key.person != session.person or key.until is not None:
        raise Unsignable("key-unknown", key=signer.key, person=session.person)
    return signer


@contextmanager
def _witness_memory(state: Path) -> Iterator[sqlite3.Connection]:
    """Open one transaction on the file of what a witness has seen; a second run waits for its end."""
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(state, isolation_level=None, timeout=30)) as memory:
            memory.execute("PRAGMA synchronous = EXTRA")
            memory.execute("BEGIN IMMEDIATE")
            memory.execute(
                "CREATE TABLE IF NOT EXISTS seen "
                "(origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL) STRICT"
            )
            yield memory
            memory.execute("COMMIT")  # else closing rolls back
    except (sqlite3.DatabaseError, OSError) as error:
        if "locked" in str(error):
            raise Busy("busy") from error
        raise StorageFault("cannot-write", path=state, why=error) from error
