"""Writes the workbook of a form: its titles, notes, lists of choices, and an example or given rows."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from procedures.intake.form_definitions import (
    AMOUNT,
    CHOICE,
    CODE,
    DATE,
    EXACT,
    LIMIT,
    WHOLE,
    Form,
    FormColumn,
    forms,
)
from procedures.spreadsheets.grid import column_letters

ROWS = 1000
"""Rows to which the lists of choices apply."""
INLINE = 255
"""Characters of a list of choices that Excel keeps with the cell, with commas between choices."""
REMARK = 900
"""Characters of a remark to a cell: what fits on a screen."""


def form_template(
    name: str,
    rows: Sequence[Mapping[str, str]] | None = None,
    remarks: Mapping[tuple[int, str], str] | None = None,
) -> bytes:
    """Return the template of a form (one of `FORM_NAMES`) as bytes of an .xlsx.

    `rows` (key of a column -> text of the cell) stand in place of the examples, amounts and whole numbers in
    digits or as words. `remarks`: (number of a row from 0, key) -> what is told at that cell.

    Raises ImportError: XlsxWriter (extra `office`) is not installed.
    """
    from xlsxwriter import Workbook  # an extra

    form = next(one for one in forms() if one.name == name)
    given = form.examples if rows is None else rows
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        sheet = book.add_worksheet(form.title[:31])
        _fill(book, sheet, form, given)
        places = {column.key: place for place, column in enumerate(form.columns)}
        for (number, key), text in (remarks or {}).items():
            sheet.write_comment(number + 1, places[key], text[:REMARK], {"x_scale": 2.5, "y_scale": 1.5})
        _explain(book, form)
    finally:
        book.close()
    return buffer.getvalue()


def _fill(book: Any, sheet: Any, form: Form, rows: Sequence[Mapping[str, str]]) -> None:
    head = book.add_format(
        {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "locked": True}
    )
    formats = {
        CODE: book.add_format({"num_format": "@", "locked": False}),
        AMOUNT: book.add_format({"num_format": "#,##0", "locked": False}),
        WHOLE: book.add_format({"num_format": "0", "locked": False}),
        EXACT: book.add_format({"num_format": "@", "locked": False}),
        LIMIT: book.add_format({"num_format": "@", "locked": False}),
        DATE: book.add_format({"num_format": "dd/mm/yyyy", "locked": False}),
    }
    free = book.add_format({"text_wrap": True, "locked": False})
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, _width(column), formats.get(column.kind, free))
        sheet.write_string(0, place, column.titles[0], head)
        sheet.write_comment(0, place, column.note)
        if column.kind == CHOICE:
            words = [word for word, _name in column.choices]
            plain = len(",".join(words)) <= INLINE and not any("," in word for word in words)
            source = words if plain else _listed(book, column)
            sheet.data_validation(
                1, place, max(ROWS, len(rows)), place, {"validate": "list", "source": source}
            )
    for number, row in enumerate(rows, 1):
        for place, column in enumerate(form.columns):
            if column.key in row:
                _cell(sheet, number, place, column, row[column.key], formats.get(column.kind, free))
    sheet.freeze_panes(1, 1)
    sheet.protect(
        "",
        {"format_columns": True, "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True},
    )
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _cell(sheet: Any, row: int, place: int, column: FormColumn, text: str, form: Any) -> None:
    if column.kind in {AMOUNT, WHOLE} and text.isdecimal():
        sheet.write_number(row, place, int(text), form)
    else:
        sheet.write_string(row, place, text, form)


def _listed(book: Any, column: FormColumn) -> str:
    """Write the choices of a column to a hidden sheet, and return the reference to them."""
    name = "DanhMuc"
    sheet = book.get_worksheet_by_name(name)
    if sheet is None:
        sheet = book.add_worksheet(name)
        sheet.hide()
        sheet.used = 0
    place = sheet.used
    sheet.used += 1
    for row, (word, _name) in enumerate(column.choices):
        sheet.write_string(row, place, word)
    letters = column_letters(place)
    return f"={name}!${letters}$1:${letters}${len(column.choices)}"


def _explain(book: Any, form: Form) -> None:
    sheet = book.add_worksheet("Giải thích")
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 32, wrap)
    sheet.set_column(1, 1, 10, wrap)
    sheet.set_column(2, 2, 90, wrap)
    for place, text in enumerate(("Cột", "Bắt buộc", "Cách ghi")):
        sheet.write_string(0, place, text, bold)
    for row, column in enumerate(form.columns, 1):
        words = ", ".join(word for word, _name in column.choices)
        note = f"{column.note}. Một trong: {words}." if words else f"{column.note}."
        sheet.write_string(row, 0, column.titles[0])
        sheet.write_string(row, 1, "có" if column.filled else "")
        sheet.write_string(row, 2, note)


def _width(column: FormColumn) -> int:
    return {CODE: 12, AMOUNT: 16, WHOLE: 12, EXACT: 12, LIMIT: 18, DATE: 13}.get(column.kind, 26)
