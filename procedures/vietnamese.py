"""Folds Vietnamese text for search, and sorts it in the order of the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata
from functools import cache

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền hỏi ngã sắc nặng
_SHAPES = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: these make another letter
_ICELANDIC = str.maketrans("Ðð", "Đđ")
_FIRST = 1000  # sort keys below it belong to signs and digits
_ORDER = {letter: number for number, letter in enumerate(_LETTERS, 1)}


def fold(text: str) -> str:
    """Return the text in small letters without marks, đ as d, spaces single: "Đất  đai" gives "dat dai".

    The Icelandic ð is d as well: names that were recorded with it are found and compared like the others.
    """
    plain = unicodedata.normalize("NFD", with_vietnamese_d(text).casefold().replace("đ", "d"))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


def with_vietnamese_d(text: str) -> str:
    """Return the text with the Vietnamese đ in place of the Icelandic ð (U+00D0, U+00F0), which looks alike.

    Old keyboards and converters write the one for the other; no search would find it.
    """
    return text.translate(_ICELANDIC)


def order(text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
    """Return a sort key: letters in the order of the Vietnamese alphabet, then tones, then the text."""
    places = [_place(sign) for sign in unicodedata.normalize("NFC", with_vietnamese_d(text).casefold())]
    return tuple(letter for letter, _ in places), tuple(tone for _, tone in places), text


@cache
def _place(sign: str) -> tuple[int, int]:
    """Return the places of a letter in the alphabet (after signs and digits) and of its tone."""
    parts = unicodedata.normalize("NFD", sign)
    tone = max((_TONES.get(mark, 0) for mark in parts), default=0)
    base = parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES)
    letter = unicodedata.normalize("NFC", base)
    known = _ORDER.get(letter)
    if known:
        return _FIRST + known, tone
    return ord(letter[0]) if ord(letter[0]) < _FIRST else 5 * _FIRST, tone
