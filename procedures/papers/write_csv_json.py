"""A paper's tables for machines: CSV as Excel opens it, and JSON with exact values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from procedures.papers.paper import Cell, Paper, Ratio, Table, shown, value_of
from procedures.wording.delimited import as_json, delimited
from procedures.wording.language import speaking


def as_csv(paper: Paper) -> bytes:
    """The first table, with its sums and then the line; UTF-8 with the mark that Excel looks for."""
    table = paper.tables[0]
    rows = [*table.rows, *((table.total,) if table.total is not None else ())]
    blank = [""] * (len(table.columns) - 1)
    with speaking("vi"):
        told = [[_flat(row[one.key]) if one.key in row else "" for one in table.columns] for row in rows]
        heads = [one.head for one in table.columns]
        notes = [[text, *blank] for text in (paper.source.note, paper.line) if text]
        return delimited(heads, [*told, *notes], "csv").encode("utf-8-sig")


def as_data(paper: Paper) -> bytes:
    """Everything the paper says: words, tables with exact values, and where they come from."""
    request = paper.request._asdict() | {"unit": paper.request.unit or None}
    data = {
        "paper": request,
        "source": paper.source._asdict(),
        "line": paper.line,
        "fields": _without(paper.fields, {"tables", "paragraphs"}),
        "tables": [_table(table) for table in paper.tables],
    }
    return as_json(data).encode()


def _without(value: Any, names: frozenset[str] | set[str]) -> Any:
    """Leave names out at every depth: sentences are made of the fields, tables follow with exact values."""
    if isinstance(value, Mapping):
        return {name: _without(part, names) for name, part in value.items() if name not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "columns": [one._asdict() for one in table.columns],
        "rows": [{key: _exact(cell) for key, cell in row.items()} for row in table.rows],
        "total": None if table.total is None else {key: _exact(cell) for key, cell in table.total.items()},
    }


def _flat(cell: Cell) -> str | int:
    value = value_of(cell)
    if value is None:
        return ""
    return value if isinstance(value, int) else shown(cell)


def _exact(cell: Cell) -> str | None:
    """Whole numbers and fractions as text: no reader loses a digit."""
    value = value_of(cell)
    if isinstance(value, Ratio):
        return f"{value.part}/{value.whole}"
    if isinstance(value, Fraction | int):
        return str(value)
    return value
