"""Computes roots of the Merkle tree of RFC 6962 over the journal's leaf hashes.

A leaf hash is SHA-256(0x00 || line), a node hash SHA-256(0x01 || left || right): 32 bytes each. Checkpoints
of one register are compared by computing its root again at each of their sizes, so that no consistency
proofs are needed. Pure: hashes in, hashes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

_HASH_SIZE = 32  # bytes
EMPTY_ROOT = hashlib.sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash the roots of two subtrees, 32 bytes each, to the root over both."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Leaves:
    """Holds the leaf hashes of a journal from position 0 on, 32 bytes each: a million in 32 MB."""

    def __init__(self) -> None:
        self._hashes = bytearray()

    def append(self, seq: int, leaf: bytes) -> None:
        """Append the leaf hash of position `seq`.

        Raises ValueError unless `seq` is the next position and `leaf` has 32 bytes.
        """
        if seq != len(self):
            raise ValueError(f"index {seq}, want {len(self)}")
        if len(leaf) != _HASH_SIZE:
            raise ValueError(f"leaf of {len(leaf)} bytes, want {_HASH_SIZE}")
        self._hashes += leaf

    def __len__(self) -> int:
        return len(self._hashes) // _HASH_SIZE

    def __iter__(self) -> Iterator[bytes]:
        starts = range(0, len(self._hashes), _HASH_SIZE)
        return (bytes(self._hashes[start : start + _HASH_SIZE]) for start in starts)

    def leaf_at(self, seq: int) -> bytes | None:
        """Return the leaf hash of position `seq`, or None where there is no such position."""
        if not 0 <= seq < len(self):
            return None
        return bytes(self._hashes[seq * _HASH_SIZE : (seq + 1) * _HASH_SIZE])


class CompactRange:
    """Computes the root of a growing tree from the roots of its full subtrees: log2(size) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []  # (height, root), highest first

    def append(self, leaf: bytes) -> None:
        """Append the leaf hash of the next position."""
        self.size += 1
        height, subtree = 0, leaf
        while self._subtrees and self._subtrees[-1][0] == height:
            subtree = node_hash(self._subtrees.pop()[1], subtree)
            height += 1
        self._subtrees.append((height, subtree))

    @property
    def root(self) -> bytes:
        """The root over all leaves appended so far."""
        if not self._subtrees:
            return EMPTY_ROOT
        _height, right = self._subtrees[-1]
        for _height, left in reversed(self._subtrees[:-1]):
            right = node_hash(left, right)
        return right


def root(leaves: Iterable[bytes]) -> bytes:
    """Compute the root over leaf hashes in the order of their positions."""
    tree = CompactRange()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root
