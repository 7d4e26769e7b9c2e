"""Characters that steer a terminal or show nothing, as an insider could write them into tables."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

STEERING = (
    "\x1b[31m\x1b]0;x\x07\x9b2J\x00\x08\x7f\x85\r\u2028\u2029\u202e\u2066\u200b\u200d\ufeff\u00ad\u061c"
    "\U000e0041\ufe0f\u3164\u2800\ue000"
)
FORGED = "GIẢ MẠO"  # must never begin a line
PLANTED = f"{STEERING}\n{FORGED}"
ALLOWED = {"\n", "\t"}


def steering_in(text: str) -> list[str]:
    """Return what would steer a terminal: characters by their code, and lines that a stored text began."""
    odd = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    found = {
        f"U+{ord(sign):04X}"
        for sign in text
        if sign not in ALLOWED
        and (unicodedata.category(sign) in odd or sign in STEERING)
        and not (sign.isascii() and sign.isprintable())
    }
    lines = [line for line in text.split("\n") if line.lstrip().startswith(FORGED)]
    return [*sorted(found), *lines]


# What people write: a register with other characters in these still opens, and shows them.
FREE = {
    "name",
    "note",
    "field",
    "issuer",
    "agencies",
    "number",
    "signer",
    "reason",
    "struck",
    "review",
    "product",
}


def plant_in_columns(path: Path, which: str) -> int:
    """Append the characters to texts of the derived tables: `free` ones, `keys`, or all `others`. The columns."""
    planted = 0
    with closing(sqlite3.connect(path)) as connection, connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in set(names) - {"journal", "enclosure", "touch", "layout"}:
            for _place, column, kind, _null, _default, key in connection.execute(
                f'PRAGMA table_info("{name}")'
            ).fetchall():
                chosen = {"free": not key and column in FREE, "keys": bool(key), "others": not key}[which]
                if kind == "TEXT" and chosen and (name, column) != ("register", "definition"):
                    if not key and _structured(connection, name, column):
                        continue
                    connection.execute(f'UPDATE "{name}" SET "{column}" = "{column}" || ?', (PLANTED,))
                    planted += 1
    return planted


def plant_in_journal(path: Path) -> int:
    """Put the characters into every name, reason, content and number of every signed text. The entries."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _text in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        rows = connection.execute("SELECT seq, intent FROM journal").fetchall()
        for seq, intent in rows:
            text = json.dumps(_planted(json.loads(intent)), ensure_ascii=False, separators=(",", ":"))
            connection.execute("UPDATE journal SET intent = ? WHERE seq = ?", (text, seq))
        for _name, text in triggers:
            connection.execute(text)
        return len(rows)


def _structured(connection: sqlite3.Connection, table: str, column: str) -> bool:
    """Return True for a column that holds JSON, ids or words of a list, which a reader parses."""
    rows = connection.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\' LIMIT 3').fetchall()
    return any(str(row[0])[:1] in "[{" for row in rows) or column in {"state", "kind", "outcome", "how"}


def _planted(value: object, name: str = "") -> object:
    if isinstance(value, dict):
        return {key: _planted(inside, key) for key, inside in value.items()}
    if isinstance(value, list):
        return [_planted(inside, name) for inside in value]
    free = {"name", "reason", "content", "number", "signer", "source", "opinion", "field", "note"}
    return value + PLANTED if isinstance(value, str) and name in free else value
