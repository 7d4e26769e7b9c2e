"""Writes numbers, amounts, per cent, dates and times as people read them, in the language in use.

Figures are integers and fractions, never floats (V5).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from procedures.dates import OFFSET
from procedures.wording.language import language

if TYPE_CHECKING:
    from fractions import Fraction


_MOST_DIGITS = 6  # decimals of a target; a ratio equal to 100/3 per cent has no end


def capital(text: str) -> str:
    """Return a text with a capital at its beginning, the rest unchanged."""
    return text[:1].upper() + text[1:]


def dong(amount: int | None) -> str:
    """Return whole đồng with the language's separators: 1.250.000 (vi), 1,250,000 (en); None is "…"."""
    if amount is None:
        return "…"
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def count(number: int) -> str:
    """Return a count with the language's separators."""
    return dong(number)


def percent(part: int, whole: int, threshold: int | Fraction | None = None) -> str:
    """Return part / whole in per cent, as `quotient` writes it, with `threshold` in per cent: "17,64%"."""
    shown = quotient(100 * part, whole, threshold)
    return shown if whole == 0 else f"{shown}%"


def quotient(part: int, whole: int, threshold: int | Fraction | None = None) -> str:
    """Return part / whole rounded half up to two decimals; "–" where `whole` is 0.

    Where it is under `threshold` and rounding would reach it, there are as many decimals as it takes to
    show that: "19,996" of 20 (V5). So there are, up to six, where it reaches a threshold of more
    decimals and rounding would fall short of it.
    """
    if whole == 0:
        return "–"
    digits = 2 if threshold is None else _digits(part, whole, threshold)
    scaled = _half_up(abs(part) * 10**digits, whole)
    whole_part, rest = divmod(scaled, 10**digits)
    point = "," if language() == "vi" else "."
    sign = "-" if part < 0 and scaled else ""
    return f"{sign}{dong(whole_part)}{point}{rest:0{digits}d}"


def _digits(part: int, whole: int, threshold: int | Fraction) -> int:
    """Return how many decimals show on which side of the threshold part / whole lies, at least two."""
    missed = part < threshold * whole
    digits = 2
    while (missed or digits < _MOST_DIGITS) and missed is not (
        _half_up(part * 10**digits, whole) < threshold * 10**digits
    ):
        digits += 1
    return digits


def exact(value: Fraction) -> str:
    """Return an exact amount: whole, or with up to four decimals, after "≈" where it has more."""
    if value.denominator == 1:
        return dong(int(value))
    scaled = _half_up(abs(value.numerator) * 10**4, value.denominator)
    whole_part, rest = divmod(scaled, 10**4)
    point = "," if language() == "vi" else "."
    about = "" if scaled * value.denominator == abs(value.numerator) * 10**4 else "≈ "
    return f"{about}{'-' if value < 0 else ''}{dong(whole_part)}{point}{rest:04d}".rstrip("0").rstrip(point)


def days(parts: int, scale: int) -> str:
    """Return a time in working days with up to two decimals, after "≈" where it has more.

    `parts` are parts of a working day, of which a day has `scale` (see `rules.programme.day_parts`).
    """
    scaled = _half_up(100 * abs(parts), scale)
    about = "" if scaled * scale == 100 * abs(parts) else "≈ "
    whole_part, rest = divmod(scaled, 100)
    point = "," if language() == "vi" else "."
    return f"{about}{'-' if parts < 0 else ''}{dong(whole_part)}{point}{rest:02d}".removesuffix(f"{point}00")


def date(iso: str | None) -> str:
    """Return an ISO date as dd/mm/yyyy; "" for None."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def local_time(instant: str) -> str:
    """Return a UTC instant as dd/mm/yyyy hh:mm in Vietnamese time; "" for ""."""
    if not instant:
        return ""
    try:
        there = datetime.fromisoformat(instant) + OFFSET
    except OverflowError:  # in the last hours of the year 9999
        there = datetime.fromisoformat(instant)
    return there.strftime("%d/%m/%Y %H:%M")


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
