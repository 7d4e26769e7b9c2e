"""Durable signed acts against a stdlib-sqlite3 script that commits the same bytes, paired in one run.

    python benchmarks/acts.py [acts]

Single acts: draft, sign, perform in one transaction each. Baseline, same journal mode and syncs:
read the case, sign, verify, chain, insert journal and index, upsert the same derived rows, commit.
Bulk: one act on 10,000 subjects, against the same script with one entry and 10,000 rows.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import Town, key_of
from workflow.signing import verify

SUBJECT = "INSERT OR REPLACE INTO subject VALUES (?, 'procedure', 'inventoried', ?, ?, ?, 0, '')"


def settings(connection: sqlite3.Connection) -> None:
    for name, value in (
        ("journal_mode", "DELETE"),
        ("synchronous", "EXTRA"),
        ("foreign_keys", "ON"),
    ):
        connection.execute(f"PRAGMA {name} = {value}")


class Baseline:
    """What the stdlib does with the same bytes."""

    def __init__(self, path: str, raw: bytes) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        settings(self.connection)
        self.raw, self.signer = raw, key_of("lan.bt")

    def entry(self, number: int, raw: bytes) -> int:
        run = self.connection.execute
        seq, leaf = run("SELECT seq, leaf FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        sig = self.signer.sign(raw)
        assert verify(self.signer.public, sig, raw)
        line = {"v": 1, "seq": seq + 1, "prev": leaf.hex(), "recorded_at": "z", "intent": hashlib.sha256(raw).hexdigest(),
                "key": self.signer.key, "sig": sig.hex()}  # fmt: skip
        leaf = hashlib.sha256(b"\0" + json.dumps(line).encode()).digest()
        values = (seq + 1, "z", raw.decode(), f"b{number}", self.signer.key, sig, leaf)
        run("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        return seq + 1

    def single(self, number: int, code: str) -> None:
        run = self.connection.execute
        raw = self.raw + b" " * (number % 7)
        run("BEGIN IMMEDIATE")
        version = run(
            "SELECT version FROM subject WHERE id = ?", (f"procedure/{code}",)
        ).fetchone()[0]
        row = run("SELECT * FROM procedure WHERE code = ?", (code,)).fetchone()
        seq = self.entry(number, raw)
        run("INSERT INTO touch VALUES (?, ?, ?)", (f"procedure/{code}", version + 1, seq))
        run(SUBJECT, (f"procedure/{code}", version + 1, hashlib.sha256(raw).hexdigest(), seq))
        run(f"INSERT OR REPLACE INTO procedure VALUES ({','.join('?' * len(row))})", row)
        run("COMMIT")

    def bulk(self, codes: list[str], enclosure: bytes) -> None:
        run, many = self.connection.execute, self.connection.executemany
        run("BEGIN IMMEDIATE")
        items = [json.loads(line) for line in enclosure.splitlines()]
        held = {
            code: run(
                "SELECT version FROM subject WHERE id = ?", (f"procedure/{code}",)
            ).fetchone()[0]
            for code in codes
        }
        rows = [run("SELECT * FROM procedure WHERE code = ?", (code,)).fetchone() for code in codes]
        run(
            "INSERT INTO enclosure VALUES (?, ?)",
            (hashlib.sha256(enclosure).hexdigest(), enclosure),
        )
        seq = self.entry(int.from_bytes(hashlib.sha256(enclosure).digest()[:4]), self.raw)
        many(
            "INSERT INTO touch VALUES (?, ?, ?)",
            [(f"procedure/{code}", held[code] + 1, seq) for code in codes],
        )
        many(SUBJECT, [(f"procedure/{code}", held[code] + 1, "d", seq) for code in codes])
        many(f"INSERT OR REPLACE INTO procedure VALUES ({','.join('?' * len(rows[0]))})", rows)
        run("COMMIT")
        assert len(items) == len(codes)


def main() -> None:
    acts = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as name:
        town = Town(str(Path(name) / "a.db"))
        codes = [f"1.{n:06d}" for n in range(10_000)]
        town.add_procedures("so-tu-phap", *codes)
        town.store.close()
        other = Path(name) / "b.db"
        other.write_bytes((Path(name) / "a.db").read_bytes())
        lan = town.as_("lan.bt")
        draft = lan.draft("procedure.review", [("procedure/1.000000", {})], reason="giữ nguyên")
        baseline = Baseline(str(other), lan.sign(draft).raw)
        ours, theirs, inner = [], [], []
        for number in range(acts):
            subject = (f"procedure/{codes[number]}", {})
            start = time.perf_counter()
            signed = lan.sign(lan.draft("procedure.review", [subject], reason="giữ nguyên"))
            between = time.perf_counter()
            lan.submit([signed])
            done = time.perf_counter()
            ours.append(done - start)
            inner.append(done - between)
            start = time.perf_counter()
            baseline.single(number, codes[number])
            theirs.append(time.perf_counter() - start)
        pairs = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
        within = statistics.median(a / b for a, b in zip(inner, theirs, strict=True))
        print(
            f"single act, {acts} pairs: draft + sign + perform / stdlib = {pairs:.2f}; perform alone = {within:.2f}"
        )
        print(
            f"  medians: {statistics.median(ours) * 1000:.2f} ms and {statistics.median(theirs) * 1000:.2f} ms"
        )
        whole, draft_only, bare = [], [], []
        for turn in range(3):
            start = time.perf_counter()
            draft = lan.draft(
                "procedure.review",
                [(f"procedure/{code}", {}) for code in codes],
                reason=f"lượt {turn}",
            )
            signed = lan.sign(draft)
            between = time.perf_counter()
            lan.submit([signed])
            done = time.perf_counter()
            whole.append(done - start)
            draft_only.append(between - start)
            enclosure = next(iter(signed.enclosures.values()))
            start = time.perf_counter()
            baseline.bulk(codes, enclosure)
            bare.append(time.perf_counter() - start)
            baseline.raw += b" "
        ratio = statistics.median(a / b for a, b in zip(whole, bare, strict=True))
        inside = statistics.median(
            (a - d) / b for a, d, b in zip(whole, draft_only, bare, strict=True)
        )
        print(
            f"one act on 10,000 subjects: whole / stdlib = {ratio:.2f}; perform alone = {inside:.2f} ({statistics.median(whole):.2f} s)"
        )


if __name__ == "__main__":
    main()
