"""The Merkle tree of RFC 6962 against its definition and against published roots."""

from __future__ import annotations

import hashlib

from workflow.journal.merkle import EMPTY_ROOT, CompactRange, root

LEAVES = [hashlib.sha256(bytes([n])).digest() for n in range(70)]


def naive(leaves):
    """The definition of RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


def test_a_root_is_the_one_of_the_definition():
    """For every size up to 70 the growing tree has the root of the definition."""
    grown = CompactRange()
    assert grown.root == EMPTY_ROOT == naive([])
    for size, leaf in enumerate(LEAVES, 1):
        grown.append(leaf)
        assert grown.root == naive(LEAVES[:size]) == root(LEAVES[:size])


def test_the_known_vectors_of_certificate_transparency():
    """The roots that the reference implementation of RFC 6962 publishes for its eight leaves."""
    data = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(one)).digest() for one in data]
    assert root(leaves[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root(leaves[:2]).hex() == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert root(leaves).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
