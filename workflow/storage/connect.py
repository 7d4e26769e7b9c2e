"""Chooses the database for a URL."""

from __future__ import annotations

from pathlib import Path

from workflow.storage.postgresql import Postgres
from workflow.storage.sqlite import Sqlite


def database_at(url: str, *, create: bool = False) -> Sqlite | Postgres:
    """The database that `url` names: `postgresql://...`, else a file."""
    if url.startswith(("postgresql://", "postgres://")):
        return Postgres(url)
    return Sqlite(Path(url.removeprefix("sqlite:///")), create=create)
