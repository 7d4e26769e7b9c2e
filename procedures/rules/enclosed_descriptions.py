"""Writes and reads the enclosure of an act that puts descriptions on record: a JSON line for each procedure.

A line holds the code (as the journal names the procedure), the words as they were published, and the
description that was read of them (shape `Description`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from workflow.journal.characters import refused_in_json
from workflow.journal.strict_json import dumps

DESCRIBE = "procedure.describe"
"""The act that encloses descriptions."""


class EnclosedDescription(NamedTuple):
    """The words of a record, as its fields, and the description that was read of them."""

    words: Mapping[str, Any]
    description: Mapping[str, Any]


def enclosure_of(descriptions: Mapping[str, EnclosedDescription]) -> bytes:
    """Return the enclosure that holds these descriptions, by code."""
    lines = (
        dumps({"code": code, "words": one.words, "description": one.description})
        for code, one in sorted(descriptions.items())
    )
    return "".join(line + "\n" for line in lines).encode()


def enclosed_description(
    enclosures: Mapping[str, bytes], digest: str, code: str
) -> EnclosedDescription | None:
    """Return what an enclosure (by its SHA-256) holds of a code; None: nothing, or nothing that can be read.

    Characters that no text of a journal may hold make a line unreadable.
    """
    data = enclosures.get(digest)
    line = _lines(data).get(code) if data is not None else None
    if line is None:
        return None
    try:
        text = line.decode()
        held = json.loads(text)
        words, description = held["words"], held["description"]
    except (ValueError, KeyError, RecursionError):
        return None
    sound = isinstance(words, dict) and isinstance(description, dict) and not refused_in_json(text)
    return EnclosedDescription(words, description) if sound else None


@lru_cache(maxsize=2)  # an act asks for each of its items
def _lines(data: bytes) -> dict[str, bytes]:
    """Return code -> line of an enclosure; of a code that stands on two lines neither is there."""
    found: dict[str, bytes] = {}
    twice = set()
    for line in data.splitlines():
        head = line.partition(b'"code":"')[2].partition(b'"')[0].decode("utf-8", "replace")
        if not line.startswith(b'{"code":"') or head in found:
            twice.add(head)
        found[head] = line
    return {code: line for code, line in found.items() if code not in twice}
