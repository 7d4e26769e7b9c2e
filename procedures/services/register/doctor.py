"""Checks this machine and a register's settings."""

from __future__ import annotations

import importlib.util
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from procedures.services.people.key_files import key_folder
from procedures.services.session import Session, system_clock
from workflow.errors import WorkflowError
from workflow.storage import connect
from workflow.storage.network_shares import file_system_type, is_network_type


class MachineCheck(NamedTuple):
    """One check: its stable name, the value found, and whether that is in order.

    `error`: why the register could not be opened; `found` is empty then.
    """

    name: str
    found: str
    fine: bool
    error: WorkflowError | None = None


def check_machine(url: str, encoding: str) -> Iterator[MachineCheck]:
    """Check Python, SQLite, the output's encoding, the extra for PostgreSQL, the file system and the keys."""
    yield MachineCheck("python", platform.python_version(), sys.version_info >= (3, 11))
    yield MachineCheck("sqlite", sqlite3.sqlite_version, sqlite3.sqlite_version_info >= (3, 37))
    yield MachineCheck("encoding", encoding, encoding.lower().replace("-", "") == "utf8")
    yield MachineCheck("extra pg", "psycopg" if importlib.util.find_spec("psycopg") else "–", fine=True)
    if not connect.is_server(url):
        kind = file_system_type(connect.register_file(url))
        yield MachineCheck("file system", kind or "?", not is_network_type(kind))
    folder = key_folder(url)
    if folder.exists():
        loose = list(_readable_by_others(folder))
        yield MachineCheck("keys", f"{folder}: {', '.join(loose) or 'ok'}", not loose)


def check_settings(open_register: Callable[[], Session]) -> Iterator[MachineCheck]:
    """Check the settings that durability and secrecy rest on, the head, the clock and the tables."""
    try:
        session = open_register()
        head, store = session.head, session.store
        yield MachineCheck("register", store.place, fine=True)
        with store.snapshot() as connection:
            settings = list(store.database.settings(connection))
        for setting in settings:
            yield MachineCheck(setting.name, setting.value, setting.acceptable)
        yield MachineCheck("head", f"{head.seq} {head.leaf.hex()[:16]} {head.recorded_at}", fine=True)
        now = system_clock()
        yield MachineCheck("clock", now, now >= head.recorded_at)
        stale = store.is_stale()
        yield MachineCheck("tables", "" if stale else store.schema.stamp, not stale)
        strange = () if stale else store.schema_objects()
        yield MachineCheck("triggers", ", ".join(strange) or "ok", not strange)
    except WorkflowError as error:
        yield MachineCheck("register", "", error.code == "register-not-found", error)


def _readable_by_others(folder: Path) -> Iterator[str]:
    """Yield the names of private keys that others on this machine may read."""
    if os.name != "posix":
        return
    for file in folder.iterdir():
        if file.suffix not in {".pub", ".proof"} and file.stat().st_mode & 0o077:
            yield file.name
