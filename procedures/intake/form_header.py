"""Recognises the form of a sheet by its titles, which may stand in one row or in two."""

import re
from functools import lru_cache
from typing import NamedTuple

from procedures.intake.form_definitions import Form, forms
from procedures.intake.portal_columns import Header
from procedures.spreadsheets.cell_text import SHORT, comparison_key, excerpt
from procedures.spreadsheets.grid import HEADER_WITHIN, CellValue, FormulaCell, Grid
from procedures.spreadsheets.problems import Unreadable

_PUNCTUATION = re.compile(r"[^\w/]+")


class RecognisedForm(NamedTuple):
    """The form that a row of titles is of."""

    form: Form
    places: dict[str, int]
    """Key of a column -> 0-based column of its first title."""
    doubled: str
    """The first title that names a column for the second time; "" if there is none."""


class FormHeader(NamedTuple):
    """The header of a sheet."""

    form: Form
    header: Header
    row: int
    """1-based number of its last row."""


def recognise_form(texts: list[str]) -> RecognisedForm | None:
    """Return the form that has the most of its columns among the titles; None if no form fits.

    A form fits if all columns that are `needed` are there.
    """
    best: RecognisedForm | None = None
    for form in forms():
        titles = {title_key(title): column.key for column in form.columns for title in column.titles}
        places: dict[str, int] = {}
        doubled = ""
        for index, text in enumerate(texts):
            key = titles.get(title_key(text)) if text else None
            if key is not None and places.setdefault(key, index) != index:
                doubled = doubled or text
        needed = {column.key for column in form.columns if column.needed}
        if needed <= places.keys() and (best is None or len(places) > len(best.places)):
            best = RecognisedForm(form, places, doubled)
    return best


def find_form_header(grid: Grid) -> FormHeader | None:
    """Return the header, and consume the grid's rows up to it; None if no row is one.

    A header is one row of titles, or a row of titles below a row of titles of groups. Raises Unreadable:
    doubled-column (two titles name the same column).
    """
    above: list[str] = []
    for number, cells in grid.rows:
        if number > HEADER_WITHIN:
            return None
        texts = [_title(cell) for cell in cells]
        for row in (texts, joined_titles(above, texts)):
            found = recognise_form(row)
            if found is None:
                continue
            if found.doubled:
                raise Unreadable(code="doubled-column", sheet=grid.sheet, row=number, column=found.doubled)
            return FormHeader(found.form, Header(found.places, [excerpt(text) for text in row]), number)
        above = texts
    return None


def with_row_below(header: Header, form: Form, cells: list[CellValue]) -> Header | None:
    """Return the header joined with the row below it; None if that row has no titles of further columns."""
    code = header.places["code"]
    texts = [_title(cell) for cell in cells]
    if code < len(texts) and texts[code] and title_key(texts[code]) != title_key(header.titles[code]):
        return None
    both = joined_titles(header.titles, texts)
    found = recognise_form(both)
    if found is None or found.doubled or found.form is not form:
        return None
    further = len(found.places) > len(header.places)
    return Header(found.places, [excerpt(text) for text in both]) if further else None


def joined_titles(above: list[str], texts: list[str]) -> list[str]:
    """Return the titles of a row, and of the row above where it has none: merged cells span both."""
    wide = max(len(texts), len(above))
    pairs = zip([*texts, *[""] * (wide - len(texts))], [*above, *[""] * (wide - len(above))], strict=True)
    return [below or over for below, over in pairs]


@lru_cache(maxsize=4096)
def title_key(text: str) -> str:
    """Return the form in which titles and choices are compared: no case, marks or punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", comparison_key(text)).split())


def _title(cell: CellValue) -> str:
    text = cell.cached if isinstance(cell, FormulaCell) else cell
    return text if isinstance(text, str) and len(text) <= SHORT else ""
