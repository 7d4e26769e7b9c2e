"""Takes rows and sections out of records whose shape nobody promised, and begins a description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.clean_text import clean

MAX_WORDS = 100_000
"""Characters of a text of a description; of a longer one the beginning is told as unread."""
_MOST = {"channels": 200, "items": 2000, "bases": 500}


def rows_in(value: Any) -> list[dict[str, Any]]:
    """Return the rows of a table that is a list of objects; what is none is left out."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def section(words: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the section of a record, empty where there is none."""
    found = words.get(name)
    return found if isinstance(found, dict) else {}


def unread_parts(**parts: list[str]) -> list[dict[str, str]]:
    """Return the words that were not understood, each once for the part it is of."""
    pairs = dict.fromkeys((part, clean(words)) for part, many in parts.items() for words in many)
    return [{"part": part, "words": words} for part, words in pairs if words]


def nothing_read() -> dict[str, Any]:
    """Return a description in which nothing is stated."""
    return {
        "name": "",
        "levels": [],
        "decision": "",
        "decision_body": "",
        "field": "",
        "kind": "",
        "subjects": "",
        "agencies": {"performing": [], "competent": [], "coordinating": [], "authorised": []},
        "address": "",
        "steps": "",
        "channels": [],
        "items": [],
        "bases": [],
        "conditions": "",
        "result": "",
        "related": "",
        "unread": [],
    }


def within_limits(description: dict[str, Any]) -> dict[str, Any]:
    """Return a description whose parts are no longer than its shape allows; what is longer is unread."""
    unread = description["unread"]
    long = [
        name
        for name, value in description.items()
        if name != "unread" and (_is_long(value) or len(value) > _MOST.get(name, MAX_WORDS))
    ]
    if not long and not _is_long(unread):
        return description
    empty = nothing_read()
    told = [{"part": name, "words": _longest_text(description[name])[:MAX_WORDS]} for name in long]
    told += [{name: text[:MAX_WORDS] for name, text in one.items()} for one in unread]
    return description | {name: empty[name] for name in long} | {"unread": told}


def _is_long(value: Any) -> bool:
    """Return whether a text anywhere in a value is too long."""
    if isinstance(value, str):
        return len(value) > MAX_WORDS
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_is_long, inside))


def _longest_text(value: Any) -> str:
    """Return the longest text in a value: that which made it too long, or one of its too many rows."""
    if isinstance(value, str):
        return value
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max(map(_longest_text, inside), key=len, default="")
