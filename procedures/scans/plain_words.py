"""Compares Vietnamese words without marks, i and y alike, and keeps the place of each letter."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from procedures.vietnamese import fold

_Y_FOR_I = re.compile(r"\b([hklmstv]|qu)y\b")  # kỹ and kĩ, lý and lí, quý and quí
_BLANK = re.compile(r" \??(?![^\[\]]*\])")  # but not within a class of letters


def composed(text: str) -> str:
    """Return a text with each letter and its marks as one sign (NFC), as the places of `plain` count."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=2048)  # each rule asks for the same texts again
def plain(text: str) -> str:
    """Return a composed text in small letters without marks, letter by letter: both have one length."""
    return _Y_FOR_I.sub(r"\1i", text.translate(_PLAIN))


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """Return a regular expression written with marks, for use on plain text; a space is any blank space."""
    plainly = plain(composed(expression))
    return re.compile(_BLANK.sub(lambda blank: r"\s*" if blank[0] == " ?" else r"\s+", plainly))


@cache
def either(*expressions: str) -> re.Pattern[str]:
    """Return one pattern for several expressions (see `pattern`)."""
    return pattern("|".join(f"(?:{one})" for one in expressions))


def starts_word(text: str, place: int) -> bool:
    """True where a word begins at a place of a composed text; "địnhGiấy" is two words run together."""
    if place == 0 or not text[place - 1].isalnum():
        return True
    return text[place].isupper() and text[place - 1].islower()


class _PlainLetters(dict[int, str]):
    """The plain sign of each letter, told once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = " " if letter.isspace() else fold(letter)
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


_PLAIN = _PlainLetters()
