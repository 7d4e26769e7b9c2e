"""Makes text safe for a terminal and fits it: control characters, width, one line."""

from __future__ import annotations

import unicodedata

PrintedCell = str | int | None
# Latin letters with all Vietnamese marks, punctuation, arrows, box lines: one column each. It is a set,
# because compiling a pattern over such ranges takes longer than printing a sheet.
_NARROW = frozenset(map(chr, [*range(0x20, 0x300), *range(0x1E00, 0x200B), *range(0x2010, 0x2600)]))


_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that show nothing: joiners, fillers, an empty Braille cell, variation selectors.
_INVISIBLE = frozenset(
    map(
        chr,
        [
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0),
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
        ],
    )
)


def escape_control(text: str) -> str:
    """Return a text with characters that steer a terminal, or show nothing, written as their code."""
    if text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text)):
        return text
    return "".join(f"\\u{ord(sign):04x}" if steers(sign) else sign for sign in text)


def steers(sign: str) -> bool:
    """Return True for a character that steers a terminal or shows nothing: control, format, unassigned."""
    return sign in _INVISIBLE or unicodedata.category(sign) in _STEERING


def one_line(text: str) -> str:
    """Return a text on one line, with its control characters escaped."""
    return escape_control(" ".join(text.split()))


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal."""
    composed = unicodedata.normalize("NFC", text)
    if _NARROW.issuperset(composed):
        return len(composed)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in composed
    )


def truncate(text: str, columns: int) -> str:
    """Return a text of at most so many columns, ending in an ellipsis where it was cut off."""
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > columns - 1:
            break
        kept += sign
    return kept.rstrip() + "…"
