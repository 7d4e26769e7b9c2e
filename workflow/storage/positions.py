"""Defines the head of the journal, the receipt for a recorded act, and the texts that read the head."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.journal.entries import ZERO_HASH

if TYPE_CHECKING:
    from collections.abc import Sequence

NEWEST = "SELECT seq, leaf, recorded_at FROM journal ORDER BY seq DESC LIMIT 1"
STAMP = "SELECT stamp FROM layout LIMIT 1"
STAMP_AND_HEAD = f"SELECT stamp, newest.* FROM layout LEFT JOIN ({NEWEST}) AS newest ON 1 = 1 LIMIT 1"


class Receipt(NamedTuple):
    """The proof of position that a writer gets for a recorded act.

    `seq`: its position. `leaf`: its leaf hash, 32 bytes. `register`: the register's id, 64 hex digits.
    """

    seq: int
    leaf: bytes
    register: str


class Head(NamedTuple):
    """The newest entry: its position, its leaf hash (32 bytes) and its time (`2025-01-31T08:00:00Z`).

    Of an empty journal: (-1, 32 zero bytes, "").
    """

    seq: int
    leaf: bytes
    recorded_at: str


def head_from_rows(rows: Sequence[Any]) -> Head:
    """Read the head from the rows that NEWEST gives: one, or none for an empty journal."""
    if not rows or rows[0][0] is None:
        return Head(-1, ZERO_HASH, "")
    seq, leaf, recorded_at = rows[0]
    return Head(seq, bytes(leaf), recorded_at)


def stamp_from_rows(rows: Sequence[Any]) -> str:
    """Read the layout stamp (16 hex digits) from the rows that STAMP gives; "" when there is none."""
    return str(rows[0][0]) if rows else ""
