"""PostgreSQL killed whole under load, and a standby promoted: nothing acknowledged lost, nothing twice (P9)."""

from __future__ import annotations

import json
import multiprocessing
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from procedures.domain import DOMAIN
from procedures.services.session import Session
from tests.faults.cluster import Server
from tests.faults.figures import record
from tests.faults.runner import replace
from tests.support.keys import key_of
from tests.support.paths import ROOT
from tests.support.servers import open_store
from tests.support.town import Town
from workflow import engine, verification
from workflow.errors import StorageFault, WorkflowError
from workflow.identity.signing import verify_signature
from workflow.storage.positions import Receipt

WRITERS = 8
NOW = "2023-07-01T01:00:00Z"


def work(number, url, later, stop, book, weak):
    """One writer in a process of its own: sign, submit, note; on a fault keep the intent and try it again.

    `later` is where to go on when `url` stays away (after a failover).
    """
    retry_same = weak != "new-intent"
    urls, turn, rng = [url, later], 0, random.Random(number)
    if weak:  # now and then the answer to a commit is lost on its way
        told = engine._perform

        def deaf(*words):
            answers = told(*words)
            if rng.random() < 0.1:
                raise StorageFault("server-error", path="PostgreSQL", why="the answer is lost")
            return answers

        replace(engine, "_perform", deaf)
    if not retry_same:  # the canary: nobody looks what became of an intent, and a retry signs anew

        def blind(store, _ask):
            store.close()
            raise StorageFault("outcome-unknown", path=store.place, why="")

        replace(engine, "recheck_after_fault", blind)
    with open(book, "w", encoding="utf-8") as notes:
        note = lambda *words: (notes.write(json.dumps(words) + "\n"), notes.flush())  # noqa: E731
        held, session, round_ = None, None, 0
        while not stop.is_set() or held is not None:
            try:
                if session is None:
                    session = Session(
                        open_store(urls[turn % 2]), lambda: NOW, "lan.bt", lambda: key_of("lan.bt")
                    )
                if held is None or not retry_same:
                    code = f"1.{number:02d}{rng.randint(0, 99):04d}"
                    if held is None:
                        round_ += 1
                    body = f"lượt {number}/{round_}"
                    held = session.sign(
                        session.draft("procedure.review", [(f"procedure/{code}", {})], reason=body)
                    )
                answer = session.submit([held])[0]
                if isinstance(answer, Receipt):
                    note("ack", json.loads(held.raw)["id"], answer.seq, time.monotonic())
                elif any(one.kind != "race" for one in answer.reasons):
                    note("refused", str(answer.reasons))
                held = None
            except WorkflowError as error:
                note("fault", error.code)
                if session is not None:
                    session.store.close()
                session, turn = None, turn + 1
                time.sleep(rng.uniform(0.02, 0.15))
        if session is not None:
            session.store.close()


class Load:
    """Eight writers, from `with` to its end; then what they noted."""

    def __init__(self, folder, url, later, weak=""):
        context = multiprocessing.get_context("spawn")
        self.stop = context.Event()
        self.books = [Path(folder) / f"book{n}" for n in range(WRITERS)]
        self.writers = [
            context.Process(target=work, args=(n, url, later, self.stop, str(book), weak))
            for n, book in enumerate(self.books)
        ]

    def __enter__(self):
        for one in self.writers:
            one.start()
        while not all(book.exists() and book.stat().st_size for book in self.books):
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for one in self.writers:
            one.join(60)
            if one.is_alive():
                one.kill()

    def notes(self, kind):
        """All notes of a kind."""
        lines = [
            json.loads(line) for book in self.books for line in book.read_text(encoding="utf-8").splitlines()
        ]
        return [line[1:] for line in lines if line[0] == kind]


def town_on(server, name="town"):
    """A register on a server, with a hundred procedures for each writer."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    town = Town(server.url(name))
    town.add_procedures("so-tu-phap", *(f"1.{n:02d}{m:04d}" for n in range(WRITERS) for m in range(100)))
    town.store.close()
    return server.url(name)


def judged(url, load):
    """(acknowledged, lost, doubled) by the journal, which must verify."""
    with closing(open_store(url)) as store:
        assert list(verification.verify_register(store, DOMAIN, verify_signature)) == []
        records = list(store.entries())
    held = {one.intent_id: one.seq for one in records}
    acks = load.notes("ack")
    lost = [one for one in acks if held.get(one[0]) != one[1]]
    rounds = [json.loads(one.intent)["reason"] for one in records if '"procedure.review"' in one.intent]
    doubled = len(rounds) - len(set(rounds))
    return acks, lost, doubled


@pytest.fixture
def folder():
    """A short path: a socket's name has at most 107 letters."""
    with TemporaryDirectory(prefix="tg-") as made:
        Path(made).chmod(0o755)
        (Path(made) / "pg").mkdir(mode=0o755)
        (Path(made) / "books").mkdir()
        yield Path(made)


def crash(folder, seed, crashes, weak=""):
    """A server with eight writers, killed so many times; what they noted and what the journal holds."""
    rng = random.Random(seed)
    server = Server(folder / "pg", 5432)
    server.create("fsync = on", "max_connections = 40")
    server.start()
    try:
        url = town_on(server)
        with Load(folder / "books", url, url, weak) as load:
            for _ in range(crashes):
                time.sleep(rng.uniform(0.2, 1.2))
                server.kill()
                time.sleep(rng.uniform(0, 0.3))
                server.start()
            time.sleep(0.5)
        return (*judged(url, load), load)
    finally:
        server.kill()


def crashed(folder, seed, crashes):
    """Crash, record, assert."""
    acks, lost, doubled, load = crash(folder, seed, crashes)
    codes = [code for (code,) in load.notes("fault")]
    unknown = codes.count("outcome-unknown")
    record(
        "P9",
        f"whole server kill -9 x {crashes}, 8 writers",
        len(acks),
        len(lost),
        doubled,
        more=f"{unknown} outcomes unknown, {len(codes)} faults",
    )
    assert (lost, doubled, load.notes("refused")) == ([], 0, [])
    assert len(acks) >= 10 * crashes


def test_a_server_killed_under_load(folder, seed):
    """Eight writers, five crashes of the whole server: 0 acknowledged lost, 0 written twice."""
    crashed(folder, seed, 5)


@pytest.mark.full
def test_a_server_killed_many_times(folder, seed):
    """The same, a hundred crashes."""
    crashed(folder, seed + 1, 100)


@pytest.mark.parametrize("weak", ["lost-answers", "new-intent"])
def test_answers_lost_on_the_way(folder, seed, weak):
    """One commit in ten is not answered: looked up by its id it is written once. The canary signs anew."""
    acks, lost, doubled, load = crash(folder, seed, 1, weak)
    unknown = [code for (code,) in load.notes("fault")].count("outcome-unknown")
    if weak == "new-intent":
        record("P9", "canary: a retry under a new id", len(acks), len(lost), 0, f"{doubled} doubled")
        assert doubled > 0
    else:
        record(
            "P9",
            "one answer in ten lost, one crash",
            len(acks),
            len(lost),
            doubled,
            more=f"{unknown} outcomes unknown",
        )
        assert (lost, doubled) == ([], 0)


def fail_over(folder, seed, *, followed=True, either=False):
    """Kill the primary under load, promote the standby; (acks, lost, doubled, load, (killed, promoted))."""
    first, second = Server(folder / "pg", 5432), Server(folder / "pg", 5433)
    first.create("wal_level = replica", "max_wal_senders = 5", "max_connections = 40", "hot_standby = on")
    first.start()
    try:
        url = town_on(first)
        second.follow(first)
        read = subprocess.run(
            [sys.executable, "-m", "cli", "--register", second.url("town"), "audit", "verify"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert read.returncode == 0, read
        if not followed:  # the canary: acknowledged by the primary alone
            first.set("synchronous_standby_names = ''")
            first.run("pg_ctl", "-D", str(first.data), "reload")
            with psycopg.connect(second.url(), autocommit=True) as connection:
                connection.execute("SELECT pg_wal_replay_pause()")
        places = [first.either(second, "town")] * 2 if either else [url, second.url("town")]
        with Load(folder / "books", *places) as load:
            time.sleep(1 + random.Random(seed).random())
            if not followed:
                second.kill()
                time.sleep(0.7)
            first.kill()
            killed = time.monotonic()
            if not followed:
                second.start()
            second.promote()
            promoted = time.monotonic()
            time.sleep(1.5)
        return (*judged(second.url("town"), load), load, (killed, promoted))
    finally:
        first.kill()
        second.kill()


@pytest.mark.parametrize("either", [False, True], ids=["two URLs", "one URL for both"])
def test_a_standby_promoted_under_load(folder, seed, either):
    """The primary is killed, the synchronous standby promoted: no acknowledged act is missing there."""
    acks, lost, doubled, load, (killed, promoted) = fail_over(folder, seed, either=either)
    again = sorted(at for _id, _seq, at in acks if at > promoted)
    unknown = [code for (code,) in load.notes("fault")].count("outcome-unknown")
    record(
        "P9",
        f"failover to a synchronous standby, {'one URL for both' if either else 'then its URL'}",
        len(acks),
        len(lost),
        doubled,
        more=f"{unknown} outcomes unknown; {len(acks) - len(again)} before, {len(again)} after; promoted "
        f"{promoted - killed:.1f} s, going on {again[0] - killed:.1f} s after the kill",
    )
    assert (lost, doubled, load.notes("refused")) == ([], 0, [])
    assert len(acks) - len(again) > 20  # there was a load; how many acts a second is no question of this test


def test_the_failover_test_catches_a_standby_that_lags(folder, seed):
    """The canary: without synchronous replication acknowledged acts are missing after the promotion."""
    acks, lost, *_more = fail_over(folder, seed, followed=False)
    record("P9", "canary: an asynchronous standby that lags", len(acks), len(lost), 0, f"{len(lost)} lost")
    assert lost
