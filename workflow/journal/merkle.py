"""The Merkle tree of RFC 6962 over the journal's leaves: roots, and proofs that one root grew into another.

A leaf hash is SHA-256(0x00 and the entry's line), which the journal keeps; a node is SHA-256(0x01, left,
right). Pure: hashes in, hashes out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

_SIZE = 32  # bytes of a hash
EMPTY = hashlib.sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Leaves:
    """Leaf hashes in their order, 32 bytes each: a million of them in 32 MB."""

    def __init__(self) -> None:
        self._held = bytearray()

    def append(self, leaf: bytes) -> None:
        """One more leaf hash; one of another length (damage) keeps its place."""
        self._held += leaf[:_SIZE].ljust(_SIZE, b"\0")

    def __len__(self) -> int:
        return len(self._held) // _SIZE

    def __iter__(self) -> Iterator[bytes]:
        return (bytes(self._held[at : at + _SIZE]) for at in range(0, len(self._held), _SIZE))

    def at(self, seq: int) -> bytes | None:
        """The leaf hash at a position, or None where there is none."""
        return bytes(self._held[seq * _SIZE : (seq + 1) * _SIZE]) if 0 <= seq < len(self) else None


class CompactRange:
    """A tree that grows leaf by leaf and keeps only the roots of its full subtrees: log n hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, root), highest first

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        self.size += 1
        height = 0
        while self._peaks and self._peaks[-1][0] == height:
            leaf = node(self._peaks.pop()[1], leaf)
            height += 1
        self._peaks.append((height, leaf))

    @property
    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1][1]
        for _height, peak in reversed(self._peaks[:-1]):
            found = node(peak, found)
        return found


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = CompactRange()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def consistency_proof(leaves: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """The proof that the tree over `leaves` begins with the tree over its first `old` (RFC 6962, 2.1.2).

    Raises ValueError where `old` is no size of an earlier tree.
    """
    if not 0 < old <= len(leaves):
        raise ValueError(old)
    return () if old == len(leaves) else _subproof(leaves, old, whole=True)


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of size `new` begins with the one of size `old` (RFC 9162)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    inner, outer = old - 1, new - 1
    while inner & 1:
        inner, outer = inner >> 1, outer >> 1
    first = second = path[0]
    for one in path[1:]:
        if outer == 0:
            return False
        if inner & 1 or inner == outer:
            first, second = node(one, first), node(one, second)
            while inner and not inner & 1:
                inner, outer = inner >> 1, outer >> 1
        else:
            second = node(second, one)
        inner, outer = inner >> 1, outer >> 1
    return outer == 0 and first == old_root and second == new_root


def _subproof(leaves: Sequence[bytes], old: int, *, whole: bool) -> tuple[bytes, ...]:
    size = len(leaves)
    if old == size:
        return () if whole else (root(leaves),)
    split = 1 << (size - 1).bit_length() - 1
    if old <= split:
        return (*_subproof(leaves[:split], old, whole=whole), root(leaves[split:]))
    return (*_subproof(leaves[split:], old - split, whole=False), root(leaves[:split]))
