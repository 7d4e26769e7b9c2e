"""Reads cells with numbers: amounts in whole đồng, hours, times a year. Nothing is guessed.

A dot and a comma can each separate thousands or decimals. Amounts have no decimals, so there both
separate thousands; in hours and times a single mark before three digits could be either, and is refused.
"""

import re

from procedures.intake.cell_rules import Fault, text_cell
from procedures.spreadsheets.grid import CellValue, is_blank, is_number

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+")
_FRACTION = re.compile(r"[0-9]{1,9}/[1-9][0-9]{0,8}")
_DECIMAL = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_BOTH = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,6})|([0-9]{1,3}(?:,[0-9]{3})+)\.([0-9]{1,6})")
_DIGITS = 15  # of a whole number that Excel keeps exactly
_HEAD = 12  # digits before the decimal mark, at most: no hours or times a year are larger


def amount_cell(cell: CellValue) -> str | Fault | None:
    """Return whole đồng (or another whole number) as decimal digits, "1500000"; None if empty."""
    if is_blank(cell):
        return None
    if is_number(cell):
        return _whole(cell)
    text = _text(cell)
    if isinstance(text, Fault):
        return text
    plain = re.sub(r"[.,]", "", text) if _GROUPED.fullmatch(text) else text
    if not re.fullmatch(r"[0-9]{1,18}", plain):
        return Fault("not-whole")
    return str(int(plain))


def exact_cell(cell: CellValue) -> str | Fault | None:
    """Return hours or times as decimal text, "2.5", or as a fraction, "1/3"; None if empty."""
    if is_blank(cell):
        return None
    if is_number(cell):
        return _decimal(cell)
    text = _text(cell)
    if isinstance(text, Fault):
        return text
    if _FRACTION.fullmatch(text):
        return text
    if len(re.findall("[0-9]", re.sub("[.,][0-9]*$", "", text))) > _HEAD:
        return Fault("not-a-number")
    if (both := _BOTH.fullmatch(text)) is not None:
        head, decimals = (both[1], both[2]) if both[1] else (both[3], both[4])
        return _trimmed(f"{int(re.sub('[.,]', '', head))}.{decimals}")
    if _GROUPED.fullmatch(text):
        whole = re.sub("[.,]", "", text)
        if len(re.findall("[.,]", text)) > 1:
            return str(int(whole))
        return Fault("two-readings", f"{int(whole)} | {text.replace(',', '.')}")
    if not _DECIMAL.fullmatch(text):
        return Fault("not-a-number")
    return _trimmed(text.replace(",", "."))


def _text(cell: CellValue) -> str | Fault:
    text = text_cell(cell)
    return text if isinstance(text, Fault) else text.removesuffix("đ").removesuffix("đồng").strip()


def _whole(value: float) -> str | Fault:
    if value % 1 != 0 or not 0 <= value < 10**_DIGITS:  # NaN has no remainder of 0
        return Fault("not-whole")
    return str(int(value))


def _decimal(value: float) -> str | Fault:
    shown = repr(float(value))  # the shortest decimal text that gives this number
    if not _DECIMAL.fullmatch(shown):
        return Fault("not-a-number")
    return _trimmed(shown)


def _trimmed(text: str) -> str:
    head, _dot, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    return f"{int(head)}.{decimals}" if decimals else str(int(head))
