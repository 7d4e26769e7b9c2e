"""Defines the word of a paper as a check reads it: its place, its letters, and how the file shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class PlacedWord(NamedTuple):
    """Holds one word, cell or value: where it stands (page 2, cell B7 ...), what it says, how it is shown.

    `look`: properties as the file names them, "vanish.val=1; sz.val=2". What has no letters (a picture, a
    merged cell, a hidden row) has the text "" and a look.
    """

    place: str
    text: str
    look: str = ""


def look_of(properties: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """Return properties as the look of a word, in an order that does not depend on the file's."""
    return "; ".join(f"{name}={value}" for name, value in sorted(dict(properties).items()))


def split_words(place: str, text: str) -> Iterator[PlacedWord]:
    """Yield the words of a text that stands at one place."""
    for word in text.split():
        yield PlacedWord(place, word)
