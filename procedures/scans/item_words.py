"""Takes the core out of an item's name, so that one paper is one paper in any dossier."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from procedures.scans.plain_words import composed, either, pattern, plain
from procedures.scans.scan_rules import scan_rules

_KNOWN = 50_000  # names kept: a nation's procedures have about so many different items


def core_items(description: Mapping[str, Any]) -> dict[str, int]:
    """Return the core of each paper of a dossier -> the number of its first item (from 1)."""
    found: dict[str, int] = {}
    for number, item in enumerate(description["items"], 1):
        core = core_of_item(item["name"])
        if core and not item["form"]:
            found.setdefault(core, number)
    return found


@lru_cache(maxsize=_KNOWN)
def core_of_item(name: str) -> str:
    """Return an item's name without marks, numbers, kind of copy and provision; "" where it is no paper.

    "01 bản sao có chứng thực Bằng tốt nghiệp (nếu có)" gives "bang tot nghiep". Forms and notes give "".
    """
    rules = scan_rules("repeats")["core"]
    words = plain(composed(name))
    for one in rules["aside"]:
        words = pattern(one).sub(" ", words)
    lead = either(*rules["lead"])
    words = words.strip()
    while (found := lead.match(words)) and found.end():
        words = words[found.end() :].lstrip()
    words = " ".join(words.split()).strip(" -+*.,;:/")
    told = len(words) >= rules["shortest"] and not pattern(rules["not_an_item"]).match(words)
    return words if told else ""
