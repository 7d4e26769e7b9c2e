"""Holds the burden that came on record after the seal (R9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from procedures.rules.levels import at_levels


class Burden(NamedTuple):
    """The procedures of one kind that came on record after the seal (R9).

    `new` counts those in force after the seal by their documents, `found` those in force before,
    `undated` those of the found that name no document. `cost` is the known cost of the new ones in
    whole đồng a year, `unmeasured` counts the new ones of unknown cost.
    """

    new: int = 0
    found: int = 0
    undated: int = 0
    cost: int = 0
    unmeasured: int = 0


# By kind of procedure, and the levels that carry it out (as `levels.joined_levels`).
BurdenBy = Mapping[tuple[str, str], Burden]


def sum_burden(
    burden: BurdenBy, kinds: Collection[str] | None = None, levels: Collection[str] = ()
) -> Burden:
    """Return the burden of these kinds together, at these levels; without `kinds` or `levels` of all."""
    parts = [
        one
        for (kind, at), one in burden.items()
        if (kinds is None or kind in kinds) and at_levels(at, levels)
    ]
    return Burden(*map(sum, zip(*parts, strict=True))) if parts else Burden()
