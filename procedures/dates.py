"""Converts between Vietnamese dates (ISO, +07:00 all year round) and UTC instants."""

from __future__ import annotations

from datetime import date, datetime, timedelta

OFFSET = timedelta(hours=7)
EARLIEST, LATEST = "1945-01-01", "2200-12-31"  # ISO: no document or term of the administration lies outside
_LAST = "9999-12-31"  # the last day that Python can count; a later one stays there


def end_of(day: str) -> str:
    """Return the UTC instant at which a Vietnamese day (ISO) ends: 2023-09-30 → 2023-09-30T17:00:00Z."""
    try:
        over = datetime.fromisoformat(day) + timedelta(days=1) - OFFSET
    except OverflowError:
        return f"{_LAST}T23:59:59Z"
    return over.strftime("%Y-%m-%dT%H:%M:%SZ")


def days_after(day: str, days: int) -> str:
    """Return the day (ISO) so many days after another one, at most the last day of the year 9999."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return _LAST


def last_day(instant: str) -> str:
    """Return the last Vietnamese day (ISO) that ends at or before a UTC instant: the inverse of `end_of`."""
    return local_date((datetime.fromisoformat(instant) - timedelta(seconds=1)).isoformat())


def local_date(instant: str) -> str:
    """Return the Vietnamese date (ISO) of a UTC instant: 2023-09-30T17:00:00Z → 2023-10-01."""
    try:
        return (datetime.fromisoformat(instant) + OFFSET).date().isoformat()
    except OverflowError:
        return _LAST
