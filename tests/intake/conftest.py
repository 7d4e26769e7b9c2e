"""Fixtures of what foreign files are read by: a register, and a process with little memory."""

from __future__ import annotations

import pytest

from tests.intake.limited_process import Worker
from tests.support.town import Town


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """A folder with a register that holds eight procedures of one department."""
    folder = tmp_path_factory.mktemp("register")
    town = Town(str(folder / "tinhgon.db"))
    town.add_procedures("so-tu-phap", *[f"1.{number:06d}" for number in range(1, 9)])
    town.store.close()
    return folder


@pytest.fixture(scope="module")
def worker(register):
    """One process for all files."""
    made = Worker(register)
    yield made
    made.close()
