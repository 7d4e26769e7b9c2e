"""Finds where words name a paper of Article 4 of Resolution 66.7/2025/NQ-CP, by its old and new names."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from procedures.scans.finding import Law
from procedures.scans.plain_words import composed, either, pattern, plain, starts_word
from procedures.scans.scan_rules import scan_rules


class Paper(NamedTuple):
    """A paper of Article 4: its names, what sets look-alikes apart, and procedures whose own it is."""

    id: str
    name: str
    database: str
    law: Law
    stems: tuple[str, ...]
    names: re.Pattern[str]
    unlike: tuple[str, ...]
    own: re.Pattern[str]
    other_field: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None


class PaperDatabase(NamedTuple):
    """A database whose data replace papers (Art. 4), and the ministry that keeps it (Annex I)."""

    id: str
    name: str
    owner: str


class Mention(NamedTuple):
    """A place in a text (composed, see `plain_words`) that names a paper."""

    paper: Paper
    start: int
    end: int


@cache
def papers() -> tuple[Paper, ...]:
    """Return the papers of Article 4, in its order."""
    rules = scan_rules("papers")
    clauses = {database["id"]: database["clause"] for database in rules["database"]}
    return tuple(_paper(raw, clauses[raw["database"]], rules["document"]) for raw in rules["paper"])


def paper_databases() -> dict[str, PaperDatabase]:
    """Return the databases of Article 4 by id, in its order."""
    raw = scan_rules("papers")["database"]
    return {one["id"]: PaperDatabase(one["id"], one["name"], one["owner"]) for one in raw}


def mentions(text: str, setting: str = "") -> list[Mention]:
    """Return where a composed text names papers, in its order; `setting` is the procedure's name and field.

    A longer name swallows what it holds, so that each place counts for one paper only.
    """
    words, plain_setting = plain(text), plain(composed(setting))
    found: list[Mention] = []
    for paper in papers():
        if not any(stem in words for stem in paper.stems):
            continue
        other = paper.other_field
        for match in paper.names.finditer(words):
            if not starts_word(text, match.start()) or _inside_word(words, match.end()):
                continue
            if _looks_alike(paper, text, words, match) or (
                other is not None and (other.search(plain_setting) or other.search(words))
            ):
                continue
            found.append(Mention(paper, match.start(), match.end()))
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def named_papers(text: str) -> set[str]:
    """Return the ids of the papers that a text names."""
    return {mention.paper.id for mention in mentions(composed(text))}


def _paper(raw: dict[str, Any], clause: str, document: str) -> Paper:
    optional = {key: pattern(raw[key]) if key in raw else None for key in _OPTIONAL}
    return Paper(
        raw["id"],
        raw["name"],
        raw["database"],
        Law(document, "4", clause, raw.get("point", "")),
        tuple(raw["stems"]),
        either(*raw["names"]),
        tuple(raw.get("unlike", ())),
        either(*raw["own"]),
        **optional,
    )


_OPTIONAL = ("other_field", "not_after", "not_before")


def _inside_word(words: str, end: int) -> bool:
    return end < len(words) and words[end].isalpha() and words[end - 1].isalpha()


def _looks_alike(paper: Paper, text: str, words: str, match: re.Match[str]) -> bool:
    """True where a name is none: other words with marks, or of something else by what stands around it."""
    written = " ".join(text[match.start() : match.end()].casefold().split())
    return (
        any(re.search(rf"\b{other}\b", written) for other in paper.unlike)
        or bool(paper.not_after and paper.not_after.search(words[: match.start()][-60:]))
        or bool(paper.not_before and paper.not_before.search(words[match.end() :][:60]))
    )
