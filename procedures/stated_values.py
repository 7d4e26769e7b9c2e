"""Reads values that documents state in words: levels, units of time limits, amounts, and that nothing is due.

Workbooks and published descriptions state them alike, so both read them here.
"""

from __future__ import annotations

import re
from functools import lru_cache

from procedures.vietnamese import fold

LEVEL_WORDS = (
    ("Cấp bộ", "ministry"),
    ("Cấp tỉnh", "province"),
    ("Cấp huyện", "district"),
    ("Cấp xã", "commune"),
    ("Cơ quan khác", "other"),
)
"""(the portal's word, stable name) of each level."""

TIME_UNITS = ("hour", "working-day", "day", "month")
"""The units of time limits, by their stable names."""

_SIGNS = re.compile(r"[^\w]+")
_SEPARATORS = re.compile(r"[,;/\n]| và ")
_NOT_KNOWN = frozenset({"chua ro", "khong ro", "khong co thong tin", "unknown"})
_NOTHING = frozenset({"khong", "mien phi", "khong thu", "khong co", "khong mat phi", "khong thu phi"})
_UNITS = {
    "ngay lam viec": "working-day",
    "ngay": "day",
    "ngay lich": "day",
    "ngay tu nhien": "day",
    "gio": "hour",
    "gio lam viec": "hour",
    "thang": "month",
    **{name.replace("-", " "): name for name in TIME_UNITS},
}
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Return words without case, marks and signs."""
    return " ".join(_SIGNS.sub(" ", fold(text)).split())


_LEVELS = {
    key: name for word, name in LEVEL_WORDS for key in (_key(word), _key(word).removeprefix("cap "), name)
}


def levels_of(text: str) -> tuple[str, ...] | None:
    """Return the stable names of levels stated as text: () is unknown, None that one is no level."""
    words = [_key(word) for word in _SEPARATORS.split(text) if word.strip()]
    if all(word in _NOT_KNOWN for word in words):
        return ()
    found = [_LEVELS.get(word) for word in words]
    return None if None in found else tuple(dict.fromkeys(name for name in found if name))


def limit_unit(words: str) -> str:
    """Return the unit (of `TIME_UNITS`) that words name; "" if they name none."""
    return _UNITS.get(_key(words), "")


def says_nothing_is_due(text: str) -> bool:
    """Return whether words say that there is no fee: "không", "miễn phí"."""
    return _key(text) in _NOTHING


def whole_digits(text: str) -> str | None:
    """Return the digits of a whole number with or without marks between thousands; None where it is none."""
    plain = re.sub("[., ]", "", text) if _GROUPED.fullmatch(text) else text
    return str(int(plain)) if re.fullmatch("[0-9]{1,18}", plain) else None
