"""The parts of an .xlsx, and delimited text, one reader at a time: what each finds, and what it refuses."""

from __future__ import annotations

import io
import zipfile

import pytest

from procedures.intake import owner_rules, portal_columns, portal_row
from procedures.intake.cell_rules import Fault
from procedures.intake.portal_columns import Header, find_header
from procedures.spreadsheets import (
    calamine_cells,
    delimited_text,
    legacy_text,
    safe_xml,
    sheet_scan,
    xlsx,
    xlsx_package,
    xlsx_sheet,
    xlsx_strings,
    zip_guard,
)
from procedures.spreadsheets.grid import ErrorCell, FormulaCell, Grid
from procedures.spreadsheets.legacy_fonts import (
    is_explained_by,
    is_syllable,
    non_ascii_words,
    recognised_encoding,
)
from procedures.spreadsheets.legacy_text import (
    ConversionRule,
    ConversionSample,
    LegacyTextFound,
    convert_legacy_text,
)
from procedures.spreadsheets.problems import CellProblem, Unreadable
from procedures.spreadsheets.safe_xml import Visitor, ignore, walk
from procedures.spreadsheets.sheet_scan import SheetScan
from procedures.spreadsheets.xlsx_package import WorkbookParts, find_workbook_parts
from procedures.spreadsheets.xlsx_sheet import scan_sheet
from procedures.spreadsheets.xlsx_strings import SharedStrings, scan_strings, style_encodings, table_index
from tests.intake.corpus import parts_of, zipped

NO_STRINGS = SharedStrings([], {})


def told(attempt, *given, **more):
    """The code and the values with which something is refused."""
    with pytest.raises(Unreadable) as refusal:
        attempt(*given, **more)
    return refusal.value.code, dict(refusal.value.values)


def grid(*rows, sheet="S", **more):
    """A sheet of these rows."""
    return Grid(sheet, iter([(number, list(row)) for number, row in enumerate(rows, 1)]), **more)


# -- XML -------------------------------------------------------------------------------------------


def seen(data, **more):
    """The events that a visitor gets, in order."""
    found = []
    visitor = Visitor(
        lambda name, attributes: found.append(("start", name, attributes)),
        lambda name: found.append(("end", name)),
        lambda text: found.append(("text", text)),
        lambda: found.append(("cdata",)),
    )._replace(**more)
    walk("p", data, visitor)
    return found


def test_a_walk_tells_elements_without_their_prefix():
    """Starts with attributes, ends, whole texts, and where CDATA begins."""
    assert seen(b'<x:a b="1" y:c="2">d&amp;e<f/><![CDATA[g]]></x:a>') == [
        ("start", "a", {"b": "1", "y:c": "2"}),
        ("text", "d&e"),
        ("start", "f", {}),
        ("end", "f"),
        ("cdata",),
        ("text", "g"),
        ("end", "a"),
    ]
    assert seen(b"<a>b<![CDATA[c]]></a>", text=ignore, cdata=ignore) == [("start", "a", {}), ("end", "a")]
    assert safe_xml.ignore(1, 2) is None
    assert walk("p", b"<a/>") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"<a></b>",
        b"\xff\xfe<\0a\0/\0>\0",
        b"\xfe\xff\0<\0a\0/\0>",
        b"<a>\xff</a>",
        b"<a>&b;</a>",
    ],
)
def test_xml_that_is_none_is_damage(data):
    """Not well-formed, in another encoding, with an entity that nobody declared."""
    assert told(seen, data) == ("damaged", {"part": "p"})


def test_xml_has_bounds():
    """Depth, attributes, names and the length of a tag: just as much is walked, one more is not."""

    def deep(n):
        return b"<a>" * n + b"</a>" * n

    def attributes(n):
        return b"<a " + b" ".join(b'a%d=""' % number for number in range(n)) + b"/>"

    def names(n):
        return b"<r>" + b"".join(b"<n%d/>" % number for number in range(n - 1)) + b"</r>"

    def run(n):
        return b"<a>" + b"x" * (n - 3) + b"</a>"

    for made, most in ((deep, 64), (attributes, 64), (names, 2000), (run, 2**18)):
        assert seen(made(most), text=ignore)
        assert told(seen, made(most + 1)) == ("damaged", {"part": "p"})
    assert seen(b"<a/>".join([b"<r>", *[b"x" * 1000] * 700, b"</r>"]))[-1] == ("end", "r")
    assert told(seen, b"x" * (2**18 + 1)) == ("damaged", {"part": "p"})
    assert told(seen, b"<!DOCTYPE a><a/>") == ("dtd", {"part": "p"})


# -- shared strings and styles ---------------------------------------------------------------------


def test_shared_strings_are_measured():
    """Characters of all their texts, and the fonts of runs with letters of their own."""
    old = '<rPr><rFont val=".VnTime"/></rPr>'
    runs = f"<si><r>{old}<t>Thñ</t></r><r><t>tôc</t></r></si><si><r>{old}<t>abc</t></r><r><t>ữ</t></r></si>"
    data = f"<sst>x<si/><si><t>ab</t><t>c</t></si>{runs}<si><r>{old}<t>ñ</t></r></si><t>y</t></sst>"
    found = scan_strings("p", data.encode())
    assert found == SharedStrings([0, 3, 6, 4, 1], {2: frozenset({"tcvn3", None}), 4: frozenset({"tcvn3"})})
    other = '<sst><si><r><rPr><rFont val="Arial"/></rPr><t>ñ</t></r></si><si><r><rPr><rFont/></rPr><t>ñ</t></r></si><si><t>ñ</t></si></sst>'
    assert scan_strings("p", other.encode()).fonts == {0: frozenset({""}), 1: frozenset({""})}


def test_shared_strings_have_an_end(monkeypatch):
    """As many as allowed; a string in a string is damage."""
    monkeypatch.setattr(xlsx_strings, "MAX_STRINGS", 2)
    assert scan_strings("p", b"<a><si/><si/></a>").lengths == [0, 0]
    assert told(scan_strings, "p", b"<a><si/><si/><si/></a>") == ("damaged", {"part": "p"})
    assert told(scan_strings, "p", b"<a><si><si/></si></a>") == ("damaged", {"part": "p"})
    assert told(scan_strings, "p", b"<a>") == ("damaged", {"part": "p"})


def test_styles_tell_the_fonts_of_cells():
    """By their number; a font that is not there is none; without old fonts nothing is told."""

    def of(*faces, ids):
        fonts = "".join(f"<font>{face}</font>" for face in faces)
        return f"<s><fonts>{fonts}</fonts><cellStyleXfs><xf fontId='1'/></cellStyleXfs><cellXfs>{''.join(f'<xf fontId={i!r}/>' for i in ids)}<xf/></cellXfs></s>".encode()

    old, new = '<name val=".VnTime"/>', '<name val="Arial"/>'
    assert style_encodings("p", of(new, old, "", ids=["1", "0", "2", "3", "x"])) == [
        "tcvn3",
        "",
        "",
        "",
        "",
        "",
    ]
    assert style_encodings("p", of(new, new, ids=["1", "0"])) == []
    assert (
        style_encodings(
            "p", b'<s><dxfs><font><name val=".VnTime"/></font></dxfs><fonts><font><name/></font></fonts></s>'
        )
        == []
    )
    assert told(style_encodings, "p", b"<s>") == ("damaged", {"part": "p"})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0", 0),
        ("123456789", 123456789),
        ("1234567890", 10**9),
        ("-1", 10**9),
        (" 1", 10**9),
        ("", 10**9),
        ("x", 10**9),
    ],
)
def test_a_place_is_digits(text, place):
    """All else is past the end of every table."""
    assert table_index(text) == place


# -- sheets ----------------------------------------------------------------------------------------


def scan(rows, strings=NO_STRINGS, styles=()):
    """The scan of a sheet with these rows."""
    return scan_sheet("S", f"<w><sheetData>{rows}</sheetData></w>".encode(), strings, styles)


def test_a_sheet_is_measured():
    """Last row and column with content, characters, formulas and errors by their cells."""
    rows = (
        '<row r="2"><c r="B2"><v>12</v></c><c r="D2" t="str"><f>A1</f><v>abc</v></c><c r="E2" t="e"><v>#N/A</v></c></row>'
        '<row><c t="inlineStr"><is><t>xy</t></is></c><c r="C3" s="1"/></row><row r="9"/>'
    )
    assert scan(rows) == SheetScan(3, 5, 13, {2: 0b1000}, {2: 0b10000}, frozenset(), {})
    assert scan("") == SheetScan(0, 0, 0, {}, {}, frozenset(), {})
    assert scan('<row r="7"><c r="AA7"><v>1</v></c><c><v>1</v></c></row>')[:2] == (7, 28)
    assert scan('<row><c r="IV1"><v>1</v></c></row>')[:2] == (1, 256)
    assert scan('<row r="4"><c><f>A1</f></c></row>')[:4] == (4, 1, 2, {4: 1})
    assert scan("<row><c><f>A</f><v>1</v></c><c><f>A</f></c></row>").formulas == {1: 0b11}
    assert scan('<row><c t="e"><v>#</v></c><c/><c t="e"><v>#</v></c></row>').errors == {1: 0b101}


def test_what_stands_outside_of_the_data_is_nothing():
    """Before it and after it."""
    data = b"<w><row><c><v>1</v></c></row><sheetData/><row><c><v>1</v></c></row><v>x</v></w>"
    assert scan_sheet("S", data, NO_STRINGS) == SheetScan(0, 0, 0, {}, {}, frozenset(), {})


def test_hidden_rows_with_content_are_said():
    """By either spelling of truth."""
    cell = "<c><v>1</v></c>"
    rows = f'<row hidden="1">{cell}</row><row hidden="true">{cell}</row><row hidden="0">{cell}</row><row hidden="1"/><row>{cell}</row>'
    assert scan(rows).hidden == {1, 2}


def test_hidden_columns_are_said():
    """By their mark, or a width of zero; a row of no height is hidden too."""
    columns = '<cols><col min="1" max="2" hidden="1"/><col min="4" max="4" width="0"/><col min="5" max="999999" hidden="0" width="9"/><col min="x" max="9" hidden="1"/></cols>'
    data = f'<w>{columns}<sheetData><row ht="0"><c><v>1</v></c></row></sheetData></w>'.encode()
    found = scan_sheet("S", data, NO_STRINGS)
    assert (found.hidden_columns, found.hidden) == (0b1011, {1})


def test_shared_strings_count_as_often_as_they_are_used():
    """And are in the fonts of their runs, or of the cell, or in several."""
    strings = SharedStrings([5, 7, 2], {1: frozenset({"tcvn3"}), 2: frozenset({None, ""})})
    rows = '<row><c t="s" s="1"><v>0</v></c><c t="s"><v>1</v></c><c t="s" s="1"><v>2</v></c><c t="s"><v>2</v></c><c t="s" s="9"><v>0</v></c></row>'
    found = scan(rows, strings, ["", "vni"])
    assert found.text == 5 + 7 + 2 + 2 + 5 + 5
    assert found.fonts == {"vni": {1: 0b1}, "tcvn3": {1: 0b10}, "mixed": {1: 0b100}}
    assert scan(
        '<row><c s="1"><v>1</v></c><c s="x"><v>1</v></c><c s="1"/><c><v>1</v></c></row>', styles=["", "vni"]
    ).fonts == {"vni": {1: 1}}
    assert scan("<row><c><v>1</v></c></row>", styles=["vni"]).fonts == {"vni": {1: 1}}
    assert scan('<row><c s="1"><f>A</f></c></row>', styles=["", "vni"]).fonts == {}
    assert scan('<row><c s="1" t="str"><f>A</f><v>x</v></c></row>', styles=["", "vni"]).fonts == {
        "vni": {1: 1}
    }


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        ("</sheetData><sheetData>", "0"),
        ("<row><row/></row>", "1"),
        ('<row r="2"/><row r="2"/>', "2"),
        ('<row r="2"/><row r="1"/>', "2"),
        ('<row r="0"/>', "0"),
        ('<row r="x"/>', "0"),
        ('<row r="12345678"/>', "0"),
        ("<c><v>1</v></c>", "0"),
        ("<row><c><c/></c></row>", "1"),
        ('<row><c r="A2"/></row>', "1"),
        ('<row><c r="a1"/></row>', "1"),
        ('<row><c r="AAAA1"/></row>', "1"),
        ('<row><c r="B1"/><c r="A1"/></row>', "1"),
        ('<row><c r="B1"/><c r="B1"/></row>', "1"),
        ("<row><c><v>1</v><v>2</v></c></row>", "1"),
        ("<row><c><v>1</v><is/></c></row>", "1"),
        ('<row><c t="s"><v>0</v></c></row>', "1"),
        ('<row><c t="s"><v>-1</v></c></row>', "1"),
        ("<row><c><v>x</v></c></row>", "1"),
        ('<row><c t="n"><v>nan</v></c></row>', "1"),
        ("<row><c><v><![CDATA[1]]></v></c></row>", "1"),
    ],
)
def test_a_sheet_that_could_be_read_in_two_ways_is_damage(rows, row):
    """With its sheet and the row at hand."""
    assert told(scan, rows) == ("damaged", {"sheet": "S", "row": row})


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="9999999"/>',
        '<row><c r="XFD1"/></row>',
        "<row><c><v> 1 </v></c></row>",
        "<row><c><v/></c></row>",
        '<row><c t="str"><v>x</v></c></row>',
        "<row><c><is><t><![CDATA[x]]></t></is></c></row>",
        '<row><c t="n"><v> </v></c></row>',
        '<row><c t="b"><v>x</v></c></row>',
    ],
)
def test_what_looks_odd_but_has_one_reading_is_read(rows):
    """Far cells without content, blanks around numbers, empty values."""
    assert scan(rows).rows in {0, 1}


def test_rows_and_columns_have_an_end(monkeypatch):
    """Rows of data and twenty for the header; 256 columns."""
    monkeypatch.setattr(xlsx_sheet, "MAX_ROWS", 1)
    assert scan('<row r="21"><c><v>1</v></c></row>').rows == 21
    assert told(scan, '<row r="22"><c><v>1</v></c></row>') == ("too-many-rows", {"sheet": "S", "limit": "1"})
    assert told(scan, '<row><c r="IW1"><v>1</v></c></row>') == (
        "too-many-columns",
        {"sheet": "S", "limit": "256"},
    )


def test_cells_and_letters_of_all_sheets_have_an_end(monkeypatch):
    """Counted as rectangles; exactly as many are read."""
    monkeypatch.setattr(sheet_scan, "MAX_CELLS", 10)
    monkeypatch.setattr(sheet_scan, "MAX_CHARACTERS", 10)
    one = SheetScan(2, 3, 5, {}, {}, frozenset(), {})
    assert sheet_scan.refuse_oversized([one, one._replace(rows=4, columns=1)]) is None
    assert told(sheet_scan.refuse_oversized, [one, one._replace(rows=5, columns=1)]) == (
        "too-many-cells",
        {"count": "11", "limit": "10"},
    )
    assert told(sheet_scan.refuse_oversized, [one._replace(rows=1), one._replace(rows=1, text=6)]) == (
        "bomb",
        {"count": "11", "limit": "10"},
    )


def test_formulas_and_errors_are_put_back():
    """Also where the reader saw nothing of them."""
    scan_ = SheetScan(3, 4, 0, {1: 0b10, 3: 0b1000}, {1: 0b1}, frozenset(), {})
    assert list(calamine_cells.with_marks([["#N/A", 5.0, "x"]], scan_)) == [
        (1, [ErrorCell("#N/A"), FormulaCell(5.0), "x"]),
        (2, []),
        (3, ["", "", "", FormulaCell("")]),
    ]
    both = SheetScan(1, 1, 0, {1: 1}, {1: 1}, frozenset(), {})
    assert list(calamine_cells.with_marks([["x"]], both)) == [(1, [FormulaCell(ErrorCell("x"))])]


def test_a_workbook_becomes_grids():
    """Each sheet by its name, hidden or not, with its dates counted from where the book says."""
    sheet = '<worksheet><sheetData><row hidden="1"><c s="1"><v>45199</v></c><c t="e"><v>#SPILL!</v></c></row></sheetData></worksheet>'
    styles = '<styleSheet><fonts><font><name val=".VnTime"/></font></fonts><cellXfs><xf/><xf numFmtId="14" fontId="0"/></cellXfs></styleSheet>'
    for properties, day in (("", "2023-09-30"), ('<workbookPr date1904="1"/>', "2027-10-01")):
        (found,) = xlsx.read_xlsx(zipped(parts_of(sheet, styles=styles, properties=properties)))
        ((number, cells),) = found.rows
        assert (found.sheet, found.hidden, found.hidden_rows, found.fonts) == (
            "S0",
            False,
            {1},
            {"tcvn3": {1: 1}},
        )
        assert (number, cells[0].isoformat()[:10], cells[1]) == (1, day, ErrorCell("#SPILL!"))


# -- the package -----------------------------------------------------------------------------------

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relation(key, kind, target, more=""):
    """One relation."""
    return f'<Relationship Id="{key}" Type="{KIND}/{kind}" Target="{target}"{more}/>'


def book(relations, sheets, properties="", root=None, **more):
    """The parts of a package."""
    home = relation("w", "officeDocument", "xl/workbook.xml") if root is None else root
    parts = {
        "_rels/.rels": f"<R>{home}</R>",
        "xl/_rels/workbook.xml.rels": f"<R>{relations}</R>",
        "xl/workbook.xml": f'<workbook xmlns:r="{KIND}">{properties}<sheets>{sheets}</sheets></workbook>',
    }
    return {name: part.encode() for name, part in (parts | more).items() if part}


def test_the_parts_of_a_workbook_are_found_by_relation():
    """In the order of the book; charts are no sheets; names are safe to print."""
    relations = (
        relation("a", "worksheet", "s/a.xml")
        + relation("b", "worksheet", "/odd/b.xml")
        + relation("c", "chartsheet", "c.xml")
        + relation("s", "sharedStrings", "../t.xml")
        + relation("t", "styles", "./x/../t2.xml")
        + relation("e", "worksheet", "e.xml", ' TargetMode="External"')
    )
    sheets = '<sheet name="B&#x202e;" r:id="b" state="hidden"/><sheet name="C" r:id="c"/><sheet name="A" r:id="a" state="visible"/><sheet r:id="e"/><sheet/>'
    found = find_workbook_parts(
        book(relations, sheets, **{"xl/s/a.xml": "1", "odd/b.xml": "2", "t.xml": "3", "xl/t2.xml": "4"})
    )
    assert found == WorkbookParts(
        [("B\\u202e", b"2"), ("A", b"1")], [True, False], b"3", b"4", from_1904=False
    )
    assert find_workbook_parts(book("", "")) == WorkbookParts([], [], b"", b"", from_1904=False)
    climbing = relation("s", "sharedStrings", "../../../t.xml") + '<Relationship Id="x" Type="y"/>'
    assert find_workbook_parts(book(climbing, "", **{"t.xml": "3"})).strings == b"3"


@pytest.mark.parametrize(("said", "true"), [("1", True), ("true", True), ("0", False), ("TRUE", False)])
def test_days_may_count_from_1904(said, true):
    """If the book says so."""
    assert find_workbook_parts(book("", "", f'<workbookPr date1904="{said}"/>')).from_1904 is true


def test_a_package_that_is_no_workbook_is_told():
    """Without relations, without a book, with another root: the wrong type; macros by relation."""
    assert told(find_workbook_parts, {}) == ("wrong-type", {})
    assert told(find_workbook_parts, book("", "", root=relation("w", "other", "xl/workbook.xml"))) == (
        "wrong-type",
        {},
    )
    assert told(find_workbook_parts, book("", "", root=relation("w", "officeDocument", "xl/none.xml"))) == (
        "wrong-type",
        {},
    )
    assert told(find_workbook_parts, book("", "", **{"xl/_rels/workbook.xml.rels": ""})) == ("wrong-type", {})
    assert told(
        find_workbook_parts, book("", "", **{"xl/workbook.xml": "<document><workbook/></document>"})
    ) == ("wrong-type", {})
    for kind in ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"):
        assert told(find_workbook_parts, book(relation("m", kind, "m.bin"), "")) == ("macro", {})


def test_a_sheet_that_is_not_there_is_damage():
    """By its name; so is a part that serves two, or one that is not XML by its name."""
    sheet = '<sheet name="A" r:id="a"/>'
    for target in ("none.xml", "a.bin"):
        parts = book(relation("a", "worksheet", target), sheet, **{"xl/a.bin": "1"})
        assert told(find_workbook_parts, parts) == ("damaged", {"sheet": "A"})
    twice = book(relation("a", "worksheet", "a.xml"), sheet * 2, **{"xl/a.xml": "1"})
    assert told(find_workbook_parts, twice) == ("damaged", {"sheet": "A"})


def test_sheets_have_an_end(monkeypatch):
    """Two hundred names."""
    monkeypatch.setattr(xlsx_package, "MAX_PARTS", 2)
    assert find_workbook_parts(book("", "<sheet/>" * 2)).sheets == []
    assert told(find_workbook_parts, book("", "<sheet/>" * 3)) == ("damaged", {"part": "xl/workbook.xml"})


# -- the guard -------------------------------------------------------------------------------------


def test_parts_are_unpacked_by_names_as_excel_compares_them():
    """No case, one kind of slash, none in front."""
    assert zip_guard.unpack(zipped({"A\\B.xml": "1", "/c.XML": "2"})) == {"a/b.xml": b"1", "c.xml": b"2"}
    assert zip_guard.part_key("//X\\y") == "x/y"


def test_limits_of_the_guard_are_those_that_are_written(monkeypatch):
    """Bytes, parts, ratio, tags: exactly as much passes."""
    assert (
        zip_guard.MAX_UNPACKED,
        zip_guard.MAX_PARTS,
        zip_guard.MAX_RATIO,
        zip_guard.RATIO_FROM,
        zip_guard.MAX_TAGS,
    ) == (67_108_864, 2_000, 150, 1_048_576, 3_000_000)
    monkeypatch.setattr(zip_guard, "MAX_TAGS", 3)
    assert zip_guard.unpack(zipped({"a.xml": "<<", "b.rels": "<", "c.bin": "<<<"}))
    assert told(zip_guard.unpack, zipped({"a.xml": "<<", "b.vml": "<<"})) == (
        "too-many-cells",
        {"count": "4", "limit": "3"},
    )
    monkeypatch.setattr(zip_guard, "MAX_UNPACKED", 10)
    assert zip_guard.unpack(zipped({"a": "12345", "b": "67890"}))
    assert told(zip_guard.unpack, zipped({"a": "12345", "b": "678901"})) == (
        "bomb",
        {"part": "b", "limit": "5"},
    )
    monkeypatch.setattr(zip_guard, "MAX_PARTS", 2)
    assert zip_guard.unpack(zipped({"a": "", "b": ""}))
    assert told(zip_guard.unpack, zipped(dict.fromkeys("abc", ""))) == ("too-many-parts", {"limit": "2"})
    monkeypatch.setattr(zip_guard, "MAX_UNPACKED", 7)
    for count, code in ((2, "bomb"), (3, "too-many-parts")):  # the directory has two more
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a", "PK\x01\x02" * count)
            archive.writestr("b", "")
        assert told(zip_guard.unpack, buffer.getvalue())[0] == code
    assert told(zip_guard.unpack, zipped({f"{n}": "" for n in range(21)})) == (
        "too-many-parts",
        {"limit": "2"},
    )


def test_a_ratio_is_watched_past_a_size(monkeypatch):
    """As much as fair passes; the whole file's size bounds what a part can say of its own."""
    monkeypatch.setattr(zip_guard, "RATIO_FROM", 100)
    monkeypatch.setattr(zip_guard, "MAX_RATIO", 5)
    assert zip_guard.unpack(zipped({"a": "x" * 100}))
    code, values = told(zip_guard.unpack, zipped({"a": "x" * 101}))
    assert (code, values["part"], values["limit"]) == ("bomb", "a", "100")
    data = zipped({"a": "xy" * 200})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("a").compress_size
    monkeypatch.setattr(zip_guard, "MAX_RATIO", -(-400 // size))
    assert zip_guard.unpack(data)
    monkeypatch.setattr(zip_guard, "MAX_RATIO", 400 // size - 1)
    assert told(zip_guard.unpack, data)[0] == "bomb"


def test_what_is_no_zip_is_told_by_its_kind():
    """Another program's container, one with a password, anything else."""
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    assert told(zip_guard.unpack, b"x") == ("wrong-type", {})
    assert told(zip_guard.unpack, ole + b"x") == ("other-excel", {})
    assert told(zip_guard.unpack, ole + "EncryptedPackage".encode("utf-16-le")) == ("encrypted", {})
    assert told(zip_guard.unpack, b"PK\x03\x04") == ("damaged", {})


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/vbaProject.bin", {"part": "xl/vbaproject.bin"}),
        ("xl/macrosheets/a.xml", {"part": "xl/macrosheets/a.xml"}),
    ],
)
def test_macros_are_told_by_the_names_of_parts(name, part):
    """In any case."""
    assert told(zip_guard.unpack, zipped({name: "<a/>"})) == ("macro", part)


def types(inside):
    """The part that declares the types of parts."""
    return {"[Content_Types].xml": f"<Types>{inside}</Types>"}


def default(ending, kind):
    """A declared type of an ending."""
    return f'<Default Extension="{ending}" ContentType="{kind}"/>'


def override(part, kind):
    """A declared type of one part."""
    return f'<Override PartName="{part}" ContentType="{kind}"/>'


VBA = "application/vnd.ms-office.vbaProject"
BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        (types(override("/xl/a.bin", VBA)) | {"xl/a.bin": b""}, {"part": "xl/a.bin"}),
        (types(default("BIN", VBA)) | {"xl/a.bin": b""}, {"part": "xl/a.bin"}),
        (types(override("/xl/w.xml", "application/vnd.ms-excel.sheet.MacroEnabled.main+xml")), {}),
        (types(override("/xl/w.xml", "application/vnd.ms-excel.macrosheet+xml")), {}),
    ],
)
def test_macros_are_told_by_the_types_of_parts(parts, part):
    """A part may be called anything; a workbook that calls itself one with macros is none without."""
    assert told(zip_guard.unpack, zipped(parts)) == ("macro", part)


@pytest.mark.parametrize(
    "parts",
    [
        types(default("bin", BINARY)),  # as SheetJS writes into each file
        types(default("bin", VBA)),
        types(default("bin", BINARY)) | {"xl/printerSettings1.bin": b"x"},
        types(default("bin", VBA) + override("/xl/p.bin", "application/x-printer")) | {"xl/p.bin": b"x"},
        types('<a macroEnabled="vbaProject"/>'),
    ],
)
def test_a_type_of_macros_that_no_part_has_says_nothing(parts):
    """A default for an ending is no macro."""
    assert zip_guard.unpack(zipped(parts))


@pytest.mark.parametrize("mark", ["<!DOCTYPE a>", "<!ENTITY a>"])
def test_declarations_are_refused_in_every_part_of_xml(mark):
    """In two bytes a letter too; in other parts they are letters."""
    for name, encoding in (("a.xml", "utf-8"), ("b.RELS", "utf-16"), ("c.vml", "utf-16-be")):
        assert told(zip_guard.unpack, zipped({name: mark.encode(encoding)})) == (
            "dtd",
            {"part": name.casefold()},
        )
    assert zip_guard.unpack(zipped({"a.bin": mark}))


# -- delimited text --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "byte"),
    [
        (b"ab\xff", "code-page", "2"),
        (b"a\0b", "encoding", "1"),
        (b"a\0\xff", "encoding", "2"),
        (b"\xff\xfea\0b", "encoding", "4"),
        (b"\xef\xbb\xbfa\0", "encoding", "4"),
        (b"\xef\xbb\xbfa\xff", "code-page", "4"),
    ],
)
def test_text_that_is_none_is_told_with_its_place(data, code, byte):
    """The byte of the file at which it broke, counted from 0, the mark with it; a code page by name."""
    assert told(delimited_text.decode, data) == (code, {"byte": byte})


def test_text_is_read_by_its_mark():
    """UTF-8 with and without, UTF-16 of either order; blanks are nothing."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert delimited_text.decode("ữ,a".encode(encoding)) == "ữ,a"
    assert delimited_text.decode(b"\xfe\xff" + "ữ".encode("utf-16-be")) == "ữ"
    assert told(delimited_text.decode, b" \r\n") == ("empty", {})
    assert delimited_text.decode_western(b"\xb5\x81a") == "µ\ufffda"


def test_rows_of_text_are_numbered_as_a_spreadsheet_would():
    """Empty ones count; a quoted line break does not; formulas are seen."""
    rows = list(delimited_text.csv_rows('a,b\n\n,\n"x\ny",=1\n', ","))
    assert rows == [(1, ["a", "b"]), (4, ["x\ny", "=1"])]
    assert list(delimited_text.typed_rows(iter(rows)))[1] == (4, ["x\ny", FormulaCell("=1")])


def test_rows_and_columns_of_text_have_an_end(monkeypatch):
    """Filled rows and twenty more, rows at all, columns: one more is told."""
    monkeypatch.setattr(delimited_text, "MAX_ROWS", 1)
    monkeypatch.setattr(delimited_text, "_SHEET_ROWS", 30)
    assert len(list(delimited_text.csv_rows("a\n" * 21, ","))) == 21
    assert told(lambda: list(delimited_text.csv_rows("a\n" * 22, ","))) == ("too-many-rows", {"limit": "1"})
    assert list(delimited_text.csv_rows("\n" * 30, ",")) == []
    assert told(lambda: list(delimited_text.csv_rows("\n" * 31, ",")))[0] == "too-many-rows"
    assert len(next(iter(delimited_text.csv_rows("," * 254 + "x,", ",")))[1]) == 256
    assert told(lambda: list(delimited_text.csv_rows("\n" + "," * 256, ","))) == (
        "too-many-columns",
        {"row": "2", "limit": "256"},
    )
    assert told(lambda: list(delimited_text.csv_rows('a\n"b', ","))) == ("damaged", {"row": "2"})


def test_a_delimiter_is_right_that_makes_a_header_appear():
    """The first of comma, semicolon, tab; else what is wrong, or what is missing."""

    def has(grid_):
        return find_header(grid_) is not None

    missing = Unreadable("no-header")
    for delimiter in ",;\t":
        found = delimited_text.delimited_grid(
            f"code{delimiter}name\n1{delimiter}a;b,c\n".replace("a;b,c", "a"), has, missing
        )
        assert (found.sheet, found.ragged, list(found.rows)) == (
            "",
            True,
            [(1, ["code", "name"]), (2, ["1", "a"])],
        )
    with pytest.raises(Unreadable) as refusal:
        delimited_text.delimited_grid("a,b\n", has, missing)
    assert refusal.value is missing
    assert told(delimited_text.delimited_grid, 'x\n"a\n', has, missing) == ("damaged", {"row": "2"})
    assert told(delimited_text.delimited_grid, "code;name;code\n", has, missing)[0] == "doubled-column"
    assert told(delimited_text.delimited_grid, 'a;"b"\n,"x"y\n', has, missing)[0] == "no-header"


# -- lists -----------------------------------------------------------------------------------------


def test_a_header_is_the_first_row_that_names_a_code_and_a_name():
    """Within twenty rows; in any case and without marks; long texts and numbers are no titles."""
    found = find_header(grid(("DANH SÁCH",), ("Tên", 5, "MA SO", FormulaCell("Lĩnh vực"), "x" * 257)))
    assert found == Header({"name": 0, "code": 2, "field": 3}, ["Tên", "", "MA SO", "Lĩnh vực", ""])
    assert find_header(grid(*[()] * 19, ("code", "name"))) is not None
    assert find_header(grid(*[()] * 20, ("code", "name"))) is None
    assert find_header(grid(("code", "x"), ("name", "x"))) is None
    assert told(find_header, grid((), ("code", "name", "Mã số"))) == (
        "doubled-column",
        {"sheet": "S", "row": "2", "column": "Mã số"},
    )
    assert [found.title(number) for number in (0, 1, 5)] == ["Tên", "B", "F"]
    assert portal_columns.REQUIRED == ("code", "name")


HEADER = Header({"code": 0, "name": 1, "agency": 2}, ["Mã", "Tên", "Nơi"])


def test_a_row_of_a_list_is_read():
    """A missing column is empty; a wrong cell is a problem and empty."""
    row = portal_row.SheetRow("S", HEADER, 7, ["1.000001", " A  B ", "x\ny\nx"])
    found, problems = portal_row.read_row(row)
    assert (found, problems) == (portal_row.PortalRow("S", 7, "1.000001", "A B", "", ("x", "y"), ""), [])
    found, problems = portal_row.read_row(portal_row.SheetRow("S", HEADER, 7, [1.5, "", 3]))
    assert found == portal_row.PortalRow("S", 7, "", "", "", (), "")
    assert problems == [
        CellProblem("number-for-code", "S", 7, "Mã", "1.5", ""),
        CellProblem("missing-name", "S", 7, "Tên", "", ""),
        CellProblem("not-text", "S", 7, "Nơi", "3", "number"),
    ]
    whole = Header({"code": 0, "name": 1, "issuer": 2, "field": 3}, ["Mã", "Tên", "Bởi", "Về"])
    found, problems = portal_row.read_row(portal_row.SheetRow("S", whole, 7, ["1.000001", "A", " B ", "C"]))
    assert (found, problems) == (portal_row.PortalRow("S", 7, "1.000001", "A", "B", (), "C"), [])
    found, problems = portal_row.read_row(
        portal_row.SheetRow("S", whole, 7, ["1.000001", "A", True, FormulaCell("x")])
    )
    assert (found.issuer, found.field) == ("", "")
    assert [(one.code, one.column, one.value) for one in problems] == [
        ("not-text", "Bởi", "TRUE"),
        ("formula", "Về", "x"),
    ]
    assert portal_row.read_row(portal_row.SheetRow("S", HEADER, 7, ["1.000001"]))[1] == [
        CellProblem("missing-name", "S", 7, "Tên", "", "")
    ]
    assert row.problem(9, Fault("x", "y")) == CellProblem("x", "S", 7, "J", "", "y")


def test_cells_past_the_header_are_told_once():
    """The first that is not blank."""
    row = portal_row.SheetRow("S", HEADER, 7, ["", "", "", " ", "x", "y"])
    assert portal_row.extra_cells(row) == [CellProblem("extra-cell", "S", 7, "E", "x", "")]
    assert portal_row.extra_cells(row._replace(cells=["a", "b", "c", " "])) == []


# -- owners ----------------------------------------------------------------------------------------


def rules(tmp_path, text):
    """The rules of a map."""
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    return owner_rules.read_map(path)


def test_a_map_is_read_in_its_order(tmp_path):
    """A header and blank rows are left out; long codes are short; any delimiter."""
    expected = (("Sở Tư pháp", "stp"), ("1.000001", "x"))
    for head in ("co-quan,don-vi\n", "Agency,UNIT\n", "CƠ QUAN,Đơn vị\n", ""):
        assert rules(tmp_path, head + " Sở  Tư pháp ,stp\n , \n1.000001.000.00.00.H28,x\n") == expected
    assert rules(tmp_path, "Sở Tư pháp;stp\n1.000001;x\n") == expected
    assert rules(tmp_path, '"Sở A, B"\tstp\n') == (("Sở A, B", "stp"),)
    assert rules(tmp_path, "agency,x\n") == (("agency", "x"),)
    assert rules(tmp_path, "x,unit\n") == (("x", "unit"),)
    assert rules(tmp_path, "a,b\nagency,unit\n") == (("a", "b"), ("agency", "unit"))


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("a,b\nx,y,z\n", "map-columns", {"row": "2", "count": "3"}),
        ("a\n", "map-columns", {"row": "1", "count": "1"}),
        ("x" * 2001 + ",b\n", "too-long", {"row": "1", "limit": "2000"}),
        ("a\u202e,b\n", "bad-character", {"row": "1", "value": "a\\u202e"}),
        ("\u0301,b\n", "map-pattern", {"row": "1"}),
        ("a,\n", "map-unit", {"row": "1", "value": ""}),
        ("a,b c\n", "map-unit", {"row": "1", "value": "b c"}),
        ('a,"b;c"\n', "map-unit", {"row": "1", "value": "b;c"}),
        ("Sở,b\nSO,c\n", "map-doubled", {"row": "2", "value": "SO", "first": "1"}),
        ("agency,unit\n", "empty", {"file": "m.csv"}),
        ('"a\n', "damaged", {"row": "1"}),
    ],
)
def test_a_map_that_is_wrong_is_told_with_its_row(tmp_path, text, code, values):
    """And with what stood there."""
    assert told(rules, tmp_path, text) == (code, values)
    assert rules(tmp_path, "x" * 2000 + ",b\n")


@pytest.mark.parametrize(
    ("pattern", "unit"),
    [
        ("so tu phap", "u"),
        ("TƯ PHÁP", "u"),
        ("sở*", "u"),
        ("*phap", "u"),
        ("phap*", None),
        ("1.000001", "u"),
        ("1.000002", None),
        ("x", None),
        ("ubnd", "u"),
        ("*", "u"),
    ],
)
def test_a_rule_fits_by_code_name_or_pattern(pattern, unit):
    """By the whole code, by a part of an agency's name, or by a pattern."""
    one = portal_row.PortalRow("", 1, "1.000001", "A", "", ("Sở Tư pháp", "UBND"), "")
    assert owner_rules.owner_of(one, [("không", "k"), (pattern, "u")]) == unit
    assert owner_rules.owner_of(one, [(pattern, "u")]) == unit
    assert owner_rules.owner_of(one._replace(agencies=()), [("*", "u")]) is None


# -- old fonts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("thủ", True),
        ("TỤC", True),
        ("nghiệp", True),
        ("các", True),
        ("cạc", True),
        ("càc", False),
        ("cac", False),
        ("kính", True),
        ("thñ", False),
        ("ươn", True),
        ("quyền", True),
        ("khuỷu", True),
        ("gì", True),
        ("x", False),
        ("a\u0301\u0300", False),
        ("ngoẹo", True),
    ],
)
def test_a_syllable_is_written_by_rule(word, is_one):
    """Beginning, vowels, end, one tone; before c, ch, p, t only two of them."""
    assert is_syllable(word) is is_one


def test_words_are_those_that_are_not_plain():
    """Without signs around them; a single letter is none."""
    assert non_ascii_words("plain text") == []
    assert non_ascii_words("Sở Tư-pháp (hộ), é M·") == ["Sở", "Tư", "pháp", "hộ", "M·"]


def test_an_old_font_is_recognised_by_a_wide_margin():
    """Three words at least that only it explains, and ten for each that it does not."""
    assert recognised_encoding(["Thñ tôc hµnh"]) == "tcvn3"
    assert recognised_encoding(["Thuû tuïc haønh"]) == "vni"
    assert recognised_encoding(["Thñ hµnh"]) == ""
    assert recognised_encoding(["Thñ hµnh chÝnh " * 4, "Müller"]) == "tcvn3"
    assert recognised_encoding(["Thñ hµnh chÝnh " * 3, "Müller"]) == ""
    assert recognised_encoding(["Thñ hµnh chÝnh " * 3 + "Thñ Müller"]) == ""
    assert recognised_encoding([]) == ""


def test_a_text_is_sure_or_could_be_either():
    """Odd words must all be explained; wholly: there are no others."""
    assert is_explained_by("Thñ tôc", "tcvn3") is True
    assert is_explained_by("Thñ Müller", "tcvn3") is False
    assert is_explained_by("tên", "tcvn3") is False
    assert is_explained_by("Thñ sè", "tcvn3") is True
    assert is_explained_by("Thñ sè", "tcvn3", wholly=True) is False
    assert is_explained_by("Thñ hµnh", "tcvn3", wholly=True) is True


FONTS = {"tcvn3": {2: 0b10}}


def test_old_text_is_shown_before_anything_is_done():
    """Three samples at most, by sheet and cell; the error carries the first."""
    rows = [("x", "Thñ"), ("a", "Thñ tôc"), ("b", "hµnh"), ("c", "chÝnh"), ("d", "phÐp")]
    fonts = {"tcvn3": {2: 0b11, 3: 0b10, 4: 0b10, 5: 0b110}}
    with pytest.raises(LegacyTextFound) as refusal:
        convert_legacy_text([grid(*rows, fonts=fonts)], "")
    assert refusal.value.encoding == "tcvn3"
    assert refusal.value.samples == (
        ConversionSample("S", "B2", "Thñ tôc", "Thủ tục"),
        ConversionSample("S", "B3", "hµnh", "hành"),
        ConversionSample("S", "B4", "chÝnh", "chính"),
    )
    assert str(refusal.value) == "old-text encoding=tcvn3 cell=B2 text=Thủ tục"
    found = convert_legacy_text([grid(*rows, fonts=fonts)], "tcvn3")
    assert found.converted == 4
    assert [cells[1] for _, cells in found.grids[0].rows] == ["Thñ", "Thủ tục", "hành", "chính", "phép"]


def test_text_as_it_stands_is_not_touched():
    """Nor is it looked at."""
    one = grid(("x", "Thñ tôc hµnh chÝnh"))
    assert convert_legacy_text([one], "unicode") == legacy_text.ConvertedGrids([one], 0)


def test_the_font_that_most_cells_are_in_is_asked_about():
    """Capitals count with their kind; cells in another old font are converted by it."""
    fonts = {"vni": {1: 1}, "tcvn3": {1: 0b10}, "tcvn3-capitals": {1: 0b100}}
    rows = [("haønh", "hµnh", "hµnh", "haønh")]
    with pytest.raises(LegacyTextFound) as refusal:
        convert_legacy_text([grid(*rows, fonts=fonts)], "")
    assert refusal.value.encoding == "tcvn3"
    found = convert_legacy_text([grid(*rows, fonts=fonts)], "tcvn3")
    assert (found.converted, next(found.grids[0].rows)[1]) == (3, ["hành", "hành", "HÀNH", "haønh"])


def test_without_fonts_the_text_tells():
    """In a file of old text only, every cell; beside Unicode, those that are sure."""
    rows = [("Thñ tôc", "sè", 5), ("hµnh chÝnh", "ABC", None)]
    with pytest.raises(LegacyTextFound):
        convert_legacy_text([grid(*rows)], "")
    found = convert_legacy_text([grid(*rows)], "tcvn3")
    assert (found.converted, [cells for _, cells in found.grids[0].rows]) == (
        3,
        [["Thủ tục", "số", 5], ["hành chính", "ABC", None]],
    )
    mixed = convert_legacy_text([grid(*rows, ("thủ",))], "tcvn3")
    assert [cells[1:] for _, cells in mixed.grids[0].rows] == [["sè", 5], ["ABC", None], []]
    vni = convert_legacy_text([grid(("Thuû tuïc", "hà", "thủ"))], "vni")
    assert next(vni.grids[0].rows)[1] == ["Thủ tục", "hà", "thủ"]
    assert legacy_text.conversion_rule(["Thñ tôc hµnh", "thủ"], "") == ConversionRule(
        "tcvn3", unicode_too=True
    )
    assert legacy_text.conversion_rule(["Thñ tôc hµnh"], "") == ConversionRule("tcvn3", unicode_too=False)
    assert legacy_text.conversion_rule(["thủ tục"], "") == ConversionRule("", unicode_too=False)
    assert convert_legacy_text([grid(("thủ tục", "x"))], "").converted == 0


def test_a_cell_in_several_fonts_needs_every_word_to_be_old():
    """And somebody, or the other cells, to say of which font."""
    fonts = {"mixed": {1: 0b111}, "tcvn3": {2: 1}}
    rows = [("Thñ hµnh", "Thñ sè", "abc"), ("phÐp",)]
    found = convert_legacy_text([grid(*rows, fonts=fonts)], "tcvn3")
    assert [cells for _, cells in found.grids[0].rows] == [["Thủ hành", "Thñ sè", "abc"], ["phép"]]
    with pytest.raises(LegacyTextFound) as refusal:
        convert_legacy_text([grid(*rows, fonts=fonts)], "")
    assert [one.cell for one in refusal.value.samples] == ["A1", "A2"]


def test_marks_past_the_row_are_no_cells():
    """A style may be painted further than there are values."""
    assert convert_legacy_text([grid(("hµnh",), fonts={"tcvn3": {1: 0b101}})], "tcvn3").converted == 1


def test_a_grid_reads_under_a_rule():
    """Cells that change, and those that stay."""
    found = legacy_text.converted_grid(grid(("hµnh", "x", 5)), ConversionRule("tcvn3", unicode_too=False))
    assert list(found.rows) == [(1, ["hành", "x", 5])]
