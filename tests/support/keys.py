"""Keys of test people: they follow from their names."""

from __future__ import annotations

import hashlib

from workflow.identity.signing import Signer


def key_of(person: str) -> Signer:
    """A person's test key: follows from the name."""
    return Signer.from_seed(hashlib.sha256(f"test {person}".encode()).digest())
