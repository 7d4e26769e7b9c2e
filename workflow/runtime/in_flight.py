"""What this process set out to write, and where: so that one that fails can say what became of it.

A stop (Ctrl-C, a full terminal) can come between the commit and the receipt. Each writer therefore
leaves a question here before it begins; the answer is looked up on the disk, never remembered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

# A command asks a few; a process that runs for days must not keep them all.
_questions: deque[Callable[[], Iterable[int | Path]]] = deque(maxlen=1000)
_places: dict[str, None] = {}
interrupts: list[int] = []  # the signals of this command's Ctrl-C


def expect_write(became: Callable[[], Iterable[int | Path]]) -> None:
    """Leave a question: which positions and files of this undertaking are there now."""
    _questions.append(became)


def completed_writes() -> tuple[int | Path, ...]:
    """All that is there of what was set out for. Raises WorkflowError where nobody can say."""
    return tuple(dict.fromkeys(one for ask in _questions for one in ask()))


def note_register(place: str) -> None:
    """Note which register is being opened."""
    _places[place] = None


def opened_registers() -> tuple[str, ...]:
    """The registers that were opened, the newest first."""
    return tuple(reversed(_places))


def raise_if_interrupted(error: BaseException | None = None) -> None:
    """Raise the Ctrl-C that came, if one did: a library may have swallowed it and told nonsense instead."""
    if interrupts:
        raise KeyboardInterrupt from error


def reset() -> None:
    """Begin anew: a process that runs several commands answers for the one at hand."""
    _questions.clear()
    _places.clear()
    interrupts.clear()
