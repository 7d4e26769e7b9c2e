"""Compares the levels that carry a procedure out (cấp thực hiện) with the level of a unit (R5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from procedures.storage.rows import Unit
from workflow.storage.rows import Reader

# As the portal states them: Cấp bộ, Cấp tỉnh, Cấp huyện (until 1/7/2025), Cấp xã, Cơ quan khác.
PERFORMING_LEVELS = ("ministry", "province", "district", "commune", "other")
_OTHER = "other"
_LEVEL_OF_UNIT = {
    "ministry": "ministry",
    "province": "province",
    "department": "province",
    "district": "district",
    "commune": "commune",
}


def joined_levels(levels: Sequence[str]) -> str:
    """Return levels as a row keeps them: each once, highest first, joined by commas; "" is unknown."""
    return ",".join(level for level in PERFORMING_LEVELS if level in levels)


def unit_level(path: Sequence[str], reader: Reader) -> str | None:
    """Return the level of the lowest unit of a path (ids, as `unit_path`); a division has that of its parent.

    None where no unit of the path has a level.
    """
    units = (reader.get(Unit, id_) for id_ in path)
    return next((_LEVEL_OF_UNIT[one.kind] for one in units if one and one.kind in _LEVEL_OF_UNIT), None)


def level_finder(path: Callable[[str], tuple[str, ...]], reader: Reader) -> Callable[[str], str | None]:
    """Return a function from a unit's id to its level, which looks each unit up once."""
    known: dict[str, str | None] = {}

    def level(unit: str) -> str | None:
        if unit not in known:
            known[unit] = unit_level(path(unit), reader)
        return known[unit]

    return level


def at_levels(levels: str, wanted: Collection[str]) -> bool:
    """True where one of the `wanted` levels carries a procedure out (`levels` as `joined_levels`).

    An unknown level may be any; without `wanted` every procedure is taken.
    """
    return not levels or not wanted or not set(wanted).isdisjoint(levels.split(","))


def is_above(levels: str, own: str | None) -> bool:
    """True where a procedure (`levels` as `joined_levels`) is carried out only above a unit's own level (R5).

    A unit reviews what is carried out at its level and below it: a department of a province also what
    communes do. Unknown levels, and a unit without one, are never above. "other" is no level of the
    administration.
    """
    if not levels or own is None:
        return False
    reached = PERFORMING_LEVELS[PERFORMING_LEVELS.index(own) :]
    return not any(level in reached and level != _OTHER for level in levels.split(","))
