"""A paper's tables as a workbook: real numbers, formulas that agree with them, frozen heads, charts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from typing import Any, NamedTuple

from procedures.papers.paper import Cell, Formula, Paper, Ratio, Table, shown, value_of
from procedures.spreadsheets.grid import cell_name

_LARGEST = 10**15  # a workbook keeps 15 digits; what is larger is written as text, whole
_PLACE = re.compile(r"\{(\w+?)(?:-(\d+))?\}")
_A4 = 200  # characters across that a landscape A4 still shows legibly
_LINE, _MOST = 15, 27  # points of a line, and lines of a row: Excel's own limit is 409 points
_HEAD = 3  # rows above the heads: title, what it is about, the register's note


class _Book(NamedTuple):
    book: Any
    formats: Mapping[str, Any]


def workbook(paper: Paper) -> bytes:
    """The .xlsx of a paper. Raises ImportError without XlsxWriter (extra `papers`)."""
    from xlsxwriter import Workbook  # an extra

    buffer = BytesIO()
    made = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    try:
        year, month, day = map(int, paper.source.day.split("-"))
        made.set_properties(
            {
                "title": str(paper.fields["paper"]),
                "subject": str(paper.fields["unit"]),
                "comments": paper.line,
                "created": dt.datetime(year, month, day, tzinfo=dt.UTC),
            }
        )
        book = _Book(made, _formats(made))
        for table in paper.tables:
            _table(book, paper, table)
        for table in paper.tables:
            if table.chart is not None:
                _charts(book, table)
    finally:
        made.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    font = {"font_name": "Times New Roman", "font_size": 11}
    box = {**font, "border": 1, "valign": "top"}
    head = {
        **box,
        "bold": True,
        "text_wrap": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": "#DDEBF7",
    }
    kinds: dict[str, dict[str, Any]] = {
        "text": {"text_wrap": True},
        "count": {"num_format": "#,##0"},
        "money": {"num_format": "#,##0"},
        "exact": {"num_format": "#,##0.00"},
        "rate": {"num_format": "0.00%", "align": "right"},
    }
    made = {name: book.add_format({**box, **more}) for name, more in kinds.items()}
    made |= {f"{name} sum": book.add_format({**box, **more, "bold": True}) for name, more in kinds.items()}
    made["head"] = book.add_format(head)
    made["title"] = book.add_format({**font, "font_size": 13, "bold": True})
    made["about"] = book.add_format({**font, "italic": True})
    made["line"] = book.add_format({**font, "font_size": 8})
    return made


def _table(book: _Book, paper: Paper, table: Table) -> None:
    sheet = book.book.add_worksheet(table.title[:31])
    fields = paper.fields
    sheet.write_string(0, 0, f"{fields['paper']}: {table.title}", book.formats["title"])
    about = f"{fields['unit']}; {fields['programme']}; số liệu đến hết ngày {fields['as_of']}"
    sheet.write_string(1, 0, about, book.formats["about"])
    sheet.write_string(2, 0, str(fields["note"]), book.formats["about"])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_HEAD, place, column.head, book.formats["head"])
    first = _HEAD + 1
    for number, row in enumerate(table.rows):
        _row(book, sheet, table, row, first + number, "")
    last = first + len(table.rows)
    if table.total is not None:
        _row(book, sheet, table, table.total, last, " sum")
        last += 1
    sheet.write_string(last + 1, 0, paper.line, book.formats["line"])
    sheet.freeze_panes(first, min(3, len(table.columns)))
    sheet.autofilter(_HEAD, 0, max(first, first + len(table.rows) - 1), len(table.columns) - 1)
    sheet.set_row(_HEAD, 48)
    sheet.set_landscape()
    wide = sum(column.width for column in table.columns) > _A4
    sheet.set_paper(8 if wide else 9)  # A3, A4
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEAD)
    sheet.set_footer("&C&P/&N")


def _row(book: _Book, sheet: Any, table: Table, row: Mapping[str, Cell], at: int, suffix: str) -> None:
    # Not every program fits rows to wrapped text by itself.
    lines = max(-(-len(shown(row[one.key])) // (one.width - 1)) for one in table.columns if one.key in row)
    sheet.set_row(at, _LINE * min(max(1, lines), _MOST))
    for place, column in enumerate(table.columns):
        form = book.formats[column.kind + suffix]
        if column.key not in row:
            sheet.write_blank(at, place, None, form)
            continue
        cell = row[column.key]
        number = _number(cell)
        if number is None:
            sheet.write_string(at, place, shown(cell), form)
        elif isinstance(cell, Formula) and cell.text:
            sheet.write_formula(at, place, _formula(table, cell.text, at, place), form, number)
        else:
            sheet.write_number(at, place, number, form)


def _number(cell: Cell) -> float | int | None:
    """The number that a workbook holds; None where it could not hold it exactly enough, or is none."""
    value = value_of(cell)
    if isinstance(value, Ratio):
        return value.part / value.whole if value.whole else None
    if isinstance(value, Fraction):
        return float(value) if abs(value) < _LARGEST else None
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else None
    return None


def _formula(table: Table, text: str, at: int, place: int) -> str:
    if text == "sum":
        top = at - len(table.rows)
        return f"=SUM({cell_name(top, place)}:{cell_name(at - 1, place)})"
    places = {column.key: number for number, column in enumerate(table.columns)}
    return "=" + _PLACE.sub(lambda found: cell_name(at - int(found[2] or 0), places[found[1]]), text)


def _charts(book: _Book, table: Table) -> None:
    """A sheet with a native chart for each measure: the rate of each unit, and the target as a line."""
    label, pairs = table.chart or ("", ())
    sheet = book.book.add_worksheet("Biểu đồ")
    source = table.title[:31].replace("'", "''")
    places = {column.key: place for place, column in enumerate(table.columns)}
    heads = {column.key: column.head for column in table.columns}
    sheet.write_string(0, 0, heads[label], book.formats["head"])
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 2 * len(pairs), 15)
    sheet.set_row(0, 48)
    count = len(table.rows)
    for number, (key, least) in enumerate(pairs):
        at = 1 + 2 * number
        sheet.write_string(0, at, heads[key], book.formats["head"])
        sheet.write_string(0, at + 1, f"Chỉ tiêu: {heads[key].lower()}", book.formats["head"])
        for row, told in enumerate(table.rows, 1):
            from_row = _HEAD + row
            sheet.write_formula(
                row,
                0,
                f"='{source}'!{cell_name(from_row, places[label])}",
                book.formats["text"],
                shown(told[label]),
            )
            rate = _number(told[key]) if key in told else None
            if rate is None:
                sheet.write_string(row, at, shown(told[key]) if key in told else "", book.formats["text"])
            else:
                link = f"='{source}'!{cell_name(from_row, places[key])}"
                sheet.write_formula(row, at, link, book.formats["rate"], rate)
            sheet.write_number(row, at + 1, least / 100, book.formats["rate"])
        chart = book.book.add_chart({"type": "column"})
        names = ["Biểu đồ", 1, 0, count, 0]
        chart.add_series(
            {
                "name": ["Biểu đồ", 0, at],
                "categories": names,
                "values": ["Biểu đồ", 1, at, count, at],
                "fill": {"color": "#2F6DB5"},
            }
        )
        line = book.book.add_chart({"type": "line"})
        line.add_series(
            {
                "name": ["Biểu đồ", 0, at + 1],
                "categories": names,
                "values": ["Biểu đồ", 1, at + 1, count, at + 1],
                "line": {"color": "#C00000", "width": 2},
            }
        )
        chart.combine(line)
        chart.set_title({"name": heads[key], "name_font": {"size": 13}})
        chart.set_y_axis({"num_format": "0%", "min": 0})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": max(640, min(1600, 34 * count)), "height": 420})
        sheet.insert_chart(22 * number, 2 + 2 * len(pairs), chart)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
