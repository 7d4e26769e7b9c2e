"""A list as text: encodings, delimiters, quotes, and what a spreadsheet would do."""

import unicodedata
from pathlib import Path
from typing import Literal

import pytest

from procedures.intake.portal_list import PortalList, read_listing
from procedures.intake.portal_row import PortalRow
from procedures.spreadsheets.problems import Unreadable

Form = Literal["NFC", "NFD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD")
TEXT = (
    "Lĩnh vực,Tên,Mã số,Cơ quan thực hiện\r\n"
    '"Luật sư","Cấp, đổi thẻ",1.001234,"Sở Tư pháp\nUBND cấp xã"\r\n'
    "\r\n"
    'Hộ tịch,"Đăng ký ""kết hôn""",2.000001,\r\n'
)


def read(tmp_path: Path, data: bytes | str, name: str = "list.csv") -> PortalList:
    """Read these bytes (or this text, in UTF-8) as a file."""
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_listing(path)


def refused(tmp_path: Path, data: bytes | str, name: str = "list.csv") -> Unreadable:
    """Return what these bytes are refused with."""
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, data, name)
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["a.csv", "a.CSV", "a.tsv", "a.txt"])
def test_a_csv_reads_in_any_usual_form(
    tmp_path: Path, delimiter: str, form: Form, encoding: str, name: str
) -> None:
    """Delimiter, encoding and normal form do not matter; a quoted break is one row."""
    text = TEXT.replace(",", delimiter).replace(f"Cấp{delimiter}", "Cấp,")
    if encoding in ("utf-16-le", "utf-16-be"):
        text = "\ufeff" + text
    data = unicodedata.normalize(form, text).encode(encoding)
    listing = read(tmp_path, data, name)
    assert listing.problems == ()
    assert listing.rows == (
        PortalRow(
            sheet="",
            row=2,
            code="1.001234",
            name="Cấp, đổi thẻ",
            issuer="",
            agencies=("Sở Tư pháp", "UBND cấp xã"),
            field="Luật sư",
        ),
        PortalRow("", 4, "2.000001", 'Đăng ký "kết hôn"', "", (), "Hộ tịch"),
    )


def test_the_header_decides_the_delimiter(tmp_path: Path) -> None:
    """Commas in a title or a name do not make a file comma-separated."""
    text = "Danh sách, năm 2026, đợt 1\nMã số;Tên\n1.001234;Cấp, đổi, thu hồi thẻ\n"
    assert read(tmp_path, text).rows[0].name == "Cấp, đổi, thu hồi thẻ"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        b"M\xe3 s\xf4,T\xean\n",
        TEXT.encode("utf-16")[:-1],
        b"code,name\n1.001234,\xed\xa0\x80\n",
        b"code,name\n1.001234,\0\n",
    ],
    ids=["le", "be", "utf-32", "latin", "odd", "surrogate", "nul"],
)
def test_another_encoding_is_refused(tmp_path: Path, data: bytes) -> None:
    """Any encoding but UTF-8, and UTF-16 with its mark, is refused, not guessed."""
    assert refused(tmp_path, data).code in {"encoding", "code-page"}


@pytest.mark.parametrize("data", ["", " \n\n", "\ufeff"])
def test_a_csv_of_nothing_is_empty(tmp_path: Path, data: str) -> None:
    """No text at all has its own code."""
    assert refused(tmp_path, data).code == "empty"


@pytest.mark.parametrize("data", ["a,b\n1,2\n", "Mã số|Tên\n", "Mã số\n1.001234\n"])
def test_a_csv_without_header_is_refused(tmp_path: Path, data: str) -> None:
    """No delimiter makes the two required columns appear."""
    assert refused(tmp_path, data).code == "no-header"


def test_a_zip_called_csv_is_refused(tmp_path: Path) -> None:
    """The name does not decide what a file is."""
    assert refused(tmp_path, b"PK\x03\x04 code,name").code == "wrong-type"


def test_an_open_quote_is_damage(tmp_path: Path) -> None:
    """A quote left open would swallow the rest of the list: its row is named."""
    error = refused(tmp_path, 'code,name\n1.001234,"Cấp\n1.001235,Đổi\n')
    assert (error.code, error.values) == ("damaged", (("row", "2"),))


def test_two_headers_of_one_column_are_refused(tmp_path: Path) -> None:
    """Two columns of codes are refused; neither is chosen."""
    assert refused(tmp_path, "code;name;Mã số\n").code == "doubled-column"


def test_an_unquoted_delimiter_is_told(tmp_path: Path) -> None:
    """A row longer than its header has shifted fields: it is not taken."""
    text = "code,name,field\n1.001234,Cấp, đổi,Luật sư\n1.001235,Thu hồi,Luật sư,,\n"
    listing = read(tmp_path, text)
    (problem,) = listing.problems
    expected = "extra-cell", 2, "D", "Luật sư"
    assert (problem.code, problem.row, problem.column, problem.value) == expected
    assert [row.code for row in listing.rows] == ["1.001235"]


@pytest.mark.parametrize(
    ("fields", "code", "column", "value"),
    [
        (",Cấp", "missing-code", "code", ""),
        ("1.001234", "missing-name", "name", ""),
        ("1.00496,Cấp", "near-code", "code", "1.00496"),
        ('"=""1.001234""",Cấp', "formula", "code", '="1.001234"'),
        ("1.001234,=cmd|'/c calc'!A1", "formula", "name", "=cmd|'/c calc'!A1"),
        ("#N/A,Cấp", "error-for-code", "code", "#N/A"),
        ("1.001234,#REF!", "not-text", "name", "#REF!"),
        ("1.001234,a\u202eb", "bad-character", "name", r"a\u202eb"),
    ],
)
def test_a_bad_field_is_told(tmp_path: Path, fields: str, code: str, column: str, value: str) -> None:
    """Text cells have the same problems as a sheet's, and formulas are seen too."""
    listing = read(tmp_path, f"code,name\n{fields}\n")
    assert listing.rows == ()
    (problem,) = listing.problems
    assert problem[:5] == (code, "", 2, column, value)


def test_a_doubled_code_names_the_first(tmp_path: Path) -> None:
    """The row of the first stands in the detail."""
    listing = read(tmp_path, "code,name\n1.001234,a\n\n1.001234,b\n")
    assert [(p.code, p.row, p.detail) for p in listing.problems] == [("doubled-code", 4, "2")]
    assert [row.name for row in listing.rows] == ["a"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("code,name\n" + " ,\n" * 100_021, "too-many-rows"),
        ("code,name\n" + "," * 300, "too-many-columns"),
        ("\n" * 2_000_000 + "code,name\n", "too-many-rows"),
        ("code,name\n1.001234," + "x" * 200_000, "damaged"),
    ],
    ids=["rows", "columns", "blank rows", "field"],
)
def test_an_endless_csv_is_refused(tmp_path: Path, data: str, code: str) -> None:
    """Rows, columns and the size of a field have limits."""
    assert refused(tmp_path, data).code == code


@pytest.mark.parametrize("text", ["a\n" * 600, "a" * 2_001, "a" * 40_000, "e" + "\u0301\u0316" * 15_000])
def test_a_cell_made_to_take_time_is_told(tmp_path: Path, text: str) -> None:
    """Hundreds of agencies, or thousands of marks on a letter, are not looked into."""
    listing = read(tmp_path, f'code,name,agency\n1.001234,Cấp,"{text}"\n')
    assert [p.column for p in listing.problems] == ["agency"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_zero_is_told_by_its_byte(encoding: str) -> None:
    """A NUL is named by the byte of the file at which it stands, behind letters of several bytes too."""
    from procedures.spreadsheets.delimited_text import decode

    data = "Mã số,Tên\n1.000001,Thủ \0tục\n".encode(encoding)
    with pytest.raises(Unreadable) as caught:
        decode(data)
    zero = b"\0\0" if encoding == "utf-16" else b"\0"
    expected = next(at for at in range(0, len(data), len(zero)) if data[at : at + len(zero)] == zero)
    assert (caught.value.code, dict(caught.value.values)["byte"]) == ("encoding", str(expected))
