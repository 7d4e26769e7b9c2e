"""Hostile and damaged workbooks are refused before anything big is made of them."""

import hashlib
import struct
import warnings
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped,unused-ignore]

from procedures.intake.portal_list import PortalList, read_listing
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.safe_xml import walk
from procedures.spreadsheets.zip_guard import MAX_PARTS, MAX_UNPACKED, unpack

MEGA = 2**20
Parts = dict[str, bytes | str]
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
HEAD = '<row r="1"><c r="A1" t="str"><v>code</v></c><c r="B1" t="str"><v>name</v></c></row>'
GOOD = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c></row>'


def good() -> Parts:
    """Return the parts of a small list with one row, as Excel would have them."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["code", "name"])
    sheet.write_row(1, 0, ["1.001234", "Cấp thẻ"])
    book.close()
    with zipfile.ZipFile(buffer) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """Return the parts as a zip."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def altered(name: str, *changes: bytes) -> Parts:
    """Return good parts with text in one part replaced: old, new, old, new ..."""
    parts = good()
    part = parts[name]
    assert isinstance(part, bytes)
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in part
        part = part.replace(old, new)
    return {**parts, name: part}


def sheet(rows: str, after: str = "", before: str = "") -> str:
    """Return a sheet part with these rows."""
    return f"<worksheet>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def strings(*texts: str) -> str:
    """Return a table of shared strings."""
    return "<sst>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>"


def read(tmp_path: Path, data: bytes | Mapping[str, bytes | str]) -> PortalList:
    """Read these bytes, or these parts, as a workbook."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(data if isinstance(data, bytes) else packed(data))
    return read_listing(path)


def refusal(tmp_path: Path, data: bytes | Mapping[str, bytes | str]) -> str:
    """Return the code that these bytes, or these parts, are refused with."""
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, data)
    return caught.value.code


def test_the_small_list_is_good(tmp_path: Path) -> None:
    """The list that the tests below damage is read without a problem before they do."""
    for changed in ({}, {SHEET: sheet(HEAD + GOOD), STRINGS: strings("1.001234", "a")}):
        listing = read(tmp_path, {**good(), **changed})
        assert [row.code for row in listing.rows] == ["1.001234"]
        assert listing.problems == ()


@pytest.mark.parametrize(
    ("name", "part"),
    [
        (SHEET, b"<worksheet><sheetData>".ljust(20 * MEGA) + b"</sheetData></worksheet>"),
        ("xl/media/image1.png", bytes(2 * MEGA)),
        ("customXml/item1.xml", b"<a>" * (30 * MEGA)),
    ],
)
def test_a_part_that_packs_too_well_is_a_bomb(tmp_path: Path, name: str, part: bytes) -> None:
    """Past one megabyte no part may inflate to more than 150 times its size."""
    assert refusal(tmp_path, {**good(), name: part}) == "bomb"


def test_parts_are_counted_together() -> None:
    """Parts that are each allowed are a bomb when they exceed the whole."""
    part = hashlib.shake_256().digest(100_000).ljust(10 * MEGA)
    parts = {f"media/{n}.bin": part for n in range(MAX_UNPACKED // len(part))}
    assert len(unpack(packed({**good(), **parts}))) == len(good()) + len(parts)
    with pytest.raises(Unreadable) as caught:
        unpack(packed({**good(), **parts, "one/more.bin": part}))
    assert caught.value.code == "bomb"


@pytest.mark.parametrize("size", [0, 10, 2**31])
def test_a_header_that_lies_about_the_size_is_not_believed(tmp_path: Path, size: int) -> None:
    """Whatever size the zip's directory states, the file is refused."""
    data = packed({**good(), SHEET: b"<a>" + b" " * (30 * MEGA)})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        true = struct.pack("<L", archive.getinfo(SHEET).file_size)
    assert data.count(true) == 2
    lying = data.replace(true, struct.pack("<L", size))
    assert refusal(tmp_path, lying) in ("bomb", "damaged")


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    """2,000 parts are taken; 2,001 are not, nor 50,000 before they are counted."""
    parts = good()
    parts |= dict.fromkeys(map("x/{}.bin".format, range(MAX_PARTS - len(parts))), b"")
    assert read(tmp_path, parts).rows
    assert refusal(tmp_path, {**parts, "one/more.bin": b""}) == "too-many-parts"
    many = {f"x/{n}": b"" for n in range(50_000)}
    assert refusal(tmp_path, many) == "too-many-parts"


@pytest.mark.parametrize("twin", [SHEET, SHEET.upper(), SHEET.replace("/", "\\"), "/" + SHEET])
def test_doubled_part_names_are_refused(tmp_path: Path, twin: str) -> None:
    """Two parts of one name, as Excel compares names, are two readings of one file."""
    buffer = BytesIO(packed(good()))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(twin, sheet(HEAD))
    assert refusal(tmp_path, buffer.getvalue()) == "doubled-part"


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("dtd", [LAUGHS, OUTSIDE, "<!DOCTYPE l>"])
@pytest.mark.parametrize("name", [SHEET, STRINGS, "xl/workbook.xml", "xl/x.vml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_dtd_is_refused_in_any_part(tmp_path: Path, dtd: str, name: str, encoding: str) -> None:
    """No XML part may declare anything, not even one that is not read."""
    part = f"{dtd}<sst><si><t>&a;</t></si></sst>".encode(encoding)
    assert refusal(tmp_path, {**good(), name: part}) == "dtd"


@pytest.mark.parametrize(
    "added",
    [
        {"xl/vbaProject.bin": b""},
        {"xl/VBAPROJECT.BIN": b""},
        {"xl/macrosheets/sheet1.xml": b"<a/>"},
        {
            "[Content_Types].xml": '<Types><Override PartName="/x" '
            'ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        },
    ],
)
def test_macros_are_refused(tmp_path: Path, added: Parts) -> None:
    """A macro shows by its part's name or by its declared type."""
    assert refusal(tmp_path, {**good(), **added}) == "macro"


def test_a_macro_under_another_name_is_refused(tmp_path: Path) -> None:
    """A macro shows by its relation too."""
    key = "xl/_rels/workbook.xml.rels"
    relation = b'<Relationship Id="m" Type="x/vbaProject" Target="m.bin"/>'
    parts = altered(key, b"</Rel", relation + b"</Rel")
    assert refusal(tmp_path, {**parts, "xl/m.bin": b""}) == "macro"


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged(tmp_path: Path, share: float) -> None:
    """A download that broke off is refused, wherever it did."""
    data = packed(good())
    assert refusal(tmp_path, data[: int(len(data) * share)]) == "damaged"


@pytest.mark.parametrize(
    "parts",
    [
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
        {"_rels/.rels": "<Relationships/>"},
        {"slides/document.xml": "<document/>", "[Content_Types].xml": "<Types/>"},
    ],
)
def test_another_kind_of_zip_is_the_wrong_type(tmp_path: Path, parts: Parts) -> None:
    """A zip that is no .xlsx is told apart from a damaged one."""
    assert refusal(tmp_path, parts) == "wrong-type"


def test_a_word_file_called_xlsx_is_the_wrong_type(tmp_path: Path) -> None:
    """The workbook must be one by its content."""
    assert refusal(tmp_path, {**good(), "xl/workbook.xml": "<document/>"}) == "wrong-type"


def test_a_workbook_with_a_password_is_told_apart(tmp_path: Path) -> None:
    """Excel's own encryption has its own code: the sender can remove it."""
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le")
    assert refusal(tmp_path, ole) == "encrypted"


def test_a_zip_with_a_password_is_told_apart(tmp_path: Path) -> None:
    """So has encryption by the zip."""
    data = bytearray(packed(good()))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(tmp_path, bytes(data)) == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression_is_refused(tmp_path: Path, method: int) -> None:
    """Methods that inflate without bound are not tried."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in good().items():
            archive.writestr(name, part)
    assert refusal(tmp_path, buffer.getvalue()) == "damaged"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too-many-rows"),
        ('<row r="100021"><c r="A100021"><v>1</v></c></row>', "too-many-rows"),
        ('<row r="9"><c r="XFD9"><f>A1</f></c></row>', "too-many-columns"),
        ('<row r="9"><c r="IW9"><v>1</v></c></row>', "too-many-columns"),
        ('<row r="100000"><c r="IV100000"><v>1</v></c></row>', "too-many-cells"),
    ],
)
def test_a_far_cell_is_refused(tmp_path: Path, rows: str, code: str) -> None:
    """One cell far away would make a table of everything before it."""
    assert refusal(tmp_path, {**good(), SHEET: sheet(HEAD + GOOD + rows)}) == code


def test_a_far_cell_without_content_is_nothing(tmp_path: Path) -> None:
    """A format painted to the last cell makes nothing, so it is no reason to refuse."""
    rows = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    dimension = '<dimension ref="A1:XFD1048576"/>'
    part = sheet(HEAD + GOOD + rows, before=dimension)
    parts = {SHEET: part, STRINGS: strings("1.001234", "Cấp thẻ")}
    assert len(read(tmp_path, {**good(), **parts}).rows) == 1


def test_one_string_used_often_is_a_bomb(tmp_path: Path) -> None:
    """A shared string counts as often as it is used: 30 kB here would be 600 MB."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    parts = {SHEET: sheet(HEAD + row * 2_000), STRINGS: strings("x" * 30_000)}
    assert len(unpack(packed({**good(), **parts}))) == len(good())
    assert refusal(tmp_path, {**good(), **parts}) == "bomb"


@pytest.mark.parametrize(
    "part",
    [
        "<worksheet>" + "<a>" * 70,
        f"<worksheet><a{'b' * 300_000}/></worksheet>",
        sheet(HEAD, f"<v>{'x' * 300_000}</v>"),
        sheet("".join(map("<a{}/>".format, range(3_000)))),
        sheet("<a " + " ".join(map("b{}=''".format, range(99))) + "/>"),
    ],
    ids=["deep", "long tag", "long text", "many names", "many attributes"],
)
def test_xml_made_to_cost_memory_is_refused(tmp_path: Path, part: str) -> None:
    """Depth, names, attributes and the size of a tag have limits that expat lacks."""
    assert refusal(tmp_path, {**good(), SHEET: part}) == "damaged"


def test_xml_of_too_many_tags_is_refused(tmp_path: Path) -> None:
    """Three million tags are counted, not walked; noise keeps them from being a bomb."""
    noise = hashlib.shake_256().hexdigest(200_000)
    part = sheet(HEAD, f"<!--{noise}-->" + "<a/>" * 3_000_000)
    assert refusal(tmp_path, {**good(), SHEET: part}) == "too-many-cells"


@pytest.mark.parametrize("value", ["<v></v>", "<v/>", "<v> </v>", '<v a="b"/>'])
def test_a_cell_that_refers_to_no_string_is_empty(tmp_path: Path, value: str) -> None:
    """Some programs write an empty cell as a reference without a number; the others of its row stay."""
    rows = GOOD + f'<row r="3"><c r="A3" t="s">{value}</c><c r="B3" t="s"><v>1</v></c></row>'
    parts = {SHEET: sheet(HEAD + rows), STRINGS: strings("1.001234", "Cấp thẻ")}
    found = read(tmp_path, {**good(), **parts})
    assert [row.code for row in found.rows] == ["1.001234"]
    assert [(one.code, one.row) for one in found.problems] == [("missing-code", 3)]


@pytest.mark.parametrize(
    "rows",
    [
        GOOD.replace(">0<", ">-1<"),
        GOOD.replace(">0<", "> 1<"),
        GOOD.replace(">0<", ">2<"),
        GOOD.replace(">0<", "><![CDATA[0]]><"),
        GOOD.replace("<v>0</v>", "<v>0</v><v>1</v>"),
        GOOD.replace('r="2"', 'r="3"'),
        GOOD.replace('"A2"', '"A3"'),
        GOOD.replace('"A2"', '"a2"'),
        GOOD.replace('"A2"', '"AAAAAAA2"'),
        GOOD.replace('"A2"', '"C2"'),
        GOOD.replace('"B2"', '"A2"'),
        GOOD + GOOD,
        '<row r="5"/>' + GOOD,
        '<row r="0"/>',
        f"<row>{GOOD}</row>",
        '<c r="A2"><v>1</v></c>',
        '<row r="2"><c r="A2"><c r="B2"><v>1</v></c></c></row>',
        GOOD + "</sheetData><sheetData>",
        GOOD + "<row>",
        GOOD + "\ufffe\x01",
        GOOD.replace('t="s"><v>0', 't="b"><v>7'),
        "&a;",
    ],
)
def test_a_sheet_that_two_readers_would_read_differently_is_damaged(tmp_path: Path, rows: str) -> None:
    """Wrong order, wrong indices and broken XML are not repaired by guessing."""
    part = sheet(HEAD + rows)
    parts = {SHEET: part, STRINGS: strings("1.001234", "Cấp thẻ")}
    assert refusal(tmp_path, {**good(), **parts}) == "damaged"


@pytest.mark.parametrize("literal", ["#N/A", "#SPILL!", "#GETTING_DATA"])
def test_an_error_is_told_even_if_calamine_does_not_know_it(tmp_path: Path, literal: str) -> None:
    """An error cell shows its literal, and in an unknown column it stops nothing."""
    error = f't="e"><v>{literal}</v></c>'
    row = f'<row r="2"><c r="A2" {error}<c r="B2" {error}<c r="C2" {error}</row>'
    listing = read(tmp_path, {**good(), SHEET: sheet(HEAD + row)})
    assert [(p.code, p.value, p.detail) for p in listing.problems] == [
        ("error-for-code", literal, ""),
        ("not-text", literal, "error"),
    ]


def test_rich_and_inline_text_reads(tmp_path: Path) -> None:
    """Runs are joined, phonetic hints left out, inline strings and prefixes taken."""
    row = (
        '<x:row><x:c t="inlineStr"><x:is><x:t>1.001234</x:t></x:is></x:c>'
        '<x:c t="s"><x:v>1</x:v></x:c></x:row>'
    )
    rich = (
        "<sst><si/><si><r><t>Cấp</t></r><r><t xml:space='preserve'> thẻ</t></r>"
        "<rPh sb='0' eb='1'><t>no</t></rPh></si></sst>"
    )
    part = sheet(HEAD + row).replace("<worksheet", '<worksheet xmlns:x="x"')
    (listed,) = read(tmp_path, {**good(), SHEET: part, STRINGS: rich}).rows
    assert (listed.row, listed.code, listed.name) == (2, "1.001234", "Cấp thẻ")


def test_names_and_places_of_parts_are_free(tmp_path: Path) -> None:
    """Parts are found by relation, as the standard has it, not by habit."""
    parts = altered(
        "xl/_rels/workbook.xml.rels",
        b"worksheets/sheet1.xml",
        b"/xl/ODD/list.xml",
        b"sharedStrings.xml",
        b"./x/../odd/s.xml",
    )
    parts["xl/odd/List.xml"] = parts.pop(SHEET)
    parts["xl/odd/s.xml"] = parts.pop(STRINGS)
    assert len(read(tmp_path, parts).rows) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"worksheets/sheet1.xml", b"worksheets/none.xml"),
        (b"worksheets/sheet1.xml", b"../../../list.xml"),
        (b"sharedStrings.xml", b"none.xml"),
    ],
)
def test_a_relation_to_nowhere_is_damage(tmp_path: Path, old: bytes, new: bytes) -> None:
    """A sheet or its strings that are not in the file are not taken as empty."""
    parts = altered("xl/_rels/workbook.xml.rels", old, new)
    assert refusal(tmp_path, parts) == "damaged"


@pytest.mark.parametrize("times", [1, 300])
def test_two_sheets_of_one_part_are_damage(tmp_path: Path, times: int) -> None:
    """A part that serves two sheets would be read twice, or a million times."""
    again = b'<sheet name="B" sheetId="2" r:id="rId1"/>' * times
    parts = altered("xl/workbook.xml", b"</sheets>", again + b"</sheets>")
    assert refusal(tmp_path, parts) == "damaged"


def test_a_string_within_a_string_is_damage(tmp_path: Path) -> None:
    """Two readers would count the strings differently."""
    nested = "<sst><si><si><t>a</t></si></si></sst>"
    assert refusal(tmp_path, {**good(), STRINGS: nested}) == "damaged"


def test_the_parser_refuses_a_dtd_by_itself() -> None:
    """Should the guard's search ever miss one, the walk stops at it."""
    with pytest.raises(Unreadable) as caught:
        walk("x", LAUGHS.encode() + b"<l>&b;</l>")
    assert caught.value.code == "dtd"


def test_a_workbook_without_styles_and_strings_reads(tmp_path: Path) -> None:
    """Strings may all be inline, and formats may be lacking."""
    inline = '<c t="str"><v>1.001234</v></c><c t="str"><v>Cấp</v></c>'
    parts = {**good(), SHEET: sheet(f"{HEAD}<row>{inline}</row>")}
    del parts[STRINGS], parts["xl/styles.xml"]
    assert len(read(tmp_path, parts).rows) == 1


def test_a_panic_of_the_reader_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A panic in Rust is no Exception; it stops here all the same."""

    class Panic(BaseException):
        """Like pyo3's PanicException."""

    def load(_: object) -> None:
        raise Panic

    monkeypatch.setattr("python_calamine.load_workbook", load)
    assert refusal(tmp_path, good()) == "damaged"


def test_the_users_interrupt_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C stops the reading and is not mistaken for a bad file."""

    def load(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("python_calamine.load_workbook", load)
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path, good())
