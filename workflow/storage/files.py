"""Reads regular files, and writes files durably."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

from workflow.runtime import in_flight

MAX_READ = 256 * 2**20  # bytes of the largest file read whole: a signed act with a full enclosure fits


def open_regular(path: Path) -> BufferedReader:
    """Open a regular file to read its bytes; a pipe or a device could block, or never end.

    Raises OSError: when it cannot be opened, or is no regular file.
    """
    file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115 - Path.open takes no opener; the caller closes
    # Asked of the open file, not of the path: what lies there can change.
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "not a regular file", str(path))


def _open_at_once(path: str, flags: int) -> int:
    """Open a file without waiting for the writer of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_regular(path: Path) -> bytes:
    """Return the bytes of a regular file of at most MAX_READ bytes.

    Raises OSError: when it cannot be read, is no regular file, or is larger.
    """
    with open_regular(path) as file:
        data = file.read(MAX_READ + 1)
    if len(data) > MAX_READ:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def write_durably(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a new file whole or not at all, also if the power fails. `mode`: its permissions.

    Raises FileExistsError: when there is a file of this name. Raises OSError: when the disk refuses.
    """
    require_free_name(path)
    draft = path.with_name(path.name + ".part")
    try:
        draft.unlink(missing_ok=True)  # left by a killed process
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(draft, flags, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        commit_file(draft, path)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def require_free_name(path: Path) -> None:
    """Raise FileExistsError if there is a file of this name."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def commit_file(draft: Path, path: Path) -> None:
    """Give a complete and synced file its final name, durably.

    Raises FileExistsError: when there is a file of this name. Raises OSError: when the disk refuses.
    """
    require_free_name(path)
    in_flight.expect_write(lambda: [path] if path.exists() else [])
    try:
        path.hardlink_to(draft)  # a rename would replace a file made since the check
        draft.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Sync a folder, so that names in it survive a power failure. Raises OSError: when the disk refuses."""
    if os.name != "posix":
        return  # Windows cannot open a folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some file systems cannot
            raise
    finally:
        os.close(handle)
