"""Compares a register with what is known of its past, and says what it has lost: for an act of restore."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from procedures.services.evidence.checkpoints import compare_checkpoints, read_checkpoint
from procedures.services.evidence.receipts import StoredReceipt, is_missing
from procedures.services.session import Draft, Session
from workflow.identity.restores import MOST_LOST, LostEntry, restore_body
from workflow.journal.strict_json import Json
from workflow.storage.store import Store


class Loss(NamedTuple):
    """The loss of a restored register: what it has kept, and what is gone.

    `seq`, `leaf`: position and leaf hash (hex) of the last entry that is known to be kept. `missing`: the
    positions from there on that are gone: "7-9", "-" none, "?" unknown. `entries`: those whose leaf hash is
    known.
    """

    seq: int
    leaf: str
    missing: str
    entries: tuple[LostEntry, ...]


def loss_by_receipts(
    store: Store, receipts: Iterable[StoredReceipt], positions: Iterable[int] = (), *, is_whole: bool = True
) -> Loss:
    """Return what a register has lost, by receipts of its past and by other positions known to be gone.

    `is_whole` False: more may be missing than is known.
    """
    held = set(receipts)
    gone = sorted({LostEntry(*receipt) for receipt in held if is_missing(store, receipt)})
    lost = sorted({entry.seq for entry in gone} | set(positions))
    seq = store.head().seq
    if lost and lost[0] <= seq:  # entries that came after the restore stand where lost ones stood
        seq = max((one.seq for one in held if one.seq < lost[0] and not is_missing(store, one)), default=0)
    leaf = next(entry.leaf.hex() for entry in store.entries(seq, seq + 1))
    missing = f"{seq + 1}-{lost[-1]}" if lost else "-"
    return Loss(seq, leaf, missing if is_whole else "?", tuple(gone))


def lost_positions(session: Session, checkpoints: Sequence[Path]) -> list[int]:
    """Return the last position of each signed checkpoint that this register does not fit (any more).

    Raises NotFound: when a file is not there. Raises BadIntent: when one holds no checkpoint.
    """
    points = [(path, read_checkpoint(session, path).point) for path in checkpoints]
    unfit = {"tail-missing", "past-rewritten"}
    return [
        point.size - 1
        for path, point in points
        if any(finding.code in unfit for finding in compare_checkpoints(session, [path]))
    ]


def restore_bodies(source: str, loss: Loss) -> Iterator[Json]:
    """Yield the bodies of the acts that put a restore on record: one, or more where much was lost.

    An act names a position once: two receipts of one position are two acts.
    """
    rest: Sequence[LostEntry] = loss.entries
    while True:
        named: dict[int, LostEntry] = {}
        for entry in rest:
            if len(named) < MOST_LOST:
                named.setdefault(entry.seq, entry)
        yield restore_body(source[:200], loss.seq, loss.leaf, loss.missing, list(named.values()))
        rest = [entry for entry in rest if named.get(entry.seq) != entry]
        if not rest:
            return


def draft_restore(session: Session, body: Json) -> Draft:
    """Draft an act that puts a restore on record. Raises what `Session.draft` raises."""
    return session.draft("restore", [("register/1", body)], reason=body["backup"])
