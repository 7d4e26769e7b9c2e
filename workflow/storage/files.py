"""Files: where one lies (network shares break SQLite's locks), and how one is written for good."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from workflow.runtime import in_flight

# Names as /proc/self/mounts gives them; locks there are advisory wishes at best.
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "davfs",
        "fuse.davfs2",
        "ncpfs",
    }
)


def file_system_type(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of file system that holds `path`; "" where the system does not tell (not Linux)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "share" if str(path.absolute()).startswith("\\\\") else ""
    target = path.absolute()
    best, found = -1, ""
    for line in lines:
        fields = line.split()
        if len(fields) > 2:  # noqa: PLR2004 - device, mount point, type
            point = fields[1].replace("\\040", " ")
            if target.is_relative_to(point) and len(point) >= best:
                best, found = len(point), fields[2]
    return found


def is_network_share(path: Path) -> bool:
    """Whether `path` lies on a network share, as far as the system tells."""
    return file_system_type(path) in NETWORK_FILE_SYSTEMS | {"share"}


def write_durably(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file whole or not at all, also when the power fails; never over another.

    Raises FileExistsError, OSError.
    """
    require_free_name(path)
    draft = path.with_name(path.name + ".part")
    try:
        draft.unlink(missing_ok=True)  # of one that was killed
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
    """Raise FileExistsError where a file has the name."""
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def commit_file(draft: Path, path: Path) -> None:
    """Give a file that is complete and synced its name. Raises FileExistsError where one has it."""
    require_free_name(path)
    in_flight.expect_write(lambda: [path] if path.exists() else [])
    try:
        path.hardlink_to(draft)  # a rename would replace what came there since
        draft.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power failure."""
    if os.name != "posix":
        return  # Windows opens no folder
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some file systems cannot
            raise
    finally:
        os.close(handle)
