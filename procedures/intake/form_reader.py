"""Reads a filled-in workbook: each sheet by its own titles, and every problem at its cell."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.intake.form_cells import FieldValue, read_cells
from procedures.intake.form_definitions import Form
from procedures.intake.form_header import (
    FormHeader,
    find_form_header,
    placed_columns,
    refuse_other_units,
    titles_of_form,
    with_row_below,
)
from procedures.intake.owner_rules import Ownership, ownership
from procedures.intake.portal_columns import Header
from procedures.intake.portal_row import PortalRow, SheetRow, extra_cells
from procedures.intake.sheet_notes import NoteTaker, SheetNotes
from procedures.spreadsheets.grid import MAX_ROWS, CellValue, Grid
from procedures.spreadsheets.legacy_text import ConvertedGrids
from procedures.spreadsheets.open_sheets import open_sheets
from procedures.spreadsheets.problems import CellProblem, Unreadable, refuse_too_many
from procedures.spreadsheets.read_file import read_bytes
from workflow.runtime.progress import counted


class FormRow(NamedTuple):
    """One row of a form in which every cell is good."""

    row: int
    """1-based, as the spreadsheet shows it."""
    values: dict[str, FieldValue]
    """Key of a column -> value of its cell."""

    def text(self, key: str) -> str:
        """Return the text of a column's cell; "" if it is empty or has lines."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""


class FilledSheet(NamedTuple):
    """One sheet that is of a known form."""

    form: Form
    sheet: str
    """Sheet name, safe to print; "" for delimited text."""
    header: Header
    head: int
    """1-based number of the header's last row."""
    entries: tuple[FormRow, ...]
    """The rows without a problem, in the order of the sheet."""
    notes: SheetNotes
    """Return what is to be told of the sheet: what is hidden, left out, or not read."""
    spoiled: frozenset[str]
    """Codes of procedures of which a row has a problem: what is stated in several rows is incomplete."""

    def problem(self, row: int, key: str, code: str, detail: str = "") -> CellProblem:
        """Return a problem in a 1-based row and the column of a key; the cell's content is left out."""
        place = self.header.places.get(key)
        title = self.header.title(place) if place is not None else self.form.by_key[key].titles[0]
        return CellProblem(code, self.sheet, row, title, "", detail)


class FilledWorkbook(NamedTuple):
    """The content of a file: its sheets of known forms, and every problem of their cells."""

    sha256: str
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    sheets: tuple[FilledSheet, ...]
    problems: tuple[CellProblem, ...]
    unread_sheets: tuple[tuple[str, str], ...] = ()
    """Sheets with content that were not read, and why: other (no titles of a form) or linked (`Grid`)."""
    font: str = ""
    """The answer given about text in legacy encodings: one of `legacy_text.ANSWERS`, or ""."""
    converted: int = 0
    """Number of cells that were converted from a legacy encoding."""


def read_filled(path: Path, font: str = "") -> FilledWorkbook:
    """Read an .xlsx, .xls, .ods, .csv, .tsv or .txt.

    `font` says how to treat text in legacy encodings: one of `legacy_text.ANSWERS`, or "" for no answer.
    Raises Unreadable: the codes of `read_bytes` and `open_sheets`; no-form (no sheet has the titles of a
    form), doubled-column, too-many-rows, too-many-problems.
    """
    data = read_bytes(path)
    sheets: list[FilledSheet] = []
    problems: list[CellProblem] = []
    count = 0
    opened = open_form_sheets(path, data, font)
    unread: list[tuple[str, str]] = []
    for grid in opened.grids:
        first = next(grid.rows, None)
        filled, found = _sheet(grid._replace(rows=chain([first] if first else [], grid.rows)))
        problems += found
        refuse_too_many(problems)
        if filled is not None:
            sheets.append(filled)
            count += len(filled.entries)
        elif first or grid.linked:
            unread.append((grid.sheet, "linked" if grid.linked else "other"))
        if count > MAX_ROWS:
            raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
    if not sheets:
        raise Unreadable(code="no-form")
    digest = hashlib.sha256(data).hexdigest()
    return FilledWorkbook(digest, tuple(sheets), tuple(problems), tuple(unread), font, opened.converted)


def open_form_sheets(path: Path, data: bytes, font: str) -> ConvertedGrids:
    """Return the sheets of a file, or the one grid of a text file, as `open_sheets` does.

    Raises Unreadable: its codes; no-form (under no delimiter has a text file the titles of a form).
    """
    no_form = Unreadable(code="no-form")
    return open_sheets(path, data, font, lambda grid: find_form_header(grid) is not None, no_form)


def _sheet(grid: Grid) -> tuple[FilledSheet | None, list[CellProblem]]:
    """Return the sheet, None if it is of no known form, and the problems of its cells."""
    found = find_form_header(grid)
    if found is None:
        return None, []
    (form, header, head, _), rows = _whole_header(found, grid)
    columns = placed_columns(form, header)
    notes = NoteTaker(grid, header, lambda: titles_of_form(form))
    spoiled: set[str] = set()
    above = ""  # code of the row above: a row without a readable code may belong to it
    entries: list[FormRow] = []
    problems: list[CellProblem] = []
    for number, cells in notes.data_rows(counted("read", rows)):
        if len(entries) >= MAX_ROWS:
            raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
        row = SheetRow(grid.sheet, header, number, cells)
        values, wrong = read_cells(columns, row)
        wrong += extra_cells(row) if grid.ragged else []
        problems += wrong
        refuse_too_many(problems)
        above = str(values.get("code") or above)
        if wrong:
            spoiled.add(above)
        else:
            entries.append(FormRow(number, values))
    rows_read = tuple(entries), notes.notes(), frozenset(spoiled)
    return FilledSheet(form, grid.sheet, header, head, *rows_read), problems


def _whole_header(found: FormHeader, grid: Grid) -> tuple[FormHeader, Iterator[tuple[int, list[CellValue]]]]:
    """Return the header, with the row below it if that has titles too, and the rows of data.

    Raises Unreadable: other-unit.
    """
    first = next(grid.rows, None)
    header = with_row_below(found.header, found.form, first[1]) if first else None
    if first and header:
        found = found._replace(header=header, row=first[0])
    refuse_other_units(found, grid.sheet)
    return found, grid.rows if header or not first else chain([first], grid.rows)


def owners_by_rule(workbook: FilledWorkbook, rules: Sequence[tuple[str, str]]) -> dict[str, Ownership]:
    """Return code -> units for the listed procedures to which a rule fits (`owner_rules.ownership`)."""
    found = {}
    for filled, entry in rows_of_form(workbook, "inventory") if rules else ():
        agencies = entry.values.get("agency")
        listed = PortalRow(
            filled.sheet,
            entry.row,
            entry.text("code"),
            entry.text("name"),
            entry.text("issuer"),
            agencies if isinstance(agencies, tuple) else (),
            entry.text("field"),
        )
        given = ownership(listed, rules)
        if given.matches:
            found[listed.code] = given
    return found


def rows_of_form(workbook: FilledWorkbook, form: str) -> Iterator[tuple[FilledSheet, FormRow]]:
    """Yield the rows of one form (a name of `FORM_NAMES`) with their sheets, in the order of the file."""
    for filled in workbook.sheets:
        if filled.form.name == form:
            for entry in filled.entries:
                yield filled, entry
