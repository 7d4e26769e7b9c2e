"""Fixtures of all tests: temporary folders, order, a town on each database, a PostgreSQL server a process."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from procedures.wording import language
from tests.support import memory_folder
from tests.support.servers import drop, postgres
from tests.support.town import Town

TESTS = Path(__file__).parent
FOLDER = pytest.StashKey[memory_folder.MemoryFolder]()
LONG_FIRST = ("faults", "properties", "cli", "contract", "intake")  # so that no worker ends with a long one


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Put temporary files into memory, unless the caller names a place or asks for the full runs."""
    named = config.option.basetemp or os.environ.get("TMPDIR") or os.environ.get("PYTEST_DEBUG_TEMPROOT")
    if hasattr(config, "workerinput") or named or config.option.markexpr == "full":
        return
    folder = memory_folder.claim()
    if folder is not None:
        config.stash[FOLDER] = folder
        config.option.basetemp = str(folder.path / "t")  # short: the name of a socket has 107 bytes at most
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder.path)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Remove the folder in memory; after a failure it stays until the next run."""
    folder = session.config.stash.get(FOLDER, None)
    if folder is not None:
        folder.give_back(keep=exitstatus == pytest.ExitCode.TESTS_FAILED)


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Tell where the files of a failed test are."""
    folder = config.stash.get(FOLDER, None)
    if folder is not None and exitstatus == pytest.ExitCode.TESTS_FAILED:
        terminalreporter.write_line(f"Files of failed tests, until the next run: {folder.path}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    """Leave the language as it was: a command that ran in this process chose one for all later tests."""
    before, named = language._current.get(), os.environ.get("LANGUAGE")
    try:
        return (yield)
    finally:
        language._current.set(before)
        if named is None:
            os.environ.pop("LANGUAGE", None)
        else:
            os.environ["LANGUAGE"] = named


def pytest_collection_modifyitems(items):
    """Long rooms first, each in its order."""

    def place(item):
        room = item.path.relative_to(TESTS).parts[0]
        return LONG_FIRST.index(room) if room in LONG_FIRST else len(LONG_FIRST)

    items.sort(key=place)


@pytest.fixture(scope="session")
def pg():
    """Makes empty PostgreSQL databases; one real server for each process of a run."""
    with postgres() as fresh:
        yield fresh


@pytest.fixture
def town(tmp_path):
    """A town on an SQLite file."""
    made = Town(str(tmp_path / "t.db"))
    yield made
    made.store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The place of a register that is not there yet, once on each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "t.db")
        return
    made = request.getfixturevalue("pg")()
    yield made
    drop(made)


@pytest.fixture
def both(url):
    """A town, once on each database."""
    made = Town(url)
    yield made
    made.store.close()


@pytest.fixture
def tool():
    """Finds a tool of the system by name; where it is absent the test says so."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            missing = pytest.fail if os.environ.get("CI") else pytest.skip
            missing(f"missing tool: {name}")
        return path

    return find
