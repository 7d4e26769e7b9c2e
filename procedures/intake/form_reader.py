"""A filled-in workbook is read whole: each sheet by its own headers, every problem at its cell."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from procedures.intake.cell_rules import MAX_TEXT, Fault, lines_cell, short_code, text_cell
from procedures.intake.form_definitions import (
    AMOUNT,
    CHOICE,
    CODE,
    DATE,
    EXACT,
    LINES,
    Form,
    FormColumn,
    forms,
)
from procedures.intake.number_rules import amount_cell, exact_cell
from procedures.intake.owner_rules import owner_of
from procedures.intake.portal_columns import Header
from procedures.intake.portal_row import PortalRow, SheetRow, extra_cells
from procedures.spreadsheets.cell_text import SHORT, comparison_key, excerpt
from procedures.spreadsheets.grid import (
    HEADER_WITHIN,
    MAX_ROWS,
    CellValue,
    FormulaCell,
    Grid,
    cell_kind,
    is_blank,
    is_number,
)
from procedures.spreadsheets.legacy_text import ConvertedGrids
from procedures.spreadsheets.open_sheets import open_sheets
from procedures.spreadsheets.problems import CellProblem, Unreadable, refuse_too_many
from procedures.spreadsheets.read_file import read_bytes
from workflow.runtime.progress import counted

FieldValue = str | tuple[str, ...] | None
_TOTALS = ("tong", "cong")
EXAMPLE = "vi du"
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")
_PUNCTUATION = re.compile(r"[^\w/]+")


class FormRow(NamedTuple):
    """One row with its good cells; None is an empty one."""

    row: int
    values: dict[str, FieldValue]

    def text(self, key: str) -> str:
        """A cell's text, "" where it is empty."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""


class FilledSheet(NamedTuple):
    """One sheet of a known kind."""

    form: Form
    sheet: str
    header: Header
    head: int
    """Row of the header's last line."""
    entries: tuple[FormRow, ...]
    skipped: tuple[int, ...]
    """Rows that are totals or the template's example, left out."""
    hidden: bool
    """The sheet is hidden, and was read all the same."""
    hidden_rows: tuple[int, ...]
    """Rows that are hidden, and were read all the same."""
    spoiled: frozenset[str]
    """Codes of rows with a problem: what stands on several rows is then not whole."""

    def problem(self, row: int, key: str, code: str, detail: str = "") -> CellProblem:
        """A problem with what a row says in a column."""
        place = self.header.places.get(key)
        title = self.header.title(place) if place is not None else self.form.by_key[key].titles[0]
        return CellProblem(code, self.sheet, row, title, "", detail)


class FilledWorkbook(NamedTuple):
    """What a file holds: its digest, its sheets by kind, every problem."""

    sha256: str
    sheets: tuple[FilledSheet, ...]
    problems: tuple[CellProblem, ...]
    font: str = ""
    """What was said of its text (`oldtext.ANSWERS`)."""
    converted: int = 0
    """Cells that were in an old font."""


def read_filled(path: Path, font: str = "") -> FilledWorkbook:
    """Read an .xlsx, .xls, .ods, .csv or .tsv. Raises only Unreadable; cells' problems are in `problems`.

    `font` says what to do about text in old fonts (`oldtext.ANSWERS`). Unreadable `no-form`: no sheet
    has the headers of any kind; `OldText`: there is such text, and `font` says nothing.
    """
    data = read_bytes(path)
    sheets: list[FilledSheet] = []
    problems: list[CellProblem] = []
    count = 0
    opened = open_form_sheets(path, data, font)
    for grid in opened.grids:
        filled, found = _sheet(grid)
        problems += found
        refuse_too_many(problems)
        if filled is not None:
            sheets.append(filled)
            count += len(filled.entries)
        if count > MAX_ROWS:
            raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
    if not sheets:
        raise Unreadable(code="no-form")
    digest = hashlib.sha256(data).hexdigest()
    return FilledWorkbook(digest, tuple(sheets), tuple(problems), font, opened.converted)


class RecognisedForm(NamedTuple):
    """A header row: its kind, where its columns stand, and a title that stands there twice."""

    form: Form
    places: dict[str, int]
    doubled: str


def recognise_form(texts: list[str]) -> RecognisedForm | None:
    """The kind that a header row names: of several, the one with most of its columns."""
    best: RecognisedForm | None = None
    for form in forms():
        titles = {_plain(title): column.key for column in form.columns for title in column.titles}
        places: dict[str, int] = {}
        doubled = ""
        for index, text in enumerate(texts):
            key = titles.get(_plain(text)) if text else None
            if key is not None and places.setdefault(key, index) != index:
                doubled = doubled or text
        needed = {column.key for column in form.columns if column.needed}
        if needed <= places.keys() and (best is None or len(places) > len(best.places)):
            best = RecognisedForm(form, places, doubled)
    return best


def open_form_sheets(path: Path, data: bytes, font: str) -> ConvertedGrids:
    """The sheets of a file, or the one grid of a text file."""
    no_form = Unreadable(code="no-form")
    return open_sheets(path, data, font, lambda grid: _header(grid) is not None, no_form)


def _header(grid: Grid) -> tuple[Form, Header, int] | None:
    """Take rows up to the header: one row, or a row of groups over a row of columns.

    Unreadable: doubled-column, when two headers name the same column.
    """
    above: list[str] = []
    for number, cells in grid.rows:
        if number > HEADER_WITHIN:
            return None
        texts = [_title(cell) for cell in cells]
        for row in (texts, _joined(above, texts)):
            found = recognise_form(row)
            if found is None:
                continue
            if found.doubled:
                raise Unreadable(code="doubled-column", sheet=grid.sheet, row=number, column=found.doubled)
            return found.form, Header(found.places, [excerpt(text) for text in row]), number
        above = texts
    return None


def _joined(above: list[str], texts: list[str]) -> list[str]:
    """Titles of two rows as one: a merged title stands in the upper one only."""
    wide = max(len(texts), len(above))
    pairs = zip([*texts, *[""] * (wide - len(texts))], [*above, *[""] * (wide - len(above))], strict=True)
    return [below or over for below, over in pairs]


def _second(header: Header, form: Form, cells: list[CellValue]) -> Header | None:
    """The header with the row below it, if that row holds titles of further columns."""
    code = header.places["code"]
    texts = [_title(cell) for cell in cells]
    if code < len(texts) and texts[code] and _plain(texts[code]) != _plain(header.titles[code]):
        return None
    both = _joined(header.titles, texts)
    found = recognise_form(both)
    if found is None or found.doubled or found.form is not form:
        return None
    further = len(found.places) > len(header.places)
    return Header(found.places, [excerpt(text) for text in both]) if further else None


def _sheet(grid: Grid) -> tuple[FilledSheet | None, list[CellProblem]]:
    found = _header(grid)
    if found is None:
        return None, []
    form, header, head = found
    rows = grid.rows
    first = next(rows, None)
    if first is not None:
        below = _second(header, form, first[1])
        header, head = (below, first[0]) if below else (header, head)
        rows = rows if below else chain([first], rows)
    columns = [(column, header.places[column.key]) for column in form.columns if column.key in header.places]
    filled = FilledSheet(form, grid.sheet, header, head, (), (), grid.hidden, (), frozenset())
    spoiled: set[str] = set()
    above = ""  # a row without a readable code may belong to the one above it
    entries: list[FormRow] = []
    skipped: list[int] = []
    problems: list[CellProblem] = []
    for number, cells in counted("read", rows):
        if all(is_blank(cell) for cell in cells):
            continue
        if _is_total(cells, header):
            skipped.append(number)
            continue
        if len(entries) >= MAX_ROWS:
            raise Unreadable(code="too-many-rows", limit=MAX_ROWS)
        row = SheetRow(grid.sheet, header, number, cells)
        values, wrong = _row(columns, row)
        wrong += extra_cells(row) if grid.ragged else []
        problems += wrong
        refuse_too_many(problems)
        if not wrong:
            entries.append(FormRow(number, values))
        else:
            spoiled.add(str(values.get("code") or above))
        above = str(values.get("code") or above)
    return filled._replace(
        entries=tuple(entries),
        skipped=tuple(skipped),
        hidden_rows=tuple(one.row for one in entries if one.row in grid.hidden_rows),
        spoiled=frozenset(spoiled),
    ), problems


def _row(
    columns: Sequence[tuple[FormColumn, int]], row: SheetRow
) -> tuple[dict[str, FieldValue], list[CellProblem]]:
    """Cells by their columns; most cells of a large file are empty, so those go the short way."""
    values: dict[str, FieldValue] = {}
    problems = []
    for column, place in columns:
        cell = row.cells[place] if place < len(row.cells) else ""
        if not column.filled and cell == "":
            values[column.key] = None
            continue
        value = _value(column, cell)
        if isinstance(value, Fault):
            problems.append(row.problem(place, value))
        else:
            values[column.key] = value
    return values, problems


def _value(column: FormColumn, cell: CellValue) -> FieldValue | Fault:
    if is_blank(cell):
        return Fault("cell-missing") if column.filled else None
    kind = cell_kind(cell)
    if kind in {"formula", "error"}:
        return Fault("formula") if kind == "formula" else Fault("not-text", "error")
    if column.kind == CODE:
        return _code(cell)
    if column.kind == AMOUNT:
        return amount_cell(cell)
    if column.kind == EXACT:
        return exact_cell(cell)
    if column.kind == DATE:
        return _date(cell)
    if column.kind == LINES:
        return lines_cell(cell)
    text = _plain_text(cell)
    if column.kind == CHOICE and not isinstance(text, Fault):
        return _choice(column, text)
    return text


def _plain_text(cell: CellValue) -> str | Fault:
    """Text; a bare whole number (Điều 5) is what it shows."""
    if is_number(cell) and cell % 1 == 0:
        return str(int(cell))
    return text_cell(cell)


def _code(cell: CellValue) -> str | Fault:
    kind = cell_kind(cell)
    if kind != "text":
        # 1.00496 may have been 1.004960: a number has lost its zeros, never guess.
        return Fault(f"{kind}-for-code")
    text = text_cell(cell)
    if isinstance(text, Fault):
        return text
    return short_code(text) or (text if _CODE.fullmatch(text) else Fault("bad-code"))


def _date(cell: CellValue) -> str | Fault:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = text_cell(cell)
    if isinstance(text, Fault):
        return Fault("not-a-date-cell")
    found = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return Fault("not-a-date-cell")


def _choice(column: FormColumn, text: str) -> str | Fault:
    name = _names(column).get(_plain(text))
    if name is None:
        return Fault("not-a-choice", " | ".join(word for word, _ in column.choices)[:MAX_TEXT])
    return name


@cache
def _names(column: FormColumn) -> dict[str, str]:
    """Vietnamese word or stable name, as they are compared -> stable name."""
    words = {_plain(word): name for word, name in column.choices}
    return words | {_plain(name): name for _, name in column.choices}


def _is_total(cells: list[CellValue], header: Header) -> bool:
    """Whether a row adds up others, or is the template's example: it has no code of its own."""
    place = header.places["code"]
    code = cells[place] if place < len(cells) else ""
    if isinstance(code, str) and code.strip():
        plain = _plain(code) if len(code) <= SHORT else ""
        return plain == EXAMPLE or plain.split(" ")[0] in _TOTALS
    words = [_plain(cell) for cell in cells if isinstance(cell, str) and len(cell) <= SHORT]
    return is_blank(code) and any(word.split(" ")[0] in _TOTALS for word in words if word)


def _title(cell: CellValue) -> str:
    text = cell.cached if isinstance(cell, FormulaCell) else cell
    return text if isinstance(text, str) and len(text) <= SHORT else ""


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """As titles are compared: no marks, no case, no punctuation, đơn giản hoá = đơn giản hóa."""
    return " ".join(_PUNCTUATION.sub(" ", comparison_key(text)).split())


def owners_by_rule(workbook: FilledWorkbook, rules: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Code -> unit, for the rows of a list that a rule gives to one (`owners.owner_of`)."""
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
        unit = owner_of(listed, rules)
        if unit is not None:
            found[listed.code] = unit
    return found


def rows_of_form(workbook: FilledWorkbook, form: str) -> Iterator[tuple[FilledSheet, FormRow]]:
    """Every row of one kind, in the order of the file."""
    for filled in workbook.sheets:
        if filled.form.name == form:
            for entry in filled.entries:
                yield filled, entry
