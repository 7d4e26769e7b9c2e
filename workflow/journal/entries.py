"""Entries: one signed intent at one position of the journal, and its line on disk."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from typing import TYPE_CHECKING, NamedTuple

from workflow.journal.strict_json import Json, dumps, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1  # `v` of every line and intent
ZERO_HASH = bytes(32)  # `prev` of entry 0
TIME_PATTERN = r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z"


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


def leaf_hash(entry: Entry) -> bytes:
    """SHA-256(0x00 || line): 32 bytes."""
    return hashlib.sha256(b"\0" + line(entry)).digest()


def is_time(text: str) -> bool:
    """Whether a text has the form of the journal's times: UTC to the second, ending in Z."""
    return re.fullmatch(TIME_PATTERN, text) is not None
