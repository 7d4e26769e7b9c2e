"""Ed25519 public keys as OpenSSH writes them, and their fingerprints."""

from __future__ import annotations

import hashlib
import re
import struct
from base64 import b64decode, b64encode

# Public keys of small order, in hex: anybody can sign for them.
_WEAK = (
    r"0[01](?:00){30}[08]0|e[cde](?:ff){30}[7f]f|"
    r"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc[08]5|"
    r"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03[7f]a"
)


def ssh_blob(public: bytes) -> bytes:
    """The OpenSSH wire form of an Ed25519 public key."""
    name = b"ssh-ed25519"
    return struct.pack(">I", len(name)) + name + struct.pack(">I", len(public)) + public


def ssh_line(public: bytes, comment: str = "") -> str:
    """The public key as OpenSSH writes it on one line."""
    return f"ssh-ed25519 {b64encode(ssh_blob(public)).decode()} {comment}".rstrip()


def proof_text(register: str, person: str) -> bytes:
    """What a new key signs to prove that whoever registers it holds it."""
    return f"tinhgon key {register} {person}\n".encode()


def from_ssh_line(text: str) -> bytes:
    """The 32 raw bytes of a line of OpenSSH. Raises ValueError on any other key or text, and on a
    key of small order.
    """
    words = text.split()
    if len(words) < 2 or words[0] != "ssh-ed25519":  # noqa: PLR2004 - kind and key
        raise ValueError(text[:40])
    blob = b64decode(words[1], validate=True)
    public = blob[-32:]
    if ssh_blob(public) != blob or re.fullmatch(_WEAK, public.hex()):
        raise ValueError(text[:40])
    return public


def fingerprint(public: bytes) -> str:
    """The name of a key, as `ssh-keygen -l` prints it."""
    digest = hashlib.sha256(ssh_blob(public)).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def fingerprint_of_line(text: str) -> str:
    """The fingerprint of a public key's OpenSSH line; "" where the text is no Ed25519 key."""
    try:
        return fingerprint(from_ssh_line(text))
    except ValueError:
        return ""
