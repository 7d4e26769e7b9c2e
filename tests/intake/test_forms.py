"""Filled-in workbooks: headers in one row or two, kinds of columns, rows left out, reports, templates."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from python_calamine import load_workbook

from procedures.intake import error_report, form_definitions, form_reader, form_template
from procedures.intake.cell_rules import Fault
from procedures.intake.form_cells import cell_value
from procedures.intake.form_definitions import FormColumn
from procedures.intake.form_header import joined_titles, recognise_form
from procedures.intake.form_reader import FormRow, owners_by_rule, read_filled, rows_of_form
from procedures.intake.portal_columns import Header
from procedures.intake.portal_list import read_listing
from procedures.intake.sheet_notes import SheetNotes
from procedures.intake.title_units import other_unit
from procedures.spreadsheets.grid import ErrorCell, FormulaCell, Grid
from procedures.spreadsheets.legacy_text import LegacyTextFound
from procedures.spreadsheets.problems import CellProblem, Unreadable
from procedures.spreadsheets.read_file import MAX_FILE, read_bytes
from tests.intake.corpus import zipped

FORMS = {form.name: form for form in form_definitions.forms()}


def grid(*rows, sheet="S", **more):
    """A sheet of these rows, from the first on."""
    return Grid(sheet, iter([(number, list(row)) for number, row in enumerate(rows, 1)]), **more)


def read(*rows, **more):
    """The sheet, and its problems."""
    return form_reader._sheet(grid(*rows, **more))


def told(attempt, *given):
    """The code and the values with which something is refused."""
    with pytest.raises(Unreadable) as refusal:
        attempt(*given)
    return refusal.value.code, dict(refusal.value.values)


def written(path, text):
    """A text file."""
    path.write_text(text, encoding="utf-8")
    return path


LIST = ("Mã số", "Tên")


def test_there_are_four_kinds_of_sheets():
    """In their order; each column knows its kind, and each kind is one that there is."""
    assert tuple(FORMS) == form_definitions.FORM_NAMES == ("inventory", "costs", "proposals", "review")
    assert {one.kind for form in FORMS.values() for one in form.columns} == set(form_definitions.COLUMN_KINDS)
    assert form_definitions.COLUMN_KINDS == (
        "code",
        "text",
        "words",
        "lines",
        "amount",
        "whole",
        "exact",
        "limit",
        "levels",
        "date",
        "choice",
    )
    assert tuple(FORMS.values()) == form_definitions.forms.__wrapped__()
    code = form_definitions.forms.__wrapped__()[0].by_key["code"]
    assert code == FormColumn(
        "code",
        ("Mã số", "Mã TTHC", "Mã thủ tục", "code"),
        "code",
        "Mã thủ tục trên Cơ sở dữ liệu quốc gia, định dạng văn bản (1.001234)",
        needed=True,
        filled=True,
        choices=(),
    )
    kind = form_definitions.forms.__wrapped__()[0].by_key["kind"]
    assert (kind.needed, kind.filled, kind.choices[:2]) == (
        False,
        False,
        (("TTHC", "procedure"), ("TTHC nội bộ", "internal")),
    )
    assert FORMS["inventory"].title == "Danh mục TTHC"
    assert FORMS["inventory"].examples[0]["code"] == "Ví dụ"
    assert list(FORMS["review"].by_key) == ["code", "name", "due", "basis", "product"]


def test_a_header_names_its_kind():
    """The kind with most of its columns; marks, case and signs do not matter; a title twice is told."""

    def kind(*titles):
        found = recognise_form(list(titles))
        return found and (found.form.name, found.places, found.doubled)

    assert kind("MA SO", "ten") == ("inventory", {"code": 0, "name": 1}, "")
    assert kind("", "Tên:", "Mã số.", "") == ("inventory", {"name": 1, "code": 2}, "")
    assert kind("Tên", "Tên TTHC", "Mã số", "Tên thủ tục") == (
        "inventory",
        {"name": 0, "code": 2},
        "Tên TTHC",
    )
    assert kind("Mã số", "Số giờ", "Số đối tượng/năm")[0] == "costs"
    assert kind("Mã số", "Phương án", "Biện pháp")[0] == "proposals"
    assert kind("Mã số", "Tên", "Thời hạn rà soát") == ("review", {"code": 0, "name": 1, "due": 2}, "")
    assert kind("Mã số", "Tên", "Thời hạn rà soát", "Loại", "Lĩnh vực")[0] == "inventory"
    assert kind("Mã số") is None
    assert kind() is None


def test_a_header_stands_in_one_of_twenty_rows():
    """As it stands, or under a row of groups; rows above are titles of something else."""
    found, problems = read(("DANH SÁCH",), (), LIST, ("1.000001", "A"))
    assert (found.form.name, found.head, found.header) == (
        "inventory",
        3,
        Header({"code": 0, "name": 1}, ["Mã số", "Tên"]),
    )
    assert (found.entries, problems) == ((FormRow(4, {"code": "1.000001", "name": "A"}),), [])
    assert read(*[("x",)] * 19, LIST)[0].head == 20
    assert read(*[("x",)] * 20, LIST) == (None, [])
    assert read(("x",)) == read() == (None, [])
    assert told(read, (), ("Mã số", "Tên", "Mã TTHC")) == (
        "doubled-column",
        {"sheet": "S", "row": "2", "column": "Mã TTHC"},
    )


def test_a_header_may_stand_in_two_rows():
    """A merged title stands in the upper one only; the lower one may add columns."""
    found, _ = read(("Mã số", "Thông tin", ""), ("", "Tên", "Lĩnh vực"), ("1.000001", "A", "B"))
    assert (found.head, found.header.titles) == (2, ["Mã số", "Tên", "Lĩnh vực"])
    assert found.entries == (FormRow(3, {"code": "1.000001", "name": "A", "field": "B"}),)
    found, _ = read((*LIST, "Khác", ""), ("", "", "Loại", "Lĩnh vực"), ("1.000001", "A", "", "B"))
    assert (found.head, found.header.places) == (2, {"code": 0, "name": 1, "kind": 2, "field": 3})
    assert [entry.row for entry in found.entries] == [3]
    short, _ = read((*LIST, "Khác"), ("", "", "", "Lĩnh vực"), ("1.000001", "A", "", "B"))
    assert (short.head, short.header.titles) == (2, ["Mã số", "Tên", "Khác", "Lĩnh vực"])


def test_two_rows_of_titles_are_as_wide_as_the_wider():
    """The lower title, or else the upper one."""
    assert joined_titles(["a", "b"], ["", "c", "", "d"]) == ["a", "c", "", "d"]
    assert joined_titles(["a", "", "b"], ["c"]) == ["c", "", "b"]


@pytest.mark.parametrize(
    "below",
    [
        ("1.000001", "A"),
        ("1.000001", "Loại"),
        ("", "A"),
        ("Mã số", "Tên"),
        ("", "", "Mã TTHC"),
        ("", "Số giờ", "Số đối tượng/năm"),
        ("1.000001", "A", "Loại"),
    ],
)
def test_a_row_below_the_header_is_data_unless_it_adds_columns(below):
    """A code of its own, no further column, a column twice, columns of another kind: not a header."""
    found, _ = read((*LIST, "x"), below)
    assert found.head == 1


def test_a_code_repeated_below_still_adds_columns():
    """The same title of the code in both rows is one header."""
    found, _ = read((*LIST, ""), ("MÃ SỐ", "", "Loại"), ("1.000001", "A", "TTHC"))
    assert (found.head, found.entries[0].values["kind"]) == (2, "procedure")


def test_rows_are_read_or_told():
    """Blank ones are nothing, totals and examples are left out, each wrong cell is told at its place."""
    found, problems = read(
        (*LIST, "Loại", "Lĩnh vực"),
        ("", " "),
        ("1.000001", "A", "tthc noi bo", ""),
        ("Tổng cộng", 5),
        ("Ví dụ", "x"),
        ("", "Cộng:"),
        ("x y", "", "khác", 3.5),
        ("", "B"),
        ("1.000002", "", "", ""),
        ("1.000003", "C"),
        hidden=True,
        hidden_rows=frozenset({3, 7, 10, 99}),
    )
    assert found.entries == (
        FormRow(3, {"code": "1.000001", "name": "A", "kind": "internal", "field": None}),
        FormRow(10, {"code": "1.000003", "name": "C", "kind": None, "field": None}),
    )
    assert found.notes == SheetNotes(
        "S", hidden=True, hidden_rows=(3, 7, 10), left_out=((4, "total"), (5, "example"), (6, "total"))
    )
    choices = "TTHC | TTHC nội bộ | Yêu cầu, điều kiện | Chế độ báo cáo | Tiêu chuẩn, quy chuẩn | Kiểm tra chuyên ngành"
    assert problems == [
        CellProblem("bad-code", "S", 7, "Mã số", "x y", ""),
        CellProblem("cell-missing", "S", 7, "Tên", "", ""),
        CellProblem("not-a-choice", "S", 7, "Loại", "khác", choices),
        CellProblem("not-text", "S", 7, "Lĩnh vực", "3.5", "number"),
        CellProblem("cell-missing", "S", 8, "Mã số", "", ""),
        CellProblem("cell-missing", "S", 9, "Tên", "", ""),
    ]
    assert found.spoiled == {"1.000001", "1.000002"}


def test_a_row_without_a_readable_code_belongs_to_the_one_above():
    """So what stands on several rows is known not to be whole."""
    found, _ = read(LIST, ("x y", "A"), ("1.000001", "A"), (1.5, "B"), (2.5, "C"))
    assert found.spoiled == {"", "1.000001"}


def column(kind, *, must=False, choices=()):
    """A column of a kind."""
    return FormColumn("k", ("K",), kind, "", needed=False, filled=must, choices=choices)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", "", None),
        ("text", " \n", None),
        ("text", " a  b", "a b"),
        ("text", 5, "5"),
        ("text", 5.0, "5"),
        ("text", 5.5, Fault("not-text", "number")),
        ("words", "x", "x"),
        ("text", FormulaCell("x"), Fault("formula")),
        ("text", ErrorCell("#N/A"), Fault("not-text", "error")),
        ("text", "#N/A", Fault("not-text", "error")),
        ("text", True, Fault("not-text", "boolean")),
        ("lines", "a\nb", ("a", "b")),
        ("amount", "1.000", "1000"),
        ("exact", "1,5", "1.5"),
        ("code", "1.001234.000.00.00.H28", "1.001234"),
        ("code", "B-BTP.1", "B-BTP.1"),
        ("code", "x" * 40, "x" * 40),
        ("code", "x" * 41, Fault("bad-code")),
        ("code", ".x", Fault("bad-code")),
        ("code", "1.00496", Fault("near-code", "1.004960")),
        ("code", "a b", Fault("bad-code")),
        ("code", 1.5, Fault("number-for-code")),
        ("code", True, Fault("boolean-for-code")),
        ("code", dt.date(2023, 1, 1), Fault("date-for-code")),
        ("code", "a\u200b", Fault("bad-character", "U+200B")),
        ("date", dt.datetime(2023, 7, 10, 5), "2023-07-10"),
        ("date", dt.date(2023, 7, 10), "2023-07-10"),
        ("date", "10/07/2023", "2023-07-10"),
        ("date", "1/7/2023", "2023-07-01"),
        ("date", "2023-07-10", "2023-07-10"),
        ("date", "31/02/2023", Fault("not-a-date-cell")),
        ("date", "2023", Fault("not-a-date-cell")),
        ("date", "100/07/2023", Fault("not-a-date-cell")),
        ("date", "10/07/23", Fault("not-a-date-cell")),
        ("date", 45000, Fault("not-a-date-cell")),
        ("date", dt.time(1), Fault("not-a-date-cell")),
        ("choice", "DON GIAN HOA", "simplify"),
        ("choice", "đơn giản hoá", "simplify"),
        ("choice", "simplify", "simplify"),
        ("choice", "abolish", "abolish"),
        ("choice", "xoá", Fault("not-a-choice", "Bãi bỏ | Đơn giản hóa")),
        ("choice", FormulaCell(1), Fault("formula")),
        ("choice", True, Fault("not-text", "boolean")),
        ("choice", 1, Fault("not-a-choice", "Bãi bỏ | Đơn giản hóa")),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_column(kind, cell, value):
    """A cell becomes a value or a fault; an empty one None, or a fault in a column that must be filled."""
    choices = (("Bãi bỏ", "abolish"), ("Đơn giản hóa", "simplify"))
    assert cell_value(column(kind, choices=choices), cell) == value
    if value is None:
        assert cell_value(column(kind, must=True), cell) == Fault("cell-missing")


def test_a_long_list_of_choices_is_cut():
    """The choices in the detail take at most 2,000 characters."""
    many = tuple((f"từ {number:04d}", str(number)) for number in range(999))
    fault = cell_value(column("choice", choices=many), "x")
    assert (fault.code, len(fault.detail)) == ("not-a-choice", 2000)
    assert fault.detail.startswith("từ 0000 | từ 0001 | ")


def test_a_csv_may_not_be_wider_than_its_header():
    """A comma without quotation marks shifts the fields: that is told, where the sheet is a text."""
    rows = (LIST, ("1.000001", "A", "", "B"), ("1.000002", "A", " "))
    found, problems = read(*rows, ragged=True)
    assert problems == [CellProblem("extra-cell", "S", 2, "D", "B", "")]
    assert [entry.row for entry in found.entries] == [3]
    assert read(*rows)[1] == []


def test_rows_have_an_end(monkeypatch, tmp_path):
    """As many as allowed of one sheet, and of all together."""
    monkeypatch.setattr(form_reader, "MAX_ROWS", 2)
    rows = [LIST, *[(f"1.00000{number}", "A") for number in range(3)]]
    assert len(read(*rows[:3])[0].entries) == 2
    assert told(read, *rows) == ("too-many-rows", {"limit": "2"})
    sheets = [grid(*rows[:3], sheet="A"), grid(*rows[:2], sheet="B")]
    path = written(tmp_path / "x.csv", "x")
    monkeypatch.setattr(form_reader, "open_form_sheets", lambda *_: form_reader.ConvertedGrids(sheets, 0))
    assert told(read_filled, path) == ("too-many-rows", {"limit": "2"})
    monkeypatch.setattr(
        form_reader, "open_form_sheets", lambda *_: form_reader.ConvertedGrids([grid(*rows[:3])], 7)
    )
    assert read_filled(path).converted == 7


def test_a_problem_is_told_by_the_title_that_stands_in_the_file():
    """Or by the form's own, where the column is not there."""
    found, _ = read(("ten", "MA SO"), ("A", "1.000001"))
    assert found.problem(5, "code", "no-such-code", "x") == CellProblem(
        "no-such-code", "S", 5, "MA SO", "", "x"
    )
    assert found.problem(5, "field", "x") == CellProblem("x", "S", 5, "Lĩnh vực", "", "")
    assert found.entries[0].text("code") == "1.000001"
    assert found.entries[0].text("nothing") == ""
    assert FormRow(1, {"agency": ("a",), "name": None}).text("agency") == ""


def test_a_workbook_is_its_digest_its_sheets_and_its_problems(tmp_path):
    """And what was said of its text."""
    import hashlib

    path = written(tmp_path / "x.csv", "Mã số,Tên\n1.000001,A\nx y,B\n")
    book = read_filled(path)
    assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert [(f.sheet, e.row) for f, e in rows_of_form(book, "inventory")] == [("", 2)]
    assert [problem.row for problem in book.problems] == [3]
    assert (book.font, book.converted, list(rows_of_form(book, "costs"))) == ("", 0, [])
    assert read_filled(path, "unicode").font == "unicode"
    assert told(read_filled, written(path, "a,b\n")) == ("no-form", {})


def test_every_sheet_is_read_with_its_problems(monkeypatch, tmp_path):
    """Those of one kind and of another, in the order of the file; others are passed over."""
    path = written(tmp_path / "x.csv", "x")
    sheets = [
        grid(LIST, ("x y", "A"), sheet="A"),
        grid(("gì đó",), sheet="B"),
        grid(("Mã số", "Số giờ", "Số đối tượng/năm"), ("1.000001", "hai", "3"), sheet="C"),
    ]
    monkeypatch.setattr(form_reader, "open_form_sheets", lambda *_: form_reader.ConvertedGrids(sheets, 0))
    book = read_filled(path)
    assert [(one.sheet, one.form.name) for one in book.sheets] == [("A", "inventory"), ("C", "costs")]
    assert [(one.sheet, one.code) for one in book.problems] == [("A", "bad-code"), ("C", "not-a-number")]


def test_owners_are_found_for_the_rows_of_a_list(tmp_path):
    """By code, or by agency; rows that no rule fits have none, nor has anybody without rules."""
    path = written(
        tmp_path / "x.csv",
        'Mã số,Tên,Cơ quan thực hiện\n1.000001,A,"Sở Tư pháp\nUBND"\n1.000002,B,\n1.000003,C,Bộ\n',
    )
    book = read_filled(path)
    rules = [("so tu phap", "stp"), ("1.000002", "x")]
    owners = owners_by_rule(book, rules)
    assert {code: given.owner for code, given in owners.items()} == {"1.000001": "stp", "1.000002": "x"}
    assert owners_by_rule(book, []) == {}


# -- opening ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x.doc", "x", "x.pdf", "csv"])
def test_a_file_of_another_ending_is_told(name, tmp_path):
    """By its name."""
    path = written(tmp_path / name, "Mã số,Tên\n")
    assert told(read_filled, path) == ("wrong-type", {"file": name})


def test_a_zip_under_another_name_is_told(tmp_path):
    """As a text, as an OpenDocument file."""
    for name, told_as in (("x.csv", {"file": "x.csv"}), ("x.ods", {})):
        path = tmp_path / name
        path.write_bytes(zipped({"a": "b"}))
        assert told(read_filled, path) == ("wrong-type", told_as)


@pytest.mark.parametrize("name", ["x.CSV", "x.tsv", "x.txt"])
def test_texts_are_read_by_any_of_their_endings(name, tmp_path):
    """In any case."""
    assert len(read_filled(written(tmp_path / name, "Mã số\tTên\n1.000001\tA\n")).sheets) == 1


def test_a_text_from_before_unicode_is_read_when_it_is_said_to_be(tmp_path):
    """One byte is one letter; what speaks for no old font stays an error of encoding."""
    path = tmp_path / "x.csv"
    path.write_bytes("M· sè,Tªn\n1.000001,Thñ tôc hµnh chÝnh\n1.000002,phÐp\n".encode("cp1252"))
    with pytest.raises(LegacyTextFound) as refusal:
        read_filled(path)
    assert refusal.value.encoding == "tcvn3"
    assert [entry.text("name") for _, entry in rows_of_form(read_filled(path, "tcvn3"), "inventory")] == [
        "Thủ tục hành chính",
        "phép",
    ]
    assert told(read_filled, path, "unicode") == ("code-page", {"byte": "1"})
    path.write_bytes(b"code,name\n\xff,x\n")
    assert told(read_filled, path)[0] == "code-page"
    assert told(read_filled, written(path, " \n")) == ("empty", {})
    assert told(read_filled, path, "vni") == ("empty", {})


def test_a_text_as_it_stands_needs_a_header_all_the_same(tmp_path):
    """It is refused without a header like any other."""
    path = written(tmp_path / "x.csv", "M· sè,Tªn\n1.000001,A\n")
    assert told(read_filled, path, "unicode") == ("no-form", {})
    assert len(read_filled(written(path, "Mã số,Tên\n1.000001,sè\n"), "unicode").sheets) == 1
    assert told(read_listing, written(path, "x\n"), "unicode") == ("no-header", {"needed": "code | name"})


def test_a_file_is_read_once_and_whole(tmp_path):
    """Not there, a folder, empty, too large by a byte, another kind of Excel: each by its name."""
    path = tmp_path / "x.csv"
    assert told(read_bytes, path) == ("not-found", {"file": "x.csv"})
    assert told(read_bytes, tmp_path)[0] == "not-readable"
    assert told(read_bytes, Path("a\0b")) == ("not-readable", {"file": "a\\u0000b"})
    path.write_bytes(b"")
    assert told(read_bytes, path) == ("empty", {"file": "x.csv"})
    path.write_bytes(b"x" * MAX_FILE)
    assert len(read_bytes(path)) == MAX_FILE == 10_485_760
    path.write_bytes(b"x" * (MAX_FILE + 1))
    assert told(read_bytes, path) == ("too-large", {"file": "x.csv", "limit": "10485760"})
    for ending in ("xlsm", "XLSB", "xlt", "xltx", "xltm"):
        other = tmp_path / f"x.{ending}"
        other.write_bytes(b"x")
        assert told(read_bytes, other) == ("other-excel", {"file": other.name})


# -- the copy with a column of errors --------------------------------------------------------------


def sheets_of(data):
    """The cells of every sheet by name."""
    book = load_workbook(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_problems_stand_beside_their_rows(tmp_path):
    """Under "Lỗi" at the header, all of a row in one cell; the values are what they were."""
    path = written(tmp_path / "x.csv", "DANH SÁCH\nMã số,Tên\n1.000001,A\nx y,\n=1,B\n")
    book = read_filled(path)
    made = error_report.error_report(
        path, book, book.problems, lambda problem: f"{problem.column}: {problem.code}"
    )
    assert sheets_of(made) == {
        "Sheet1": [
            ["DANH SÁCH", "", ""],
            ["Mã số", "Tên", "Lỗi"],
            ["1.000001", "A", ""],
            ["x y", "", "Mã số: bad-code\nTên: cell-missing"],
            ["=1", "B", "Mã số: formula"],
        ]
    }


def test_every_kind_of_cell_is_copied(monkeypatch):
    """Text as text, numbers, truth and days as such; formulas and errors by what they showed."""
    one = grid(
        (
            "=A1",
            5,
            True,
            2.5,
            "",
            dt.date(2023, 9, 30),
            FormulaCell(7.0),
            ErrorCell("#N/A"),
            FormulaCell(ErrorCell("x")),
        ),
        (float("nan"), dt.datetime(2023, 9, 30, 12), False, dt.time(1), "http://x", "12"),
        sheet="[a]:b?'",
    )
    two, three = grid(("x",), sheet="C "), grid(sheet="")
    monkeypatch.setattr(
        error_report, "open_form_sheets", lambda *_: form_reader.ConvertedGrids([one, two, three], 0)
    )
    monkeypatch.setattr(error_report, "read_bytes", lambda _: b"")
    problem = CellProblem("c", "C ", 1, "", "", "")
    book = form_reader.FilledWorkbook("", (), ())
    made = error_report.error_report(Path("x"), book, (problem,), lambda _: "sai")
    assert 'formatCode="dd/mm/yyyy"' in part(made, "xl/styles.xml")
    found = sheets_of(made)
    assert list(found) == ["a  b", "C", "Sheet3"]
    day = dt.date(2023, 9, 30)
    assert found["a  b"][0] == ["=A1", 5.0, True, 2.5, "", day, 7.0, "#N/A", "x", "Lỗi"]
    assert found["a  b"][1][1:] == [
        dt.datetime(2023, 9, 30, 12),
        False,
        "01:00:00",
        "http://x",
        "12",
        "",
        "",
        "",
        "",
    ]
    assert found["C"] == [["x", "Lỗi"]]
    assert found["Sheet3"] == [["Lỗi"]]


def test_the_column_of_errors_is_wide_and_red():
    """Sixty wide, wrapped, at the top."""
    import re

    path = Path(__file__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            error_report, "open_form_sheets", lambda *_: form_reader.ConvertedGrids([grid(("x",))], 0)
        )
        patch.setattr(error_report, "read_bytes", lambda _: b"")
        made = error_report.error_report(path, form_reader.FilledWorkbook("", (), ()), (), str)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        looks = archive.read("xl/styles.xml").decode()
    assert re.search(r'<col min="2" max="2" width="60\.', page)
    assert 'rgb="FFC00000"' in looks
    assert '<alignment vertical="top" wrapText="1"/>' in looks


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["A", "a", "A"], ["A", "a (2)", "A (3)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 26 + " (2)"]),
        (["[]:*?/\\", "'a'"], ["Sheet", "a"]),
        (["Sheet", "''"], ["Sheet", "Sheet (2)"]),
        ([" a/b "], ["a b"]),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(names, made):
    """No forbidden signs, at most 31 characters, none twice in any case."""
    taken = set()
    assert [error_report._named(name, taken) for name in names] == made


# -- templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", form_definitions.FORM_NAMES)
def test_a_template_reads_as_its_own_kind(name, tmp_path):
    """Its header has every column, its examples are left out, and the second sheet explains."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(form_template.form_template(name))
    (found,) = read_filled(path).sheets
    form = FORMS[name]
    assert (found.form, found.sheet, found.head) == (form, form.title[:31], 1)
    assert found.header.titles == [one.titles[0] for one in form.columns]
    assert (found.entries, found.notes.left_out) == (
        (),
        (*((row, "example") for row in range(2, 2 + len(form.examples))),),
    )
    pages = sheets_of(path.read_bytes())
    assert [*pages][:: len(pages) - 1] == [form.title[:31], "Giải thích"]
    for number, example in enumerate(form.examples, 1):
        for place, one in enumerate(form.columns):
            shown = pages[form.title[:31]][number][place]
            given = example.get(one.key, "")
            assert shown == (float(given) if one.kind in {"amount", "whole"} and given else given)
    explained = pages["Giải thích"]
    assert explained[0] == ["Cột", "Bắt buộc", "Cách ghi"]
    for one, line in zip(form.columns, explained[1:], strict=True):
        words = ", ".join(word for word, _ in one.choices)
        told_ = f"{one.note}. Một trong: {words}." if words else f"{one.note}."
        assert line == [one.titles[0], "có" if one.filled else "", told_]


def part(data, name):
    """A part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_choices_are_lists_in_the_cells():
    """Short ones inside the cell, long ones or those with commas from a hidden sheet, for a thousand rows."""
    page = part(form_template.form_template("proposals"), "xl/worksheets/sheet1.xml")
    assert '<formula1>"Bãi bỏ,Đơn giản hóa,Gộp"</formula1>' in page
    assert "<formula1>DanhMuc!$A$1:$A$20</formula1>" in page
    assert "<formula1>DanhMuc!$B$1:$B$8</formula1>" in page
    assert 'sqref="B2:B1001"' in page
    assert 'sqref="D2:D1001"' in page
    made = form_template.form_template("proposals")
    assert 'name="DanhMuc" sheetId="2" state="hidden"' in part(made, "xl/workbook.xml")
    listed = sheets_of(made)["DanhMuc"]
    assert [row[0] for row in listed] == [word for word, _ in FORMS["proposals"].by_key["action"].choices]
    assert [row[1] for row in listed][:8] == [
        word for word, _ in FORMS["proposals"].by_key["authority"].choices
    ]
    assert form_template.INLINE == 255


def test_a_template_is_ready_for_filling_in_and_for_printing():
    """Text where codes and hours go, thousands apart, days; the header locked, frozen and repeated."""
    made = form_template.form_template("costs")
    looks, page = part(made, "xl/styles.xml"), part(made, "xl/worksheets/sheet1.xml")
    assert 'formatCode="dd/mm/yyyy"' in looks
    assert 'rgb="FFDDEBF7"' in looks
    assert looks.count('<protection locked="0"/>') == 5
    assert 'formatCode="@"' in looks
    assert 'formatCode="#,##0"' in looks
    assert '<pane xSplit="1" ySplit="1" topLeftCell="B2"' in page
    assert (
        '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" insertRows="0" deleteRows="0" sort="0" autoFilter="0"/>'
        in page
    )
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"' in page
    assert "$1:$1" in part(made, "xl/workbook.xml")
    widths = dict(
        zip(
            (one.kind for one in FORMS["costs"].columns),
            (form_template._width(one) for one in FORMS["costs"].columns),
            strict=True,
        )
    )
    assert widths == {
        "code": 12,
        "choice": 26,
        "text": 26,
        "words": 26,
        "exact": 12,
        "amount": 16,
        "whole": 12,
        "limit": 18,
        "date": 13,
    }
    remarks = part(made, "xl/comments1.xml")
    assert all(one.note.partition("&")[0] in remarks for one in FORMS["costs"].columns)


NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def looks_of(data, number):
    """Of a sheet: (width, format) of each column, formats of its cells by row; and all formats."""
    page = ET.fromstring(part(data, f"xl/worksheets/sheet{number}.xml"))
    columns = {
        place: (int(float(one.get("width"))), int(one.get("style", 0)))
        for one in page.iterfind("x:cols/x:col", NS)
        for place in range(int(one.get("min")), int(one.get("max")) + 1)
    }
    rows = [
        {ord(cell.get("r")[0]) - ord("A") + 1: int(cell.get("s", 0)) for cell in row}
        for row in page.iterfind("x:sheetData/x:row", NS)
    ]
    book = ET.fromstring(part(data, "xl/styles.xml"))
    return columns, rows, book.findall("x:cellXfs/x:xf", NS), book.findall("x:fonts/x:font", NS)


@pytest.mark.parametrize("name", form_definitions.FORM_NAMES)
def test_columns_and_examples_are_formatted_by_their_kind(name):
    """Codes and exact numbers as text, amounts, days; all else free; examples as their columns."""
    columns, rows, *_ = looks_of(form_template.form_template(name), 1)
    same = {
        "exact": "code",
        "limit": "code",
        "amount": "amount",
        "whole": "whole",
        "date": "date",
        "code": "code",
    }
    kinds = [same.get(one.kind, "free") for one in FORMS[name].columns]
    formats = {(kind, columns[place][1]) for place, kind in enumerate(kinds, 1)}
    assert len(formats) == len(set(kinds)) == len({number for _, number in formats})
    for example, cells in zip(FORMS[name].examples, rows[1:], strict=True):
        assert len(cells) == len(example)
        assert all(number == columns[place][1] for place, number in cells.items())


def test_the_explanation_is_readable():
    """A bold head, three columns of text that is wrapped from the top."""
    columns, rows, formats, fonts = looks_of(form_template.form_template("review"), 2)
    assert [width for width, _ in columns.values()] == [32, 10, 90]
    (plain,) = {number for _, number in columns.values()}
    aligned = formats[plain].find("x:alignment", NS)
    assert (aligned.get("vertical"), aligned.get("wrapText")) == ("top", "1")
    (bold,) = set(rows[0].values())
    assert fonts[int(formats[bold].get("fontId"))].find("x:b", NS) is not None


# -- units, and columns that are not read ----------------------------------------------------------

NEEDED = ("Mã số", "Số giờ", "Số đối tượng/năm")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Phí, lệ phí (đồng)", "fees"),
        ("Phí/lệ phí [VNĐ]", "fees"),
        ("Phí, lệ phí (đồng/hồ sơ)", "fees"),
        ("Số lần / năm (lần)", "times"),
        ("Thời hạn (ngày)", "limit"),
        ("Công việc (ghi rõ)", "task"),
    ],
)
def test_a_title_may_have_a_remark_in_brackets(title, key):
    """Where the plain title is missing; its unit must be the one that the column is read in."""
    found, problems = read((*NEEDED, title), ("1.000001", "2", "3", "5"))
    assert (found.form.name, found.header.places[key], problems) == ("costs", 3, [])
    assert found.entries[0].values[key] == ("5 day" if key == "limit" else "5")


def test_a_plain_title_comes_before_one_with_a_remark():
    """The other column is then not read, and named."""
    found, _ = read((*NEEDED, "Phí, lệ phí (đồng)", "Phí, lệ phí"), ("1.000001", "2", "3", "5", "7"))
    assert (found.entries[0].values["fees"], found.notes.unread[0][:2]) == ("7", ("Phí, lệ phí (đồng)", 1))


@pytest.mark.parametrize(
    "title",
    ["Phí, lệ phí (nghìn đồng)", "Phí, lệ phí (USD)", "Số giờ (phút)", "Số đối tượng/năm (nghìn người)"],
)
def test_another_unit_in_a_title_is_refused_by_name(title):
    """Figures under it would mean something else."""
    titles = [one for one in NEEDED if not title.startswith(one)]
    assert told(read, ("",), (*titles, title), ("1.000001",)) == (
        "other-unit",
        {"sheet": "S", "row": "2", "column": title},
    )


def test_another_unit_around_a_table_is_refused_where_it_has_amounts():
    """Above it, in its group titles, or in the name of the sheet; a table without amounts has no unit."""
    rows = ((*NEEDED, "Phí, lệ phí"), ("1.000001", "2", "3", "5"))
    where = {"sheet": "S", "row": "2", "value": "ĐVT: triệu đồng"}
    assert told(read, ("ĐVT: triệu đồng",), *rows) == ("other-unit", where)
    assert told(lambda: read(*rows, sheet="Nghìn đồng"))[1]["value"] == "Nghìn đồng"
    assert read(("ĐVT: triệu đồng",), NEEDED, ("1.000001", "2", "3"))[1] == []
    assert read(("ĐVT: đồng",), *rows)[1] == []


def test_a_remark_that_is_no_unit_changes_nothing():
    """Nothing in the brackets, or a whole sentence; what tasks and texts say is no unit either."""
    columns = FORMS["costs"].by_key
    assert not other_unit(columns["fees"], " ")
    assert not other_unit(columns["fees"], "x" * 300)
    assert not other_unit(columns["task"], "nghìn đồng")
    assert other_unit(columns["fees"], "x")


def test_what_is_hidden_or_not_read_is_noted():
    """Hidden columns with cells, columns with cells under an unknown title or under none."""
    found, _ = read(
        (*LIST, "Ghi chú", "Lĩnh vựt", ""),
        ("1.000001", "A", "", "x", ""),
        ("1.000002", "B", "", "y", "z"),
        hidden_columns=frozenset({1, 2}),
    )
    assert found.notes.hidden_columns == ("Tên",)
    assert found.notes.unread == (("Lĩnh vựt", 2, "Lĩnh vực"), ("E", 1, ""))


def test_a_sheet_that_is_not_read_is_named(monkeypatch, tmp_path):
    """One without known columns, and a copy out of another file; an empty one is nothing."""
    sheets = [
        grid(("gì đó",), sheet="A"),
        grid(sheet="B"),
        grid(sheet="C", linked=True),
        grid(LIST, ("1.000001", "A"), sheet="D"),
    ]
    path = written(tmp_path / "x.csv", "x")
    for room, name in ((form_reader, "open_form_sheets"),):
        monkeypatch.setattr(room, name, lambda *_: form_reader.ConvertedGrids(sheets, 0))
    assert read_filled(path).unread_sheets == (("A", "other"), ("C", "linked"))


def test_titles_that_lost_their_letters_are_told(tmp_path):
    """A text whose letters became question marks has no header, and the reason is said."""
    path = written(tmp_path / "x.csv", "M? s?,T?n\n1.000001,C?p th?\n")
    assert told(read_filled, path) == told(read_listing, path) == ("lost-letters", {})
