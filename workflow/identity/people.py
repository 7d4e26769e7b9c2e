"""Who may act: persons, keys and grants are subjects of the journal, in force as of a position."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

from workflow.journal.intents import Item, dumps
from workflow.storage.rows import Register, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.definition import Act, Definition
    from workflow.journal.intents import Fact, Json
    from workflow.storage.rows import Reader, Rows

EVERYWHERE = "*"  # the scope of a grant that covers every unit
PERSON_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"
# Public keys of small order, in hex: anybody can sign for them.
_WEAK = (
    r"0[01](?:00){30}[08]0|e[cde](?:ff){30}[7f]f|"
    r"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc[08]5|"
    r"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03[7f]a"
)


class Person(NamedTuple):
    """A person: `since` and `until` are positions."""

    id: str
    name: str
    since: int
    until: int | None


class Key(NamedTuple):
    """A public key of a person. `suspected`: acts from this position on are contested.

    `expires`: it signs nothing that is recorded at or after this time (UTC, to the second).
    """

    id: str
    person: str
    public: str
    since: int
    until: int | None
    suspected: int | None
    expires: str | None


class RoleGrant(NamedTuple):
    """A role of a person in a scope, which covers all that lies beneath it."""

    person: str
    role: str
    scope: str
    since: int
    until: int | None


class Waiting(NamedTuple):
    """An act that gives power, on record but without effect until another steward confirms it."""

    seq: int
    subject: str
    act: str
    body: str
    by: str


# Row class -> number of leading fields that are its key.
KEYS: dict[type, int] = {Register: 1, Subject: 1, Person: 1, Key: 1, RoleGrant: 3, Waiting: 2}
DEFERRED_ACTS = frozenset(
    {"key.add", "role.grant", "register.redefine"}
)  # where acts are countersigned
CONFIRM = frozenset({"person.confirm", "register.confirm"})


def acts(steward: str, everyone: tuple[str, ...]) -> tuple[Act, ...]:
    """The acts on the register and its people that every definition carries."""
    from workflow.definition import Act  # noqa: PLC0415 - readers of rows need no definition

    by = (steward,)
    return (
        Act("register.open", "register", by, opens=True),
        Act("register.redefine", "register", by, reason_required=True),
        Act("restore", "register", by, reason_required=True),
        # For good: could one steward end it alone, it would protect from nobody.
        Act("register.countersign", "register", by, guards=("not-countersigned", "stewards-enough")),
        Act("register.confirm", "register", by, guards=("still-fits",)),
        Act("person.confirm", "person", by, guards=("still-fits",)),
        Act("person.add", "person", by, opens=True, guards=("person-id",)),
        Act("person.close", "person", by, guards=("in-office", "steward-remains")),
        Act("key.add", "person", by, guards=("in-office", "key-fresh")),
        Act("key.revoke", "person", by, reason_required=True,
            guards=("key-known", "steward-remains")),
        # Whoever lost a key says which of its contested acts were theirs after all.
        Act("key.confirm", "person", everyone, guards=("in-office", "own-acts")),
        Act("role.grant", "person", by, guards=("in-office", "role-known", "role-exclusive")),
        Act("role.revoke", "person", by, guards=("grant-known", "steward-remains")),
    )  # fmt: skip


def apply(fact: Fact, rows: Rows) -> None:
    """Project one act on the register or its people. `Fact.body` holds what the act names."""
    register = rows.get(Register, 1) if fact.act in DEFERRED_ACTS else None
    if register is not None and register.countersigned is not None:
        rows.put(Waiting(fact.seq, fact.subject, fact.act, dumps(fact.body), fact.person))
        return
    _APPLY[fact.act](fact, rows)


def founding_items(body: Json) -> tuple[Item, ...]:
    """The items of entry 0: the register, and each founder, so that acts on them can follow."""
    founders = (Item(f"person/{one['id']}", 0, "", None, None, {}) for one in body["people"])
    return (Item("register/1", 0, "", None, None, body), *founders)


def in_force(rows: Reader, person: str, role: str, scope: str) -> bool:
    """Whether the person is in office and holds exactly this grant now."""
    someone = rows.get(Person, person)
    grant = rows.get(RoleGrant, person, role, scope)
    return bool(someone and someone.until is None and grant and grant.until is None)


def pending_confirmation(body: Json, subject: str, rows: Reader) -> Waiting | None:
    """What a second steward's act names, if it waits still; `verify` meets bodies of any shape."""
    entry = body.get("entry")
    return rows.get(Waiting, entry, subject) if type(entry) is int else None


def public_bytes(key: Key) -> bytes:
    """The 32 raw bytes of a registered key; b"" where the stored text is damaged."""
    try:
        return b64decode(key.public, validate=True)
    except ValueError:
        return b""


def ssh_blob(public: bytes) -> bytes:
    """The OpenSSH wire form of an Ed25519 public key."""
    name = b"ssh-ed25519"
    return struct.pack(">I", len(name)) + name + struct.pack(">I", len(public)) + public


def ssh_line(public: bytes, comment: str = "") -> str:
    """The public key as OpenSSH writes it on one line."""
    return f"ssh-ed25519 {b64encode(ssh_blob(public)).decode()} {comment}".rstrip()


def proof_text(register: str, person: str) -> bytes:
    """What a new key signs to prove that whoever registers it holds it."""
    return f"tinhgon key {register} {person}\n".encode()


def from_ssh_line(text: str) -> bytes:
    """The 32 raw bytes of a line of OpenSSH. Raises ValueError on any other key or text, and on a
    key of small order.
    """
    words = text.split()
    if len(words) < 2 or words[0] != "ssh-ed25519":  # noqa: PLR2004 - kind and key
        raise ValueError(text[:40])
    blob = b64decode(words[1], validate=True)
    public = blob[-32:]
    if ssh_blob(public) != blob or re.fullmatch(_WEAK, public.hex()):
        raise ValueError(text[:40])
    return public


def fingerprint(public: bytes) -> str:
    """The name of a key, as `ssh-keygen -l` prints it."""
    digest = hashlib.sha256(ssh_blob(public)).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def _open(fact: Fact, rows: Rows) -> None:
    if fact.subject != "register/1":
        return  # a founder's own item: everything about them stands in the register's
    steward = fact.role
    for founder in fact.body["people"]:
        rows.put(Person(founder["id"], founder["name"], fact.seq, None))
        for text in founder["keys"]:
            _add_key(rows, founder["id"], text, fact.seq)
        rows.put(RoleGrant(founder["id"], steward, EVERYWHERE, fact.seq, None))
    # The id is the SHA-256 of this very intent, so it cannot stand inside it.
    body = fact.body
    rows.put(
        Register(1, fact.digest, body["name"], body["definition"], fact.seq,
                 body["note"], body["clock"], None)
    )  # fmt: skip


def _redefine(fact: Fact, rows: Rows) -> None:
    from workflow.definition import Definition  # noqa: PLC0415 - readers of rows need no definition

    Definition.from_text(fact.body["definition"])  # or whatever follows could not be judged
    register = rows.get(Register, 1)
    if register is not None:
        rows.put(register._replace(definition=fact.body["definition"], since=fact.seq))


def _restore(fact: Fact, rows: Rows) -> None:
    """A restore is a statement on record; it changes no row."""


def _countersign(fact: Fact, rows: Rows) -> None:
    register = rows.get(Register, 1)
    if register is not None:
        rows.put(register._replace(countersigned=fact.seq))


def _confirm(fact: Fact, rows: Rows) -> None:
    """What waited takes effect now, or never."""
    waiting = pending_confirmation(fact.body, fact.subject, rows)
    if waiting is None:
        return
    rows.drop(Waiting, waiting.seq, waiting.subject)
    if fact.body.get("accept") is True:
        _APPLY[waiting.act](fact._replace(act=waiting.act, body=json.loads(waiting.body)), rows)


def _person_add(fact: Fact, rows: Rows) -> None:
    if not re.fullmatch(PERSON_ID, fact.key):
        raise ValueError(fact.key)  # who did what in a round is told apart by such ids
    rows.put(Person(fact.key, fact.body["name"], fact.seq, None))


def _person_close(fact: Fact, rows: Rows) -> None:
    person = rows.get(Person, fact.key)
    if person is not None:
        rows.put(person._replace(until=fact.seq))
    for key in rows.scan(Key, person=fact.key, until=None):
        rows.put(key._replace(until=fact.seq))
    for grant in rows.scan(RoleGrant, person=fact.key, until=None):
        rows.put(grant._replace(until=fact.seq))


def _key_add(fact: Fact, rows: Rows) -> None:
    _add_key(rows, fact.key, fact.body["public"], fact.seq, fact.body.get("expires"))


def _key_revoke(fact: Fact, rows: Rows) -> None:
    key = rows.get(Key, fact.body["key"])
    if key is not None:
        rows.put(key._replace(until=fact.seq, suspected=fact.body.get("suspected_from")))


def _key_confirm(fact: Fact, rows: Rows) -> None:
    """A confirmation is a statement on record; it changes no row."""


def _role_grant(fact: Fact, rows: Rows) -> None:
    rows.put(RoleGrant(fact.key, fact.body["role"], fact.body["scope"], fact.seq, None))


def _role_revoke(fact: Fact, rows: Rows) -> None:
    grant = rows.get(RoleGrant, fact.key, fact.body["role"], fact.body["scope"])
    if grant is not None:
        rows.put(grant._replace(until=fact.seq))


def _add_key(rows: Rows, person: str, text: str, seq: int, expires: str | None = None) -> None:
    public = from_ssh_line(text)
    if not isinstance(expires, str | None):
        raise TypeError(expires)
    rows.put(Key(fingerprint(public), person, b64encode(public).decode(), seq, None, None, expires))


def exclusion(
    definition: Definition, rows: Reader, person: str, role: str, overlaps: Callable[[str], bool]
) -> RoleGrant | None:
    """The grant of `person` that excludes `role`, or None; `overlaps` judges a grant's scope."""
    for grant in rows.scan(RoleGrant, person=person, until=None):
        for one, other, overlapping_only in definition.exclusions:
            if {grant.role, role} == {one, other} and (
                not overlapping_only or overlaps(grant.scope)
            ):
                return grant
    return None


_APPLY: dict[str, Callable[[Fact, Rows], None]] = {
    "register.open": _open,
    "register.redefine": _redefine,
    "restore": _restore,
    "register.countersign": _countersign,
    "register.confirm": _confirm,
    "person.confirm": _confirm,
    "person.add": _person_add,
    "person.close": _person_close,
    "key.add": _key_add,
    "key.revoke": _key_revoke,
    "key.confirm": _key_confirm,
    "role.grant": _role_grant,
    "role.revoke": _role_revoke,
}
ACTS = frozenset(_APPLY)
