"""Ends a SQLite statement that takes more steps than a sound file of its size can need."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from workflow.storage.files import MAX_READ

_STRIDE = 100_000  # steps of SQLite's machine between two looks, a millisecond
_READ_FLOOR = 2_000_000  # steps that any read may take
_WRITE_FLOOR = 1_000_000_000  # an import of years is one transaction, into a file that is still small
_STEPS_OF_A_BYTE = 4  # the longest read of the demonstration takes a twentieth of a step for each byte
_LENGTH_FLOOR = 2**20  # bytes of a value that may be read from any file


class LimitedConnection(sqlite3.Connection):
    """A connection that counts the steps of each transaction; past the limit a statement is interrupted.

    A crafted file can be small and yet give rows without end: pages that refer to each other many times.
    """

    def limit_work(self, size: Callable[[], int]) -> None:
        """Count from now on, for a file of `size()` bytes."""
        self._size = size
        self._steps = _Steps(size)
        self.set_progress_handler(self._steps.exceeded, _STRIDE)
        self.begin_work(write=False)

    def begin_work(self, *, write: bool) -> None:
        """Count anew, for a transaction that only reads or one that writes."""
        self._steps.begin(_WRITE_FLOOR if write else _READ_FLOOR)
        # No value is longer than the file that it is read from, whatever its pages say.
        longest = MAX_READ if write else min(MAX_READ, max(_LENGTH_FLOOR, self._size()))
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)


class _Steps:
    """The steps that a transaction has taken, of those that it may take. It does not hold the connection."""

    def __init__(self, size: Callable[[], int]) -> None:
        self._size = size
        self._floor = self._taken = 0

    def begin(self, floor: int) -> None:
        """Count anew; `floor`: steps that are allowed in any case."""
        self._floor, self._taken = floor, 0

    def exceeded(self) -> bool:
        """Return True where the statement must end."""
        self._taken += _STRIDE
        return self._taken > self._floor and self._taken > self._floor + _STEPS_OF_A_BYTE * self._size()
