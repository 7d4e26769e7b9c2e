"""Defines a schema as data: its SQL texts in one dialect, compiled from the SQLModel tables beforehand.

They run on a plain DB-API connection: loading SQLAlchemy would take longer than an act. `sql_tables`
compiles them; a test compares the stored texts with it.
"""

from __future__ import annotations

from typing import NamedTuple


class DerivedTable(NamedTuple):
    """A derived table. `row`: name of its row class. `key`: number of leading columns that are the key."""

    name: str
    row: str
    columns: tuple[str, ...]
    key: int
    create: tuple[str, ...]
    select: str
    upsert: str
    delete: str


class Schema(NamedTuple):
    """All texts of a register in one dialect.

    `dialect`: "sqlite" or "postgresql". `stamp`: 16 hex digits that identify the layout of the derived
    tables. `journal`: the texts that create the permanent tables. `statements`: name -> text.
    """

    dialect: str
    stamp: str
    journal: tuple[str, ...]
    tables: tuple[DerivedTable, ...]
    statements: dict[str, str]
