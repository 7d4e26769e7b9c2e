"""Reads cells with numbers: amounts in whole đồng, other whole numbers, hours, times a year.

Nothing is guessed. A dot and a comma can each separate thousands or decimals. Amounts have no decimals, so
there both separate thousands; in hours and times a single mark before three digits could be either, and is
refused.
A blank, of whatever width, separates thousands.
"""

import re
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from procedures.intake.cell_rules import Fault, text_cell
from procedures.intake.titles import title_key
from procedures.spreadsheets.grid import CellValue, is_blank, is_number, shown_number
from procedures.stated_values import says_nothing_is_due, whole_digits

UNKNOWN_AMOUNT = "?"
"""The value of a cell that says that its figure is not known (C8)."""

_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+")
_FRACTION = re.compile(r"[0-9]{1,9} ?/ ?[1-9][0-9]{0,8}")
_DECIMAL = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?")
_BOTH = re.compile(r"([0-9]{1,3}(?:[. ][0-9]{3})+),([0-9]{1,6})|([0-9]{1,3}(?:[, ][0-9]{3})+)\.([0-9]{1,6})")
_CURRENCY = re.compile(r"(?:vnđ|vnd|đồng|đ|₫)", re.IGNORECASE)
_SEPARATORS = re.compile("[., ]")
_DIGITS = 15  # of a whole number that Excel keeps exactly
_HEAD = 12  # digits before the decimal mark, at most: no hours or times a year are larger
_NOT_KNOWN = frozenset({"chua ro", "khong ro", "chua biet", "chua xac dinh", "unknown"})
_SIX = 10**6  # decimals that are read


def amount_of_word(text: str) -> str | None:
    """Return "0" for "không" or "miễn phí", `UNKNOWN_AMOUNT` for "chưa rõ"; None where it is no such word."""
    if says_nothing_is_due(text):
        return "0"
    return UNKNOWN_AMOUNT if text == UNKNOWN_AMOUNT or title_key(text) in _NOT_KNOWN else None


def amount_cell(cell: CellValue, *, unknown: bool = False) -> str | Fault | None:
    """Return whole đồng as decimal digits, "1500000"; None if empty.

    "Không" and "miễn phí" are 0. With `unknown` a cell may say that it is not known: `UNKNOWN_AMOUNT`.
    """
    text = _plain(cell)
    if text is None or isinstance(text, Fault):
        return text
    if is_number(cell):
        return _number_digits(text)
    word = amount_of_word(text)
    if word == "0" or (word and unknown):
        return word
    return _digits(_without_currency(text))


def whole_cell(cell: CellValue) -> str | Fault | None:
    """Return a whole number (subjects, a year) as decimal digits; None if empty."""
    text = _plain(cell)
    if text is None or isinstance(text, Fault):
        return text
    return _number_digits(text) if is_number(cell) else _digits(text)


def exact_cell(cell: CellValue) -> str | Fault | None:
    """Return hours or times as decimal text, "2.5", or as a fraction, "1/3"; None if empty or unknown."""
    text = _plain(cell)
    if text is None or isinstance(text, Fault):
        return text
    if is_number(cell):
        return _trimmed(text) if _DECIMAL.fullmatch(text) else Fault("not-a-number")
    if amount_of_word(text) == UNKNOWN_AMOUNT:
        return None
    if _FRACTION.fullmatch(text):
        return text.replace(" ", "")
    if len(re.findall("[0-9]", re.sub("[.,][0-9]*$", "", text))) > _HEAD:
        return Fault("not-a-number")
    return _decimal(text)


def _decimal(text: str) -> str | Fault:
    if (both := _BOTH.fullmatch(text)) is not None:
        head, decimals = (both[1], both[2]) if both[1] else (both[3], both[4])
        return _trimmed(f"{int(_SEPARATORS.sub('', head))}.{decimals}")
    if _GROUPED.fullmatch(text):
        whole = _SEPARATORS.sub("", text)
        if len(_SEPARATORS.findall(text)) > 1 or " " in text:
            return str(int(whole))
        return Fault("two-readings", f"{int(whole)} | {text.replace(',', '.')}")
    if not _DECIMAL.fullmatch(text):
        return Fault("not-a-number")
    return _trimmed(text.replace(",", "."))


def _plain(cell: CellValue) -> str | Fault | None:
    """Return the text of a cell, or of a number what Excel shows of it; None if the cell is empty."""
    if is_blank(cell):
        return None
    if is_number(cell):
        return shown_number(cell)
    if isinstance(cell, date | time | timedelta):
        return _made_by_excel(cell)
    return text_cell(cell)


def _made_by_excel(cell: date | time | timedelta) -> Fault:
    """Return the fault of a time or date that Excel made of what was typed; its detail is what to type."""
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return _made_a_date(cell.day, cell.month)
    if isinstance(cell, datetime):
        if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return _made_a_date(cell.day, cell.month)
        cell = cell.time()
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    hours = Fraction(cell // timedelta(seconds=1), 3600)
    return Fault("time-for-number", _as_typed(hours))


def _made_a_date(day: int, month: int) -> Fault:
    # A fraction of a year is below 1: "1/3" is the third of January or the first of March.
    lower, upper = sorted((day, month))
    return Fault("date-for-number", f"'{lower}/{upper} | {day},{month}")


def _as_typed(hours: Fraction) -> str:
    if _SIX % hours.denominator:
        return f"'{hours}"
    return _trimmed(f"{hours.numerator // hours.denominator}.{int(hours % 1 * _SIX):06}").replace(".", ",")


def _without_currency(text: str) -> str:
    bare = text.rstrip(". ")
    for word in _CURRENCY.findall(bare):
        if bare.endswith(word):
            return bare.removesuffix(word).strip()
        if bare.startswith(word):
            return bare.removeprefix(word).strip()
    return text


def _number_digits(text: str) -> str | Fault:
    return Fault("not-whole") if len(text) > _DIGITS else _digits(text)


def _digits(text: str) -> str | Fault:
    return whole_digits(text) or Fault("not-whole")


def _trimmed(text: str) -> str:
    head, _dot, decimals = text.partition(".")
    decimals = decimals.rstrip("0")
    return f"{int(head)}.{decimals}" if decimals else str(int(head))
