"""Dates as the country keeps them: +07:00 everywhere, the whole year."""

from __future__ import annotations

from datetime import datetime, timedelta

OFFSET = timedelta(hours=7)


def end_of(day: str) -> str:
    """The UTC instant at which a Vietnamese day (ISO) is over: 2023-09-30 → 2023-09-30T17:00:00Z."""
    over = datetime.fromisoformat(day) + timedelta(days=1) - OFFSET
    return over.strftime("%Y-%m-%dT%H:%M:%SZ")


def last_day(instant: str) -> str:
    """The last Vietnamese day (ISO) that is wholly before a UTC instant: what `end_of` was made of."""
    return local_date((datetime.fromisoformat(instant) - timedelta(seconds=1)).isoformat())


def local_date(instant: str) -> str:
    """The Vietnamese date (ISO) of a UTC instant such as 2023-09-30T17:00:00Z."""
    return (datetime.fromisoformat(instant) + OFFSET).date().isoformat()
