"""The program inside this process: what it answers to words, and what is wrong with an answer."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout

import cli
from tests.faults.harness import DOCUMENTED, Done


def run(argv, stdin=b""):
    """The program in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    before, sys.stdin = (
        sys.stdin,
        io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8", errors="surrogateescape"),
    )
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.main(list(argv))
            out.flush()
            err.flush()
    finally:
        sys.stdin = before
    return Done(code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode())


def wrong_with(done):
    """Name the faults of an ending: its code, a traceback, control characters."""
    found = []
    if done.code not in DOCUMENTED - {1}:
        found.append(f"exit {done.code}")
    if "Traceback" in done.out + done.err:
        found.append("a traceback")
    told = done.out + done.err
    if any(c in told for c in "\x1b\x9b\x07\x00\u202e\u2066"):
        found.append("a control character on the terminal")
    return found
