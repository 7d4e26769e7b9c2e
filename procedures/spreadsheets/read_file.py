"""The bytes of an input file, read once: what is hashed is what is read."""

import stat
from pathlib import Path

from procedures.spreadsheets.problems import Unreadable

MAX_FILE = 10 * 2**20
"""Bytes of the largest file taken."""
_OTHER_EXCEL = frozenset({".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm"})


def read_bytes(path: Path) -> bytes:
    """Return the whole file; Unreadable if there is none, or it is empty or too big."""
    try:
        # A pipe or a device would block or never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise Unreadable(code="not-readable", file=path.name)
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise Unreadable(code="not-found", file=path.name) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise Unreadable(code="not-readable", file=path.name) from error
    if len(data) > MAX_FILE:
        raise Unreadable(code="too-large", file=path.name, limit=MAX_FILE)
    if not data:
        raise Unreadable(code="empty", file=path.name)
    if path.suffix.lower() in _OTHER_EXCEL:
        raise Unreadable(code="other-excel", file=path.name)
    return data
