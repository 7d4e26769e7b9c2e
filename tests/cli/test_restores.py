"""A restore on record says what was kept and lost, and excuses the entries it names and no others."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

REVIEW = 'procedure review {} --reason "Giữ nguyên" --as lan.bt --yes'
CODES = ("1.003198", "2.001258", "1.001248")
FORGOTTEN = "You have a receipt of entry {}"


def register(shell):
    """The database file."""
    return shell.folder / "tinhgon.db"


def status(shell):
    """Return the warnings that lan.bt gets beside the status."""
    return shell("status --as lan.bt --lang en").err


def receipts(shell):
    """The folder of the person's own receipts."""
    return shell.folder / ".config" / "tinhgon" / "receipts"


def restore_body(shell, seq, where=""):
    """The body of the act of restore at a position; `where`: options that name the register."""
    (item,) = json.loads(json.loads(shell.ok(f"{where} audit entry {seq} --json"))["intent"])["items"]
    return item["body"]


def test_a_restore_excuses_the_entries_it_names(demo):
    """Who has a receipt of an entry that a restore names by its leaf hash is not warned; both are on record."""
    demo.ok("register backup old.db")
    for code in CODES[:2]:
        demo.ok(REVIEW.format(code))
    kept = [json.loads(line) for path in receipts(demo).iterdir() for line in path.read_text().splitlines()]
    demo.ok("register restore old.db --as hanh.nt --yes")
    assert status(demo) == ""
    assert demo("audit verify").code == 0
    body = restore_body(demo, 307)
    assert body["lost"] == kept[-2:]
    assert (body["seq"], body["missing"]) == (306, "307-308")


def test_a_restore_does_not_excuse_what_is_cut_off_later(demo):
    """Entries recorded after a restore and cut off by somebody are missed, whatever the restore lost."""
    demo.ok("register backup old.db")
    demo.ok(REVIEW.format(CODES[0]))
    demo.ok("register restore old.db --as hanh.nt --yes")
    shutil.copy(register(demo), demo.folder / "cut.db")
    demo.ok(REVIEW.format(CODES[1]))
    shutil.copy(demo.folder / "cut.db", register(demo))
    assert FORGOTTEN.format(308) in status(demo)
    done = demo("audit verify --lang en")
    assert (done.code, "journal/308" in done.out, "journal/307" in done.out) == (7, True, False)


def test_another_entry_at_a_lost_position_is_not_excused(demo):
    """A restore excuses an entry by its leaf hash: another that stood at the same position is missed."""
    demo.ok("register backup old.db")
    demo.ok(REVIEW.format(CODES[0]))
    demo.ok("register restore old.db --as hanh.nt --yes")
    (path,) = receipts(demo).iterdir()
    other = {"seq": 307, "leaf": "ab" * 32}
    path.write_text(path.read_text() + json.dumps(other) + "\n")
    done = demo("audit verify --lang en")
    assert (done.code, done.out.count("journal/307")) == (7, 1)


def test_a_restore_over_a_damaged_file_names_what_receipts_know(demo):
    """Where the old file cannot be read, receipts name the lost entries; how much more is lost is unknown."""
    demo.ok("register backup old.db")
    demo.ok(REVIEW.format(CODES[0]))
    register(demo).write_bytes(b"no register" * 1000)
    demo.ok("register restore old.db --as hanh.nt --yes")
    body = restore_body(demo, 307)
    assert (body["missing"], [entry["seq"] for entry in body["lost"]]) == ("?", [307])
    assert status(demo) == ""


def test_a_file_put_back_by_hand_is_put_on_record(demo):
    """`--recorded` names what receipts and checkpoints show to be missing, another person's receipts included."""
    shutil.copy(register(demo), demo.folder / "older.db")
    for code in CODES:
        demo.ok(REVIEW.format(code))
    demo.ok("audit checkpoint -o point.txt --as hanh.nt")
    (kept,) = receipts(demo).iterdir()
    sent = demo.folder / kept.name
    kept.rename(sent)  # they lie with lan.bt, not with the registrar
    shutil.copy(demo.folder / "older.db", register(demo))
    done = demo("register restore older.db --recorded --against point.txt --as hanh.nt --no-input")
    assert (done.code, "--yes" in done.err) == (2, True)
    done = demo(
        f"register restore older.db --recorded --receipts {sent} --against point.txt --as hanh.nt --yes"
    )
    assert done.code == 0, done
    body = restore_body(demo, 307)
    assert (body["seq"], body["missing"]) == (306, "307-309")
    assert [entry["seq"] for entry in body["lost"]] == [307, 308, 309]
    sent.rename(kept)
    assert status(demo) == ""
    assert demo("audit verify").code == 0


def test_a_checkpoint_alone_tells_how_much_is_missing(demo):
    """Without receipts a checkpoint shows how many entries are gone; none is named, none is excused."""
    shutil.copy(register(demo), demo.folder / "older.db")
    demo.ok(REVIEW.format(CODES[0]))
    demo.ok("audit checkpoint -o point.txt --as hanh.nt")
    (kept,) = receipts(demo).iterdir()
    kept.rename(demo.folder / "aside")
    shutil.copy(demo.folder / "older.db", register(demo))
    demo.ok("register restore older.db --recorded --against point.txt --as hanh.nt --yes")
    body = restore_body(demo, 307)
    assert (body["missing"], body["lost"]) == ("307-307", [])
    (demo.folder / "aside").rename(kept)
    assert FORGOTTEN.format(307) in status(demo)


def test_a_restore_put_on_record_late_keeps_to_what_is_known(demo):
    """Acts that came between a copy put back and its record stand where lost ones stood; both are kept apart."""
    demo.ok(REVIEW.format(CODES[0]))
    shutil.copy(register(demo), demo.folder / "older.db")
    demo.ok(REVIEW.format(CODES[1]))
    shutil.copy(demo.folder / "older.db", register(demo))
    demo.ok('unit change so-tu-phap --name "Sở Tư pháp tỉnh" --as hanh.nt --yes')
    demo.ok("register restore older.db --recorded --as hanh.nt --yes")
    body = restore_body(demo, 309)
    assert (body["seq"], body["missing"]) == (307, "308-308")
    assert status(demo) == ""
    assert demo("audit verify").code == 0


def test_a_file_of_receipts_is_this_registers(demo):
    """Receipts of another register, or a file without any, put nothing on record."""
    demo.ok(REVIEW.format(CODES[0]))
    (kept,) = receipts(demo).iterdir()
    (demo.folder / "other.jsonl").write_bytes(kept.read_bytes())
    (demo.folder / f"{kept.stem}-empty.jsonl").write_bytes(b"")
    for name in ("other.jsonl", f"{kept.stem}-empty.jsonl"):
        done = demo(f"register restore x --recorded --receipts {name} --as hanh.nt --yes --lang en")
        assert (done.code, "no file of receipts" in done.err) == (2, True), done
    assert json.loads(demo.ok("register info --json"))["entries"] == 308


def test_more_lost_entries_than_one_act_names_take_more_acts():
    """Each act names at most 500 entries; together they name all that was lost."""
    from procedures.services.register.losses import Loss, restore_bodies
    from workflow.identity.restores import LostEntry, restore_shape_errors

    entries = tuple(LostEntry(seq, "ab" * 32) for seq in range(7, 1208))
    bodies = list(restore_bodies("x", Loss(6, "cd" * 32, "7-1207", entries)))
    assert [len(body["lost"]) for body in bodies] == [500, 500, 201]
    assert [entry for body in bodies for entry in body["lost"]] == [entry._asdict() for entry in entries]
    assert not any(map(restore_shape_errors, bodies))


@pytest.fixture
def server_shell(pg, shell):
    """A shell whose register is a PostgreSQL database, with its registrar's key beside it."""
    url = pg()
    shell.ok(f'--register {url} init "UBND tỉnh" --registrar hanh.nt')
    return shell, url


def test_a_server_restored_from_a_dump_goes_on_record(server_shell):
    """pg_dump, an act, pg_restore: the act is missed, then named by a restore on record, and no longer missed."""
    shell, url = server_shell
    with psycopg.connect(url) as connection:  # tools of the server's own version
        (found,) = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'").fetchone()
    tools = Path(found)
    unit = f'--register {url} unit add {{}} "Sở" --kind province --as hanh.nt --yes'
    shell.ok(unit.format("mot"))
    subprocess.run([tools / "pg_dump", "-Fc", "-f", shell.folder / "so.dump", url], check=True)
    shell.ok(unit.format("hai"))
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    subprocess.run([tools / "pg_restore", "-d", url, shell.folder / "so.dump"], check=True)
    assert FORGOTTEN.format(2) in shell(f"--register {url} status --as hanh.nt").err
    assert shell(f"--register {url} register restore so.dump --as hanh.nt --yes").code == 8
    shell.ok(f"--register {url} register restore so.dump --recorded --as hanh.nt --yes")
    assert shell(f"--register {url} status --as hanh.nt").err == ""
    assert shell(f"--register {url} audit verify").code == 0
    last = restore_body(shell, 2, f"--register {url}")
    assert ([entry["seq"] for entry in last["lost"]], last["missing"]) == ([2], "2-2")
