"""Defines persons, keys and role grants: subjects of the journal, in force from one position to another."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, NamedTuple

from workflow.decision import ApartRole
from workflow.errors import NotFound
from workflow.journal.intents import Item
from workflow.storage.rows import Register, Subject, TimeGap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.definition import Act, Definition
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader

PERSON_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"


class Person(NamedTuple):
    """A person. `since`, `until`: positions of the acts that added and closed them; None: not closed."""

    id: str
    name: str
    since: int
    until: int | None


class Key(NamedTuple):
    """A public key of a person.

    `id`: fingerprint, `SHA256:...`. `public`: 32 bytes in base64. `since`, `until`: positions of the acts
    that added and revoked it. `suspected`: acts signed with it from this position on are contested.
    `expires`: UTC, `2025-01-31T08:00:00Z`; from then on its signatures are refused.
    """

    id: str
    person: str
    public: str
    since: int
    until: int | None
    suspected: int | None
    expires: str | None


class RoleGrant(NamedTuple):
    """A role of a person in a scope and all scopes below it.

    `since`, `until`: positions of the acts that granted and revoked it.
    """

    person: str
    role: str
    scope: str
    since: int
    until: int | None


class Waiting(NamedTuple):
    """A deferred act: recorded, without effect until a second steward confirms it.

    `seq`: its position. `body`: JSON text. `by`: the id of the person who performed it.
    """

    seq: int
    subject: str
    act: str
    body: str
    by: str


# Row class -> number of its leading fields that are the key.
ENGINE_KEYS: dict[type, int] = {
    Register: 1,
    Subject: 1,
    Person: 1,
    Key: 1,
    RoleGrant: 3,
    Waiting: 2,
    TimeGap: 1,
}
DEFERRED_ACTS = frozenset({"key.add", "role.grant", "register.redefine"})  # if the register is countersigned
# Acts that bring a newer definition: performed under the register's own, which is older than the program's.
TO_NEWER_DEFINITION = frozenset({"register.redefine", "register.confirm"})
# Acts of a steward that say that the clock is right: an old backup is put in place after a pause, too.
CONFIRM_CLOCK = frozenset({"register.clock", "restore"})
CONFIRM = frozenset({"person.confirm", "register.confirm"})


def acts_on_people(steward: str, everyone: tuple[str, ...]) -> tuple[Act, ...]:
    """Return the acts on the register and its people, which every definition contains.

    `steward`: the role that may perform them. `everyone`: the roles of all who hold keys.
    """
    from workflow.definition import Act  # not loaded where rows are only read

    by = (steward,)
    return (
        Act("register.open", "register", by, opens=True),
        Act("register.redefine", "register", by, reason_required=True),
        Act("restore", "register", by, reason_required=True),
        Act("register.clock", "register", by),
        # It cannot be undone: if one steward could end it alone, it would protect against nobody.
        Act("register.countersign", "register", by, guards=("not-countersigned", "stewards-enough")),
        Act("register.confirm", "register", by, guards=("still-fits",)),
        Act("person.confirm", "person", by, guards=("still-fits",)),
        Act("person.add", "person", by, opens=True, guards=("person-id",)),
        Act("person.close", "person", by, guards=("in-office", "steward-remains")),
        Act("key.add", "person", by, guards=("in-office", "key-fresh")),
        Act("key.revoke", "person", by, reason_required=True, guards=("key-known", "steward-remains")),
        # The owner of a lost key declares which of its contested acts were their own.
        Act("key.confirm", "person", everyone, guards=("in-office", "own-acts")),
        Act("role.grant", "person", by, guards=("in-office", "role-known", "role-exclusive")),
        Act("role.revoke", "person", by, guards=("grant-known", "steward-remains")),
    )


def founding_items(body: Json) -> tuple[Item, ...]:
    """Return the items of entry 0: the register, and each founder, so that later acts find their subjects."""
    founders = (Item(f"person/{founder['id']}", 0, "", None, None, {}) for founder in body["people"])
    return (Item("register/1", 0, "", None, None, body), *founders)


def find_person(rows: Reader, id_: str) -> Person:
    """Return the person with this id, also one who has left office.

    Raises NotFound: when there is none.
    """
    person = rows.get(Person, id_)
    if person is None:
        raise NotFound("no-such-person", person=id_)
    return person


def holds_grant(rows: Reader, person: str, role: str, scope: str) -> bool:
    """Return True if the person is not closed and holds exactly this grant, not revoked."""
    holder = rows.get(Person, person)
    grant = rows.get(RoleGrant, person, role, scope)
    return bool(holder and holder.until is None and grant and grant.until is None)


def pending_confirmation(body: Json, subject: str, rows: Reader) -> Waiting | None:
    """Return the deferred act at position `body["entry"]`, or None where none is pending there.

    Verification reads bodies of any shape: an `entry` that is no integer names nothing.
    """
    seq = body.get("entry")
    return rows.get(Waiting, seq, subject) if type(seq) is int else None


def public_bytes(key: Key) -> bytes:
    """Return the 32 bytes of a registered key; b"" when the stored text is damaged."""
    try:
        return b64decode(key.public, validate=True)
    except ValueError:
        return b""


def roles_apart(definition: Definition, grants: Iterable[RoleGrant], role: str) -> tuple[ApartRole, ...]:
    """Return those of a person's grants whose role the definition keeps apart from `role`."""
    return tuple(
        ApartRole(grant.role, grant.scope, pair.overlapping_only)
        for grant in grants
        for pair in definition.exclusions
        if {grant.role, role} == {pair.one, pair.other}
    )
