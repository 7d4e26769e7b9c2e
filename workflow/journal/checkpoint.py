"""Writes and reads checkpoints: a register's size and Merkle root as a signed note.

Formats: C2SP tlog-checkpoint (origin, size, root), signed-note (signature lines) and tlog-cosignature
(a witness signs the checkpoint with its time). Pure.
"""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import NamedTuple

from workflow.errors import BadIntent

_PRODUCT = "tinhgon"  # first part of every origin
SIGNED, COSIGNED = b"\x01", b"\x04"  # signature types of signed-note: Ed25519, timestamped cosignature
_DASH = "\u2014"
_LINE = re.compile(rf"{_DASH} ([^ +]+) ([A-Za-z0-9+/]+=*)")
_KEY_ID = 4  # bytes of the key id before the signature
_ED25519 = 64  # bytes of a signature
_TIMESTAMP = 8  # bytes of a cosignature's time
_LONGEST = 100_000  # bytes of a note


class Checkpoint(NamedTuple):
    """A journal's size in entries and its Merkle root, 32 bytes. `origin` names the register."""

    origin: str
    size: int
    root: bytes


class Signature(NamedTuple):
    """One signature line of a note.

    `name`: the origin for the maker, the person's id for a witness. `key_id`: 4 bytes. `sig`: 64 bytes of
    Ed25519, after 8 bytes of time in a cosignature.
    """

    name: str
    key_id: bytes
    sig: bytes


def origin(register: str) -> str:
    """Return the origin line of a register's checkpoints. `register`: its id, 64 hex digits."""
    return f"{_PRODUCT}/{register}"


def body(point: Checkpoint) -> str:
    """Write the note text of a checkpoint, which is signed: origin, size and root (base64), a line each."""
    return f"{point.origin}\n{point.size}\n{b64encode(point.root).decode()}\n"


def note(text: str, signatures: Iterable[Signature]) -> str:
    """Write a signed note: the note text, an empty line, a line for each signature."""
    lines = [f"{_DASH} {name} {b64encode(key_id + sig).decode()}\n" for name, key_id, sig in signatures]
    return f"{text}\n{''.join(lines)}"


def parse_checkpoint(data: str) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """Read a signed note as a checkpoint and its signatures, which are not verified.

    Raises BadIntent (not-a-checkpoint): when the text is not in the exact form that `note` writes.
    """
    text, gap, tail = data.partition("\n\n")
    lines, signature_lines = text.split("\n"), tail.split("\n")
    if len(data.encode()) > _LONGEST or not gap or len(lines) != 3 or signature_lines.pop():  # noqa: PLR2004 - origin, size, root
        raise BadIntent("not-a-checkpoint")
    signatures = tuple(_parse_signature(line) for line in signature_lines)
    root = _canonical_b64decode(lines[2])
    size = re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1])
    if not lines[0] or size is None or len(root) != hashlib.sha256().digest_size or not signatures:
        raise BadIntent("not-a-checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root), signatures


def _parse_signature(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    raw = _canonical_b64decode(match[2]) if match else b""
    if match is None or len(raw) <= _KEY_ID:
        raise BadIntent("not-a-checkpoint")
    return Signature(match[1], raw[:_KEY_ID], raw[_KEY_ID:])


def key_id(name: str, public: bytes, kind: bytes = SIGNED) -> bytes:
    """Compute the key id of signed-note, 4 bytes: SHA-256(name || 0x0A || type || key), cut.

    `public`: 32 bytes. `kind`: SIGNED or COSIGNED.
    """
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:_KEY_ID]


def cosigned(text: str, time: int) -> bytes:
    """Write the bytes that a witness signs. `time`: seconds since 1970, UTC; `text`: the note text.

    The signature says that this checkpoint is consistent with all that the witness saw before.
    """
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def with_time(time: int, sig: bytes) -> bytes:
    """Write the timestamped signature of tlog-cosignature: 8 bytes of time, 64 bytes of Ed25519."""
    return struct.pack(">Q", time) + sig


def cosignature_time(signature: Signature) -> int | None:
    """Return the time of a cosignature, in seconds since 1970 (UTC); None for a maker's signature."""
    if len(signature.sig) != _TIMESTAMP + _ED25519:
        return None
    return int.from_bytes(signature.sig[:_TIMESTAMP])


def signed_message(signature: Signature, text: str) -> tuple[bytes, bytes, bytes]:
    """Return a signature's type (SIGNED or COSIGNED), the bytes that it covers, and its 64 bytes."""
    time = cosignature_time(signature)
    if time is None:
        return SIGNED, text.encode(), signature.sig
    return COSIGNED, cosigned(text, time), signature.sig[_TIMESTAMP:]


def _canonical_b64decode(text: str) -> bytes:
    """Decode base64 in its canonical form; b"" for any other text."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        return b""
    return data if b64encode(data).decode() == text else b""
