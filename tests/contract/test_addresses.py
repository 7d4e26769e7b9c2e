"""The address of a register: what is a server's, what is a file's, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

import cli
from tests.support.town import Town
from workflow.errors import BadAddress
from workflow.storage import connect, network_shares

SECRET = "mat-khau"
FOREIGN = (
    "mysql://u:mat-khau@h/db",
    "postgres+foo://u:mat-khau@h/db",
    "postgresql+psycopg://u:mat-khau@h/db",
    "postgressql://u:mat-khau@h/db",
    "PostgreSQL://u:mat-khau@h/db",
    "postgresql:/u:mat-khau@h/db",
    "postgresql:u:mat-khau@h/db",
    "http://u:mat-khau@h/db",
    "https://u:mat-khau@h/db",
    "file:///tmp/t.db",
    "sqlite://t.db",
    "sqlite:t.db",
    "SQLITE:///t.db",
    "mariadb+pymysql://u:mat-khau@h/db",
    "host=h dbname=d password=mat-khau",
    "user = u password = mat-khau",
)


@pytest.mark.parametrize("address", FOREIGN)
def test_an_unknown_scheme_is_refused_by_name(address, tmp_path, monkeypatch, capsys):
    """Neither reading nor making takes it for a file's name, and no message has its password."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadAddress):
        connect.database_at(address, create=True)
    for words in (["status"], ["init", "X", "--registrar", "a.b"], ["doctor"]):
        assert cli.main(["--register", address, *words]) in {2, 0}
    told = "".join(capsys.readouterr())
    assert SECRET not in told
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("port", ["mat-khau", "5432/mat/khau@h"])
def test_a_password_that_breaks_the_address_is_not_shown(port, capsys):
    """An address that libpq cannot read is refused without the part that it quotes."""
    assert cli.main(["--register", f"postgresql://u:{port}%zz@h:{port}/d", "status"]) == 2
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize("name", ["C:/so.db", "C:\\so.db", "./a:b.db", "tháng:9.db", "postgres.db", "x=1.db"])
def test_a_file_may_have_any_name(name):
    """A drive, a colon, an equals sign or a word of a scheme alone does not make an address."""
    assert connect.register_file(name) == Path(name)


REMOTE = (
    "nfs nfs4 cifs smb2 smb3 smbfs 9p virtiofs vboxsf vmhgfs drvfs prl_fs afs ceph lustre gpfs ocfs2 gfs2 davfs "
    "webdav beegfs glusterfs fuse fuse.sshfs fuse.rclone fuse.s3fs fuse.glusterfs fuse.vmhgfs-fuse fuse.davfs2 "
    "fuse.juicefs fuse.gvfsd-fuse fuse.unknown-kind fuseblk.sshfs CIFS share"
).split()
LOCAL = (
    "ext4 xfs btrfs zfs tmpfs overlay fuseblk fuse.ntfs-3g fuse.gocryptfs fuse.fuse-overlayfs apfs".split()
)


@pytest.mark.parametrize(("kind", "remote"), [*((k, True) for k in REMOTE), *((k, False) for k in LOCAL)])
def test_file_systems_of_other_machines_are_known(kind, remote):
    """Every file system over a network, to a host machine or of a kind unknown to FUSE is a share."""
    assert network_shares.is_network_type(kind) is remote


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\so.db", True),
        ("//server/share/so.db", True),
        (r"\\?\UNC\server\share\so.db", True),
        (r"\\?\C:\so.db", False),
        (r"C:\so.db", False),
        ("so.db", False),
    ],
)
def test_a_path_of_windows_on_another_machine_is_known(path, unc):
    """Both spellings of a share are one; a drive is none."""
    assert network_shares.is_unc(path) is unc


def test_a_link_to_a_share_is_a_share(tmp_path):
    """The type is that of the place a link leads to, also through a folder and for a file not there yet."""
    share, home = tmp_path / "phòng ban\tchung", tmp_path / "home"
    share.mkdir()
    home.mkdir()
    (home / "so.db").symlink_to(share / "so.db")
    (home / "folder").symlink_to(share)
    escaped = str(share).replace(" ", "\\040").replace("\t", "\\011")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"a / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\n", encoding="utf-8")
    for path in (home / "so.db", home / "folder" / "new.db", share / "x"):
        assert network_shares.file_system_type(path, mounts) == "nfs4"
    assert network_shares.file_system_type(home / "other.db", mounts) == "ext4"


def test_a_restore_through_a_link_replaces_the_register_itself(tmp_path):
    """The link stays a link, and the file it leads to is the restored one."""
    real = tmp_path / "real"
    real.mkdir()
    town = Town(str(real / "so.db"))
    town.store.close()
    link = tmp_path / "so.db"
    link.symlink_to(real / "so.db")
    assert cli.main(["--register", str(link), "register", "backup", str(tmp_path / "copy.db")]) == 0
    keys = tmp_path / "so.keys"
    keys.mkdir()
    from tests.support.keys import key_of

    (keys / "hanh.nt").write_bytes(key_of("hanh.nt").to_openssh(None))
    words = ["register", "restore", str(tmp_path / "copy.db"), "--as", "hanh.nt", "--yes"]
    assert cli.main(["--register", str(link), *words]) == 0
    assert link.is_symlink()
    assert (real / "so.db.replaced").exists()
    assert not (tmp_path / "so.db.replaced").exists()
