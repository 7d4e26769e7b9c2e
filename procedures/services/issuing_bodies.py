"""Tells the body that issued a text from the mark in its number: TT-BTP is the Ministry of Justice's."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from procedures.paths import DATA
from procedures.rules.action_kinds import LEVELS
from procedures.rules.document_levels import higher_level, level_of_number, plain_number
from procedures.vietnamese import fold

MINISTRY = "ministry"
NOT_TOLD = "bo-khac"
"""The id of the body of texts whose number names no ministry that is known."""
_FILE = DATA / "issuing-bodies.toml"


class HigherBody(NamedTuple):
    """A body above the province: its names in Vietnamese, its level (of LEVELS), the marks of its texts.

    `changed` says what became of it on 1/3/2025, "" if nothing did; `divided`: its tasks are now those of
    several bodies. `former` are names that it, or what went into it, had before.
    """

    id: str
    name: str
    short: str
    level: str
    marks: tuple[str, ...]
    former: tuple[str, ...]
    changed: str
    divided: bool


@cache
def issuing_bodies() -> tuple[HigherBody, ...]:
    """Return every body above the province, the highest first."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(map(_body, data["body"]))


def body_of_text(document: str, authority: str) -> HigherBody:
    """Return the body that alone can amend a text, by its number; `authority` is the level stated for it.

    The higher of both levels counts (R13). Of a joint circular it is the ministry named first. A number, or a
    name, that tells no ministry is of the body `NOT_TOLD`.
    """
    level = higher_level(authority, level_of_number(document))
    if level == MINISTRY:
        return ministry_of_text(document) or body_by_id(NOT_TOLD)
    return next(body for body in issuing_bodies() if body.level == level)


def ministry_of_text(text: str) -> HigherBody | None:
    """Return the ministry whose mark stands first in a text, else whose name does; None where none does."""
    plain = plain_number(text)
    found = [
        (order, match.start(), -len(match[0]), body.id)
        for body, *patterns in _patterns()
        for order, pattern in enumerate(patterns)
        if (match := pattern.search(plain))
    ]
    return body_by_id(min(found)[-1]) if found else None


def body_by_id(id_: str) -> HigherBody:
    """Return the body with this id. Raises KeyError: when there is none."""
    return _by_id()[id_]


def named_body(word: str) -> HigherBody | None:
    """Return the body that a word names: its id, a mark of its texts, or a name, with or without marks."""
    wanted = fold(word)
    return next((body for body in issuing_bodies() if wanted in _words_of(body)), None)


def lies_above(authority: str, document: str, own: str) -> bool:
    """Return True where a text is a ministry's or of a higher body, and above `own`, the register's level."""
    level = LEVELS.index(higher_level(authority, level_of_number(document)))
    return level >= LEVELS.index(MINISTRY) and level >= LEVELS.index(own)


def _words_of(body: HigherBody) -> frozenset[str]:
    return frozenset({body.id, *map(fold, (body.name, body.short, *body.marks, *body.former))})


@cache
def _by_id() -> Mapping[str, HigherBody]:
    return {body.id: body for body in issuing_bodies()}


@cache
def _patterns() -> tuple[tuple[HigherBody, re.Pattern[str], re.Pattern[str]], ...]:
    """Return for each ministry its marks in a folded number, behind a hyphen or slash, and its names."""
    made = []
    for body in issuing_bodies():
        marks = "|".join(re.escape(plain_number(mark)) for mark in body.marks)
        names = "|".join(re.escape(plain_number(name)) for name in (body.name, *body.former))
        if body.level == MINISTRY and marks:
            mark = re.compile(rf"(?<=[-/. ])(?:{marks})[0-9]?(?![a-z&])")
            made.append((body, mark, re.compile(rf"\b(?:{names})\b")))
    return tuple(made)


def _body(one: Mapping[str, Any]) -> HigherBody:
    return HigherBody(
        one["id"],
        one["name"],
        one["short"],
        one["level"],
        tuple(one.get("marks", ())),
        tuple(one.get("former", ())),
        one.get("changed", ""),
        one.get("divided", False),
    )
