"""Cleans the words of a record: NFC, plain blanks, no tags of pages, no characters that a journal refuses."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_VIETNAMESE = [chr(code) for code in (*range(0x61, 0x7B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
SMALL = "a-z" + "".join(letter for letter in _VIETNAMESE if letter.islower() and letter > "z")
CAPITAL = "A-Z" + "".join(letter for letter in _VIETNAMESE if letter.isupper())
"""The letters of each case for a class of a pattern: `[à-ỹ]` would hold capitals too."""
# Control, format, private and lone surrogate characters, and what will never be a character. What is only
# not assigned yet stays: it differs from one Python to the next, and a record must read alike on each.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Co"})
_NEVER = re.compile(
    "[\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(n * 0x10000 + 0xFFFE) + chr(n * 0x10000 + 0xFFFF) for n in range(1, 17))
    + "]"
)
_BREAKS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Python sorts stacked marks in quadratic time; no script needs more than 30 (UAX #15).
_STACK = re.compile(r"([^\w\s\x00-\x7f]{30})[^\w\s\x00-\x7f]+")
_BREAK_TAG = re.compile(r"<(?:br ?/?|/p|/div|/li|/tr)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|strong|em|ul|ol|li|table|tbody|tr|td|a)(?: [^<>]{0,300})?/?>", re.IGNORECASE
)
_NOT_STATED = re.compile(r"không có thông tin\.?|-*", re.IGNORECASE)


def clean(value: Any) -> str:
    """Return the words of a value: lines with single blanks, no empty line; "" for what is no text."""
    if not isinstance(value, str) or not value:
        return ""
    text = _STACK.sub(r"\1", value)
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    if "<" in text:
        text = _TAG.sub(" ", _BREAK_TAG.sub("\n", text))
    lines = _lines(text)
    if not lines.replace("\n", "").isprintable():  # the rest is seldom needed
        refused = "".join(sign for sign in set(lines) if sign != "\n" and _is_refused(sign))
        lines = _lines(unicodedata.normalize("NFC", lines.translate(dict.fromkeys(map(ord, refused)))))
    return lines


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _is_refused(sign: str) -> bool:
    return unicodedata.category(sign) in _REFUSED or _NEVER.match(sign) is not None


def stated(value: Any) -> str:
    """Return the words of a value, "" where they say that there is no information."""
    text = clean(value)
    return "" if _NOT_STATED.fullmatch(text) else text


def on_one_line(value: Any) -> str:
    """Return stated words on one line."""
    return " ".join(stated(value).split())
