"""Reads the bytes of an input file once, so that the digest is of the same bytes that are read."""

import stat
from pathlib import Path

from procedures.spreadsheets.problems import Unreadable

MAX_FILE = 10 * 2**20
"""Bytes of the largest file that is read (10 MiB)."""
_OTHER_EXCEL = frozenset({".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm"})


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises Unreadable: not-found, not-readable, empty, too-large, other-excel (by the name's ending).
    """
    try:
        # Reading a pipe or a device could block, or never end.
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
