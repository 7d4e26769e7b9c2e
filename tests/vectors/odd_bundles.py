"""Vectors for what random bundles showed: kinds of bundles that three verifiers once judged differently."""

# A table, a line or two for each.
# fmt: off
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.support.keys import key_of
from tests.vectors.corpus import Vector, vector
from tests.vectors.forge import Bundle, Files
from workflow.identity.ssh_keys import ssh_line
from workflow.journal.strict_json import dumps


def odd_bundles(sound: Bundle, good: Files) -> Iterator[Vector]:
    """Every vector that `tests.vectors.differential` led to."""
    for group in (_tails, _key_lines):
        yield from group(sound.copy().cut(1), good)


def _signed(base: Bundle, name: str, what: str, good: Files, raw: bytes | dict[str, Any], finds: str = "unreadable", **more: Any) -> Vector:
    """A vector of one act after the founding, signed by the first registrar."""
    found = finds if finds == "nothing" else f"{finds} journal/1"
    return vector(name, found, what, good, base.copy().add(raw, "hanh.nt"), **more)


def _tails(base: Bundle, good: Files) -> Iterator[Vector]:
    raw = dumps(base.draft("person.add", "hanh.nt", base.item("person/a", {"name": "a"}))).encode()
    for name, told, more in (("bracket", "a closing bracket", b"}"), ("number", "a number", b"1"), ("comma", "a comma", b",")):
        yield _signed(base, f"text-{name}-after", f"After the object of a signed text stands {told}.", good, raw + more)


def _key_lines(base: Bundle, good: Files) -> Iterator[Vector]:
    kind, _, blob = ssh_line(key_of("quan.dv 2").public).partition(" ")

    def key(name: str, what: str, line: str, finds: str = "cannot-project", **more: Any) -> Vector:
        intent = base.draft("key.add", "hanh.nt", base.item("person/quan.dv", {"public": line}))
        return _signed(base, f"people-key-{name}", what, good, intent, finds, **more)

    why = "Other programs write it so; the key is the same."
    yield key("tab", "A key whose line has tabs and ends as Windows ends lines.", f"\t{kind}\t{blob}\r\n", "nothing", why=why)
    for name, told, sign in (
        ("file-separator", "a file separator, U+001C", "\x1c"),
        ("next-line", "a next line, U+0085", "\x85"),
        ("no-break-space", "a no-break space, U+00A0", "\xa0"),
        ("line-separator", "a line separator, U+2028", "\u2028"),
        ("byte-order-mark", "a byte order mark, U+FEFF", "\ufeff"),
        ("ideographic-space", "an ideographic space, U+3000", "\u3000"),
    ):
        yield key(name, f"A key whose line is parted by {told}.", f"{kind}{sign}{blob}")
        yield key(f"{name}-after", f"A key whose line goes on after {told}.", f"{kind} {blob}{sign}quan")
    yield key("padded", "A key with a filling sign that its length does not want.", f"{kind} {blob}=")
