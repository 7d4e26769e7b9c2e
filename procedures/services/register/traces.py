"""Traces of faults of the program: a few files in the user's own folder, which nobody else can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_MOST = 20  # traces that are kept


def write_trace(folder: Path, name: str, text: str) -> Path:
    """Write a trace to a new file of mode 0600 in `folder` (0700); the oldest beyond the twentieth go.

    Raises OSError: when it cannot be written, or the folder is a link or somebody else's.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_own(folder)
    path = folder / f"tinhgon-{name}.txt"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    kept = sorted(folder.glob("tinhgon-*.txt"), key=lambda one: one.lstat().st_mtime_ns)
    for old in kept[:-_MOST]:
        if old != path:
            old.unlink(missing_ok=True)
    return path


def _require_own(folder: Path) -> None:
    """Raise PermissionError where a folder is a link, or another user could put files into it."""
    about = folder.lstat()
    foreign = hasattr(os, "getuid") and (about.st_uid != os.getuid() or about.st_mode & 0o022)
    if not stat.S_ISDIR(about.st_mode) or foreign:
        raise PermissionError(str(folder))
