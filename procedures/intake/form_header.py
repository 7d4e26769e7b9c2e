"""Recognises the form of a sheet by its titles, which may stand in one row or in two."""

from collections.abc import Iterable
from typing import NamedTuple

from procedures.intake.form_definitions import AMOUNT, LIMIT, Form, FormColumn, forms
from procedures.intake.portal_columns import Header
from procedures.intake.title_units import other_unit, unit_of_table
from procedures.intake.titles import title_key, without_brackets
from procedures.spreadsheets.cell_text import SHORT, excerpt
from procedures.spreadsheets.grid import HEADER_WITHIN, CellValue, FormulaCell, Grid
from procedures.spreadsheets.problems import Unreadable
from procedures.stated_values import limit_unit


class RecognisedForm(NamedTuple):
    """The form that a row of titles is of."""

    form: Form
    places: dict[str, int]
    """Key of a column -> 0-based column of its first title."""
    doubled: str
    """The first title that names a column for the second time; "" if there is none."""
    units: dict[str, str]
    """Key of a column -> what stands in brackets behind its title, where that is no title of its own."""


class FormHeader(NamedTuple):
    """The header of a sheet."""

    form: Form
    header: Header
    row: int
    """1-based number of its last row."""
    above: tuple[str, ...] = ()
    """The texts of the rows above, and of the header's own."""


def recognise_form(texts: list[str]) -> RecognisedForm | None:
    """Return the form that has the most of its columns among the titles; None if no form fits.

    A form fits if all columns that are `needed` are there.
    """
    best: RecognisedForm | None = None
    for form in forms():
        found = _columns_of(form, texts)
        needed = {column.key for column in form.columns if column.needed}
        if needed <= found.places.keys() and (best is None or len(found.places) > len(best.places)):
            best = found
    return best


def _columns_of(form: Form, texts: list[str]) -> RecognisedForm:
    """Return the columns of a form among titles; one with a remark in brackets if there is no other."""
    titles = {title_key(title): column.key for column in form.columns for title in column.titles}
    places: dict[str, int] = {}
    doubled = ""
    for index, text in enumerate(texts):
        key = titles.get(title_key(text)) if text else None
        if key is not None and places.setdefault(key, index) != index:
            doubled = doubled or text
    units: dict[str, str] = {}
    for index, text in enumerate(texts):
        plain, remark = without_brackets(text)
        key = titles.get(title_key(plain)) if remark and index not in places.values() else None
        if key is not None and key not in places:
            places[key], units[key] = index, remark
    return RecognisedForm(form, places, doubled, units)


def find_form_header(grid: Grid) -> FormHeader | None:
    """Return the header, and consume the grid's rows up to it; None if no row is one.

    A header is one row of titles, or a row of titles below a row of titles of groups. Raises Unreadable:
    doubled-column (two titles name the same column).
    """
    above: list[str] = []
    texts_above: list[str] = []
    for number, cells in grid.rows:
        if number > HEADER_WITHIN:
            return None
        texts = [_title(cell) for cell in cells]
        texts_above += texts
        for row in (texts, joined_titles(above, texts)):
            found = recognise_form(row)
            if found is None:
                continue
            if found.doubled:
                raise Unreadable(code="doubled-column", sheet=grid.sheet, row=number, column=found.doubled)
            header = Header(found.places, [excerpt(text) for text in row])
            return FormHeader(found.form, header, number, tuple(texts_above))
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


def refuse_other_units(found: FormHeader, sheet: str) -> None:
    """Refuse a table whose titles, or the rows above it, say that its figures are in other units.

    Raises Unreadable: other-unit, with the title that says so.
    """
    form, header = found.form, found.header
    units = _columns_of(form, header.titles).units
    for key, unit in units.items():
        if other_unit(form.by_key[key], unit):
            title = header.titles[header.places[key]]
            raise Unreadable(code="other-unit", sheet=sheet, row=found.row, column=title)
    has_amounts = any(form.by_key[key].kind == AMOUNT for key in header.places)
    told = unit_of_table((*found.above, *header.titles, sheet)) if has_amounts else ""
    if told:
        raise Unreadable(code="other-unit", sheet=sheet, row=found.row, value=told)


def placed_columns(form: Form, header: Header) -> list[tuple[FormColumn, int]]:
    """Return the columns of a form with their 0-based places; a limit with the unit that its title names."""
    units = _columns_of(form, header.titles).units
    placed = ((column, header.places.get(column.key)) for column in form.columns)
    return [
        (
            column._replace(unit=limit_unit(units.get(column.key, ""))) if column.kind == LIMIT else column,
            place,
        )
        for column, place in placed
        if place is not None
    ]


def titles_of_form(form: Form) -> Iterable[str]:
    """Return every title of a form's columns, those that its template writes first."""
    ordered = sorted(((n, title) for column in form.columns for n, title in enumerate(column.titles)))
    return (title for _, title in ordered)


def joined_titles(above: list[str], texts: list[str]) -> list[str]:
    """Return the titles of a row, and of the row above where it has none: merged cells span both."""
    wide = max(len(texts), len(above))
    pairs = zip([*texts, *[""] * (wide - len(texts))], [*above, *[""] * (wide - len(above))], strict=True)
    return [below or over for below, over in pairs]


def _title(cell: CellValue) -> str:
    text = cell.cached if isinstance(cell, FormulaCell) else cell
    return text if isinstance(text, str) and len(text) <= SHORT else ""
