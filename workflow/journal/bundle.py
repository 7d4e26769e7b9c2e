"""A journal as plain files, byte for byte: what anyone can check without this program or a database.

journal.jsonl       the chained lines, one an entry
intents.jsonl       the signed bytes, one intent a line; each line of the journal names their SHA-256
enclosures/DIGEST   what intents enclose, under its SHA-256
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

from workflow.errors import NotFound, StorageFault
from workflow.journal.entries import Entry, line
from workflow.runtime.progress import counted
from workflow.storage.positions import StoredEntry
from workflow.storage.store import Store

JOURNAL, INTENTS, ENCLOSURES = "journal.jsonl", "intents.jsonl", "enclosures"
_LONGEST = 2**20  # bytes of one line
# A line has one form, to the byte.
_FORM = re.compile(
    rb'\{"v":1,"seq":(0|[1-9][0-9]{0,15}),"prev":"[0-9a-f]{64}",'
    rb'"recorded_at":"([0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z)",'
    rb'"intent":"[0-9a-f]{64}","key":"(SHA256:[A-Za-z0-9+/]{43})",'
    rb'"sig":"([A-Za-z0-9+/]{85}[AQgw]==)"\}\n'
)


def write_bundle(store: Store, folder: Path, size: int) -> None:
    """Write the first `size` entries of a journal. Raises StorageFault."""
    enclosed: set[str] = set()
    prev = bytes(32)
    try:
        (folder / ENCLOSURES).mkdir(parents=True)
        with (folder / JOURNAL).open("wb") as lines, (folder / INTENTS).open("wb") as intents:
            for record in counted("export", store.entries(0, size), size):
                raw = record.intent.encode()
                entry = Entry(record.seq, prev, record.recorded_at, raw, record.key, record.sig)
                lines.write(line(entry) + b"\n")
                intents.write(raw + b"\n")
                enclosed.update(json.loads(raw).get("enclosures", ()))
                prev = record.leaf
        for digest in sorted(enclosed):
            data = store.enclosure(digest)
            if data is not None:
                (folder / ENCLOSURES / digest).write_bytes(data)
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error


class Bundle:
    """A bundle read as verification reads a store: entries, size, enclosures."""

    def __init__(self, folder: Path) -> None:
        if not (folder / JOURNAL).is_file() or not (folder / INTENTS).is_file():
            raise NotFound("no-such-bundle", path=folder)
        self.folder = folder

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """The lines with their intents, as they stand. Raises StorageFault where they do not fit."""
        with (self.folder / JOURNAL).open("rb") as lines, (self.folder / INTENTS).open("rb") as intents:
            seq = 0
            while stop is None or seq < stop:
                text, raw = lines.readline(_LONGEST), intents.readline(_LONGEST)
                if not text and not raw:
                    return
                record = _record(seq, text, raw)
                if seq >= start:
                    yield record
                seq += 1

    def size(self) -> int:
        """How many lines there are, of whichever file has more."""
        size = 0
        for name in (JOURNAL, INTENTS):
            with (self.folder / name).open("rb") as lines:
                size = max(size, sum(1 for _ in lines))
        return size

    def positions(self, start: int) -> list[int]:
        """The positions there are from `start` on."""
        return list(range(start, self.size()))

    def leaves(self, stop: int) -> Iterator[bytes]:
        """The leaf hashes of the lines before position `stop`."""
        for record in self.entries(0, stop):
            yield record.leaf

    def enclosure(self, digest: str) -> bytes | None:
        """What is enclosed under a digest, or None. A digest is never taken for a path."""
        if len(digest) != hashlib.sha256().digest_size * 2 or not digest.isalnum():
            return None
        path = self.folder / ENCLOSURES / digest
        return path.read_bytes() if path.is_file() else None


def _record(seq: int, text: bytes, raw: bytes) -> StoredEntry:
    form = _FORM.fullmatch(text)
    if form is None or not raw.endswith(b"\n") or b"\0" in raw:
        raise StorageFault("unreadable-store", detail=f"journal/{seq}")
    try:
        intent = raw[:-1].decode()
    except UnicodeDecodeError as error:
        raise StorageFault("unreadable-store", detail=f"journal/{seq}") from error
    number, recorded_at, key, sig = (field.decode() for field in form.groups())
    leaf = hashlib.sha256(b"\0" + text[:-1]).digest()
    return StoredEntry(int(number), recorded_at, intent, _id(intent), key, b64decode(sig), leaf)


def _id(intent: str) -> str:
    """What the intent calls itself: a bundle has no index that could say otherwise."""
    try:
        return str(json.loads(intent)["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
