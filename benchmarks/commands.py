"""Measures whole commands against named baselines, in turn in one run: medians and ratios.

    python benchmarks/commands.py [runs]

Baselines: `bare` is Python opening SQLite for one SELECT; `typer` and `typer+sqlmodel` import those;
`query` runs the same aggregate with stdlib sqlite3; `commit` reads, signs, verifies, chains and
commits the same bytes with stdlib sqlite3 in the same journal mode. Everything works on copies of
the demonstration. Machines are noisy: quote ratios, not times.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TINHGON = [sys.executable, "-c", "import sys, cli; sys.exit(cli.main())"]
PROPOSE = [
    "propose",
    "1.003198",
    "--kind",
    "abolish",
    "--content",
    "bỏ",
    "--reason",
    "thừa",
    "--submission",
    "1/TTr",
    "--dated",
    "29/09/2023",
    "--as",
    "lan.bt",
    "--yes",
]
BARE = "import sqlite3; c = sqlite3.connect('tinhgon.db'); c.execute('select 1').fetchone()"
QUERY = """
import json, sqlite3
c = sqlite3.connect('tinhgon.db')
texts = json.load(open({schema!r}))['statements']
for name in ('head', 'ladder'):
    c.execute(texts[name], {{'programme': 'hoa-binh-2023', 'day': '2023-09-30'}}).fetchall()
"""
COMMIT = """
import hashlib, json, sqlite3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
key = load_ssh_private_key(open('tinhgon.keys/lan.bt', 'rb').read(), None)
rows = json.load(open('rows.json'))
c = sqlite3.connect('tinhgon.db', isolation_level=None)
c.execute('PRAGMA journal_mode=DELETE'); c.execute('PRAGMA synchronous=EXTRA')
c.execute('BEGIN IMMEDIATE')
seq, leaf = c.execute('SELECT seq, leaf FROM journal ORDER BY seq DESC LIMIT 1').fetchone()
c.execute("SELECT * FROM subject WHERE id = 'procedure/1.003198'").fetchone()
raw = rows['intent'].encode()
sig = key.sign(b'SSHSIG' + hashlib.sha512(raw).digest())
key.public_key().verify(sig, b'SSHSIG' + hashlib.sha512(raw).digest())
line = json.dumps({'seq': seq + 1, 'prev': leaf.hex(), 'intent': hashlib.sha256(raw).hexdigest(), 'sig': sig.hex()})
leaf = hashlib.sha256(b'\\0' + line.encode()).digest()
c.execute('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)', (seq + 1, rows['at'], rows['intent'], rows['id'], 'k', sig, leaf))
c.execute('INSERT INTO touch VALUES (?, ?, ?)', ('procedure/1.003198', 99, seq + 1))
for table, values in rows['derived']:
    c.execute(f'INSERT OR REPLACE INTO "{table}" VALUES ({",".join("?" * len(values))})', values)
c.execute('COMMIT')
"""


def run(command: list[str], folder: Path) -> tuple[float, int]:
    """Return the wall time in seconds and the exit code of one process."""
    start = time.perf_counter()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, capture_output=True, env=environment, check=False)
    return time.perf_counter() - start, done.returncode


def prepare(folder: Path) -> None:
    """Build the demonstration, and save the rows that one proposal writes for the stdlib script."""
    subprocess.run(
        [*TINHGON, "demo", "-o", "demo", "-q"],
        cwd=folder,
        check=True,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    import sqlite3

    shutil.copytree(folder / "demo", folder / "after")
    seconds, code = run([*TINHGON, *PROPOSE], folder / "after")
    assert code == 0, (seconds, code)
    connection = sqlite3.connect(folder / "after" / "tinhgon.db")
    intent, id_, at = connection.execute(
        "SELECT intent, intent_id, recorded_at FROM journal ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    derived = []
    for table, where in (
        ("subject", "id = 'procedure/1.003198'"),
        ("proposal", "code = '1.003198'"),
        ("document", "code = '1.003198'"),
        ("member", "code = '1.003198'"),
        ("former", "code = '1.003198'"),
    ):
        derived += [(table, row) for row in connection.execute(f"SELECT * FROM {table} WHERE {where}")]
    rows = {"intent": intent, "id": id_, "at": at, "derived": derived}
    (folder / "demo" / "rows.json").write_text(json.dumps(rows))


def main() -> None:
    """Run all commands in turn, round after round, and print medians and ratios."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    schema = str(ROOT / "procedures" / "data" / "schema-sqlite.json")
    python = [sys.executable, "-c"]
    commands = {
        "bare": [*python, BARE],
        "typer": [*python, "import typer"],
        "typer+sqlmodel": [*python, "import typer, sqlmodel"],
        "query": [*python, QUERY.format(schema=schema)],
        "commit": [*python, COMMIT],
        "--help": [*TINHGON, "--help"],
        "--version": [*TINHGON, "--version"],
        "check": [*TINHGON, "check"],
        "procedure show": [*TINHGON, "procedure", "show", "2.000635"],
        "status": [*TINHGON, "status", "--as", "lan.bt"],
        "queue": [*TINHGON, "queue", "--as", "huong.lt"],
        "propose": [*TINHGON, *PROPOSE],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        taken: dict[str, list[float]] = {label: [] for label in commands}
        for turn in range(runs + 1):
            for label, command in commands.items():
                shutil.rmtree(folder / "work", ignore_errors=True)
                shutil.copytree(folder / "demo", folder / "work")
                seconds, code = run(command, folder / "work")
                assert code in {0, 7}, (label, code)
                if turn:  # the first turn warms the caches
                    taken[label].append(seconds)
    medians = {label: statistics.median(found) for label, found in taken.items()}
    bases = ("bare", "typer", "typer+sqlmodel", "query", "commit")
    print(f"{runs} runs each, in turn; median ms, then ratios of medians")
    print(f"{'command':16}{'ms':>8}" + "".join(f"{'/ ' + base:>18}" for base in bases))
    for label, median in medians.items():
        print(
            f"{label:16}{median * 1000:8.0f}" + "".join(f"{median / medians[base]:18.2f}" for base in bases)
        )
    print(f"peak memory of any of them: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
