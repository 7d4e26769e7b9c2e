"""Text in old fonts is found in grids, shown before anything is done, and converted if a person says so.

Where the file names the fonts, they decide, cell by cell; where it does not, the text must tell.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procedures.spreadsheets.cell_text import shown
from procedures.spreadsheets.grid import Cell, Grid, bits, letter
from procedures.spreadsheets.legacy_fonts import (
    ENCODINGS,
    MIXED,
    TCVN3,
    VNI,
    converted,
    is_syllable,
    recognised,
    sure,
    words,
)
from procedures.spreadsheets.problems import Unreadable

AS_IT_STANDS = "unicode"
ANSWERS = (*ENCODINGS, AS_IT_STANDS)
"""What may be said of a file's text; "" says nothing, and is an error where it must be said."""
_SAMPLES = 3


class Sample(NamedTuple):
    """A cell that would be converted; texts are short and safe to print."""

    sheet: str
    cell: str
    """As a spreadsheet names it: B3."""
    old: str
    new: str


class OldText(Unreadable):
    """The file's text is in an old font, and nobody said yet what to do about it."""

    def __init__(self, encoding: str, samples: tuple[Sample, ...]) -> None:
        """Keep the encoding and at least one sample."""
        super().__init__("old-text", encoding=encoding, cell=samples[0].cell, text=samples[0].new)
        self.encoding = encoding
        self.samples = samples


class Rule(NamedTuple):
    """How the text of a file that names no fonts is converted."""

    encoding: str
    unicode_too: bool
    """The file holds Unicode as well: then a cell must be sure to be converted."""


class Settled(NamedTuple):
    """Grids that hold Unicode, and how many of their cells were converted for it."""

    grids: list[Grid]
    converted: int


class _Held(NamedTuple):
    grid: Grid
    rows: list[tuple[int, list[Cell]]]


class _Change(NamedTuple):
    sheet: str
    row: int
    cells: list[Cell]
    place: int
    new: str
    encoding: str


def settle(grids: Sequence[Grid], wanted: str) -> Settled:
    """Convert what is in an old font, as `wanted` (one of `ANSWERS`, or "") says.

    Raises OldText where nothing is said and the file has such text.
    """
    if wanted == AS_IT_STANDS:
        return Settled(list(grids), 0)
    held = [_Held(grid, list(grid.rows)) for grid in grids]
    families = Counter(VNI if change.encoding == VNI else TCVN3 for change in _by_font(held, wanted))
    rule = None
    encoding = wanted or next((name for name, _ in families.most_common(1)), "")
    if not families[encoding]:
        rule = rule_of(list(_texts(held)), wanted)
        encoding = rule.encoding
    count = 0
    samples: list[Sample] = []
    for change in _by_text(held, rule) if rule else _by_font(held, encoding):
        count += 1
        if wanted:
            change.cells[change.place] = change.new
        elif len(samples) < _SAMPLES:
            samples.append(_sample(change))
    if samples:
        raise OldText(encoding, tuple(samples))
    return Settled([one.grid._replace(rows=iter(one.rows)) for one in held], count)


def rule_of(texts: Sequence[str], wanted: str) -> Rule:
    """What the texts themselves tell; the encoding is "" where they are Unicode."""
    encoding = wanted or recognised(texts)
    unicode_too = bool(encoding) and any(
        converted(word, encoding) is None and is_syllable(word) for text in texts for word in words(text)
    )
    return Rule(encoding, unicode_too)


def under(grid: Grid, rule: Rule) -> Grid:
    """The grid as it reads under a rule."""
    return grid._replace(
        rows=(
            (row, [cell if (new := _told(cell, rule)) is None else new for cell in cells])
            for row, cells in grid.rows
        )
    )


def _by_font(held: list[_Held], encoding: str) -> Iterator[_Change]:
    for one in held:
        for number, cells in one.rows if one.grid.fonts else ():
            for name, marks in one.grid.fonts.items():
                for place in bits(marks.get(number, 0)):
                    new = _in_font(cells[place], name, encoding) if place < len(cells) else None
                    if new is not None:
                        yield _Change(one.grid.sheet, number, cells, place, new, name)


def _by_text(held: list[_Held], rule: Rule) -> Iterator[_Change]:
    for one in held if rule.encoding else ():
        for number, cells in one.rows:
            for place, cell in enumerate(cells):
                new = _told(cell, rule)
                if new is not None:
                    yield _Change(one.grid.sheet, number, cells, place, new, rule.encoding)


def _in_font(cell: Cell, name: str, encoding: str) -> str | None:
    """What a cell in an old font says, if that is another text."""
    # Codes and names of units are ASCII: their case stays, whatever the font draws.
    if not isinstance(cell, str) or cell.isascii():
        return None
    if name == MIXED:  # no font speaks for the whole cell: every word of it must
        if not encoding or not sure(cell, encoding, wholly=True):
            return None
        name = encoding
    new = converted(cell, name)
    return None if new == cell else new


def _told(cell: Cell, rule: Rule) -> str | None:
    """What a cell says under a rule, if that is another text."""
    if not rule.encoding or not isinstance(cell, str) or cell.isascii():
        return None
    new = converted(cell, rule.encoding)
    if new == cell or (rule.unicode_too and not sure(cell, rule.encoding)):
        return None
    return new


def _texts(held: list[_Held]) -> Iterator[str]:
    return (
        cell
        for one in held
        for _, cells in one.rows
        for cell in cells
        if isinstance(cell, str) and not cell.isascii()
    )


def _sample(change: _Change) -> Sample:
    place = f"{letter(change.place)}{change.row}"
    old = change.cells[change.place]
    return Sample(change.sheet, place, shown(str(old)), shown(change.new))
