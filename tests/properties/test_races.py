"""Many writers at once: nothing lost, nothing doubled, and a naive engine caught by the same eyes."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import Any, NamedTuple

import pytest

from procedures.services import proposals
from procedures.services.session import Session
from tests.support.keys import key_of
from tests.support.servers import open_store
from tests.support.sheets import PAPER, proposal, sheet
from tests.support.town import Town
from workflow.decision import Refused
from workflow.storage.positions import Receipt

CROWDS = (8, 16)
NOW = "2023-07-01T01:00:00Z"
WON, LOST = "won", "lost"
REVIEWERS = tuple(f"duyet.{n}" for n in range(8))
PATIENCE = 120  # seconds after which a worker that waits for the others gives up
# What a loser may be told: each follows from the winner alone.
LOSING = {"moved-on": "race", "other-step": "race", "wrong-state": "rule"}

_gates: dict[int, Any] = {}


class Contest(NamedTuple):
    """The outcome: the answers that contestants got for each act, and the journal afterwards."""

    answers: Mapping[str, Sequence[str]]
    journal: Sequence[tuple[int, str]]


class Ours:
    """The product as one process meets it: its own connection, its own key."""

    def __init__(self, url: str, person: str) -> None:
        self.session = Session(open_store(url), lambda: NOW, person, lambda: key_of(person))

    def approve(self, code: str) -> Callable[[], str]:
        """Sign an approval now; what is given back submits it."""
        session, paper = self.session, PAPER | {"level": "province"}
        signed = session.sign(proposals.draft_act(session, "approve", [code], common={"decisions": [paper]}))
        return lambda: _word(session.submit([signed])[0])

    def write(self, code: str) -> Callable[[], str]:
        """Sign a cost or a review, by turns."""
        session = self.session
        if int(code[-1]) % 2:
            body = {"stage": "before", "sheet": sheet(int(code[-3:])), "annual": str(int(code[-3:]))}
            draft = session.draft("cost.record", [(f"procedure/{code}", body)])
        else:
            draft = session.draft("procedure.review", [(f"procedure/{code}", {})], reason="giữ")
        signed = session.sign(draft)
        return lambda: _word(session.submit([signed])[0])

    def close(self) -> None:
        """Close the connection."""
        self.session.store.close()


class Naive:
    """An engine as one writes it without thinking of others: read, think, write, commit."""

    TABLES = "CREATE TABLE state (code TEXT, state TEXT); CREATE TABLE journal (seq INTEGER, code TEXT)"

    def __init__(self, url: str, person: str) -> None:
        self.connection = sqlite3.connect(url)

    def approve(self, code: str) -> Callable[[], str]:
        """Approve if the state allows it."""
        return lambda: self._step(code, "proposed", "approved")

    def write(self, code: str) -> Callable[[], str]:
        """Record something, whatever the state."""
        return lambda: self._step(code, "proposed", "proposed")

    def _step(self, code: str, source: str, dest: str) -> str:
        ask = self.connection.execute
        (state,) = ask("SELECT state FROM state WHERE code = ?", (code,)).fetchone()
        (seq,) = ask("SELECT coalesce(max(seq) + 1, 0) FROM journal").fetchone()
        time.sleep(0.003)
        if state != source:
            return LOST
        ask("UPDATE state SET state = ? WHERE code = ?", (dest, code))
        ask("INSERT INTO journal VALUES (?, ?)", (seq, code))
        self.connection.commit()
        return WON

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


@pytest.fixture(scope="module")
def crowd():
    """Sixteen processes of their own that wait for work, and a gate for each size of crowd."""
    context = multiprocessing.get_context("spawn")
    gates = {size: context.Barrier(size, timeout=PATIENCE) for size in CROWDS}
    with ProcessPoolExecutor(max(CROWDS), context, _enter, (gates,)) as pool:
        yield pool


@pytest.fixture
def naive(tmp_path):
    """A naive register with thirty proposals for a race and thirty for each of eight writers."""
    path = str(tmp_path / "naive.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Naive.TABLES)
        codes = [*_codes(0, 30), *(code for n in range(1, 9) for code in _codes(n, 30))]
        connection.executemany("INSERT INTO state VALUES (?, 'proposed')", [(c,) for c in codes])
        connection.commit()
    return path


def test_eight_writers_on_one_file_lose_nothing(crowd, town):
    """8 processes x 250 acts on one SQLite file: all performed, no error, no gap, verified."""
    _writers(crowd, town, 8, 250)


def test_sixteen_writers_on_a_server_lose_nothing(crowd, pg):
    """16 processes x 100 acts on one PostgreSQL database: the same."""
    town = Town(pg())
    _writers(crowd, town, 16, 100)
    town.store.close()


def test_one_of_eight_reviewers_wins_on_a_file(crowd, town):
    """8 reviewers sign the same approval and submit at once, 200 times on SQLite: one wins each."""
    _approvals(crowd, town, 200)


def test_one_of_eight_reviewers_wins_on_a_server(crowd, pg):
    """8 reviewers sign the same approval and submit at once, 50 times on PostgreSQL: one wins each."""
    town = Town(pg())
    _approvals(crowd, town, 50)
    town.store.close()


def test_the_checker_catches_a_naive_engine_in_a_race(crowd, naive):
    """Without a lock and a version several of eight win, and the same checker says so."""
    answers = _contest(crowd, Naive, "approve", naive, [(who, _codes(0, 30)) for who in REVIEWERS])
    assert any(given.count(WON) > 1 for given in answers.values())
    assert faults(Contest(answers, _naive_journal(naive)))


def test_the_checker_catches_a_naive_journal(crowd, naive):
    """`max + 1` without a lock doubles positions or fails, and the same checker says so."""
    tasks = [(who, _codes(n, 30)) for n, who in enumerate(REVIEWERS, 1)]
    answers = _contest(crowd, Naive, "write", naive, tasks)
    found = faults(Contest(answers, _naive_journal(naive)))
    assert any(fault.startswith(("journal", "error")) for fault in found)


def faults(contest: Contest) -> list[str]:
    """All that is wrong with a contest: not one winner, not one entry, a gap, an error; [] is right."""
    found = []
    for code, given in contest.answers.items():
        if given.count(WON) != 1:
            found.append(f"winners: {given.count(WON)} of {len(given)} for {code}")
        if wrong := set(given) - {WON, LOST}:
            found.append(f"error: {code}: {sorted(wrong)}")
    if [seq for seq, _ in contest.journal] != list(range(len(contest.journal))):
        found.append("journal: positions doubled or missing")
    written = [code for _, code in contest.journal if code in contest.answers]
    for code in contest.answers:
        if written.count(code) != 1:
            found.append(f"journal: {written.count(code)} entries for {code}")
    return found


def _writers(crowd: ProcessPoolExecutor, town: Town, crew: int, acts: int) -> None:
    tasks = [("lan.bt", _codes(n, acts)) for n in range(crew)]
    town.add_procedures("so-tu-phap", *itertools.chain(*(codes for _, codes in tasks)))
    answers = _contest(crowd, Ours, "write", town.url, tasks)
    assert sum(map(len, answers.values())) == crew * acts
    assert faults(Contest(answers, _journal(town, {"procedure.review", "cost.record"}))) == []
    assert town.findings() == []


def _approvals(crowd: ProcessPoolExecutor, town: Town, rounds: int) -> None:
    hanh, lan, codes = town.as_("hanh.nt"), town.as_("lan.bt"), _codes(0, rounds)
    for person in REVIEWERS:
        town.add_person(person)
        hanh.perform("role.grant", [(f"person/{person}", {"role": "reviewer", "scope": "hoa-binh"})])
    town.add_procedures("so-tu-phap", *codes)
    town.seal()
    lan.submit([lan.sign(proposals.draft_propose(lan, [(code, proposal()) for code in codes]))])
    town.appraise(*codes)
    answers = _contest(crowd, Ours, "approve", town.url, [(who, codes) for who in REVIEWERS])
    assert all(len(given) == len(REVIEWERS) for given in answers.values())
    assert faults(Contest(answers, _journal(town, {"approve"}))) == []
    assert town.findings() == []


def _contest(
    crowd: ProcessPoolExecutor, engine: type, what: str, url: str, tasks: list[tuple[str, list[str]]]
) -> dict[str, list[str]]:
    """Let one process a task (person, codes) work through its codes; the answers for each code."""
    jobs = [crowd.submit(_work, engine, what, url, *task, len(tasks)) for task in tasks]
    answers: dict[str, list[str]] = {}
    for job in jobs:
        for code, answer in job.result():
            answers.setdefault(code, []).append(answer)
    return answers


def _work(
    engine: type, what: str, url: str, person: str, codes: list[str], size: int
) -> list[tuple[str, str]]:
    """In a process of its own: sign each act, in a race wait for the others, submit."""
    gate, answers = _gates[size], []
    try:
        with closing(engine(url, person)) as mine:
            gate.wait()
            for code in codes:
                submit = _tried(getattr(mine, what), code)
                if what == "approve":
                    gate.wait()
                answers.append((code, submit if isinstance(submit, str) else _tried(submit)))
    except BaseException:
        gate.abort()
        raise
    return answers


def _tried(work: Callable[..., Any], *values: str) -> Any:
    """Return the result of `work`, or its error as text for the checker."""
    try:
        return work(*values)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def _enter(gates: dict[int, Any]) -> None:
    _gates.update(gates)


def _word(answer: Receipt | Refused) -> str:
    """One word for an answer: a refusal that a winner explains is a loss, any other is told."""
    if isinstance(answer, Receipt):
        return WON
    told = {reason.code: reason.kind for reason in answer.reasons}
    fair = told.items() <= LOSING.items() and {"moved-on", "wrong-state"} & told.keys()
    return LOST if fair else f"refused: {sorted(told)}"


def _codes(block: int, count: int) -> list[str]:
    return [f"{block + 1}.{n:06d}" for n in range(count)]


def _journal(town: Town, acts: set[str]) -> list[tuple[int, str]]:
    """(position, procedure) of the whole journal; "" where the act is none of `acts`."""
    found = []
    for record in town.store.entries():
        data = json.loads(record.intent)
        code = data["items"][0]["subject"].partition("/")[2] if data["act"] in acts else ""
        found.append((record.seq, code))
    return found


def _naive_journal(path: str) -> list[tuple[int, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT seq, code FROM journal ORDER BY seq").fetchall()
