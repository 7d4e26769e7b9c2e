"""Reads and saves rows by key over one connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workflow.storage.database import Database, Query
    from workflow.storage.rows import RowKey, RowT, SqlValue
    from workflow.storage.sql_schema import DerivedTable

MAX_KEYS = 400  # parameters of one statement, below every limit


class SqlSource:
    """Reads and saves rows over one connection; what `SqlRows` stands on."""

    def __init__(self, connection: Any, database: Database, tables: Mapping[str, DerivedTable]) -> None:
        self._connection = connection
        self._database = database
        self._mark = database.mark
        self._tables = tables

    def fetch(self, wanted: Mapping[type[Any], Sequence[RowKey]]) -> dict[type[Any], list[Any]]:
        """The rows with these keys, those that exist; on a server in one round trip."""
        asked = [(kind, text) for kind, keys in wanted.items() for text in self._texts(kind, keys)]
        answers = self._database.fetch_all(self._connection, [text for _kind, text in asked])
        found: dict[type[Any], list[Any]] = {kind: [] for kind in wanted}
        for (kind, _text), rows in zip(asked, answers, strict=True):
            found[kind] += [as_row(kind, row) for row in rows]
        return found

    def _texts(self, kind: type[Any], keys: Sequence[RowKey]) -> Iterator[Query]:
        table = self._tables[kind.__name__]
        # Names come from the compiled schema, values are bound.
        names = [f'"{name}"' for name in table.columns[: table.key]]
        one = "(" + ",".join([self._mark] * table.key) + ")"
        size = max(1, MAX_KEYS // table.key)
        for start in range(0, len(keys), size):
            part = keys[start : start + size]
            if len(part) == 1 or self._mark == "?":
                # SQLite looks each key up by its index this way; a list of row values it scans for.
                each = "(" + " AND ".join(f"{name} = {self._mark}" for name in names) + ")"
                where = " OR ".join([each] * len(part))
            else:
                where = f"({','.join(names)}) IN (VALUES {','.join([one] * len(part))})"
            yield f"{table.select} WHERE {where}", [value for key in part for value in key]

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Every row whose named columns equal the given values."""
        table = self._tables[kind.__name__]
        where, values = [], []
        for name, value in equal.items():
            if name not in table.columns:
                raise KeyError(name)
            where.append(f'"{name}" IS NULL' if value is None else f'"{name}" = {self._mark}')
            values += [] if value is None else [value]
        text = table.select + (" WHERE " + " AND ".join(where) if where else "")
        return iter([as_row(kind, row) for row in self._connection.execute(text, values).fetchall()])

    def save(self, kind: type[Any], rows: Sequence[tuple[Any, ...]], gone: Sequence[RowKey]) -> None:
        """Upsert `rows`, delete the keys in `gone`."""
        table = self._tables[kind.__name__]
        self.run(table.upsert, rows)
        self.run(table.delete, gone)

    def run(self, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement for each row."""
        if len(rows) == 1:  # spares a server the setting up of many
            self._connection.execute(text, rows[0])
        elif rows:
            self._connection.cursor().executemany(text, rows)


def as_row(kind: Any, row: tuple[Any, ...]) -> Any:
    """A stored row as its class."""
    return kind._make(row)
