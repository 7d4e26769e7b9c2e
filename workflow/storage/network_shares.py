"""Finds out whether a file lies on a network share, where SQLite's locks cannot be trusted."""

from __future__ import annotations

import os
import re
from pathlib import Path, PureWindowsPath

_UNC = "share"  # instead of a type, for a UNC path of Windows

# As named in /proc/self/mounts: another machine, or the host of a virtual one, writes there as well, and
# locks do not reach it reliably.
_NETWORK = frozenset(
    word
    for line in (
        "nfs nfs3 nfs4 pnfs smb smb2 smb3 smbfs cifs ncp ncpfs afp afpfs",
        # shares of virtual machines
        "9p virtiofs vboxsf vmhgfs hgfs prl_fs prl_vm drvfs shfs",
        # file systems of clusters, and others of several machines
        "afs kafs openafs coda ceph lustre gpfs mmfs ocfs2 gfs gfs2 glusterfs beegfs fhgfs orangefs",
        "pvfs pvfs2 panfs wekafs acfs moosefs lizardfs quobyte hdfs juicefs s3fs",
        # over HTTP, ssh and ftp, and what does not say more than that a program serves it
        "davfs davfs2 webdav webdavfs sshfs ftpfs curlftpfs fuse",
    )
    for word in line.split()
)

# FUSE puts the kind after a dot. Most kinds reach over a network; these keep their data on this machine.
_LOCAL_FUSE = frozenset(
    word
    for line in (
        "ext2 fuse-ext2 ext4 ext4fuse exfat exfat-fuse ntfs ntfs-3g apfs apfs-fuse hfsfuse zfs zfs-fuse",
        "gocryptfs encfs cryfs veracrypt fuse-overlayfs squashfuse archivemount portal lxcfs",
    )
    for word in line.split()
)


def file_system_type(path: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Return the type of the file system that holds what `path` leads to, as in /proc/self/mounts.

    Symbolic links are followed, also where the file is not there yet. Where there is no such list of mounts:
    "share" for a UNC path of Windows, else "".
    """
    target = Path(os.path.realpath(path))
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return _UNC if is_unc(str(target)) or is_unc(str(path)) else ""
    longest, kind = -1, ""
    for line in lines:
        fields = line.split(" ")
        if len(fields) > 2:  # noqa: PLR2004 - device, mount point, type
            point = _unescaped(fields[1])
            if target.is_relative_to(point) and len(point) >= longest:
                longest, kind = len(point), fields[2]
    return kind


def is_network_share(path: Path) -> bool:
    """Return True if what `path` leads to is known to lie on a network share."""
    return is_network_type(file_system_type(path))


def is_network_type(kind: str) -> bool:
    """Return True for the type of a file system whose locks are not reliable."""
    kind = kind.lower()
    main, _dot, of_fuse = kind.partition(".")
    if main in {"fuse", "fuseblk"} and of_fuse:
        return of_fuse not in _LOCAL_FUSE
    return kind == _UNC or main in _NETWORK


def is_unc(path: str) -> bool:
    r"""Return True for a path of Windows on another machine: `\\SERVER\SHARE`, also as `\\?\UNC\…`."""
    drive = PureWindowsPath(path).drive
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive[4:8].upper() == "UNC\\"
    return drive.startswith("\\\\")


def _unescaped(point: str) -> str:
    r"""Return a mount point with its `\040` and the like as the letters they stand for."""
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), point)
