"""Problems of a file: of one cell (a value, `CellProblem`), or of the whole file (an exception).

Codes of a `CellProblem`; all problems of a file are reported at once:

=================  ============================================================
missing-code       the code cell is empty
bad-code           text, but not d.dddddd nor its long form
doubled-code       the code stood in an earlier row; detail names that row
number-for-code    a number cell: 1.00496 may have been 1.004960, so it is not guessed
date-for-code      a date or time cell
boolean-for-code   a TRUE/FALSE cell
error-for-code     an error cell (#N/A, #REF! ...)
formula            a formula in a known column: its saved value may be out of date
missing-name       the name cell is empty
not-text           number, date, boolean or error where text is due; detail: which of them
bad-character      control, format, bidi or private character; detail: U+XXXX
too-long           more than 2,000 characters; detail: how many
extra-cell         delimited text: more fields than the header, so a delimiter is not quoted
=================  ============================================================

The rules of the forms (`procedures.intake`) add codes of their own.

Codes of `Unreadable`: not-found, not-readable, wrong-type, empty, too-large,
encoding, damaged, encrypted, macro, dtd, doubled-part, too-many-parts, bomb,
too-many-rows, too-many-columns, too-many-cells, too-many-problems, no-header, no-form,
doubled-column, old-text, old-book, other-excel (an .xlsm or .xlsb); and
of an owner map: map-columns, map-pattern, map-unit, map-doubled, bad-character, too-long.
"""

from collections.abc import Sequence
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt

MAX_PROBLEMS = 10_000
"""Problems of cells that are reported one by one; a file with more is the wrong file, or a hostile one."""


class CellProblem(NamedTuple):
    """One cell whose content is not accepted, and why."""

    code: str
    """Stable identifier, from the table above."""
    sheet: str
    """Sheet name; "" for CSV."""
    row: int
    """1-based, as the spreadsheet shows it."""
    column: str
    """The header as it stands in the file, else the column letter."""
    value: str
    """The cell's content, at most 60 characters, safe to print; "" if empty."""
    detail: str
    """More about the problem, "" if there is no more. doubled-code: the first row, as row or sheet!row."""


class Unreadable(Exception):
    """The whole file is refused, and nothing of it was used.

    `code` is one of the stable codes above. `values` are (name, value) pairs for the sentence that a
    person reads; each value is at most 60 characters long and safe to print.
    """

    def __init__(self, code: str, **values: object) -> None:
        """Keep the code, and the values as printable text."""
        super().__init__(code)
        self.code = code
        self.values: tuple[tuple[str, str], ...] = tuple(
            (name, excerpt(str(value))) for name, value in values.items()
        )

    def __str__(self) -> str:
        """Return one line for a log; `procedures.terminal` makes the sentence for a person."""
        pairs = (f"{name}={value}" for name, value in self.values)
        return " ".join([self.code, *pairs])


def refuse_too_many(problems: Sequence[CellProblem]) -> None:
    """Refuse a file with more than MAX_PROBLEMS problems: a million of them would fill the memory.

    Raises Unreadable: too-many-problems, with the values of the first problem.
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
