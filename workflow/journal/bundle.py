"""Writes and reads a bundle: a journal as plain files that can be checked without this program.

journal.jsonl       one chained line for each entry
intents.jsonl       one intent a line, the signed bytes; the journal's line holds their SHA-256
enclosures/DIGEST   one enclosure, named by its SHA-256 (64 hex digits)
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode
from collections.abc import Iterator, Sequence
from pathlib import Path

from workflow.errors import NotFound, StorageFault
from workflow.journal.entries import TIME_PATTERN, ZERO_HASH, Entry, line
from workflow.journal.intents import MAX_ENCLOSURE
from workflow.journal.stored_entries import JournalReader, StoredEntry
from workflow.runtime.progress import counted

JOURNAL, INTENTS, ENCLOSURES = "journal.jsonl", "intents.jsonl", "enclosures"
_LONGEST = 2**20  # bytes of one line
_LARGEST_ENCLOSURE = 4 * MAX_ENCLOSURE  # bytes that are read of one; what fits a file of acts is smaller
# A line has exactly one form, byte for byte.
_LINE_FORM = re.compile(
    rb'\{"v":1,"seq":(0|[1-9][0-9]{0,15}),"prev":"[0-9a-f]{64}",'
    rb'"recorded_at":"(' + TIME_PATTERN.encode() + rb')",'
    rb'"intent":"[0-9a-f]{64}","key":"(SHA256:[A-Za-z0-9+/]{43})",'
    rb'"sig":"([A-Za-z0-9+/]{85}[AQgw]==)"\}\n'
)


def write_bundle(journal: JournalReader, folder: Path, size: int) -> None:
    """Write the first `size` entries of a journal, with their enclosures, into a folder.

    Raises StorageFault: when the journal cannot be read or a file cannot be written.
    """
    digests: set[str] = set()
    prev = ZERO_HASH
    try:
        (folder / ENCLOSURES).mkdir(parents=True)
        with (folder / JOURNAL).open("wb") as lines, (folder / INTENTS).open("wb") as intents:
            for record in counted("export", journal.entries(0, size), size):
                raw = record.intent.encode()
                entry = Entry(record.seq, prev, record.recorded_at, raw, record.key, record.sig)
                lines.write(line(entry) + b"\n")
                intents.write(raw + b"\n")
                digests.update(json.loads(raw).get("enclosures", ()))
                prev = record.leaf
        for digest in sorted(digests):
            data = journal.enclosure(digest)
            if data is not None:
                (folder / ENCLOSURES / digest).write_bytes(data)
    except OSError as error:
        raise StorageFault("cannot-write", path=folder, why=error.strerror) from error


class Bundle:
    """Reads a bundle as a JournalReader, as verification reads a store.

    Raises NotFound: when the folder holds no bundle.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / JOURNAL).is_file() or not (folder / INTENTS).is_file():
            raise NotFound("no-such-bundle", path=folder)
        self.folder = folder

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[StoredEntry]:
        """Yield the lines with their intents, from position `start` to before `stop`.

        Raises StorageFault: when a line has not the journal's form, or lines and intents differ in number.
        """
        with (self.folder / JOURNAL).open("rb") as lines, (self.folder / INTENTS).open("rb") as intents:
            seq = 0
            while stop is None or seq < stop:
                text, raw = lines.readline(_LONGEST), intents.readline(_LONGEST)
                if not text and not raw:
                    return
                entry = _stored_entry(seq, text, raw)
                if seq >= start:
                    yield entry
                seq += 1

    def size(self) -> int:
        """Count the lines of the longer of the two files, up to one that is longer than any line may be."""
        return max(_count_lines(self.folder / name) for name in (JOURNAL, INTENTS))

    def positions(self, start: int) -> Sequence[int]:
        """Return the positions from `start` on, by the number of lines."""
        return range(start, self.size())

    def enclosure(self, digest: str) -> bytes | None:
        """Return the enclosure with this SHA-256 (64 hex digits), or None.

        `digest` comes from signed bytes: anything but letters and digits would be a path.
        """
        if len(digest) != hashlib.sha256().digest_size * 2 or not digest.isalnum():
            return None
        path = self.folder / ENCLOSURES / digest
        if not path.is_file():
            return None
        with path.open("rb") as file:  # one byte more than is allowed: no enclosure has that digest
            return file.read(_LARGEST_ENCLOSURE + 1)


def _count_lines(path: Path) -> int:
    with path.open("rb") as lines:
        count = 0
        while line := lines.readline(_LONGEST):
            count += 1
            if not line.endswith(b"\n"):
                break
        return count


def _stored_entry(seq: int, text: bytes, raw: bytes) -> StoredEntry:
    match = _LINE_FORM.fullmatch(text)
    if match is None or not raw.endswith(b"\n") or b"\0" in raw:
        raise StorageFault("unreadable-store", detail=f"journal/{seq}")
    try:
        intent = raw[:-1].decode()
    except UnicodeDecodeError as error:
        raise StorageFault("unreadable-store", detail=f"journal/{seq}") from error
    number, recorded_at, key, sig = (field.decode() for field in match.groups())
    leaf = hashlib.sha256(b"\0" + text[:-1]).digest()
    return StoredEntry(int(number), recorded_at, intent, _intent_id(intent), key, b64decode(sig), leaf)


def _intent_id(intent: str) -> str:
    """Return the id in the intent, or "": a bundle has no index of ids to compare it with."""
    try:
        return str(json.loads(intent)["id"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
