"""Finds units in titles, above a table and in a sheet's name, under which figures would mean something else.

Amounts are read in đồng and times in hours. A table that says "nghìn đồng" is not converted, but refused by
name: a figure typed in đồng all the same would become a thousand times as large.
"""

import re
from collections.abc import Iterable

from procedures.intake.form_definitions import AMOUNT, HOURS, WHOLE, FormColumn
from procedures.spreadsheets.cell_text import SHORT, comparison_key

_MANY = r"(?:nghin|ngan|1000(?:000)?|1[.,]000(?:[.,]000)?)"
_MORE = r"(?:tram|trieu|(?<!cong )ty)"
_DONG = r"(?:dong|vnd|₫)"
_MULTIPLE = re.compile(rf"\b{_MANY}\s*(?:{_DONG}|d)(?![a-z])|\b{_MORE}\s*{_DONG}(?![a-z])")
_COUNTS = re.compile(rf"\b(?:{_MANY}|{_MORE})\b")
_STATED = re.compile(r"\b(?:don vi tinh|dvt)\b\s*[:=]?\s*(.+)$")
_SAYS_DONG = re.compile(rf"\b(?:{_DONG}|d)(?![a-z])|₫")
_IS_DONG = re.compile(rf"(?:viet nam )?(?:{_DONG}|d)(?![a-z]).*")
_IS_HOURS = re.compile(r"(?:gio|h|hours?)(?![a-z]).*")


def other_unit(column: FormColumn, unit: str) -> bool:
    """Return whether what stands in brackets behind a title is another unit than the column is read in."""
    key = comparison_key(unit)
    if not key or len(unit) > SHORT:
        return False
    if column.kind == AMOUNT:
        return not _IS_DONG.fullmatch(key)
    if column.unit == HOURS:
        return not _IS_HOURS.fullmatch(key)
    return column.kind == WHOLE and bool(_COUNTS.search(key))


def unit_of_table(texts: Iterable[str]) -> str:
    """Return the first text around a table that states another unit of amounts than đồng; "" if none does."""
    for text in texts:
        key = comparison_key(text) if text and len(text) <= SHORT else ""
        stated = _STATED.search(key)
        if _MULTIPLE.search(key) or (stated and not _SAYS_DONG.search(stated[1])):
            return text
    return ""
