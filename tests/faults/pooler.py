"""A PgBouncer before a server of ours."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

PORT = 6543


class Pooler:
    """PgBouncer in transaction mode, with three connections to the server, on a socket in a folder of its own."""

    def __init__(self, program: str, folder: Path, url: str) -> None:
        parts = urlsplit(url)
        host = parse_qs(parts.query)["host"][0]
        port = parse_qs(parts.query).get("port", ["5432"])[0]
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host={host} port={port} user={parts.username}\n[pgbouncer]\nlisten_addr =\nlisten_port = {PORT}\n"
            f"unix_socket_dir = {folder}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 3\n"
            f"max_client_conn = 200\nlogfile = {folder}/log\n",
            encoding="utf-8",
        )
        user = None
        if os.geteuid() == 0:  # PgBouncer refuses to run as root, as the server does
            user = "pgserver"
            shutil.chown(folder, pwd.getpwnam(user).pw_uid)
        self.process = subprocess.Popen([program, "-q", str(settings)], user=user, stdin=subprocess.DEVNULL)
        self.url = f"postgresql://{parts.username}@/{parts.path[1:]}?host={folder}&port={PORT}"
        for _ in range(100):
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise AssertionError((folder / "log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()
