"""The Merkle tree of RFC 6962: against a naive one, and every proof."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.journal.merkle import EMPTY, CompactRange, consistency_proof, root, verify_consistency

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
    assert grown.root == EMPTY == naive([])
    for size, leaf in enumerate(LEAVES, 1):
        grown.add(leaf)
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


@pytest.mark.parametrize("new", range(1, 40))
def test_every_proof_holds_and_no_other_does(new):
    """Each earlier size has a proof that holds; with a changed root, size or step it does not."""
    for old in range(1, new + 1):
        proof = consistency_proof(LEAVES[:new], old)
        one, other = root(LEAVES[:old]), root(LEAVES[:new])
        assert verify_consistency(old, one, new, other, proof)
        assert not verify_consistency(old, bytes(32), new, other, proof)
        assert not verify_consistency(old, one, new, bytes(32), proof) or old == new == 0
        assert not verify_consistency(old, one, new, other, (*proof, bytes(32)))
        for place in range(len(proof)):
            changed = list(proof)
            changed[place] = bytes(32)
            assert not verify_consistency(old, one, new, other, changed)
            assert not verify_consistency(old, one, new, other, [*proof[:place], *proof[place + 1 :]])


@given(st.integers(1, 60), st.integers(0, 59), st.data())
def test_a_changed_past_has_no_proof(new, at, data):
    """Where one earlier leaf is another, the proof of the new tree does not fit the old root."""
    old = data.draw(st.integers(1, new))
    at %= old
    forged = [*LEAVES[:at], bytes(32), *LEAVES[at + 1 : new]]
    assert not verify_consistency(old, root(LEAVES[:old]), new, root(forged), consistency_proof(forged, old))


def test_there_is_no_proof_from_nothing_or_the_future():
    """A proof from size 0, or from more than there is, is refused."""
    for old in (0, 6):
        with pytest.raises(ValueError):
            consistency_proof(LEAVES[:5], old)
        assert not verify_consistency(old, EMPTY, 5, root(LEAVES[:5]), ())
