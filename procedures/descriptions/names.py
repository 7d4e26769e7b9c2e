"""Reads lists of names: agencies, and the levels that carry a procedure out."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import stated

_LEVELS = {
    "cấp bộ": "ministry",
    "cấp tỉnh": "province",
    "cấp huyện": "district",
    "cấp xã": "commune",
    "cơ quan khác": "other",
}


def levels_in(value: Any) -> tuple[list[str], list[str]]:
    """Return the levels that words name, and the words that were not understood."""
    text = stated(value)
    names = [name.strip().lower() for name in re.split("[,;\n]", text) if name.strip()]
    if all(name in _LEVELS for name in names):
        return list(dict.fromkeys(_LEVELS[name] for name in names)), []
    return [], [text]


def names_in(value: Any) -> list[str]:
    """Return the names of agencies, each once. A comma inside a name is followed by a small letter."""
    text = stated(value)
    names = re.split(r"\n|;|, ?(?=[A-ZĐ])", text)
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))
