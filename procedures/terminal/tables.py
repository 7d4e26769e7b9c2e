"""Tables for a terminal: columns aligned by display width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from procedures.wording.delimited import plain_text
from procedures.wording.formats import count
from procedures.wording.language import _
from procedures.wording.terminal_text import PrintedCell, one_line, width

_SCREENFUL = 60


def table(
    heads: Sequence[str], rows: Iterable[Sequence[PrintedCell]], *, right: str = "", indent: int = 0
) -> str:
    """Return an aligned table. `right` has an "r" for each column aligned right ("l" else)."""
    cells = [[one_line(plain_text(cell)) for cell in row] for row in rows]
    head = [one_line(text) for text in heads]
    widths = [max([width(head[i]), *(width(row[i]) for row in cells)]) for i in range(len(head))]
    aligned = right.ljust(len(head), "l")
    lines = [_line(row, widths, aligned, indent) for row in [head, *cells]]
    rule = " " * indent + "  ".join("─" * columns for columns in widths)
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], right: str, indent: int) -> str:
    parts = []
    for text, columns, side in zip(cells, widths, right, strict=False):
        space = " " * (columns - width(text))
        parts.append(space + text if side == "r" else text + space)
    return (" " * indent + "  ".join(parts)).rstrip()


def listed_briefly(codes: Sequence[str]) -> str:
    """Return codes in one line: a screenful of them, and how many more there are."""
    more = [_("… and {n} more").format(n=count(len(codes) - _SCREENFUL))] if len(codes) > _SCREENFUL else []
    return ", ".join([*codes[:_SCREENFUL], *more])
