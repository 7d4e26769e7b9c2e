"""Walks the texts of a description (shape `Description`), in the order of a printed page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_TABLES = {
    "channels": ("limit_words", "fee_words", "note"),
    "items": ("case", "name", "form"),
    "bases": ("title", "number", "body"),
}
_AGENCIES = ("performing", "competent", "coordinating", "authorised")


def texts(description: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (part, text) of each text, "" for none; a part is a field, or such as `items.3.name`."""
    for field in ("name", "field", "kind", "subjects", "decision", "decision_body", "address", "steps"):
        yield field, description[field]
    for field in _AGENCIES:
        yield from ((f"agencies.{field}", name) for name in description["agencies"][field])
    for part, fields in _TABLES.items():
        for number, row in enumerate(description[part], 1):
            yield from ((f"{part}.{number}.{field}", row[field]) for field in fields)
    for field in ("conditions", "result", "related"):
        yield field, description[field]


def whole_text(description: Mapping[str, Any]) -> str:
    """Return all texts of a description, one a line."""
    return "\n".join(text for _part, text in texts(description) if text)
