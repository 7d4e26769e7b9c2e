"""Reads a time limit: one figure and its unit; None where the words are none."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import one_line

_UNITS = {
    "ngày làm việc": "working-day",
    "ngày": "day",
    "giờ": "hour",
    "giờ làm việc": "hour",
    "tháng": "month",
}
_LIMIT = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))? ([^\W\d_][\w ]*)")


def limit_of(words: str) -> dict[str, str] | None:
    """Return value and unit of a limit; None where the words are no single figure with a unit."""
    found = _LIMIT.fullmatch(one_line(words))
    unit = _UNITS.get(found[3].lower()) if found else None
    if found is None or unit is None:
        return None
    value = str(int(found[1])) + (f".{found[2]}" if found[2] else "")
    return {"value": value, "unit": unit}
