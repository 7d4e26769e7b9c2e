"""Declares the engine's tables with SQLModel, and compiles tables and queries to SQL texts.

Only the generator of the stored texts and the tests import it: at run time the texts suffice.
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
from workflow.storage.sql_triggers import POSTGRESQL_TRIGGERS, SQLITE_TRIGGERS, derived_triggers

PROJECTION = 2  # part of the layout stamp: raise it when a projection writes other rows for the same acts
STRICT_TABLE = {"sqlite_strict": True, "sqlite_with_rowid": False}


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
def _text(_element: Any, _compiler: Any, **_: Any) -> str:
    return "TEXT"  # STRICT tables allow no VARCHAR


@compiles(BigInteger, "sqlite")
def _integer(_element: Any, _compiler: Any, **_: Any) -> str:
    return "INTEGER"


def text_column(**options: Any) -> Any:
    """Declare a column of text."""
    return Field(sa_type=Text, **options)


def bigint_column(**options: Any) -> Any:
    """Declare a column of 64-bit integers: SQLModel's own `int` has 32 bits on PostgreSQL."""
    return Field(sa_type=BigInteger, **options)


class Journal(SQLModel, table=True):
    """The entries. `intent`: the signed text, unchanged. `prev` of a line is the `leaf` of the row before."""

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
    """The enclosures, each stored once, by its SHA-256 (64 hex digits)."""

    __table_args__ = (STRICT_TABLE,)
    digest: str = text_column(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)


class Touch(SQLModel, table=True):
    """The version index: (subject, version) -> position. Its key refuses a second act on one version."""

    __table_args__ = (STRICT_TABLE,)
    subject: str = text_column(primary_key=True)
    version: int = bigint_column(primary_key=True)
    seq: int = bigint_column()


class Layout(SQLModel, table=True):
    """The layout stamp of the program that made the derived tables: one row."""

    __table_args__ = (CheckConstraint("one = 1"), STRICT_TABLE)
    one: int = bigint_column(primary_key=True)
    stamp: str = text_column()


class HeadLock(SQLModel, table=True):
    """The row that every PostgreSQL writer locks; it is never updated, so it leaves no dead rows."""

    __tablename__ = "head"
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
    unicode: str = text_column()
    clock_agreed: str = text_column()


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


class TimeGap(SQLModel, table=True):
    __tablename__ = "time_gap"
    __table_args__ = (STRICT_TABLE,)
    seq: int = bigint_column(primary_key=True, sa_column_kwargs={"autoincrement": False})
    before: str = text_column()
    claimed: str = text_column()
    recorded: str = text_column()
    agreed: str = text_column()


_RECORDS: tuple[type[SQLModel], ...] = (Journal, Enclosure, Touch)
ENGINE: tuple[type[SQLModel], ...] = (Register, Subject, Person, Key, RoleGrant, Waiting, TimeGap)


def compile_schema(
    dialect: str, domain: Sequence[type[SQLModel]], queries: Mapping[str, Any] | None = None
) -> Schema:
    """Compile the engine's tables, those of `domain`, and named `queries`.

    `dialect`: "sqlite" or "postgresql".
    """
    kind: Any = sqlite.dialect if dialect == "sqlite" else postgresql.psycopg.dialect
    positional: Dialect = kind(paramstyle="qmark" if dialect == "sqlite" else "format")
    named: Dialect = kind(paramstyle="named" if dialect == "sqlite" else "pyformat")
    tables = tuple(_table(model, positional) for model in (*ENGINE, *domain))
    fixed: tuple[type[SQLModel], ...] = (
        (*_RECORDS, Layout) if dialect == "sqlite" else (*_RECORDS, Layout, HeadLock)
    )
    journal = [text for model in fixed for text in _create(_sql_table(model), positional)]
    journal += SQLITE_TRIGGERS if dialect == "sqlite" else POSTGRESQL_TRIGGERS
    statements = {f"insert_{_sql_table(model).name}": _insert(model, positional) for model in _RECORDS}
    statements |= {name: _compile(query, named) for name, query in (queries or {}).items()}
    shape = repr((PROJECTION, [(table.create, table.key) for table in tables]))
    stamp = hashlib.sha256(shape.encode()).hexdigest()[:16]
    return Schema(dialect, stamp, tuple(journal), tables, statements)


def _table(model: type[SQLModel], dialect: Dialect) -> DerivedTable:
    table = _sql_table(model)
    keys = [column for column in table.columns if column.primary_key]
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    base = (lite_insert if dialect.name == "sqlite" else pg_insert)(table).values(values)
    others = {column.name: base.excluded[column.name] for column in table.columns if not column.primary_key}
    upsert = (
        base.on_conflict_do_update(index_elements=keys, set_=others)
        if others
        else base.on_conflict_do_nothing(index_elements=keys)
    )
    deletion = delete(table)
    for column in keys:
        deletion = deletion.where(column == bindparam(column.name))
    return DerivedTable(
        name=table.name,
        row=model.__name__,
        columns=tuple(column.name for column in table.columns),
        key=len(keys),
        create=(*_create(table, dialect), *derived_triggers(table.name, dialect.name)),
        select=_compile(select(*table.columns), dialect),
        upsert=_compile(upsert, dialect),
        delete=_compile(deletion, dialect),
    )


def _insert(model: type[SQLModel], dialect: Dialect) -> str:
    table = _sql_table(model)
    values: dict[str, Any] = {column.name: bindparam(column.name) for column in table.columns}
    if model is Touch and dialect.name == "postgresql":
        # Whoever may insert could take the next version of a subject, which nobody could then act on. It is
        # the lock that lets only one act on a version; verification reports the row.
        return _compile(pg_insert(table).values(values).on_conflict_do_nothing(), dialect)
    return _compile(insert(table).values(values), dialect)


def _create(table: SqlTable, dialect: Dialect) -> tuple[str, ...]:
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    return tuple(_compile(item, dialect) for item in (CreateTable(table), *map(CreateIndex, indexes)))


def _compile(item: Any, dialect: Dialect) -> str:
    return re.sub(r"\s+", " ", str(item.compile(dialect=dialect))).strip()


def _sql_table(model: type[SQLModel]) -> SqlTable:
    table: SqlTable = model.__table__  # type: ignore[attr-defined]  # set by SQLModel, missing in its stubs
    return table
