"""Rows by key, in memory and laid over what is stored, are what a plain dict of them is."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from workflow.storage.rows import MemoryRows, SqlRows


class Leaf(NamedTuple):
    """A row with two fields of key and two that are asked for."""

    tree: str
    number: int
    colour: str | None
    size: int | None


KEYS = {Leaf: 2}
ASKED = ({}, {"tree": "ash"}, {"colour": None}, {"colour": "red", "size": 1}, {"size": 1, "colour": "red"})
rows = st.builds(
    Leaf,
    st.sampled_from(("ash", "oak")),
    st.integers(1, 3),
    st.sampled_from((None, "red", "gold")),
    st.sampled_from((None, 1, 2)),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), rows),
        st.tuples(st.just("drop"), rows),
        st.tuples(st.just("flush"), st.none()),
    )
)


class Stored:
    """A source of rows that keeps them in a dict."""

    def __init__(self):
        self.rows = {}

    def fetch(self, wanted):
        return {kind: [self.rows[key] for key in keys if key in self.rows] for kind, keys in wanted.items()}

    def scan(self, kind, /, **equal):
        return (row for row in list(self.rows.values()) if fits(row, equal))

    def save(self, kind, rows, gone):
        self.rows.update((row[:2], row) for row in rows)
        for key in gone:
            self.rows.pop(key, None)


def test_a_list_in_a_row_equals_nothing():
    """A row that a broken journal made is kept by its key, and hides no other."""
    for early in (True, False):
        made = MemoryRows(KEYS)
        if early:
            assert list(made.scan(Leaf, colour="red")) == []
        made.put(Leaf("ash", 1, ["red"], 1))
        made.put(Leaf("ash", 2, "red", 1))
        assert list(made.scan(Leaf, colour="red")) == [Leaf("ash", 2, "red", 1)]
        assert list(made.scan(Leaf, colour=["red"])) == []
        made.put(Leaf("ash", 1, "red", 1))
        made.put(Leaf("ash", 2, {}, 1))
        assert list(made.scan(Leaf, colour="red")) == [Leaf("ash", 1, "red", 1)]
        made.drop(Leaf, "ash", 2)
        assert made.get(Leaf, "ash", 2) is None


def fits(row, equal):
    return all(getattr(row, name) == value for name, value in equal.items())


@given(steps)
def test_rows_are_what_a_dict_of_them_is(walk):
    """After any puts, drops and writes, every row asked for by key or by value is there, and no other."""
    plain, stored = {}, Stored()
    memory, laid = MemoryRows(KEYS), SqlRows(stored, KEYS)
    for step, what in walk:
        if step == "put":
            plain[what[:2]] = what
            memory.put(what)
            laid.put(what)
        elif step == "drop":
            plain.pop(what[:2], None)
            memory.drop(Leaf, *what[:2])
            laid.drop(Leaf, *what[:2])
        else:
            laid.flush()
            assert stored.rows == plain
        for asked in ASKED:
            expected = sorted((row for row in plain.values() if fits(row, asked)), key=str)
            assert sorted(memory.scan(Leaf, **asked), key=str) == expected
            assert sorted(laid.scan(Leaf, **asked), key=str) == expected
        for key in ((tree, number) for tree in ("ash", "oak") for number in (1, 2, 3)):
            assert memory.get(Leaf, *key) == laid.get(Leaf, *key) == plain.get(key)
