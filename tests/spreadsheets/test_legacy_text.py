"""Text in TCVN3 and VNI fonts is recognised, shown, and converted only where a person says so."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.intake.form_reader import read_filled, rows_of_form
from procedures.intake.portal_list import read_listing
from procedures.spreadsheets import legacy_fonts
from procedures.spreadsheets.legacy_fonts import (
    CAPITALS,
    TCVN3,
    VNI,
    encoding_of,
    recognised_encoding,
    to_unicode,
)
from procedures.spreadsheets.legacy_text import LegacyTextFound
from procedures.spreadsheets.problems import Unreadable
from tests.intake.test_list_formats import FILES, as_csv, as_ods, as_xls, as_xlsx, plan_of, portal, rows_of

TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
SMALL = sorted(
    {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES} | {"đ"}
)
LETTERS = [*SMALL, *(letter.upper() for letter in SMALL)]
PLACES = {
    VNI: {new: old for old, new in reversed(legacy_fonts._VNI.items())},
    TCVN3: {new: old for old, new in legacy_fonts._TCVN3.items()},
}


def old(text, encoding):
    """The text as a program with such a font stored it; TCVN3 has no capitals with a tone."""
    places = PLACES[encoding]
    told = unicodedata.normalize("NFC", str(text))
    return "".join(places.get(c, places.get(c.lower(), c)) for c in told)


def test_the_table_of_tcvn3_is_that_of_iconv():
    """Every place of TCVN3 is what the C library's own converter says."""
    if not shutil.which("iconv"):
        pytest.skip("no iconv here")
    for place, letter in legacy_fonts._TCVN3.items():
        told = subprocess.run(
            ["iconv", "-f", "TCVN", "-t", "UTF-8"], input=place.encode("latin-1"), capture_output=True
        )
        if told.returncode:
            pytest.skip("this iconv knows no TCVN")
        assert unicodedata.normalize("NFC", told.stdout.decode()) == letter


@pytest.mark.parametrize("letter", LETTERS)
def test_every_vietnamese_letter_comes_back_from_vni(letter):
    """All letters with all tones, small and capital, are the same after going there and back."""
    assert to_unicode(f"x{old(letter, VNI)}x", VNI) == f"x{letter}x"


def test_every_letter_of_tcvn3_comes_back():
    """All small letters and the seven capitals; a font in H draws the others."""
    for letter in LETTERS:
        assert to_unicode(old(letter, TCVN3), TCVN3) in {letter, letter.lower()}
        assert to_unicode(old(letter, TCVN3), CAPITALS) == letter.upper()
    assert set(legacy_fonts._TCVN3.values()) == {c for c in SMALL if not c.isascii()} | set("ĂÂÊÔƠƯĐ")


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("Thñ tôc hµnh chÝnh", TCVN3, "Thủ tục hành chính"),
        ("hép møt tÕt", TCVN3, "hộp mứt tết"),
        ("Së T­ ph¸p", TCVN3, "Sở Tư pháp"),
        ("Thuû tuïc haønh chính", VNI, "Thủ tục hành chính"),
        ("ÑAÊNG KYÙ, Nguyeãn Thò Myõ", VNI, "ĐĂNG KÝ, Nguyễn Thị Mỹ"),
        ("Sở Tư pháp", TCVN3, None),
        ("tà", TCVN3, None),
        ("Sở", VNI, None),
        ("tà", VNI, None),
        ("1.000123; 20 000 đ", VNI, None),
        ("1.000123", VNI, "1.000123"),
    ],
)
def test_text_is_converted_or_was_unicode_all_along(text, encoding, expected):
    """Whole sentences; a letter that the encoding does not have says that nothing is to be done."""
    assert to_unicode(text, encoding) == expected


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.text(
        st.sampled_from(sorted({*LETTERS, *"".join(legacy_fonts._VNI), *legacy_fonts._TCVN3, *"b 1"})),
        max_size=30,
    )
)
def test_whatever_is_converted_is_in_normal_form(text):
    """The result is NFC, and what is ASCII stays."""
    for encoding in (TCVN3, CAPITALS, VNI):
        told = to_unicode(text, encoding)
        assert told is None or told == unicodedata.normalize("NFC", told)


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", TCVN3),
        (".vnarial", TCVN3),
        (".VnTimeH", CAPITALS),
        ("'.VnTime'", TCVN3),
        ("VNI-Times", VNI),
        ("vni times", VNI),
        ("Times New Roman", ""),
        ("Vni", ""),
        ("", ""),
        ("Vnhelvet", ""),
    ],
)
def test_a_font_tells_its_encoding(font, encoding):
    """By the beginning of its name; capitals by the H at its end."""
    assert encoding_of(font) == encoding


@pytest.mark.parametrize(
    "text",
    [
        "Sở Tư pháp, tên, số, hà, « ngoặc »",
        "Müller Øresund Malmö Çağrı",
        "Hôtel, São Paulo, Peña, señor, naïve",
        "20 °C, 5 m², 100 µm, ½ và ¾, · Điều 1 · Điều 2",
        "© ® ± × ÷ §",
        "",
    ],
)
def test_other_text_is_not_taken_for_an_old_font(text):
    """Vietnamese in Unicode, other languages, signs and bullets speak for no old font."""
    assert recognised_encoding([text] * 9) == ""


@portal
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_portals_lists_are_not_in_an_old_font(file):
    """Whole real lists in Unicode raise no question, in XLSX (by font) nor as CSV (by text)."""
    cells = [cell for row in rows_of(file) for cell in row if isinstance(cell, str)]
    assert recognised_encoding(cells) == ""
    assert read_filled(file).converted == 0


def western(rows, path):
    """A CSV of one byte a letter, as Excel of that time saved it."""
    path = as_csv(rows, path)
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("cp1252", errors="replace"))
    return path


@portal
@pytest.mark.parametrize("dress", [as_csv, western, as_ods, as_xls, as_xlsx])
@pytest.mark.parametrize("encoding", [TCVN3, VNI])
@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_the_portals_lists_come_back_from_an_old_font(file, encoding, dress, tmp_path):
    """A list in an old font, in a file that names none, is recognised; converted it says the same."""
    keep = str.maketrans("–“”…‘’", "-\"\".''")  # not every sign is in cp1252
    rows = [[str(cell).translate(keep) for cell in row] for row in rows_of(file)]
    expected = plan_of(as_xlsx(rows, tmp_path / "moi.xlsx"))
    path = dress([[old(cell, encoding) for cell in row] for row in rows], tmp_path / "cu.xlsx")
    with pytest.raises(LegacyTextFound) as told:
        read_filled(path)
    assert told.value.encoding == encoding
    assert len(told.value.samples) == 3
    book = read_filled(path, encoding)
    found = [entry.values for _, entry in rows_of_form(book, "inventory")]
    assert book.problems == ()
    assert book.converted > len(found)
    fold = str if encoding == VNI else str.casefold  # TCVN3 has no capitals with a tone
    assert fold(str(found)) == fold(str(expected))
    listed = read_listing(path, encoding)
    assert [fold(row.name) for row in listed.rows] == [fold(one["name"]) for one in found]


def fonts(path, *rows):
    """A workbook of (text, font) cells under a header; a text may be runs of (text, font)."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("A")
    sheet.write_row(0, 0, ["Mã số", "Tên"])
    for number, (text, font) in enumerate(rows, 1):
        looks = book.add_format({"font_name": font})
        sheet.write_string(number, 0, f"1.00000{number}", looks)
        if isinstance(text, str):
            sheet.write_string(number, 1, text, looks)
        else:
            parts = [part for run, face in text for part in (book.add_format({"font_name": face}), run)]
            sheet.write_rich_string(number, 1, *parts, looks)
    book.close()
    return path


def names(path, font=""):
    """The names of a list, and how many cells were converted."""
    book = read_filled(path, font)
    return [entry.text("name") for _, entry in rows_of_form(book, "inventory")], book.converted


def test_the_fonts_of_a_workbook_decide_cell_by_cell(tmp_path):
    """Cells in a legacy font are converted by it; others stay, even if they could be converted too."""
    path = fonts(
        tmp_path / "a.xlsx",
        ("Thñ tôc sè 1", ".VnTime"),
        ("cÊp phÐp", ".VnTimeH"),
        ("sè", "Arial"),
        ("Thủ tục", ".VnTime"),
        ("tên", "Times New Roman"),
        ("Thuû tuïc", "VNI-Times"),
        ("chi phi", ".VnTimeH"),
    )
    with pytest.raises(LegacyTextFound) as told:
        read_filled(path)
    assert told.value.encoding == TCVN3
    assert told.value.samples[0] == ("A", "B2", "Thñ tôc sè 1", "Thủ tục số 1")
    assert names(path, "tcvn3") == (
        ["Thủ tục số 1", "CẤP PHÉP", "sè", "Thủ tục", "tên", "Thủ tục", "chi phi"],
        3,
    )
    assert names(path, "unicode")[1] == 0
    assert names(path, "unicode")[0][0] == "Thñ tôc sè 1"


def test_runs_of_one_cell_have_fonts_of_their_own(tmp_path):
    """The runs decide before the cell; where old and new fonts meet in one cell, every word must be old."""
    path = fonts(
        tmp_path / "a.xlsx",
        ([("Thñ ", ".VnTime"), ("tôc", ".VnArial")], "Arial"),
        ([("tên ", "Arial"), ("gọi", "Arial")], ".VnTime"),
        ([("hµnh ", ".VnTime"), ("chÝnh", "Arial")], "Arial"),
        ([("hµnh ", ".VnTime"), ("chính", "Arial")], "Arial"),
    )
    assert names(path, "tcvn3") == (["Thủ tục", "tên gọi", "hành chính", "hµnh chính"], 2)


def test_an_ods_names_its_fonts_too(tmp_path):
    """By the style of the cell, of its row or column, and of the styles above them."""
    from tests.intake.test_list_formats import NS, cell_xml, opendocument

    faces = '<style:font-face style:name="Cu" svg:font-family="\'.VnTime\'"/>'
    looks = (
        '<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:font-name="Cu"/></style:style>'
        '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"/>'
        '<style:style style:name="T1" style:family="text"><style:text-properties style:font-name="Cu"/></style:style>'
    )

    def row(code, text, style=""):
        named = f' table:style-name="{style}"' if style else ""
        cell = cell_xml(text).replace("<table:table-cell", f"<table:table-cell{named}", 1)
        return f"<table:table-row>{cell_xml(code)}{cell}</table:table-row>"

    body = (
        '<table:table-column/><table:table-column table:default-cell-style-name="ce2"/>'
        + row("Mã số", "Tên", "x")
        + row("1.000001", "sè mét", "ce1")
        + row("1.000002", "sè hai", "ce2")
        + row("1.000003", "sè ba", "x")
        + row("1.000004", "sè bèn")
    )
    data = opendocument(body)
    assert NS.encode() in data
    path = tmp_path / "a.ods"
    path.write_bytes(
        opendocument(
            body,
            head=f"<office:font-face-decls>{faces}</office:font-face-decls>"
            f"<office:automatic-styles>{looks}</office:automatic-styles>",
        )
    )
    assert names(path, "tcvn3") == (["số một", "số hai", "sè ba", "số bốn"], 3)


def test_a_file_of_both_is_converted_where_it_is_sure(tmp_path):
    """Without fonts, beside Unicode, a cell that could be either stays as it stands."""
    path = tmp_path / "a.csv"
    rows = ["Mã số,Tên", "1.000001,Thñ tôc hµnh chÝnh", "1.000002,Thủ tục", "1.000003,sè"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert names(path, "tcvn3") == (["Thủ tục hành chính", "Thủ tục", "sè"], 1)
    path.write_text("\n".join(rows[:2] + rows[3:]).replace("Mã số,Tên", "M· sè,Tªn"), encoding="utf-8")
    assert names(path, "tcvn3") == (["Thủ tục hành chính", "số"], 4)


@pytest.mark.parametrize("font", ["", "unicode"])
def test_bytes_that_are_no_unicode_stay_refused(font, tmp_path):
    """A file of single bytes that speaks for no old font is an error of encoding, told as a code page."""
    path = tmp_path / "a.csv"
    path.write_bytes("code,name\n1.000001,Müller\n".encode("cp1252"))
    with pytest.raises(Unreadable) as told:
        read_filled(path, font)
    assert told.value.code == "code-page"
