"""Chooses the database for an address."""

from __future__ import annotations

from pathlib import Path

from workflow.storage.postgresql import Postgres
from workflow.storage.sqlite import Sqlite


def database_at(url: str, *, create: bool = False) -> Sqlite | Postgres:
    """Return the database at `url`: `postgresql://...`, `sqlite:///PATH`, or the path of a file.

    `create`: a file that is not there may be made.
    """
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url)
    return Sqlite(Path(url.removeprefix("sqlite:///")), create=create)
