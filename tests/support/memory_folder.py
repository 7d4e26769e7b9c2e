"""Gives a run of the tests a folder in memory for its temporary files, and takes it away again.

Most of what a test waits for on a disk is the sync at the end of each act. No test looks at a disk for
what a sync does: the power tests compute from the traced calls what a disk may have lost, the kill tests
end processes and not machines, the full disks are file systems of their own. `--basetemp`, `TMPDIR` and
`-m full` leave the files where the system puts them, so each of them is a run on a real disk.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

SHARED_MEMORY = Path("/dev/shm")
PREFIX = "tinhgon-tests-"
LEAST_FREE = 2**30  # bytes: a run of a push was seen to hold 172 MB at most


class MemoryFolder:
    """One folder for one run, locked while the run lives."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    def give_back(self, *, keep: bool) -> None:
        """Remove the folder, or leave it to be removed by the next run."""
        if not keep:
            shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def claim(place: Path = SHARED_MEMORY, least: int = LEAST_FREE) -> MemoryFolder | None:
    """Make a folder in memory; None where there is no such place or not `least` bytes free in it.

    Folders of runs that have ended are removed first: those kept after a failure, or left by a killed run.
    """
    if fcntl is None or not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return None
    for old in place.glob(f"{PREFIX}*"):
        _remove_if_abandoned(old)
    if _free(place) < least:
        return None
    try:
        path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        path.chmod(0o711)  # the PostgreSQL server runs as another user
        return MemoryFolder(path, _locked(path))
    except OSError:
        return None


def _remove_if_abandoned(folder: Path) -> None:
    with suppress(OSError):
        if not folder.is_symlink() and folder.stat().st_uid == os.geteuid():
            lock = _locked(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int:
    """An open file that holds the lock of a folder. Raises BlockingIOError: when another run holds it."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _free(place: Path) -> int:
    """Bytes that may still be written there: room in the file system and memory that is not in use."""
    room = shutil.disk_usage(place).free
    with suppress(OSError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        line = next(line for line in lines if line.startswith("MemAvailable:"))
        room = min(room, int(line.split()[1]) * 1024)
    return room
