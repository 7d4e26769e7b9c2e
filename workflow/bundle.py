"""A journal as plain files, byte for byte: what anyone can check without this program or a database.

journal.jsonl       the chained lines, one an entry
intents.jsonl       the signed bytes, one intent a line; each line of the journal names their SHA-256
enclosures/DIGEST   what intents enclose, under its SHA-256
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from workflow.errors import NotFound, StorageFault
from workflow.journal import Entry, line
from workflow.progress import counted
from workflow.store import Head, Record, Store

JOURNAL, INTENTS, ENCLOSURES = "journal.jsonl", "intents.jsonl", "enclosures"
_LONGEST = 2**20  # bytes of one line


def write(store: Store, folder: Path, size: int) -> None:
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
    """A bundle read as verification reads a store: entries, enclosures, head."""

    def __init__(self, folder: Path) -> None:
        if not (folder / JOURNAL).is_file() or not (folder / INTENTS).is_file():
            raise NotFound("no-such-bundle", path=folder)
        self.folder = folder

    def head(self) -> Head:
        """The newest position; raises StorageFault where there is none."""
        newest = deque(self.entries(), maxlen=1)
        if not newest:
            raise StorageFault("unreadable-store", detail=JOURNAL)
        last = newest[0]
        return Head(last.seq, last.leaf, last.recorded_at)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Record]:
        """The lines with their intents, as they stand. Raises StorageFault where they do not fit."""
        with (
            (self.folder / JOURNAL).open("rb") as lines,
            (self.folder / INTENTS).open("rb") as intents,
        ):
            seq = 0
            while stop is None or seq < stop:
                text, raw = lines.readline(_LONGEST), intents.readline(_LONGEST)
                if not text and not raw:
                    return
                record = _record(seq, text, raw)
                if seq >= start:
                    yield record
                seq += 1

    def positions(self, start: int) -> list[int]:
        """The positions there are from `start` on."""
        with (self.folder / JOURNAL).open("rb") as lines:
            return list(range(start, sum(1 for _ in lines)))

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


def _record(seq: int, text: bytes, raw: bytes) -> Record:
    if not text.endswith(b"\n") or not raw.endswith(b"\n"):
        raise StorageFault("unreadable-store", detail=f"journal/{seq}")
    try:
        fields = json.loads(text)
        intent = raw[:-1].decode()
        id_ = json.loads(intent)["id"]
        leaf = hashlib.sha256(b"\0" + text[:-1]).digest()
        sig = b64decode(fields["sig"], validate=True)
        return Record(int(fields["seq"]), str(fields["recorded_at"]), intent, str(id_),
                      str(fields["key"]), sig, leaf)  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise StorageFault("unreadable-store", detail=f"journal/{seq}") from error
