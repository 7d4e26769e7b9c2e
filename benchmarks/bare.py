"""Commits the rows that an act commits, with sqlite3 or psycopg alone: the baseline of the benchmarks."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

SETTINGS = {  # query -> the only answer by which a commit is durable
    "sqlite": {"PRAGMA journal_mode": "delete", "PRAGMA synchronous": 3},
    "postgresql": {"SHOW synchronous_commit": "on", "SHOW fsync": "on"},
}
PRAGMAS = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;"


def connect(url: str) -> Any:
    """Return a durable connection in autocommit mode, to a file or to `postgresql://...`."""
    if url.startswith("postgresql://"):
        import psycopg

        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(url, isolation_level=None, timeout=30)
    connection.executescript(PRAGMAS)
    return connection


class Bare:
    """Reads the subject, inserts the journal's row and the index row, and upserts the derived rows.

    With `signs` it signs, verifies and chains each entry, else it stores constant bytes instead.
    """

    def __init__(self, connection: Any, raw: bytes, *, signs: bool = True) -> None:
        from procedures.services.session import schema
        from tests.support.keys import key_of

        lite = isinstance(connection, sqlite3.Connection)
        texts = schema("sqlite" if lite else "postgresql")
        self.upserts = {table.name: table.upsert for table in texts.tables}
        self.journal, self.touch = (texts.statements[f"insert_{n}"] for n in ("journal", "touch"))
        self.begins = ["BEGIN IMMEDIATE"] if lite else ["BEGIN", "SELECT one FROM head FOR UPDATE"]
        self.mark = "?" if lite else "%s"
        self.connection, self.raw, self.signs, self.signer = (connection, raw, signs, key_of("lan.bt"))

    def begin(self) -> None:
        for text in self.begins:
            self.connection.execute(text)

    def version(self, code: str) -> int:
        text = f"SELECT version FROM subject WHERE id = {self.mark}"
        return self.connection.execute(text, (f"procedure/{code}",)).fetchone()[0]

    def procedure(self, code: str) -> tuple[Any, ...]:
        text = f"SELECT * FROM procedure WHERE code = {self.mark}"
        return self.connection.execute(text, (code,)).fetchone()

    def entry(self, number: int, raw: bytes) -> int:
        text = "SELECT seq, leaf FROM journal ORDER BY seq DESC LIMIT 1"
        seq, leaf = self.connection.execute(text).fetchone()
        sig = b"s" * 64
        if self.signs:
            from workflow.identity.signing import verify_signature

            sig = self.signer.sign(raw)
            assert verify_signature(self.signer.public, sig, raw)
            line = {
                "v": 1,
                "seq": seq + 1,
                "prev": leaf.hex(),
                "recorded_at": "z",
                "intent": hashlib.sha256(raw).hexdigest(),
                "key": self.signer.key,
                "sig": sig.hex(),
            }
            leaf = hashlib.sha256(b"\0" + json.dumps(line).encode()).digest()
        values = (seq + 1, "z", raw.decode(), f"b{number}", self.signer.key, sig, leaf)
        self.connection.execute(self.journal, values)
        return seq + 1

    def subject(self, code: str, version: int, tip: str, seq: int) -> tuple[Any, ...]:
        return (f"procedure/{code}", "procedure", "inventoried", version, tip, seq, 0, "")

    def single(self, number: int, code: str) -> None:
        run = self.connection.execute
        raw = self.raw + b" " * (number % 7)
        self.begin()
        version, row = self.version(code) + 1, self.procedure(code)
        seq = self.entry(number, raw)
        run(self.touch, (f"procedure/{code}", version, seq))
        tip = hashlib.sha256(raw).hexdigest()
        run(self.upserts["subject"], self.subject(code, version, tip, seq))
        run(self.upserts["procedure"], row)
        run("COMMIT")
