"""Finds in a SQLite file what no register has, before anything is read: views, computed columns, triggers.

Reading a view, a virtual table or a computed column runs what the file's maker wrote, possibly without end.
The forms of every version's tables and indexes are known; their names are not asked for, so that registers
of earlier versions open. SQLite builds an object by its SQL, whatever else its row of the schema says.
No regular expressions: compiling them takes longer than opening a register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TYPES = frozenset({"INTEGER", "TEXT", "BLOB", "REAL", "ANY"})
_ENDS = frozenset({"", " STRICT", " WITHOUT ROWID", " WITHOUT ROWID, STRICT"})
_TABLE, _INDEX, _TRIGGER = "CREATE TABLE ", "CREATE INDEX ", "CREATE TRIGGER "
_STATISTICS = frozenset(  # of a person's own ANALYZE
    {"CREATE TABLE sqlite_stat1(tbl,idx,stat)", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"}
)
_SCHEMA = "SELECT type, name, sql FROM sqlite_master"


class ForeignObject(NamedTuple):
    """An object of a database's schema that no register has: its kind and name, as the schema says."""

    kind: str
    name: str


def unreadable_objects(rows: Iterable[tuple[object, object, object]]) -> Iterator[ForeignObject]:
    """Yield the objects that are no plain table, index or trigger, of rows (type, name, SQL) of a schema.

    A trigger runs only where something is written: `foreign_triggers` is asked before that.
    """
    for kind, name, text in rows:
        if text is not None and not (isinstance(text, str) and _is_plain(text)):
            yield ForeignObject(_kind(text) or str(kind), str(name))


def foreign_triggers(
    rows: Iterable[tuple[object, object, object]], own: Iterable[str]
) -> Iterator[ForeignObject]:
    """Yield the triggers that are none of `own` (their SQL), of rows (type, name, SQL) of a schema."""
    known = frozenset(own)
    for _kind_said, name, text in rows:
        if isinstance(text, str) and text.startswith(_TRIGGER) and text not in known:
            yield ForeignObject("trigger", str(name))


def schema_rows(connection: object) -> list[tuple[object, object, object]]:
    """Return (type, name, SQL) of every object in the schema of an open SQLite connection."""
    rows: list[tuple[object, object, object]] = connection.execute(_SCHEMA).fetchall()  # type: ignore[attr-defined]  # of sqlite3
    return rows


def _is_plain(text: str) -> bool:
    """Return True for the SQL of a table, index or trigger in the form that this program gives it."""
    if text.startswith(_TRIGGER) or text in _STATISTICS:
        return True
    if text.startswith(_INDEX):
        return _is_plain_index(text.removeprefix(_INDEX))
    name, _open, rest = text.removeprefix(_TABLE).partition("(")
    body, _close, end = rest.rpartition(")")
    return (
        text.startswith(_TABLE)
        and _is_name(name.strip())
        and end in _ENDS
        and all(map(_is_plain_part, _parts(body)))
    )


def _is_plain_index(text: str) -> bool:
    """Return True for `NAME ON TABLE (NAMES)`, perhaps with `WHERE NAME > NUMBER` behind it."""
    head, _open, rest = text.partition(" (")
    names, _close, end = rest.partition(")")
    condition = end.split(" ")
    return (
        len(words := head.split(" ON ")) == 2  # noqa: PLR2004 - the index and its table
        and all(map(_is_name, [*words, *names.split(", ")]))
        and (not end or (condition[:2] == ["", "WHERE"] and _is_comparison(condition[2:], {">"})))
    )


def _is_plain_part(part: str) -> bool:
    """Return True for a column, a key, or one of the few checks of a register's own tables."""
    head, opened, inside = part.partition(" (")
    names = inside.removesuffix(")")
    if opened and head in {"PRIMARY KEY", "UNIQUE"}:
        return inside.endswith(")") and all(_is_name(name.strip()) for name in names.split(", "))
    if opened and head == "CHECK":
        return inside.endswith(")") and _is_plain_check(names)
    name, *kind = part.split(" ")
    return _is_name(name) and kind[:1] != [] and kind[0] in _TYPES and kind[1:] in ([], ["NOT", "NULL"])


def _is_plain_check(text: str) -> bool:
    """Return True for a comparison of a column or its length with a number, a range, or a list of words."""
    if text.startswith("length("):
        text = text.removeprefix("length(").replace(")", "", 1)
    words = text.split(" ")
    if words[1:2] == ["BETWEEN"]:
        return _is_name(words[0]) and words[3:4] == ["AND"] and _are_numbers([words[2], *words[4:]])
    name, listed, values = text.partition(" IN (")
    if listed:
        return _is_name(name) and values.endswith(")") and all(map(_is_word, values[:-1].split(", ")))
    return _is_comparison(words, {">=", "="})


def _is_comparison(words: list[str], signs: set[str]) -> bool:
    return len(words) == 3 and _is_name(words[0]) and words[1] in signs and _are_numbers(words[2:])  # noqa: PLR2004


def _are_numbers(words: list[str]) -> bool:
    return all(word.isascii() and word.isdecimal() for word in words)


def _is_name(text: str) -> bool:
    quoted = len(text) > 2 and text[0] == text[-1] == '"'  # noqa: PLR2004 - something between the quotes
    bare = text[1:-1] if quoted else text
    return bare.isascii() and bare.isidentifier()


def _is_word(text: str) -> bool:
    bare = text[1:-1].replace("-", "")
    return text[:1] == text[-1:] == "'" and (not bare or (bare.isascii() and bare.isalpha()))


def _parts(body: str) -> Iterator[str]:
    """Yield what stands between the commas of a table's body, those within parentheses aside."""
    held = ""
    for piece in body.strip().split(", "):
        held = f"{held}, {piece}" if held else piece
        if held.count("(") == held.count(")"):
            yield held
            held = ""
    if held:
        yield held


def _kind(text: object) -> str:
    """Return the kind of object that an SQL text makes, "" where it is not known."""
    words = str(text)[:60].lower().split()
    if words[1:3] == ["virtual", "table"]:
        return "virtual table"
    known = words[:1] == ["create"] and words[1:2] != [] and words[1] in {"view", "table", "index"}
    return words[1] if known else ""
