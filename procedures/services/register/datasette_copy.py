"""A read-only copy for Datasette: the journal and every table beside it, in one SQLite file.

It is no register: it has no signatures, and `audit verify` does not take it. Each row names the entry by
which it can be looked up in the register.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from procedures.domain import DOMAIN
from procedures.rules.demonstration import register_warning
from procedures.services.register.files import temporary_file
from procedures.services.session import Session, schema
from workflow import replaying
from workflow.errors import StorageFault
from workflow.identity.people import Person
from workflow.journal.intents import Intent
from workflow.journal.stored_entries import StoredEntry
from workflow.replaying import read_entry
from workflow.storage.rows import MemoryRows

_TABLES = """
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY, recorded_at TEXT, act TEXT, person TEXT, name TEXT, role TEXT, scope TEXT,
  claimed_at TEXT, reason TEXT, items INTEGER, body TEXT, key TEXT, leaf TEXT
);
CREATE TABLE item (
  seq INTEGER REFERENCES entry (seq), subject TEXT, version INTEGER, source TEXT, dest TEXT, body TEXT,
  PRIMARY KEY (seq, subject)
);
CREATE INDEX item_subject ON item (subject, version);
CREATE INDEX entry_act ON entry (act);
CREATE INDEX entry_person ON entry (person);
"""
_READ_ONLY = 0o444


def export_copy(session: Session, target: Path) -> int:
    """Write the copy as of the session's position and return the number of entries in it.

    Raises StorageFault: when the file exists or cannot be written, or the journal is damaged.
    """
    last = session.head.seq if session.at is None else session.at
    rows = replaying.replay(session.store, DOMAIN, last)
    with temporary_file(target) as draft:
        draft.unlink(missing_ok=True)  # left by a killed process
        try:
            with contextlib.closing(sqlite3.connect(draft)) as connection:
                _fill(connection, rows, _intents(session, last))
        except sqlite3.Error as error:
            raise StorageFault("cannot-write", path=target, why=error) from error
        draft.chmod(_READ_ONLY)
    return last + 1


def copy_metadata(session: Session, name: str, tables: dict[str, str]) -> str:
    """Return Datasette's metadata for the copy as JSON: the register's name, each table's description."""
    register = session.register
    described: dict[str, dict[str, Any]] = {table: {"description": text} for table, text in tables.items()}
    described["entry"] |= {"facets": ["act", "person", "role"], "sort_desc": "seq"}
    title = {"title": register.name, "description": register_warning(register) or register.id}
    return json.dumps(title | {"databases": {name: {"tables": described}}}, ensure_ascii=False)


def _intents(session: Session, last: int) -> Iterator[tuple[StoredEntry, Intent]]:
    for record in session.store.entries(0, last + 1):
        yield record, read_entry(session.store, record, b"")[1]


def _fill(
    connection: sqlite3.Connection, rows: MemoryRows, intents: Iterable[tuple[StoredEntry, Intent]]
) -> None:
    names = {person.id: person.name for person in rows.scan(Person)}
    kinds = {kind.__name__: kind for kind in rows.tables}
    connection.executescript(_TABLES)
    for table in schema("sqlite").tables:
        for text in table.create:
            connection.execute(text)
        connection.executemany(table.upsert, rows.tables[kinds[table.row]].values())
    for record, intent in intents:
        connection.execute(
            _insert("entry", 13),
            (
                record.seq,
                record.recorded_at,
                intent.act,
                intent.person,
                names.get(intent.person, ""),
                intent.role,
                intent.scope,
                intent.claimed_at,
                intent.reason,
                len(intent.items),
                _text(intent.body),
                record.key,
                record.leaf.hex(),
            ),
        )
        connection.executemany(
            _insert("item", 6),
            [
                (record.seq, item.subject, item.version + 1, item.source, item.dest, _text(item.body))
                for item in intent.items
            ],
        )
    connection.commit()


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"


def _text(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False) if body else ""
