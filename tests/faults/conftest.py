"""Fixtures of the fault tests: the runner, the prepared registers, the seed, the tally."""

from __future__ import annotations

import os
import random
import shutil

import pytest

from tests.faults.harness import Bench, Runner
from tests.support.build_once import build_once


@pytest.fixture(scope="session")
def bench(tmp_path_factory):
    """The prepared folders: built once in a run, a copy for each process."""
    built = build_once(tmp_path_factory, "prepared", Bench)
    folder = tmp_path_factory.mktemp("bench")
    shutil.copytree(built, folder, dirs_exist_ok=True)
    return Bench(folder)


@pytest.fixture(scope="session")
def runner(tmp_path_factory):
    """The process that runs commands."""
    made = Runner(tmp_path_factory.mktemp("runner"))
    yield made
    made.close()


@pytest.fixture
def seed():
    """The seed of what is drawn; `TINHGON_SEED` makes a run again."""
    return int(os.environ.get("TINHGON_SEED", "20231001"))


@pytest.fixture
def rng(seed):
    """Draws from the seed."""
    return random.Random(seed)


@pytest.fixture
def strace(tool):
    """strace, which injects the faults."""
    return tool("strace")


@pytest.fixture
def inside(bench, tmp_path, monkeypatch):
    """A folder with the register, as the current one; `main` in this process."""
    folder = tmp_path / "inside"
    shutil.copytree(bench.folder / "open", folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("TINHGON_LANG", "en")
    for name in ("TINHGON_REGISTER", "TINHGON_AS", "TINHGON_KEY"):
        monkeypatch.delenv(name, raising=False)
    return folder
