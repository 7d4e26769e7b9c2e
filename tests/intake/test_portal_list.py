"""A list in an .xlsx: which rows are good, and what is said of every other."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from procedures.intake.portal_list import read_listing
from procedures.intake.portal_row import PortalRow
from procedures.spreadsheets.grid import MAX_ROWS
from procedures.spreadsheets.problems import CellProblem, Unreadable

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
TITLES = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")
GOOD = ("1.001234", "Cấp thẻ", "Bộ Tư pháp", "Sở Tư pháp", "Luật sư")


def workbook(path: Path, *sheets: Sequence[Sequence[object]], start: int = 0) -> Path:
    """Write sheets of rows; a string is text even if it looks like something else."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows, start):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, c, cell, day)
                elif isinstance(cell, tuple):
                    sheet.write_formula(r, c, *cell)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return path


def problems_of(tmp_path: Path, *rows: Sequence[object]) -> list[CellProblem]:
    """Return the problems of these rows under the portal's header (rows 1, 2 ...)."""
    listing = read_listing(workbook(tmp_path / "list.xlsx", [TITLES, *rows]))
    return list(listing.problems)


def refusal(path: Path) -> Unreadable:
    """Return what the file is refused with."""
    with pytest.raises(Unreadable) as caught:
        read_listing(path)
    return caught.value


def test_a_plain_list_reads(tmp_path: Path) -> None:
    """A row says where it stands and what it holds; the digest is of the file."""
    path = workbook(tmp_path / "list.xlsx", [TITLES, GOOD])
    listing = read_listing(path)
    assert listing.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert listing.problems == ()
    assert listing.rows == (
        PortalRow(
            sheet="Sheet1",
            row=2,
            code="1.001234",
            name="Cấp thẻ",
            issuer="Bộ Tư pháp",
            agencies=("Sở Tư pháp",),
            field="Luật sư",
        ),
    )


@pytest.mark.parametrize("start", [0, 1, 17])
@pytest.mark.parametrize("form", FORMS)
def test_the_header_is_found_in_any_dress(tmp_path: Path, start: int, form: Form) -> None:
    """Title rows, column order, case, marks and spaces do not hide a header."""
    head = ["STT", " lĩnh  VỰC ", "TÊN", "Ma so\n", "co quan thuc hien"]
    head = [unicodedata.normalize(form, text) for text in head]
    row = [1, "Luật sư", "Cấp thẻ", "1.001234", "Sở Tư pháp"]
    path = workbook(tmp_path / "a.xlsx", [["DANH SÁCH"], head, row], start=start)
    (listed,) = read_listing(path).rows
    expected = "1.001234", "Cấp thẻ", "", ("Sở Tư pháp",), "Luật sư"
    assert listed[2:7] == expected
    assert listed.row == start + 3


def test_english_headers_do_as_well(tmp_path: Path) -> None:
    """The columns may be called code, name, issuer, agency, field."""
    head = ["Field", "AGENCY", "issuer", "Name", "Code"]
    path = workbook(tmp_path / "a.xlsx", [head, GOOD[::-1]])
    assert read_listing(path).rows[0][2:7] == (*GOOD[:3], (GOOD[3],), GOOD[4])


def test_code_and_name_are_required_columns(tmp_path: Path) -> None:
    """Without one of the two there is no header; without the others there is."""
    lacking = workbook(tmp_path / "a.xlsx", [["Mã số", "Lĩnh vực"], ["1.001234", "x"]])
    assert refusal(lacking).code == "no-header"
    enough = workbook(tmp_path / "b.xlsx", [["Mã số", "Tên"], ["1.001234", "x"]])
    assert len(read_listing(enough).rows) == 1


def test_a_header_too_far_down_is_none(tmp_path: Path) -> None:
    """Twenty rows are searched: further down it is data that looks like a header."""
    rows = [TITLES, GOOD]
    assert read_listing(workbook(tmp_path / "a.xlsx", rows, start=19)).rows
    assert refusal(workbook(tmp_path / "b.xlsx", rows, start=20)).code == "no-header"


def test_two_headers_of_one_column_are_refused(tmp_path: Path) -> None:
    """Two columns of names are refused; neither is chosen."""
    error = refusal(workbook(tmp_path / "a.xlsx", [["Mã số", "Tên", "Name"]]))
    assert error.code == "doubled-column"
    assert ("column", "Name") in error.values
    assert str(error) == "doubled-column sheet=Sheet1 row=1 column=Name"


def test_every_sheet_with_a_header_is_read(tmp_path: Path) -> None:
    """A cover sheet is passed over; two lists are one listing."""
    second = [TITLES, ("2.000001", "Hai")]
    path = workbook(tmp_path / "a.xlsx", [["Bìa"]], [TITLES, GOOD], second)
    rows = [(row.sheet, row.code) for row in read_listing(path).rows]
    assert rows == [("Sheet2", "1.001234"), ("Sheet3", "2.000001")]


def test_a_list_of_nothing_is_empty(tmp_path: Path) -> None:
    """A header without rows is a list without procedures, not a refusal."""
    listing = read_listing(workbook(tmp_path / "a.xlsx", [TITLES]))
    assert (listing.rows, listing.problems) == ((), ())


def test_empty_rows_are_skipped_and_counted(tmp_path: Path) -> None:
    """An empty row, or one of blanks, is no row, but keeps its number."""
    rows = [TITLES, (), (" ", "\u00a0"), GOOD]
    assert read_listing(workbook(tmp_path / "a.xlsx", rows)).rows[0].row == 4


def test_hidden_rows_and_sheets_are_read(tmp_path: Path) -> None:
    """Hidden rows and sheets are part of the list."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet()
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, TITLES)
    sheet.write_row(1, 0, GOOD)
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.hide()
    book.close()
    assert len(read_listing(path).rows) == 1


def test_text_is_tidied(tmp_path: Path) -> None:
    """Text is NFC with single spaces; lines of agencies are split first."""
    name = unicodedata.normalize("NFD", " Cấp\r\n thẻ\t\u00a0tư vấn ")
    agencies = "\n Sở  Tư pháp \r\n\n\nUBND\u2028cấp xã\nSở Tư pháp\n"
    row = (" 1.001234\n", name, "", agencies)
    path = workbook(tmp_path / "a.xlsx", [TITLES, row])
    (listed,) = read_listing(path).rows
    agencies_read = ("Sở Tư pháp", "UBND", "cấp xã")
    assert listed[2:7] == ("1.001234", "Cấp thẻ tư vấn", "", agencies_read, "")


def test_the_long_form_of_a_code_is_cut(tmp_path: Path) -> None:
    """1.001234.000.00.00.H28 is procedure 1.001234."""
    row = ("1.001234.000.00.00.H28", "Cấp thẻ")
    assert read_listing(workbook(tmp_path / "a.xlsx", [TITLES, row])).rows[0].code == ("1.001234")


@pytest.mark.parametrize(
    ("code", "fault", "meant"),
    [
        ("1.00123", "near-code", "1.001230"),
        ("1.0012345", "near-code", "d.dddddd"),
        ("1.00-11234", "near-code", "d.dddddd"),
        ("1,001234", "near-code", "1.001234"),
        ("1.001234.000", "near-code", "1.001234"),
        ("1.001234.", "near-code", "1.001234"),
        ("1.OO1234", "near-code", "1.001234"),
        ("1001234", "near-code", "1.001234"),
        ("12", "digits-for-code", ""),
        ("x y", "bad-code", ""),
        ("１.００１２３４", "bad-code", ""),
    ],
)
def test_a_bad_code_is_told(tmp_path: Path, code: str, fault: str, meant: str) -> None:
    """What is nearly a national code is told with the code that is meant; nothing is guessed."""
    expected = CellProblem(fault, "Sheet1", 2, "Mã số", code, meant)
    assert problems_of(tmp_path, (code, "Cấp thẻ")) == [expected]


def test_a_code_of_the_office_is_taken(tmp_path: Path) -> None:
    """Both importers take it by one rule: it has a letter or a hyphen."""
    rows = [(code, "Cấp thẻ") for code in ("TTHC-01", "3-000001", "B-BTP.1")]
    assert [row.code for row in read_listing(workbook(tmp_path / "a.xlsx", [TITLES, *rows])).rows] == [
        "TTHC-01",
        "3-000001",
        "B-BTP.1",
    ]


@pytest.mark.parametrize(
    ("cell", "code", "value"),
    [
        (None, "missing-code", ""),
        (1.00496, "number-for-code", "1.00496"),
        (1001.0, "number-for-code", "1001"),
        (dt.date(2024, 1, 2), "date-for-code", "2024-01-02"),
        (True, "boolean-for-code", "TRUE"),
        ("#N/A", "error-for-code", "#N/A"),
        (("=A1", None, "1.001234"), "formula", "1.001234"),
        (("=1/0", None, "#DIV/0!"), "formula", "#DIV/0!"),
        (("=A1", None, ""), "formula", ""),
    ],
)
def test_a_code_that_is_no_text_is_not_guessed(tmp_path: Path, cell: object, code: str, value: str) -> None:
    """A number may have lost a zero, a formula may be stale: each is told as it is."""
    expected = CellProblem(code, "Sheet1", 2, "Mã số", value, "")
    assert problems_of(tmp_path, (cell, "Cấp thẻ")) == [expected]


@pytest.mark.parametrize("column", range(1, 5))
@pytest.mark.parametrize(
    ("cell", "code", "detail"),
    [
        (2024, "not-text", "number"),
        (dt.date(2024, 1, 2), "not-text", "date"),
        (False, "not-text", "boolean"),
        ("#REF!", "not-text", "error"),
        (("=A1", None, "x"), "formula", ""),
        ("Cấp\u202ethẻ", "bad-character", "U+202E"),
        ("Cấp\u200bthẻ", "bad-character", "U+200B"),
        ("Cấp\u00adthẻ", "bad-character", "U+00AD"),
        ("Cấp\x07thẻ", "bad-character", "U+0007"),
        ("C\ufffdp", "bad-character", "U+FFFD"),
        ("a" * 2001, "too-long", "2001"),
        ("a" * 300 + "\u0301" * 31, "bad-character", "U+0301"),
    ],
)
def test_every_known_column_holds_text(
    tmp_path: Path, column: int, cell: object, code: str, detail: str
) -> None:
    """In no known column is a cell taken that a reader could not have typed as text."""
    row: list[object] = list(GOOD)
    row[column] = cell
    (problem,) = problems_of(tmp_path, row)
    found = problem.code, problem.column, problem.detail
    assert found == (code, TITLES[column], detail)


def test_what_is_shown_is_short_and_visible(tmp_path: Path) -> None:
    """A problem repeats at most 60 characters, and spells out what cannot be seen."""
    row = ("1.001234", "a\u202eb " + "Cấp thẻ " * 20)
    (problem,) = problems_of(tmp_path, row)
    assert problem.value.startswith(r"a\u202eb Cấp thẻ")
    assert problem.value.endswith("…")
    assert len(problem.value) == 60


def test_an_unknown_column_is_nobodys_business(tmp_path: Path) -> None:
    """Formulas, numbers and errors in other columns are no problem."""
    head = (*TITLES, "Ghi chú", "Số")
    row = (*GOOD, ("=A1", None, "#DIV/0!"), 7)
    listing = read_listing(workbook(tmp_path / "a.xlsx", [head, row]))
    assert (len(listing.rows), listing.problems) == (1, ())


def test_all_problems_of_a_row_come_at_once(tmp_path: Path) -> None:
    """One row can have several problems; a row with any is not among the rows."""
    listing = read_listing(workbook(tmp_path / "a.xlsx", [TITLES, (None, "", 3), GOOD]))
    assert [(p.row, p.code) for p in listing.problems] == [
        (2, "missing-code"),
        (2, "missing-name"),
        (2, "not-text"),
    ]
    assert [row.row for row in listing.rows] == [3]


def test_a_formula_never_calculated_is_no_empty_row(tmp_path: Path) -> None:
    """A row of nothing but uncalculated formulas, even the last, is told."""
    codes = [(p.row, p.code) for p in problems_of(tmp_path, GOOD, (("=A1", None, ""),))]
    assert codes == [(3, "formula"), (3, "missing-name")]


def test_a_doubled_code_names_the_first(tmp_path: Path) -> None:
    """Each code after the first is told with the first's row; the first is good."""
    other = ("1.001234.000.00.00.H28", "Khác")
    path = workbook(tmp_path / "a.xlsx", [TITLES, GOOD, GOOD], [TITLES, other])
    listing = read_listing(path)
    assert [row.row for row in listing.rows] == [2]
    assert listing.problems == (
        CellProblem("doubled-code", "Sheet1", 3, "Mã số", "1.001234", "2"),
        CellProblem("doubled-code", "Sheet2", 2, "Mã số", other[0], "Sheet1!2"),
    )


def test_a_doubled_code_whose_first_is_bad_leaves_no_row(tmp_path: Path) -> None:
    """The second is not good because the first has another problem."""
    listing = read_listing(workbook(tmp_path / "a.xlsx", [TITLES, ("1.001234", ""), GOOD]))
    assert listing.rows == ()
    assert [p.code for p in listing.problems] == ["missing-name", "doubled-code"]


def test_ten_thousand_rows_read(tmp_path: Path) -> None:
    """A list of 10,000 rows is read whole, its one bad row told."""
    rows = [(f"1.{n:06d}", f"Thủ tục số {n}", "Bộ", "Sở\nUBND") for n in range(10_000)]
    rows[7_000] = ("1.00700", *rows[7_000][1:])
    listing = read_listing(workbook(tmp_path / "a.xlsx", [TITLES, *rows]))
    assert len(listing.rows) == 9_999
    assert [(p.code, p.row) for p in listing.problems] == [("near-code", 7_002)]
    assert listing.rows[-1].agencies == ("Sở", "UBND")


def test_more_than_the_limit_of_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 rows are taken, in all sheets together; one more is not."""
    assert MAX_ROWS == 100_000
    monkeypatch.setattr("procedures.intake.portal_list.MAX_ROWS", 100)
    half = [("x y",)] * 50
    full = workbook(tmp_path / "a.xlsx", [TITLES, *half], [TITLES, *half])
    assert len(read_listing(full).problems) == 200
    over = workbook(tmp_path / "b.xlsx", [TITLES, *half], [TITLES, *half, ("x y",)])
    assert refusal(over).code == "too-many-rows"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("missing.xlsx", None, "not-found"),
        ("nul\0.xlsx", None, "not-readable"),
        ("empty.xlsx", b"", "empty"),
        ("text.xlsx", b"code,name\n", "holds-text"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        ("page.xls", b"<html><table>", "holds-web-page"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other-excel"),
        ("big.xlsx", b"PK\x03\x04".ljust(10 * 2**20 + 1), "too-large"),
        ("photo.png", b"\x89PNG", "wrong-type"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, name: str, data: bytes | None, code: str) -> None:
    """Each kind of wrong file has its own code."""
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    assert refusal(path).code == code


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder (or a device, or a pipe) is no file to read."""
    assert refusal(tmp_path).code == "not-readable"
