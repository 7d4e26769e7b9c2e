"""Dates as the country keeps them: +07:00 everywhere, the whole year."""

from __future__ import annotations

from datetime import datetime, timedelta

OFFSET = timedelta(hours=7)


def local_date(instant: str) -> str:
    """The Vietnamese date (ISO) of a UTC instant such as 2023-09-30T17:00:00Z."""
    return (datetime.fromisoformat(instant) + OFFSET).date().isoformat()
