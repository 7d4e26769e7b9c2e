"""Writes lists for machines: TSV, CSV with formulas disarmed, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from procedures.wording.terminal_text import PrintedCell, escape_control, one_line, steers


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
    text = json.dumps({"schema": 1, **data}, ensure_ascii=False, indent=2)
    return "\n".join(map(_escaped_json, text.split("\n"))) + "\n"


def _escaped_json(line: str) -> str:
    """Return a line of JSON whose steering characters are escaped as JSON escapes them: it reads the same."""
    if escape_control(line) == line:
        return line
    return "".join(_json_escape(sign) if steers(sign) else sign for sign in line)


def _json_escape(sign: str) -> str:
    """Return a character as JSON escapes it; one beyond the first plane is a pair of surrogates."""
    pair = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))


def _disarmed(cell: PrintedCell) -> str:
    text = escape_control(plain_text(cell))
    return "'" + text if isinstance(cell, str) and text[:1] in set("=+-@\t\r") else text


def plain_text(cell: PrintedCell) -> str:
    """Return a cell as text; "" for None."""
    return "" if cell is None else str(cell)
