"""A process of its own that runs commands one after another, with little memory, and measures each.

The child calls `cli.main` as the program does; what it prints is caught at the file descriptors, so
that a panic inside a library is seen too. `python -m tests.intake.limited_process` is the child.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.support.paths import ROOT

MEMORY = 512 * 2**20  # bytes resident, at most, while a file is read
SECONDS = 10  # of the processor: a busy machine makes the clock on the wall run ahead
_HANGS = 60  # seconds on the wall after which a child is given up
_LIBRARIES = 32 * 2**20  # mapped from files: resident, but no data
_STATUS = Path("/proc/self/status")


class Reply(NamedTuple):
    """The result of one command. `starved`: it ran out of memory, whatever it printed."""

    code: int
    out: str
    err: str
    seconds: float
    peak: int
    starved: bool


class Gone(Exception):
    """The child died or hung."""


class Worker:
    """One child, started when it is needed; after a death the next command gets another."""

    def __init__(self, folder: Path, *, guarded: bool = True) -> None:
        self.folder = folder
        self.guarded = guarded
        self.child: subprocess.Popen[bytes] | None = None

    def __call__(self, *words: str) -> Reply:
        """Run one command line in the folder. Raises Gone."""
        child = self.child = self.child or self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(words).encode() + b"\n")
        child.stdin.flush()
        ready = select.select([child.stdout], [], [], _HANGS)[0]
        line = child.stdout.readline() if ready else b""
        if not line:
            self.close()
            raise Gone(f"{'died' if ready else 'hung'}: {' '.join(words)}")
        return Reply(*json.loads(line))

    def close(self) -> None:
        """End the child."""
        if self.child is not None:
            self.child.kill()
            self.child.communicate()
            self.child = None

    def _started(self) -> subprocess.Popen[bytes]:
        env = {k: v for k, v in os.environ.items() if not k.startswith("TINHGON")} | {
            "TINHGON_LANG": "en",
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "XDG_CONFIG_HOME": str(self.folder / ".config"),
        }
        words = [sys.executable, "-m", "tests.intake.limited_process", *([] if self.guarded else ["open"])]
        return subprocess.Popen(
            words,
            cwd=self.folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def digest(folder: Path) -> str:
    """One digest of every file of a register: nothing was written if it stays."""
    whole = hashlib.sha256()
    for path in sorted(folder.glob("*.db*")):
        whole.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _peak() -> int:
    """Bytes that were resident at most since the mark was set back."""
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def _caught(file: int) -> str:
    text = os.pread(file, 2**26, 0).decode("utf-8", "replace")
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    return text


def _unguarded() -> None:
    """Take the guard's limits away: the canary must then be caught by the limits here."""
    from procedures.spreadsheets import zip_guard

    for name in ("MAX_UNPACKED", "MAX_PARTS", "MAX_RATIO", "MAX_TAGS"):
        setattr(zip_guard, name, 2**50)


def _starvation(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, MemoryError):
        error = error.__cause__ or error.__context__
    return error is not None


def main() -> None:
    """Read command lines as JSON, one a line; answer each with a line."""
    answers = os.fdopen(os.dup(1), "wb")
    out, err = (os.open(tempfile.mkdtemp() + "/said", os.O_RDWR | os.O_CREAT) for _ in range(2))
    os.dup2(out, 1)
    os.dup2(err, 2)
    import cli

    starved = False
    told = cli._report_error

    def tell(error: Exception) -> int:
        nonlocal starved
        starved = starved or _starvation(error)
        return told(error)

    cli._report_error = tell
    if sys.argv[1:] == ["open"]:
        _unguarded()
    most = MEMORY - _LIBRARIES
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    for line in sys.stdin:
        words = json.loads(line)
        gc.collect()
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        starved, start = False, time.process_time()
        code = cli.main(words)
        seconds = time.process_time() - start
        sys.stdout.flush()
        sys.stderr.flush()
        peak = _peak()
        reply = Reply(code, _caught(out), _caught(err), seconds, peak, starved)
        answers.write(json.dumps(reply).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
