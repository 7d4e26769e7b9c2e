"""Finds letters for which the papers' font has no glyph, and what a PDF prints in their place.

A register takes every letter, a font of papers has some thousands. A letter without a glyph is printed by
its plain form where it has one (㎡ as m2), else by its number: [U+1F600].
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from procedures.paths import DATA

_FONTS = DATA / "fonts"
_SEGMENTS = 4  # the format of the table of a font that maps code points of 16 bits
_BLANKS = frozenset("\n\r\t")


class StandIn(NamedTuple):
    """A letter without a glyph, what is printed in its place, and the procedure and field of its first place.

    `code` is "" where the field belongs to no procedure.
    """

    letter: str
    shown: str
    code: str
    field: str


def printable_fields(value: Any) -> Any:
    """Return the fields of a paper with every letter that has no glyph replaced by its stand-in."""
    if isinstance(value, str):
        return value if value.isascii() else "".join(map(_shown, value))
    if isinstance(value, Mapping):
        return {name: printable_fields(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable_fields(one) for one in value]
    return value


def stand_ins(fields: Any) -> tuple[StandIn, ...]:
    """Return the letters of a paper's fields that are replaced, each once."""
    found: dict[str, StandIn] = {}
    for code, field, text in _texts(fields, "", ""):
        for letter in text:
            if letter not in found and (shown := _shown(letter)) != letter:
                found[letter] = StandIn(letter, shown, code, field)
    return tuple(found.values())


def _texts(value: Any, code: str, field: str) -> Iterator[tuple[str, str, str]]:
    """Yield each text with the code of the procedure and the name of the field that it belongs to."""
    if isinstance(value, str):
        if not value.isascii():
            yield code, field, value
    elif isinstance(value, Mapping):
        own = value.get("code")
        for name, one in value.items():
            yield from _texts(one, own if isinstance(own, str) else code, name)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, code, field)


@cache
def _shown(letter: str) -> str:
    letters = _letters()
    if letter in _BLANKS or ord(letter) in letters:
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    if plain != letter and all(ord(sign) in letters for sign in plain):
        return plain
    return f"[U+{ord(letter):04X}]"


@cache
def _letters() -> frozenset[int]:
    """Return the code points for which every style of the font has a glyph."""
    return frozenset.intersection(*(_letters_of(file.read_bytes()) for file in sorted(_FONTS.glob("*.ttf"))))


def _letters_of(data: bytes) -> frozenset[int]:
    tables = struct.unpack_from(">H", data, 4)[0]
    entries = (struct.unpack_from(">4sIII", data, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    maps = struct.unpack_from(">H", data, start + 2)[0]
    found: set[int] = set()
    for number in range(maps):
        place = start + struct.unpack_from(">I", data, start + 8 + 8 * number)[0]
        if struct.unpack_from(">H", data, place)[0] == _SEGMENTS:
            found.update(_code_points(data, place))
    return frozenset(found)


def _code_points(data: bytes, place: int) -> Iterator[int]:
    """Yield the code points of a table of segments at an offset of the font that have a glyph."""
    count = struct.unpack_from(">H", data, place + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, place + 14)
    starts = struct.unpack_from(f">{count}H", data, place + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, place + 16 + 4 * count)
    offsets_at = place + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for point in range(first, last + 1):
            glyph = point
            if offsets[number]:
                at = offsets_at + 2 * number + offsets[number] + 2 * (point - first)
                glyph = struct.unpack_from(">H", data, at)[0] if at + 2 <= len(data) else 0
            if glyph and (glyph + deltas[number]) & 0xFFFF:
                yield point
