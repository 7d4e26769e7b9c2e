"""Tracks the writes of one command, so that a command that is interrupted can report which ones took effect.

An interruption (Ctrl-C, a terminal that cannot be written to) may come between the commit and the
receipt. Each writer therefore registers a callback before it begins; the answer is looked up on the disk
when it is asked for, never remembered. A thread or request that tracks nothing pays nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path

Lookup = Callable[[], Iterable[int | Path]]
"""Looks up which journal positions and files of one operation exist by now. Raises WorkflowError."""


class InFlight:
    """The registers that one command opened, the writes it began, and the signals it received."""

    def __init__(self) -> None:
        self._lookups: list[Lookup] = []
        self._registers: dict[str, None] = {}
        self.interrupts: list[int] = []
        """Numbers of the signals that asked the command to stop."""

    def completed_writes(self) -> tuple[int | Path, ...]:
        """All positions and files of the writes begun that exist by now. Raises WorkflowError."""
        return tuple(dict.fromkeys(found for look_up in self._lookups for found in look_up()))

    def opened_registers(self) -> tuple[str, ...]:
        """The URLs of the registers that were opened, the newest first."""
        return tuple(reversed(self._registers))

    def expect_write(self, look_up: Lookup) -> None:
        """Register a callback that returns what exists of a write that is about to begin."""
        self._lookups.append(look_up)

    def note_register(self, url: str) -> None:
        """Note that the register at a URL is being opened."""
        self._registers[url] = None


_current: ContextVar[InFlight | None] = ContextVar("in_flight", default=None)


def track() -> InFlight:
    """Start tracking in this thread or task; what was tracked before is forgotten."""
    in_flight = InFlight()
    _current.set(in_flight)
    return in_flight


def expect_write(look_up: Lookup) -> None:
    """Register a write with the command at hand, if it tracks its writes."""
    if (in_flight := _current.get()) is not None:
        in_flight.expect_write(look_up)


def note_register(url: str) -> None:
    """Note with the command at hand which register it opens."""
    if (in_flight := _current.get()) is not None:
        in_flight.note_register(url)


def opened_registers() -> tuple[str, ...]:
    """The URLs of the registers that the command at hand opened, the newest first."""
    in_flight = _current.get()
    return in_flight.opened_registers() if in_flight is not None else ()


def completed_writes() -> tuple[int | Path, ...]:
    """Positions and files of the command's writes that exist by now. Raises WorkflowError."""
    in_flight = _current.get()
    return in_flight.completed_writes() if in_flight is not None else ()


def raise_if_interrupted(error: BaseException | None = None) -> None:
    """Raise KeyboardInterrupt if SIGINT arrived, even where a library caught it and raised another error."""
    in_flight = _current.get()
    if in_flight is not None and in_flight.interrupts:
        raise KeyboardInterrupt from error
