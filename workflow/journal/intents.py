"""The journal's formats, pure: the signed intent, the line that chains it, and their strict reading.

An intent is what a person signs, byte for byte; it is read, never written again. A line is one JSON
object in fixed order, and `leaf = SHA-256(0x00 || line)` is both the chain's link (`prev` of the
next line) and the leaf of an RFC 6962 Merkle tree.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, NamedTuple

from workflow.errors import BadIntent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]

FORMAT = 1
MAX_INTENT = 64 * 1024  # bytes of one intent; longer lists travel as enclosures
MAX_ENCLOSURE = 64 * 1024 * 1024
MAX_ITEMS = 200_000
INLINE_ITEMS = 20
NOTHING = bytes(32)  # `prev` of entry 0
_DEPTH = 8
# Texts, compiled by `re` at their first use: a reader of tables never needs them.
_ID = r"[0-9a-f]{32}"
_TIME = r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"
_BESIDE = r'"(?:[^"\\]|\\.)*"|[^\[\]{}"]+'  # all but brackets outside strings


class Item(NamedTuple):
    """One subject of an intent: the version and parent that the signer saw, the step, the body.

    `parent` is the SHA-256 (hex) of the intent that last changed the subject, "" if it is new: so
    acts on one subject can be signed ahead, before the earlier ones are recorded.
    """

    subject: str
    version: int
    parent: str
    source: str | None
    dest: str | None
    body: Json


class Intent(NamedTuple):
    """A view of the signed bytes `raw`. `seen` is the newest (seq, leaf hex) the signer knew."""

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

    @property
    def digest(self) -> str:
        """SHA-256 of the signed bytes, in hex."""
        return sha256(self.raw)


class Signed(NamedTuple):
    """Signed bytes on their way: the key's fingerprint, 64 bytes of Ed25519, the enclosures."""

    raw: bytes
    key: str
    sig: bytes
    enclosures: Mapping[str, bytes]


class Entry(NamedTuple):
    """One position of the journal."""

    seq: int
    prev: bytes
    recorded_at: str
    raw: bytes
    key: str
    sig: bytes


class Fact(NamedTuple):
    """What a projection sees: one item at its position. `body` is the item's, `common` the act's."""

    seq: int
    digest: str
    act: str
    subject: str
    version: int
    round: int
    source: str | None
    dest: str | None
    body: Json
    common: Json
    person: str
    role: str
    scope: str
    recorded_at: str
    reason: str
    enclosures: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """The subject's name without its kind: `17` of `loan/17`."""
        return self.subject.partition("/")[2]


def sha256(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def dumps(data: object) -> str:
    """Compact JSON text, letters as they are."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def compose(intent: Intent) -> tuple[bytes, dict[str, bytes]]:
    """The bytes to sign for `intent` (whose `raw` is ignored), and all enclosures they name.

    Many items become an enclosure of JSON lines. Raises BadIntent where the result could not be
    read back: too long, not NFC, floats.
    """
    enclosures = dict(intent.enclosures)
    raw = _intent_json(intent, [_item_json(item) for item in intent.items], enclosures)
    if len(intent.items) > INLINE_ITEMS or len(raw) > MAX_INTENT:
        listed = "".join(dumps(_item_json(item)) + "\n" for item in intent.items).encode()
        digest = sha256(listed)
        enclosures[digest] = listed
        raw = _intent_json(intent, {"enclosed": digest, "count": len(intent.items)}, enclosures)
    parse(raw, enclosures)
    return raw, enclosures


def parse(raw: bytes, enclosures: Mapping[str, bytes]) -> Intent:
    """Read signed bytes and the enclosures they name. Raises BadIntent, never anything else."""
    data = loads(raw, MAX_INTENT)
    if b"\n" in raw or b"\r" in raw:  # an exported journal is one intent a line
        raise BadIntent("not-json", why="line break")
    try:
        if _number(data["v"]) != FORMAT:
            raise BadIntent("newer-format", version=data["v"])
        enclosed = tuple(_text(digest) for digest in _list(data["enclosures"]))
        if set(enclosed) != set(enclosures):
            raise BadIntent("enclosure-missing", digest=", ".join(enclosed))
        for digest in enclosed:
            if sha256(enclosures[digest]) != digest:
                raise BadIntent("enclosure-differs", digest=digest)
        intent = Intent(
            id=_text(data["id"], _ID),
            register=_text(data["register"]),
            definition=_text(data["definition"]),
            rules=_text(data["rules"]),
            act=_text(data["act"]),
            person=_text(data["person"]),
            role=_text(data["role"]),
            scope=_text(data["scope"]),
            claimed_at=_text(data["claimed_at"], _TIME),
            seen=(_number(data["seen"]["seq"]), _text(data["seen"]["leaf"])),
            reason=_text(data["reason"]),
            body=_object(data["body"]),
            items=_items(data["items"], enclosures),
            enclosures=dict(enclosures),
            raw=raw,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadIntent("malformed", why=f"{type(error).__name__} {error}") from error
    if not intent.items or len({item.subject for item in intent.items}) != len(intent.items):
        raise BadIntent("doubled-subject")
    return intent


def line(entry: Entry) -> bytes:
    """The chained line of an entry, without a line break."""
    fields = {
        "v": FORMAT,
        "seq": entry.seq,
        "prev": entry.prev.hex(),
        "recorded_at": entry.recorded_at,
        "intent": sha256(entry.raw),
        "key": entry.key,
        "sig": b64encode(entry.sig).decode(),
    }
    return dumps(fields).encode()


def leaf(entry: Entry) -> bytes:
    """SHA-256(0x00 || line): 32 bytes."""
    return hashlib.sha256(b"\0" + line(entry)).digest()


def loads(raw: bytes, limit: int) -> Json:
    """One JSON object, strictly: UTF-8, NFC, at most `limit` bytes, depth 8, no doubled name, no
    float, no number past 2**53. Raises BadIntent on anything else.
    """
    if len(raw) > limit:
        raise BadIntent("too-long", bytes=len(raw), limit=limit)
    try:
        text = raw.decode()
        _shallow(text)
        data = _STRICT.decode(text)
    except BadIntent:
        raise
    except ValueError as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        raise BadIntent("not-json", why=error) from error
    if "\\u" in text:  # what is said by escapes counts as well
        text = dumps(data)
        if re.search("[\ud800-\udfff]", text):
            raise BadIntent("not-json", why="half of a surrogate pair")
    if not unicodedata.is_normalized("NFC", text):
        raise BadIntent("not-nfc")
    if not isinstance(data, dict):
        raise BadIntent("not-json", why=type(data).__name__)
    return data


def is_time(text: str) -> bool:
    """Whether a text has the form of the journal's times: UTC to the second, ending in Z."""
    return re.fullmatch(_TIME, text) is not None


def to_file(signed: Signed) -> bytes:
    """A signed intent as one file that travels: what `--out` writes and `receive` reads."""
    return dumps(
        {
            "tinhgon-intent": FORMAT,
            "intent": b64encode(signed.raw).decode(),
            "key": signed.key,
            "sig": b64encode(signed.sig).decode(),
            "enclosures": [b64encode(data).decode() for data in signed.enclosures.values()],
        }
    ).encode()


def from_file(data: bytes) -> Signed:
    """Read what `to_file` wrote. Raises BadIntent."""
    fields = loads(data, 2 * MAX_ENCLOSURE)
    try:
        if fields["tinhgon-intent"] != FORMAT:
            raise BadIntent("newer-format", version=fields["tinhgon-intent"])
        enclosures = [b64decode(text, validate=True) for text in fields["enclosures"]]
        return Signed(
            raw=b64decode(fields["intent"], validate=True),
            key=_text(fields["key"]),
            sig=b64decode(fields["sig"], validate=True),
            enclosures={sha256(data): data for data in enclosures},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadIntent("not-an-intent-file", why=error) from error


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
        "reason": intent.reason,
        "body": intent.body,
        "items": items,
        "enclosures": list(enclosed),
    }
    return dumps(fields).encode()


def _items(data: object, enclosures: Mapping[str, bytes]) -> tuple[Item, ...]:
    if isinstance(data, list):
        return tuple(_item(item) for item in data)
    listed = _object(data)
    held = enclosures[listed["enclosed"]]
    *lines, rest = held.split(b"\n")  # each line ends in one line feed, the last one too
    if rest or b"\r" in held or len(lines) != _number(listed["count"]) or len(lines) > MAX_ITEMS:
        raise BadIntent("enclosure-differs", digest=listed["enclosed"])
    return tuple(_item(loads(text, MAX_INTENT)) for text in lines)


def _item(data: Json) -> Item:
    steps = data["from"], data["to"]
    if not all(step is None or isinstance(step, str) for step in steps):
        raise TypeError(steps)
    subject = _text(data["subject"])
    if not all(subject.partition("/")):
        raise ValueError(subject)
    body = _object(data["body"])
    return Item(subject, _number(data["version"]), _text(data["parent"]), *steps, body)


def _text(value: object, pattern: str = "") -> str:
    if not isinstance(value, str) or (pattern and not re.fullmatch(pattern, value)):
        raise TypeError(value)
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
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


def _once(pairs: list[tuple[str, Any]]) -> Json:
    # json takes the last of two equal names in silence: two readers could see two contents.
    data = dict(pairs)
    if len(data) != len(pairs):
        raise BadIntent("doubled-name", names=", ".join(name for name, _ in pairs))
    return data


def _refused(text: str) -> float:
    raise BadIntent("no-floats", value=text[:40])


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > 16 or abs(int(text)) > 2**53:  # noqa: PLR2004 - the digits of 2**53; int() of a million digits hangs
        raise BadIntent("number-too-large", value=text[:40])
    return int(text)


def _shallow(text: str) -> None:
    # The decoder recurses: nesting is measured before it is entered, where there can be too much.
    if text.count("[") + text.count("{") <= _DEPTH:
        return
    depth = 0
    for sign in re.sub(_BESIDE, "", text):
        depth += (sign in "[{") - (sign in "]}")
        if depth > _DEPTH:
            raise BadIntent("too-deep", limit=_DEPTH)


_STRICT = json.JSONDecoder(  # made once: `json.loads` would make one for each text
    object_pairs_hook=_once, parse_float=_refused, parse_constant=_refused, parse_int=_whole
)
