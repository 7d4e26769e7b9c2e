"""A list as data: rows under stable names, and the kind of value in each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

ListingCell = str | int | None


class Listing(NamedTuple):
    """Rows of a list. `name` distinguishes it from other lists, for the heads of its columns.

    `terms` gives the kind of a column's text, where it is no plain text: the kind of a stable name (state,
    act, role ...; several names are joined by ", "), "day" (ISO date) or "instant" (UTC, ISO 8601). `right`
    holds the columns of numbers.
    """

    name: str
    keys: tuple[str, ...]
    rows: Sequence[tuple[ListingCell, ...]]
    terms: Mapping[str, str] = {}
    right: frozenset[str] = frozenset()


def listing_page(listing: Listing) -> dict[str, Any]:
    """Return the list as `--json` prints it: one object a row, under the columns' names."""
    return {"rows": [dict(zip(listing.keys, row, strict=True)) for row in listing.rows]}
