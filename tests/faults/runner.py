"""A process that has loaded the program and forks one command after another: `python -m tests.faults.runner`.

Starting Python costs more than an act, so thousands of faults are only affordable this way. Each
child is the real program in a process of its own: `cli.main` with its own files, limits and user. A
child that is to be traced stops itself until strace holds it, so that calls are counted from the
first one of the command. `tests/support/preloaded.py`, for commands without a fault, loads libraries only:
there the program's imports are part of what is tested, here they would be calls that a fault may hit.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import time
import traceback
from typing import Any

# What loads SQLModel is not part of a command; the rest of the program is.
_SOURCES = {
    "workflow.storage.sql_tables",
    "procedures.storage.sql_tables",
    "procedures.input.shapes",
    "procedures.wording.catalogue",
}


def load() -> None:
    """Import what commands import, so that a child reads no code."""
    for room in ("workflow", "procedures"):
        for found in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if found.name not in _SOURCES:
                importlib.import_module(found.name)
    for name in ("cli", "psycopg", "pydantic_core", "calendar", "encodings.idna", "zoneinfo"):
        importlib.import_module(name)
    from workflow.identity.signing import Signer, load_private_key, verify_signature

    signer = Signer.generate()  # loads what signing loads
    verify_signature(signer.public, load_private_key(signer.to_openssh(None), bytes).sign(b""), b"")


def replace(owner: Any, name: str, new: Any) -> None:
    """Put `new` in the place of an attribute, to break a program on purpose.

    Raises AttributeError: when there is none of this name; after a renaming the break would do nothing.
    """
    getattr(owner, name)
    setattr(owner, name, new)


def weaken(how: str) -> None:
    """A program that is broken on purpose: what the tests must catch."""
    from workflow import engine
    from workflow.storage import sqlite, store, transaction

    if how in {"sync-off", "sync-full"}:
        sqlite._SETTINGS["synchronous"] = 0 if how == "sync-off" else 2
    elif how == "no-journal":
        sqlite._SETTINGS["journal_mode"] = "off"
    elif how == "two-commits":  # an entry and its rows in two transactions
        append = transaction.Transaction._append

        def torn(self: Any) -> None:
            append(self)
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN IMMEDIATE")

        transaction.Transaction._append = torn
    elif how == "early-receipt":  # acknowledged before it is committed
        write = store.Store.write

        def eager(self: Any) -> Any:
            os.write(1, b"Recorded as entry 0\n")
            return write(self)

        replace(store.Store, "write", eager)
    elif how == "no-ids":  # a retry is not known again
        transaction.Transaction.known = lambda _self, _ids: {}
    elif how == "no-door":  # what went wrong is not told in our words
        sqlite.Sqlite._translated = lambda _self, error: RuntimeError(str(error))
    elif how == "no-fsync":
        os.fsync = lambda _fd: None
    elif how == "no-looking":  # a stop believes that nothing was written
        import cli

        replace(cli, "_recorded_before_failure", str)
    elif how == "no-asking":  # an error at the commit is believed
        replace(engine, "recheck_after_fault", lambda _store, _ask: ({}, None))
    elif how:
        raise ValueError(how)


def child(asked: dict[str, Any]) -> None:
    """Become the command. Never returns."""
    code = 99
    try:
        os.setsid()
        os.chdir(asked["cwd"])
        # A home for each folder: receipts of one run must not be held against another's copy.
        os.environ["XDG_CONFIG_HOME"] = f"{asked['cwd']}.home"
        os.environ.update(asked.get("env", {}))
        _wire(0, asked.get("stdin"), os.O_RDONLY)
        _wire(1, asked["stdout"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        _wire(2, asked["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        sys.stdin, sys.stdout, sys.stderr = (_file(0, "r"), _file(1, "w"), _file(2, "w"))
        weaken(asked.get("weak", ""))
        if asked.get("humble") and os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        import cli

        signal.signal(signal.SIGINT, signal.default_int_handler)
        if asked.get("strace"):
            os.kill(os.getpid(), signal.SIGSTOP)
        for name, value in asked.get("limits", {}).items():
            if name == "AS":  # so much more than what is loaded already
                value += _address_space()
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
        code = cli.main(asked["argv"])
        if sys.stdout is not None:
            sys.stdout.flush()
    except BaseException as error:  # what would be a traceback on the terminal
        code = 130 if isinstance(error, KeyboardInterrupt) else 99
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _wire(fd: int, place: str | None, flags: int) -> None:
    if place == "closed":
        os.close(fd)
        return
    if place == "gone":  # a pipe whose reader has left
        reader, writer = os.pipe()
        os.close(reader)
        os.dup2(writer, fd)
        return
    handle = os.open(place or os.devnull, flags, 0o644)
    os.dup2(handle, fd)
    if handle > 2:
        os.close(handle)


def _file(fd: int, mode: str) -> Any:
    try:
        os.fstat(fd)
    except OSError:
        return None  # as Python does where a stream is closed
    return open(fd, mode, encoding="utf-8", closefd=False, buffering=1 if fd == 2 else -1)


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def serve() -> None:
    """Answer one request a line until there are no more."""
    load()
    print("ready", flush=True)
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)
        start = time.monotonic()
        pid = os.fork()
        if pid == 0:
            child(asked)
        tracer = _trace(pid, asked["strace"]) if asked.get("strace") else None
        for after in asked.get("interrupts", ()):
            time.sleep(after)
            os.kill(pid, signal.SIGINT)
        status = _wait(pid, start + asked.get("patience", 60))
        if tracer is not None:
            tracer.wait()
        print(json.dumps({"code": os.waitstatus_to_exitcode(status)}), flush=True)


def _trace(pid: int, options: list[str]) -> subprocess.Popen[bytes]:
    os.waitpid(pid, os.WUNTRACED)
    tracer = subprocess.Popen(
        ["strace", "-qq", "-p", str(pid), *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    while tracer.poll() is None:
        with open(f"/proc/{pid}/status") as file:
            if "TracerPid:\t0\n" not in file.read():
                break
        time.sleep(0.0005)
    os.kill(pid, signal.SIGCONT)
    return tracer


def _wait(pid: int, until: float) -> int:
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return status
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            return os.waitpid(pid, 0)[1]
        time.sleep(0.001)


if __name__ == "__main__":
    serve()
