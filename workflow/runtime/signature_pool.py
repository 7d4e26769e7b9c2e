"""Checks signatures in bulk: in this process, or in worker processes while the journal is read further."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

SignatureCheck = Callable[[bytes, bytes, bytes], bool]  # public key, signature, signed bytes
Triple = tuple[bytes, bytes, bytes]
Spread = Callable[[Sequence[Triple]], Callable[[], Sequence[bool]]]
"""Starts checking signatures; the call it returns waits for the answers, in the same order."""


@contextmanager
def signature_checker(check: SignatureCheck, workers: int) -> Iterator[Spread]:
    """A function that checks signatures in this process (`workers` at most 1) or in so many others."""
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
    """Ignore SIGINT in worker processes; the parent shuts the pool down."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _checked(check: SignatureCheck, triples: Sequence[Triple]) -> list[bool]:
    return [check(*triple) for triple in triples]
