"""Reads the address of a register, and chooses the database for it."""

from __future__ import annotations

import re
from pathlib import Path

from workflow.errors import BadAddress
from workflow.storage.postgresql import Postgres
from workflow.storage.sqlite import Sqlite

_SERVER = ("postgresql://", "postgres://")
_FILE = "sqlite:///"
# Two letters at least: one letter is a drive of Windows. A file of such a name can be given as `./NAME`.
_SCHEME = re.compile(
    r"([A-Za-z][A-Za-z0-9+._-]+):/|((?:postgres|sqlite|mysql|maria)[a-z0-9+]*):", re.IGNORECASE
)
# libpq's other form of an address, which would be taken for a file's name and shown with its password.
_PAIRS = re.compile(
    r"(?:^|\s)(?:host|hostaddr|port|dbname|user|password|passfile|service)\s*=", re.IGNORECASE
)


def database_at(url: str, *, create: bool = False) -> Sqlite | Postgres:
    """Return the database at `url`: `postgresql://...`, `sqlite:///PATH`, or the path of a file.

    `create`: a file that is not there may be made.
    Raises BadAddress: when `url` has another scheme; it is never taken for the name of a file.
    """
    if is_server(url):
        return Postgres(url)
    return Sqlite(register_file(url), create=create)


def is_server(url: str) -> bool:
    """Return True for the address of a register on a PostgreSQL server."""
    return url.startswith(_SERVER)


def register_file(url: str) -> Path:
    """Return the path of the register's file at `url`: `sqlite:///PATH`, or the path itself.

    Raises BadAddress: when `url` is the address of something else. The message has the scheme only: what
    follows it may hold a password.
    """
    path = url.removeprefix(_FILE)
    if path == url and (scheme := _SCHEME.match(url)):
        raise BadAddress("unknown-scheme", scheme=scheme[1] or scheme[2])
    if path == url and _PAIRS.search(url):
        raise BadAddress("address-in-pairs")
    return Path(path)
