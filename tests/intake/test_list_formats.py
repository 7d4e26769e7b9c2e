"""One list, many dresses: the portal's files as CSV, ODS, turned, in two rows of headers, in NFD."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from python_calamine import load_workbook

from procedures.intake.form_reader import read_filled, rows_of_form
from procedures.spreadsheets.problems import Unreadable
from tests.support.paths import PORTAL
from tests.support.xls_writer import old_excel

FILES = sorted(PORTAL.glob("*.xlsx")) if PORTAL.exists() else []
portal = pytest.mark.skipif(not FILES, reason="the portal's files are not here")
NS = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'


def rows_of(path):
    """The cells of the first sheet as calamine gives them."""
    return load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def as_csv(rows, path):
    """UTF-8 with a mark, as Excel saves it."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    path = path.with_suffix(".csv")
    path.write_bytes(b"\xef\xbb\xbf" + buffer.getvalue().encode())
    return path


def opendocument(body, mime="application/vnd.oasis.opendocument.spreadsheet", head=""):
    """The bytes of an .ods around the rows of one sheet."""
    content = f'<office:document-content {NS}>{head}<office:body><office:spreadsheet><table:table table:name="A">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def cell_xml(cell):
    """One text cell; line breaks are paragraphs."""
    if cell == "":
        return "<table:table-cell/>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def as_ods(rows, path):
    """An OpenDocument sheet."""
    path = path.with_suffix(".ods")
    body = "".join(f"<table:table-row>{''.join(map(cell_xml, row))}</table:table-row>" for row in rows)
    path.write_bytes(opendocument(body))
    return path


def as_xlsx(rows, path):
    """A workbook of text cells."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write_string(number, place, str(cell))
    book.close()
    return path


def as_xls(rows, path):
    """A workbook of Excel 97, its strings cut across records."""
    path = path.with_suffix(".xls")
    path.write_bytes(old_excel(("A", rows), longest=1000))
    return path


def turned(rows, path):
    """Columns in the other order."""
    return as_xlsx([row[::-1] for row in rows], path)


def two_rows(rows, path):
    """A row of groups over the header: every title but one stands in the lower row."""
    place = next(number for number, row in enumerate(rows) if "Mã số" in row)
    head = rows[place]
    groups = [title if title == "Mã số" else "Thông tin" for title in head]
    below = ["" if title == "Mã số" else title for title in head]
    return as_xlsx([*rows[:place], groups, below, *rows[place + 1 :]], path)


def apart(rows, path):
    """NFD, as a Mac saves it."""
    return as_xlsx([[unicodedata.normalize("NFD", str(cell)) for cell in row] for row in rows], path)


def plan_of(path):
    """The content of the list, without its row numbers."""
    book = read_filled(path)
    assert book.problems == ()
    return [entry.values for _, entry in rows_of_form(book, "inventory")]


@portal
@pytest.mark.parametrize("dress", [as_csv, as_ods, as_xls, turned, two_rows, apart])
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_portals_list_is_the_same_in_every_dress(file, dress, tmp_path):
    """The same procedures, field by field, whatever the file looks like."""
    expected = plan_of(file)
    assert len(expected) >= 3
    assert plan_of(dress(rows_of(file), tmp_path / "ds.xlsx")) == expected


@portal
def test_a_list_a_second_time_is_all_unchanged(town):
    """Procedures without a unit wait and are named; the same list a second time changes nothing."""
    from procedures.intake.form_reader import owners_by_rule
    from procedures.services.workbook_import import import_plan

    hanh = town.as_("hanh.nt")
    book = read_filled(FILES[0])
    owners = owners_by_rule(book, [("Sở Tư pháp", "so-tu-phap")])
    made = import_plan.make_plan(hanh, book, "a.xlsx", owner=owners)
    assert made.waiting == len(made.changes) - len(owners)
    import_plan.apply_plan(hanh, made)
    again = import_plan.make_plan(hanh, book, "a.xlsx", owner=owners)
    assert again.acts == ()
    assert {change.sign for change in again.changes} == {"="}
    assert len(again.changes) == len(made.changes)


HEAD = "<table:table-row>" + "".join(map(cell_xml, ("Mã số", "Tên"))) + "</table:table-row>"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            HEAD
            + '<table:table-row table:number-rows-repeated="1048576">'
            + cell_xml("1.001234")
            + "</table:table-row>",
            "too-many-rows",
        ),
        (
            HEAD
            + '<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
            "too-many-columns",
        ),
        (
            HEAD
            + '<table:table-row table:number-rows-repeated="99999999999999">'
            + cell_xml("x")
            + "</table:table-row>",
            "damaged",
        ),
        ("<table:table-row>" + cell_xml("Không có gì") + "</table:table-row>", "no-form"),
        (HEAD + "<table:table-row>", "damaged"),
    ],
)
def test_a_hostile_ods_is_refused(body, code, tmp_path):
    """Repeats that would fill memory, damage, and sheets without a header are named, not tried."""
    path = tmp_path / "x.ods"
    path.write_bytes(opendocument(body))
    with pytest.raises(Unreadable) as told:
        read_filled(path)
    assert told.value.code == code


def test_empty_repeats_at_the_end_cost_nothing(tmp_path):
    """LibreOffice ends each sheet with a million empty rows: they are not there."""
    path = tmp_path / "x.ods"
    row = (
        "<table:table-row>"
        + cell_xml("1.001234")
        + cell_xml("Tên")
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
    )
    path.write_bytes(
        opendocument(
            HEAD
            + row
            + '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        )
    )
    assert [entry.text("code") for _, entry in rows_of_form(read_filled(path), "inventory")] == ["1.001234"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234", "1234"),
        ("20000 đ", "20000"),
        (2500.0, "2500"),
        ("0", "0"),
        (12.5, "not-whole"),
        ("12,5", "not-whole"),
        ("1.23.456", "not-whole"),
        ("-5", "not-whole"),
        ("năm", "not-whole"),
        (1e16, "not-whole"),
        ("", None),
    ],
)
def test_amounts_are_read_by_rule(cell, expected):
    """Whole numbers in both styles; a decimal, a sign or a word is an error."""
    from procedures.intake.number_rules import amount_cell

    found = amount_cell(cell)
    assert (found if isinstance(found, str) or found is None else found.code) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        ("1/3", "1/3"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("12", "12"),
        (3.0, "3"),
        ("0,50", "0.5"),
        ("1.500", "two-readings"),
        ("1,500", "two-readings"),
        ("1/0", "not-a-number"),
        ("hai", "not-a-number"),
        (1e-9, "not-a-number"),
        (-1.0, "not-a-number"),
        ("", None),
    ],
)
def test_hours_are_read_by_rule(cell, expected):
    """Decimals in both styles and fractions; what has two readings is refused with both."""
    from procedures.intake.number_rules import exact_cell

    found = exact_cell(cell)
    assert (found if isinstance(found, str) or found is None else found.code) == expected
    if expected == "two-readings":
        assert found.detail == "1500 | 1.500"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mã số,Tên,Mã TTHC\n1.001234,A,1.001235\n", "doubled-column"),
        ('Mã số,Tên\n1.001234,"A\n', "damaged"),
        ("Số,Tên gọi\n1,2\n", "no-form"),
    ],
)
def test_a_csv_is_refused_for_what_is_wrong_with_it(text, code, tmp_path):
    """A column twice, a quote left open, no known header: each by its own name."""
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable) as told:
        read_filled(path)
    assert told.value.code == code


def test_a_comma_without_quotes_shifts_nothing_unnoticed(tmp_path):
    """A row with more fields than the header is a problem of that row, not another value."""
    path = tmp_path / "x.csv"
    path.write_text("Mã số,Tên\n1.001234,Cấp phép, cấp lại\n1.001235,Thu hồi\n", encoding="utf-8")
    book = read_filled(path)
    assert [(one.row, one.code) for one in book.problems] == [(2, "extra-cell")]
    assert [entry.text("code") for _, entry in rows_of_form(book, "inventory")] == ["1.001235"]
