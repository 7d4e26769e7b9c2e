"""Old fonts at the command line: refused with what to type, asked on a terminal, converted when told."""

from __future__ import annotations

import json
import os
import select
import shlex
import subprocess
import sys
import time

import pytest

from tests.spreadsheets.test_legacy_text import fonts

LIST = (("Thñ tôc thø nhÊt", ".VnTime"), ("Thñ tôc hai", ".VnTime"), ("Thủ tục ba", "Arial"))
PLAN = "import plan cu.xlsx --unit so-tu-phap --as hanh.nt"


def names(done):
    """The names of new procedures in a plan as JSON."""
    return [change["new"] for change in json.loads(done.out)["changes"] if change["sign"] == "+"]


def test_old_fonts_are_refused_with_what_to_type(demo):
    """Three lines: that it cannot be used; the cell, as it is and converted; the option to type."""
    fonts(demo.folder / "cu.xlsx", *LIST)
    done = demo(f"{PLAN} -o cu.plan --lang en")
    assert done.code == 2
    _what, why, typed = done.err.splitlines()
    assert "sheet “A”, cell B2" in why
    assert "Thñ tôc thø nhÊt; converted it reads: Thủ tục thứ nhất" in why
    assert typed.strip().startswith("Try: --from-font tcvn3  |  --from-font unicode")
    assert not (demo.folder / "cu.plan").exists()
    assert "chuyển sang Unicode là: Thủ tục thứ nhất" in demo(f"{PLAN} --lang vi").err
    assert demo(f"{PLAN} --from-font vps").code == 2


def test_old_fonts_are_converted_or_read_as_they_stand(demo):
    """The option decides, the plan says how many cells, and both are what is then recorded."""
    fonts(demo.folder / "cu.xlsx", *LIST)
    done = demo(f"{PLAN} --from-font unicode --json")
    assert names(done)[0] == "Thñ tôc thø nhÊt"
    assert json.loads(done.out)["converted"] == 0
    done = demo(f"{PLAN} --from-font tcvn3 --json")
    assert names(done) == ["Thủ tục thứ nhất", "Thủ tục hai", "Thủ tục ba"]
    assert json.loads(done.out)["converted"] == 2
    done = demo(f"{PLAN} --from-font tcvn3 -o cu.plan --report loi.xlsx --lang en")
    assert "2 cell(s) converted from an old font to Unicode" in done.out
    demo.ok("import apply cu.plan --as hanh.nt --yes")
    assert "Thủ tục thứ nhất" in demo.ok("procedure show 1.000001")
    from python_calamine import load_workbook

    report = load_workbook(str(demo.folder / "loi.xlsx")).get_sheet_by_index(0).to_python()
    assert report[1][1] == "Thủ tục thứ nhất"


def test_the_same_holds_for_a_list(demo):
    """`procedure import` refuses and converts the same way."""
    fonts(demo.folder / "cu.xlsx", *LIST)
    command = "procedure import cu.xlsx --unit so-tu-phap --as hanh.nt --yes --lang en"
    assert "--from-font tcvn3" in demo(command).err
    done = demo(f"{command} --from-font tcvn3")
    assert (done.code, "2 cell(s) converted" in done.err) == (0, True), done
    assert "Thủ tục thứ nhất" in demo.ok("procedure show 1.000001")


def at_a_terminal(shell, command, answer):
    """Run a command with a terminal as its input, and answer its question."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *shlex.split(command)],
        cwd=shell.folder,
        env=shell.env,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as run:
        os.close(theirs)
        said, until = b"", time.monotonic() + 60
        while b"/no]" not in said and time.monotonic() < until:
            if select.select([ours], [], [], 1)[0]:
                said += os.read(ours, 4096)
        os.write(ours, answer)
        out = run.stdout.read()
        code = run.wait()
    os.close(ours)
    return code, out.decode(), said.decode()


@pytest.mark.parametrize(("answer", "first"), [(b"yes\n", "Thủ tục thứ nhất"), (b"no\n", "Thñ tôc thø nhÊt")])
def test_on_a_terminal_it_is_asked(demo, answer, first):
    """Samples are shown before the question; yes converts, no reads the text as it stands."""
    fonts(demo.folder / "cu.xlsx", *LIST)
    code, out, said = at_a_terminal(demo, f"{PLAN} --json --lang en", answer)
    assert code == 0, out
    assert "cell B2: Thñ tôc thø nhÊt → Thủ tục thứ nhất" in said
    assert next(c["new"] for c in json.loads(out)["changes"] if c["sign"] == "+") == first
