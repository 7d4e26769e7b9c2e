"""Reports how far long loops are to whoever watches; with nobody watching nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")
Watcher = Callable[[str, int, int | None], None]
"""Called with the name of a loop, how many items are done, and of how many (None: unknown)."""
_EVERY = 256  # items between two calls
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Call `watcher` for every counted loop within the block, in this thread or task only."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def counted(name: str, items: Iterable[T], total: int | None = None) -> Iterable[T]:
    """The same items; the watcher, if there is one, is called as they go by."""
    watcher = _watcher.get()
    if watcher is None:
        return items
    known = len(items) if total is None and isinstance(items, Sized) else total
    return _reported(name, items, known, watcher)


def _reported(name: str, items: Iterable[T], total: int | None, watcher: Watcher) -> Iterator[T]:
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        if done % _EVERY == 0:
            watcher(name, done, total)
    watcher(name, done, total if total is not None else done)
