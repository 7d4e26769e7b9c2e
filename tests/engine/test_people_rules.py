"""Who looks after people: keys that expire, and acts that wait for a second steward."""

from __future__ import annotations

import pytest

from tests.engine.test_engine import Library, codes, findings
from tests.support.keys import key_of
from workflow.identity import people_rules
from workflow.identity.people import Key, Person, RoleGrant, Waiting
from workflow.identity.ssh_keys import ssh_line
from workflow.storage.positions import Receipt

LATER = "2023-08-01T00:00:00Z"


@pytest.fixture
def library(tmp_path):
    """A library in which Cat and Dan are stewards beside Ann."""
    made = Library(tmp_path / "l.db")
    for person in ("cat", "dan"):
        made.act("ann", "person.add", f"person/{person}", {"name": person})
        public = ssh_line(key_of(person).public)
        made.act("ann", "key.add", f"person/{person}", {"public": public})
        made.act("ann", "role.grant", f"person/{person}", {"role": "librarian", "scope": "*"})
    yield made
    made.store.close()


def steward(library, person, act, subject, body):
    """An act of a steward."""
    return library.act(person, act, subject, body, role="librarian")


def row(library, kind, *key):
    """One row as the tables stand."""
    with library.store.read() as rows:
        return rows.get(kind, *key)


def key_body(name, **more):
    """A body that registers the key of that name."""
    return {"public": ssh_line(key_of(name).public)} | more


def test_a_key_signs_until_its_time_and_not_at_it(library):
    """A key counts before the time of its revocation; at that time and after it is refused."""
    library.act("ann", "person.add", "person/fay", {"name": "Fay"})
    library.act("ann", "role.grant", "person/fay", {"role": "reader", "scope": "*"})
    assert isinstance(library.act("ann", "key.add", "person/fay", key_body("fay", expires=LATER)), Receipt)
    steward(library, "ann", "acquire", "book/1", {"title": "Kiều"})
    intent = library.intent("fay", "lend", library.items("lend", "book/1"))
    refused = library.perform(intent, "fay", now=LATER)
    assert codes(refused) == ["key-expired"]
    assert isinstance(library.perform(intent, "fay", now="2023-07-31T23:59:59Z"), Receipt)
    assert findings(library) == []


def test_verification_refuses_a_key_after_its_time(library, monkeypatch):
    """An entry that slipped past the door with an expired key is found at its position."""
    library.act("ann", "person.add", "person/fay", {"name": "Fay"})
    library.act("ann", "role.grant", "person/fay", {"role": "reader", "scope": "*"})
    library.act("ann", "key.add", "person/fay", key_body("fay", expires=LATER))
    steward(library, "ann", "acquire", "book/1", {"title": "Kiều"})
    intent = library.intent("fay", "lend", library.items("lend", "book/1"))
    with monkeypatch.context() as patch:
        patch.setattr("workflow.judging._check_intent", lambda *_: iter(()))
        assert isinstance(library.perform(intent, "fay", now=LATER), Receipt)
    assert [(one.code, one.detail) for one in findings(library)] == [("unlawful", "key-expired lend")]


@pytest.mark.parametrize(
    ("expires", "code"), [("2023-07-01T01:00:00Z", "expiry-past"), ("2024", "misshapen"), (2024, "misshapen")]
)
def test_a_time_must_be_a_time_to_come(library, expires, code):
    """A key whose time is over, or is no time at all, is not registered."""
    assert codes(library.act("ann", "key.add", "person/bob", key_body("new", expires=expires))) == [code]


def test_a_key_that_expires_does_not_keep_the_register_open(library):
    """The last steward keeps a key that never expires: one with a last day does not count."""
    for person in ("cat", "dan"):
        assert isinstance(library.act("ann", "person.close", f"person/{person}"), Receipt)
    library.act("ann", "key.add", "person/ann", key_body("ann too", expires=LATER))
    lost = {"key": key_of("ann").key}
    assert codes(library.act("ann", "key.revoke", "person/ann", lost, reason="x")) == ["last-steward"]
    library.act("ann", "key.add", "person/ann", key_body("ann again"))
    assert isinstance(library.act("ann", "key.revoke", "person/ann", lost, reason="x"), Receipt)


def countersigned(library):
    """Ask for two stewards; a role of Bob's then waits. Its entry."""
    assert isinstance(library.act("ann", "register.countersign", "register/1"), Receipt)
    made = library.act("ann", "key.add", "person/bob", key_body("bob too"))
    return made.seq


def test_two_stewards_are_asked_for_only_where_there_are_three(library):
    """With fewer than three stewards one lost key would freeze the register: refused."""
    library.act("ann", "person.close", "person/dan")
    assert codes(library.act("ann", "register.countersign", "register/1")) == ["too-few-stewards"]


def test_two_stewards_are_asked_for_once_and_two_remain(library):
    """The setting is for good; a steward leaves only while two others stay."""
    countersigned(library)
    assert codes(library.act("ann", "register.countersign", "register/1")) == ["countersigned"]
    assert isinstance(library.act("ann", "person.close", "person/dan"), Receipt)
    assert codes(library.act("ann", "person.close", "person/cat")) == ["last-steward"]
    assert isinstance(library.act("ann", "person.close", "person/eve"), Receipt)


def test_what_gives_power_waits_and_takes_effect_when_another_confirms(library):
    """A new key is no key before a second steward confirms it, and counts from there on."""
    seq = countersigned(library)
    key = key_of("bob too").key
    assert row(library, Key, key) is None
    assert row(library, Waiting, seq, "person/bob").by == "ann"
    answer = {"entry": seq, "accept": True}
    assert codes(steward(library, "ann", "person.confirm", "person/bob", answer)) == ["own-request"]
    done = steward(library, "cat", "person.confirm", "person/bob", answer)
    assert row(library, Key, key).since == done.seq
    assert row(library, Waiting, seq, "person/bob") is None
    assert codes(steward(library, "dan", "person.confirm", "person/bob", answer)) == ["nothing-waits"]
    assert findings(library) == []


def test_what_is_declined_never_takes_effect(library):
    """Any steward, the first one too, may decline what waits."""
    seq = countersigned(library)
    declined = {"entry": seq, "accept": False}
    assert isinstance(steward(library, "ann", "person.confirm", "person/bob", declined), Receipt)
    assert row(library, Key, key_of("bob too").key) is None
    assert codes(steward(library, "cat", "person.confirm", "person/bob", {"entry": seq, "accept": True})) == [
        "nothing-waits"
    ]
    assert findings(library) == []


def test_a_confirmation_asks_the_rules_again(library):
    """Of two waiting grants of roles that exclude each other, the second is refused when accepted."""
    countersigned(library)
    library.act("ann", "person.add", "person/gus", {"name": "Gus"})
    waits = [
        library.act("ann", "role.grant", "person/gus", {"role": role, "scope": "*"}).seq
        for role in ("reader", "librarian")
    ]
    first, second = (
        steward(library, "cat", "person.confirm", "person/gus", {"entry": seq, "accept": True})
        for seq in waits
    )
    assert isinstance(first, Receipt)
    assert codes(second) == ["role-excluded"]
    assert row(library, RoleGrant, "gus", "librarian", "*") is None


def test_a_changed_definition_waits_too(library):
    """A definition gives power like a key: it is in force when a second steward confirms it."""
    from tests.engine import toy_library_loan as toy

    countersigned(library)
    body = {"definition": toy.NEWER.text}
    seq = library.act("ann", "register.redefine", "register/1", body, reason="x").seq
    assert row(library, Waiting, seq, "register/1").act == "register.redefine"
    answer = {"entry": seq, "accept": True}
    assert isinstance(steward(library, "dan", "register.confirm", "register/1", answer), Receipt)
    assert findings(library) == []


def test_taking_power_away_does_not_wait(library):
    """Revoking a key or a role, and closing a person, count at once."""
    countersigned(library)
    assert isinstance(library.act("ann", "person.close", "person/eve"), Receipt)
    assert row(library, Person, "eve").until is not None


def test_verification_refuses_a_confirmation_by_the_same_steward(library, monkeypatch):
    """Who confirms alone, past the door, is found by everyone who verifies."""
    seq = countersigned(library)
    answer = {"entry": seq, "accept": True}
    with monkeypatch.context() as patch:
        patch.setattr(people_rules, "second_steward_reasons", lambda _q: iter(()))
        assert isinstance(steward(library, "ann", "person.confirm", "person/bob", answer), Receipt)
    assert [(one.code, one.detail) for one in findings(library)] == [("unlawful", "own-request person/bob")]
