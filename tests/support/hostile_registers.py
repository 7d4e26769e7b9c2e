"""Registers made to hold up whoever reads them: views without end, pages that refer to each other."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

_ENDLESS = "WITH RECURSIVE e (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM e)"
_TABLE_LEAF = 0x0D
_TABLE_NODE, _INDEX_NODE = 0x05, 0x02
_CELLS = 60  # references of one page to the page below it
_LEVELS = 10  # of pages above the old root: 60**10 ways down


def replace_by_view(path: Path, table: str) -> None:
    """Put an endless view in the place of a table, with its columns."""
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        _drop_triggers(connection)
        connection.execute(f'ALTER TABLE "{table}" RENAME TO aside')
        chosen = ", ".join(f'n AS "{name}"' for name in columns)
        connection.execute(f'CREATE VIEW "{table}" AS {_ENDLESS} SELECT {chosen} FROM e')


def replace_by_virtual(path: Path, table: str) -> None:
    """Put a virtual table in the place of a table: a module of SQLite answers for it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f'ALTER TABLE "{table}" RENAME TO aside')
        connection.execute(f'CREATE VIRTUAL TABLE "{table}" USING fts5(code)')


def add_endless_trigger(path: Path, table: str) -> None:
    """Add a trigger that never ends when a row is inserted into a table."""
    with closing(sqlite3.connect(path)) as connection, connection:
        body = f"SELECT count(*) FROM ({_ENDLESS} SELECT n FROM e)"
        connection.execute(f'CREATE TRIGGER endless AFTER INSERT ON "{table}" BEGIN {body}; END')


def refer_in_circles(path: Path, table: str) -> None:
    """Put pages above the root of a table that all refer to the page below: a small file of endless rows."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ? AND type = 'table'", (table,)
        ).fetchone()
    data = bytearray(path.read_bytes())
    size = struct.unpack(">H", data[16:18])[0]
    start = (root - 1) * size
    old = bytes(data[start : start + size])
    data += old
    for _level in range(_LEVELS):
        data += _page_above(old, len(data) // size, size)
    top = len(data) - size
    data[start : start + size] = data[top:]
    data[28:32] = struct.pack(">I", len(data) // size)
    path.write_bytes(data)


def _page_above(old: bytes, below: int, size: int) -> bytes:
    """Return a page whose every cell refers to the page `below`; `old` is a page of the same tree."""
    of_table = old[0] in {_TABLE_LEAF, _TABLE_NODE}
    cell = struct.pack(">I", below) + (b"\x01" if of_table else _first_key(old))
    cells = min(_CELLS, (size - 12) // (len(cell) + 2))
    first = size - cells * len(cell)
    head = struct.pack(">BHHHBI", _TABLE_NODE if of_table else _INDEX_NODE, 0, cells, first, 0, below)
    places = b"".join(struct.pack(">H", first + number * len(cell)) for number in range(cells))
    return (head + places).ljust(first, b"\0") + cell * cells


def _first_key(page: bytes) -> bytes:
    """Return the first key of a page of an index, with its length before it."""
    node = page[0] == _INDEX_NODE
    start = struct.unpack(">H", page[12:14] if node else page[8:10])[0] + (4 if node else 0)
    length, size = page[start], 1
    if length > 127:  # two bytes of seven bits
        length, size = (length & 127) << 7 | page[start + 1], 2
    return page[start : start + size + length]


def _drop_triggers(connection: sqlite3.Connection) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
