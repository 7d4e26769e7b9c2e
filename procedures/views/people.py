"""People, units, keys and roles as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from procedures.dates import last_day
from procedures.services.people.people import PersonRecord
from procedures.storage.rows import Procedure, Proposal, Unit
from procedures.views.listing import Listing


def person_list(people: Iterable[PersonRecord]) -> Listing:
    """List every person: roles in force (role @ unit), number of keys, entry of leaving."""
    rows = [
        (
            record.person.id,
            record.person.name,
            ", ".join(f"{grant.role} @ {grant.scope}" for grant in record.grants if grant.until is None),
            sum(key.until is None for key in record.keys),
            "" if record.person.until is None else record.person.until,
        )
        for record in people
    ]
    keys = ("id", "name", "roles", "keys", "until")
    return Listing("people", keys, rows, {"roles": "grant"}, frozenset({"keys", "until"}))


def person_page(record: PersonRecord, cases: Sequence[tuple[Procedure, Proposal]]) -> dict[str, Any]:
    """Return one person: keys and grants, past ones included, and the codes of the open cases."""
    return {
        "person": record.person._asdict(),
        "keys": [key._asdict() for key in record.keys],
        "grants": [grant._asdict() for grant in record.grants],
        "open": [procedure.code for procedure, _proposal in cases],
    }


def own_page(record: PersonRecord) -> dict[str, Any]:
    """Return the acting person: keys in force with their ends (UTC), (role, scope) of grants in force."""
    keys_in_force = [key for key in record.keys if key.until is None]
    return {
        "person": record.person.id,
        "name": record.person.name,
        "keys": [key.id for key in keys_in_force],
        "expires": {key.id: key.expires for key in keys_in_force if key.expires},
        "roles": [(grant.role, grant.scope) for grant in record.grants if grant.until is None],
    }


def unit_list(units: Iterable[Unit]) -> Listing:
    """List every unit with its parent; of closed ones the ISO date of closing and the successor."""
    rows = [
        (unit.id, unit.name, unit.kind, unit.parent, unit.closed or "", unit.successor or "")
        for unit in units
    ]
    keys = ("id", "name", "kind", "parent", "closed", "successor")
    return Listing("units", keys, rows, {"kind": "unit", "closed": "day"})


def key_list(people: Iterable[PersonRecord]) -> Listing:
    """List every key by fingerprint: entries of registration, revocation and suspicion, and its last day."""
    rows = [
        (
            key.id,
            record.person.id,
            record.person.name,
            key.since,
            key.until,
            key.suspected,
            last_day(key.expires) if key.expires else None,
        )
        for record in people
        for key in record.keys
    ]
    keys = ("key", "person", "name", "since", "until", "suspected", "last_day")
    return Listing("keys", keys, rows, {"last_day": "day"}, frozenset({"since", "until", "suspected"}))


def role_list(people: Iterable[PersonRecord]) -> Listing:
    """List every grant of a role in a unit, past ones included, with the entries of grant and revocation."""
    rows = [
        (record.person.id, grant.role, grant.scope, grant.since, grant.until)
        for record in people
        for grant in record.grants
    ]
    keys = ("person", "role", "unit", "since", "until")
    return Listing("roles", keys, rows, {"role": "role"}, frozenset({"since", "until"}))
