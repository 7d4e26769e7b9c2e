"""Writes lists for machines: TSV, CSV with formulas disarmed, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from procedures.wording.terminal_text import PrintedCell, escape_control, one_line, steers

# Signs that a spreadsheet takes for the beginning of a formula; Excel reads full-width signs as the narrow ones.
_FORMULA_SIGNS = frozenset("=+-@\t\r\n＝＋－＠")


def delimited(heads: Sequence[str], rows: Iterable[Sequence[PrintedCell]], form: str) -> str:
    """Return a list as text; `form` is tsv or csv.

    A text that a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236); a number
    stays a number.
    """
    cells = ([_disarmed(cell) for cell in row] for row in [heads, *rows])
    if form == "tsv":
        lines = ("\t".join(one_line(cell) for cell in row) for row in cells)
        return "".join(f"{line}\n" for line in lines)
    import csv  # most tables are not CSV
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([escape_control(cell) for cell in row] for row in cells)
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
    """Return a cell as text that no spreadsheet computes, whatever white space stands before it."""
    text = plain_text(cell)
    harmful = isinstance(cell, str) and (text[:1] in _FORMULA_SIGNS or text.lstrip()[:1] in _FORMULA_SIGNS)
    return f"'{text}" if harmful else text


def plain_text(cell: PrintedCell) -> str:
    """Return a cell as text; "" for None."""
    return "" if cell is None else str(cell)
