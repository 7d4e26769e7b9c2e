"""Positions of the journal: receipt, head and stored record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.journal.entries import ZERO_HASH

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWEST = "SELECT seq, leaf, recorded_at FROM journal ORDER BY seq DESC LIMIT 1"


class Receipt(NamedTuple):
    """Proof of position: what a writer gets for an act that was performed."""

    seq: int
    leaf: bytes
    register: str


class Head(NamedTuple):
    """The newest position: its number, its leaf and its time; (-1, zeros, "") before entry 0."""

    seq: int
    leaf: bytes
    recorded_at: str


class StoredEntry(NamedTuple):
    """One row of the journal as it is stored."""

    seq: int
    recorded_at: str
    intent: str
    intent_id: str
    key: str
    sig: bytes
    leaf: bytes


def head_from_rows(rows: Sequence[Any]) -> Head:
    """The newest position from the rows of NEWEST; (-1, zeros, "") before entry 0."""
    if not rows or rows[0][0] is None:
        return Head(-1, ZERO_HASH, "")
    seq, leaf, recorded_at = rows[0]
    return Head(seq, bytes(leaf), recorded_at)
