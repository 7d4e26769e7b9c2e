"""Compares the words of actions and dossier items without marks, signs and numbering."""

from __future__ import annotations

import difflib
import re
from itertools import pairwise

from procedures.vietnamese import fold

_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")
_NUMBERING = re.compile(r"^\s*(?:[-–+*•]|\(?\d{1,2}[.)]|[a-zđ][.)])+\s*", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]{3,})[”\"»]")
_SENTENCE = re.compile(r"[;\n]|\.(?=\s|$)|(?<=\s)[+*•](?=\s)|[()]")


def plain_line(text: str) -> str:
    """Return a text in small letters without marks, signs and leading numbering."""
    return _NOT_A_LETTER.sub(" ", fold(_NUMBERING.sub("", text))).strip()


def quoted_words(text: str) -> list[str]:
    """Return what a text quotes between “ ”, « » or straight quotes, in its order, each once."""
    return list(dict.fromkeys(_QUOTED.findall(text)))


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a text without marks, parentheses as sentences of their own."""
    pieces = (fold(piece) for piece in _SENTENCE.split(text))
    return [piece for piece in pieces if piece]


def names_whole(text: str, phrase: str) -> bool:
    """True where a plain text holds a plain phrase as whole words."""
    return bool(phrase) and f" {phrase} " in f" {text} "


def alikeness(one: str, other: str) -> float:
    """Return from 0 to 1 how many letters two plain texts have in common, in their order."""
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def word_pairs(text: str) -> set[str]:
    """Return each word of a plain text with the next: a syllable alone says little in Vietnamese."""
    words = text.split()
    return {f"{one} {other}" for one, other in pairwise(words)} or set(words)
