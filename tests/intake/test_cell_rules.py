"""One rule per kind of cell, at its edges: what a value becomes, and what is said of another."""

from __future__ import annotations

import datetime as dt

import pytest

from procedures.intake import cell_rules
from procedures.intake.cell_rules import Fault, lines_cell, name_cell, text_cell
from procedures.intake.left_out_rows import left_out
from procedures.intake.limit_cells import limit_cell
from procedures.intake.number_rules import amount_cell, exact_cell, whole_cell
from procedures.intake.procedure_codes import code_cell
from procedures.intake.title_units import unit_of_table
from procedures.intake.titles import nearest_title, title_key, without_brackets
from procedures.national_codes import short_code
from procedures.spreadsheets import cell_text, grid
from procedures.spreadsheets.cell_text import (
    comparison_key,
    excerpt,
    first_refused_character,
    tidy_line,
    tidy_lines,
)
from procedures.spreadsheets.grid import (
    ErrorCell,
    FormulaCell,
    cell_excerpt,
    cell_kind,
    cell_name,
    column_letters,
    finite_number,
    is_blank,
    is_number,
    mask_columns,
)
from procedures.spreadsheets.problems import CellProblem, Unreadable, refuse_too_many

DAY = dt.date(2023, 9, 30)


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("", "text"),
        (" #N/A ", "error"),
        ("#REF!x", "text"),
        (1, "number"),
        (1.5, "number"),
        (True, "boolean"),
        (False, "boolean"),
        (DAY, "date"),
        (dt.datetime(2023, 9, 30), "date"),
        (dt.time(1), "date"),
        (dt.timedelta(1), "date"),
        (FormulaCell("x"), "formula"),
        (FormulaCell(1.0), "formula"),
        (ErrorCell("#N/A"), "error"),
    ],
)
def test_a_cell_is_of_one_kind(cell, kind):
    """Formulas and errors go before what they show, truth before numbers."""
    assert cell_kind(cell) == kind


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("a\nb", "a b"),
        (2.0, "2"),
        (2.5, "2.5"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (7, "7"),
        (DAY, "2023-09-30"),
        (FormulaCell(3.0), "3"),
        (FormulaCell(ErrorCell("#N/A")), "#N/A"),
        (ErrorCell("#REF!"), "#REF!"),
        (None, "None"),
    ],
)
def test_a_cell_is_shown_as_it_stood(cell, said):
    """Whole numbers without a point, truth in capitals, formulas and errors by what they held."""
    assert cell_excerpt(cell) == said


def test_blank_cells_and_numbers_are_told():
    """Blanks are texts of white space; truth is no number."""
    assert [is_blank(cell) for cell in ("", " \n", "x", 0, None)] == [True, True, False, False, False]
    assert [is_number(cell) for cell in (0, 1.5, True, "1", DAY)] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_letters(index, letters):
    """As a spreadsheet counts them."""
    assert column_letters(index) == letters
    assert cell_name(0, index) == f"{letters}1"


def test_cells_are_named_as_in_a_spreadsheet():
    """The column by its letters, the row counted from 1."""
    assert cell_name(2, 1) == "B3"
    assert cell_name(9, 26) == "AA10"


def test_a_set_of_columns_is_read_from_the_left():
    """Each bit is a column."""
    assert list(mask_columns(0)) == []
    assert list(mask_columns(0b100101)) == [0, 2, 5]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1", 1.0),
        ("-1.5e3", -1500.0),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("1e400", None),
        ("nan", None),
        ("1_0", None),
        ("", None),
        (".", None),
        ("e5", None),
        ("1e", None),
        ("1e1234", None),
        ("١", None),
        (" 1", None),
        ("0", 0.0),
    ],
)
def test_a_number_of_xml_is_a_number_or_none(written, number):
    """Digits, one point, a short exponent, and finite."""
    assert finite_number(written) == number


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1.001234", "1.001234"),
        ("1.001234.000.00.00.H28", "1.001234"),
        ("1.00123", ""),
        ("1.0012345", ""),
        ("x1.001234", ""),
        ("1.001234.000.00.00.h28", "1.001234"),
        ("1.001234.000", ""),
        ("11.001234", ""),
        ("", ""),
        ("1.001234\n", ""),
    ],
)
def test_a_code_is_short_or_long(written, code):
    """Eight characters, or the long form of a portal; nothing else."""
    assert short_code(written) == code


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" 1.001234 ", "1.001234"),
        ("", Fault("missing-code")),
        ("x y", Fault("bad-code")),
        ("1.00O234", Fault("near-code", "1.000234")),
        ("5", Fault("digits-for-code")),
        ("TTHC-5", "TTHC-5"),
        (FormulaCell("1.001234"), Fault("formula")),
        (1.001234, Fault("number-for-code")),
        (True, Fault("boolean-for-code")),
        (DAY, Fault("date-for-code")),
        (ErrorCell("#N/A"), Fault("error-for-code")),
        ("a\u202e", Fault("bad-character", "U+202E")),
        ("x" * 2001, Fault("too-long", "2001")),
    ],
)
def test_a_code_is_text_and_nothing_else(cell, found):
    """The code of the fault names the kind of the cell."""
    assert code_cell(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" Cấp \n thẻ ", "Cấp thẻ"),
        ("x" * 2000, "x" * 2000),
        ("x" * 2001, Fault("too-long", "2001")),
        (1, Fault("not-text", "number")),
        (FormulaCell("x"), Fault("formula")),
        (ErrorCell("x"), Fault("not-text", "error")),
        (DAY, Fault("not-text", "date")),
        (True, Fault("not-text", "boolean")),
        ("x" * 32_768, Fault("too-long", "32768")),
        ("a\x07", Fault("bad-character", "U+0007")),
        ("Th? t?c", Fault("lost-letters")),
        ("Bao lâu? Ở đâu?", "Bao lâu? Ở đâu?"),
        ("https://a.vn/x?y=1", "https://a.vn/x?y=1"),
        ("Ðăng ký ở ðây", "Đăng ký ở đây"),
        (" " * 32_767, ""),
        ("", ""),
    ],
)
def test_a_text_is_tidied_or_refused(cell, found):
    """Single spaces; at most 2,000 characters after that, 32,767 before."""
    assert text_cell(cell) == found
    assert name_cell(cell) == (found or Fault("missing-name"))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("a\n b \r\na\n\nc", ("a", "b", "c")),
        ("", ()),
        (FormulaCell("x"), Fault("formula")),
        (3, Fault("not-text", "number")),
        ("a\n" * 499 + "a", ("a",)),
        ("a\n" * 500, Fault("too-long", "501")),
        ("a\n" + "x" * 2000, ("a", "x" * 2000)),
        ("a\n" + "x" * 2001, Fault("too-long", "2001")),
        ("x" * 32_768, Fault("too-long", "32768")),
        ("a\u200b", Fault("bad-character", "U+200B")),
    ],
)
def test_lines_are_tidied_and_stand_once(cell, found):
    """At most five hundred, each at most 2,000 characters."""
    assert lines_cell(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", None),
        (" ", None),
        (0, "0"),
        (1200.0, "1200"),
        (10**15 - 1, "999999999999999"),
        (10**15, Fault("not-whole")),
        (-1, Fault("not-whole")),
        (0.5, Fault("not-whole")),
        (float("nan"), Fault("not-whole")),
        ("1.234", "1234"),
        ("1,234,567", "1234567"),
        ("1.234,567", Fault("not-whole")),
        ("12.34", Fault("not-whole")),
        ("1234.567", Fault("not-whole")),
        ("007", "7"),
        ("20.000 đồng", "20000"),
        ("20000đ", "20000"),
        ("đồng", Fault("not-whole")),
        ("120.000 VNĐ", "120000"),
        ("120.000 vnd.", "120000"),
        ("₫ 120,000", "120000"),
        ("2.000.000 Đồng", "2000000"),
        ("120 000", "120000"),
        ("120\u00a0000", "120000"),
        ("1\u202f200\u2009000 ₫", "1200000"),
        ("12 00", Fault("not-whole")),
        ("Không", "0"),
        ("miễn phí", "0"),
        ("chưa rõ", Fault("not-whole")),
        ("120 nghìn đồng", Fault("not-whole")),
        ("120 USD", Fault("not-whole")),
        ("5 đồng một hồ sơ", Fault("not-whole")),
        ("200.000 - 300.000 đồng", Fault("not-whole")),
        (120000.00000000001, "120000"),
        (dt.date(2026, 1, 3), Fault("date-for-number", "'1/3 | 3,1")),
        ("9" * 18, "9" * 18),
        ("9" * 19, Fault("not-whole")),
        (True, Fault("not-text", "boolean")),
        (FormulaCell(1), Fault("formula")),
        ("+5", Fault("not-whole")),
        ("123.456.789", "123456789"),
    ],
)
def test_amounts_are_whole(cell, found):
    """Marks can only part thousands; a number has at most fifteen digits, a text eighteen."""
    assert amount_cell(cell) == found


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", None),
        (0, "0"),
        (2.50, "2.5"),
        (1e-7, Fault("not-a-number")),
        (1e16, Fault("not-a-number")),
        (-1, Fault("not-a-number")),
        ("2,50", "2.5"),
        ("1/3", "1/3"),
        ("1/0", Fault("not-a-number")),
        ("0/9", "0/9"),
        ("1.234,5", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.500", Fault("two-readings", "1500 | 1.500")),
        ("1,500", Fault("two-readings", "1500 | 1.500")),
        ("123456789012", "123456789012"),
        ("1234567890123", Fault("not-a-number")),
        ("123456789012,5", "123456789012.5"),
        ("1.5.", Fault("not-a-number")),
        ("x", Fault("not-a-number")),
        ("1,1234567", Fault("not-a-number")),
        ("0012", "12"),
        ("0,0", "0"),
        (True, Fault("not-text", "boolean")),
        ("1 đồng", Fault("not-a-number")),
        (3.3000000000000003, "3.3"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, Fault("not-a-number")),
        ("1 / 3", "1/3"),
        ("1 234,5", "1234.5"),
        ("1 234", "1234"),
        ("?", None),
        ("chưa rõ", None),
        (dt.time(1, 30), Fault("time-for-number", "1,5")),
        (dt.time(1, 20), Fault("time-for-number", "'4/3")),
        (dt.timedelta(hours=30), Fault("time-for-number", "30")),
        (dt.datetime(1899, 12, 31, 2, 15), Fault("time-for-number", "2,25")),
        (dt.datetime(2026, 1, 3), Fault("date-for-number", "'1/3 | 3,1")),
        (dt.date(2026, 3, 1), Fault("date-for-number", "'1/3 | 1,3")),
        ("012.345,6", "12345.6"),
        ("123.456.789.012,5", "123456789012.5"),
        ("1.123.456.789.012,5", Fault("not-a-number")),
        ("1.123.456.789.012", "1123456789012"),
    ],
)
def test_hours_are_exact(cell, found):
    """Decimals and fractions as they are meant; what has two readings is refused with both."""
    assert exact_cell(cell) == found


def test_an_amount_may_be_unknown():
    """Where the column says so: unknown is not zero (C8)."""
    assert amount_cell("chưa rõ", unknown=True) == amount_cell("?", unknown=True) == "?"
    assert amount_cell("không", unknown=True) == "0"
    assert amount_cell("-", unknown=True) == Fault("not-whole")


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (" ", None),
        (2022.0, "2022"),
        ("1.200", "1200"),
        ("5 đồng", Fault("not-whole")),
        (1e15, Fault("not-whole")),
        (dt.time(1), Fault("time-for-number", "1")),
    ],
)
def test_whole_numbers_have_no_currency(cell, found):
    """Subjects and years are counted, not paid."""
    assert whole_cell(cell) == found


@pytest.mark.parametrize(
    ("cell", "unit", "found"),
    [
        ("30 Ngày làm việc", "", "30 working-day"),
        ("20 ngày", "", "20 day"),
        ("8 Giờ", "", "8 hour"),
        ("1 tháng", "", "1 month"),
        ("1,5 ngày", "", "1.5 day"),
        (30, "", "30 working-day"),
        ("30", "hour", "30 hour"),
        ("30 giờ", "hour", "30 hour"),
        ("30 ngày", "working-day", Fault("other-limit-unit", "working-day")),
        ("30 tuần", "", Fault("not-a-limit")),
        ("1/3 ngày", "", Fault("not-a-limit")),
        ("ngay", "", Fault("not-a-number")),
        ("", "", None),
        ("?", "", None),
    ],
)
def test_a_limit_has_a_unit(cell, unit, found):
    """In the words of the portal; the title of the column may name it, and must not contradict the cell."""
    assert limit_cell(cell, unit) == found


@pytest.mark.parametrize(
    ("cells", "first", "reason"),
    [
        (("Tổng cộng", 5), False, "total"),
        (("", "Cộng:", "1.200"), False, "total"),
        (("", "TỔNG SỐ", FormulaCell(3)), False, "total"),
        (("", "tong"), False, "total"),
        (("", "Tổng", "x"), False, ""),
        (("", "Công việc khác", 5), False, ""),
        (("", "Tổng cục Thuế"), False, ""),
        (("", "Công nhận hạng trường"), False, ""),
        (("", "Công", 5), False, ""),
        (("", "Cống"), False, ""),
        (("CỘNG DỒN", ""), False, ""),
        (("x", "Cộng"), False, ""),
        ((5, "Tổng"), False, ""),
        (("Tổng" + " " * 300, ""), False, ""),
        (("vi du", "x"), False, "example"),
        (("Ví dụ 2", "x"), False, ""),
        (("1", "2"), True, "column-numbers"),
        ((1.0, 2.0, 3.0), True, "column-numbers"),
        (("(1)", "(2)", "", "(3) = (1) x (2)"), True, "column-numbers"),
        (("A", "B", "1", "2"), True, "column-numbers"),
        (("1", "2"), False, ""),
        (("1",), True, ""),
        (("1", "3"), True, ""),
        (("5", "6"), True, ""),
        (("1", "B"), True, ""),
        (("B", "C"), True, ""),
        (("1.000001", "2"), True, ""),
    ],
)
def test_rows_that_are_no_data_are_told(cells, first, reason):
    """A total is a whole cell with figures beside it at most; columns are numbered above the data only."""
    assert left_out(list(cells), 0, first=first) == reason


def test_a_total_is_found_in_a_row_that_is_too_short_for_a_code():
    """A row may end before the column of codes."""
    assert left_out(["Tổng"], 3, first=False) == "total"
    assert left_out(["A"], 3, first=False) == ""


def test_titles_are_compared_without_their_signs():
    """A remark in brackets stands apart; the nearest title is found by its letters."""
    assert title_key("Phí/lệ  phí.") == title_key("Phí, lệ phí") == "phi le phi"
    assert without_brackets("Phí, lệ phí (đồng)") == ("Phí, lệ phí", "đồng")
    assert without_brackets("Phí [ ]") == ("Phí", "")
    assert without_brackets("Phí") == ("Phí", "")
    assert nearest_title("Số lần trên năm", ["Phí, lệ phí", "Số lần/năm"]) == "Số lần/năm"
    assert nearest_title("Ghi chú", ["Phí, lệ phí"]) == ""


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Đơn vị tính: nghìn đồng", True),
        ("ĐVT: 1.000 đồng", True),
        ("(Triệu đồng)", True),
        ("Đơn vị tính: 1000đ", True),
        ("Đơn vị tính: USD", True),
        ("Đơn vị tính: đồng", False),
        ("ĐVT: VNĐ", False),
        ("Đơn vị tính", False),
        ("Đơn vị: Sở Tư pháp", False),
        ("Công ty Đồng Tâm", False),
        ("BẢNG CHI PHÍ TUÂN THỦ", False),
        ("", False),
    ],
)
def test_a_unit_around_a_table_is_found(text, other):
    """Any other than đồng, however it is written."""
    assert unit_of_table([text]) == (text if other else "")


def test_text_is_tidied_folded_and_shown():
    """Stored in NFC with single spaces; compared without marks and case; printed short and safe."""
    assert tidy_line(" a\u0302  b\n") == "â b"
    assert comparison_key("ĐƠN  Vị\u0301") == comparison_key("ÐƠN vị") == "don vi"
    assert tidy_lines("a\u2028b\u2029\n a") == ("a", "b")
    assert excerpt("x" * 60) == "x" * 60
    assert excerpt("x" * 61) == "x" * 59 + "…"
    assert excerpt(" " * 256 + "x") == "…"
    assert excerpt(" " * 255 + "x") == "x"
    assert excerpt("x" + " " * 300) == "x…"
    assert excerpt("a\u202eb\ufffd\tc\u2028d") == "a\\u202eb\\ufffd c d"


@pytest.mark.parametrize(
    ("given", "character"),
    [
        ("a\nb\tc\r\u2028\u2029", ""),
        ("a\u200bb\x07", "\u200b"),
        ("x\x07y\u200b", "\x07"),
        ("a\ufffd", "\ufffd"),
        ("\ue000", "\ue000"),
        ("\x07\u200b\x07", "\x07"),
        ("\ud800", "\ud800"),
        ("\u0378", ""),
        ("a\u00a0b", ""),
        ("a" + "\u0301" * 256, "\u0301"),
        ("a" + "\u0301" * 200, ""),
        ("a" * 300 + "\u0301" * 30, ""),
        ("a" * 300 + "\u0301" * 31, "\u0301"),
        ("a" * 300 + "\u0301" * 30 + "\u20dd" + "\u0301" * 30, ""),
        ("a" * 300 + "—" * 40, ""),
        ("a" * 226 + "\u0301" * 30 + "\u0323", "\u0323"),
    ],
)
def test_the_first_character_that_no_name_may_hold(given, character):
    """Control, format, private and broken ones; stacks of more than thirty marks in a long text."""
    assert first_refused_character(given) == character


def test_limits_are_those_that_are_written():
    """The numbers that the documentation and the messages promise."""
    assert (cell_rules.MAX_TEXT, cell_rules.MAX_CELL, cell_rules.MAX_LINES) == (2_000, 32_767, 500)
    assert (grid.MAX_ROWS, grid.HEADER_WITHIN, grid.MAX_COLUMNS) == (100_000, 20, 256)
    assert (cell_text.SHOWN, cell_text.MAX_STACK, cell_text.SHORT) == (60, 30, 256)


def test_a_refusal_keeps_printable_values():
    """Cut and spelt out; one line for a log."""
    told = Unreadable("bomb", part="a\u202e", count=5)
    assert (told.code, told.values) == ("bomb", (("part", "a\\u202e"), ("count", "5")))
    assert str(told) == "bomb part=a\\u202e count=5"
    assert told.args == ("bomb",)
    assert str(Unreadable("empty")) == "empty"


def test_ten_thousand_problems_are_told_and_no_more():
    """One more, and the file is refused with its first."""
    first = CellProblem("not-text", "S", 3, "Tên", "x", "number")
    assert refuse_too_many([first] * 10_000) is None
    with pytest.raises(Unreadable) as told:
        refuse_too_many([first, *[first._replace(row=9)] * 10_000])
    assert told.value.code == "too-many-problems"
    assert dict(told.value.values) == {
        "sheet": "S",
        "row": "3",
        "column": "Tên",
        "why": "not-text",
        "detail": "number",
        "limit": "10000",
    }
