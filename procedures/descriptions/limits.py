"""Reads a time limit: one figure and its unit; None where the words are none."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import on_one_line
from procedures.stated_values import limit_unit

_LIMIT = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))? ?([^\W\d_][\w ]{0,30})")
_ONLY_A_FIGURE = re.compile(r"[0-9][0-9.,]*")


def limit_of(words: str) -> dict[str, str] | None:
    """Return value and unit of a limit; None where the words are no single figure with a unit."""
    found = _LIMIT.fullmatch(on_one_line(words))
    unit = limit_unit(found[3]) if found else ""
    if found is None or not unit:
        return None
    decimals = (found[2] or "").rstrip("0")
    value = str(int(found[1])) + (f".{decimals}" if decimals else "")
    return {"value": value, "unit": unit} if value != "0" else None


def lacks_unit(words: str) -> bool:
    """Return whether a limit is only a figure, so that nobody can tell what of."""
    return _ONLY_A_FIGURE.fullmatch(on_one_line(words)) is not None
