"""SQL as data: the texts of one schema in one dialect, compiled once from the SQLModel tables.

The append path, bulk and reports run these texts on a plain DB-API connection: loading SQLAlchemy
would cost more than the act. `tables.py` makes them; a test keeps the generated module equal to it.
"""

from __future__ import annotations

from typing import NamedTuple


class DerivedTable(NamedTuple):
    """One derived table: its row class by name, and the texts that read and write it."""

    name: str
    row: str
    columns: tuple[str, ...]
    key: int
    create: tuple[str, ...]
    select: str
    upsert: str
    delete: str


class Schema(NamedTuple):
    """All texts of a register in one dialect. `stamp` names the layout of the derived tables."""

    dialect: str
    stamp: str
    journal: tuple[str, ...]
    tables: tuple[DerivedTable, ...]
    statements: dict[str, str]
