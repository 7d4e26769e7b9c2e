"""Who may act: persons, keys and grants are subjects of the journal, in force as of a position."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, NamedTuple

from workflow.journal.intents import Item
from workflow.storage.rows import Register, Subject

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.definition import Act, Definition
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader

EVERYWHERE = "*"  # the scope of a grant that covers every unit
PERSON_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"


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
ENGINE_KEYS: dict[type, int] = {Register: 1, Subject: 1, Person: 1, Key: 1, RoleGrant: 3, Waiting: 2}
DEFERRED_ACTS = frozenset({"key.add", "role.grant", "register.redefine"})  # where acts are countersigned
CONFIRM = frozenset({"person.confirm", "register.confirm"})


def acts_on_people(steward: str, everyone: tuple[str, ...]) -> tuple[Act, ...]:
    """The acts on the register and its people that every definition carries."""
    from workflow.definition import Act  # readers of rows need no definition

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
        Act("key.revoke", "person", by, reason_required=True, guards=("key-known", "steward-remains")),
        # Whoever lost a key says which of its contested acts were theirs after all.
        Act("key.confirm", "person", everyone, guards=("in-office", "own-acts")),
        Act("role.grant", "person", by, guards=("in-office", "role-known", "role-exclusive")),
        Act("role.revoke", "person", by, guards=("grant-known", "steward-remains")),
    )


def founding_items(body: Json) -> tuple[Item, ...]:
    """The items of entry 0: the register, and each founder, so that acts on them can follow."""
    founders = (Item(f"person/{one['id']}", 0, "", None, None, {}) for one in body["people"])
    return (Item("register/1", 0, "", None, None, body), *founders)


def holds_grant(rows: Reader, person: str, role: str, scope: str) -> bool:
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


def excluding_grant(
    definition: Definition, rows: Reader, person: str, role: str, overlaps: Callable[[str], bool]
) -> RoleGrant | None:
    """The grant of `person` that excludes `role`, or None; `overlaps` judges a grant's scope."""
    for grant in rows.scan(RoleGrant, person=person, until=None):
        for one, other, overlapping_only in definition.exclusions:
            if {grant.role, role} == {one, other} and (not overlapping_only or overlaps(grant.scope)):
                return grant
    return None
