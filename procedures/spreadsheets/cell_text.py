"""Cleans, compares and prints text that came from a file.

Three forms: `tidy_line` is stored (NFC, single spaces), `comparison_key` is compared (no case, no
marks, d for đ), `excerpt` is printed (at most 60 characters, nothing invisible).
"""

import re
import unicodedata

SHOWN = 60
"""Characters of a file's text that a message repeats."""

MAX_STACK = 30
"""Combining marks on one letter."""
SHORT = 256
"""Characters of a text that may be normalised before it was checked: the time is negligible."""

# Python sorts stacked marks in quadratic time: 60,000 on one letter take minutes. No
# script needs more than 30 (UAX #15, stream-safe text).
_STACK = re.compile(r"[^\w\s\x00-\x7f]{31,}")
# The layout characters end a line or move the cursor. A cell may hold them; `tidy_line` makes them spaces.
_BREAKS = re.compile("[\r\n\u2028\u2029]+")
_LAYOUT = frozenset("\t\r\n\u2028\u2029")
# Cc control, Cf format (bidi, zero width), Cs surrogate, Co private use. Not Cn: unassigned characters
# differ between versions of Python, and the same file must get the same answer from each.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co"})
_CROSSED_D = str.maketrans("đð", "dd")  # ð (U+00F0) looks like đ, and is written for it
# A letter that a code page does not have is saved as "?": in Vietnamese text one stands inside a word.
_LOST = re.compile(r"(?<![/=&])\?(?=[^\W\d_])")
_ADDRESS = "://"
_REPLACEMENT = "\ufffd"  # an earlier conversion lost a letter here


def tidy_line(text: str) -> str:
    """Return the text in NFC, each run of white space as one space, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def tidy_lines(text: str) -> tuple[str, ...]:
    """Return the tidy lines of a cell in order, without empty lines and exact repeats."""
    tidied = (tidy_line(line) for line in _BREAKS.split(text))
    return tuple(dict.fromkeys(line for line in tidied if line))


def comparison_key(text: str) -> str:
    """Return the form in which titles and agencies are compared: "Đơn  Vị" -> "don vi"; Ð as Đ."""
    apart = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(c for c in apart if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.translate(_CROSSED_D).split())


def first_refused_character(text: str) -> str:
    """Return the first character that a stored text may not hold, or ""."""
    # isprintable() is one call in C and is false for every refused character except U+FFFD.
    if not text.replace("\n", "").isprintable() or _REPLACEMENT in text:
        found = [text.index(c) for c in set(text) if _is_refused(c)]
        if found:
            return text[min(found)]
    return _too_high_mark(text) if len(text) > SHORT else ""


def lost_letters(text: str) -> bool:
    """Return whether letters of a text were lost to "?": "Th? t?c" once was "Thủ tục"."""
    return "?" in text and _ADDRESS not in text and _LOST.search(text) is not None


def excerpt(text: str) -> str:
    r"""Return at most 60 characters, safe to print; a refused character is written as \u202e."""
    # Cut first: the text may be megabytes long.
    head = text[:SHORT]
    spelt = "".join(f"\\u{ord(c):04x}" if _is_refused(c) else c for c in head)
    line = tidy_line(spelt)
    complete = len(line) <= SHOWN and len(head) == len(text)
    return line if complete else line[: SHOWN - 1] + "…"


def _is_refused(character: str) -> bool:
    if character in _LAYOUT:
        return False
    return unicodedata.category(character) in _REFUSED or character == _REPLACEMENT


def _too_high_mark(text: str) -> str:
    """Return the mark with which a letter has more than MAX_STACK marks, or ""."""
    for run in _STACK.finditer(text):
        height = 0
        for character in run[0]:
            height = height + 1 if unicodedata.combining(character) else 0
            if height > MAX_STACK:
                return character
    return ""
