"""Fixtures: a town on SQLite, a town on each database, one PostgreSQL server a session."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.support.servers import postgres
from tests.support.town import Town


@pytest.fixture(scope="session")
def pg():
    """Makes empty PostgreSQL databases; one real server for the whole run."""
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
        return str(tmp_path / "t.db")
    return request.getfixturevalue("pg")()


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
