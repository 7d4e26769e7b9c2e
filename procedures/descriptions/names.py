"""Reads lists of names: agencies, and the levels that carry a procedure out."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import stated
from procedures.stated_values import levels_of

_BETWEEN = re.compile(r"\n|([;,]\s*)")
# Names of ministries and departments go on with a capital behind a comma: Bộ Văn hóa, Thể thao và Du lịch.
_GOES_ON = ("Thể thao", "Thương binh", "Thông tin", "Gia đình", "Du lịch")


def levels_in(value: Any) -> tuple[list[str], list[str]]:
    """Return the levels that words name, and the words that were not understood."""
    text = stated(value)
    levels = levels_of(text)
    return (list(levels), []) if levels is not None else ([], [text])


def names_in(value: Any) -> list[str]:
    """Return the names of agencies as written, each once; a mark before a small letter stands inside one."""
    first, *rest = _BETWEEN.split(stated(value))
    names = [first]
    for mark, part in zip(rest[::2], rest[1::2], strict=True):
        if mark and (not part[:1].isupper() or part.startswith(_GOES_ON)):
            names[-1] += mark + part
        else:
            names.append(part)
    return list(dict.fromkeys(name for name in (" ".join(name.split()) for name in names) if name))
