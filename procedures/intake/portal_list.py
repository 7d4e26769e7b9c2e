"""Reads a list of procedures as the portal exports it: the good rows, and every problem of the others."""

import hashlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.intake.cell_rules import Fault
from procedures.intake.portal_columns import REQUIRED, find_header, portal_titles
from procedures.intake.portal_row import PortalRow, SheetRow, extra_cells, read_row
from procedures.intake.sheet_notes import NoteTaker, SheetNotes
from procedures.spreadsheets.grid import MAX_ROWS, Grid
from procedures.spreadsheets.open_sheets import open_sheets
from procedures.spreadsheets.problems import CellProblem, Unreadable
from procedures.spreadsheets.read_file import read_bytes

First = dict[str, tuple[str, int]]
"""Code -> sheet and row number of its first occurrence."""


class PortalList(NamedTuple):
    """The content of a list."""

    sha256: str
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    rows: tuple[PortalRow, ...]
    """The rows without a problem, in the order of the file."""
    problems: tuple[CellProblem, ...]
    """Every problem of every other row."""
    converted: int = 0
    """Number of cells that were converted from a legacy encoding."""
    notes: tuple[SheetNotes, ...] = ()
    """Return what is to be told of each sheet that was read."""
    unread_sheets: tuple[tuple[str, str], ...] = ()
    """Sheets with content that were not read, and why, as in `form_reader.FilledWorkbook`."""


def read_listing(path: Path, font: str = "") -> PortalList:
    """Read an .xlsx, .xls, .ods, .csv, .tsv or .txt as the portal or a person made it.

    `font` says how to treat text in legacy encodings: one of `legacy_text.ANSWERS`, or "" for no answer.
    Raises Unreadable: the codes of `read_bytes` and `open_sheets`; no-header, doubled-column,
    too-many-rows.
    """
    data = read_bytes(path)
    opened = open_sheets(path, data, font, lambda grid: find_header(grid) is not None, _no_header())
    rows: list[PortalRow] = []
    problems: list[CellProblem] = []
    first: First = {}
    notes: list[NoteTaker] = []
    unread: list[tuple[str, str]] = []
    for row, ragged in _data_rows(opened.grids, notes, unread):
        listed, found = read_row(row)
        found += extra_cells(row) if ragged else []
        found += _doubled(row, listed.code, first)
        problems += found
        if not found:
            rows.append(listed)
    digest = hashlib.sha256(data).hexdigest()
    told = tuple(one.notes() for one in notes)
    return PortalList(digest, tuple(rows), tuple(problems), opened.converted, told, tuple(unread))


def _data_rows(
    grids: list[Grid], notes: list[NoteTaker], unread: list[tuple[str, str]]
) -> Iterator[tuple[SheetRow, bool]]:
    """Yield the rows of data below each sheet's header, and `Grid.ragged`.

    What is to be told of the sheets that are read is added to `notes`, the others to `unread`.

    Raises Unreadable: no-header (no sheet has one), doubled-column, too-many-rows.
    """
    count = 0
    for grid in grids:
        first = next(grid.rows, None)
        rows = chain([first] if first else [], grid.rows)
        header = find_header(grid._replace(rows=rows))
        if header is None:
            if first or grid.linked:
                unread.append((grid.sheet, "linked" if grid.linked else "other"))
            continue
        notes.append(NoteTaker(grid, header, portal_titles))
        for number, cells in notes[-1].data_rows(rows):
            count += 1
            if count > MAX_ROWS:
                raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
            yield SheetRow(grid.sheet, header, number, cells), grid.ragged
    if not notes:
        raise _no_header()


def _no_header() -> Unreadable:
    return Unreadable(code="no-header", needed=" | ".join(REQUIRED))


def _doubled(row: SheetRow, code: str, first: First) -> list[CellProblem]:
    """Return a problem if the code occurred before; else record its first occurrence."""
    here = (row.sheet, row.number)
    sheet, number = first.setdefault(code, here) if code else here
    if (sheet, number) == here:
        return []
    detail = str(number) if sheet == row.sheet else f"{sheet}!{number}"
    place = row.header.places["code"]
    return [row.problem(place, Fault("doubled-code", detail))]
