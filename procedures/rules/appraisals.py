"""Reads the criteria of Decree 63/2010/NĐ-CP Art. 28 that the appraisals of a proposal find not met."""

from __future__ import annotations

import json
from typing import Any


def last_opinions(appraisal: str | None) -> dict[str, dict[str, Any]]:
    """Return the last opinion of each appraiser (id), as it was signed; `appraisal`: see `Proposal`."""
    return {opinion["person"]: opinion for opinion in (json.loads(appraisal) if appraisal else ())}


def failed_criteria(appraisal: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """Return each appraiser (id) whose last opinion fails criteria, with these criteria."""
    found = [
        (person, criteria_not_met(opinion)) for person, opinion in sorted(last_opinions(appraisal).items())
    ]
    return [(person, criteria) for person, criteria in found if criteria]


def criteria_not_met(opinion: dict[str, Any]) -> tuple[str, ...]:
    """Return the criteria that an opinion finds not met, by their stable names."""
    return tuple(name for name, met in opinion["criteria"].items() if not met)
