"""Makes text safe for a terminal and fits it: control characters, width, one line."""

from __future__ import annotations

import unicodedata

PrintedCell = str | int | None
# Latin letters with all Vietnamese marks, punctuation, arrows, box lines: one column each. It is a set,
# because compiling a pattern over such ranges takes longer than printing a sheet.
_NARROW = frozenset(map(chr, [*range(0x20, 0x300), *range(0x1E00, 0x200B), *range(0x2010, 0x2600)]))


def escape_control(text: str) -> str:
    """Return a text with control, format and unassigned characters written as their code (backslash, u, hex)."""
    return "".join(
        sign
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else f"\\u{ord(sign):04x}"
        for sign in text
    )


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
