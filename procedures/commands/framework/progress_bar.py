"""The progress bar of long loops, on stderr: drawn after a second, erased at the end."""

from __future__ import annotations

import os
import sys
from time import monotonic
from typing import TYPE_CHECKING

from procedures.wording.language import N_, _
from procedures.wording.safe_output import SafeStream

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_DELAY = 1.0  # seconds before anything is drawn
_WORDS = {
    "read": N_("Reading rows"),
    "sheets": N_("Putting cost sheets together"),
    "check": N_("Checking"),
    "judge": N_("Checking under the lock"),
    "record": N_("Recording"),
    "replay": N_("Replaying the journal"),
    "verify": N_("Verifying the journal"),
}


class Bar:
    """A watcher of loops that draws a bar after one second; `plain` draws it without colours."""

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain
        self._since = monotonic()
        self._drawn: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, name: str, done: int, total: int | None) -> None:
        """Draw the progress of the loop `name`, once the delay has passed; `total` None is unknown."""
        if self._drawn is None:
            if monotonic() - self._since < _DELAY:
                return
            self._drawn = _new_progress(plain=self._plain)
            self._drawn.start()
        if name not in self._tasks:
            self._tasks[name] = self._drawn.add_task(_(_WORDS.get(name, "")), total=total)
        self._drawn.update(self._tasks[name], completed=done, total=total)

    def close(self) -> None:
        """Erase the bar."""
        if self._drawn is not None:
            self._drawn.stop()


def _new_progress(*, plain: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    plain = plain or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    # It draws with control characters of its own; its only words are those of _WORDS.
    file = sys.stderr.unsafe if isinstance(sys.stderr, SafeStream) else sys.stderr
    console = Console(file=file, no_color=plain)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True)
