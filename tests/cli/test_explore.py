"""`audit explore`: a copy that nothing writes to, shown by a real Datasette."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys


def datasette(folder, path):
    """What Datasette answers to a request, with the copy immutable and our words beside it."""
    words = ["serve", "-i", "xem.db", "-m", "xem.json", "--get", path]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "datasette", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_datasette_shows_the_journal_and_the_tables(demo):
    """Every entry is there in words, each subject beside it, and the tables as `check` reads them."""
    demo.ok("audit explore xem.db")
    entries = json.loads(datasette(demo.folder, "/xem/entry.json?_shape=objects&_size=max&_sort=seq"))["rows"]
    log = json.loads(demo.ok("audit log --json"))["rows"]
    assert [(one["seq"], one["act"]) for one in entries] == [(one["seq"], one["act"]) for one in log]
    page = datasette(demo.folder, "/xem/procedure?code=1.003198")
    assert "1.003198" in page
    told = json.loads(datasette(demo.folder, "/xem/proposal.json?_shape=objects&_size=0"))
    with sqlite3.connect(demo.folder / "tinhgon.db") as connection:
        counted = connection.execute("SELECT count(*) FROM proposal").fetchone()[0]
    assert told["filtered_table_rows_count"] == counted > 0


def test_the_copy_is_read_only_never_overwritten_and_no_register(demo):
    """The file may not be written, is not written twice, and no command takes it for a register."""
    demo.ok("audit explore xem.db")
    assert (demo.folder / "xem.db").stat().st_mode & 0o222 == 0
    assert demo("audit explore xem.db").code == 8
    assert demo("--register xem.db audit verify").code == 8


def test_a_copy_of_a_past_position_ends_there(demo):
    """With --at the journal ends at that entry, and the tables say what followed from it."""
    demo.ok("audit explore xem.db --at 100")
    with sqlite3.connect(f"file:{demo.folder / 'xem.db'}?mode=ro", uri=True) as connection:
        newest = connection.execute("SELECT max(seq) FROM entry").fetchone()[0]
        subjects = connection.execute("SELECT max(seq) FROM subject").fetchone()[0]
    assert (newest, subjects <= 100) == (100, True)
