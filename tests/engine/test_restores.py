"""Judges the entries that a restore names against the journal before it, and reads which ones it excuses."""

from __future__ import annotations

import pytest

from workflow.identity.restores import (
    MOST_LOST,
    LostEntry,
    is_true_restore,
    lost_entries,
    restore_body,
    restore_shape_errors,
)

LEAVES = [bytes([n]) * 32 for n in range(5)]
LOST = LostEntry(5, "ab" * 32)


def leaf_at(seq):
    """The leaf hash of an entry of a journal of five."""
    return LEAVES[seq] if 0 <= seq < len(LEAVES) else None


def body(**more):
    """A sound body at position 5, with some fields another; ... takes one away."""
    sound = restore_body("x.db", 4, LEAVES[4].hex(), "5-5", [LOST]) | more
    return {name: value for name, value in sound.items() if value is not ...}


def test_a_true_restore_excuses_what_it_names():
    """The entry kept is there, the lost one is not: it is true, has its shape, and names the lost one."""
    assert is_true_restore(body(), 5, leaf_at)
    assert restore_shape_errors(body()) == ()
    assert lost_entries(body()) == (LOST,)


def test_the_form_without_leaf_hashes_is_lawful_and_names_nothing():
    """Old journals have it: whatever positions its words say, it excuses none."""
    old = body(leaf=..., lost=..., missing="1-99999")
    assert is_true_restore(old, 5, leaf_at)
    assert (restore_shape_errors(old), lost_entries(old)) == ((), ())


@pytest.mark.parametrize(
    "more",
    [
        {"leaf": "00" * 32},
        {"leaf": LEAVES[3].hex()},
        {"leaf": ...},
        {"lost": ...},
        {"seq": 5},
        {"seq": True},
        {"seq": -1},
        {"lost": None},
        {"lost": [{"seq": 5}]},
        {"lost": [LOST._asdict() | {"more": 1}]},
        {"lost": [LOST._asdict() | {"leaf": "AB" * 32}]},
        {"lost": [LOST._asdict(), LOST._asdict()]},
        {"lost": [LostEntry(4, "ab" * 32)._asdict()]},
        {"seq": 0, "leaf": LEAVES[0].hex(), "lost": [LostEntry(2, LEAVES[2].hex())._asdict()]},
        {"lost": [LostEntry(5 + n, "ab" * 32)._asdict() for n in range(MOST_LOST + 1)]},
    ],
)
def test_a_false_claim_is_no_restore(more):
    """What is kept must be there by its leaf hash, what is lost must not; positions rise past the one kept."""
    assert not is_true_restore(body(**more), 5, leaf_at)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"missing": "-"}, "missing"),
        ({"missing": "5-4"}, "missing"),
        ({"missing": "4-5"}, "missing"),
        ({"missing": "5-5 and more"}, "missing"),
        ({"missing": " "}, "missing"),
        ({"backup": ""}, "backup"),
        ({"backup": "x" * 201}, "backup"),
        ({"seq": "4"}, "seq"),
        ({"leaf": 5}, "leaf"),
        ({"lost": "*"}, "lost"),
        ({"more": 1}, "more"),
    ],
)
def test_a_field_that_is_wrong_is_named(more, wrong):
    """The words must agree with the list; every field has its form, and there is no other."""
    assert restore_shape_errors(body(**more)) == (wrong,)


def test_the_words_may_say_more_than_the_list():
    """More may be missing than is known by leaf hash, and how much may be unknown."""
    assert restore_shape_errors(body(missing="5-9")) == ()
    assert restore_shape_errors(body(missing="?")) == ()
    assert restore_shape_errors(body(missing="5-9", lost=[])) == ()
