"""Text in old fonts is found in grids, shown before anything is done, and converted if a person says so.

Where the file names the fonts, they decide, cell by cell; where it does not, the text must tell.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt
from procedures.spreadsheets.grid import CellValue, Grid, column_letters, mask_columns
from procedures.spreadsheets.legacy_fonts import (
    ENCODINGS,
    MIXED,
    TCVN3,
    VNI,
    is_explained_by,
    is_syllable,
    non_ascii_words,
    recognised_encoding,
    to_unicode,
)
from procedures.spreadsheets.problems import Unreadable

AS_IT_STANDS = "unicode"
ANSWERS = (*ENCODINGS, AS_IT_STANDS)
"""What may be said of a file's text; "" says nothing, and is an error where it must be said."""
_SAMPLES = 3


class ConversionSample(NamedTuple):
    """A cell that would be converted; texts are short and safe to print."""

    sheet: str
    cell: str
    """As a spreadsheet names it: B3."""
    old: str
    new: str


class LegacyTextFound(Unreadable):
    """The file's text is in an old font, and nobody said yet what to do about it."""

    def __init__(self, encoding: str, samples: tuple[ConversionSample, ...]) -> None:
        """Keep the encoding and at least one sample."""
        super().__init__("old-text", encoding=encoding, cell=samples[0].cell, text=samples[0].new)
        self.encoding = encoding
        self.samples = samples


class ConversionRule(NamedTuple):
    """How the text of a file that names no fonts is converted."""

    encoding: str
    unicode_too: bool
    """The file holds Unicode as well: then a cell must be sure to be converted."""


class ConvertedGrids(NamedTuple):
    """Grids that hold Unicode, and how many of their cells were converted for it."""

    grids: list[Grid]
    converted: int


class _Held(NamedTuple):
    grid: Grid
    rows: list[tuple[int, list[CellValue]]]


class _Change(NamedTuple):
    sheet: str
    row: int
    cells: list[CellValue]
    place: int
    new: str
    encoding: str


def convert_legacy_text(grids: Sequence[Grid], wanted: str) -> ConvertedGrids:
    """Convert what is in an old font, as `wanted` (one of `ANSWERS`, or "") says.

    Raises OldText where nothing is said and the file has such text.
    """
    if wanted == AS_IT_STANDS:
        return ConvertedGrids(list(grids), 0)
    held = [_Held(grid, list(grid.rows)) for grid in grids]
    families = Counter(VNI if change.encoding == VNI else TCVN3 for change in _by_font(held, wanted))
    rule = None
    encoding = wanted or next((name for name, _ in families.most_common(1)), "")
    if not families[encoding]:
        rule = conversion_rule(list(_texts(held)), wanted)
        encoding = rule.encoding
    count = 0
    samples: list[ConversionSample] = []
    for change in _by_text(held, rule) if rule else _by_font(held, encoding):
        count += 1
        if wanted:
            change.cells[change.place] = change.new
        elif len(samples) < _SAMPLES:
            samples.append(_sample(change))
    if samples:
        raise LegacyTextFound(encoding, tuple(samples))
    return ConvertedGrids([one.grid._replace(rows=iter(one.rows)) for one in held], count)


def conversion_rule(texts: Sequence[str], wanted: str) -> ConversionRule:
    """What the texts themselves tell; the encoding is "" where they are Unicode."""
    encoding = wanted or recognised_encoding(texts)
    unicode_too = bool(encoding) and any(
        to_unicode(word, encoding) is None and is_syllable(word)
        for text in texts
        for word in non_ascii_words(text)
    )
    return ConversionRule(encoding, unicode_too)


def converted_grid(grid: Grid, rule: ConversionRule) -> Grid:
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
                for place in mask_columns(marks.get(number, 0)):
                    new = _in_font(cells[place], name, encoding) if place < len(cells) else None
                    if new is not None:
                        yield _Change(one.grid.sheet, number, cells, place, new, name)


def _by_text(held: list[_Held], rule: ConversionRule) -> Iterator[_Change]:
    for one in held if rule.encoding else ():
        for number, cells in one.rows:
            for place, cell in enumerate(cells):
                new = _told(cell, rule)
                if new is not None:
                    yield _Change(one.grid.sheet, number, cells, place, new, rule.encoding)


def _in_font(cell: CellValue, name: str, encoding: str) -> str | None:
    """What a cell in an old font says, if that is another text."""
    # Codes and names of units are ASCII: their case stays, whatever the font draws.
    if not isinstance(cell, str) or cell.isascii():
        return None
    if name == MIXED:  # no font speaks for the whole cell: every word of it must
        if not encoding or not is_explained_by(cell, encoding, wholly=True):
            return None
        name = encoding
    new = to_unicode(cell, name)
    return None if new == cell else new


def _told(cell: CellValue, rule: ConversionRule) -> str | None:
    """What a cell says under a rule, if that is another text."""
    if not rule.encoding or not isinstance(cell, str) or cell.isascii():
        return None
    new = to_unicode(cell, rule.encoding)
    if new == cell or (rule.unicode_too and not is_explained_by(cell, rule.encoding)):
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


def _sample(change: _Change) -> ConversionSample:
    place = f"{column_letters(change.place)}{change.row}"
    old = change.cells[change.place]
    return ConversionSample(change.sheet, place, excerpt(str(old)), excerpt(change.new))
