"""Builds a folder once for all processes of a run; the others wait for it. Nobody may write into it later."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


def build_once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object]) -> Path:
    """The folder `name` of this run, filled by `build` in whichever process comes first.

    Where there are no file locks each process builds its own. What a build raises is raised in that
    process, and the next one tries again in an empty folder.
    """
    shared = fcntl is not None and "PYTEST_XDIST_WORKER" in os.environ
    root = factory.getbasetemp().parent if shared else factory.mktemp("built")
    with _lock(root / f"{name}.lock"):
        named = root / f"{name}.txt"  # holds the name of the folder that was built whole
        if not named.exists():
            made = factory.mktemp(name)
            build(made)
            named.write_text(str(made), encoding="utf-8")
        return Path(named.read_text(encoding="utf-8"))


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w", encoding="utf-8") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)  # ends with the file, also where the process is killed
        yield
