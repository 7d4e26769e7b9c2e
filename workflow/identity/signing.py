"""Makes and verifies Ed25519 signatures in SSHSIG form, as `ssh-keygen -Y verify` does.

Keys are OpenSSH keys, named by their fingerprint, `SHA256:...`; a public key is 32 bytes. The signature
covers "SSHSIG", namespace, "", "sha512" and the SHA-512 of the signed bytes (OpenSSH PROTOCOL.sshsig).
"""

from __future__ import annotations

import hashlib
import struct
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workflow.errors import Unsignable
from workflow.identity.ssh_keys import fingerprint, ssh_blob

if TYPE_CHECKING:
    from collections.abc import Callable

NAMESPACE = "tinhgon"  # of every signature on an intent


class Signer:
    """Signs with one key. `key`: fingerprint, `SHA256:...`. `public`: 32 bytes.

    `raw` signs bytes with plain Ed25519: by a private key in this process, or by an agent that holds it.
    """

    def __init__(
        self, public: bytes, raw: Callable[[bytes], bytes], private: Ed25519PrivateKey | None = None
    ) -> None:
        self.public = public
        self.key = fingerprint(public)
        self._raw = raw
        self._private = private

    @classmethod
    def of(cls, private: Ed25519PrivateKey) -> Signer:
        """Make a signer that holds the private key."""
        return cls(private.public_key().public_bytes_raw(), private.sign, private)

    @classmethod
    def generate(cls) -> Signer:
        """Make a new key from the operating system's randomness."""
        return cls.of(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> Signer:
        """Make a key from 32 bytes: for demonstrations and tests only."""
        return cls.of(Ed25519PrivateKey.from_private_bytes(seed))

    def sign(self, raw: bytes) -> bytes:
        """Sign an intent: 64 bytes of Ed25519 over the SSHSIG signed data of `raw`.

        Raises Unsignable: when the agent refuses.
        """
        return self._raw(sshsig_signed_data(raw))

    def sign_note(self, text: bytes) -> bytes:
        """Sign a note (C2SP signed-note): 64 bytes of Ed25519 over `text`.

        Raises Unsignable: when the agent refuses.
        """
        return self._raw(text)

    def to_openssh(self, passphrase: bytes | None = None) -> bytes:
        """Write the private key as an OpenSSH file, encrypted if there is a passphrase.

        Raises Unsignable (bad-key-file): when an agent holds the private key.
        """
        from cryptography.hazmat.primitives import serialization as ser  # slow

        encryption = ser.BestAvailableEncryption(passphrase) if passphrase else ser.NoEncryption()
        if self._private is None:
            raise Unsignable("bad-key-file", why="agent")
        return self._private.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.OpenSSH, encryption)


def load_private_key(data: bytes, passphrase: Callable[[], bytes]) -> Signer:
    """Read an OpenSSH private key file; `passphrase` is called only if it is encrypted.

    Raises Unsignable: when the file is no Ed25519 OpenSSH key, or the passphrase is wrong. A key of another
    format is named: putty-key, pem-key, public-key.
    """
    if (other := _other_format(data)) is not None:
        raise Unsignable(other)
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key  # slow

    try:
        try:
            private = load_ssh_private_key(data, None)
        except TypeError:  # the library raises it for an encrypted key
            private = load_ssh_private_key(data, passphrase())
    except Exception as error:
        raise Unsignable("bad-key-file", why=type(error).__name__) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise Unsignable("not-ed25519", kind=type(private).__name__)
    return Signer.of(private)


def _other_format(data: bytes) -> str | None:
    """Return the error for a key file of a known format but OpenSSH's private one; None for any other."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PuTTY-User-Key-File-"):
        return "putty-key"
    if (
        head.startswith((b"ssh-", b"ecdsa-", b"sk-", b"---- BEGIN SSH2 PUBLIC KEY"))
        or b"PUBLIC KEY-----" in head
    ):
        return "public-key"
    if head.startswith(b"-----BEGIN ") and not head.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----"):
        return "pem-key" if b"PRIVATE KEY-----" in head else None
    return None


def verify_signature(public: bytes, sig: bytes, raw: bytes) -> bool:
    """Return True if `sig` (64 bytes) is the key's SSHSIG signature of the intent `raw`.

    `public`: 32 bytes.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(sig, sshsig_signed_data(raw))
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_note(public: bytes, sig: bytes, text: bytes) -> bool:
    """Return True if `sig` (64 bytes) is the key's plain Ed25519 signature of a note's `text`.

    `public`: 32 bytes.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(sig, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def sshsig_signed_data(raw: bytes) -> bytes:
    """Build the SSHSIG signed data, over which Ed25519 is computed."""
    parts = (NAMESPACE.encode(), b"", b"sha512", hashlib.sha512(raw).digest())
    return b"SSHSIG" + b"".join(map(_string, parts))


def to_sshsig_armor(public: bytes, sig: bytes) -> str:
    """Write an SSH SIGNATURE file for `ssh-keygen -Y verify`. `public`: 32 bytes, `sig`: 64 bytes."""
    parts = (ssh_blob(public), NAMESPACE.encode(), b"", b"sha512", _string(b"ssh-ed25519") + _string(sig))
    blob = b"SSHSIG" + struct.pack(">I", 1) + b"".join(map(_string, parts))
    text = b64encode(blob).decode()
    lines = [text[i : i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def from_sshsig_armor(text: str) -> bytes:
    """Return the 64 bytes of Ed25519 in an SSH SIGNATURE file. Raises ValueError: when it is no such file."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) < 3 or "BEGIN SSH SIGNATURE" not in lines[0]:  # noqa: PLR2004 - head, body, foot
        raise ValueError(text[:40])
    return b64decode("".join(lines[1:-1]), validate=True)[-64:]


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
