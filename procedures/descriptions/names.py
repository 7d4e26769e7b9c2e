"""Reads lists of names: agencies, and the levels that carry a procedure out."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import stated
from procedures.stated_values import levels_of

# A comma inside a name is followed by a small letter, but in the names of some ministries and departments.
_BETWEEN = re.compile(r"\n|;|,\s*(?=[A-ZĐÀ-Ỹ])(?!Thể thao|Thương binh|Thông tin|Gia đình|Du lịch)")


def levels_in(value: Any) -> tuple[list[str], list[str]]:
    """Return the levels that words name, and the words that were not understood."""
    text = stated(value)
    levels = levels_of(text)
    return (list(levels), []) if levels is not None else ([], [text])


def names_in(value: Any) -> list[str]:
    """Return the names of agencies as written, each once."""
    names = (" ".join(name.split()) for name in _BETWEEN.split(stated(value)))
    return list(dict.fromkeys(name for name in names if name))
