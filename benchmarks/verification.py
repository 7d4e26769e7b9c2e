"""Measures `audit verify` of a large journal against bare hashes and signatures of the same bytes.

    python -m benchmarks.verification [entries]

Builds a register of so many signed acts, then checks it in processes of their own, in turn: bare (SHA-256
of each chained line, Ed25519 of each signed text, nothing else) and `verify_register` (chain, signatures,
keys, grants, rules, index, tables), each with one process and with two. Time, ratio, peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from procedures.domain import DOMAIN, RULES
from tests.support.keys import key_of
from tests.support.servers import open_store
from tests.support.sheets import sheet
from tests.support.town import Town
from workflow import replaying, verification
from workflow.identity.signing import verify_signature
from workflow.journal.entries import Entry, leaf_hash
from workflow.journal.intents import Intent, Item, compose
from workflow.journal.strict_json import sha256
from workflow.runtime.signature_pool import signature_checker

CODES, BLOCK, STATE = 10_000, 1_000, "inventoried"
COST = {"stage": "before", "sheet": sheet(100), "annual": "100"}  # of every third act
JOBS = ("bare 1", "verify 1", "bare 2", "verify 2")


def build(path: str, entries: int) -> None:
    """Build a register in which ten thousand members of a programme are reviewed and costed repeatedly.

    The entries are signed and chained as by the program but written straight into the file, and the
    tables are rebuilt from them: only the checking is measured.
    """
    town = Town(path)
    codes = [f"1.{n:06d}" for n in range(CODES)]
    town.add_procedures("so-tu-phap", *codes)
    store, signer = town.store, key_of("lan.bt")
    last = store.head().seq
    added = next(store.entries(last, last + 1)).intent.encode()
    held = [(1, sha256(added))] * CODES
    town.seal()
    head = store.head()
    prev, first = head.leaf, next(store.entries(0, 1)).leaf.hex()
    register, at = town.base.register.id, head.recorded_at
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for seq in range(head.seq + 1, entries):
            number = seq % CODES
            version, parent = held[number]
            act, body = ("cost.record", COST) if seq % 3 == 0 else ("procedure.review", {})
            item = Item(f"procedure/{codes[number]}", version, parent, STATE, STATE, body)
            intent = intent_on(item, act, register, at, first)
            raw = compose(intent)[0]
            sig = signer.sign(raw)
            prev = leaf_hash(Entry(seq, prev, at, raw, signer.key, sig))
            row = (seq, at, raw.decode(), intent.id, signer.key, sig, prev)
            connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO touch VALUES (?, ?, ?)", (item.subject, version + 1, seq))
            held[number] = (version + 1, sha256(raw))
        connection.execute("COMMIT")
    store = open_store(path)
    store.rebuild(replaying.replay(store, DOMAIN))
    store.close()


def intent_on(item: Item, act: str, register: str, at: str, first: str) -> Intent:
    """Return an intent of the clerk on one item; `first` is the leaf hash of entry 0 (hex)."""
    return Intent(
        secrets.token_hex(16),
        register,
        DOMAIN.definition.digest,
        RULES,
        act,
        "lan.bt",
        "department",
        "so-tu-phap",
        at,
        (0, first),
        "giữ nguyên",
        {},
        (item,),
        {},
        b"",
    )


def bare(path: str, workers: int) -> None:
    """Chain the hash of each line and check each signature, nothing else."""
    public = {key_of(name).key: key_of(name).public for name in ("hanh.nt", "lan.bt")}
    waiting, triples, prev = [], [], bytes(32)
    with signature_checker(verify_signature, workers) as checked:
        for row in open_store(path).entries():
            raw = row.intent.encode()
            prev = leaf_hash(Entry(row.seq, prev, row.recorded_at, raw, row.key, row.sig))
            triples.append((public[row.key], row.sig, raw))
            if len(triples) == BLOCK:
                waiting.append(checked(triples))
                triples = []
            if len(waiting) > 8:  # as many as `verify` lets wait
                assert all(waiting.pop(0)())
        assert all(all(one()) for one in [*waiting, checked(triples)])


def job(name: str, path: str) -> None:
    """Run one job and print, as JSON, its wall and processor seconds and its peak memory in MB."""
    kind, number = name.split()
    start = time.perf_counter()
    if kind == "build":
        build(path, int(number))
    elif kind == "bare":
        bare(path, int(number))
    else:
        found = list(verification.verify_register(open_store(path), DOMAIN, verify_signature, int(number)))
        assert found == [], found[:3]
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": peak}))


def measured(name: str, path: str) -> dict[str, float]:
    """Run a job in a process of its own, the building too: a child begins with its parent's peak memory."""
    words = [sys.executable, "-m", "benchmarks.verification", "--job", name, path]
    done = subprocess.run(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env=os.environ)
    return json.loads(done.stdout)


def main() -> None:
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "v.db")
        built = measured(f"build {entries}", path)["seconds"]
        size = Path(path).stat().st_size / 1e6
        print(f"{entries:,} entries, {size:,.0f} MB, built in {built:.0f} s")
        told = {name: measured(name, path) for name in JOBS}
        for name, one in told.items():
            other = told[f"bare {name[-1]}"]
            wall, cpu = (one[key] / other[key] for key in ("seconds", "cpu"))
            print(
                f"{name}: {one['seconds']:8.2f} s, {wall:.2f} x bare; processor {one['cpu']:8.2f} s, "
                f"{cpu:.2f} x bare; {one['megabytes']:.0f} MB"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--job"]:
        job(*sys.argv[2:])
    else:
        main()
