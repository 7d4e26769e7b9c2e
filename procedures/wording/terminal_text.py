"""Text that is safe and fits in a terminal: control characters, width, one line."""

from __future__ import annotations

import unicodedata

Cell = str | int | None
# Latin letters with all Vietnamese marks, punctuation, arrows, box lines: one column each. A set,
# because compiling a pattern over such ranges takes longer than printing a sheet.
_NARROW = frozenset(map(chr, [*range(0x20, 0x300), *range(0x1E00, 0x200B), *range(0x2010, 0x2600)]))


def escape_control(text: str) -> str:
    """User text for a terminal: control and format characters shown, never obeyed."""
    return "".join(
        sign
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        else f"\\u{ord(sign):04x}"
        for sign in text
    )


def one_line(text: str) -> str:
    """Inert, and on one line."""
    return escape_control(" ".join(text.split()))


def width(text: str) -> int:
    """Columns a text takes in a terminal."""
    composed = unicodedata.normalize("NFC", text)
    if _NARROW.issuperset(composed):
        return len(composed)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in composed
    )


def truncate(text: str, columns: int) -> str:
    """At most so many columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > columns - 1:
            break
        kept += sign
    return kept.rstrip() + "…"
