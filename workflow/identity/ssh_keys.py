"""Reads and writes Ed25519 public keys in OpenSSH's form, and computes their fingerprints."""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode

_BLANKS = " \t\n\v\f\r"  # between the fields of a key's line; every other sign is part of a field
_PRODUCT = "tinhgon"  # first word of the text that proves possession of a key
# Public keys of small order, in hex: anybody can make signatures that they verify.
_WEAK = (
    r"0[01](?:00){30}[08]0|e[cde](?:ff){30}[7f]f|"
    r"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc[08]5|"
    r"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03[7f]a"
)


def ssh_blob(public: bytes) -> bytes:
    """Write a public key (32 bytes) in the OpenSSH wire form."""
    name = b"ssh-ed25519"
    return struct.pack(">I", len(name)) + name + struct.pack(">I", len(public)) + public


def ssh_line(public: bytes, comment: str = "") -> str:
    """Write a public key (32 bytes) as a line of OpenSSH: `ssh-ed25519 AAAA... comment`."""
    return f"ssh-ed25519 {b64encode(ssh_blob(public)).decode()} {comment}".rstrip()


def proof_text(register: str, person: str) -> bytes:
    """Return the text that a new key signs to prove possession.

    `register`: the register's id, 64 hex digits. `person`: the person's id.
    """
    return f"{_PRODUCT} key {register} {person}\n".encode()


def from_ssh_line(text: str) -> bytes:
    """Read the 32 bytes of a public key from a line of OpenSSH.

    Raises ValueError: when it is no Ed25519 key, or a key of small order.
    """
    fields = re.split(f"[{_BLANKS}]+", text.strip(_BLANKS))
    if len(fields) < 2 or fields[0] != "ssh-ed25519":  # noqa: PLR2004 - kind and key
        raise ValueError(text[:40])
    public = b64decode(fields[1], validate=True)[-32:]
    if b64encode(ssh_blob(public)).decode() != fields[1] or re.fullmatch(_WEAK, public.hex()):
        raise ValueError(text[:40])
    return public


def fingerprint(public: bytes) -> str:
    """Compute a key's fingerprint, `SHA256:...`, as `ssh-keygen -l` prints it. `public`: 32 bytes."""
    digest = hashlib.sha256(ssh_blob(public)).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def fingerprint_of_line(text: str) -> str:
    """The fingerprint of a public key's OpenSSH line; "" where the text is no Ed25519 key."""
    try:
        return fingerprint(from_ssh_line(text))
    except ValueError:
        return ""
