"""Tells the rows below a header that are no rows of data: totals, the template's example, column numbers."""

import re
from collections.abc import Sequence

from procedures.intake.titles import title_key
from procedures.spreadsheets.cell_text import SHORT, tidy_line
from procedures.spreadsheets.grid import CellValue, is_blank, is_number, shown_number

TOTAL, EXAMPLE, NUMBERS = REASONS = ("total", "example", "column-numbers")
"""The reasons for which a row is left out."""

# With marks or without any: "Công" and "Cống" are other words than "Cộng".
_TOTALS = frozenset({"cộng", "tổng", "tổng cộng", "tổng số", "cong", "tong", "tong cong", "tong so"})
_EXAMPLE = "vi du"  # in place of a code
_ORDINAL = re.compile(r"[(\[]?\s*([0-9]{1,3}|[A-Za-z])\s*[)\]]?(?:\s*=.*)?")


def left_out(cells: Sequence[CellValue], code: int, *, first: bool) -> str:
    """Return why a row is left out, one of `REASONS`; "" for a row of data.

    `code` is the 0-based column of the code; `first` is True as long as no row of data was read.
    """
    stated = cells[code] if code < len(cells) else ""
    if isinstance(stated, str) and len(stated) <= SHORT and title_key(stated) == _EXAMPLE:
        return EXAMPLE
    if _is_total(cells, stated):
        return TOTAL
    return NUMBERS if first and _numbers_columns(cells) else ""


def _is_total(cells: Sequence[CellValue], code: CellValue) -> bool:
    """Return whether the only text of a row is a word for a total, and the row has no code beside it."""
    words = [cell for cell in cells if _has_letters(cell)]
    if len(words) != 1 or not (is_blank(code) or code == words[0]):
        return False
    word = words[0]
    return (
        isinstance(word, str) and len(word) <= SHORT and tidy_line(word).casefold().rstrip(" :.") in _TOTALS
    )


def _has_letters(cell: CellValue) -> bool:
    return isinstance(cell, str) and any(letter.isalpha() for letter in cell)


def _numbers_columns(cells: Sequence[CellValue]) -> bool:
    """Return whether the cells count the columns: 1, 2, 3, or (1), (2), or A, B, 1, 2 = 1 x 3."""
    found = [_ordinal(cell) for cell in cells if not is_blank(cell)]
    letters = [one for one in found if one.isalpha()]
    numbers = [int(one) for one in found if one.isdigit()]
    if len(letters) + len(numbers) != len(found) or len(found) < 2:  # noqa: PLR2004 - one cell numbers nothing
        return False
    in_order = found[: len(letters)] == letters
    alphabet = letters == [chr(ord("A") + number) for number in range(len(letters))]
    rising = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    return in_order and alphabet and rising and (not numbers or bool(letters) or numbers[0] <= 1)


def _ordinal(cell: CellValue) -> str:
    """Return the number or capital letter by which a cell counts its column; "" if it does not."""
    text = shown_number(cell) if is_number(cell) else cell if isinstance(cell, str) else ""
    match = _ORDINAL.fullmatch(text.strip()) if len(text) <= SHORT else None
    return match[1].upper() if match else ""
