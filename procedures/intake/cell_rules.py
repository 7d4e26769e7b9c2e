"""Reads one cell by the rule for its kind: its value, or what is wrong with it. Nothing is guessed."""

from typing import NamedTuple

from procedures.spreadsheets.cell_text import first_refused_character, lost_letters, tidy_line, tidy_lines
from procedures.spreadsheets.grid import CellValue, cell_kind
from procedures.vietnamese import with_vietnamese_d

MAX_TEXT = 2_000
"""Characters of a name (or issuer, agency, field), white space reduced."""
MAX_CELL = 32_767
"""Characters of a cell before white space is reduced: the limit of Excel."""
MAX_LINES = 500
"""Lines of an agency cell."""


class Fault(NamedTuple):
    """A fault of a cell's content; with the cell's place it becomes a `CellProblem`."""

    code: str
    """A code of `CellProblem`."""
    detail: str = ""
    """More about it, "" if there is no more."""


def name_cell(cell: CellValue) -> str | Fault:
    """Return a name, at most 2,000 characters, never empty."""
    return text_cell(cell) or Fault("missing-name")


def text_cell(cell: CellValue) -> str | Fault:
    """Return the text of a cell in NFC with single spaces, at most 2,000 characters; "" if empty."""
    return _not_text(cell) or _one_line(cell)


def lines_cell(cell: CellValue) -> tuple[str, ...] | Fault:
    """Return the lines of a cell as `text_cell` would, without repeats (the portal repeats some)."""
    fault = _not_text(cell) or _unfit(str(cell))
    if fault:
        return fault
    count = str(cell).count("\n") + 1
    if count > MAX_LINES:
        return Fault("too-long", str(count))
    found = tidy_lines(with_vietnamese_d(str(cell)))
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
    text = with_vietnamese_d(tidy_line(str(cell)))
    return Fault("too-long", str(len(text))) if len(text) > MAX_TEXT else text


def _unfit(text: str) -> Fault | None:
    """Return the fault of a text that must not be processed further: later steps take time."""
    if len(text) > MAX_CELL:
        return Fault("too-long", str(len(text)))
    character = first_refused_character(text)
    if character:
        return Fault("bad-character", f"U+{ord(character):04X}")
    return Fault("lost-letters") if lost_letters(text) else None
