"""A register file made to hold up whoever reads it is refused by name, by every command, and ends (P18)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from procedures.services.session import open_session, schema
from tests.support import hostile_registers as hostile
from workflow.errors import StorageFault, WrongFile
from workflow.storage import sqlite
from workflow.storage.foreign_objects import unreadable_objects

TABLES = ("journal", "touch", "enclosure", "layout", *(table.name for table in schema("sqlite").tables))
READING = (
    "status --register {file}",
    "check --register {file}",
    "audit verify --register {file}",
    "audit verify --register {file} --against 307.txt",
    "audit witness 307.txt --register {file} --as thu.ph --key tinhgon.keys/thu.ph -o y.txt",
    "audit log --register {file}",
    "audit export y --register {file}",
    "audit explore y.db --register {file}",
    "register info --register {file}",
    "register backup y.db --register {file}",
    "register rebuild --register {file}",
    "register restore {file} --as hanh.nt --yes",
    "register receive {file}",
    "person add moi.nv Mới --register {file} --as hanh.nt --key tinhgon.keys/hanh.nt --yes",
    "procedure list --register {file}",
)


@pytest.fixture
def copied(demo):
    """A copy of the demonstration's file, beside it."""
    path = demo.folder / "la.db"
    shutil.copy(demo.folder / "tinhgon.db", path)
    return path


@pytest.mark.parametrize("command", READING)
def test_an_endless_view_is_refused_by_every_command(demo, copied, command):
    """Nothing is read from a file whose journal is a view: the command ends, and names what it found."""
    demo.ok("audit checkpoint -o 307.txt --as thu.ph")
    hostile.replace_by_view(copied, "journal")
    before = (copied.read_bytes(), (demo.folder / "tinhgon.db").read_bytes())
    done = demo(command.format(file="la.db"))
    assert done.code == (2 if "receive" in command else 8), done
    assert "receive" in command or "“journal” (view)" in done.err, done
    assert (copied.read_bytes(), (demo.folder / "tinhgon.db").read_bytes()) == before


def test_a_backup_is_put_in_the_place_of_such_a_file(demo, copied):
    """Such a file can still be replaced: nothing of it is read, and what it held is unknown."""
    hostile.replace_by_view(copied, "journal")
    command = "register restore tinhgon.db --register la.db --as hanh.nt --key tinhgon.keys/hanh.nt --yes"
    demo.ok(command)
    demo.ok("audit verify --register la.db")


@pytest.mark.parametrize("table", TABLES)
def test_a_view_in_the_place_of_any_table_is_refused(copied, table):
    """Whichever table is a view, the file is refused before one is read."""
    hostile.replace_by_view(copied, table)
    with pytest.raises(WrongFile) as refused:
        open_session(str(copied))
    assert (refused.value.code, refused.value.values["name"]) == ("foreign-object", table)


@pytest.mark.parametrize(
    "text",
    [
        'CREATE VIRTUAL TABLE "procedure" USING fts5(code)',
        "CREATE TABLE procedure (code TEXT NOT NULL, more TEXT AS (hex(zeroblob(100000000))) VIRTUAL)",
        "CREATE TABLE procedure (code TEXT NOT NULL, more TEXT GENERATED ALWAYS AS (1) STORED)",
        "CREATE TABLE procedure (code TEXT NOT NULL CHECK (code LIKE '%a%a%a%a%a%a%a%a%b'))",
        "CREATE TABLE procedure (code TEXT DEFAULT (hex(zeroblob(100000000))))",
        "CREATE TABLE procedure (code TEXT COLLATE la)",
        "CREATE TABLE procedure (code TEXT, FOREIGN KEY (code) REFERENCES procedure (code))",
        "CREATE INDEX la ON procedure (hex(zeroblob(100000000)))",
        "CREATE INDEX la ON procedure (code) WHERE code LIKE '%a%a%a%a%a%a%b'",
        "CREATE TEMP TABLE procedure (code TEXT)",
        "create table procedure (code TEXT)",
        "CREATE TABLE procedure AS SELECT 1",
        "CREATE VIEW procedure AS SELECT 1",
        "/* CREATE TABLE */ CREATE VIEW procedure AS SELECT 1",
        b"CREATE TABLE procedure (code TEXT)",
    ],
)
def test_what_a_reader_would_run_is_no_object_of_a_register(text):
    """Only plain columns, keys and the few checks of a register's own tables are let in."""
    (foreign,) = unreadable_objects([("table", "procedure", text)])
    assert foreign.name == "procedure"


def test_every_object_that_the_program_makes_is_let_in():
    """The form of tables and indexes that is let in holds all that this version makes."""
    compiled = schema("sqlite")
    texts = [*compiled.journal, *(text for table in compiled.tables for text in table.create)]
    assert list(unreadable_objects([("table", "t", text) for text in texts])) == []


def test_a_virtual_table_is_refused_by_its_name(copied):
    """A table that the schema calls virtual is refused: a module of SQLite would answer for it."""
    hostile.replace_by_virtual(copied, "procedure")
    with pytest.raises(WrongFile) as refused:
        open_session(str(copied))
    assert refused.value.values["kind"] == "virtual table"


def test_a_trigger_that_never_ends_is_refused_before_anything_is_written(demo, copied):
    """Reading does not run a trigger; a writing command names it, and writes nothing."""
    hostile.add_endless_trigger(copied, "journal")
    demo.ok("status --register la.db")
    before = copied.read_bytes()
    done = demo(
        "person add moi.nv Mới --register la.db --as hanh.nt --key tinhgon.keys/hanh.nt --yes --no-input"
    )
    assert done.code == 8, done
    assert "“endless” (trigger)" in done.err
    assert copied.read_bytes() == before


@pytest.mark.parametrize("table", ["journal", "touch", "layout", "member", "procedure", "register", "unit"])
def test_pages_that_refer_to_each_other_end_the_verification(demo, copied, table):
    """A file of 3 MB that gives 60**10 rows is reported as damaged or endless within the limit of steps."""
    hostile.refer_in_circles(copied, table)
    done = demo("audit verify --register la.db")
    assert done.code in {7, 8}, done
    assert "TG-164" not in done.err  # memory did not end either


def test_a_sound_register_stays_far_below_the_limit(demo, monkeypatch):
    """The canary: no command of a register that is whole comes near the steps at which it would be ended."""
    from workflow.storage import work_limit

    monkeypatch.setattr(work_limit, "_READ_FLOOR", work_limit._READ_FLOOR // 10)
    monkeypatch.setattr(work_limit, "_STEPS_OF_A_BYTE", 1)
    monkeypatch.setattr(work_limit, "_STRIDE", 10_000)
    session = open_session(str(demo.folder / "tinhgon.db"))
    from procedures.services.evidence.verification import register_findings

    assert list(register_findings(session)) == []


def test_without_the_limit_the_read_would_not_end(copied):
    """The canary: one of the reads that the limit ends goes on past ten times the limit without it."""
    hostile.refer_in_circles(copied, "unit")
    looks = []
    with closing(sqlite3.connect(copied)) as connection:
        connection.set_progress_handler(lambda: looks.append(1) or len(looks) > 1500, 100_000)
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            connection.execute("SELECT sum(length(name)) FROM unit").fetchall()


def test_a_value_longer_than_its_file_is_damage(copied):
    """Pages of one value that go round in a circle are told as damage, and fill no memory."""
    with closing(sqlite.Sqlite(copied).connect()) as connection:
        with pytest.raises(sqlite3.DataError):
            connection.execute("SELECT zeroblob(100000000)").fetchone()
    store = open_session(str(copied)).store
    with pytest.raises(StorageFault, match="damaged"), store.snapshot() as connection:
        connection.execute("SELECT hex(zeroblob(100000000))").fetchone()


@pytest.mark.skipif(os.name != "posix", reason="sparse files as POSIX has them")
@pytest.mark.parametrize(
    "command", ["register restore la.db --as hanh.nt --yes", "register backup y --register la.db"]
)
def test_a_file_that_claims_pages_it_does_not_hold_is_not_copied(demo, copied, command):
    """A register with ten gigabytes of holes fills no disk: it is not copied, and the message says why."""
    pages = 10 * 2**30 // 4096
    data = bytearray(copied.read_bytes())
    data[28:32] = pages.to_bytes(4)
    copied.write_bytes(data)
    os.truncate(copied, pages * 4096)
    done = demo(command)
    assert done.code == 8, done
    assert "TG-457" in done.err
    assert not (demo.folder / "y").exists()


@pytest.mark.skipif(os.name != "posix", reason="sparse files as POSIX has them")
@pytest.mark.parametrize("name", ["journal.jsonl", "intents.jsonl", "enclosures", "checkpoints/307.txt"])
def test_a_file_of_a_bundle_of_ten_gigabytes_is_a_finding(demo, name):
    """A part of a bundle that is far too long is reported at its place; it is not read to its end."""
    demo.ok("audit export ho-so --as thu.ph")
    path = demo.folder / "ho-so" / name
    path = sorted(path.iterdir())[0] if path.is_dir() else path
    os.truncate(path, 10 * 2**30)
    done = demo("audit verify --bundle ho-so")
    assert done.code == 7, done
    assert "journal/" in done.out or "307.txt" in done.out


@pytest.mark.skipif(os.name != "posix", reason="sparse files and links as POSIX has them")
@pytest.mark.parametrize("kind", ["folder", "loop", "sparse", "zeros"])
@pytest.mark.parametrize(
    "command",
    [
        "status --register la",
        "audit verify --against la",
        "import apply la --as lan.bt",
        "register receive la",
        "audit verify --bundle la",
        "register restore la --as hanh.nt --yes",
    ],
)
def test_a_folder_a_circle_of_links_or_ten_gigabytes_are_refused(demo, kind, command):
    """A file of another kind, or one far too large, is refused at once; nothing is written."""
    path = demo.folder / "la"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to("la")
    else:
        with path.open("wb") as file:
            file.write(b"SQLite format 3\0" if kind == "sparse" else b"")
            file.truncate(10 * 2**30)
    done = demo(command)
    assert done.code in {2, 5, 8}, done
    assert "TG-003" not in done.err
