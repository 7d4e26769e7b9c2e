"""Fixtures of the command line: a shell in a folder, and the demonstration, built once and copied."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from typing import ClassVar, NamedTuple

import pytest

from tests.support.build_once import build_once
from tests.support.paths import ROOT
from tests.support.preloaded import Preloaded, whole

FIELD = ROOT / "tests" / "cases" / "field"
"""Files after the kinds of public bug reports."""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Runs `tinhgon …` in a folder: in a forked child where that is as good, else as a whole process."""

    preloaded: ClassVar[Preloaded | None] = None

    def __init__(self, folder, lang="en"):
        self.folder = folder
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("TINHGON")} | {
            "TINHGON_LANG": lang,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "XDG_CONFIG_HOME": str(folder / ".config"),
        }

    def __call__(self, command, *more, stdin="", **env):
        """Run a command line (without `tinhgon`) given as text and further words."""
        ours, given = self.env | env, stdin.encode()
        forked = type(self).preloaded
        run = forked if forked and forked.takes(ours, given) else whole
        return self._ended(run(self._words(command, more), self.folder, ours, given))

    def whole(self, command, *more, stdin="", **env):
        """The same as a whole process: for what Python's own start or end has a part in."""
        return self._ended(whole(self._words(command, more), self.folder, self.env | env, stdin.encode()))

    def ok(self, command, *more, **env):
        """Run, and require success."""
        done = self(command, *more, **env)
        assert done.code == 0, (command, more, done)
        return done.out

    @staticmethod
    def _words(command, more):
        return [*shlex.split(command), *map(str, more)]

    @staticmethod
    def _ended(ended):
        done = Done(ended.code, ended.out.decode(), ended.err.decode())
        assert "Traceback" not in done.out + done.err, done.err
        return done


@pytest.fixture(scope="session", autouse=True)
def preloaded(tmp_path_factory):
    """The process that forks the commands of `Shell`; none on a system without it."""
    if sys.platform != "linux":
        yield None
        return
    Shell.preloaded = Preloaded(Shell(tmp_path_factory.mktemp("preloaded")).env)
    yield Shell.preloaded
    Shell.preloaded.close()
    Shell.preloaded = None


@pytest.fixture(scope="session")
def province(tmp_path_factory, preloaded):
    """The demonstration, built once in a run by its own command; to be copied, never written to."""

    def build(folder):
        done = Shell(folder, "vi")("demo --format table")
        assert done.code == 0, done
        (folder / "sheet.txt").write_text(done.out, encoding="utf-8")
        (folder / "talk.txt").write_text(done.err, encoding="utf-8")

    return build_once(tmp_path_factory, "province", build)


@pytest.fixture
def demo(province, tmp_path):
    """A shell in a fresh copy of the demonstration."""
    shutil.copytree(province / "demo", tmp_path / "demo")
    return Shell(tmp_path / "demo")


@pytest.fixture
def shell(tmp_path):
    """A shell in an empty folder."""
    return Shell(tmp_path)


@pytest.fixture(scope="module")
def office(tmp_path_factory, preloaded):
    """A register with two departments, each with five procedures."""
    shell = Shell(tmp_path_factory.mktemp("office"))
    shell.ok('init "UBND tỉnh Thử" --registrar hanh.nt')
    shell.ok('unit add tinh "UBND tỉnh Thử" --kind province --as hanh.nt --yes')
    for unit, name in (("so-tu-phap", "Sở Tư pháp"), ("so-y-te", "Sở Y tế")):
        shell.ok(f'unit add {unit} "{name}" --parent tinh --as hanh.nt --yes')
    shell.ok('person add lan.bt "Bùi Thị Lan" --as hanh.nt --yes')
    shell.ok("key new lan.bt")
    shell.ok("key add lan.bt --as hanh.nt --yes")
    shell.ok("role grant lan.bt department --unit so-tu-phap --as hanh.nt --yes")
    rows = [
        f"{n}.00000{i},Thủ tục {n} số {i},{unit}"
        for i in range(1, 6)
        for n, unit in ((1, "so-tu-phap"), (2, "so-y-te"))
    ]
    (shell.folder / "ds.csv").write_text("\n".join(["Mã số,Tên,Đơn vị rà soát", *rows]), encoding="utf-8")
    shell.ok("import plan ds.csv -o ds.plan --as hanh.nt")
    shell.ok("import apply ds.plan --as hanh.nt --yes")
    for file in FIELD.iterdir():
        shutil.copy(file, shell.folder)
    return shell
