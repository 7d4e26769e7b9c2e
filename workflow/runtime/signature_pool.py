"""Signatures checked many at a time: here, or by helper processes while the journal is read on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

Check = Callable[[bytes, bytes, bytes], bool]  # public key, signature, signed bytes
Triple = tuple[bytes, bytes, bytes]
Spread = Callable[[Sequence[Triple]], Callable[[], Sequence[bool]]]
"""Takes signatures to check and gives a call that waits for the answers, in order."""


@contextmanager
def signature_checker(check: Check, workers: int) -> Iterator[Spread]:
    """A way to check signatures: by this process (`workers` 1), or by so many others."""
    if workers <= 1:
        yield lambda triples: lambda: [check(*triple) for triple in triples]
        return
    from concurrent.futures import ProcessPoolExecutor  # large journals only
    from multiprocessing import get_context

    # Fresh processes: a forked one would hold a copy of the open database.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _ignore_sigint)
    try:
        yield lambda triples: pool.submit(_checked, check, triples).result
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_sigint() -> None:
    """A Ctrl-C is for the process that asked; it ends its helpers itself."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _checked(check: Check, triples: Sequence[Triple]) -> list[bool]:
    return [check(*triple) for triple in triples]
