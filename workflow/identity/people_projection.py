"""Projects acts on people: which rows each act of the steward writes."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from workflow.identity.people import (
    DEFERRED_ACTS,
    EVERYWHERE,
    PERSON_ID,
    Key,
    Person,
    RoleGrant,
    Waiting,
    pending_confirmation,
)
from workflow.identity.ssh_keys import fingerprint, from_ssh_line
from workflow.journal.strict_json import dumps
from workflow.storage.rows import Register

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def project_people(fact: Fact, rows: Rows) -> None:
    """Project one act on the register or its people. `Fact.body` holds what the act names."""
    register = rows.get(Register, 1) if fact.act in DEFERRED_ACTS else None
    if register is not None and register.countersigned is not None:
        rows.put(Waiting(fact.seq, fact.subject, fact.act, dumps(fact.body), fact.person))
        return
    _APPLY[fact.act](fact, rows)


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
        Register(
            1, fact.digest, body["name"], body["definition"], fact.seq, body["note"], body["clock"], None
        )
    )


def _redefine(fact: Fact, rows: Rows) -> None:
    from workflow.definition import Definition  # readers of rows need no definition

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
