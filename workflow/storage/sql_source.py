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
    """Implements RowSource over one connection, with the texts of the derived tables."""

    def __init__(self, connection: Any, database: Database, tables: Mapping[str, DerivedTable]) -> None:
        self._connection = connection
        self._database = database
        self._mark = database.mark
        self._tables = tables

    def fetch(self, keys: Mapping[type[Any], Sequence[RowKey]]) -> dict[type[Any], list[Any]]:
        """Return the rows with these keys that exist; on a server in one round trip."""
        queries = [(kind, query) for kind, of_kind in keys.items() for query in self._queries(kind, of_kind)]
        answers = self._database.fetch_all(self._connection, [query for _kind, query in queries])
        rows_by_kind: dict[type[Any], list[Any]] = {kind: [] for kind in keys}
        for (kind, _query), rows in zip(queries, answers, strict=True):
            rows_by_kind[kind] += [_as_row(kind, row) for row in rows]
        return rows_by_kind

    def _queries(self, kind: type[Any], keys: Sequence[RowKey]) -> Iterator[Query]:
        table = self._tables[kind.__name__]
        # Names come from the compiled schema; values are bound.
        names = [f'"{name}"' for name in table.columns[: table.key]]
        row_of_marks = "(" + ",".join([self._mark] * table.key) + ")"
        size = max(1, MAX_KEYS // table.key)
        for start in range(0, len(keys), size):
            part = keys[start : start + size]
            if len(part) == 1 or self._mark == "?":
                # SQLite uses the index for this form; for a list of row values it scans the table.
                each = "(" + " AND ".join(f"{name} = {self._mark}" for name in names) + ")"
                where = " OR ".join([each] * len(part))
            else:
                where = f"({','.join(names)}) IN (VALUES {','.join([row_of_marks] * len(part))})"
            yield f"{table.select} WHERE {where}", [value for key in part for value in key]

    def scan(self, kind: type[RowT], /, **equal: SqlValue) -> Iterator[RowT]:
        """Return every row whose named columns equal the given values.

        Raises KeyError: when the table has no such column.
        """
        table = self._tables[kind.__name__]
        where, values = [], []
        for name, value in equal.items():
            if name not in table.columns:
                raise KeyError(name)
            where.append(f'"{name}" IS NULL' if value is None else f'"{name}" = {self._mark}')
            values += [] if value is None else [value]
        text = table.select + (" WHERE " + " AND ".join(where) if where else "")
        cursor = self._connection.execute(text, values)
        return iter([_as_row(kind, row) for row in self._database.fetch_rows(cursor)])

    def save(self, kind: type[Any], rows: Sequence[tuple[Any, ...]], gone: Sequence[RowKey]) -> None:
        """Insert or replace `rows`, and delete the keys in `gone`."""
        table = self._tables[kind.__name__]
        self.run(table.upsert, rows)
        self.run(table.delete, gone)

    def run(self, text: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Run a statement once for each row of parameters."""
        if len(rows) == 1:  # one round trip less than executemany on a server
            self._connection.execute(text, rows[0])
        elif rows:
            self._connection.cursor().executemany(text, rows)


def _as_row(kind: Any, row: tuple[Any, ...]) -> Any:
    return kind._make(row)
