"""Tells for what a dossier names a paper: asked for, asked for on condition, its own, or only mentioned."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from procedures.scans.paper_words import Mention, Paper, mentions, papers
from procedures.scans.plain_words import composed, either, pattern, plain
from procedures.scans.scan_rules import scan_rules

ASKED, CONDITIONAL, OWN, MENTIONED = "A", "C", "S", "M"
_SENTENCE = re.compile(r"[.;](?=\s|$)|\n|(?<=\s)[+*•](?=\s)")
_CLAUSE = re.compile(r"[;\n]|\.(?=\s|$)|(?<=\s)[+*•](?=\s)|:(?=\s)|[(),]")
_BEFORE, _AFTER = 90, 90  # letters around a name that tell for what it stands


class PaperPlace(NamedTuple):
    """A paper in one part of a dossier, the words that ask for it, and the letter of what they do."""

    paper: Paper
    part: str
    words: str
    letter: str


class _Part(NamedTuple):
    """A part of the dossier: composed text, plain text, papers named, sentences that state a condition."""

    part: str
    text: str
    words: str
    named: list[Mention]
    conditions: list[tuple[int, int]]


def paper_places(description: Mapping[str, Any]) -> list[PaperPlace]:
    """Return each paper in each part of a procedure's dossier once, with the letter of the strongest words.

    A condition ("trong trường hợp không khai thác được thông tin …") governs its own item. A note ("Trường
    hợp …", "Lưu ý: …") governs the papers that it names in the whole dossier, and naming none, all of them.
    """
    setting = f"{description['name']}\n{description['field']}"
    parts = [_part(name, text, setting) for name, text in _texts(description)]
    governed = _governed(parts)
    own = own_papers(description)
    places = []
    for part in parts:
        here = governed | _governed_here(part)
        for paper, found in _by_paper(part.named).items():
            told = [(_letter(part, mention, here, own), mention) for mention in found]
            letter, mention = min(told, key=lambda one: "SACM".index(one[0]))
            places.append(PaperPlace(paper, part.part, clause_around(part.text, mention), letter))
    return places


def own_papers(description: Mapping[str, Any]) -> set[str]:
    """Return the ids of the papers that a procedure itself issues, replaces, renews or takes back."""
    name = plain(composed(description["name"]))
    return {paper.id for paper in papers() if paper.own.search(name)}


def clause_around(text: str, mention: Mention) -> str:
    """Return the sentence of a composed text in which a paper is named, as it is written."""
    start, end = _bounds(_SENTENCE, text, mention.start, mention.end)
    return text[start:end].strip()


def _texts(description: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return name and text of each part of the dossier: items, headings of cases, what was not understood."""
    found = []
    seen = set()
    for number, item in enumerate(description["items"], 1):
        if item["case"] and item["case"] not in seen:
            seen.add(item["case"])
            found.append((f"items.{number}.case", item["case"]))
        found.append((f"items.{number}", item["name"]))
    unread = [one["words"] for one in description["unread"] if one["part"] == "items"]
    return found + [(f"unread.{number}", words) for number, words in enumerate(unread, 1)]


def _part(name: str, written: str, setting: str) -> _Part:
    text = composed(written)
    words = plain(text)
    hinted = any(hint in words for hint in scan_rules("papers")["signs"]["condition_hints"])
    signs = _conditional().finditer(words) if hinted else ()
    stated = [_bounds(_SENTENCE, text, match.start(), match.end()) for match in signs]
    return _Part(name, text, words, mentions(text, setting), list(dict.fromkeys(stated)))


def _governed(parts: Sequence[_Part]) -> set[str]:
    """Return the ids of the papers that notes govern in the whole dossier; "*" is all of them."""
    governed: set[str] = set()
    note = pattern(scan_rules("papers")["signs"]["note"])
    for part in parts:
        for start, end in part.conditions:
            if note.match(part.words[start:end].lstrip()):
                governed |= {one.paper.id for one in part.named if start <= one.start < end}
        if part.conditions and not part.named and note.match(part.words):
            governed.add("*")
    return governed


def _governed_here(part: _Part) -> set[str]:
    """Return the ids of the papers that conditions of one part govern in it; naming none they govern all."""
    named = [one for one in part.named if any(start <= one.start < end for start, end in part.conditions)]
    return {one.paper.id for one in named} if named or not part.conditions else {"*"}


def _letter(part: _Part, mention: Mention, governed: Collection[str], own: Collection[str]) -> str:
    if any(start <= mention.start < end for start, end in part.conditions):
        return OWN if mention.paper.id in own else CONDITIONAL
    if _only_mentioned(part, mention):
        return MENTIONED
    if mention.paper.id in own:
        return OWN
    return CONDITIONAL if {"*", mention.paper.id} & set(governed) else ASKED


def _only_mentioned(part: _Part, mention: Mention) -> bool:
    start, _end = _bounds(_CLAUSE, part.text, mention.start, mention.end)
    before = part.words[max(0, mention.start - _BEFORE) : mention.start]
    after = part.words[mention.end : mention.end + _AFTER]
    signs = scan_rules("papers")["signs"]
    if either(*signs["mentioned_before"]).search(before) or either(*signs["mentioned_after"]).search(after):
        return True
    sentence, _end = _bounds(_SENTENCE, part.text, mention.start, mention.end)
    return any(
        pattern(signs["form"]).match(led) and not pattern(signs["form_ends"]).search(led)
        for led in (part.words[sentence : mention.end], part.words[start : mention.end])
    )


def _bounds(divider: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the piece of a text between dividers around a place begins and ends."""
    first = 0
    for match in divider.finditer(text, 0, start):
        first = match.end()
    last = divider.search(text, end)
    return first, last.start() if last else len(text)


def _by_paper(named: Sequence[Mention]) -> dict[Paper, list[Mention]]:
    found: dict[Paper, list[Mention]] = {}
    for mention in named:
        found.setdefault(mention.paper, []).append(mention)
    return found


@cache
def _conditional() -> re.Pattern[str]:
    return either(*scan_rules("papers")["signs"]["conditional"])
