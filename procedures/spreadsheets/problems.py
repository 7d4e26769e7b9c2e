"""What can be wrong: with one cell (a value), or with the whole file (an exception).

Codes of a ``Problem``, one per cell, all of a file's at once:

=================  ============================================================
missing-code       the code cell is empty
bad-code           text, but not d.dddddd (nor its long form)
doubled-code       the code stood in an earlier row; detail names that row
number-for-code    a number cell: 1.00496 may have been 1.004960; never guessed
date-for-code      a date or time cell
boolean-for-code   a TRUE/FALSE cell
error-for-code     an error cell (#N/A, #REF! ...)
formula            a formula, in any known column: its value may be stale
missing-name       the name cell is empty
not-text           number, date, boolean or error in another column; detail: which
bad-character      control, format, bidi or private character; detail: U+XXXX
too-long           more than 2,000 characters; detail: how many
extra-cell         CSV only: more fields than the header, so a comma is not quoted
=================  ============================================================

Codes of ``Unreadable``: not-found, not-readable, wrong-type, empty, too-large,
encoding, damaged, encrypted, macro, dtd, doubled-part, too-many-parts, bomb,
too-many-rows, too-many-columns, too-many-cells, too-many-problems, no-header, no-form,
doubled-column, old-text, old-book, other-excel (an .xlsm or .xlsb); and
of an owner map: map-columns, map-pattern, map-unit, map-doubled, bad-character, too-long.
"""

from collections.abc import Sequence
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt

MAX_PROBLEMS = 10_000
"""Wrong cells of a file that are told one by one; past that it is the wrong file, or a hostile one."""


class CellProblem(NamedTuple):
    """One cell that cannot be taken as it stands."""

    code: str
    """Stable identifier, from the table above."""
    sheet: str
    """Sheet name; "" for CSV."""
    row: int
    """1-based, as the spreadsheet shows it."""
    column: str
    """The header as it stands in the file, else the column letter."""
    value: str
    """What stood there, at most 60 characters, safe to print; "" if empty."""
    detail: str
    """For a doubled code the first row (``sheet!row`` if on another sheet) ..."""


class Unreadable(Exception):
    """The whole file is refused; nothing of it was taken.

    ``code`` is stable; ``values`` are (name, value) pairs for the sentence, each
    value at most 60 characters and safe to print.
    """

    def __init__(self, code: str, **values: object) -> None:
        """Keep the code, and the values as printable text."""
        super().__init__(code)
        self.code = code
        self.values: tuple[tuple[str, str], ...] = tuple(
            (name, excerpt(str(value))) for name, value in values.items()
        )

    def __str__(self) -> str:
        """One line for a log; people get a sentence made from the code."""
        pairs = (f"{name}={value}" for name, value in self.values)
        return " ".join([self.code, *pairs])


def refuse_too_many(problems: Sequence[CellProblem]) -> None:
    """Refuse the file once it has too many problems: a million of them take all memory.

    Unreadable: too-many-problems, with the first.
    """
    if len(problems) > MAX_PROBLEMS:
        first = problems[0]
        raise Unreadable(
            code="too-many-problems",
            sheet=first.sheet,
            row=first.row,
            column=first.column,
            why=first.code,
            detail=first.detail,
            limit=MAX_PROBLEMS,
        )
