"""Command `doctor`: checks this machine and the register's settings."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from pathlib import Path

import click

from procedures.commands.framework.global_options import settings
from procedures.commands.framework.session import register_url, session_from_options
from procedures.commands.framework.terminal_io import print_table
from procedures.wording.formats import local_time
from procedures.wording.language import _
from procedures.wording.terminal_text import one_line


def doctor() -> None:
    """Everything that can be wrong with a machine, told before it matters."""
    import importlib.util

    from procedures.services.people.key_files import key_folder
    from procedures.services.session import system_clock
    from workflow.errors import WorkflowError
    from workflow.storage.files import file_system_type, is_network_share

    asked = settings(click.get_current_context())
    url = register_url(asked)
    rows: list[tuple[str, str, str]] = []

    def say(name: str, value: object, fine: bool = True) -> None:
        rows.append((name, one_line(str(value)), _("fine") if fine else _("look here")))

    say("python", platform.python_version(), sys.version_info >= (3, 11))
    say("sqlite", sqlite3.sqlite_version, sqlite3.sqlite_version_info >= (3, 37))
    say("encoding", sys.stdout.encoding, (sys.stdout.encoding or "").lower().replace("-", "") == "utf8")
    say("extra pg", "psycopg" if importlib.util.find_spec("psycopg") else "–")
    if not url.startswith("postgres"):
        path = Path(url.removeprefix("sqlite:///"))
        say("file system", file_system_type(path) or "?", not is_network_share(path))
    folder = key_folder(url)
    if folder.exists():
        loose = (
            [
                one.name
                for one in folder.iterdir()
                if one.suffix not in {".pub", ".proof"} and one.stat().st_mode & 0o077
            ]
            if os.name == "posix"
            else []
        )
        say("keys", f"{folder}: {', '.join(loose) or 'ok'}", not loose)
    try:
        session = session_from_options()
        head = session.head
        say("register", session.store.place)
        with session.store.snapshot() as connection:
            for one in session.store.database.settings(connection):
                say(one.name, one.value, one.acceptable)
        say("head", f"{head.seq} {head.leaf.hex()[:16]} {local_time(head.recorded_at)}")
        say("clock", local_time(system_clock()), system_clock() >= head.recorded_at)
        stale = session.store.is_stale()
        say("tables", session.store.schema.stamp if not stale else _("made by another version"), not stale)
        furniture = () if stale else session.store.schema_objects()
        say("triggers", ", ".join(furniture) or "ok", not furniture)
    except WorkflowError as error:
        from procedures.wording.error_messages import lines

        say("register", lines(error)[0], error.code == "register-not-found")
    heads = (_("Checked"), _("Found"), _("Judgement"))
    print_table(heads, rows, keys=("check", "found", "judgement"), default="table")
