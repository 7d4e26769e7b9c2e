"""The folder in memory that a run of the tests works in: one for each run, none without room, none left."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support import memory_folder
from tests.support.build_once import build_once
from tests.support.paths import ROOT

pytestmark = pytest.mark.skipif(memory_folder.fcntl is None, reason="no file locks: no folder in memory")


def test_two_runs_have_two_folders(tmp_path):
    """While one run lives, another takes a folder of its own and leaves the first alone."""
    one, two = (memory_folder.claim(tmp_path, 0) for _ in range(2))
    assert one.path != two.path
    assert one.path.is_dir()
    for run in (one, two):
        run.give_back(keep=False)
    assert list(tmp_path.iterdir()) == []


def test_what_ended_runs_left_is_removed_by_the_next(tmp_path):
    """A folder kept after a failure, or left by a killed run, is gone when the next run begins."""
    failed = memory_folder.claim(tmp_path, 0)
    (failed.path / "file").write_text("x")
    failed.give_back(keep=True)
    assert (failed.path / "file").exists()
    killed = "from pathlib import Path; import os, sys; from tests.support import memory_folder as m\n"
    killed += "print(m.claim(Path(sys.argv[1]), 0).path, flush=True); os.kill(os.getpid(), 9)"
    told = subprocess.run(
        [sys.executable, "-c", killed, str(tmp_path)], cwd=ROOT, capture_output=True, text=True
    ).stdout
    left = [path for path in tmp_path.iterdir() if str(path) == told.strip()]
    assert len(left) == 1, "the canary: the killed run leaves its folder"
    now = memory_folder.claim(tmp_path, 0)
    assert list(tmp_path.iterdir()) == [now.path]
    now.give_back(keep=False)


def test_nothing_of_others_is_removed(tmp_path):
    """Other names, and links to other places, stay."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "file").write_text("x")
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "tinhgon-tests-link").symlink_to(elsewhere)
    (tmp_path / "memory" / "other").mkdir()
    memory_folder.claim(tmp_path / "memory", 0).give_back(keep=False)
    assert (elsewhere / "file").exists()
    assert sorted(path.name for path in (tmp_path / "memory").iterdir()) == ["other", "tinhgon-tests-link"]


def test_without_place_or_room_there_is_none(tmp_path):
    """No such folder, or too little room in it: the system's own place is used."""
    assert memory_folder.claim(tmp_path / "none") is None
    assert memory_folder.claim(tmp_path, 2**60) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.access(memory_folder.SHARED_MEMORY, os.W_OK), reason="no /dev/shm here")
@pytest.mark.parametrize("more", [{}, {"TMPDIR": "/tmp"}], ids=["its own", "TMPDIR"])
def test_a_run_puts_its_files_there_and_removes_them(tmp_path, more):
    """pytest's folders and those of `tempfile` lie in memory; with TMPDIR set they lie where it says."""
    (tmp_path / "conftest.py").write_text(
        "from tests.conftest import pytest_configure, pytest_sessionfinish\n"
    )
    (tmp_path / "test_place.py").write_text(
        "import tempfile\ndef test_place(tmp_path):\n    print('PLACE', tempfile.gettempdir(), tmp_path)\n"
    )
    free = memory_folder._free(memory_folder.SHARED_MEMORY) >= memory_folder.LEAST_FREE
    env = {name: value for name, value in os.environ.items() if name not in {"TMPDIR", "PYTEST_ADDOPTS"}}
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            tmp_path,
            tmp_path,
        ],
        cwd=ROOT,
        env={name: value for name, value in env.items() if not name.startswith("PYTEST_XDIST")} | more,
        capture_output=True,
        text=True,
    ).stdout
    line = next(line for line in told.splitlines() if "PLACE" in line)
    general, mine = line.partition("PLACE ")[2].split()[:2]
    inside = mine.startswith("/dev/shm/tinhgon-tests-") and general.startswith("/dev/shm/tinhgon-tests-")
    assert inside is (free and not more), told
    assert not os.path.exists(general) or not inside


def test_a_folder_is_built_once(tmp_path, monkeypatch):
    """The first builds, the second finds what was built; after a failure the next one builds anew."""
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    (tmp_path / "gw0").mkdir()
    built = []

    class Factory:
        """As pytest's, in a folder of this test."""

        def getbasetemp(self):
            return tmp_path / "gw0"

        def mktemp(self, name):
            made = tmp_path / "gw0" / f"{name}{len(built)}"
            made.mkdir()
            return made

    def fail(folder):
        built.append(folder)
        raise OSError

    with pytest.raises(OSError):
        build_once(Factory(), "name", fail)
    one, two = (build_once(Factory(), "name", built.append) for _ in range(2))
    assert one == two == built[1] != built[0]
    assert len(built) == 2
