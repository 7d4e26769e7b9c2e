"""Vectors for what random bundles showed: kinds of bundles that three verifiers once judged differently."""

# A table, a line or two for each.
# fmt: off
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.vectors.corpus import Vector, vector
from tests.vectors.forge import Bundle, Files
from workflow.journal.strict_json import dumps


def odd_bundles(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Every vector that `tests.vectors.differential` led to."""
    for group in (_tails,):
        yield from group(sound.copy().cut(1), good)


def _signed(base: Bundle, name: str, what: str, good: Files, raw: bytes | dict[str, Any], finds: str = "unreadable", **more: Any) -> Vector:
    """A vector of one act after the founding, signed by the first registrar."""
    found = finds if finds == "nothing" else f"{finds} journal/1"
    return vector(name, found, what, good, base.copy().add(raw, "hanh.nt"), **more)


def _tails(base: Bundle, good: Files) -> Iterator[Vector]:
    raw = dumps(base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "a"}))).encode()
    for name, told, more in (("bracket", "a closing bracket", b"}"), ("number", "a number", b"1"), ("comma", "a comma", b",")):
        yield _signed(base, f"text-{name}-after", f"After the object of a signed text stands {told}.", good, raw + more)
