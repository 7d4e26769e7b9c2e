"""Writes lists for machines: TSV, CSV with formulas disarmed, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from procedures.wording.terminal_text import PrintedCell, escape_control, one_line


def delimited(heads: Sequence[str], rows: Iterable[Sequence[PrintedCell]], form: str) -> str:
    """Return a list as text; `form` is tsv or csv.

    In CSV a text that begins with = + - @ gets an apostrophe before it, so that no spreadsheet
    computes it (CWE-1236).
    """
    if form == "tsv":
        lines = ("\t".join(one_line(plain_text(cell)) for cell in row) for row in [heads, *rows])
        return "".join(f"{line}\n" for line in lines)
    import csv  # most tables are not CSV
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_disarmed(cell) for cell in row] for row in rows)
    return buffer.getvalue()


def as_json(data: Any) -> str:
    """Return an object as JSON text, with `schema`, the version of its shape, as the first key."""
    return json.dumps({"schema": 1, **data}, ensure_ascii=False, indent=2) + "\n"


def _disarmed(cell: PrintedCell) -> str:
    text = escape_control(plain_text(cell))
    return "'" + text if isinstance(cell, str) and text[:1] in set("=+-@\t\r") else text


def plain_text(cell: PrintedCell) -> str:
    """Return a cell as text; "" for None."""
    return "" if cell is None else str(cell)
