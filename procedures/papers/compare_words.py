"""Compares the words of a paper with those that the register gives: by place, or in their order."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procedures.papers.placed_words import PlacedWord
from procedures.papers.read_pdf import plain_letters

_BREAK = re.compile("(?<=[/\u2013-])")
_EXACT = 4000  # words up to which difflib aligns without its shortcut


class Difference(NamedTuple):
    """Names a place where the paper says or shows something else than the register at its position."""

    place: str
    found: str
    expected: str


def compare_places(found: Sequence[PlacedWord], expected: Sequence[PlacedWord]) -> Iterator[Difference]:
    """Yield every place whose value or look differs, that is missing, or that there is too much."""
    wanted = {word.place: word for word in expected}
    for word in found:
        there = wanted.pop(word.place, None)
        if there is None:
            yield Difference(word.place, _told([word]), "")
        elif word != there:
            yield _difference([word], [there])
    for word in wanted.values():
        yield Difference(word.place, "", _told([word]))


def compare_order(found: Sequence[PlacedWord], expected: Sequence[PlacedWord]) -> Iterator[Difference]:
    """Yield every run of words that differs in letters, look or order."""
    ours, theirs = ([(word.text, word.look) for word in words] for words in (found, expected))
    if ours == theirs:
        return
    same = _same_at_start(ours, theirs)
    found, expected, ours, theirs = found[same:], expected[same:], ours[same:], theirs[same:]
    after = _same_at_start(ours[::-1], theirs[::-1])
    ours, theirs = ours[: len(ours) - after], theirs[: len(theirs) - after]
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=len(ours) > _EXACT)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            here, there = found[start:end], expected[first:last]
            if not here or not there:
                told = _told(here or there)
                yield Difference((here or there)[0].place, told if here else "", "" if here else told)
            else:
                yield _difference(here, there)


def _same_at_start(ours: Sequence[object], theirs: Sequence[object]) -> int:
    """Return how many begin alike: aligning thousands of words that agree would take minutes."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(ours), len(theirs)))


def compare_printed(found: Sequence[PlacedWord], written: Sequence[PlacedWord]) -> list[Difference]:
    """Return the differences between the words of a PDF and those of the Word file it was saved from.

    Page numbers, and heads of tables that are repeated on the next page, stand in the PDF only; a line may
    end within a word that has a stroke or hyphen. Where on the page a word stands is not compared.
    """
    expected, printed = _pieces(written), _pieces(found)
    return list(compare_order(list(_without_repeats(printed, expected, _heads(written))), expected))


def _pieces(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    """Return words in the pieces between which a line may end."""
    return [
        PlacedWord(word.place, piece)
        for word in words
        for piece in _BREAK.split(plain_letters(word.text))
        if piece
    ]


def _heads(written: Sequence[PlacedWord]) -> list[list[str]]:
    """Return the words of the first row of every table, each row once."""
    heads: list[list[str]] = []
    rows = 2  # of the table so far: none is open
    for word in written:
        if word.look.startswith("¶tbl"):
            rows = 0
        elif word.look.startswith("¶tr"):
            rows += 1
            if rows == 1:
                heads.append([])
        elif word.text and rows == 1:
            heads[-1] += [piece.text for piece in _pieces([word])]
    unique = {tuple(head): head for head in heads if head}
    return sorted(unique.values(), key=len, reverse=True)


def _without_repeats(
    found: Sequence[PlacedWord], expected: Sequence[PlacedWord], heads: Sequence[Sequence[str]]
) -> Iterator[PlacedWord]:
    """Yield the words of a PDF without page numbers and repeated heads, as long as all else agrees."""
    texts = [word.text for word in expected]
    place, at, starts = "", 0, True
    number = 0
    skip = 0
    for index, word in enumerate(found):
        if skip:
            skip -= 1
            continue
        if word.place != place:
            place, starts, number = word.place, True, number + 1
        following = found[index + 1].text if index + 1 < len(found) else ""
        ends = index + 1 == len(found) or found[index + 1].place != place
        wanted = texts[at] if at < len(texts) else ""
        if word.text == str(number) and (starts or ends) and (word.text != wanted or following == wanted):
            continue
        head = next((head for head in heads if starts and _stands_at(found, index, head)), None)
        if head and number > 1 and texts[at : at + len(head)] != list(head):
            skip = len(head) - 1
            continue
        starts = False
        at += 1
        yield word


def _stands_at(found: Sequence[PlacedWord], index: int, head: Sequence[str]) -> bool:
    return [word.text for word in found[index : index + len(head)]] == list(head)


def _difference(here: Sequence[PlacedWord], there: Sequence[PlacedWord]) -> Difference:
    """Name what differs: the letters alone where the looks are the same, else the looks as well."""
    same_letters = [word.text for word in here] == [word.text for word in there]
    same_looks = [word.look for word in here] == [word.look for word in there]
    if same_letters or not (same_looks or len(here) > 1 or len(there) > 1):
        ours, theirs = _only(here, there), _only(there, here)
        return Difference(here[0].place, ours, theirs)
    return Difference(here[0].place, _told(here), _told(there))


def _only(part: Sequence[PlacedWord], other: Sequence[PlacedWord]) -> str:
    """Return words with those properties that the other side has not."""
    told = []
    for word, beside in zip(part, other, strict=True):
        theirs = set(beside.look.split("; "))
        mine = [one for one in word.look.split("; ") if one and one not in theirs]
        told.append(f"{word.text} [{'; '.join(mine)}]".strip() if mine else word.text)
    return " ".join(told)


def _told(part: Sequence[PlacedWord]) -> str:
    """Return words, and in brackets what has no letters; bare paragraphs and cells where there is nothing else."""
    told = [word.text or f"[{word.look}]" for word in part if word.text or not word.look.startswith("¶")]
    return " ".join(told or [f"[{word.look}]" for word in part])
