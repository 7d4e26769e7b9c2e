"""Tells what a procedure does and with what thing, by its name: those of one thing are a family."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from procedures.scans.plain_words import composed, pattern, plain
from procedures.scans.scan_rules import scan_rules


class NameParts(NamedTuple):
    """The deeds of a procedure (ids of data/scans/families.toml, () none known), and the thing."""

    acts: tuple[str, ...]
    thing: str


@cache
def name_parts(name: str) -> NameParts:
    """Return what a procedure does, and with what, by its name.

    "Cấp, cấp lại Giấy phép X" gives issue, reissue and "giay phep x". A name that begins with no
    known act is a thing altogether.
    """
    names = scan_rules("families")["names"]
    words = pattern(names["lead"]).sub("", plain(composed(name)), count=1)
    found = _acts_pattern().match(words)
    acts, rest = (found[0], words[found.end() :]) if found else ("", words)
    rest = pattern(names["ends"]).sub("", rest)
    thing = " ".join(pattern(names["aside"]).sub(" ", rest).split())
    return NameParts(tuple(_acts_in(acts)), thing)


def is_narrower(acts: tuple[str, ...]) -> bool:
    """True where a procedure does only what follows a first issue: again, in exchange, longer, amended."""
    return bool(acts) and set(acts) <= {"reissue", "exchange", "extend", "amend"}


def block_of(description: Mapping[str, Any]) -> str:
    """Return the block in which a procedure is compared: its field, else how its thing begins."""
    field = plain(composed(description["field"])).strip()
    return field or " ".join(name_parts(description["name"]).thing.split()[:3])


def _acts_in(words: str) -> list[str]:
    found = []
    rest = words
    while rest and (match := _one_act().search(rest)):
        found.append(_act_ids()[" ".join(match[0].split())])
        rest = rest[match.end() :]
    return list(dict.fromkeys(found))


@cache
def _act_ids() -> dict[str, str]:
    acts = scan_rules("families")["act"]
    return {plain(composed(word)): act["id"] for act in acts for word in act["words"]}


@cache
def _one_act() -> re.Pattern[str]:
    longest_first = sorted(_act_ids(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(one.replace(" ", r"\s+") for one in longest_first) + r")\b")


@cache
def _acts_pattern() -> re.Pattern[str]:
    one = _one_act().pattern
    between = pattern(scan_rules("families")["names"]["between"]).pattern
    return re.compile(rf"{one}(?:{between}{one})*")
