"""Programmes as data."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.rules.threshold import words_of
from procedures.services.programmes import ListedProgramme
from procedures.views.listing import Listing


def programme_list(programmes: Iterable[ListedProgramme]) -> Listing:
    """List presets and adopted programmes: targets (measure, threshold), state, seal, members."""
    rows = [
        (
            programme.id,
            programme.text["name"],
            "; ".join(f"{target['measure']} {words_of(target)}" for target in programme.text["targets"]),
            programme.state,
            programme.sealed,
            programme.members,
        )
        for programme in programmes
    ]
    keys = ("id", "name", "targets", "state", "sealed", "members")
    terms = {"state": "programme", "targets": "target"}
    return Listing("programmes", keys, rows, terms, frozenset({"sealed", "members"}))
