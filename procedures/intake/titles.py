"""Compares the titles of columns, and finds the one that an unknown title was meant to be."""

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

from procedures.spreadsheets.cell_text import comparison_key

_PUNCTUATION = re.compile(r"[^\w]+")
_NEAR = 0.55  # ratio of like letters from which a title may be meant
_BRACKETS = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]*)[)\]]$", re.DOTALL)


@lru_cache(maxsize=4096)
def title_key(text: str) -> str:
    """Return the form in which titles and choices are compared: no case, marks or punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", comparison_key(text)).split())


def without_brackets(title: str) -> tuple[str, str]:
    """Return a title without what stands in brackets at its end, and that; ("Phí (đồng)") -> Phí, đồng."""
    match = _BRACKETS.match(title.strip())
    return (match[1], match[2].strip()) if match else (title, "")


def nearest_title(title: str, known: Iterable[str]) -> str:
    """Return the known title that is most like a title; "" if none is."""
    by_key = {title_key(one): one for one in known}
    near = difflib.get_close_matches(title_key(title), by_key, 1, _NEAR)
    return by_key[near[0]] if near else ""
