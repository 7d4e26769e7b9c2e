"""Checkpoints: a register's size and root on a few signed lines; kept elsewhere, they show what is missing.

Formats as published: C2SP tlog-checkpoint (origin, size, root), signed-note (signature lines), and
tlog-cosignature (a witness signs with its time). Pure.
"""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import NamedTuple

from workflow.errors import BadIntent

SIGNED, COSIGNED = b"\x01", b"\x04"  # kinds of an Ed25519 key in a note: signer, witness
_DASH = "\u2014"
_LINE = re.compile(rf"{_DASH} ([^ +]+) ([A-Za-z0-9+/]+=*)")
_ID = 4  # bytes of a key's id before the signature
_ED25519 = 64
_LONGEST = 100_000


class Checkpoint(NamedTuple):
    """The size of a journal and the root of its tree (`tree.root`). `origin` names the register."""

    origin: str
    size: int
    root: bytes


class Signature(NamedTuple):
    """One signature line: who (a name), the key's id, and what follows it."""

    name: str
    key_id: bytes
    sig: bytes


def origin(register: str) -> str:
    """What a register calls itself in its checkpoints."""
    return f"tinhgon/{register}"


def body(point: Checkpoint) -> str:
    """The text that is signed."""
    return f"{point.origin}\n{point.size}\n{b64encode(point.root).decode()}\n"


def note(text: str, signatures: Iterable[Signature]) -> str:
    """A signed note: the text, an empty line, a line for each signature."""
    lines = [f"{_DASH} {one.name} {b64encode(one.key_id + one.sig).decode()}\n" for one in signatures]
    return f"{text}\n{''.join(lines)}"


def parse_checkpoint(data: str) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """A checkpoint and its signatures. Raises BadIntent (not-a-checkpoint)."""
    text, gap, tail = data.partition("\n\n")
    lines, signed = text.split("\n"), tail.split("\n")
    if len(data.encode()) > _LONGEST or not gap or len(lines) != 3 or signed.pop():  # noqa: PLR2004 - origin, size, root
        raise BadIntent("not-a-checkpoint")
    found = []
    for line in signed:
        match = _LINE.fullmatch(line)
        raw = _bytes(match[2]) if match else b""
        if match is None or len(raw) <= _ID:
            raise BadIntent("not-a-checkpoint")
        found.append(Signature(match[1], raw[:_ID], raw[_ID:]))
    root = _bytes(lines[2])
    plain = re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1])
    if not lines[0] or plain is None or len(root) != hashlib.sha256().digest_size or not found:
        raise BadIntent("not-a-checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root), tuple(found)


def key_id(name: str, public: bytes, kind: bytes = SIGNED) -> bytes:
    """The four bytes by which a note names a key."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:_ID]


def cosigned(text: str, time: int) -> bytes:
    """What a witness signs: it saw this checkpoint at `time` (UTC seconds), consistent with all before."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def with_time(time: int, sig: bytes) -> bytes:
    """A witness's signature as a note carries it."""
    return struct.pack(">Q", time) + sig


def cosignature_time(signature: Signature) -> int | None:
    """When a witness signed; None for the signature of whoever made the checkpoint."""
    if len(signature.sig) != _ED25519 + 8:
        return None
    found: int = struct.unpack(">Q", signature.sig[:8])[0]
    return found


def signed_message(signature: Signature, text: str) -> tuple[bytes, bytes, bytes]:
    """(kind, the bytes that were signed, the 64 bytes of Ed25519) of a signature line."""
    time = cosignature_time(signature)
    if time is None:
        return SIGNED, text.encode(), signature.sig
    return COSIGNED, cosigned(text, time), signature.sig[8:]


def _bytes(text: str) -> bytes:
    """The bytes of a text of base64 in its one form, b"" of any other text."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if b64encode(found).decode() == text else b""
