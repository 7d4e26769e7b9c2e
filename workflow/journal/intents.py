"""Composes the intent that a person signs, and reads signed bytes strictly.

An intent is one JSON object in fixed order. Its bytes are composed once, before they are signed, and
only read from then on. Pure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.errors import BadIntent
from workflow.journal.characters import refused_in_json
from workflow.journal.entries import FORMAT, TIME_PATTERN
from workflow.journal.strict_json import Json, dumps, loads, sha256

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_INTENT = 64 * 1024  # bytes of one intent; longer lists travel as enclosures
MAX_ENCLOSURE = 64 * 1024 * 1024  # bytes
MAX_ITEMS = 200_000
INLINE_ITEMS = 20  # more of them become an enclosure
_INTENT_ID = r"[0-9a-f]{32}"


class Item(NamedTuple):
    """One subject of an intent: the version and parent that the signer saw, the step, the body.

    `subject`: `kind/name`. `version`: number of its changes so far, 0 for a new one. `parent`: SHA-256
    (64 hex digits) of the intent that last changed it, "" for a new one; it is no leaf hash, so that acts
    on one subject can be signed before the earlier ones are recorded. `source`, `dest`: states.
    """

    subject: str
    version: int
    parent: str
    source: str | None
    dest: str | None
    body: Json


class Intent(NamedTuple):
    """The fields of the signed bytes `raw`.

    `id`: 32 hex digits. `register`: the register's id, SHA-256 of its entry 0's intent, "" in entry 0.
    `definition`: SHA-256 of the definition's text. `rules`: version of the rules. `scope`: the scope of
    the grant, "*" for all. `claimed_at`: the signer's clock, `2025-01-31T08:00:00Z`. `seen`: position
    and leaf hash (64 hex digits) of the newest entry that the signer knew. `enclosures`: SHA-256 in
    hex -> bytes. `carried`: signed to be carried in a file and recorded elsewhere, not where it was signed.
    """

    id: str
    register: str
    definition: str
    rules: str
    act: str
    person: str
    role: str
    scope: str
    claimed_at: str
    seen: tuple[int, str]
    reason: str
    body: Json
    items: tuple[Item, ...]
    enclosures: Mapping[str, bytes]
    raw: bytes
    carried: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the signed bytes, 64 hex digits."""
        return sha256(self.raw)


class Signed(NamedTuple):
    """A signed intent before it is recorded.

    `key`: the key's fingerprint, `SHA256:...`. `sig`: 64 bytes of Ed25519. `enclosures`: SHA-256 in
    hex -> bytes.
    """

    raw: bytes
    key: str
    sig: bytes
    enclosures: Mapping[str, bytes]


def refused_in_texts(intent: Intent) -> str:
    """Return the first character of an intent's texts that no text may hold, as U+XXXX; "" for none."""
    texts = [intent.raw.decode()]
    if len(intent.enclosures):
        listed = loads(intent.raw, MAX_INTENT)["items"]
        if isinstance(listed, dict):
            texts += intent.enclosures[listed["enclosed"]].decode().split("\n")
    return next((found for text in texts if text and (found := refused_in_json(text))), "")


def compose(intent: Intent) -> tuple[bytes, dict[str, bytes]]:
    """Compose the bytes to sign for `intent` (whose `raw` is ignored), and the enclosures they name.

    More than INLINE_ITEMS items, or more than MAX_INTENT bytes, become an enclosure of JSON lines.
    Raises BadIntent: when the bytes could not be read back (too long, not NFC, floats).
    """
    enclosures = dict(intent.enclosures)
    raw = _intent_json(intent, [_item_json(item) for item in intent.items], enclosures)
    if len(intent.items) > INLINE_ITEMS or len(raw) > MAX_INTENT:
        item_lines = "".join(dumps(_item_json(item)) + "\n" for item in intent.items).encode()
        digest = sha256(item_lines)
        enclosures[digest] = item_lines
        raw = _intent_json(intent, {"enclosed": digest, "count": len(intent.items)}, enclosures)
    parse(raw, enclosures)
    return raw, enclosures


def parse(raw: bytes, enclosures: Mapping[str, bytes]) -> Intent:
    """Read signed bytes and the enclosures they name.

    Raises BadIntent, and no other error: when the bytes are no intent, or an enclosure is missing,
    surplus or different.
    """
    data = loads(raw, MAX_INTENT)
    if b"\n" in raw or b"\r" in raw:  # a bundle holds one intent a line
        raise BadIntent("not-json", why="line break")
    try:
        if _natural(data["v"]) != FORMAT:
            raise BadIntent("newer-format", version=data["v"])
        enclosed = tuple(text_field(digest) for digest in _list(data["enclosures"]))
        if set(enclosed) != set(enclosures):
            raise BadIntent("enclosure-missing", digest=", ".join(enclosed))
        for digest in enclosed:
            if sha256(enclosures[digest]) != digest:
                raise BadIntent("enclosure-differs", digest=digest)
        intent = Intent(
            id=text_field(data["id"], _INTENT_ID),
            register=text_field(data["register"]),
            definition=text_field(data["definition"]),
            rules=text_field(data["rules"]),
            act=text_field(data["act"]),
            person=text_field(data["person"]),
            role=text_field(data["role"]),
            scope=text_field(data["scope"]),
            claimed_at=text_field(data["claimed_at"], TIME_PATTERN),
            seen=(_natural(data["seen"]["seq"]), text_field(data["seen"]["leaf"])),
            reason=text_field(data["reason"]),
            body=_object(data["body"]),
            items=_items(data["items"], enclosures),
            enclosures=dict(enclosures),
            raw=raw,
            carried=_truth(data.get("carried", False)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadIntent("malformed", why=f"{type(error).__name__} {error}") from error
    if not intent.items or len({item.subject for item in intent.items}) != len(intent.items):
        raise BadIntent("doubled-subject")
    return intent


def _item_json(item: Item) -> Json:
    return {
        "subject": item.subject,
        "version": item.version,
        "parent": item.parent,
        "from": item.source,
        "to": item.dest,
        "body": item.body,
    }


def _intent_json(intent: Intent, items: object, enclosed: Iterable[str]) -> bytes:
    fields = {
        "v": FORMAT,
        "id": intent.id,
        "register": intent.register,
        "definition": intent.definition,
        "rules": intent.rules,
        "act": intent.act,
        "person": intent.person,
        "role": intent.role,
        "scope": intent.scope,
        "claimed_at": intent.claimed_at,
        "seen": {"seq": intent.seen[0], "leaf": intent.seen[1]},
        **({"carried": True} if intent.carried else {}),
        "reason": intent.reason,
        "body": intent.body,
        "items": items,
        "enclosures": list(enclosed),
    }
    return dumps(fields).encode()


def _items(data: object, enclosures: Mapping[str, bytes]) -> tuple[Item, ...]:
    if isinstance(data, list):
        return tuple(_item(item) for item in data)
    reference = _object(data)
    enclosure = enclosures[reference["enclosed"]]
    *lines, rest = enclosure.split(b"\n")  # each line ends in one line feed, the last one too
    if rest or b"\r" in enclosure or len(lines) != _natural(reference["count"]) or len(lines) > MAX_ITEMS:
        raise BadIntent("enclosure-differs", digest=reference["enclosed"])
    return tuple(_item(loads(text, MAX_INTENT)) for text in lines)


def _item(data: Json) -> Item:
    steps = data["from"], data["to"]
    if not all(step is None or isinstance(step, str) for step in steps):
        raise TypeError(steps)
    subject = text_field(data["subject"])
    if not all(subject.partition("/")):
        raise ValueError(subject)
    body = _object(data["body"])
    return Item(subject, _natural(data["version"]), text_field(data["parent"]), *steps, body)


def text_field(value: object, pattern: str = "") -> str:
    """Return `value` if it is a string that matches the whole `pattern` ("": any string).

    Raises TypeError: otherwise.
    """
    if not isinstance(value, str) or (pattern and not re.fullmatch(pattern, value)):
        raise TypeError(value)
    return value


def _natural(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(value)
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value
