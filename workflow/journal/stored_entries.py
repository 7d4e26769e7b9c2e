"""Defines an entry as stores and bundles keep it, and the interface through which both are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class StoredEntry(NamedTuple):
    """One row of the journal as it is stored; nothing in it has been checked.

    `seq`: position from 0. `recorded_at`: UTC, `2025-01-31T08:00:00Z`. `intent`: the signed JSON text,
    `intent_id`: 32 hex digits. `key`: fingerprint, `SHA256:...`. `sig`: 64 bytes, `leaf`: 32 bytes.
    """

    seq: int
    recorded_at: str
    intent: str
    intent_id: str
    key: str
    sig: bytes
    leaf: bytes


class EnclosureReader(Protocol):
    """Reads enclosures: a store, or a bundle of files."""

    def enclosure(self, digest: str) -> bytes | None:
        """Return the enclosure with this SHA-256 (64 hex digits), or None."""


class JournalReader(EnclosureReader, Protocol):
    """Reads a journal: a store, or a bundle of files. Its methods raise StorageFault."""

    def size(self) -> int:
        """Return the number of entries there should be."""

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """Yield the entries from position `start` to before `stop`, or to the end."""

    def positions(self, start: int) -> Sequence[int]:
        """Return the positions from `start` on, also of entries that cannot be read."""
