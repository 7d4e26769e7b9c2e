"""Checkpoints, witnesses, receipts, bundles and traces: what shows from outside that something is gone."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading

import pytest

REVIEW = 'procedure review {} --reason "Giữ nguyên" --as lan.bt --yes'
CODES = ("1.003198", "2.001258", "1.001248")


@pytest.fixture
def kept(demo):
    """The demonstration with a cosigned checkpoint kept elsewhere."""
    (demo.folder / "elsewhere").mkdir()
    demo.ok("audit checkpoint -o elsewhere/one.txt --as hanh.nt")
    demo.ok("audit witness elsewhere/one.txt -o elsewhere/cosigned.txt --as thu.ph")
    return demo


def register(shell):
    """The database file."""
    return shell.folder / "tinhgon.db"


def test_a_sound_register_agrees_with_its_checkpoints(kept):
    """A checkpoint holds at its size and after the register went on; it has the published form."""
    kept.ok(REVIEW.format(CODES[0]))
    assert "checkpoint(s) cosigned by somebody else" in kept.ok(
        "audit verify --against elsewhere/cosigned.txt"
    )
    lines = (kept.folder / "elsewhere" / "cosigned.txt").read_text("utf-8").split("\n")
    assert lines[0].startswith("tinhgon/")
    assert lines[1] == "307"
    assert lines[3] == ""
    assert [line.split(" ")[1] for line in lines[4:6]] == [lines[0], "thu.ph"]


def test_a_missing_tail_shows_only_against_a_checkpoint(kept):
    """The register put back to an older copy verifies by itself, and fails against the checkpoint."""
    shutil.copy(register(kept), kept.folder / "older.db")
    kept.ok(REVIEW.format(CODES[0]))
    kept.ok("audit checkpoint -o elsewhere/two.txt --as hanh.nt")
    shutil.rmtree(kept.folder / ".config", ignore_errors=True)  # receipts would tell as well
    shutil.copy(kept.folder / "older.db", register(kept))
    assert kept("audit verify").code == 0
    done = kept("audit verify --against elsewhere/two.txt")
    assert (done.code, "the newest entries are missing: 1" in done.out) == (7, True)


def test_a_rewritten_past_shows_only_against_a_checkpoint(kept):
    """Another history of the same length, every act signed, is sound by itself and not the one that was seen."""
    shutil.copy(register(kept), kept.folder / "older.db")
    kept.ok(REVIEW.format(CODES[0]))
    kept.ok("audit checkpoint -o elsewhere/two.txt --as hanh.nt")
    shutil.rmtree(kept.folder / ".config", ignore_errors=True)
    shutil.copy(kept.folder / "older.db", register(kept))
    kept.ok(REVIEW.format(CODES[1]))
    assert kept("audit verify").code == 0
    done = kept("audit verify --against elsewhere/two.txt --against elsewhere/cosigned.txt")
    assert (done.code, "the first 308 entries are not those" in done.out) == (7, True)
    kept.ok("audit checkpoint -o elsewhere/three.txt --as hanh.nt")
    done = kept("audit verify --against elsewhere/two.txt --against elsewhere/three.txt")
    assert "different roots" in done.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("307", "306", 1), "no key of this register"),
        (lambda text: text.replace("tinhgon/", "tinhgon/x", 1), "another register"),
    ],
)
def test_a_forged_checkpoint_says_nothing(kept, change, said):
    """A changed or foreign checkpoint is named as such; it neither accuses nor excuses the register."""
    path = kept.folder / "elsewhere" / "forged.txt"
    path.write_text(change((kept.folder / "elsewhere" / "one.txt").read_text("utf-8")), encoding="utf-8")
    done = kept("audit verify --against elsewhere/forged.txt")
    assert (done.code, said in done.out) == (7, True)


@pytest.mark.parametrize("data", [b"", b"tinhgon/x\n307\n", b"\xff"])
@pytest.mark.parametrize("more", ["", " --bundle ho-so"])
def test_a_file_that_is_no_checkpoint_is_wrong_input(kept, data, more):
    """Given by mistake, it is named as what it is, and nothing is said of the register."""
    kept.ok("audit export ho-so")
    (kept.folder / "wrong.txt").write_bytes(data)
    done = kept(f"audit verify --against elsewhere/one.txt --against wrong.txt{more}")
    assert (done.code, done.out) == (2, "")
    assert "wrong.txt" in done.err
    assert "no checkpoint" in done.err


def test_nobody_witnesses_what_they_made(kept):
    """The maker's own cosignature says nothing new: it is refused, and not counted where it is found."""
    done = kept("audit witness elsewhere/one.txt -o own.txt --as hanh.nt")
    assert (done.code, "of their own making" in done.err) == (7, True)
    assert not (kept.folder / "own.txt").exists()


def test_a_witness_is_never_taken_back(kept):
    """A witness cosigns no checkpoint smaller than its last, and none that does not continue it."""
    shutil.copy(register(kept), kept.folder / "older.db")
    kept.ok(REVIEW.format(CODES[0]))
    kept.ok("audit checkpoint -o two.txt --as hanh.nt")
    kept.ok("audit witness two.txt -o two-w.txt --as thu.ph")
    done = kept("audit witness elsewhere/one.txt --as thu.ph")
    assert (done.code, "a larger one already (308)" in done.err) == (7, True)
    shutil.copy(kept.folder / "older.db", register(kept))
    kept.ok(REVIEW.format(CODES[1]))
    kept.ok(REVIEW.format(CODES[2]))
    kept.ok("audit checkpoint -o three.txt --as hanh.nt")
    done = kept("audit witness three.txt --as thu.ph")
    assert (done.code, "not those that the checkpoint was made of" in done.err) == (7, True)


def test_two_runs_at_once_cannot_take_a_witness_back(kept):
    """Of an older and a newer checkpoint shown at the same moment, the newer stays, whoever wins the race."""
    kept.ok(REVIEW.format(CODES[0]))
    kept.ok("audit checkpoint -o two.txt --as hanh.nt")
    state = kept.folder / "witness.db"
    for _ in range(3):
        state.unlink(missing_ok=True)
        runs = [
            threading.Thread(target=kept, args=(f"audit witness {name} --state witness.db --as thu.ph",))
            for name in ("elsewhere/one.txt", "two.txt", "elsewhere/one.txt", "two.txt")
        ]
        for run in runs:
            run.start()
        for run in runs:
            run.join()
        assert sqlite3.connect(state).execute("SELECT size FROM seen").fetchall() == [(308,)]


def test_a_witness_that_is_killed_remembers_what_it_signed(kept):
    """The memory of a witness is written before the cosignature leaves: no note without its trace."""
    state = kept.folder / "witness.db"
    code = (
        "import sys, cli, workflow.journal.checkpoint as c\n"
        "def die(*a): raise SystemExit(9)\n"
        "c.with_time = die\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    words = "audit witness elsewhere/one.txt --state witness.db --as thu.ph".split()
    subprocess.run([sys.executable, "-c", code, *words], cwd=kept.folder, env=kept.env, capture_output=True)
    assert sqlite3.connect(state).execute("SELECT size FROM seen").fetchall() == [(307,)]


def test_status_says_how_old_the_newest_cosignature_is(kept):
    """Beside the register lies what came back cosigned; an auditor's status tells its size and age."""
    assert "No checkpoint" in kept.ok("status --as thu.ph --lang en")
    (kept.folder / "tinhgon.checkpoints").mkdir()
    shutil.copy(kept.folder / "elsewhere" / "cosigned.txt", kept.folder / "tinhgon.checkpoints")
    kept.ok(REVIEW.format(CODES[0]))
    assert "307 entries, by thu.ph" in kept.ok("status --as thu.ph --lang en")
    assert "; 1 entries since" in kept.ok("status --as thu.ph --lang en")


def test_a_receipt_speaks_up_when_the_register_forgets(demo):
    """Whoever acted is told by the next command that the register does not have the act any more."""
    shutil.copy(register(demo), demo.folder / "older.db")
    demo.ok(REVIEW.format(CODES[0]))
    assert demo("status --as lan.bt --lang en").err == ""
    shutil.copy(demo.folder / "older.db", register(demo))
    assert "You have a receipt of entry 307" in demo("status --as lan.bt --lang en").err
    done = demo("audit verify --lang en")
    assert (done.code, "journal/307" in done.out) == (7, True)


def test_a_receipt_file_that_is_damaged_is_silent(demo):
    """Half a line, rubbish or an unwritable folder never stand in the way of an act."""
    demo.ok(REVIEW.format(CODES[0]))
    folder = demo.folder / ".config" / "tinhgon" / "receipts"
    for path in folder.iterdir():
        path.write_bytes(b'\xff{"seq": 3\n[]\n')
    assert demo("status --as lan.bt --lang en").err == ""
    demo.ok(REVIEW.format(CODES[1]))


def test_a_bundle_holds_the_journal_byte_for_byte(kept):
    """The bundle verifies; its lines hash to the head; every signature is one that ssh-keygen knows."""
    kept.ok("audit export ho-so --checkpoint elsewhere/cosigned.txt --as thu.ph")
    told = json.loads(kept.ok("audit verify --bundle ho-so --json"))
    about = json.loads((kept.folder / "ho-so" / "register.json").read_text("utf-8"))
    assert (told["entries"], told["head"], told["findings"]) == (307, about["head"], [])
    assert kept("audit export ho-so --as thu.ph").code == 8


def test_a_bundle_of_the_past_ends_there(kept):
    """With --at the bundle holds so many entries and no more, and verifies."""
    kept.ok("audit export ho-so --at 200 --as thu.ph")
    assert json.loads(kept.ok("audit verify --bundle ho-so --json"))["entries"] == 201


@pytest.mark.parametrize(
    ("file", "change", "code"),
    [
        ("journal.jsonl", lambda lines: lines[:5] + lines[6:], "gap"),
        ("journal.jsonl", lambda lines: [*lines[:5], lines[6], lines[5], *lines[7:]], "gap"),
        ("journal.jsonl", lambda lines: lines[:-1], "unreadable-store"),
        (
            "intents.jsonl",
            lambda lines: [*lines[:9], lines[9].replace(b'"v":1', b'"v":2', 1), *lines[10:]],
            "unreadable",
        ),
        (
            "intents.jsonl",
            lambda lines: [
                *lines[:106],
                lines[106].replace(b'"claimed_at":"2023', b'"claimed_at":"2022', 1),
                *lines[107:],
            ],
            "chain-broken",
        ),
        (
            "journal.jsonl",
            lambda lines: [
                *lines[:7],
                lines[7].replace(b'"recorded_at":"2023', b'"recorded_at":"2022'),
                *lines[8:],
            ],
            "bad",
        ),
    ],
)
def test_a_changed_bundle_is_found(kept, file, change, code):
    """A line taken out, swapped, cut or changed in a bundle is found and named."""
    kept.ok("audit export ho-so --as thu.ph")
    path = kept.folder / "ho-so" / file
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    done = kept("audit verify --bundle ho-so --json")
    codes = {one["code"] for one in json.loads(done.out)["findings"]}
    assert done.code == 7
    assert code in codes or (code == "bad" and codes)


def test_a_bundle_without_its_end_fails_against_a_checkpoint(kept):
    """A bundle whose end was cut off verifies by itself, and not against a checkpoint kept elsewhere."""
    kept.ok("audit export ho-so --at 200")
    kept.ok("audit verify --bundle ho-so")
    done = kept("audit verify --bundle ho-so --against elsewhere/cosigned.txt")
    assert (done.code, "the newest entries are missing: 106" in done.out) == (7, True)
    assert kept("audit verify --bundle ho-so --against elsewhere/none.txt").code == 5


def test_a_figure_is_traced_to_entries_and_back(demo):
    """Each entry behind a unit's figures names that unit when it is asked what it made."""
    told = json.loads(demo.ok("audit trace so-tu-phap --json"))
    entries = [one["seq"] for one in told["entries"]]
    assert len(entries) > 10
    assert all(one["person"] and one["leaf"] for one in told["entries"])
    for seq in (entries[0], entries[1], entries[-1]):
        back = json.loads(demo.ok(f"audit trace {seq} --json"))
        assert "so-tu-phap" in {one["unit"] for one in back["units"]}
    assert json.loads(demo.ok("audit trace 3 --json"))["units"] == []
    assert demo("audit trace 99999").code == 5


@pytest.mark.parametrize(
    ("rewrite", "number"),
    [
        (lambda data: b"\xef\xbb\xbf" + data, "TG-502"),
        (lambda data: data.decode().encode("utf-16"), "TG-502"),
        (lambda data: data.replace(b"\n", b"\r\n"), "TG-503"),
    ],
    ids=["byte order mark", "UTF-16", "carriage returns"],
)
def test_a_checkpoint_that_a_program_rewrote_is_no_finding(kept, rewrite, number):
    """Told by name with what to do, exit 2: neither a finding against the register nor evidence for it."""
    data = (kept.folder / "elsewhere" / "one.txt").read_bytes()
    (kept.folder / "rewritten.txt").write_bytes(rewrite(data))
    for asked in ("audit verify --against rewritten.txt", "audit witness rewritten.txt -o w.txt --as thu.ph"):
        done = kept(asked)
        assert (done.code, number in done.err, "finding(s)" in done.out) == (2, True, False), done
