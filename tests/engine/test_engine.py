"""The engine on its own: a library that lends books, from the first entry to verification."""

from __future__ import annotations

import secrets

import pytest

from tests.engine import toy_library_loan as toy
from tests.support.keys import key_of
from workflow import engine, state_machine, verification
from workflow.decision import Refused
from workflow.errors import BadIntent
from workflow.identity.people import founding_items
from workflow.identity.signing import verify_signature
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.intents import Intent, Item, Signed, compose
from workflow.storage import sqlite
from workflow.storage.positions import Receipt
from workflow.storage.rows import Register, Subject
from workflow.storage.store import Store

NOW = "2023-07-01T01:00:00Z"


class Library:
    """A library's register; `act` signs and performs one act of one person."""

    def __init__(self, path):
        self.store = Store(sqlite.Sqlite(path, create=True), toy.texts(), toy.DOMAIN.keys)
        self.store.create()
        people = [{"id": "ann", "name": "Ann", "keys": [ssh_line(key_of("ann").public)]}]
        body = {
            "name": "Library",
            "definition": toy.DEFINITION.text,
            "people": people,
            "note": "",
            "clock": "system",
        }
        items = founding_items(body)
        genesis = self.intent("ann", "register.open", items, register="", seen=(0, ""), role="librarian")
        self.opened = self.perform(genesis, "ann")
        for person in ("bob", "eve"):
            self.act("ann", "person.add", f"person/{person}", {"name": person})
            self.act("ann", "key.add", f"person/{person}", {"public": ssh_line(key_of(person).public)})
            self.act("ann", "role.grant", f"person/{person}", {"role": "reader", "scope": "*"})

    def intent(self, person, act, items, **more):
        head = self.store.head()
        fields = {
            "id": secrets.token_hex(16),
            "register": getattr(self, "id", ""),
            "definition": toy.DEFINITION.digest,
            "rules": "1",
            "act": act,
            "person": person,
            "role": "librarian" if person == "ann" else "reader",
            "scope": "*",
            "claimed_at": NOW,
            "seen": (head.seq, head.leaf.hex()),
            "reason": "",
            "body": {},
            "items": items,
            "enclosures": {},
            "raw": b"",
        }
        return Intent(**(fields | more))

    @property
    def id(self):
        with self.store.read() as rows:
            register = rows.get(Register, 1)
        return register.id if register else ""

    def sign(self, intent, person):
        raw, enclosures = compose(intent)
        signer = key_of(person)
        return Signed(raw, signer.key, signer.sign(raw), enclosures)

    def perform(self, intent, person, now=NOW):
        return engine.perform(
            self.store, toy.DOMAIN, [self.sign(intent, person)], lambda: now, verify_signature
        )[0]

    def items(self, act, *subjects, body=None):
        with self.store.read() as rows:
            cases = {subject: rows.get(Subject, subject) for subject in subjects}
        made = []
        for subject, case in cases.items():
            state = case.state if case else None
            step = toy.DEFINITION.step(toy.DEFINITION.by_name[act], state)
            made.append(
                Item(subject, case.version if case else 0, case.tip if case else "", state, step, body or {})
            )
        return tuple(made)

    def act(self, person, act, subject, body=None, **more):
        intent = self.intent(person, act, self.items(act, subject, body=body), **more)
        return self.perform(intent, person)


@pytest.fixture
def library(tmp_path):
    made = Library(tmp_path / "l.db")
    yield made
    made.store.close()


def codes(answer):
    assert isinstance(answer, Refused), answer
    return [reason.code for reason in answer.reasons]


def findings(library):
    return list(verification.verify_register(library.store, toy.DOMAIN, verify_signature))


def test_a_library_lends_books(library):
    """The engine runs another domain: acquire, lend, return; verify finds nothing."""
    assert isinstance(library.act("ann", "acquire", "book/1", {"title": "Kiều"}), Receipt)
    assert isinstance(library.act("bob", "lend", "book/1"), Receipt)
    assert isinstance(library.act("bob", "return", "book/1"), Receipt)
    assert findings(library) == []


def test_the_state_machine_decides_each_recorded_step(library, monkeypatch):
    """`perform` fires `transitions` for each step: where the machine moves otherwise, nothing is recorded."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    with monkeypatch.context() as patch:
        patch.setattr(state_machine.CompiledMachine, "next_state", lambda _self, _state, _act: "sold")
        assert codes(library.act("bob", "lend", "book/1")) == ["other-step"]
    assert isinstance(library.act("bob", "lend", "book/1"), Receipt)
    assert findings(library) == []


def test_all_reasons_are_told_at_once(library):
    """A refusal lists every reason: role, state, missing reason, and the guard's."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    assert codes(library.act("bob", "sell", "book/1", role="reader")) == [
        "role-not-for-act",
        "reason-missing",
    ]
    library.act("bob", "lend", "book/1")
    assert codes(library.act("ann", "lend", "book/1")) == ["role-not-for-act", "wrong-state"]


def test_a_guard_refuses_with_its_values(library):
    """A guard's reason carries the figures that it rests on."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    for _ in range(2):
        library.act("bob", "lend", "book/1")
        library.act("bob", "return", "book/1")
    answer = library.act("bob", "lend", "book/1")
    assert answer.reasons[0].values == (("times", "2"),)


def test_a_grant_that_is_not_held_is_refused(library):
    """An intent names its grant exactly; one that is not in force is refused as a missing right."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    answer = library.act("bob", "lend", "book/1", scope="branch-2")
    assert codes(answer) == ["grant-not-held"]
    assert answer.reasons[0].kind == "right"


def test_a_foreign_key_is_refused(library):
    """A signature by another person's key is refused, and so is a key nobody registered."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    intent = library.intent("bob", "lend", library.items("lend", "book/1"))
    assert codes(library.perform(intent, "eve")) == ["key-unknown"]
    assert codes(library.perform(intent, "mallory")) == ["key-unknown"]


def test_a_changed_byte_is_refused(library):
    """Bytes that were changed after signing are refused."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    signed = library.sign(library.intent("bob", "lend", library.items("lend", "book/1")), "bob")
    forged = signed._replace(raw=signed.raw.replace(b'"reason":""', b'"reason":"x"'))
    answer = engine.perform(library.store, toy.DOMAIN, [forged], lambda: NOW, verify_signature)[0]
    assert codes(answer) == ["bad-signature"]


def test_a_revoked_key_counts_no_more(library):
    """After `key.revoke` the key's acts are refused; earlier ones stay lawful."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    library.act("bob", "lend", "book/1")
    library.act("ann", "key.revoke", "person/bob", {"key": key_of("bob").key}, reason="lost")
    assert codes(library.act("bob", "return", "book/1")) == ["key-revoked"]
    assert findings(library) == []


def test_a_person_out_of_office_may_do_nothing(library):
    """Closing a person ends keys and grants."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    library.act("ann", "person.close", "person/bob")
    assert set(codes(library.act("bob", "lend", "book/1"))) == {"key-revoked", "grant-not-held"}


def test_the_last_steward_cannot_leave(library):
    """Neither the last steward's role, key nor person can end."""
    for act, body in (
        ("person.close", {}),
        ("role.revoke", {"role": "librarian", "scope": "*"}),
        ("key.revoke", {"key": key_of("ann").key}),
    ):
        assert "last-steward" in codes(library.act("ann", act, "person/ann", body, reason="x"))


def test_excluding_roles_are_refused(library):
    """A reader cannot be made librarian."""
    assert codes(library.act("ann", "role.grant", "person/bob", {"role": "librarian", "scope": "*"})) == [
        "role-excluded"
    ]


def test_separation_counts_within_a_round_by_person(library):
    """Who lent may not sell in the same round; the next round is a fresh start."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    library.act("bob", "lend", "book/1")
    with library.store.read() as rows:
        assert rows.get(Subject, "book/1").done == "lend=bob;"
    library.act("bob", "return", "book/1")
    library.act("eve", "lend", "book/1")
    with library.store.read() as rows:
        subject = rows.get(Subject, "book/1")
    assert (subject.done, subject.round) == ("lend=eve;", 2)


def test_acts_on_one_subject_can_be_signed_ahead(library):
    """The second act names the first's intent as parent before the first is recorded."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    first = library.sign(library.intent("bob", "lend", library.items("lend", "book/1")), "bob")
    parent = engine.parse(first.raw, {}).digest
    item = Item("book/1", 2, parent, "lent", "shelved", {})
    second = library.sign(library.intent("bob", "return", (item,)), "bob")
    answers = engine.perform(library.store, toy.DOMAIN, [first, second], lambda: NOW, verify_signature)
    assert all(isinstance(answer, Receipt) for answer in answers)
    assert findings(library) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"register": "0" * 64}, "other-register"),
        ({"definition": "0" * 64}, "definition-changed"),
        ({"rules": "9"}, "unknown-rules"),
        ({"seen": (1, "0" * 64)}, "other-past"),
        ({"seen": (999, "0" * 64)}, "other-past"),
        ({"act": "burn"}, "unknown-act"),
    ],
)
def test_the_frame_of_an_intent_is_checked(library, change, code):
    """Register, definition, rules, act and past that an intent names must be those here."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    intent = library.intent("bob", "lend", library.items("lend", "book/1"))._replace(**change)
    assert code in codes(library.perform(intent, "bob"))


def test_a_wrong_step_is_refused(library):
    """The signed step must be the one the definition makes."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    item = library.items("lend", "book/1")[0]._replace(dest="sold")
    assert codes(library.perform(library.intent("bob", "lend", (item,)), "bob")) == ["other-step"]


def test_time_never_runs_back(library):
    """An entry's time is the later of the clock and the entry before."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    intent = library.intent("bob", "lend", library.items("lend", "book/1"))
    library.perform(intent, "bob", now="1999-01-01T00:00:00Z")
    times = [record.recorded_at for record in library.store.entries()]
    assert times == sorted(times)
    assert findings(library) == []


def test_a_long_list_is_one_entry_with_an_enclosure(library):
    """One signature over 500 subjects is one entry, and each subject has its own history."""
    subjects = [f"book/{n}" for n in range(500)]
    intent = library.intent("ann", "acquire", library.items("acquire", *subjects, body={"title": "x"}))
    before = library.store.head().seq
    assert isinstance(library.perform(intent, "ann"), Receipt)
    assert library.store.head().seq == before + 1
    assert library.store.history("book/499") == [before + 1]
    assert findings(library) == []


def test_one_stale_line_refuses_the_whole_list(library):
    """All or nothing: a list with one subject that is there already names it and writes nothing."""
    library.act("ann", "acquire", "book/7", {"title": "x"})
    items = [
        item._replace(version=0, parent="", source=None)
        for item in library.items("acquire", *(f"book/{n}" for n in range(30)), body={"title": "x"})
    ]
    answer = library.perform(library.intent("ann", "acquire", tuple(items)), "ann")
    assert {reason.subject for reason in answer.reasons} == {"book/7"}
    assert library.store.history("book/1") == []


def test_a_definition_can_be_changed_and_old_acts_still_verify(library):
    """After `register.redefine` acts signed under the old definition are refused, and verify is content."""
    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    old = library.intent("bob", "lend", library.items("lend", "book/1"))
    library.act("ann", "register.redefine", "register/1", {"definition": toy.NEWER.text}, reason="new rules")
    assert "definition-changed" in codes(library.perform(old, "bob"))
    assert findings(library) == []


def test_an_unsound_definition_cannot_enter(library):
    """A redefinition with a dead end is refused."""
    from dataclasses import replace

    broken = replace(toy.DEFINITION, states=(*toy.DEFINITION.states, toy.State("limbo")))
    items = library.items("register.redefine", "register/1", body={"definition": broken.text})
    signed = library.sign(library.intent("ann", "register.redefine", items, reason="x"), "ann")
    lawful = toy.DOMAIN.also_lawful(broken.text)
    (answer,) = engine.perform(library.store, lawful, [signed], lambda: NOW, verify_signature)
    assert codes(answer) == ["definition-unsound"]
    (answer,) = engine.perform(library.store, toy.DOMAIN, [signed], lambda: NOW, verify_signature)
    assert codes(answer) == ["definition-unlawful", "definition-unsound"]


def test_no_definition_gives_way_to_an_older_one(library):
    """A register that took over a newer definition does not go back to what a release had before."""
    library.act("ann", "register.redefine", "register/1", {"definition": toy.NEWER.text}, reason="new")
    back = library.items("register.redefine", "register/1", body={"definition": toy.DEFINITION.text})
    signed = library.sign(
        library.intent("ann", "register.redefine", back, definition=toy.NEWER.digest, reason="back"), "ann"
    )
    (answer,) = engine.perform(library.store, toy.DOMAIN, [signed], lambda: NOW, verify_signature)
    assert codes(answer) == ["definition-older"]


def test_a_toothless_law_put_in_force_for_one_act_and_put_back_is_found_at_each_entry(library):
    """Entries under a definition that no release has are unlawful, and so is the one that brings it."""
    from dataclasses import replace

    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    acts = tuple(replace(act, roles=toy.DEFINITION.roles, guards=()) for act in toy.DEFINITION.acts)
    toothless = replace(toy.DEFINITION, acts=acts)
    own = replace(toy.DOMAIN.also_lawful(toothless.text), definition=toothless)
    at = library.store.head().seq
    for person, act, subject, body, law in (
        ("ann", "register.redefine", "register/1", {"definition": toothless.text}, toy.DEFINITION),
        ("bob", "acquire", "book/2", {"title": "Mine"}, toothless),
        ("ann", "register.redefine", "register/1", {"definition": toy.DEFINITION.text}, toothless),
    ):
        items = library.items(act, subject, body=body)
        intent = library.intent(person, act, items, definition=law.digest, reason="x")
        mighty = replace(own, definition=law, definitions={**own.definitions, toy.DEFINITION.digest: {"1"}})
        mighty = replace(
            mighty,
            definitions=dict(reversed(mighty.definitions.items()))
            if law is toothless
            else mighty.definitions,
        )
        (answer,) = engine.perform(
            library.store, mighty, [library.sign(intent, person)], lambda: NOW, verify_signature
        )
        assert isinstance(answer, Receipt), answer
    found = {one.place for one in findings(library) if one.detail.startswith("definition-unlawful")}
    assert found == {f"journal/{at + 1}", f"journal/{at + 2}", f"journal/{at + 3}"}


def test_garbage_is_no_intent(library):
    """Bytes that are no intent raise BadIntent, and nothing is written."""
    head = library.store.head()
    for raw in (b"", b"{", b"[]", b'{"v":1}', b'{"v":1,"v":1}', b"\xff", b'{"v":1.5}', b"[" * 10_000):
        with pytest.raises(BadIntent):
            engine.perform(
                library.store, toy.DOMAIN, [Signed(raw, "k", b"s", {})], lambda: NOW, verify_signature
            )
    assert library.store.head() == head


def test_the_outcome_is_known_after_a_fault_at_commit(library, monkeypatch):
    """An error at commit is answered by looking for the intent: a receipt if it is there."""
    from workflow.errors import StorageFault

    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    real = engine._perform

    def commits_then_fails(*args, **kwargs):
        real(*args, **kwargs)
        raise StorageFault("disk-error", why="injected")

    monkeypatch.setattr(engine, "_perform", commits_then_fails)
    assert isinstance(library.act("bob", "lend", "book/1"), Receipt)


def test_a_fault_before_commit_is_told(library, monkeypatch):
    """An error before anything was written stays an error, and nothing is there."""
    from workflow.errors import StorageFault

    head = library.store.head()

    def fails(*_args, **_kwargs):
        raise StorageFault("disk-error", why="injected")

    monkeypatch.setattr(engine, "_perform", fails)
    with pytest.raises(StorageFault):
        library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    assert library.store.head() == head


@pytest.mark.parametrize("moment", ["1999-01-01T00:00:00Z", "yesterday"])
def test_a_rewritten_time_of_the_newest_entry_is_found(library, moment):
    """Even with its leaf computed anew, a time that runs back or is none is reported."""
    from workflow.journal.entries import Entry, leaf_hash

    library.act("ann", "acquire", "book/1", {"title": "Kiều"})
    *_, before, last = library.store.entries()
    entry = Entry(last.seq, before.leaf, moment, last.intent.encode(), last.key, last.sig)
    connection = library.store._open()
    connection.execute("DROP TRIGGER journal_no_update")
    connection.execute(
        "UPDATE journal SET recorded_at = ?, leaf = ? WHERE seq = ?", (moment, leaf_hash(entry), last.seq)
    )
    assert ("time-runs-back", f"journal/{last.seq}") in {
        (found.code, found.place) for found in findings(library)
    }
