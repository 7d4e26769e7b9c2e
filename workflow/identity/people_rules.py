"""Rules on acts about people: the guards of those acts, and the shape of what a steward signs."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING

from workflow.decision import Reason
from workflow.definition import EVERYWHERE, Definition
from workflow.definition_checks import definition_problems
from workflow.identity.people import PERSON_ID, Key, Person, RoleGrant, pending_confirmation, roles_apart
from workflow.identity.restores import restore_shape_errors
from workflow.identity.ssh_keys import fingerprint, from_ssh_line, proof_text
from workflow.journal.characters import UNICODE
from workflow.journal.entries import is_time
from workflow.storage.rows import Register

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from workflow.decision import ApartRole, DecisionContext, Guard
    from workflow.journal.intents import Intent, Item
    from workflow.journal.strict_json import Json
    from workflow.storage.rows import Reader


class Moment:
    """Marks a field that holds a time as the journal writes it: UTC, ISO 8601, to the second."""


_FIELDS: dict[str, dict[str, type]] = {
    "register.redefine": {"definition": str},
    "register.clock": {"clock": Moment},
    "register.countersign": {},
    "register.confirm": {"entry": int, "accept": bool},
    "person.confirm": {"entry": int, "accept": bool},
    "person.add": {"name": str},
    "person.close": {},
    "key.add": {"public": str},
    "key.revoke": {"key": str},
    "key.confirm": {"entries": list, "unit": str},
    "role.grant": {"role": str, "scope": str},
    "role.revoke": {"role": str, "scope": str},
}
_OPTIONAL: dict[str, dict[str, type]] = {
    "key.revoke": {"suspected_from": int},
    "key.add": {"proof": str, "expires": Moment},
    "register.redefine": {"unicode": str},
}
_ALONE = frozenset({"person.close", "key.revoke", "role.revoke"})  # somebody must remain
_LONGEST = 200  # characters of a name or another text of such an act
_TO_COUNTERSIGN = 3  # one lost key of three still leaves two who can act
_MOST = 1000  # entries that one confirmation of contested acts names


def people_shape_errors(act: str, body: Json) -> tuple[str, ...]:
    """The names of the fields that are wrong in the body of an act on people or the register; () is sound."""
    if act == "register.open":
        return _founding(body)
    if act == "restore":
        return restore_shape_errors(body)
    fields = _FIELDS[act]
    optional = _OPTIONAL.get(act, {})
    wrong = [name for name, kind in fields.items() if not _is(body.get(name), kind, act)]
    wrong += [name for name, kind in optional.items() if name in body and not _is(body[name], kind)]
    return (*wrong, *(name for name in body if name not in fields and name not in optional))


def batch_reasons(intent: Intent, alone: Collection[str], rows: Reader) -> Iterator[Reason]:
    """Yield the reasons against several items in one intent: each is judged as if the others were not there.

    `alone` names the domain's acts that come one item at a time; `rows` have what waits for a confirmation.
    """
    if len(intent.items) > 1 and intent.act in {*alone, *_ALONE}:
        yield Reason.of("one-at-a-time", "rule", intent.act, act=intent.act)
    seen: dict[str, str] = {}
    for item in intent.items if intent.act in {"key.add", "person.confirm"} else ():
        try:
            key = fingerprint(from_ssh_line(_added_key(intent.act, item, rows)["public"]))
        except (ValueError, LookupError, TypeError, AttributeError):
            continue  # its own guard says so, or it adds no key
        if key in seen:
            yield Reason.of("key-taken", "rule", item.subject, key=key, person=seen[key])
        seen[key] = item.subject.partition("/")[2]


def _added_key(act: str, item: Item, rows: Reader) -> Json:
    """Return the body of the `key.add` that an item is, or accepts; {} where it is none."""
    if act == "key.add":
        return item.body
    waiting = pending_confirmation(item.body, item.subject, rows)
    if waiting is None or waiting.act != "key.add" or item.body.get("accept") is not True:
        return {}
    body: Json = json.loads(waiting.body)
    return body


def definition_of(text: str, guards: Collection[str]) -> Definition | None:
    """The definition in a signed body if it is sound and this program can run it, else None."""
    try:
        definition = Definition.from_text(text)
        return definition if not definition_problems(definition, guards) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _is(value: object, kind: type, act: str = "") -> bool:
    if kind is list:
        if not isinstance(value, list) or not 0 < len(value) <= _MOST:
            return False
        return all(type(one) is int and one > 0 for one in value) and len(set(value)) == len(value)
    if kind is Moment:
        return isinstance(value, str) and is_time(value)
    if kind is str:
        long = 60_000 if act == "register.redefine" else _LONGEST
        return isinstance(value, str) and bool(value.strip()) and len(value) <= long
    return type(value) is kind and value >= 0  # type: ignore[operator]  # an int by now


def _founding(body: Json) -> tuple[str, ...]:
    people = body.get("people")
    if not isinstance(people, list) or not people:
        return ("people",)
    fields = ("name", "definition", "note", "clock")
    wrong = [name for name in fields if not isinstance(body.get(name), str)]
    wrong += [name for name in body if name not in {*fields, "people", "unicode"}]
    wrong += ["unicode"] if body.get("unicode", UNICODE) != UNICODE else []
    wrong += ["clock"] if body.get("clock") not in {"system", "journal"} else []
    seen: set[str] = set()
    for founder in people:
        try:
            keys = {fingerprint(from_ssh_line(text)) for text in founder["keys"]}
            sound = (
                set(founder) == {"id", "name", "keys"}
                and isinstance(founder["keys"], list)
                and re.fullmatch(PERSON_ID, founder["id"])
                and _is(founder["name"], str)
                and not seen & {founder["id"], *keys}
            )
            seen |= {founder["id"], *keys}
        except (KeyError, TypeError, ValueError, AttributeError):
            sound = False
        if not sound:
            wrong.append("people")
    return tuple(dict.fromkeys(wrong))


def _person_id(ctx: DecisionContext) -> Iterator[Reason]:
    """The id of a person is made of small letters and digits, parted by single dots and hyphens.

    Source: design of the register, people and keys.
    Reasons: bad-person-id.
    Acts: person.add.
    """
    if not re.fullmatch(PERSON_ID, ctx.key):
        yield ctx.refuse("bad-person-id", person=ctx.key)


def _in_office(ctx: DecisionContext) -> Iterator[Reason]:
    """Only a person in office gets a key or a role, is closed, or confirms acts.

    Source: design of the register, people and keys.
    Reasons: not-in-office.
    Acts: person.close, key.add, key.confirm, role.grant.
    """
    person = ctx.rows.get(Person, ctx.key)
    if person is None or person.until is not None:
        yield ctx.refuse("not-in-office", person=ctx.key)


def _key_fresh(ctx: DecisionContext) -> Iterator[Reason]:
    """A new key is Ed25519, nobody's yet, proven by its holder where a proof is given, and not expired.

    Source: design of the register, people and keys.
    Reasons: bad-public-key, bad-proof, key-taken, expiry-past.
    Acts: key.add.
    """
    if ctx.body is None:
        return
    try:
        key = ctx.rows.get(Key, fingerprint(from_ssh_line(ctx.body["public"])))
    except ValueError:
        yield ctx.refuse("bad-public-key")
        return
    if "proof" in ctx.body and not _proven(ctx):
        yield ctx.refuse("bad-proof", person=ctx.key)
    if key is not None:
        yield ctx.refuse("key-taken", key=key.id, person=key.person)
    expires = ctx.body.get("expires")
    if expires is not None and expires <= ctx.now:
        yield ctx.refuse("expiry-past", expires=expires)


def _proven(ctx: DecisionContext) -> bool:
    from workflow.identity.signing import verify_signature  # loads cryptography

    register = ctx.rows.get(Register, 1)
    if ctx.body is None or register is None:
        return False
    try:
        sig = b64decode(ctx.body["proof"], validate=True)
    except ValueError:
        return False
    public = from_ssh_line(ctx.body["public"])
    return verify_signature(public, sig, proof_text(register.id, ctx.key))


def _key_known(ctx: DecisionContext) -> Iterator[Reason]:
    """A key is revoked only as a key in force of the person named.

    Source: design of the register, people and keys.
    Reasons: key-not-in-force.
    Acts: key.revoke.
    """
    key = ctx.rows.get(Key, ctx.body["key"]) if ctx.body else None
    if ctx.body and (key is None or key.person != ctx.key or key.until is not None):
        yield ctx.refuse("key-not-in-force", key=ctx.body["key"], person=ctx.key)


def _own_acts(ctx: DecisionContext) -> Iterator[Reason]:
    """A person confirms contested acts of their own only.

    Source: design of the register, people and keys (stolen keys).
    Reasons: not-own.
    Acts: key.confirm.
    """
    if ctx.person != ctx.key:
        yield ctx.refuse("not-own", "right", person=ctx.person)


def _role_known(ctx: DecisionContext) -> Iterator[Reason]:
    """A role is one of the definition's, and its scope is on record or everywhere.

    Source: design of the register, people and keys.
    Reasons: unknown-role, unknown-scope.
    Acts: role.grant.
    """
    if ctx.body and ctx.body["role"] not in ctx.definition.roles:
        yield ctx.refuse("unknown-role", role=ctx.body["role"], roles=",".join(ctx.definition.roles))
    elif ctx.body and len(ctx.path(ctx.body["scope"])) < 2 and ctx.body["scope"] != EVERYWHERE:  # noqa: PLR2004 - itself and "*"
        yield ctx.refuse("unknown-scope", "absent", scope=ctx.body["scope"])


def _role_exclusive(ctx: DecisionContext) -> Iterator[Reason]:
    """Nobody holds two roles that the definition keeps apart.

    Source: design of the register, people and keys; the exclusions of the definition.
    Reasons: role-excluded.
    Acts: role.grant.
    """
    if ctx.body is None:
        return
    mine = ctx.path(ctx.body["scope"])

    def overlaps(scope: str) -> bool:
        return EVERYWHERE in {scope, mine[0]} or scope in mine or mine[0] in ctx.path(scope)

    grants = ctx.rows.scan(RoleGrant, person=ctx.key, until=None)
    for held in roles_apart(ctx.definition, grants, ctx.body["role"]):
        if held.meets(overlaps):
            yield role_excluded(ctx, ctx.key, ctx.body["role"], held)
            return


def _role_apart(ctx: DecisionContext) -> Iterator[Reason]:
    """Nobody acts in a role on what another role of theirs, kept apart from it, covers too.

    Source: design of the register, people and keys; the exclusions of the definition.
    Reasons: role-excluded.
    Acts: every act of the domain.
    """
    # Asked at the grant as well; but units move, and a grant of a register's owner may have come otherwise.
    for held in ctx.apart:
        if held.meets(lambda scope: scope == EVERYWHERE or scope in ctx.home):
            yield role_excluded(ctx, ctx.person, ctx.role, held)
            return


def role_excluded(ctx: DecisionContext, person: str, role: str, held: ApartRole) -> Reason:
    """Return the reason that a person may not have or use `role`, because of the role `held`."""
    return ctx.refuse("role-excluded", person=person, role=role, held=held.role, scope=held.scope)


def _grant_known(ctx: DecisionContext) -> Iterator[Reason]:
    """A role is revoked only where it is held.

    Source: design of the register, people and keys.
    Reasons: grant-not-in-force.
    Acts: role.revoke.
    """
    if ctx.body:
        grant = ctx.rows.get(RoleGrant, ctx.key, ctx.body["role"], ctx.body["scope"])
        if grant is None or grant.until is not None:
            yield ctx.refuse("grant-not-in-force", role=ctx.body["role"], scope=ctx.body["scope"])


def second_steward_reasons(ctx: DecisionContext) -> Iterator[Reason]:
    """A confirmation names an act that waits; whoever asked for that act does not accept it.

    This is no guard: `verify` asks it again at every position.
    Reasons: nothing-waits, own-request.
    """
    if ctx.act is None or ctx.body is None:
        return
    waiting = pending_confirmation(ctx.body, ctx.subject, ctx.rows)
    if waiting is None:
        yield ctx.refuse("nothing-waits", "absent", seq=ctx.body.get("entry"))
    elif ctx.body.get("accept") is True and waiting.by == ctx.person:
        yield ctx.refuse("own-request", person=ctx.person)


def _still_fits(ctx: DecisionContext) -> Iterator[Reason]:
    """An act that waited takes effect only if its own rules still allow it when it is confirmed.

    Source: design of the register, people and keys (a second steward).
    Reasons: not-in-office, bad-public-key, bad-proof, key-taken, expiry-past, unknown-role,
        unknown-scope, role-excluded.
    Acts: register.confirm, person.confirm.
    """
    # An act that was right when it was asked for may have become wrong while it waited.
    waiting = pending_confirmation(ctx.body, ctx.subject, ctx.rows) if ctx.body else None
    if waiting is None or not ctx.body or not ctx.body["accept"]:
        return
    asked = ctx._replace(act=ctx.definition.by_name[waiting.act], body=json.loads(waiting.body))
    for name in ctx.definition.by_name[waiting.act].guards:
        yield from GUARDS[name](asked)


def _not_countersigned(ctx: DecisionContext) -> Iterator[Reason]:
    """A second steward is asked for once, and for good.

    Source: design of the register, people and keys (a second steward).
    Reasons: countersigned.
    Acts: register.countersign.
    """
    register = ctx.rows.get(Register, 1)
    if register is not None and register.countersigned is not None:
        yield ctx.refuse("countersigned", seq=register.countersigned)


def _stewards_enough(ctx: DecisionContext) -> Iterator[Reason]:
    """A second steward is asked for only where three stewards hold a key that never expires.

    Source: design of the register, people and keys (a second steward).
    Reasons: too-few-stewards.
    Acts: register.countersign.
    """
    left = len(_lasting(ctx, lambda _key: True))
    if left < _TO_COUNTERSIGN:
        yield ctx.refuse("too-few-stewards", needed=_TO_COUNTERSIGN, left=left)


def _lasting(ctx: DecisionContext, counts: Callable[[Key], bool]) -> set[str]:
    """The ids of the stewards of everything who hold a key that never expires and that `counts`."""
    grants = ctx.rows.scan(RoleGrant, role=ctx.definition.steward, scope=EVERYWHERE, until=None)
    return {
        grant.person
        for grant in grants
        for key in ctx.rows.scan(Key, person=grant.person, until=None)
        if key.expires is None and counts(key)
    }


def _steward_remains(ctx: DecisionContext) -> Iterator[Reason]:
    """A steward with a key that never expires remains, or two where a second one is asked for.

    Source: design of the register, people and keys.
    Reasons: last-steward.
    Acts: person.close, key.revoke, role.revoke.
    """
    # Without stewards who hold a key, nobody could ever be added again.
    steward = ctx.definition.steward
    gone_key = ctx.body.get("key") if ctx.body else None
    gone_role = ctx.body.get("role", steward) if ctx.body else steward
    if gone_role != steward:
        return
    register = ctx.rows.get(Register, 1)
    needed = 2 if register is not None and register.countersigned is not None else 1

    def stays(key: Key) -> bool:
        return key.person != ctx.key if gone_key is None else key.id != gone_key

    left = len(_lasting(ctx, stays))
    if left < needed and left < len(_lasting(ctx, lambda _key: True)):
        yield ctx.refuse("last-steward", needed=needed, left=left)


GUARDS: dict[str, Guard] = {
    "person-id": _person_id,
    "in-office": _in_office,
    "key-fresh": _key_fresh,
    "key-known": _key_known,
    "own-acts": _own_acts,
    "role-known": _role_known,
    "role-exclusive": _role_exclusive,
    "role-apart": _role_apart,
    "grant-known": _grant_known,
    "steward-remains": _steward_remains,
    "not-countersigned": _not_countersigned,
    "stewards-enough": _stewards_enough,
    "still-fits": _still_fits,
}
