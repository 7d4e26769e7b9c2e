"""One rule per kind of cell: its value, or what is wrong with it; no guess."""

import re
from typing import NamedTuple

from procedures.spreadsheets.cell_text import first_refused_character, tidy_line, tidy_lines
from procedures.spreadsheets.grid import CellValue, cell_kind

MAX_TEXT = 2_000
"""Characters of a name (or issuer, agency, field) after tidying."""
MAX_CELL = 32_767
"""Characters of a cell as it stands: Excel's own limit."""
MAX_LINES = 500
"""Lines of an agency cell."""

# [0-9], not \d: \d takes the digits of thirty other scripts.
_CODE = re.compile(r"([0-9]\.[0-9]{6})(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2})?")


class Fault(NamedTuple):
    """The code and the detail of a Problem to be."""

    code: str
    detail: str = ""


def short_code(text: str) -> str:
    """Return d.dddddd from 1.001234 or 1.001234.000.00.00.H28; "" from all else."""
    match = _CODE.fullmatch(text)
    return match[1] if match else ""


def code_cell(cell: CellValue) -> str | Fault:
    """Return the eight characters of a procedure's code."""
    kind = cell_kind(cell)
    if kind == "formula":
        return Fault("formula")
    if kind != "text":
        # 1.00496 may have been 1.004960: a number has lost its zeros, never guess.
        return Fault(f"{kind}-for-code")
    text = _one_line(cell)
    if isinstance(text, Fault):
        return text
    if not text:
        return Fault("missing-code")
    return short_code(text) or Fault("bad-code")


def name_cell(cell: CellValue) -> str | Fault:
    """Return a name, at most 2,000 characters, never empty."""
    return text_cell(cell) or Fault("missing-name")


def text_cell(cell: CellValue) -> str | Fault:
    """Return the tidy text of a cell, or ""."""
    return _not_text(cell) or _one_line(cell)


def lines_cell(cell: CellValue) -> tuple[str, ...] | Fault:
    """Return the tidy lines of a cell, no line twice (the portal repeats some)."""
    fault = _not_text(cell) or _unfit(str(cell))
    if fault:
        return fault
    count = str(cell).count("\n") + 1
    if count > MAX_LINES:
        return Fault("too-long", str(count))
    found = tidy_lines(str(cell))
    long = max(map(len, found), default=0)
    return Fault("too-long", str(long)) if long > MAX_TEXT else found


def _not_text(cell: CellValue) -> Fault | None:
    kind = cell_kind(cell)
    if kind == "formula":
        return Fault("formula")
    return None if kind == "text" else Fault("not-text", kind)


def _one_line(cell: CellValue) -> str | Fault:
    fault = _unfit(str(cell))
    if fault:
        return fault
    text = tidy_line(str(cell))
    return Fault("too-long", str(len(text))) if len(text) > MAX_TEXT else text


def _unfit(text: str) -> Fault | None:
    """Return what forbids even to look closer: every later step takes time."""
    if len(text) > MAX_CELL:
        return Fault("too-long", str(len(text)))
    character = first_refused_character(text)
    return Fault("bad-character", f"U+{ord(character):04X}") if character else None
