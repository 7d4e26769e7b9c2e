"""Converts text in legacy Vietnamese encodings (TCVN3, VNI) in grids, once a person has said so.

Where the file names the fonts of its cells, they decide, cell by cell. Where it does not (delimited
text), the words of the file themselves decide.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procedures.spreadsheets.cell_text import excerpt
from procedures.spreadsheets.grid import CellValue, Grid, cell_name, mask_columns
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
"""The answers to the question in which encoding a file's text is; "" leaves it open."""
_SAMPLES = 3


class ConversionSample(NamedTuple):
    """A cell that would be converted; each text is at most 60 characters long and safe to print."""

    sheet: str
    """Sheet name; "" for delimited text."""
    cell: str
    """Name of the cell as in a spreadsheet: B3."""
    old: str
    """The text of the file."""
    new: str
    """The text after conversion to Unicode."""


class LegacyTextFound(Unreadable):
    """The file has text in a legacy encoding (code old-text), and no answer says what to do with it."""

    def __init__(self, encoding: str, samples: tuple[ConversionSample, ...]) -> None:
        """Keep the encoding (tcvn3 or vni) and at least one sample."""
        super().__init__("old-text", encoding=encoding, cell=samples[0].cell, text=samples[0].new)
        self.encoding = encoding
        self.samples = samples


class ConversionRule(NamedTuple):
    """The rule by which the text of a file that names no fonts is converted."""

    encoding: str
    """tcvn3 or vni; "" if nothing is converted."""
    unicode_too: bool
    """The file has Unicode text as well: a cell is converted only if only the encoding explains it."""


class ConvertedGrids(NamedTuple):
    """Grids whose text is Unicode, and the number of cells that were converted."""

    grids: list[Grid]
    converted: int


class _LoadedGrid(NamedTuple):
    grid: Grid
    rows: list[tuple[int, list[CellValue]]]


class _Conversion(NamedTuple):
    sheet: str
    row: int  # 1-based
    cells: list[CellValue]
    column: int  # 0-based
    new: str
    encoding: str


def convert_legacy_text(grids: Sequence[Grid], wanted: str) -> ConvertedGrids:
    """Convert cells in legacy encodings as `wanted` says: one of `ANSWERS`, or "" for no answer.

    Raises LegacyTextFound: the file has such text, and there is no answer.
    """
    if wanted == AS_IT_STANDS:
        return ConvertedGrids(list(grids), 0)
    loaded = [_LoadedGrid(grid, list(grid.rows)) for grid in grids]
    by_font = Counter(VNI if one.encoding == VNI else TCVN3 for one in _by_font(loaded, wanted))
    rule = None
    encoding = wanted or next((name for name, _ in by_font.most_common(1)), "")
    if not by_font[encoding]:
        rule = conversion_rule(list(_non_ascii_texts(loaded)), wanted)
        encoding = rule.encoding
    count = 0
    samples: list[ConversionSample] = []
    for conversion in _by_text(loaded, rule) if rule else _by_font(loaded, encoding):
        count += 1
        if wanted:
            conversion.cells[conversion.column] = conversion.new
        elif len(samples) < _SAMPLES:
            samples.append(_sample(conversion))
    if samples:
        raise LegacyTextFound(encoding, tuple(samples))
    return ConvertedGrids([one.grid._replace(rows=iter(one.rows)) for one in loaded], count)


def conversion_rule(texts: Sequence[str], wanted: str) -> ConversionRule:
    """Return the rule for these texts: their encoding is `wanted` (tcvn3, vni), or recognised if ""."""
    encoding = wanted or recognised_encoding(texts)
    unicode_too = bool(encoding) and any(
        to_unicode(word, encoding) is None and is_syllable(word)
        for text in texts
        for word in non_ascii_words(text)
    )
    return ConversionRule(encoding, unicode_too)


def converted_grid(grid: Grid, rule: ConversionRule) -> Grid:
    """Return the grid with its cells converted under a rule."""
    return grid._replace(
        rows=(
            (row, [cell if (new := _from_text(cell, rule)) is None else new for cell in cells])
            for row, cells in grid.rows
        )
    )


def _by_font(loaded: list[_LoadedGrid], encoding: str) -> Iterator[_Conversion]:
    """Yield the cells to convert by their fonts; `encoding` is for cells of several fonts."""
    for grid, rows in loaded:
        for number, cells in rows if grid.fonts else ():
            for column, font in _columns_in_fonts(grid, number, len(cells)):
                new = _from_font(cells[column], font, encoding)
                if new is not None:
                    yield _Conversion(grid.sheet, number, cells, column, new, font)


def _columns_in_fonts(grid: Grid, number: int, width: int) -> Iterator[tuple[int, str]]:
    """Yield (0-based column, encoding of its font) for the cells of a row in legacy fonts."""
    for font, mask in grid.fonts.items():
        for column in mask_columns(mask.get(number, 0)):
            if column < width:
                yield column, font


def _by_text(loaded: list[_LoadedGrid], rule: ConversionRule) -> Iterator[_Conversion]:
    for grid, rows in loaded if rule.encoding else ():
        for number, cells in rows:
            for column, cell in enumerate(cells):
                new = _from_text(cell, rule)
                if new is not None:
                    yield _Conversion(grid.sheet, number, cells, column, new, rule.encoding)


def _from_font(cell: CellValue, font: str, encoding: str) -> str | None:
    """Return the converted text of a cell in a legacy font; None if nothing changes."""
    # ASCII is never converted: codes and unit ids keep their case even in a font of capitals.
    if not isinstance(cell, str) or cell.isascii():
        return None
    if font == MIXED:  # no font speaks for the whole cell: the encoding must explain every word
        if not encoding or not is_explained_by(cell, encoding, wholly=True):
            return None
        font = encoding
    new = to_unicode(cell, font)
    return None if new == cell else new


def _from_text(cell: CellValue, rule: ConversionRule) -> str | None:
    """Return the converted text of a cell under a rule; None if nothing changes."""
    if not rule.encoding or not isinstance(cell, str) or cell.isascii():
        return None
    new = to_unicode(cell, rule.encoding)
    if new == cell or (rule.unicode_too and not is_explained_by(cell, rule.encoding)):
        return None
    return new


def _non_ascii_texts(loaded: list[_LoadedGrid]) -> Iterator[str]:
    return (
        cell
        for one in loaded
        for _, cells in one.rows
        for cell in cells
        if isinstance(cell, str) and not cell.isascii()
    )


def _sample(conversion: _Conversion) -> ConversionSample:
    cell = cell_name(conversion.row - 1, conversion.column)
    old = conversion.cells[conversion.column]
    return ConversionSample(conversion.sheet, cell, excerpt(str(old)), excerpt(conversion.new))
