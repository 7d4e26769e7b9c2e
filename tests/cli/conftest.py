"""Fixtures of the command line: a shell in a folder, and the demonstration, built once and copied."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from typing import NamedTuple

import pytest

from tests.support.paths import ROOT


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Runs `tinhgon …` as whole processes, in a folder."""

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
        words = [*shlex.split(command), *map(str, more)]
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            cwd=self.folder,
            env=self.env | env,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    def ok(self, command, *more, **env):
        """Run, and require success."""
        done = self(command, *more, **env)
        assert done.code == 0, (command, more, done)
        return done.out


@pytest.fixture(scope="session")
def province(tmp_path_factory):
    """The demonstration, built once by its own command."""
    folder = tmp_path_factory.mktemp("province")
    shell = Shell(folder, "vi")
    done = shell("demo --format table")
    assert done.code == 0, done
    (folder / "sheet.txt").write_text(done.out, encoding="utf-8")
    (folder / "talk.txt").write_text(done.err, encoding="utf-8")
    return folder


@pytest.fixture
def demo(province, tmp_path):
    """A shell in a fresh copy of the demonstration."""
    shutil.copytree(province / "demo", tmp_path / "demo")
    return Shell(tmp_path / "demo")


@pytest.fixture
def shell(tmp_path):
    """A shell in an empty folder."""
    return Shell(tmp_path)
