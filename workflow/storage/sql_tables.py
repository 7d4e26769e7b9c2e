"""The engine's tables, declared with SQLModel, and the compiler that turns tables into SQL texts.

Imported by the generator and the tests only: at run time the texts suffice (see `statements`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Dialect,
    Index,
    LargeBinary,
    String,
    Text,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import Field, SQLModel

from workflow.storage.sql_schema import DerivedTable, Schema

PROJECTION = 2  # raise it when a projection writes the same acts otherwise
STRICT_TABLE = {"sqlite_strict": True, "sqlite_with_rowid": False}


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
def _text(_element: Any, _compiler: Any, **_: Any) -> str:
    return "TEXT"  # STRICT tables know no VARCHAR


@compiles(BigInteger, "sqlite")
def _integer(_element: Any, _compiler: Any, **_: Any) -> str:
    return "INTEGER"


def text_column(**options: Any) -> Any:
    """A column of text."""
    return Field(sa_type=Text, **options)


def bigint_column(**options: Any) -> Any:
    """A column of 64-bit integers (SQLModel's own `int` has 32 bits on PostgreSQL)."""
    return Field(sa_type=BigInteger, **options)


class Journal(SQLModel, table=True):
    """The truth. `intent` is the exact signed text; `prev` is the leaf of the row before."""

    __table_args__ = (
        CheckConstraint("seq >= 0"),
        CheckConstraint("length(sig) = 64"),
        CheckConstraint("length(leaf) = 32"),
        {"sqlite_strict": True},
    )
    seq: int = bigint_column(primary_key=True, sa_column_kwargs={"autoincrement": False})
    recorded_at: str = text_column()
    intent: str = text_column()
    intent_id: str = text_column(unique=True)
    key: str = text_column()
    sig: bytes = Field(sa_type=LargeBinary)
    leaf: bytes = Field(sa_type=LargeBinary)


class Enclosure(SQLModel, table=True):
    """Long lists, stored once under the SHA-256 that signed bytes name."""

    __table_args__ = (STRICT_TABLE,)
    digest: str = text_column(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)


class Touch(SQLModel, table=True):
    """(subject, version) -> seq: the history of a subject, and storage's own guard against races."""

    __table_args__ = (STRICT_TABLE,)
    subject: str = text_column(primary_key=True)
    version: int = bigint_column(primary_key=True)
    seq: int = bigint_column()


class Layout(SQLModel, table=True):
    """Which program made the derived tables."""

    __table_args__ = (CheckConstraint("one = 1"), STRICT_TABLE)
    one: int = bigint_column(primary_key=True)
    stamp: str = text_column()


class Head(SQLModel, table=True):
    """The row every PostgreSQL writer locks; never updated, so it leaves no dead rows."""

    __table_args__ = (CheckConstraint("one = 1"),)
    one: int = bigint_column(primary_key=True, sa_column_kwargs={"autoincrement": False})
    touched: int = bigint_column()


class Register(SQLModel, table=True):
    __table_args__ = (CheckConstraint("one = 1"), STRICT_TABLE)
    one: int = bigint_column(primary_key=True)
    id: str = text_column()
    name: str = text_column()
    definition: str = text_column()
    since: int = bigint_column()
    note: str = text_column()
    clock: str = text_column()
    countersigned: int | None = bigint_column(nullable=True)


class Subject(SQLModel, table=True):
    __table_args__ = (Index("subject_state", "kind", "state"), STRICT_TABLE)
    id: str = text_column(primary_key=True)
    kind: str = text_column()
    state: str | None = text_column(nullable=True)
    version: int = bigint_column()
    tip: str = text_column()
    seq: int = bigint_column()
    round: int = bigint_column()
    done: str = text_column()


class Person(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    id: str = text_column(primary_key=True)
    name: str = text_column()
    since: int = bigint_column()
    until: int | None = bigint_column(nullable=True)


class Key(SQLModel, table=True):
    __table_args__ = (Index("key_person", "person"), STRICT_TABLE)
    id: str = text_column(primary_key=True)
    person: str = text_column()
    public: str = text_column()
    since: int = bigint_column()
    until: int | None = bigint_column(nullable=True)
    suspected: int | None = bigint_column(nullable=True)
    expires: str | None = text_column(nullable=True)


class RoleGrant(SQLModel, table=True):
    __tablename__ = "role_grant"
    __table_args__ = (Index("role_grant_role", "role"), STRICT_TABLE)
    person: str = text_column(primary_key=True)
    role: str = text_column(primary_key=True)
    scope: str = text_column(primary_key=True)
    since: int = bigint_column()
    until: int | None = bigint_column(nullable=True)


class Waiting(SQLModel, table=True):
    __table_args__ = (STRICT_TABLE,)
    seq: int = bigint_column(primary_key=True, sa_column_kwargs={"autoincrement": False})
    subject: str = text_column(primary_key=True)
    act: str = text_column()
    body: str = text_column()
    by: str = text_column()


_RECORDS: tuple[type[SQLModel], ...] = (Journal, Enclosure, Touch)
ENGINE: tuple[type[SQLModel], ...] = (Register, Subject, Person, Key, RoleGrant, Waiting)
_APPEND_ONLY = ("journal", "enclosure", "touch")


def compile_schema(
    dialect: str, domain: Sequence[type[SQLModel]], queries: Mapping[str, Any] | None = None
) -> Schema:
    """The texts of the engine's tables and of `domain`'s, and of named `queries`, in `dialect`."""
    kind: Any = sqlite.dialect if dialect == "sqlite" else postgresql.psycopg.dialect
    spoken: Dialect = kind(paramstyle="qmark" if dialect == "sqlite" else "format")
    named: Dialect = kind(paramstyle="named" if dialect == "sqlite" else "pyformat")
    tables = tuple(_table(model, spoken) for model in (*ENGINE, *domain))
    fixed: tuple[type[SQLModel], ...] = (
        (*_RECORDS, Layout) if dialect == "sqlite" else (*_RECORDS, Layout, Head)
    )
    journal = [text for model in fixed for text in _create(_of(model), spoken)]
    journal += _LITE_TRIGGERS if dialect == "sqlite" else _PG_TRIGGERS
    statements = {f"insert_{_of(m).name}": _insert(m, spoken) for m in _RECORDS}
    statements |= {name: _compile(query, named) for name, query in (queries or {}).items()}
    shape = repr((PROJECTION, [(table.create, table.key) for table in tables]))
    stamp = hashlib.sha256(shape.encode()).hexdigest()[:16]
    return Schema(dialect, stamp, tuple(journal), tables, statements)


def _table(model: type[SQLModel], dialect: Dialect) -> DerivedTable:
    table = _of(model)
    keys = [column for column in table.columns if column.primary_key]
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    base = (lite_insert if dialect.name == "sqlite" else pg_insert)(table).values(values)
    rest = {c.name: base.excluded[c.name] for c in table.columns if not c.primary_key}
    upsert = (
        base.on_conflict_do_update(index_elements=keys, set_=rest)
        if rest
        else base.on_conflict_do_nothing(index_elements=keys)
    )
    gone = delete(table)
    for column in keys:
        gone = gone.where(column == bindparam(column.name))
    return DerivedTable(
        name=table.name,
        row=model.__name__,
        columns=tuple(column.name for column in table.columns),
        key=len(keys),
        create=_create(table, dialect),
        select=_compile(select(*table.columns), dialect),
        upsert=_compile(upsert, dialect),
        delete=_compile(gone, dialect),
    )


def _insert(model: type[SQLModel], dialect: Dialect) -> str:
    table = _of(model)
    return _compile(insert(table).values({c.name: bindparam(c.name) for c in table.columns}), dialect)


def _create(table: SqlTable, dialect: Dialect) -> tuple[str, ...]:
    made = [CreateTable(table), *map(CreateIndex, sorted(table.indexes, key=lambda i: str(i.name)))]
    return tuple(_compile(item, dialect) for item in made)


def _compile(item: Any, dialect: Dialect) -> str:
    return re.sub(r"\s+", " ", str(item.compile(dialect=dialect))).strip()


def _of(model: type[SQLModel]) -> SqlTable:
    table: SqlTable = model.__table__  # type: ignore[attr-defined]  # SQLModel sets it, its stubs do not say so
    return table


# INSERT OR REPLACE deletes without firing DELETE triggers, so a repeated key is refused on the way in.
_LITE_TRIGGERS = [
    f"CREATE TRIGGER {name}_no_{what.lower()} BEFORE {what} ON {name} "
    f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
    for name in _APPEND_ONLY
    for what in ("UPDATE", "DELETE")
] + [
    (
        "CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal "
        "WHEN new.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM journal) "
        "OR EXISTS (SELECT 1 FROM journal WHERE intent_id = new.intent_id) "
        "BEGIN SELECT RAISE(ABORT, 'journal: position taken or skipped'); END"
    ),
    (
        "CREATE TRIGGER enclosure_no_replace BEFORE INSERT ON enclosure "
        "WHEN EXISTS (SELECT 1 FROM enclosure WHERE digest = new.digest) "
        "BEGIN SELECT RAISE(ABORT, 'enclosure is append-only'); END"
    ),
    (
        "CREATE TRIGGER touch_no_replace BEFORE INSERT ON touch "
        "WHEN EXISTS (SELECT 1 FROM touch WHERE subject = new.subject AND version = new.version) "
        "BEGIN SELECT RAISE(ABORT, 'touch: version taken'); END"
    ),
]
_PG_TRIGGERS = [
    (
        "CREATE FUNCTION tinhgon_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$"
    ),
    (
        "CREATE FUNCTION tinhgon_no_gap() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM journal) "
        "THEN RAISE EXCEPTION 'journal: position taken or skipped'; END IF; RETURN NEW; END$$"
    ),
    *(
        text
        for name in _APPEND_ONLY
        for text in (
            (
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION tinhgon_refuse()"
            ),
            (
                f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION tinhgon_refuse()"
            ),
            # ALWAYS: else `SET session_replication_role = replica` would walk past them.
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_append_only",
            f"ALTER TABLE {name} ENABLE ALWAYS TRIGGER {name}_no_truncate",
        )
    ),
    ("CREATE TRIGGER journal_no_gap BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION tinhgon_no_gap()"),
    "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_no_gap",
    "INSERT INTO head (one, touched) VALUES (1, 0)",
]
