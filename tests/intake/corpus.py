"""Hostile, damaged and odd files by name: how each is made, and what must be said of it.

Everything is generated; no binary is kept. A file is refused as a whole (`Refused`), or has wrong cells
(`Wrong`), or is odd but legal and must give a plan (`Plan`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import struct
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from procedures.intake.form_definitions import forms

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MEGA = 2**20
FORMS = {form.name: form for form in forms()}
INVENTORY, COSTS, PROPOSALS = (
    [column.titles[0] for column in FORMS[name].columns] for name in ("inventory", "costs", "proposals")
)
SHEET = "xl/worksheets/sheet0.xml"
NEW = "2.000001"  # a code that the register does not hold yet
HELD = "1.000001"  # one that it holds

Rows = Sequence[Sequence[object]]
Parts = dict[str, bytes | str]


class Refused(NamedTuple):
    """The whole file is refused, in the words of this code, and these words name the place."""

    code: str
    places: tuple[str, ...] = ()


class Wrong(NamedTuple):
    """These cells are wrong: code, row, key of the column (by its form)."""

    cells: tuple[tuple[str, int, str], ...]


class Plan(NamedTuple):
    """The plan: act -> number of items; the texts of `says` must be printed too."""

    acts: Mapping[str, int]
    says: tuple[str, ...] = ()


class Case(NamedTuple):
    """One file: its ending, what makes its bytes, what must be found."""

    suffix: str
    made: Callable[[], bytes]
    outcome: Refused | Wrong | Plan


def wrong(*cells: tuple[str, int, str]) -> Wrong:
    """Wrong cells: (code, row, key) each."""
    return Wrong(cells)


# -- what the files are made of ------------------------------------------------------------------


def inventory(**values: object) -> list[object]:
    """A row of the list, good unless said otherwise."""
    return _row("inventory", {"code": NEW, "name": "Cấp thẻ"} | values)


def cost(**values: object) -> list[object]:
    """A row of a cost table that is whole by itself."""
    good = {
        "code": HELD,
        "task_kind": "Nộp hồ sơ",
        "task": "Nộp",
        "hours": "2",
        "times": "1",
        "subjects": "100",
        "income_year": "2022",
        "source": "Hồ sơ 2022",
        "date": "10/07/2023",
    }
    return _row("costs", good | values)


def proposal(**values: object) -> list[object]:
    """A row of a proposal that is whole by itself."""
    good = {
        "code": HELD,
        "plan": "Bãi bỏ",
        "action": "Bãi bỏ thủ tục",
        "content": "Bỏ",
        "reason": "Thừa",
        "submission": "41/TTr",
        "submission_date": "20/07/2023",
    }
    return _row("proposals", good | values)


def _row(form: str, values: Mapping[str, object]) -> list[object]:
    return [values.get(column.key, "") for column in FORMS[form].columns]


def text(rows: Rows, delimiter: str = ",", ending: str = "\r\n") -> str:
    """Rows as delimited text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return buffer.getvalue()


def list_text(*rows: Sequence[object], delimiter: str = ",") -> str:
    """A list with its header as delimited text."""
    return text([INVENTORY, *rows], delimiter)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """The parts as a zip; a part called mimetype is stored as OpenDocument wants it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, part, method)
    return buffer.getvalue()


def noise(size: int) -> str:
    """XML comments that do not pack: with them a bomb has a decent ratio."""
    return "".join(
        f"<!--{hashlib.shake_256(bytes([number])).hexdigest(50_000)}-->" for number in range(size // 100_000)
    )


def cells(row: Sequence[object]) -> str:
    """A row of text cells, as a sheet part has them."""
    inside = "".join(f'<c t="str"><v>{escape(str(cell))}</v></c>' for cell in row)
    return f"<row>{inside}</row>"


def sheet(rows: str, before: str = "", after: str = "") -> str:
    """A sheet part around its rows."""
    return f"<worksheet>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def parts_of(
    *sheets: str, strings: str = "", styles: str = "", properties: str = "", state: str = ""
) -> Parts:
    """The parts of a workbook with these sheet parts, S0, S1 …"""
    relations = [
        f'<Relationship Id="s{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(len(sheets))
    ]
    parts: Parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="w" Type="{_OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
    }
    for name, part in (("sharedStrings", strings), ("styles", styles)):
        if part:
            parts[f"xl/{name}.xml"] = part
            relations.append(f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>')
    parts["xl/_rels/workbook.xml.rels"] = f"<Relationships>{''.join(relations)}</Relationships>"
    named = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="s{n}"{state}/>' for n in range(len(sheets)))
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns:r="{_OFFICE}">{properties}<sheets>{named}</sheets></workbook>'
    )
    return parts | {f"xl/worksheets/sheet{number}.xml": part for number, part in enumerate(sheets)}


def list_parts(*rows: Sequence[object], more: str = "") -> Parts:
    """The parts of a workbook with a list; `more` is added to its rows as XML."""
    return parts_of(sheet("".join(map(cells, [INVENTORY, *rows])) + more))


GOOD = list_parts(inventory())


def with_part(name: str, part: bytes | str) -> Callable[[], bytes]:
    """A good list in which one part is another, or one more."""
    return lambda: zipped({**GOOD, name: part})


def without(name: str) -> Callable[[], bytes]:
    """A good list in which a part is missing."""
    return lambda: zipped({key: part for key, part in GOOD.items() if key != name})


def replaced(name: str, old: str, new: str) -> Callable[[], bytes]:
    """A good list in which some text of a part is another."""
    part = GOOD[name]
    assert isinstance(part, str)
    assert old in part
    return with_part(name, part.replace(old, new))


def with_rows(more: str) -> Callable[[], bytes]:
    """A good list with more rows, as XML."""
    return lambda: zipped(list_parts(inventory(), more=more))


def with_cell(
    key: str, cell: str, *, form: str = "costs", styles: str = "", properties: str = ""
) -> Callable[[], bytes]:
    """A row that is good but for one cell, given as XML."""

    def made() -> bytes:
        titles, good = (COSTS, cost()) if form == "costs" else (INVENTORY, inventory())
        place = [column.key for column in FORMS[form].columns].index(key)
        filled = [f'<c t="str"><v>{escape(str(value))}</v></c>' for value in good]
        filled[place] = cell
        rows = f"{cells(titles)}<row>{''.join(filled)}</row>"
        return zipped(parts_of(sheet(rows), styles=styles, properties=properties))

    return made


def workbook(
    rows: Rows, change: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object] | None = None
) -> bytes:
    """A workbook as a clerk's program writes it, with a change before it is closed; the same bytes each time."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2023, 7, 1, tzinfo=UTC)})
    page = book.add_worksheet("Bảng")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, bool):
                page.write_boolean(number, place, cell)
            elif isinstance(cell, int | float):
                page.write_number(number, place, cell)
            elif cell != "":
                page.write_string(number, place, str(cell))
    if change is not None:
        change(book, page)
    book.close()
    return buffer.getvalue()


def ods_cell(value: object, kind: str = "string", more: str = "") -> str:
    """One cell of an OpenDocument row."""
    return f'<table:table-cell office:value-type="{kind}" {more}><text:p>{value}</text:p></table:table-cell>'


def ods_row(row: Sequence[object], more: str = "") -> str:
    """One OpenDocument row of text cells."""
    inside = "".join(ods_cell(escape(str(cell))) if cell != "" else "<table:table-cell/>" for cell in row)
    return f"<table:table-row {more}>{inside}</table:table-row>"


def ods(*rows: str, around: str = "{}", more: Mapping[str, bytes | str] | None = None) -> bytes:
    """An OpenDocument list: these rows below its header."""
    table = f'<table:table table:name="A">{ods_row(INVENTORY)}{"".join(rows)}</table:table>'
    content = (
        f"<office:document-content {_NAMES}><office:body><office:spreadsheet>{table}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": _ODS, "content.xml": around.format(content), **(more or {})})


# -- bombs ---------------------------------------------------------------------------------------


@cache
def bomb_in_one_part() -> bytes:
    """300 MB in one cell, in 300 kB: with the copies of it more than the memory there is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in GOOD.items():
            if name != SHEET:
                archive.writestr(name, part)
        with archive.open(SHEET, "w") as file:
            file.write(b"<worksheet><sheetData><row><c t='str'><v>")
            for _ in range(300):
                file.write(b"x" * MEGA)
            file.write(b"</v></c></row></sheetData></worksheet>")
    return buffer.getvalue()


@cache
def bomb_in_many_parts() -> bytes:
    """Each part is allowed by itself; together they are 600 MB."""
    part = hashlib.shake_256().digest(70_000).ljust(10 * MEGA)
    return zipped({**GOOD, **{f"media/{number}.bin": part for number in range(60)}})


def bomb_nested() -> bytes:
    """A zip of zeros in a zip in a workbook: nothing unpacks the inner ones."""
    inner = zipped({"a.bin": bytes(20 * MEGA)})
    return zipped({**GOOD, "media/inner.zip": zipped({"b.zip": inner})})


def bomb_that_lies(size: int) -> Callable[[], bytes]:
    """The zip's directory states another size than is there."""

    def made() -> bytes:
        data = zipped({**GOOD, SHEET: b"<a>" + b" " * (30 * MEGA)})
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            true = struct.pack("<L", archive.getinfo(SHEET).file_size)
        return data.replace(true, struct.pack("<L", size))

    return made


def bomb_of_overlaps() -> bytes:
    """A hundred directory entries that name one and the same packed part."""
    big = hashlib.shake_256().digest(70_000).ljust(10 * MEGA)
    data = zipped({**GOOD, "a000.bin": big})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    directory = data[start:end]
    entry = directory[directory.rindex(b"PK\x01\x02") :]
    many = b"".join(entry.replace(b"a000.bin", b"a%03d.bin" % n) for n in range(1, 101))
    count = len(GOOD) + 101
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory + many), start, 0)
    return data[:start] + directory + many + tail


def doubled_part() -> bytes:
    """Two parts of one name."""
    buffer = io.BytesIO(zipped(GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(SHEET.upper(), sheet(""))
    return buffer.getvalue()


def locked_zip() -> bytes:
    """A zip whose first entry says that it has a password."""
    data = bytearray(zipped(GOOD))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def rare_compression() -> bytes:
    """Parts packed by a method that no spreadsheet uses."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, part in GOOD.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def cut_off(share: float) -> Callable[[], bytes]:
    """A download that broke off."""
    return lambda: (data := zipped(GOOD))[: int(len(data) * share)]


def many_wrong_cells(titles: Sequence[str], first: object, cell: str) -> Callable[[], bytes]:
    """A hundred thousand rows in which every cell is wrong: a million problems."""
    return lambda: text([titles, *[[first] + [cell] * (len(titles) - 1)] * 99_000]).encode()[: 10 * MEGA - 99]


def many_cells() -> bytes:
    """Seven hundred thousand cells that each repeat one of a thousand texts."""
    table = "".join(f"<si><t>Hồ sơ giấy {number}</t></si>" for number in range(1000))
    row = "".join(f'<c t="s"><v>{37 * place % 1000}</v></c>' for place in range(20))
    part = sheet(cells(INVENTORY) + f"<row>{row}</row>" * 35_000, after=noise(600_000))
    return zipped(parts_of(part, strings=f"<sst>{table}</sst>"))


def string_used_often() -> bytes:
    """One long shared string, used twenty thousand times."""
    row = "<row>" + '<c t="s"><v>0</v></c>' * 10 + "</row>"
    strings = f"<sst><si><t>{'x' * 30_000}</t></si></sst>"
    return zipped(parts_of(sheet(cells(INVENTORY) + row * 2_000), strings=strings))


LAUGHS = (
    "<!DOCTYPE l [<!ENTITY a '"
    + "ha" * 99
    + "'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
XXE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
OUTER = '<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">'
DATES = '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
ADD = Plan({"procedure.add": 1})
RECORD = Plan({"cost.record": 1})

# -- the files by name ---------------------------------------------------------------------------

BOMBS: dict[str, Case] = {
    "three hundred megabytes in one part": Case("xlsx", bomb_in_one_part, Refused("bomb", (SHEET,))),
    "six hundred megabytes in sixty parts": Case("xlsx", bomb_in_many_parts, Refused("bomb", ("media/",))),
    "three hundred megabytes in an ods": Case(
        "ods",
        lambda: ods(ods_row(inventory()), more={"b.bin": b"0" * (300 * MEGA)}),
        Refused("bomb", ("b.bin",)),
    ),
}

PACKAGES: dict[str, Case] = {
    "a hundred entries on one packed part": Case("xlsx", bomb_of_overlaps, Refused("damaged")),
    "zip in zip in workbook": Case("xlsx", bomb_nested, ADD),
    "size said to be nought": Case("xlsx", bomb_that_lies(0), Refused("damaged")),
    "size said to be ten bytes": Case("xlsx", bomb_that_lies(10), Refused("damaged")),
    "size said to be two gigabytes": Case("xlsx", bomb_that_lies(2**31), Refused("bomb", (SHEET,))),
    "fifty thousand parts": Case(
        "xlsx",
        lambda: zipped({**GOOD, **{f"x/{n}": b"" for n in range(50_000)}}),
        Refused("too-many-parts", ("2,000",)),
    ),
    "two thousand and one parts": Case(
        "xlsx",
        lambda: zipped({**GOOD, **{f"x/{n}": b"" for n in range(2_001 - len(GOOD))}}),
        Refused("too-many-parts", ("2,000",)),
    ),
    "two parts of one name": Case("xlsx", doubled_part, Refused("doubled-part", (SHEET.upper(),))),
    "a part twice by backslash": Case(
        "xlsx", with_part(SHEET.replace("/", "\\"), sheet("")), Refused("doubled-part")
    ),
    "part name that climbs out": Case("xlsx", with_part("../../../../tmp/evil.xml", "<a/>"), ADD),
    "part name with a drive": Case("xlsx", with_part("C:\\evil.exe", b"MZ"), ADD),
    "part name from the root": Case("xlsx", with_part("/etc/evil", b"x"), ADD),
    "part name of bidi and escapes": Case(
        "xlsx",
        with_part("a\u202e\x1b[31m.xml", "<!DOCTYPE a><a/>"),
        Refused("dtd", ("a\\u202e\\u001b[31m.xml",)),
    ),
    "relation that climbs out": Case(
        "xlsx",
        replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet0.xml", "../../../etc/passwd"),
        Refused("damaged", ("sheet “S0”",)),
    ),
    "no workbook part": Case("xlsx", without("xl/workbook.xml"), Refused("wrong-type")),
    "no sheet part": Case("xlsx", without(SHEET), Refused("damaged", ("sheet “S0”",))),
    "no relations of the package": Case("xlsx", without("_rels/.rels"), Refused("wrong-type")),
    "no relations of the workbook": Case(
        "xlsx", without("xl/_rels/workbook.xml.rels"), Refused("wrong-type")
    ),
    "no content types": Case("xlsx", without("[Content_Types].xml"), ADD),
    "relation to another site": Case(
        "xlsx",
        replaced(
            "xl/_rels/workbook.xml.rels",
            "</Rel",
            f'<Relationship Id="e" TargetMode="External" Type="{_OFFICE}/externalLink" Target="http://127.0.0.1:9/x"/></Rel',
        ),
        ADD,
    ),
    "external link part": Case(
        "xlsx", with_part("xl/externalLinks/externalLink1.xml", "<externalLink/>"), ADD
    ),
    "macro under its own name": Case(
        "xlsx", with_part("xl/vbaProject.bin", b"x"), Refused("macro", ("vbaproject.bin",))
    ),
    "macro under another name": Case(
        "xlsx",
        replaced(
            "xl/_rels/workbook.xml.rels",
            "</Rel",
            '<Relationship Id="m" Type="x/vbaProject" Target="m.bin"/></Rel',
        ),
        Refused("macro"),
    ),
    "macro by declared type": Case(
        "xlsx",
        with_part(
            "[Content_Types].xml",
            '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>',
        ),
        Refused("macro"),
    ),
    "macro sheet": Case(
        "xlsx", with_part("xl/macrosheets/sheet1.xml", "<a/>"), Refused("macro", ("macrosheets",))
    ),
    "macro workbook by its ending": Case("xlsm", lambda: zipped(GOOD), Refused("other-excel")),
    "binary workbook by its ending": Case("xlsb", lambda: zipped(GOOD), Refused("other-excel")),
    "password on the workbook": Case(
        "xlsx", lambda: OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), Refused("encrypted")
    ),
    "password on the zip": Case("xlsx", locked_zip, Refused("encrypted", ("[Content_Types].xml",))),
    "password on an ods": Case(
        "ods",
        lambda: ods(
            more={
                "META-INF/manifest.xml": "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"
            }
        ),
        Refused("encrypted"),
    ),
    "old Excel with an empty container": Case("xls", lambda: OLE + bytes(2048), Refused("damaged")),
    "old Excel under a new ending": Case("xlsx", lambda: OLE + bytes(2048), Refused("other-excel")),
    "old Excel called a text": Case("csv", lambda: OLE + bytes(2048), Refused("holds-xls")),
    "html called old Excel": Case("xls", lambda: b"<html><table></table></html>", Refused("holds-web-page")),
    "workbook called a text": Case("csv", lambda: zipped(GOOD), Refused("holds-xlsx")),
    "workbook called an ods": Case("ods", lambda: zipped(GOOD), Refused("holds-xlsx")),
    "ods called a workbook": Case("xlsx", lambda: ods(ods_row(inventory())), Refused("holds-ods")),
    "text called a workbook": Case("xlsx", lambda: list_text(inventory()).encode(), Refused("holds-text")),
    "text called an ods": Case("ods", lambda: list_text(inventory()).encode(), Refused("holds-text")),
    "document of Word called a workbook": Case(
        "xlsx", with_part("xl/workbook.xml", "<document/>"), Refused("wrong-type")
    ),
    "another ending": Case("pdf", lambda: b"%PDF-1.7", Refused("wrong-type")),
    "rare compression": Case("xlsx", rare_compression, Refused("damaged", ("[Content_Types].xml",))),
    "cut off after four bytes": Case("xlsx", lambda: zipped(GOOD)[:4], Refused("damaged")),
    "cut off in the first part": Case("xlsx", cut_off(0.1), Refused("damaged")),
    "cut off in the middle": Case("xlsx", cut_off(0.5), Refused("damaged")),
    "cut off in the directory": Case("xlsx", cut_off(0.9), Refused("damaged")),
    "cut off at the end": Case("xlsx", cut_off(0.99), Refused("damaged")),
    "text before the zip": Case("xlsx", lambda: b"x" + zipped(GOOD), Refused("wrong-type")),
    "text after the zip": Case("xlsx", lambda: zipped(GOOD) + b"<html>", ADD),
    "empty workbook": Case("xlsx", lambda: b"", Refused("empty")),
    "empty text": Case("csv", lambda: b"", Refused("empty")),
    "blank text": Case("csv", lambda: b" \r\n\t\r\n", Refused("empty")),
    "eleven megabytes": Case("csv", lambda: b"x" * (11 * MEGA), Refused("too-large")),
}

XML: dict[str, Case] = {
    "billion laughs in the sheet": Case(
        "xlsx", with_part(SHEET, LAUGHS + "<worksheet>&j;</worksheet>"), Refused("dtd", (SHEET,))
    ),
    "billion laughs in the strings": Case(
        "xlsx",
        with_part("xl/sharedStrings.xml", LAUGHS + "<sst>&j;</sst>"),
        Refused("dtd", ("xl/sharedstrings.xml",)),
    ),
    "billion laughs in an ods": Case(
        "ods", lambda: ods(around=LAUGHS + "{}"), Refused("dtd", ("content.xml",))
    ),
    "entity of a file": Case(
        "xlsx",
        with_part("xl/workbook.xml", XXE + "<workbook>&x;</workbook>"),
        Refused("dtd", ("xl/workbook.xml",)),
    ),
    "entity of a file in an ods": Case(
        "ods", lambda: ods(around=XXE + "{}"), Refused("dtd", ("content.xml",))
    ),
    "DTD of another site": Case(
        "xlsx", with_part("docProps/core.xml", OUTER + "<a/>"), Refused("dtd", ("docprops/core.xml",))
    ),
    "DTD in UTF-16": Case(
        "xlsx", with_part(SHEET, (XXE + "<worksheet/>").encode("utf-16")), Refused("dtd", (SHEET,))
    ),
    "sheet in UTF-16": Case(
        "xlsx", with_part(SHEET, sheet("").encode("utf-16")), Refused("damaged", ("S0",))
    ),
    "sheet in UTF-7": Case(
        "xlsx",
        with_part(SHEET, b'<?xml version="1.0" encoding="UTF-7"?>+ADw-worksheet/+AD4-'),
        Refused("damaged", ("S0",)),
    ),
    "ods in UTF-16": Case(
        "ods",
        lambda: zipped({"mimetype": _ODS, "content.xml": "<a/>".encode("utf-16")}),
        Refused("damaged", ("content.xml",)),
    ),
    "NUL in a sheet": Case("xlsx", with_rows(cells(["a\0b"])), Refused("damaged", ("S0",))),
    "entity that nobody declared": Case(
        "xlsx", with_part(SHEET, sheet("<row><c><v>&a;</v></c></row>")), Refused("damaged", ("S0",))
    ),
    "tags left open": Case(
        "xlsx", with_part(SHEET, "<worksheet><sheetData><row>"), Refused("damaged", ("S0",))
    ),
    "a hundred thousand deep": Case(
        "xlsx", with_part(SHEET, "<worksheet>" + "<a>" * 100_000), Refused("damaged", ("S0",))
    ),
    "three thousand names": Case(
        "xlsx",
        with_part(SHEET, sheet("".join(map("<a{}/>".format, range(3_000))))),
        Refused("damaged", ("S0",)),
    ),
    "one tag of a megabyte": Case(
        "xlsx",
        with_part(SHEET, f"<worksheet><a{hashlib.shake_256().hexdigest(500_000)}/></worksheet>"),
        Refused("damaged", ("S0",)),
    ),
    "millions of hidden rows": Case(
        "xlsx",
        lambda: zipped(
            GOOD
            | {
                SHEET: sheet(
                    cells(INVENTORY) + cells(inventory()) + '<row hidden="1"/>' * 2_900_000,
                    after=noise(600_000),
                )
            }
        ),
        ADD,
    ),
    "too many tags": Case(
        "xlsx",
        with_part(SHEET, sheet("<a/>" * 5_000_000, after=noise(600_000))),
        Refused("too-many-cells", ("3,000,000",)),
    ),
    "seven hundred thousand cells of text": Case(
        "xlsx", many_cells, Refused("too-many-problems", ("sheet “S0”", "row 2", "column “Mã số”"))
    ),
    "one string twenty thousand times": Case("xlsx", string_used_often, Refused("bomb", ("20,000,000",))),
    "lines of an ods in a million pieces": Case(
        "ods",
        lambda: ods(
            "<table:table-row><table:table-cell><text:p>"
            + "a<text:s/>" * 900_000
            + "</text:p></table:table-cell></table:table-row>",
            noise(300_000),
        ),
        wrong(("too-long", 2, "code"), ("cell-missing", 2, "name")),
    ),
    "three gigabytes of spaces in an ods": Case(
        "ods",
        lambda: ods(
            "<table:table-row><table:table-cell><text:p>"
            + '<text:s text:c="999"/>' * 900_000
            + "</text:p></table:table-cell></table:table-row>",
            noise(400_000),
        ),
        Refused("bomb", ("20,000,000",)),
    ),
}

GRIDS: dict[str, Case] = {
    "cell at the last place of all": Case(
        "xlsx",
        with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        Refused("too-many-rows", ("S0", "100,000")),
    ),
    "cell in the last column": Case(
        "xlsx", with_rows('<row><c r="XFD3"><v>1</v></c></row>'), Refused("too-many-columns", ("S0", "256"))
    ),
    "format at the last place of all": Case(
        "xlsx", with_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>'), ADD
    ),
    "dimension that lies": Case(
        "xlsx",
        with_part(
            SHEET, sheet(cells(INVENTORY) + cells(inventory()), before='<dimension ref="A1:XFD1048576"/>')
        ),
        ADD,
    ),
    "nine hundred thousand styled rows": Case(
        "xlsx",
        lambda: zipped(
            GOOD
            | {
                SHEET: sheet(
                    cells(INVENTORY) + cells(inventory()) + '<row><c s="1"/></row>' * 900_000,
                    after=noise(300_000),
                )
            }
        ),
        ADD,
    ),
    "index of no shared string": Case(
        "xlsx",
        lambda: zipped(
            parts_of(
                sheet(cells(INVENTORY) + '<row><c t="s"><v>9</v></c></row>'),
                strings="<sst><si><t>a</t></si></sst>",
            )
        ),
        Refused("damaged", ("sheet “S0”", "row 2")),
    ),
    "shared strings that are not there": Case(
        "xlsx", with_rows('<row><c t="s"><v>0</v></c></row>'), Refused("damaged", ("sheet “S0”", "row 3"))
    ),
    "index below nought": Case(
        "xlsx", with_rows('<row><c t="s"><v>-1</v></c></row>'), Refused("damaged", ("row 3",))
    ),
    "rows out of order": Case(
        "xlsx", with_rows('<row r="9"/><row r="4"/>'), Refused("damaged", ("sheet “S0”",))
    ),
    "cell in another row": Case(
        "xlsx", with_rows('<row r="3"><c r="A4"/></row>'), Refused("damaged", ("row 3",))
    ),
    "cell in lower case": Case(
        "xlsx", with_rows('<row r="3"><c r="a3"/></row>'), Refused("damaged", ("row 3",))
    ),
    "boolean of seven": Case("xlsx", with_rows('<row><c t="b"><v>7</v></c></row>'), Refused("damaged")),
    "two values in a cell": Case(
        "xlsx", with_rows("<row><c><v>1</v><v>2</v></c></row>"), Refused("damaged", ("row 3",))
    ),
    "number that is none": Case(
        "xlsx", with_cell("subjects", "<c><v>12a</v></c>"), Refused("damaged", ("sheet “S0”", "row 2"))
    ),
    "number beyond all": Case(
        "xlsx", with_cell("subjects", "<c><v>1e400</v></c>"), Refused("damaged", ("row 2",))
    ),
    "NaN as a number": Case("xlsx", with_cell("hours", "<c><v>NaN</v></c>"), Refused("damaged", ("row 2",))),
    "NaN as a date": Case(
        "xlsx", with_cell("date", '<c s="1"><v>NaN</v></c>', styles=DATES), Refused("damaged", ("row 2",))
    ),
    "minus infinity as a date": Case(
        "xlsx", with_cell("date", '<c s="1"><v>-1e400</v></c>', styles=DATES), Refused("damaged", ("row 2",))
    ),
    "fullwidth digits as a number": Case(
        "xlsx", with_cell("hours", "<c><v>１２</v></c>"), Refused("damaged", ("row 2",))
    ),
    "far date": Case(
        "xlsx",
        with_cell("date", '<c s="1"><v>2958466</v></c>', styles=DATES),
        wrong(("not-a-date-cell", 2, "date")),
    ),
    "date below nought": Case(
        "xlsx",
        with_cell("date", '<c s="1"><v>-5</v></c>', styles=DATES),
        wrong(("not-a-date-cell", 2, "date")),
    ),
    "days counted from 1904": Case(
        "xlsx",
        with_cell("date", '<c s="1"><v>43658</v></c>', styles=DATES, properties='<workbookPr date1904="1"/>'),
        Plan({"cost.record": 1}, ("2023-07-13",)),
    ),
    "ten thousand columns": Case(
        "csv",
        lambda: text([[*INVENTORY, *map(str, range(10_000))], inventory()]).encode(),
        Refused("too-many-columns", ("row 1", "256")),
    ),
    "ten thousand columns in an ods": Case(
        "ods",
        lambda: ods(
            '<table:table-row><table:table-cell table:number-columns-repeated="10000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        Refused("too-many-columns", ("sheet “A”", "row 2")),
    ),
    "an ods row a hundred thousand times over": Case(
        "ods",
        lambda: ods(
            *[f'<table:table-row table:number-rows-repeated="100000">{ods_cell("x")}</table:table-row>'] * 18
        ),
        Refused("too-many-rows", ("sheet “A”", "100,000")),
    ),
    "empty ods row a million times": Case(
        "ods",
        lambda: ods(
            ods_row(inventory()),
            '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
        ),
        ADD,
    ),
    "repeats below nought in an ods": Case(
        "ods",
        lambda: ods('<table:table-row table:number-rows-repeated="-1"/>'),
        Refused("damaged", ("content.xml",)),
    ),
    "cell in a cell of an ods": Case(
        "ods",
        lambda: ods(
            f"<table:table-row><table:table-cell>{ods_cell('x')}</table:table-cell></table:table-row>"
        ),
        Refused("damaged", ("row 2",)),
    ),
    "number of an ods that is none": Case(
        "ods",
        lambda: ods(
            f"<table:table-row>{ods_cell('1', 'float', chr(32) + chr(111) + 'ffice:value=' + chr(34) + '1_0' + chr(34))}</table:table-row>"
        ),
        Refused("damaged", ("content.xml",)),
    ),
    "ods without content": Case(
        "ods", lambda: zipped({"mimetype": _ODS}), Refused("damaged", ("content.xml",))
    ),
    "ods cut off": Case("ods", lambda: ods(ods_row(inventory()))[:300], Refused("damaged")),
    "remark and drawing on an ods cell": Case(
        "ods",
        lambda: ods(
            ods_row(inventory()).replace(
                "<text:p>Cấp",
                "<office:annotation><text:p>sai</text:p></office:annotation><frame><text:p>sai</text:p></frame><text:p>Cấp",
            )
        ),
        Plan({"procedure.add": 1}, ("Cấp thẻ",)),
    ),
    "hidden row of an ods": Case(
        "ods",
        lambda: ods(ods_row(inventory(), 'table:visibility="collapse"')),
        Plan({"procedure.add": 1}, ("hidden rows were read all the same: 2",)),
    ),
    "error in an ods": Case(
        "ods", lambda: ods(ods_row(inventory(name="#REF!"))), wrong(("not-text", 2, "name"))
    ),
    "hidden row": Case(
        "xlsx",
        lambda: workbook(
            [INVENTORY, inventory()], lambda _, page: page.set_row(1, None, None, {"hidden": True})
        ),
        Plan({"procedure.add": 1}, ("hidden rows were read all the same: 2",)),
    ),
    "hidden column": Case(
        "xlsx",
        lambda: workbook(
            [INVENTORY, inventory()], lambda _, page: page.set_column(0, 0, None, None, {"hidden": True})
        ),
        ADD,
    ),
    "hidden sheet": Case(
        "xlsx",
        lambda: zipped(parts_of(sheet(cells(INVENTORY) + cells(inventory())), state=' state="veryHidden"')),
        Plan({"procedure.add": 1}, ("this sheet is hidden",)),
    ),
    "code merged over three rows": Case(
        "xlsx",
        lambda: workbook(
            [COSTS, cost(), cost(code="", task="Nhận"), cost(code="", task="Chờ")],
            lambda book, page: page.merge_range(1, 0, 3, 0, HELD),
        ),
        wrong(("cell-missing", 3, "code"), ("cell-missing", 4, "code")),
    ),
    "two hundred sheets": Case(
        "xlsx",
        lambda: workbook(
            [INVENTORY, inventory()], lambda book, page: [book.add_worksheet() for _ in range(180)]
        ),
        ADD,
    ),
    "sheet of a hostile name": Case(
        "xlsx",
        lambda: zipped(
            {
                **GOOD,
                "xl/workbook.xml": str(GOOD["xl/workbook.xml"]).replace(
                    'name="S0"', 'name="a&#x202e;&#x200b;[2J&#10;b"'
                ),
            }
        ),
        Plan({"procedure.add": 1}, ("a\\u202e\\u200b[2J b",)),
    ),
}

CELLS: dict[str, Case] = {
    "formula never calculated": Case(
        "xlsx",
        lambda: workbook([INVENTORY, inventory()], lambda _, page: page.write_formula(1, 1, "=A1", None, "")),
        wrong(("formula", 2, "name")),
    ),
    "formula with a value": Case(
        "xlsx",
        lambda: workbook(
            [COSTS, cost()], lambda _, page: page.write_formula(1, COSTS.index("Số giờ"), "=1+1", None, 2)
        ),
        wrong(("formula", 2, "hours")),
    ),
    "formula in a text": Case(
        "csv",
        lambda: list_text(inventory(name='=HYPERLINK("http://127.0.0.1")')).encode(),
        wrong(("formula", 2, "name")),
    ),
    "command in a text": Case(
        "csv", lambda: list_text(inventory(name="=cmd|' /C calc'!A0")).encode(), wrong(("formula", 2, "name"))
    ),
    "error cell": Case(
        "xlsx",
        with_cell("name", '<c t="e"><v>#REF!</v></c>', form="inventory"),
        wrong(("not-text", 2, "name")),
    ),
    "error in the code": Case(
        "xlsx",
        with_cell("code", '<c t="e"><v>#SPILL!</v></c>', form="inventory"),
        wrong(("not-text", 2, "code")),
    ),
    "date in the code": Case(
        "xlsx",
        with_cell("code", '<c s="1"><v>45000</v></c>', form="inventory", styles=DATES),
        wrong(("date-for-code", 2, "code")),
    ),
    "number in the code": Case(
        "xlsx",
        with_cell("code", "<c><v>1.00496</v></c>", form="inventory"),
        wrong(("number-for-code", 2, "code")),
    ),
    "boolean in the code": Case(
        "xlsx",
        with_cell("code", '<c t="b"><v>1</v></c>', form="inventory"),
        wrong(("boolean-for-code", 2, "code")),
    ),
    "boolean in the hours": Case(
        "xlsx", with_cell("hours", '<c t="b"><v>1</v></c>'), wrong(("not-text", 2, "hours"))
    ),
    "negative number": Case(
        "xlsx", with_cell("subjects", "<c><v>-3</v></c>"), wrong(("not-whole", 2, "subjects"))
    ),
    "broken amount": Case("xlsx", with_cell("fees", "<c><v>0.1</v></c>"), wrong(("not-whole", 2, "fees"))),
    "sixteen digits": Case(
        "xlsx", with_cell("fees", "<c><v>1234567890123456</v></c>"), wrong(("not-whole", 2, "fees"))
    ),
    "hours of three hundred digits": Case(
        "xlsx", with_cell("hours", "<c><v>1e300</v></c>"), wrong(("not-a-number", 2, "hours"))
    ),
    "ambiguous hours": Case(
        "csv", lambda: text([COSTS, cost(hours="1.500")]).encode(), wrong(("two-readings", 2, "hours"))
    ),
    "ambiguous amount": Case(
        "csv", lambda: text([COSTS, cost(fees="1.50")]).encode(), wrong(("not-whole", 2, "fees"))
    ),
    "1e400 as text": Case(
        "csv",
        lambda: text([COSTS, cost(subjects="1e400", hours="1e400")]).encode(),
        wrong(("not-whole", 2, "subjects"), ("not-a-number", 2, "hours")),
    ),
    "NaN as text": Case(
        "csv",
        lambda: text([COSTS, cost(subjects="NaN", hours="nan")]).encode(),
        wrong(("not-whole", 2, "subjects"), ("not-a-number", 2, "hours")),
    ),
    "fullwidth digits": Case(
        "csv", lambda: text([COSTS, cost(subjects="１００")]).encode(), wrong(("not-whole", 2, "subjects"))
    ),
    "fullwidth code": Case(
        "csv", lambda: list_text(inventory(code="２.０００００１")).encode(), wrong(("bad-code", 2, "code"))
    ),
    "hours of twelve hundred digits": Case(
        "csv",
        lambda: text([COSTS, cost(hours="1" + ".000" * 400)]).encode(),
        wrong(("not-a-number", 2, "hours")),
    ),
    "task of a thousand letters": Case(
        "csv",
        lambda: text([COSTS, cost(), cost(task="x" * 1000)]).encode(),
        wrong(("sheet-unfit", 3, "task")),
    ),
    "article of a thousand letters": Case(
        "csv",
        lambda: text([PROPOSALS, proposal(), proposal(article="x" * 1000)]).encode(),
        wrong(("sheet-unfit", 3, "article")),
    ),
    "signer of a thousand letters": Case(
        "csv",
        lambda: text([PROPOSALS, proposal(signer="x" * 1000)]).encode(),
        wrong(("sheet-unfit", 2, "signer")),
    ),
    "issuer of a thousand letters": Case(
        "csv", lambda: list_text(inventory(issuer="x" * 1000)).encode(), wrong(("too-long", 2, "issuer"))
    ),
    "letter that is not assigned": Case(
        "csv", lambda: list_text(inventory(name="a\u0378b")).encode(), wrong(("bad-character", 2, "name"))
    ),
    "cell of 32,767 letters": Case(
        "csv", lambda: list_text(inventory(name="x" * 32_767)).encode(), wrong(("too-long", 2, "name"))
    ),
    "cell of 32,768 letters": Case(
        "xlsx",
        with_cell("name", f'<c t="str"><v>{"x" * 32_768}</v></c>', form="inventory"),
        wrong(("too-long", 2, "name")),
    ),
    "sixty thousand marks on a letter": Case(
        "csv",
        lambda: list_text(inventory(name="a" + "\u0301\u0323" * 15_000)).encode(),
        wrong(("bad-character", 2, "name")),
    ),
    "control character": Case(
        "csv", lambda: list_text(inventory(name="a\x07b")).encode(), wrong(("bad-character", 2, "name"))
    ),
    "control character of a workbook": Case(
        "xlsx",
        with_cell("name", '<c t="str"><v>a_x0007_b</v></c>', form="inventory"),
        wrong(("bad-character", 2, "name")),
    ),
    "escape of a terminal": Case(
        "csv",
        lambda: list_text(inventory(name="\x1b[2Jxoá", code="\x1b]0;x\x07")).encode(),
        wrong(("bad-character", 2, "code"), ("bad-character", 2, "name")),
    ),
    "bidi override": Case(
        "csv", lambda: list_text(inventory(name="a\u202eb")).encode(), wrong(("bad-character", 2, "name"))
    ),
    "zero width": Case(
        "csv",
        lambda: list_text(inventory(name="a\u200bb", code="2.0000\u200b01")).encode(),
        wrong(("bad-character", 2, "code"), ("bad-character", 2, "name")),
    ),
    "replacement character": Case(
        "csv", lambda: list_text(inventory(name="a\ufffdb")).encode(), wrong(("bad-character", 2, "name"))
    ),
    "names in NFD": Case(
        "csv",
        lambda: unicodedata.normalize("NFD", list_text(inventory(name="Cấp thẻ"))).encode(),
        Plan({"procedure.add": 1}, ("Cấp thẻ",)),
    ),
    "twins in NFC and NFD": Case(
        "csv",
        lambda: list_text(
            inventory(name="Cấp"), inventory(name=unicodedata.normalize("NFD", "Cấp"))
        ).encode(),
        wrong(("doubled-code", 3, "code")),
    ),
    "code twice": Case(
        "csv",
        lambda: list_text(inventory(), inventory(name="Khác")).encode(),
        wrong(("doubled-code", 3, "code")),
    ),
    "no such unit": Case(
        "csv",
        lambda: list_text(inventory(unit="../../etc")).encode(),
        wrong(("unknown-unit-cell", 2, "unit")),
    ),
    "no such procedure": Case(
        "csv", lambda: text([COSTS, cost(code="9.999999")]).encode(), wrong(("no-such-code", 2, "code"))
    ),
    "no such plan": Case(
        "csv",
        lambda: text([PROPOSALS, proposal(plan="Xoá hết")]).encode(),
        wrong(("not-a-choice", 2, "plan")),
    ),
    "day that is none": Case(
        "csv", lambda: text([COSTS, cost(date="31/02/2023")]).encode(), wrong(("not-a-date-cell", 2, "date"))
    ),
    "day in the American order": Case(
        "csv", lambda: text([COSTS, cost(date="07/31/2023")]).encode(), wrong(("not-a-date-cell", 2, "date"))
    ),
    "rows of totals": Case(
        "csv",
        lambda: list_text(inventory(), ["", "Tổng cộng"], ["Cộng", "1"]).encode(),
        Plan({"procedure.add": 1}, ("rows with totals left out: 3, 4",)),
    ),
    "table of two thousand rows": Case(
        "csv", lambda: text([COSTS, *[cost()] * 2_000]).encode(), wrong(("too-many-lines", 2, "code"))
    ),
    "table of two hundred and one tasks": Case(
        "csv",
        lambda: text([COSTS, *[cost(task=f"Nộp {n}") for n in range(201)]]).encode(),
        wrong(("sheet-unfit", 2, "hours")),
    ),
    "twenty thousand groups": Case(
        "csv",
        lambda: text([COSTS, *[cost(group=str(number)) for number in range(20_000)]]).encode(),
        wrong(("too-many-lines", 2, "code")),
    ),
    "twenty thousand differences": Case(
        "csv",
        lambda: text(
            [COSTS, *[cost(fees=str(number), source=str(number)) for number in range(20_000)]]
        ).encode(),
        wrong(("too-many-lines", 2, "code")),
    ),
    "a hundred thousand wrong tables": Case(
        "csv",
        many_wrong_cells(COSTS, "x", "#!"),
        Refused("too-many-problems", ("row 2", "column “Giai đoạn”")),
    ),
    "a hundred thousand wrong proposals": Case(
        "csv",
        many_wrong_cells(PROPOSALS, HELD, "x"),
        Refused("too-many-problems", ("row 2", "column “Phương án”")),
    ),
    "twelve thousand unknown codes": Case(
        "csv",
        lambda: text([COSTS, *[cost(code=f"9.{number:06d}") for number in range(12_000)]]).encode(),
        Refused("too-many-problems", ("row 2", "column “Mã số”", "9.000000")),
    ),
    "two million short cells": Case(
        "csv",
        lambda: text(
            [COSTS, *[[""] + [f"{(7 * a + b) % 46656:x}" for b in range(200)] for a in range(9_000)]]
        ).encode()[: 10 * MEGA],
        Refused("too-many-problems", ("row 2",)),
    ),
}

HEADERS_AND_TEXTS: dict[str, Case] = {
    "no header": Case("csv", lambda: text([inventory()]).encode(), Refused("no-form")),
    "no header in a workbook": Case("xlsx", lambda: workbook([inventory()]), Refused("no-form")),
    "no header in an ods": Case(
        "ods",
        lambda: zipped({"mimetype": _ODS, "content.xml": f"<office:spreadsheet {_NAMES}/>"}),
        Refused("no-form"),
    ),
    "no spreadsheet in an ods": Case(
        "ods", lambda: zipped({"mimetype": _ODS, "content.xml": f"<a {_NAMES}/>"}), Refused("wrong-type")
    ),
    "only a header": Case("csv", lambda: list_text().encode(), Plan({})),
    "two headers alike": Case(
        "csv",
        lambda: text([[*INVENTORY, "Mã số"], inventory()]).encode(),
        Refused("doubled-column", ("row 1", "column “Mã số”")),
    ),
    "two headers alike but for marks": Case(
        "xlsx",
        lambda: workbook([[*INVENTORY, "MA SO"], inventory()]),
        Refused("doubled-column", ("sheet “Bảng”", "row 1", "column “MA SO”")),
    ),
    "header after twenty rows": Case(
        "csv", lambda: text([*[["x"]] * 21, INVENTORY, inventory()]).encode(), Refused("no-form")
    ),
    "header in row eighteen": Case(
        "csv", lambda: text([*[["x"]] * 17, INVENTORY, inventory()]).encode(), ADD
    ),
    "header again in the middle": Case(
        "csv",
        lambda: list_text(inventory(), INVENTORY, inventory(code="2.000002")).encode(),
        wrong(("bad-code", 3, "code"), ("not-a-choice", 3, "kind"), ("not-a-choice", 3, "levels")),
    ),
    "UTF-16 LE with a mark": Case("csv", lambda: list_text(inventory()).encode("utf-16"), ADD),
    "UTF-16 BE with a mark": Case(
        "csv", lambda: b"\xfe\xff" + list_text(inventory()).encode("utf-16-be"), ADD
    ),
    "UTF-16 LE without a mark": Case(
        "csv", lambda: list_text(inventory()).encode("utf-16-le"), Refused("encoding", ("byte",))
    ),
    "UTF-16 BE without a mark": Case(
        "csv", lambda: list_text(inventory()).encode("utf-16-be"), Refused("encoding", ("byte",))
    ),
    "UTF-32": Case("csv", lambda: list_text(inventory()).encode("utf-32"), Refused("encoding", ("byte",))),
    "UTF-16 of an odd length": Case(
        "csv", lambda: list_text(inventory()).encode("utf-16")[:-1], Refused("encoding", ("byte",))
    ),
    "half a surrogate": Case(
        "csv", lambda: list_text(inventory()).encode("utf-16") + b"\x00\xd8", Refused("encoding", ("byte",))
    ),
    "Latin-1": Case(
        "csv",
        lambda: list_text(inventory(name="Thé")).encode("latin-1", "replace").replace(b"?", b"e"),
        Refused("code-page", ("byte",)),
    ),
    "old Vietnamese letters": Case(
        "csv", lambda: text([["M\xb7 s\xe8", "T\xean"]]).encode("latin-1"), Refused("code-page", ("byte",))
    ),
    "overlong UTF-8": Case(
        "csv", lambda: list_text(inventory()).encode() + b"\xc0\xaf", Refused("code-page", ("byte",))
    ),
    "NUL in a text": Case(
        "csv", lambda: list_text(inventory(name="a\0b")).encode(), Refused("encoding", ("byte",))
    ),
    "mixed ends of lines": Case(
        "csv", f"Mã số,Tên\r\n{NEW},a\n2.000002,b\r".encode, Plan({"procedure.add": 2})
    ),
    "quotation mark left open": Case(
        "csv",
        lambda: list_text(inventory(), ['"']).encode()[:-4] + b'\n"2.000009,x\n',
        Refused("damaged", ("row",)),
    ),
    "letters after a quotation mark": Case(
        "csv", lambda: list_text().encode() + b'"2.000001"x,a\n', Refused("damaged", ("row 2",))
    ),
    "one line of nine megabytes": Case(
        "csv", lambda: list_text().encode() + b"x" * (9 * MEGA), Refused("damaged", ("row 2",))
    ),
    "one line of twenty megabytes": Case("csv", lambda: b"x" * (20 * MEGA), Refused("too-large")),
    "nine megabytes of commas": Case(
        "csv", lambda: list_text().encode() + b"," * (9 * MEGA), Refused("too-many-columns", ("row 2",))
    ),
    "nine megabytes of empty lines": Case(
        "csv", lambda: list_text().encode() + b"\n" * (9 * MEGA), Refused("too-many-rows", ("100,000",))
    ),
    "nine megabytes of quotation marks": Case(
        "csv", lambda: list_text().encode() + b'"' * (9 * MEGA), Refused("damaged", ("row 2",))
    ),
    "semicolons": Case("csv", lambda: list_text(inventory(), delimiter=";").encode(), ADD),
    "tabs": Case("tsv", lambda: list_text(inventory(), delimiter="\t").encode(), ADD),
    "bars": Case("csv", lambda: list_text(inventory(), delimiter="|").encode(), Refused("no-form")),
    "byte order mark in the middle": Case(
        "csv", lambda: list_text(inventory(name="a\ufeffb")).encode(), wrong(("bad-character", 2, "name"))
    ),
    "two byte order marks": Case("csv", lambda: b"\xef\xbb\xbf" * 2 + list_text(inventory()).encode(), ADD),
    "comma outside quotation marks": Case(
        "csv",
        lambda: list_text().encode() + f"{NEW},Cấp thẻ,,,,,,,,và sổ\n".encode(),
        wrong(("extra-cell", 2, "J")),
    ),
    "line that tells Excel the delimiter": Case(
        "csv", lambda: b"sep=;\n" + list_text(inventory(), delimiter=";").encode(), ADD
    ),
}

HEAVY = frozenset(
    {
        "millions of hidden rows",
        "too many tags",
        "seven hundred thousand cells of text",
        "nine hundred thousand styled rows",
        "six hundred megabytes in sixty parts",
        "lines of an ods in a million pieces",
        "twenty thousand groups",
        "twenty thousand differences",
        "twelve thousand unknown codes",
        "a hundred thousand wrong tables",
        "a hundred thousand wrong proposals",
        "two million short cells",
    }
)
"""Seconds each: not part of a push."""
CORPUS: dict[str, Case] = {**BOMBS, **PACKAGES, **XML, **GRIDS, **CELLS, **HEADERS_AND_TEXTS}
