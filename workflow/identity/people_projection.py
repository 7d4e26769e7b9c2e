"""Projects acts on the register and its people onto their rows."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING

from workflow.definition import EVERYWHERE
from workflow.identity.people import (
    DEFERRED_ACTS,
    PERSON_ID,
    Key,
    Person,
    RoleGrant,
    Waiting,
    pending_confirmation,
)
from workflow.identity.ssh_keys import fingerprint, from_ssh_line
from workflow.journal.entries import TIME_PATTERN
from workflow.journal.intents import text_field
from workflow.journal.strict_json import dumps
from workflow.storage.rows import Register

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def project_people(fact: Fact, rows: Rows) -> None:
    """Write the rows that one act on the register or its people changes.

    If the register is countersigned, an act in DEFERRED_ACTS becomes a Waiting row instead.
    Raises KeyError, TypeError, ValueError: when the body of the act has not its shape.
    """
    register = rows.get(Register, 1) if fact.act in DEFERRED_ACTS else None
    if register is not None and register.countersigned is not None:
        rows.put(Waiting(fact.seq, fact.subject, fact.act, dumps(fact.body), fact.person))
        return
    _PROJECTIONS[fact.act](fact, rows)


def _open(fact: Fact, rows: Rows) -> None:
    if fact.subject != "register/1":
        return  # a founder's own item: the register's item holds all their data
    steward = fact.role
    for founder in fact.body["people"]:
        rows.put(Person(founder["id"], founder["name"], fact.seq, None))
        for text in founder["keys"]:
            _add_key(rows, founder["id"], text, fact.seq)
        rows.put(RoleGrant(founder["id"], steward, EVERYWHERE, fact.seq, None))
    # The id is the SHA-256 of this intent, which therefore cannot contain it.
    body = fact.body
    rows.put(
        Register(
            one=1,
            id=fact.digest,
            name=body["name"],
            definition=body["definition"],
            since=fact.seq,
            note=body["note"],
            clock=body["clock"],
            countersigned=None,
            unicode=body.get("unicode", ""),
            clock_agreed="",
        )
    )


def _redefine(fact: Fact, rows: Rows) -> None:
    from workflow.definition import Definition  # not loaded where rows are only read

    Definition.from_text(
        fact.body["definition"]
    )  # refused here: no later act could be judged by a text that cannot be read
    register = rows.get(Register, 1)
    if register is not None:
        kept = fact.body.get("unicode", register.unicode)
        rows.put(register._replace(definition=fact.body["definition"], since=fact.seq, unicode=kept))


def _restore(fact: Fact, rows: Rows) -> None:
    """Change nothing: a restore is recorded as a statement."""


def _clock(fact: Fact, rows: Rows) -> None:
    register = rows.get(Register, 1)
    if register is not None:
        rows.put(register._replace(clock_agreed=fact.recorded_at))


def _countersign(fact: Fact, rows: Rows) -> None:
    register = rows.get(Register, 1)
    if register is not None:
        rows.put(register._replace(countersigned=fact.seq))


def _confirm(fact: Fact, rows: Rows) -> None:
    """Apply a deferred act (accept) or discard it (decline)."""
    waiting = pending_confirmation(fact.body, fact.subject, rows)
    if waiting is None:
        return
    rows.drop(Waiting, waiting.seq, waiting.subject)
    if fact.body.get("accept") is True:
        _PROJECTIONS[waiting.act](fact._replace(act=waiting.act, body=json.loads(waiting.body)), rows)


def _person_add(fact: Fact, rows: Rows) -> None:
    if not re.fullmatch(PERSON_ID, fact.key):
        raise ValueError(fact.key)  # `Subject.done` separates persons by signs that such ids do not contain
    rows.put(Person(fact.key, text_field(fact.body["name"]), fact.seq, None))


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
    key, suspected = rows.get(Key, text_field(fact.body["key"])), fact.body.get("suspected_from")
    if suspected is not None and (type(suspected) is not int or suspected < 0):
        raise TypeError(suspected)
    if key is not None:
        rows.put(key._replace(until=fact.seq, suspected=suspected))


def _key_confirm(fact: Fact, rows: Rows) -> None:
    """Change nothing: a confirmation is recorded as a statement."""


def _role_grant(fact: Fact, rows: Rows) -> None:
    rows.put(RoleGrant(fact.key, *_role_and_scope(fact), fact.seq, None))


def _role_revoke(fact: Fact, rows: Rows) -> None:
    grant = rows.get(RoleGrant, fact.key, *_role_and_scope(fact))
    if grant is not None:
        rows.put(grant._replace(until=fact.seq))


def _role_and_scope(fact: Fact) -> tuple[str, str]:
    return text_field(fact.body["role"]), text_field(fact.body["scope"])


def _add_key(rows: Rows, person: str, text: str, seq: int, expires: str | None = None) -> None:
    public = from_ssh_line(text)
    if expires is not None:
        text_field(expires, TIME_PATTERN)
    rows.put(Key(fingerprint(public), person, b64encode(public).decode(), seq, None, None, expires))


_PROJECTIONS: dict[str, Callable[[Fact, Rows], None]] = {
    "register.open": _open,
    "register.redefine": _redefine,
    "restore": _restore,
    "register.clock": _clock,
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
ACTS = frozenset(_PROJECTIONS)
