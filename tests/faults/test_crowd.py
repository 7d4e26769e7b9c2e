"""Writers and readers on PostgreSQL for a time, with and without PgBouncer: errors, times, lost, doubled (P8)."""

from __future__ import annotations

import json
import multiprocessing
import random
import statistics
import time
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from procedures.domain import DOMAIN
from procedures.services.session import Session
from procedures.services.verdict.sheet import verdict_sheet
from tests.faults.figures import record
from tests.faults.pooler import Pooler
from tests.support.keys import key_of
from tests.support.servers import open_store
from tests.support.town import Town
from workflow import verification
from workflow.identity.signing import verify_signature
from workflow.storage.positions import Receipt

NOW = "2023-07-01T01:00:00Z"
CODES = 40  # procedures of each writer


def write(session, number, done):
    """Sign and submit a review of one of one's own procedures; (its id, its position or -1, the answer)."""
    subject, reason = f"procedure/1.{number:02d}{done % CODES:04d}", f"lượt {number}/{done}"
    signed = session.sign(session.draft("procedure.review", [(subject, {})], reason=reason))
    answer = session.submit([signed])[0]
    return json.loads(signed.raw)["id"], answer.seq if isinstance(answer, Receipt) else -1, str(answer)[:200]


def read(session, number, done):
    """Ask for the verdict of one unit, or for what an entry says."""
    rng = random.Random(number * 1_000_000 + done)
    if rng.random() < 0.5:
        verdict_sheet(session, unit="so-tu-phap", notes=False)
    else:
        next(session.store.entries(rng.randrange(session.head.seq + 1)))
    return "", 0, ""


def work(task, number, url, begin, seconds, book):
    """Repeat `task` until the time is over, and leave a book of the answers and how long each took.

    Any error is noted, a fault of the program too: a process that dies leaves no book.
    """
    notes, rng = [], random.Random(number)
    begin.wait()
    end = time.monotonic() + seconds
    with ExitStack() as opened:
        session = None
        while time.monotonic() < end:
            started = time.monotonic()
            try:
                if session is None:
                    store = opened.enter_context(closing(open_store(url)))
                    session = Session(store, lambda: NOW, "lan.bt", lambda: key_of("lan.bt"))
                id_, seq, said = task(session, number, len(notes))
            except Exception as error:
                id_, seq, said = "", -1, repr(error)
            notes.append((id_, seq, time.monotonic() - started, said))
            if task is read:
                time.sleep(rng.uniform(0, 0.2))
    Path(book).write_text(json.dumps(notes), encoding="utf-8")


def crowd(town, url, folder, writers, readers, seconds):
    """Let them work through `url`; ({"write": notes, "read": notes}, lost, doubled)."""
    codes = [f"1.{n:02d}{m:04d}" for n in range(writers) for m in range(CODES)]
    town.add_procedures("so-tu-phap", *codes)
    town.record("lan.bt", codes[0], 100)
    town.seal()
    context = multiprocessing.get_context("fork")
    begin = context.Barrier(writers + readers, timeout=300)
    town.store.close()
    tasks = [(write, n) for n in range(writers)] + [(read, n) for n in range(readers)]
    books = [(task.__name__, str(folder / f"{task.__name__}{n}")) for task, n in tasks]
    crew = [
        context.Process(target=work, args=(task, n, url, begin, seconds, book))
        for (task, n), (_kind, book) in zip(tasks, books, strict=True)
    ]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    notes = {"write": [], "read": []}
    for kind, book in books:
        notes[kind] += json.loads(Path(book).read_text(encoding="utf-8"))
    with closing(open_store(town.url)) as store:
        assert list(verification.verify_register(store, DOMAIN, verify_signature)) == []
        held = list(store.entries())
    places = {one.intent_id: one.seq for one in held}
    lost = [id_ for id_, seq, _took, _said in notes["write"] if seq >= 0 and places.get(id_) != seq]
    rounds = [json.loads(one.intent)["reason"] for one in held if '"procedure.review"' in one.intent]
    return notes, lost, len(rounds) - len(set(rounds))


def told(title, notes, lost, doubled):
    """Note the figures of a run, and hold it to no error, nothing lost, nothing doubled."""
    words = []
    for kind, of_kind in notes.items():
        if not of_kind:
            continue
        took = statistics.quantiles([one[2] * 1000 for one in of_kind], n=100)
        wrong = [one[3] for one in of_kind if one[1] < 0]
        words.append(
            f"{kind}: {len(of_kind)}, {len(wrong)} errors, p50 {took[49]:.0f} ms, p99 {took[98]:.0f} ms"
        )
        assert wrong == []
    record("P8", title, len(notes["write"]), len(lost), doubled, more="; ".join(words))
    assert (lost, doubled) == ([], 0)


@pytest.fixture
def folder():
    """A short path: a socket's name has at most 107 letters."""
    with TemporaryDirectory(prefix="tg-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        (Path(made) / "books").mkdir()
        yield Path(made)


def run(pg, folder, writers, readers, seconds, title, pooler=None):
    """A crowd on a new town, directly or through what `pooler` makes of its address."""
    town = Town(pg())
    between = pooler(town.url) if pooler else None
    try:
        told(
            title,
            *crowd(town, between.url if between else town.url, folder / "books", writers, readers, seconds),
        )
    finally:
        if between:
            between.stop()


def test_writers_and_readers_on_a_server(pg, folder):
    """Four writers and six readers for three seconds: no error, nothing lost, nothing twice."""
    run(pg, folder, 4, 6, 3, "4 writers, 6 readers, 3 s")


@pytest.mark.full
def test_sixteen_writers_and_fifty_readers_on_a_server(pg, folder):
    """The same with sixteen and fifty for a minute."""
    run(pg, folder, 16, 50, 60, "16 writers, 50 readers, 60 s")


def test_writers_behind_a_pooler(pg, folder, tool):
    """Four writers through PgBouncer in transaction mode: each transaction may get another connection."""
    program = tool("pgbouncer")
    title = "PgBouncer, transaction mode: 4 writers, 2 readers, 3 s"
    run(pg, folder, 4, 2, 3, title, lambda url: Pooler(program, folder, url))


def test_the_crowd_notices_what_a_pooler_breaks(pg, folder, tool, monkeypatch):
    """The canary: a statement prepared on one connection is unknown on the next, or is another one there."""
    program, connect = tool("pgbouncer"), psycopg.connect
    monkeypatch.setattr(
        psycopg, "connect", lambda *w, **more: connect(*w, **(more | {"prepare_threshold": 1}))
    )
    with pytest.raises(AssertionError):
        run(pg, folder, 4, 2, 2, "canary: statements prepared", lambda url: Pooler(program, folder, url))


@pytest.mark.full
def test_writers_behind_a_pooler_for_a_minute(pg, folder, tool):
    """Four writers and fifty readers for a minute."""
    program = tool("pgbouncer")
    title = "PgBouncer, transaction mode: 4 writers, 50 readers, 60 s"
    run(pg, folder, 4, 50, 60, title, lambda url: Pooler(program, folder, url))
