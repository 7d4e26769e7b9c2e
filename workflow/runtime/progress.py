"""Long loops tell how far they are, to whoever watches; with nobody watching nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
Watcher = Callable[[str, int, int | None], None]
"""Told the name of a loop, how many are done, and of how many (None: nobody knows)."""
_EVERY = 256  # items between two words
_watchers: list[Watcher] = []


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Tell `watcher` of every counted loop in here."""
    _watchers.append(watcher)
    try:
        yield
    finally:
        _watchers.pop()


def counted(name: str, items: Iterable[T], total: int | None = None) -> Iterable[T]:
    """The same items; a watcher hears how many have gone by."""
    if not _watchers:
        return items
    known = len(items) if total is None and isinstance(items, Sized) else total
    return _told(name, items, known, _watchers[-1])


def _told(name: str, items: Iterable[T], total: int | None, watcher: Watcher) -> Iterator[T]:
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        if done % _EVERY == 0:
            watcher(name, done, total)
    watcher(name, done, total if total is not None else done)
