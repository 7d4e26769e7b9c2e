"""Whatever an insider writes into the tables, and whatever is typed, no reader's terminal obeys it (P20)."""

from __future__ import annotations

import ast
import json
import os
import stat

import pytest

from procedures.services.register.traces import write_trace
from procedures.wording.delimited import as_json
from procedures.wording.safe_output import SafeStream, passwords_in, safe_text
from tests.faults.in_process import run
from tests.support.paths import ROOT
from tests.support.steering import PLANTED, STEERING, plant_in_columns, plant_in_journal, steering_in

READING = (
    "status",
    "status --as lan.bt",
    "whoami --as lan.bt",
    "queue --as minh.tv",
    "check",
    "check --why --unit so-cong-thuong",
    "check --league",
    "check --excluded",
    "plan so-xay-dung",
    "procedure list",
    "procedure search ho",
    "procedure show 1.003198",
    "cost show 2.000635 --steps",
    "unit list",
    "person list",
    "person show lan.bt",
    "key list",
    "role list",
    "programme list",
    "programme show hoa-binh-2023",
    "audit log",
    "audit entry 106",
    "audit trace so-tu-phap",
    "audit verify",
    "register info",
    "register waiting",
    "doctor",
)
WAYS = {
    "free": lambda path: plant_in_columns(path, "free"),
    "keys": lambda path: plant_in_columns(path, "keys"),
    "others": lambda path: plant_in_columns(path, "others"),
    "journal": plant_in_journal,
}
WRITERS = {"procedures/commands/framework/terminal_io.py", "procedures/wording/catalogue.py", "cli.py"}
OUT = {"print", "echo", "secho", "prompt", "confirm", "getchar", "pause", "input"}


@pytest.mark.parametrize("form", ["table", "json", "tsv", "csv"])
@pytest.mark.parametrize("way", WAYS)
def test_no_stored_text_steers_the_terminal_of_a_reader(demo, way, form, monkeypatch):
    """Every reading command, in words and for machines: no steering character, no line that a text began."""
    assert WAYS[way](demo.folder / "tinhgon.db") > 9
    monkeypatch.chdir(demo.folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", demo.env["XDG_CONFIG_HOME"])
    wrong, shown = {}, 0
    for command in READING:
        done = run([*command.split(), "--format", form])
        shown += "202e" in done.out
        if found := steering_in(done.out) + steering_in(done.err):
            wrong[command] = found[:4]
        if done.code == 1 or "Traceback" in done.out + done.err:
            wrong[command] = f"exit {done.code}"
        if form == "json" and done.out:
            json.loads(done.out)
    assert wrong == {}
    assert way != "free" or shown > 10  # they are there, escaped: nothing was left out


def test_json_reads_the_same_although_it_is_escaped():
    """An escape in JSON reads back as what was stored, beyond the first plane and half a pair included."""
    data = {"a": PLANTED, STEERING: ["\ud800", "Hòa Bình"]}
    text = as_json(data)
    assert steering_in(text) == []
    assert json.loads(text) == {"schema": 1, **data}
    assert "Hòa Bình" in text


@pytest.mark.parametrize("sign", [*STEERING, "\ud800", "\udfff"])
def test_each_steering_character_is_escaped_on_the_way_out(sign):
    """Each alone, in a line of letters: the stream writes its code."""
    assert steering_in(safe_text(f"a{sign}b\n")) == []
    assert safe_text("Sở Tư pháp\ta\nb\n") == "Sở Tư pháp\ta\nb\n"


def test_arguments_and_environment_do_not_steer(demo):
    """Typed words, and those of the environment, come back escaped in each message."""
    odd = STEERING.replace("\x00", "")
    for words in (
        ["status", "--as", odd],
        [odd],
        ["explain", odd],
        ["check", "--unit", odd],
        ["status", f"--{odd}"],
    ):
        done = demo("", *words)
        assert done.code in {2, 5}, done
        assert steering_in(done.out + done.err) == [], words
    for name in ("TINHGON_AS", "TINHGON_REGISTER", "TINHGON_KEY", "TINHGON_LANG"):
        done = demo("status", **{name: odd})
        assert steering_in(done.out + done.err) == [], name


def test_nothing_but_the_way_out_writes_to_a_terminal():
    """print, echo, prompts and the streams' own write stand in one module, and in the program's start."""
    found = {}
    for path in sorted(
        [ROOT / "cli.py", *(ROOT / "procedures").rglob("*.py"), *(ROOT / "workflow").rglob("*.py")]
    ):
        name = path.relative_to(ROOT).as_posix()
        calls = [
            node.func for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)
        ]
        said = [ast.unparse(call) for call in calls]
        direct = [
            one
            for one in said
            if one in {"print", "input"}
            or (
                one.split(".")[0] in {"click", "typer", "sys", "console"}
                and one.split(".")[-1] in OUT | {"write", "writelines"}
            )
        ]
        if direct and name not in WRITERS:
            found[name] = direct
    assert found == {}


@pytest.mark.parametrize(
    ("address", "secrets"),
    [
        ("postgresql://user:p@ssw0rd@127.0.0.1:1/db", ("ssw0rd",)),
        ("postgresql://user:p@ss@127.0.0.1:1/db", ("p@ss", "ss@")),
        ("postgresql://u:hunter22@[bad", ("hunter22",)),
        ("postgresql://u:hunter22@127.0.0.1:bad/db", ("hunter22",)),
        ("postgresql://127.0.0.1:1/db?password=hunter22", ("hunter22",)),
        ("postgresql://127.0.0.1:1/db?passw=hunter22&password=hunter22", ("hunter22",)),
        ("postgresql://u:hunt%65r22@127.0.0.1:1/db", ("hunter22", "hunt%65r22")),
        ("postgresql://u:hun ter22@127.0.0.1:1/db", ("ter22",)),
        ("postgresql://u:hunter22", ("hunter22",)),
        ("postgres://u:hunter22@/db?host=/nowhere", ("hunter22",)),
        ("host=127.0.0.1 port=1 password=hunter22", ("hunter22",)),
        ("host=127.0.0.1 password='hunter 22'", ("hunter 22", " 22'")),
        ("mysql://u:hunter22@h/db", ("hunter22",)),
        ("POSTGRESQL://u:hunter22@h/db", ("hunter22",)),
    ],
)
def test_a_password_stands_in_no_message_and_no_name_of_a_file(demo, address, secrets, monkeypatch):
    """Whatever becomes of the address, its password is neither said nor written."""
    monkeypatch.chdir(demo.folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", demo.env["XDG_CONFIG_HOME"])
    monkeypatch.setenv("PGPASSWORD", "geheim99")
    before = sorted(demo.folder.rglob("*"))
    for command in ("status", "register info --json", "doctor", "init Sổ --registrar a"):
        for by_environment in (True, False):
            monkeypatch.setenv("TINHGON_REGISTER", address if by_environment else "")
            done = run([*command.split(), *([] if by_environment else ["--register", address])])
            said = done.out + done.err
            assert done.code or command == "doctor", said
            assert not [one for one in (*secrets, "geheim99") if one in said], said
    after = [path for path in sorted(demo.folder.rglob("*")) if path not in before]
    assert not [path for path in after for one in secrets if one in str(path.relative_to(demo.folder))]


def test_short_passwords_do_not_strike_words_out():
    """A password of few letters is withheld where it stands in an address, and nowhere else."""
    hidden = passwords_in(["postgresql://u:a@h/db"], {})
    assert hidden == ()
    assert passwords_in(["sqlite:///u:hunter22@h/db"], {}) == ("hunter22",)
    assert safe_text("a cat at postgresql://u:a@h/db\n", hidden) == "a cat at postgresql://u:•••@h/db\n"


def test_the_stream_takes_text_only():
    """Bytes are refused, as a text stream refuses them; several lines are each made safe."""

    class Kept(list):
        def write(self, text):
            self.append(text)
            return len(text)

    kept = Kept()
    stream = SafeStream(kept)
    with pytest.raises(TypeError):
        stream.write(b"x")
    stream.writelines(["\x1b", "a"])
    assert kept == ["\\u001b", "a"]


@pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
def test_a_trace_is_its_owners_alone(tmp_path):
    """It is a new file of mode 0600 in a folder of mode 0700; only the newest twenty stay."""
    folder = tmp_path / "state" / "traces"
    for number in range(25):
        path = write_trace(folder, f"{number:08x}", "x")
        os.utime(path, (number, number))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(one.name for one in folder.iterdir()) == [f"tinhgon-{n:08x}.txt" for n in range(5, 25)]


@pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
def test_a_trace_follows_no_link_and_goes_into_no_open_folder(tmp_path):
    """A link in its place, a folder that is a link, or one that others may write: no trace is written."""
    folder = tmp_path / "traces"
    folder.mkdir(mode=0o700)
    victim = tmp_path / "victim"
    victim.write_text("x")
    (folder / "tinhgon-a.txt").symlink_to(victim)
    with pytest.raises(OSError):
        write_trace(folder, "a", "trace")
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(OSError):
        write_trace(tmp_path / "link", "b", "trace")
    folder.chmod(0o777)
    with pytest.raises(OSError):
        write_trace(folder, "c", "trace")
    assert victim.read_text() == "x"


def test_a_trace_holds_no_password_and_no_steering_character(demo, monkeypatch):
    """A fault of the program is traced into the user's own folder, without what was secret in its words."""
    monkeypatch.chdir(demo.folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(demo.folder / "state"))
    monkeypatch.setattr("sys.argv", ["tinhgon", "--register", "postgresql://u:hunter22@h/db"])

    def fault(*_args, **_named):
        raise ZeroDivisionError(f"hunter22 postgresql://u:hunter22@h/db {STEERING}")

    monkeypatch.setattr("procedures.services.session.open_session", fault)
    done = run(["status"])
    (path,) = (demo.folder / "state" / "tinhgon" / "traces").iterdir()
    text = path.read_text("utf-8")
    assert (done.code, str(path) in done.err) == (1, True)
    assert "ZeroDivisionError" in text
    assert "hunter22" not in text + done.err
    assert steering_in(text) == []
