"""Descriptions as data: what was read, the whole description, and its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from procedures.rules.description_changes import DescriptionChange
from procedures.services.descriptions import DescriptionVersion


def description_page(code: str, description: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole description under its code."""
    return {"code": code, "description": dict(description)}


def changes_page(
    code: str, versions: Sequence[tuple[DescriptionVersion, Sequence[DescriptionChange]]]
) -> dict[str, Any]:
    """Return each description that came on record, by its entry, with its differences from the one before."""
    return {
        "code": code,
        "versions": [
            {
                "seq": version.seq,
                "recorded_at": version.recorded_at,
                "person": version.person,
                "source": version.source,
                "changes": [change._asdict() for change in changes],
            }
            for version, changes in versions
        ],
    }
