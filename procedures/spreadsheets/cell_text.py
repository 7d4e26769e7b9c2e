"""One way to clean, to compare and to show text that came from a file.

Three forms: ``tidy`` is stored (NFC, single spaces), ``fold`` is compared (no case,
no marks, d for đ), ``shown`` is printed (short, nothing invisible).
"""

import re
import unicodedata

SHOWN = 60
"""Characters of a file's text that a message repeats."""

MAX_STACK = 30
"""Marks on one letter."""
SHORT = 256
"""Characters that cost nothing, whatever they are."""

# Python sorts stacked marks in quadratic time: 60,000 on one letter take minutes. No
# script needs more than 30 (UAX #15, stream-safe text).
_STACK = re.compile(r"[^\w\s\x00-\x7f]{31,}")
# Besides blanks, only these steer a line: a cell may hold them, a stored text not.
_BREAKS = re.compile("[\r\n\u2028\u2029]+")
_LAYOUT = frozenset("\t\r\n\u2028\u2029")
# Cc control, Cf format (bidi, zero width), Cs surrogate, Co private use. Not Cn: what
# is unassigned differs from one Python to the next, and a verdict must not.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co"})
_REPLACEMENT = "\ufffd"  # a conversion lost a letter here


def tidy_line(text: str) -> str:
    """Return the text in NFC with each run of white space made one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def tidy_lines(text: str) -> tuple[str, ...]:
    """Return the tidy lines of a cell: empty ones and exact repeats dropped."""
    tidied = (tidy_line(line) for line in _BREAKS.split(text))
    return tuple(dict.fromkeys(line for line in tidied if line))


def comparison_key(text: str) -> str:
    """Return the text as headers and agencies are compared: "Đơn  Vị" -> "don vi"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.replace("đ", "d").split())


def first_refused_character(text: str) -> str:
    """Return the first character that no name may hold, or ""."""
    # isprintable() is one call in C, and says no to all of them but the last.
    if not text.replace("\n", "").isprintable() or _REPLACEMENT in text:
        found = [text.index(c) for c in set(text) if _is_refused(c)]
        if found:
            return text[min(found)]
    return _stacked(text) if len(text) > SHORT else ""


def excerpt(text: str) -> str:
    r"""Return at most 60 characters; a refused character is spelt out (\u202e)."""
    # Cut first: the text may be megabytes, and nobody asked for the rest.
    head = text[:SHORT]
    spelt = "".join(f"\\u{ord(c):04x}" if _is_refused(c) else c for c in head)
    line = tidy_line(spelt)
    short = len(line) <= SHOWN and len(head) == len(text)
    return line if short else line[: SHOWN - 1] + "…"


def _is_refused(character: str) -> bool:
    if character in _LAYOUT:
        return False
    return unicodedata.category(character) in _REFUSED or character == _REPLACEMENT


def _stacked(text: str) -> str:
    """Return the first mark of a stack too high for normalising, or ""."""
    for run in _STACK.finditer(text):
        height = 0
        for character in run[0]:
            height = height + 1 if unicodedata.combining(character) else 0
            if height > MAX_STACK:
                return character
    return ""
