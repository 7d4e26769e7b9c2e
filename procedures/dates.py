"""Converts between Vietnamese dates (ISO, +07:00 all year round) and UTC instants."""

from __future__ import annotations

from datetime import datetime, timedelta

OFFSET = timedelta(hours=7)


def end_of(day: str) -> str:
    """Return the UTC instant at which a Vietnamese day (ISO) ends: 2023-09-30 → 2023-09-30T17:00:00Z."""
    over = datetime.fromisoformat(day) + timedelta(days=1) - OFFSET
    return over.strftime("%Y-%m-%dT%H:%M:%SZ")


def last_day(instant: str) -> str:
    """Return the last Vietnamese day (ISO) that ends at or before a UTC instant: the inverse of `end_of`."""
    return local_date((datetime.fromisoformat(instant) - timedelta(seconds=1)).isoformat())


def local_date(instant: str) -> str:
    """Return the Vietnamese date (ISO) of a UTC instant: 2023-09-30T17:00:00Z → 2023-10-01."""
    return (datetime.fromisoformat(instant) + OFFSET).date().isoformat()
