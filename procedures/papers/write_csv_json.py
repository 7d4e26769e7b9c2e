"""Writes a paper's tables for machines: CSV as Excel opens it, and JSON with exact values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from procedures.papers.paper import OfficialPaper, PaperCell, PaperTable, Ratio, cell_text, value_of
from procedures.wording.delimited import as_json, delimited
from procedures.wording.language import speaking


def csv_table(paper: OfficialPaper) -> bytes:
    """Return the first table as CSV, then its sums and the line; UTF-8 with the mark that Excel looks for."""
    table = paper.tables[0]
    rows = [*table.rows, *((table.total,) if table.total is not None else ())]
    keys = [column.key for column in table.columns]
    blank = [""] * (len(table.columns) - 1)
    with speaking("vi"):
        cells = [[_flat(row[key]) if key in row else "" for key in keys] for row in rows]
        heads = [column.head for column in table.columns]
        notes = [[text, *blank] for text in (paper.fields["note"], paper.line) if text]
        return delimited(heads, [*cells, *notes], "csv").encode("utf-8-sig")


def json_data(paper: OfficialPaper) -> bytes:
    """Return the fields, the tables with exact values, and where they come from, as UTF-8 JSON.

    Numbers are text, a rate is "part/whole": no reader loses a digit.
    """
    request = paper.request._asdict() | {"unit": paper.request.unit or None}
    if not paper.request.to:  # as papers were before anybody could be asked
        del request["to"]
    data = {
        "paper": request,
        "source": paper.source._asdict(),
        "line": paper.line,
        "fields": _without(paper.fields, {"tables", "paragraphs"}),
        "tables": [_table(table) for table in paper.tables],
    }
    return as_json(data).encode()


def _without(value: Any, names: set[str]) -> Any:
    """Leave names out at every depth: sentences are made of other fields, tables follow with exact values."""
    if isinstance(value, Mapping):
        return {name: _without(part, names) for name, part in value.items() if name not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value


def _table(table: PaperTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "columns": [column._asdict() for column in table.columns],
        "rows": [{key: _exact(cell) for key, cell in row.items()} for row in table.rows],
        "total": None if table.total is None else {key: _exact(cell) for key, cell in table.total.items()},
    }


def _flat(cell: PaperCell) -> str | int:
    value = value_of(cell)
    if value is None:
        return ""
    return value if isinstance(value, int) else cell_text(cell)


def _exact(cell: PaperCell) -> str | None:
    """Return whole numbers and fractions as text; None is unknown."""
    value = value_of(cell)
    if isinstance(value, Ratio):
        return f"{value.part}/{value.whole}"
    if isinstance(value, Fraction | int):
        return str(value)
    return value
