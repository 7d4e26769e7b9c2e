"""Defines the entry of the journal, its line on disk and its leaf hash, and the fact a projection gets."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from workflow.journal.strict_json import Json, dumps, sha256

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = 1  # `v` of every line and intent
ZERO_HASH = bytes(32)  # `prev` of entry 0
# A day of the years 1000 to 9999: one of the first 28 of a month, its 29th to 31st, or a leap day.
_DAY_PATTERN = (
    r"(?:[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|"
    r"(?:0[13578]|1[02])-31)|"
    r"(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29)"
)
TIME_PATTERN = _DAY_PATTERN + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z"


class Entry(NamedTuple):
    """A signed intent at a position of the journal.

    `seq`: position from 0. `prev`: leaf hash of the entry before, 32 bytes. `recorded_at`: UTC,
    `2025-01-31T08:00:00Z`. `raw`: the signed bytes. `key`: fingerprint, `SHA256:...`. `sig`: 64 bytes.
    """

    seq: int
    prev: bytes
    recorded_at: str
    raw: bytes
    key: str
    sig: bytes


class Fact(NamedTuple):
    """One item of an entry, as a projection gets it.

    `digest`: SHA-256 of the intent, 64 hex digits. `subject`: `kind/name`. `version`: the subject's
    number of changes including this one, from 1. `round`: rounds it has entered. `source`, `dest`:
    states. `body`: of the item; `common`: of the act. `recorded_at`: UTC, `2025-01-31T08:00:00Z`.
    `enclosures`: SHA-256 in hex -> bytes. `rules`: the version of the rules that the act was signed under.
    """

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
    rules: str

    @property
    def key(self) -> str:
        """The subject's name without its kind: `17` of `loan/17`."""
        return self.subject.partition("/")[2]


def line(entry: Entry) -> bytes:
    """Write an entry as its chained line: one JSON object in fixed order, without a line feed."""
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
    """Compute SHA-256(0x00 || line), 32 bytes: `prev` of the next entry, and leaf of the Merkle tree."""
    return hashlib.sha256(b"\0" + line(entry)).digest()


def seconds_between(earlier: str, later: str) -> int:
    """Return the seconds from one time of a journal to another; 0 where one of them is no time."""
    try:
        return int((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())
    except (ValueError, TypeError):
        return 0


def is_time(text: str) -> bool:
    """Return True if `text` is an instant of the calendar in the journal's form: `2025-01-31T08:00:00Z`."""
    return re.fullmatch(TIME_PATTERN, text) is not None
