"""Runs `python -m cli …` in children forked from a process that has loaded the libraries already.

Starting Python and loading Typer, Click and the standard library takes two thirds of a short command's
time. Of the program itself nothing is loaded before the fork: each child imports `cli` and what it needs
in the order in which a whole process does, after its own environment and folder are set. The standard
streams are those that Python made when the parent started, pointed at the pipes of the caller.

`tests/cli/test_preloaded.py` holds both ways equal. Not covered by this way, and therefore run as whole
processes: another locale, hash seed or module path, more than a pipe of input, and any system but Linux.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import re
import runpy
import select
import selectors
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.paths import ROOT

LIBRARIES = (
    "typer.main",
    "typer.completion",
    "click.shell_completion",
    "shellingham",
    "bcrypt",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "csv",
    "fractions",
    "gettext",
    "html",
    "ipaddress",
    "sqlite3",
    "tomllib",
    "transitions",
    "urllib.parse",
    "uuid",
    "zipfile",
    "docxtpl",
    "pypdf",
    "python_calamine",
    "typst",
    "xlsxwriter",
)
# Variables that a command reads from the environment while it runs; all else acts when Python or a library starts.
READ_LATE = re.compile(
    r"_?TINHGON_\w+|XDG_\w+|COMP_\w+|COLUMNS|LINES|NO_COLOR|SSH_AUTH_SOCK|PYTEST_CURRENT_TEST"
)
MOST_INPUT = 60_000  # bytes that fit into a pipe before anybody reads


class Ended(NamedTuple):
    """The end of a process: exit code (minus the signal that ended it) and output."""

    code: int
    out: bytes
    err: bytes


def whole(words: Sequence[str], folder: Path, env: Mapping[str, str], given: bytes = b"") -> Ended:
    """Run `python -m cli` as a whole process."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *words], cwd=folder, env=env, input=given, capture_output=True
    )
    return Ended(done.returncode, done.stdout, done.stderr)


class Preloaded:
    """The parent process, as its caller sees it. May be called from several threads at once."""

    def __init__(self, env: Mapping[str, str]) -> None:
        """Start the parent with this environment."""
        self.env = dict(env)
        self.forks = 0
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.preloaded", str(theirs.fileno())],
                cwd=ROOT,
                env=self.env | {"PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE,  # pipes, as the caller's will be: Python looks what a stream is
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
            )

    def takes(self, env: Mapping[str, str], given: bytes) -> bool:
        """True where a fork is as good as a whole process: no other start of Python is asked for."""
        names = {name for name in {*env, *self.env} if env.get(name) != self.env.get(name)}
        return len(given) <= MOST_INPUT and all(READ_LATE.fullmatch(name) for name in names)

    def __call__(
        self, words: Sequence[str], folder: Path, env: Mapping[str, str], given: bytes = b""
    ) -> Ended:
        """Run `python -m cli` in a forked child, with the caller's umask."""
        self.forks += 1
        pipes = [os.pipe() for _ in range(4)]
        (stdin, feed), (out, stdout), (err, stderr), (status, told) = pipes
        asked = json.dumps({"words": list(words), "folder": str(folder), "env": dict(env), "umask": _umask()})
        try:
            with self._lock:
                socket.send_fds(self._socket, [asked.encode()], [stdin, stdout, stderr, told])
        finally:
            for file in (stdin, stdout, stderr, told):
                os.close(file)
        with suppress(BrokenPipeError):
            os.write(feed, given)
        os.close(feed)
        said = _read_all(out, err, status)
        if not said[status]:
            raise RuntimeError("the preloaded process ended")
        return Ended(int(said[status]), said[out], said[err])

    def close(self) -> None:
        """End the parent."""
        self._socket.close()
        self._process.communicate()


def _umask() -> int:
    """The umask of this process, read without setting it: other threads may be writing files."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("Umask:")).split()[1], 8)


def _read_all(*files: int) -> dict[int, bytes]:
    """Read each of these until its end, and close it."""
    read = dict.fromkeys(files, b"")
    with selectors.DefaultSelector() as ready:
        for file in files:
            ready.register(file, selectors.EVENT_READ)
        while ready.get_map():
            for key, _ in ready.select():
                part = os.read(key.fd, 1 << 16)
                read[key.fd] += part
                if not part:
                    ready.unregister(key.fd)
                    os.close(key.fd)
    return read


def serve(channel: socket.socket) -> None:
    """Fork one child for each request; tell how each ended. Ends when the caller closes the socket."""
    running: dict[int, tuple[int, int]] = {}  # pidfd: (process id, file that takes the exit code)
    poll = select.poll()
    poll.register(channel, select.POLLIN)
    while True:
        for ready, _ in poll.poll():
            if ready != channel.fileno():
                poll.unregister(ready)
                pid, told = running.pop(ready)
                code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.write(told, b"%d" % code)
                os.close(told)
                os.close(ready)
                continue
            asked, files, _, _ = socket.recv_fds(channel, 1 << 20, 4)
            if not asked:
                return
            pid = os.fork()
            if not pid:
                _become(json.loads(asked), files)
            for file in files[:3]:
                os.close(file)
            running[watch := os.pidfd_open(pid)] = (pid, files[3])
            poll.register(watch, select.POLLIN)


def _become(asked: dict[str, Any], files: Sequence[int]) -> None:
    """Be `python -m cli` with these words. Never returns."""
    code = 1
    try:
        for target, file in enumerate(files[:3]):
            os.dup2(file, target)
        os.closerange(3, 1024)
        os.umask(asked["umask"])
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["env"])
        sys.path[0] = asked["folder"]
        sys.argv = ["cli", *asked["words"]]
        code = _run()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _run() -> int:
    """Run the module, then what Python does at the end of a process; the exit code."""
    code = 0
    try:
        runpy.run_module("cli", run_name="__main__", alter_sys=True)
    except SystemExit as leave:
        code = leave.code if isinstance(leave.code, int) else int(leave.code is not None)
        if isinstance(leave.code, str):
            print(leave.code, file=sys.stderr)
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        code = 120
    with suppress(OSError, ValueError):
        sys.stderr.flush()
    return code


def main() -> None:
    """Load the libraries, then serve the socket that is named by its number."""
    for name in LIBRARIES:
        with suppress(ImportError):  # an extra that is not installed
            importlib.import_module(name)
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        serve(channel)


if __name__ == "__main__":
    main()
