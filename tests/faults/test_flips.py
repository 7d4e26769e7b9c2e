"""Any byte of the file changed: `audit verify` says so, or the byte holds nothing (P13).

A change is harmless only where everything the file says, read row by row, and SQLite's own check of
its pages are what they were: then the byte is unused. Every other change must be reported.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from copy import deepcopy
from functools import lru_cache

import pytest

from procedures.services.evidence import verification as audit
from procedures.services.register.demo import build
from procedures.services.session import open_session
from tests.faults.figures import record
from tests.support.town import Town
from workflow import verification
from workflow.errors import StorageFault, WorkflowError
from workflow.findings import Finding
from workflow.identity import signing
from workflow.storage.rows import MemoryRows

PAGE = 1024  # bytes: so that a whole register takes about 64 kB
RECORD = 9  # bytes, at most, of the head of a record of the schema
PARTS = 10  # of a full run: the cores share them, and a run that is cut tells what it did


def content(path):
    """Everything the file says, and what SQLite thinks of it; how it fails where it does."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            told = [
                connection.execute(f"PRAGMA {name}").fetchall()
                for name in ("application_id", "user_version", "encoding", "integrity_check")
            ]
            schema = connection.execute("SELECT * FROM sqlite_master").fetchall()
            tables = [row[1].decode() for row in schema if row[0] == b"table"]
            return told, schema, [connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError) as error:
        return type(error).__name__


class Part:
    """The first so many entries of a journal."""

    def __init__(self, journal, stop):
        self.journal, self.stop = journal, stop

    def __getattr__(self, name):
        return getattr(self.journal, name)

    def size(self):
        return self.stop

    def entries(self, start=0, stop=None):
        return self.journal.entries(start, self.stop if stop is None else min(stop, self.stop))


class Walks:
    """Walks over a journal of which most entries are those of the sound one.

    The state after entries that are what they were is what it was: a walk goes on from there.
    """

    STEP = 10

    def __init__(self, walk):
        self.walk, self.sound, self.states = walk, None, []

    def __call__(self, journal, domain, check, walked, workers=1):
        read = self.read(journal)
        if self.sound is None:
            for stop in range(self.STEP, journal.size(), self.STEP):
                assert list(self.walk(Part(journal, stop), domain, check, walked)) == []
                self.states.append(self.copy(walked))
            self.sound = read
        same = 0
        if read[0] == self.sound[0]:
            pairs = zip(read[1], self.sound[1], strict=False)
            same = next((n for n, (one, other) in enumerate(pairs) if one != other), len(read[1]))
        if known := min(same // self.STEP, len(self.states)):
            vars(walked).update(vars(self.copy(self.states[known - 1])))
        yield from self.walk(journal, domain, check, walked, workers)

    @staticmethod
    def read(journal):
        """Read the enclosures, and the entries up to the first that cannot be read."""
        beside, entries = None, []
        with suppress(StorageFault):
            beside = journal.size(), list(journal.enclosures())
            entries.extend(hash(record) for record in journal.entries())
        return beside, entries

    @staticmethod
    def copy(walked):
        rows = MemoryRows(walked.rows.keys)
        rows.tables = {kind: dict(table) for kind, table in walked.rows.tables.items()}
        more = deepcopy((walked.leaves, walked.named, walked.index))
        return verification.WalkResult(rows, *more, walked.newest)


def finding(path, verify=audit.register_findings):
    """The first thing that is said of a file: a finding, or the error that opening it gives."""
    try:
        session = open_session(str(path))
        try:
            return next(iter(verify(session)), None)
        finally:
            session.store.close()
    except WorkflowError as error:
        return Finding(error.code, str(path))


class Flips:
    """One register, in which one byte at a time is changed, looked at, and put back."""

    def __init__(self, path, sound):
        shutil.copyfile(sound, path)
        self.path, self.bytes = path, path.read_bytes()
        self.says = content(path)
        self.kinds, self.missed = Counter(), []

    def change(self, place, mask, verify=audit.register_findings):
        """Change one byte; count what became of it."""
        self.path.with_name(self.path.name + "-journal").unlink(missing_ok=True)
        with self.path.open("r+b") as file:
            file.seek(place)
            file.write(bytes([self.bytes[place] ^ mask]))
        try:
            if content(self.path) == self.says:
                self.kinds["unused"] += 1
            elif (found := finding(self.path, verify)) is None:
                self.missed.append((place, mask))
            else:
                self.kinds[found.code] += 1
        finally:
            with self.path.open("r+b") as file:
                file.seek(place)
                file.write(self.bytes[place : place + 1])

    def note(self, test, canary=""):
        """Put the figures on record."""
        points = sum(self.kinds.values()) + len(self.missed)
        more = ", ".join(f"{name} {n}" for name, n in self.kinds.most_common())
        record("P13", test, points, len(self.missed), 0, canary, more)


@pytest.fixture
def quick(monkeypatch):
    """The same signatures are asked again and again, and the same entries walked over: remember both."""
    monkeypatch.setattr(signing, "verify_signature", lru_cache(maxsize=None)(signing.verify_signature))
    monkeypatch.setattr(verification, "verify_journal", Walks(verification.verify_journal))


@pytest.fixture
def small(tmp_path, quick):
    """A small register with a whole case in it, in small pages."""
    town = Town(str(tmp_path / "t.db"))
    town.add_procedures("so-tu-phap", "1.000001", "1.000002", "1.000003", "1.000004", "1.000005")
    town.record("lan.bt", "1.000001", 100)
    town.seal()
    town.propose("lan.bt", "1.000001")
    town.appraise("1.000001")
    town.approve("1.000001")
    town.store.close()
    with closing(sqlite3.connect(tmp_path / "t.db", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("VACUUM")
    made = Flips(tmp_path / "flipped.db", tmp_path / "t.db")
    assert finding(made.path) is None
    return made


@pytest.fixture
def demonstration(tmp_path, quick):
    """The demonstration's register."""
    build(tmp_path / "demo", lambda _text: None)
    made = Flips(tmp_path / "flipped.db", tmp_path / "demo" / "tinhgon.db")
    assert finding(made.path) is None
    return made


def masks(rng):
    """One bit, or any other change of a byte."""
    return rng.choice((1 << rng.randrange(8), rng.randrange(1, 256)))


def sampled(flips, rng, count, **more):
    """Change bytes drawn from the whole file."""
    for place in rng.sample(range(len(flips.bytes)), min(count, len(flips.bytes))):
        flips.change(place, masks(rng), **more)


def test_changed_bytes_of_a_small_register(small, rng):
    """Of 1,200 bytes drawn from a small register each change is reported, or holds nothing."""
    sampled(small, rng, 1200)
    small.note("bytes of a small register, sampled")
    assert small.missed == []
    assert len(small.kinds) > 3


def test_every_bit_of_the_header(small):
    """The first hundred bytes say what kind of file it is: each bit of them, one at a time."""
    for place in range(100):
        for bit in range(8):
            small.change(place, 1 << bit)
    small.note("bits of the file's header")
    assert small.missed == []


def test_every_bit_of_the_records_of_the_schema(small):
    """A change of any bit in the headers of the schema's records is reported, or holds nothing."""
    for found in re.finditer(rb"(table|index|trigger)(?=[a-z])", small.bytes):
        for place in range(found.start() - RECORD, found.start()):
            for bit in range(8):
                small.change(place, 1 << bit)
    small.note("bits of the records of the schema")
    assert small.missed == []


def test_changed_bytes_of_the_demonstration(demonstration, rng):
    """Of 120 bytes drawn from the demonstration each change is reported, or holds nothing."""
    sampled(demonstration, rng, 120)
    demonstration.note("bytes of the demonstration, sampled")
    assert demonstration.missed == []


def test_a_verifier_that_looks_less_is_caught(small, rng):
    """The canary: one that only asks SQLite about its pages lets changes of content through."""

    def pages_only(session):
        return [one for one in audit.register_findings(session) if one.code == "file-damaged"]

    sampled(small, rng, 300, verify=pages_only)
    small.note("canary: SQLite's own check alone", canary=str(len(small.missed)))
    assert small.missed


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte_of_a_small_register(small, rng, part):
    """Every byte of a register of about 64 kB."""
    for place in range(part, len(small.bytes), PARTS):
        small.change(place, masks(rng))
    small.note(f"every byte of a register of {len(small.bytes):,} bytes, part {part + 1} of {PARTS}")
    assert small.missed == []


@pytest.mark.full
@pytest.mark.parametrize("part", range(PARTS))
def test_thirty_thousand_bytes_of_the_demonstration(demonstration, rng, part):
    """Thirty thousand positions of the demonstration's file."""
    for place in rng.sample(range(len(demonstration.bytes)), 30_000)[part::PARTS]:
        demonstration.change(place, masks(rng))
    demonstration.note(
        f"30,000 of {len(demonstration.bytes):,} bytes of the demonstration, part {part + 1} of {PARTS}"
    )
    assert demonstration.missed == []
