"""Finds the dossier items that an action means, by the words it quotes or names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from procedures.rules.portal.data_papers import is_note, paper_topics
from procedures.rules.portal.words import alikeness, names_whole, plain_line, quoted_words, word_pairs

_LIKE = 0.75  # likeness from which two names are one name that was changed
_NEAR = 0.08  # difference of likeness within which two items are equally like
_ENOUGH = 0.6  # share of what an action says in words of the dossier that the item meant must have
_VERBS = re.compile(
    r"\b(?:cat giam|bai bo|bo|luoc bo|giam|khong yeu cau|khong phai|thay the|thay|nop|xuat trinh"
    r"|thanh phan ho so|bang du lieu|bang viec khai thac.*|khai thac.*|(?:tu|trong) co so du lieu.*)\b"
)


class ItemChoice(NamedTuple):
    """The places (from 0) of the items meant, which have one name, or why there are none.

    `phrase` is the words for the paper, plain; they may be a part of the item's.
    """

    places: tuple[int, ...]
    phrase: str
    why: str = ""


def chosen_items(items: Sequence[Mapping[str, Any]], texts: Sequence[str]) -> ItemChoice:
    """Return the items of a dossier that the texts of an action mean: what they quote, else name.

    The first text that leads anywhere decides. Several items of one name are the same paper in several
    cases. `why` is several-alike where items of different names are equally like, no-item where none is.
    """
    names = {n: plain_line(item["name"]) for n, item in enumerate(items) if not is_note(item)}
    for text in texts:
        for quoted in quoted_words(text):
            choice = _chosen(names, _whole_words(quoted), quoted=True)
            if choice.why != "no-item":
                return choice
    for text in texts:
        words = plain_line(text)
        choice = _held(names, words)
        if choice.why == "no-item":
            choice = _chosen(names, " ".join(_VERBS.sub(" ", words).split()), quoted=False)
        if choice.why != "no-item":
            return choice
    return ItemChoice((), "", "no-item")


def _whole_words(quoted: str) -> str:
    """Return quoted words in plain letters, without a last word that was cut ("…")."""
    words = plain_line(quoted)
    return words.rpartition(" ")[0] if quoted.rstrip().endswith(("…", "...")) else words


def _chosen(names: Mapping[int, str], phrase: str, *, quoted: bool) -> ItemChoice:
    if not phrase:
        return ItemChoice((), "", "no-item")
    equal = [n for n, name in names.items() if name == phrase]
    if equal:
        return ItemChoice(tuple(equal), phrase)
    holding = [n for n, name in names.items() if names_whole(name, phrase)]
    if holding:
        return _one_name(names, holding, phrase)
    within = _held(names, phrase)
    if within.why != "no-item":
        return within
    if quoted:
        scores = {n: alikeness(phrase, name) for n, name in names.items()}
        return _best(names, scores, _LIKE, phrase)
    return _named(names, phrase)


def _held(names: Mapping[int, str], text: str) -> ItemChoice:
    """Return the item whose whole name stands in a plain text; no-item where none does.

    "Giấy khai sinh" within "Giấy khai sinh của con": the longest is meant, unless others are named beside it.
    """
    held = [n for n, name in names.items() if len(name.split()) > 1 and names_whole(text, name)]
    if not held:
        return ItemChoice((), "", "no-item")
    longest = max((names[n] for n in held), key=_length)
    meant = [n for n in held if names[n] == longest or not names_whole(longest, names[n])]
    return _one_name(names, meant, longest)


def _length(text: str) -> int:
    return len(text)


def _named(names: Mapping[int, str], phrase: str) -> ItemChoice:
    """Return the item that has most of what the phrase says in words of this dossier; rare words say more."""
    pairs = {n: word_pairs(name) for n, name in names.items()}
    often = Counter(pair for found in pairs.values() for pair in found)
    said = {pair: math.log(1 + len(names) / often[pair]) for pair in word_pairs(phrase) if pair in often}
    topics = paper_topics(phrase)
    if topics:  # it names a paper of Art. 4: only items that do, too
        pairs = {n: found for n, found in pairs.items() if paper_topics(names[n]) & topics}
    whole = sum(said.values())
    if not whole or not pairs:
        return ItemChoice((), "", "no-item")
    if len(said) == 1 and not topics:  # one pair of words is no name
        return ItemChoice((), "", "no-item")
    scores = {n: sum(said[pair] for pair in found & said.keys()) / whole for n, found in pairs.items()}
    return _best(names, scores, _ENOUGH, phrase)


def _best(names: Mapping[int, str], scores: Mapping[int, float], least: float, phrase: str) -> ItemChoice:
    highest = max(scores.values(), default=0)
    if highest < least:
        return ItemChoice((), "", "no-item")
    return _one_name(names, [n for n, score in scores.items() if score > highest - _NEAR], phrase)


def _one_name(names: Mapping[int, str], places: Sequence[int], phrase: str) -> ItemChoice:
    if len({names[n] for n in places}) > 1:
        return ItemChoice((), phrase, "several-alike")
    return ItemChoice(tuple(sorted(places)), phrase)
