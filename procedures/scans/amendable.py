"""Finds the text to amend where a requirement is dropped: the lowest basis that could hold it (R13)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from procedures.rules.action_kinds import LEVELS
from procedures.rules.document_levels import level_of_number
from procedures.scans.finding import Amendable
from procedures.vietnamese import fold

_HOLDERS = {"law", "ordinance", "resolution", "decree", "decision", "circular", "joint-circular", None}
_FEES = re.compile(r"\b(?:muc (?:thu )?(?:phi|le phi)|muc thu|thu, nop|che do thu|(?:phi,|phi va) le phi)\b")
# Texts on how procedures in general are handled, kept and published: no single requirement stands in them.
_GENERAL = re.compile(
    r"\b(?:66\.7/2025/nq-cp|206/2025/qh15|61/2018/nd-cp|107/2021/nd-cp|118/2025/nd-cp|45/2020/nd-cp"
    r"|42/2022/nd-cp|63/2010/nd-cp|92/2017/nd-cp|48/2013/nd-cp|02/2017/tt-vpcp|01/2018/tt-vpcp"
    r"|20/2023/qh15|51/2005/qh11)\b"
)
_PUBLISHES = re.compile(r"\bcong bo (?:danh muc )?(?:cac )?(?:thu tuc hanh chinh|tthc)\b")


def text_to_amend(description: Mapping[str, Any]) -> Amendable:
    """Return the lowest texts among the legal bases that could hold a requirement, with their level.

    Left out are texts on fees, on procedures in general, and decisions that only publish procedures. Several
    texts of the lowest level stand together, divided by "; "; without any, nothing is known.
    """
    found: dict[str, list[str]] = {}
    for basis in description["bases"]:
        level = basis["level"] or level_of_number(basis["number"])
        if level is not None and may_hold(basis, description["decision"]):
            found.setdefault(level, []).append(basis["number"])
    if not found:
        return Amendable()
    lowest = min(found, key=LEVELS.index)
    return Amendable("; ".join(dict.fromkeys(found[lowest])), "", lowest)


def may_hold(basis: Mapping[str, Any], decision: str) -> bool:
    """True where a legal basis could hold a requirement of a procedure that `decision` (number) published.

    Circulars of the Ministry of Finance stand among the bases of other ministries' procedures for the fee.
    """
    return _may_hold(basis["number"], basis["title"], basis["kind"], decision)


@lru_cache(maxsize=4096)  # procedures of a field rest on the same texts
def _may_hold(number: str, title: str, kind: str | None, decision: str) -> bool:
    number, title = fold(number), fold(title)
    if kind not in _HOLDERS or _GENERAL.search(number) or _PUBLISHES.search(title):
        return False
    fees = bool(_FEES.search(title)) and "luat" not in title
    foreign = "tt-btc" in number and "btc" not in fold(decision) and bool(decision)
    return not (fees or foreign)
