"""Plain output: user text made inert, tables, TSV, CSV and JSON; numbers and dates as people write them.

Integers and fractions only: no float ever holds a figure (V5).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from procedures.wording.language import language

if TYPE_CHECKING:
    from fractions import Fraction


def capital(text: str) -> str:
    """With a capital at the beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def dong(amount: int | None) -> str:
    """Whole đồng with the language's separators; "…" is unknown."""
    if amount is None:
        return "…"
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if language() == "vi" else grouped


def count(number: int) -> str:
    """A count with the language's separators."""
    return dong(number)


def percent(part: int, whole: int, threshold: int | None = None) -> str:
    """Part / whole in percent, half up, two decimals; more where rounding would reach `threshold`
    although the ratio does not (V5: "19,996%"). "–" where there is nothing to divide by.
    """
    if whole == 0:
        return "–"
    digits = 2
    # part / whole < threshold / 100, yet the rounded figure would reach it
    while (
        threshold is not None
        and 100 * part < threshold * whole
        and _half_up(100 * part * 10**digits, whole) >= threshold * 10**digits
    ):
        digits += 1
    scaled = _half_up(100 * abs(part) * 10**digits, whole)
    whole_part, rest = divmod(scaled, 10**digits)
    point = "," if language() == "vi" else "."
    sign = "-" if part < 0 and scaled else ""
    return f"{sign}{dong(whole_part)}{point}{rest:0{digits}d}%"


def exact(value: Fraction) -> str:
    """An exact amount: whole, or with up to four decimals and "≈" where that is not all of it."""
    if value.denominator == 1:
        return dong(int(value))
    scaled = _half_up(abs(value.numerator) * 10**4, value.denominator)
    whole_part, rest = divmod(scaled, 10**4)
    point = "," if language() == "vi" else "."
    about = "" if scaled * value.denominator == abs(value.numerator) * 10**4 else "≈ "
    return f"{about}{'-' if value < 0 else ''}{dong(whole_part)}{point}{rest:04d}".rstrip("0").rstrip(point)


def days(parts: int, scale: int) -> str:
    """Working days of a time in parts of a day, with up to two decimals and "≈" where that is not all."""
    scaled = _half_up(100 * abs(parts), scale)
    about = "" if scaled * scale == 100 * abs(parts) else "≈ "
    whole_part, rest = divmod(scaled, 100)
    point = "," if language() == "vi" else "."
    return f"{about}{'-' if parts < 0 else ''}{dong(whole_part)}{point}{rest:02d}".removesuffix(f"{point}00")


def date(iso: str | None) -> str:
    """dd/mm/yyyy of an ISO date."""
    return "/".join(reversed(iso.split("-"))) if iso else ""


def local_time(instant: str) -> str:
    """dd/mm/yyyy hh:mm in Vietnam, of a UTC instant."""
    if not instant:
        return ""
    return (datetime.fromisoformat(instant) + timedelta(hours=7)).strftime("%d/%m/%Y %H:%M")


def _half_up(part: int, whole: int) -> int:
    return (2 * part + whole) // (2 * whole)
