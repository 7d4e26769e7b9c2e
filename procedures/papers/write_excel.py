"""Writes a paper's tables as a workbook: real numbers, formulas that agree with them, frozen heads, charts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from fractions import Fraction
from io import BytesIO
from typing import Any, NamedTuple

from procedures.papers.paper import (
    ExcelFormula,
    OfficialPaper,
    PaperCell,
    PaperTable,
    Ratio,
    cell_text,
    value_of,
)
from procedures.papers.sentences import SHARED, fill, paper_text
from procedures.spreadsheets.grid import cell_name

_LARGEST = 10**15  # a workbook keeps 15 digits; what is larger is written as text, whole
_PLACE = re.compile(r"\{(\w+?)(?:-(\d+))?\}")
_A4 = 200  # characters across that a landscape A4 still shows legibly
_LINE, _MOST = 15, 27  # points of a line, and lines of a row: Excel's own limit is 409 points
_HEAD = 3  # rows above the heads: title, what it is about, the register's note
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "text": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0"},
    "exact": {"num_format": "#,##0.00"},
    "rate": {"num_format": "0.00%", "align": "right"},
}
_FONT = {"font_name": "Times New Roman", "font_size": 11}
_BOX = {"border": 1, "valign": "top"}


class _Book(NamedTuple):
    """Holds an open workbook of XlsxWriter and its cell formats by name: "money", "money sum", "head" ..."""

    book: Any
    formats: dict[str, Any]


class _Series(NamedTuple):
    """Places a rate column and its target, in percent, into the columns `at` and `at` + 1 of the charts."""

    key: str
    percent: float
    at: int


def excel_workbook(paper: OfficialPaper) -> bytes:
    """Return the .xlsx of a paper: a sheet for each table, and one of charts.

    Raises ImportError without XlsxWriter (extra `papers`).
    """
    from xlsxwriter import Workbook  # an extra

    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    made = Workbook(buffer, options)
    try:
        made.set_properties(_properties(paper))
        book = _Book(made, _formats(made))
        for table in paper.tables:
            _write_table(book, paper, table)
        for table in paper.tables:
            if table.chart is not None:
                _write_charts(book, table)
    finally:
        made.close()
    return buffer.getvalue()


def _properties(paper: OfficialPaper) -> dict[str, Any]:
    year, month, day = map(int, paper.source.day.split("-"))
    return {
        "title": str(paper.fields["paper"]),
        "subject": str(paper.fields["unit"]),
        "comments": paper.line,
        "created": dt.datetime(year, month, day, tzinfo=dt.UTC),
    }


def _formats(book: Any) -> dict[str, Any]:
    font, box = _FONT, {**_FONT, **_BOX}
    head = {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#DDEBF7"}
    made = {name: book.add_format({**box, **more}) for name, more in _KINDS.items()}
    made |= {f"{name} sum": book.add_format({**box, **more, "bold": True}) for name, more in _KINDS.items()}
    made["head"] = book.add_format({**box, **head})
    made["title"] = book.add_format({**font, "font_size": 13, "bold": True})
    made["about"] = book.add_format({**font, "italic": True})
    made["line"] = book.add_format({**font, "font_size": 8})
    return made


def _words(name: str, **fields: Any) -> str:
    """Return a sentence of the workbook from the shared sentences, filled."""
    return fill(paper_text(SHARED)["workbook"][name], fields)


def _write_table(book: _Book, paper: OfficialPaper, table: PaperTable) -> None:
    sheet = book.book.add_worksheet(table.title[:31])
    fields = paper.fields
    title = _words("table_title", paper=fields["paper"], table=table.title)
    sheet.write_string(0, 0, title, book.formats["title"])
    sheet.write_string(1, 0, _words("about", **fields), book.formats["about"])
    sheet.write_string(2, 0, str(fields["note"]), book.formats["about"])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(_HEAD, place, column.head, book.formats["head"])
    first = _HEAD + 1
    for number, row in enumerate(table.rows):
        _write_row(book, sheet, table, row, first + number, "")
    last = first + len(table.rows)
    if table.total is not None:
        _write_row(book, sheet, table, table.total, last, " sum")
        last += 1
    sheet.write_string(last + 1, 0, paper.line, book.formats["line"])
    _set_up_page(sheet, table)


def _set_up_page(sheet: Any, table: PaperTable) -> None:
    """Freeze and repeat the heads, filter the rows, fit the columns to the width of an A4 or A3."""
    first = _HEAD + 1
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


def _write_row(
    book: _Book, sheet: Any, table: PaperTable, row: Mapping[str, PaperCell], at: int, suffix: str
) -> None:
    """Write a row into line `at` (from 0); `suffix` is "" or " sum", the end of a format's name."""
    # Not every program fits rows to wrapped text by itself.
    lines = max(
        -(-len(cell_text(row[column.key])) // (column.width - 1))
        for column in table.columns
        if column.key in row
    )
    sheet.set_row(at, _LINE * min(max(1, lines), _MOST))
    for place, column in enumerate(table.columns):
        form = _format(book, column.kind + suffix, row.get(column.key))
        if column.key not in row:
            sheet.write_blank(at, place, None, form)
            continue
        cell = row[column.key]
        number = _number(cell)
        if number is None:
            sheet.write_string(at, place, cell_text(cell), form)
        elif isinstance(cell, ExcelFormula) and cell.text:
            sheet.write_formula(at, place, _formula(table, cell.text, at, place), form, number)
        else:
            sheet.write_number(at, place, number, form)


def _format(book: _Book, name: str, cell: PaperCell) -> Any:
    """Return the format of a cell; of a rate with as many decimals as the paper shows (V5)."""
    value = value_of(cell)
    digits = len(re.split("[.,]", str(value))[-1].rstrip("%")) if isinstance(value, Ratio) else 2
    if digits <= 2:  # noqa: PLR2004 - as the format has
        return book.formats[name]
    longer = f"{name} {digits}"
    if longer not in book.formats:
        look = {"num_format": f"0.{'0' * digits}%", "bold": name.endswith(" sum")}
        book.formats[longer] = book.book.add_format({**_FONT, **_BOX, **_KINDS["rate"], **look})
    return book.formats[longer]


def _number(cell: PaperCell) -> float | int | None:
    """Return the number that a workbook holds; None for text, and where it could not hold it exactly enough."""
    value = value_of(cell)
    if isinstance(value, Ratio):
        return value.part / value.whole if value.whole else None
    if isinstance(value, Fraction):
        return float(value) if abs(value) < _LARGEST else None
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else None
    return None


def _formula(table: PaperTable, text: str, at: int, place: int) -> str:
    """Return the formula of the cell in line `at` and column `place` (both from 0) with cell names."""
    if text == "sum":
        top = at - len(table.rows)
        return f"=SUM({cell_name(top, place)}:{cell_name(at - 1, place)})"
    places = {column.key: number for number, column in enumerate(table.columns)}
    return "=" + _PLACE.sub(lambda found: cell_name(at - int(found[2] or 0), places[found[1]]), text)


def _write_charts(book: _Book, table: PaperTable) -> None:
    """Add a sheet with a native chart for each measure: the rate of each unit, and the target as a line."""
    label, pairs = table.chart or ("", ())
    sheet = book.book.add_worksheet(_words("chart_sheet"))
    heads = {column.key: column.head for column in table.columns}
    drawn = [_Series(key, percent, 1 + 2 * number) for number, (key, percent) in enumerate(pairs)]
    sheet.write_string(0, 0, heads[label], book.formats["head"])
    sheet.set_column(0, 0, 42)
    sheet.set_column(1, 2 * len(pairs), 15)
    sheet.set_row(0, 48)
    for number, series in enumerate(drawn):
        _write_series(book, sheet, table, series)
        chart = _chart(book, heads[series.key], series, len(table.rows))
        sheet.insert_chart(22 * number, 2 + 2 * len(pairs), chart)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_series(book: _Book, sheet: Any, table: PaperTable, series: _Series) -> None:
    """Write what a chart draws: names and rates linked to the table, and the target beside each."""
    label = (table.chart or ("", ()))[0]
    source = table.title[:31].replace("'", "''")
    columns = {column.key: (place, column.head) for place, column in enumerate(table.columns)}
    place, head = columns[series.key]
    target = _words("target_series", measure=head.lower())
    sheet.write_string(0, series.at, head, book.formats["head"])
    sheet.write_string(0, series.at + 1, target, book.formats["head"])
    for row, cells in enumerate(table.rows, 1):
        name = f"='{source}'!{cell_name(_HEAD + row, columns[label][0])}"
        sheet.write_formula(row, 0, name, book.formats["text"], cell_text(cells[label]))
        rate = _number(cells[series.key]) if series.key in cells else None
        if rate is None:
            text = cell_text(cells[series.key]) if series.key in cells else ""
            sheet.write_string(row, series.at, text, book.formats["text"])
        else:
            link = f"='{source}'!{cell_name(_HEAD + row, place)}"
            form = _format(book, "rate", cells[series.key])
            sheet.write_formula(row, series.at, link, form, rate)
        sheet.write_number(row, series.at + 1, series.percent / 100, book.formats["rate"])


def _chart(book: _Book, title: str, series: _Series, count: int) -> Any:
    """Return a column chart of `count` units with the target as a red line."""
    name = _words("chart_sheet")
    categories = [name, 1, 0, count, 0]
    chart = book.book.add_chart({"type": "column"})
    line = book.book.add_chart({"type": "line"})
    for part, at, style in (
        (chart, series.at, {"fill": {"color": "#2F6DB5"}}),
        (line, series.at + 1, {"line": {"color": "#C00000", "width": 2}}),
    ):
        values = [name, 1, at, count, at]
        part.add_series({"name": [name, 0, at], "categories": categories, "values": values, **style})
    chart.combine(line)
    chart.set_title({"name": title, "name_font": {"size": 13}})
    chart.set_y_axis({"num_format": "0%", "min": 0})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": max(640, min(1600, 34 * count)), "height": 420})
    return chart
