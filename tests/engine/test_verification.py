"""Verification in blocks and by several processes says what one process says, in the same order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.engine import toy_library_loan as toy
from tests.engine.test_engine import NOW, Library
from tests.support.keys import key_of
from workflow import engine, verification
from workflow.findings import Finding
from workflow.identity.signing import verify_signature
from workflow.journal.merkle import Leaves
from workflow.storage.positions import Receipt
from workflow.table_verification import VersionIndexDigest


@pytest.fixture
def busy(tmp_path, monkeypatch):
    """A library of forty entries, in blocks of seven, of which two may wait."""
    monkeypatch.setattr(verification, "_BLOCK", 7)
    monkeypatch.setattr(verification, "_AHEAD", 2)
    made = Library(tmp_path / "l.db")
    for number in range(33):
        answer = made.act("ann", "acquire", f"book/{number}", {"title": f"Sách {number}"})
        assert isinstance(answer, Receipt)
    yield made
    made.store.close()


def damage(library, **rows):
    """Write over columns of journal rows, given as column_position, past the triggers."""
    import sqlite3

    with sqlite3.connect(library.store.place) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for place, value in rows.items():
            column, _, seq = place.rpartition("_")
            connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (value, seq))


@pytest.mark.parametrize("workers", [1, 2])
def test_findings_come_in_the_order_of_the_journal(busy, workers):
    """Bad signatures in several blocks are told at their places, among what else is wrong."""
    other = key_of("ann").sign(b"something else")
    damage(busy, sig_3=other, recorded_at_12="2023-06-01T00:00:00Z", sig_30=other)
    found = list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature, workers))
    told = [(one.code, one.place) for one in found if one.place.startswith("journal/")]
    assert told == [
        ("chain-broken", "journal/3"),
        ("bad-signature", "journal/3"),
        ("chain-broken", "journal/12"),
        ("time-runs-back", "journal/12"),
        ("rule-broken", "journal/12"),
        ("chain-broken", "journal/30"),
        ("bad-signature", "journal/30"),
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_sound_journal_has_no_findings(busy, workers):
    """Forty good entries in six blocks are good, whoever checks the signatures."""
    assert list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature, workers)) == []


def test_findings_before_an_unreadable_entry_are_told(busy):
    """Findings of a block that ends at an unreadable entry are kept."""
    other = key_of("ann").sign(b"something else")
    damage(busy, sig_22=other, intent_24="{")
    found = list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature))
    told = [(one.code, one.place) for one in found if one.place.startswith("journal/")]
    assert told == [
        ("chain-broken", "journal/22"),
        ("bad-signature", "journal/22"),
        ("chain-broken", "journal/24"),
        ("unreadable", "journal/24"),
    ]


def test_what_another_program_let_through_is_found(busy):
    """A reader with a key, and a program that asks no guard, writes what verification still refuses."""
    asked = toy.DOMAIN.rules["1"]
    none = asked._replace(guards={name: lambda _q: iter(()) for name in asked.guards})
    lenient = replace(toy.DOMAIN, rules={"1": none})
    for act in ("lend", "return", "lend", "return", "lend"):
        signed = busy.sign(busy.intent("bob", act, busy.items(act, "book/1")), "bob")
        engine.perform(busy.store, lenient, [signed], lambda: NOW, verify_signature)
    last = busy.store.head().seq
    assert list(verification.verify_register(busy.store, lenient, verify_signature)) == []
    assert list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature)) == [
        Finding("rule-broken", f"journal/{last}", "worn-out book/1")
    ]


def test_rules_that_nobody_knows_are_found(busy):
    """An act under rules of its own is not let off: that is what whoever breaks them would write."""
    lawful = {toy.DEFINITION.digest: frozenset({"mine"})}
    odd = replace(toy.DOMAIN, definitions=lawful, version="mine", rules={"mine": toy.DOMAIN.rules["1"]})
    signed = busy.sign(busy.intent("bob", "lend", busy.items("lend", "book/1"), rules="mine"), "bob")
    engine.perform(busy.store, odd, [signed], lambda: NOW, verify_signature)
    found = list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature))
    assert [(one.code, one.detail) for one in found] == [("unlawful", "unknown-rules lend")]


def test_the_rules_of_then_are_asked_and_those_of_today_wanted(busy):
    """An entry is judged by the version it names; nobody may act under a laxer one of the past."""
    lax = toy.DOMAIN.rules["1"]._replace(guards=dict.fromkeys(toy.DOMAIN.guards, lambda _q: iter(())))
    lawful = {toy.DEFINITION.digest: frozenset({"1", "2"})}
    rules = {"1": lax, "2": toy.DOMAIN.rules["1"]}
    newer = replace(toy.DOMAIN, definitions=lawful, version="2", rules=rules)
    for act in ("lend", "return", "lend", "return"):
        busy.act("bob", act, "book/1")
    signed = busy.sign(busy.intent("bob", "lend", busy.items("lend", "book/1")), "bob")
    (answer,) = engine.perform(busy.store, newer, [signed], lambda: NOW, verify_signature)
    assert [one.code for one in answer.reasons] == ["unknown-rules"]
    engine.perform(busy.store, replace(newer, version="1"), [signed], lambda: NOW, verify_signature)
    assert list(verification.verify_register(busy.store, newer, verify_signature)) == []
    assert [one.detail for one in verification.verify_register(busy.store, toy.DOMAIN, verify_signature)] == [
        "worn-out book/1"
    ]


def test_a_rule_that_fails_is_told(busy):
    """Where a guard cannot even be asked, that is a finding, and the walk goes on."""

    def failing(_q):
        raise KeyError

    none = dict.fromkeys(toy.DOMAIN.guards, lambda _q: iter(()))
    lenient = replace(toy.DOMAIN, rules={"1": toy.DOMAIN.rules["1"]._replace(guards=none)})
    broken = replace(
        toy.DOMAIN, rules={"1": toy.DOMAIN.rules["1"]._replace(guards=none | {"not-worn": failing})}
    )
    signed = busy.sign(busy.intent("bob", "lend", busy.items("lend", "book/1")), "bob")
    engine.perform(busy.store, lenient, [signed], lambda: NOW, verify_signature)
    busy.act("bob", "return", "book/1")
    assert [one.code for one in verification.verify_register(busy.store, broken, verify_signature)] == [
        "cannot-judge"
    ]


def test_who_writes_meanwhile_is_not_taken_for_tampering(busy, monkeypatch):
    """An act that comes between the walk over the journal and the look at the tables is walked over too."""
    tables = verification.verify_tables

    def late(store, rows):
        monkeypatch.setattr(verification, "verify_tables", tables)
        assert isinstance(busy.act("bob", "lend", "book/2"), Receipt)
        return tables(store, rows)

    monkeypatch.setattr(verification, "verify_tables", late)
    assert list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature)) == []


def test_the_index_is_compared_in_any_order():
    """The sum of an index is that of its rows in any order, and of no others."""
    rows = [("book/1", 1, 5), ("book/1", 2, 6), ("book/2", 1, 7)]
    one, other, wrong = (VersionIndexDigest(), VersionIndexDigest(), VersionIndexDigest())
    for row in rows:
        one.add(*row)
    for row in reversed(rows):
        other.add(*row)
    for row in [*rows[:2], ("book/2", 1, 8)]:
        wrong.add(*row)
    assert (one == other, one == wrong) == (True, False)


def test_leaves_take_the_next_position_only():
    """A leaf is appended at the end; any other index, and a hash that is not 32 bytes, are refused."""
    leaves = Leaves()
    for seq, leaf in enumerate((b"a" * 32, b"b" * 32)):
        leaves.append(seq, leaf)
    for seq in (0, 1, 3, 2**40, -1):
        with pytest.raises(ValueError, match=f"^index {seq}, want 2$"):
            leaves.append(seq, b"c" * 32)
    for size in (0, 5, 31, 33):
        with pytest.raises(ValueError, match=f"^leaf of {size} bytes, want 32$"):
            leaves.append(2, b"c" * size)
    assert list(leaves) == [b"a" * 32, b"b" * 32]
    assert [leaves.leaf_at(seq) for seq in (0, 1, 2, -1)] == [b"a" * 32, b"b" * 32, None, None]


@pytest.mark.parametrize("leaf", [b"", b"short", b"l" * 40])
def test_a_damaged_leaf_is_a_finding_and_keeps_its_place(busy, monkeypatch, leaf):
    """A stored leaf hash of another length is a broken chain, there and at the next entry; nothing is raised."""
    entries = busy.store.entries

    def damaged(*args):
        for record in entries(*args):
            yield record._replace(leaf=leaf) if record.seq == 1 else record

    monkeypatch.setattr(busy.store, "entries", damaged)
    found = list(verification.verify_register(busy.store, toy.DOMAIN, verify_signature))
    assert [(one.code, one.place) for one in found if one.code == "chain-broken"] == [
        ("chain-broken", "journal/1"),
        ("chain-broken", "journal/2"),
    ]
