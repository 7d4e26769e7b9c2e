"""The old binary files at their edges: containers, records, strings that go on, formulas, fonts."""

from __future__ import annotations

import struct

import pytest

from procedures.spreadsheets import ole_container, xls_records
from procedures.spreadsheets.grid import ErrorCell
from procedures.spreadsheets.grid import FormulaCell as Marked
from procedures.spreadsheets.ole_container import MAX_CONTAINER, OleContainer, write_container
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.sheet_scan import SheetScan
from procedures.spreadsheets.xls import read_xls
from procedures.spreadsheets.xls_records import BiffSheet, scan_workbook_stream
from procedures.spreadsheets.xls_strings import scan_sst
from procedures.spreadsheets.xlsx_strings import SharedStrings
from procedures.spreadsheets.zip_guard import MAX_PARTS
from tests.support.xls_writer import Formula, begin, book, container, old_excel, record, short, strings

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def told(attempt, *given):
    """The code and the values with which something is refused."""
    with pytest.raises(Unreadable) as refusal:
        attempt(*given)
    return refusal.value.code, dict(refusal.value.values)


def set_in(data, place, form, *values):
    """The bytes with numbers of a form put at a place."""
    changed = bytearray(data)
    struct.pack_into(form, changed, place, *values)
    return bytes(changed)


GOOD = container({"Workbook": b"x" * 5000, "Other": b"y" * 4096})


def test_streams_are_found_by_name_in_any_case():
    """Each whole, of its own size; what is not there is nothing."""
    whole = OleContainer(GOOD)
    assert whole.names == ["Root Entry", "Workbook", "Other"]
    assert whole.stream("WORKBOOK") == b"x" * 5000 + bytes(120)
    assert whole.stream("other") == b"y" * 4096
    assert whole.stream("none") is None
    assert whole.stream("Root Entry") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ole_container.OLE,
        GOOD[:511],
        b"x" + GOOD[1:],
        set_in(GOOD, 30, "<H", 10),
        set_in(GOOD, 32, "<H", 7),
        set_in(GOOD, 56, "<I", 4097),
        set_in(GOOD, 48, "<I", 9999),
        set_in(GOOD, 48, "<I", END),
        set_in(GOOD, 76, "<I", FREE),
        set_in(GOOD, 60, "<I", 9999),
        GOOD.replace(b"\x05\x01", b"\x06\x01", 1),
    ],
)
def test_a_damaged_container_is_refused(data):
    """Cut off, of another version, with chains that lead nowhere, without a root."""
    assert told(OleContainer, data) == ("damaged", {})


def test_a_container_has_an_end():
    """The limit is the reach of the header's own list; one byte more is too large."""
    assert MAX_CONTAINER == 7_143_424
    assert OleContainer(GOOD.ljust(MAX_CONTAINER, b"\0")).stream("other") == b"y" * 4096
    assert told(OleContainer, GOOD.ljust(MAX_CONTAINER + 1, b"\0")) == ("too-large", {"limit": "7143424"})


def test_a_chain_ends_at_any_of_the_reserved_numbers():
    """From 0xFFFFFFFA on they are no sectors."""
    for end in (0xFFFFFFFA, END, FREE):
        assert ole_container._follow(b"ab", [end], 0, 1, 0) == b"a"
    assert told(ole_container._follow, b"ab", [0xFFFFFFF9], 0, 1, 0) == ("damaged", {})
    assert told(ole_container._follow, b"ab", [1, 0], 0, 1, 0) == ("damaged", {})
    assert told(ole_container._follow, b"ab", [1], 0, 1, 0) == ("damaged", {})


def test_two_streams_of_one_name_are_refused():
    """In any case; and a stream whose chain is shorter than its size is damaged."""
    assert told(OleContainer(container({"A": b"x", "a": b"y"})).stream, "A") == (
        "doubled-part",
        {"part": "A"},
    )
    whole = OleContainer(GOOD)
    whole._entries = [one._replace(size=one.size + 1) for one in whole._entries]
    assert told(whole.stream, "other") == ("damaged", {"part": "other"})


def test_sectors_may_have_four_thousand_bytes():
    """Version 4: the header takes a whole sector, and sector 0 stands after it."""

    def sector(data):
        return data.ljust(4096, b"\0")

    head = set_in(GOOD[:512], 30, "<H", 12)
    head = set_in(head, 48, "<I", 0)
    head = set_in(head, 76, "<109I", 1, *[FREE] * 108)
    directory = b""
    for name, kind, start, size in (("Root Entry", 5, END, 0), ("Workbook", 2, 2, 4096)):
        raw = name.encode("utf-16-le")
        directory += (
            raw.ljust(64, b"\0")
            + struct.pack("<HBB", len(raw) + 2, kind, 1)
            + bytes(48)
            + struct.pack("<IQ", start, size)
        )
    table = struct.pack("<3I", END, 0xFFFFFFFD, END)
    whole = sector(head) + sector(directory) + table.ljust(4096, b"\xff") + b"z" * 4096
    assert OleContainer(whole).stream("Workbook") == b"z" * 4096


@pytest.mark.parametrize(
    "size", [0, 1, 4095, 4096, 4097, 5120, 63_000, 126 * 512, 126 * 512 + 1, 127 * 512, 2_000_000]
)
def test_what_is_written_is_read(size):
    """A container of one stream, padded to 4,096 bytes, whatever its number of tables."""
    stream = bytes(range(256)) * (size // 256) + b"q" * (size % 256)
    whole = write_container("Sổ", stream)
    assert len(whole) % 512 == 0
    assert OleContainer(whole).names == ["Root Entry", "Sổ"]
    assert OleContainer(whole).stream("sổ") == stream.ljust(max(size, 4096), b"\0")
    tables = struct.unpack_from("<I", whole, 44)[0]
    assert len(whole) == 512 + -(-max(size, 4096) // 512) * 512 + 512 + tables * 512
    pages = -(-max(size, 4096) // 512) + 1 + tables
    assert (tables - 1) * 128 < pages <= tables * 128


def test_what_is_written_is_read_by_others():
    """The header's numbers stand where [MS-CFB] wants them."""
    whole = write_container("Workbook", b"x" * 5000)
    assert whole[:8].hex() == "d0cf11e0a1b11ae1"
    assert struct.unpack_from("<HHHHH", whole, 24) == (62, 3, 0xFFFE, 9, 6)
    assert struct.unpack_from("<IIIIIIIII", whole, 40) == (0, 1, 10, 0, 4096, END, 0, END, 0)
    assert struct.unpack_from("<109I", whole, 76) == (11, *[FREE] * 108)
    root, stream = (whole[512 * 11 + n * 128 :][:128] for n in (0, 1))
    assert struct.unpack_from("<HBBIII", root, 64) == (22, 5, 1, FREE, FREE, 1)
    assert struct.unpack_from("<IQ", root, 116) == (END, 0)
    assert struct.unpack_from("<HBBIII", stream, 64) == (18, 2, 1, FREE, FREE, FREE)
    assert struct.unpack_from("<IQ", stream, 116) == (0, 5000)
    assert struct.unpack_from("<128I", whole, 512 * 12) == (
        *range(1, 10),
        END,
        END,
        0xFFFFFFFD,
        *[FREE] * 116,
    )


def test_what_no_header_can_reach_is_not_written():
    """A stream past the 109 tables is too large; just below it is written."""
    most = (109 * 128 - 110) * 512
    assert struct.unpack_from("<I", write_container("a", bytes(most)), 44) == (109,)
    assert told(write_container, "a", bytes(most + 1)) == ("too-large", {"limit": "7143424"})


# -- records ---------------------------------------------------------------------------------------


def stream(body=b"", head=b"", table=b"", *, kind=0, hidden=0, name="A", end=True):
    """A workbook stream with one sheet of these records."""
    table += record(0x000A)
    listed = short(name)
    place = len(begin(5) + head) + 4 + 6 + len(listed) + len(table)
    sheet = record(0x0085, struct.pack("<IBB", place, hidden, kind) + listed)
    return begin(5) + head + sheet + table + begin(16) + body + (record(0x000A) if end else b"")


def scan(*given, **more):
    """The scan of the only sheet."""
    (sheet,) = scan_workbook_stream(stream(*given, **more)).sheets
    return sheet.scan


def at(kind, row, column, style=0, more=b""):
    """A record of a cell."""
    return record(kind, struct.pack("<HHH", row, column, style) + more)


def cached(row, column, shown, tail=b"\0" * 6):
    """A formula that showed these eight bytes last."""
    return at(0x0006, row, column, 0, shown + tail)


NUMBER = struct.pack("<d", 1.5)
TEXT_NEXT = b"\0" * 6 + b"\xff\xff"


def test_a_sheet_is_named_and_said_to_be_hidden():
    """Its name safe to print; hidden or very hidden, other bits say nothing of it."""
    for hidden, unseen in ((0, False), (1, True), (2, True), (4, False)):
        (sheet,) = scan_workbook_stream(stream(name="a\u202e", hidden=hidden)).sheets
        assert sheet == BiffSheet("a\\u202e", unseen, SheetScan(0, 0, 0, {}, {}, frozenset(), {}))


def test_numbers_in_all_their_records_are_counted():
    """A number, a compact one, a row of compact ones: the last row and the last column."""
    rk = struct.pack("<HI", 0, 6)
    many = record(0x00BD, struct.pack("<HH", 4, 1) + rk * 3 + struct.pack("<H", 3))
    assert scan(at(0x0203, 2, 7, 0, NUMBER))[:3] == (3, 8, 0)
    assert scan(at(0x027E, 2, 7, 0, struct.pack("<I", 6)))[:3] == (3, 8, 0)
    assert scan(many)[:3] == (5, 4, 0)
    assert scan(at(0x0203, 9, 0, 0, NUMBER) + many)[:3] == (10, 4, 0)
    assert scan(at(0x0203, 0, 255, 0, NUMBER))[1] == 256
    for last in (2, 4):
        wrong = record(0x00BD, struct.pack("<HH", 4, 1) + rk * 3 + struct.pack("<H", last))
        assert told(scan, wrong) == ("damaged", {"sheet": "A"})
    assert told(scan, at(0x0203, 0, 256, 0, NUMBER)) == ("too-many-columns", {"sheet": "A", "limit": "256"})


def test_cells_come_back_in_the_order_of_the_sheet():
    """By row and column, whatever their order in the file."""
    body = (
        at(0x0203, 1, 0, 0, NUMBER) + at(0x0203, 0, 1, 0, NUMBER) + at(0x0203, 0, 0, 0, struct.pack("<d", 7))
    )
    (grid,) = read_xls(container({"Workbook": stream(body)}))
    assert list(grid.rows) == [(1, [7.0, 1.5]), (2, [1.5, ""])]


def test_of_two_records_of_one_cell_the_later_stands():
    """As Excel reads them."""
    body = at(0x0203, 0, 0, 0, NUMBER) + at(0x0203, 0, 0, 0, struct.pack("<d", 7))
    (grid,) = read_xls(container({"Workbook": stream(body)}))
    assert list(grid.rows) == [(1, [7.0])]


def test_labels_and_shared_strings_are_counted():
    """Characters as often as they are used; a place past the table is damage."""
    label = at(0x0204, 0, 0, 0, struct.pack("<HB", 3, 0) + b"abc")
    table = strings(["xy", "ữ" * 5])
    shared = at(0x00FD, 3, 0, 0, struct.pack("<I", 1)) * 2
    assert scan(label)[:3] == (1, 1, 3)
    assert scan(label + shared, table=table)[:3] == (4, 1, 13)
    with pytest.raises(Unreadable) as refusal:
        scan(at(0x00FD, 3, 0, 0, struct.pack("<I", 2)), table=table)
    assert (refusal.value.code, dict(refusal.value.values)) == ("damaged", {"sheet": "A", "row": "4"})


def test_errors_and_truths_are_told_apart():
    """One record for both: the last byte says which."""
    body = (
        at(0x0205, 0, 0, 0, b"\x01\x00") + at(0x0205, 0, 1, 0, b"\x2a\x01") + at(0x0205, 0, 3, 0, b"\x07\x01")
    )
    assert scan(body).errors == {1: 0b1010}
    (grid,) = read_xls(container({"Workbook": stream(body)}))
    ((_, cells),) = grid.rows
    assert cells[0] is True
    assert [isinstance(cell, ErrorCell) for cell in cells] == [False, True, False, True]


def test_formulas_show_what_they_showed_last():
    """A number, a truth, an error, a text that comes next, nothing: each marked as a formula."""
    text = record(0x0207, struct.pack("<HB", 2, 0) + b"ab")
    wide = record(0x0207, struct.pack("<HB", 2, 1) + "ữx".encode("utf-16-le"))
    body = (
        cached(0, 0, NUMBER)
        + cached(0, 1, TEXT_NEXT)
        + text
        + cached(0, 2, b"\x01\0\x01\0\0\0\xff\xff")
        + cached(0, 3, b"\x02\0\x07\0\0\0\xff\xff")
        + cached(0, 4, b"\x03\0\0\0\0\0\xff\xff")
        + cached(0, 5, TEXT_NEXT)
        + wide
    )
    found = scan(body)
    assert (found.formulas, found.text, found.errors) == ({1: 0b111111}, 4, {})
    (grid,) = read_xls(container({"Workbook": stream(body)}))
    ((number, cells),) = grid.rows
    assert number == 1
    assert cells[:3] == [Marked(1.5), Marked("ab"), Marked(cached=True)]
    assert cells[4:] == [Marked(""), Marked("ữx")]


@pytest.mark.parametrize(
    "after",
    [
        record(0x0207, b"\2\0"),
        record(0x0207, struct.pack("<HB", 2, 0) + b"abc"),
        record(0x0207, struct.pack("<HB", 3, 0) + b"ab"),
        record(0x0207, struct.pack("<HB", 2, 2) + b"ab"),
        record(0x0207, struct.pack("<HB", 2, 1) + b"ab"),
    ],
)
def test_a_text_that_does_not_fit_its_formula_is_not_shown(after):
    """Another length or an unknown width: the formula shows nothing; a text without one is nobody's."""
    assert scan(cached(0, 0, TEXT_NEXT) + after)[:4] == (1, 1, 0, {1: 1})
    text = record(0x0207, struct.pack("<HB", 2, 0) + b"ab")
    assert scan(text)[:3] == (0, 0, 0)
    assert scan(cached(0, 0, TEXT_NEXT) + text + text).text == 2


@pytest.mark.parametrize(
    "body",
    [
        at(0x0203, 0, 0, 0, b"123"),
        at(0x0205, 0, 0, 0, b"1"),
        at(0x0006, 0, 0, 0, b"1234567"),
        at(0x00D6, 0, 0, 0, b"1234"),
        at(0x0204, 0, 0, 0, b"123"),
    ],
)
def test_a_short_record_is_damage(body):
    """Each cell says at least where it is and what; rich labels nobody expects."""
    assert told(scan, body) == ("damaged", {"sheet": "A"})


def test_just_long_enough_is_read():
    """Eight bytes for a truth, ten for a label, fourteen for a formula."""
    assert scan(at(0x0205, 0, 0, 0, b"\1\0"))[:2] == (1, 1)
    assert scan(at(0x0204, 0, 0, 0, b"\0\0\0\0"))[:2] == (1, 1)
    assert scan(at(0x0006, 0, 0, 0, NUMBER))[:2] == (1, 1)


def test_hidden_rows_are_said():
    """By their flag, counted from one."""
    row = struct.pack("<HHHHHH", 4, 0, 9, 255, 0, 0)
    assert scan(record(0x0208, row + b"\x20\0\0\0")).hidden == {5}
    assert scan(record(0x0208, row + b"\xdf\0\0\0")).hidden == set()
    assert scan(record(0x0208, row + b"\x20\0\0")).hidden == set()


def test_hidden_columns_are_said():
    """By their flag or a width of zero; at most as many columns as are read."""

    def columns(first, last, width, options):
        return scan(record(0x007D, struct.pack("<HHHHH", first, last, width, 0, options))).hidden_columns

    assert columns(1, 2, 2000, 1) == 0b110
    assert columns(0, 0, 0, 0) == 0b1
    assert columns(0, 3, 2000, 0) == 0
    assert columns(255, 300, 2000, 1) == 1 << 255
    assert scan(record(0x007D, struct.pack("<HHHH", 0, 0, 0, 0))).hidden_columns == 0


def test_what_is_nested_in_a_sheet_is_left_out():
    """The cells of a chart on a sheet are not the sheet's."""
    chart = begin(32) + at(0x0203, 9, 9, 0, NUMBER) + record(0x000A)
    assert scan(chart + at(0x0203, 0, 0, 0, NUMBER))[:2] == (1, 1)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "damaged"),
        (begin(5)[:7], "damaged"),
        (begin(5), "damaged"),
        (begin(16) + record(0x000A), "damaged"),
        (begin(5, 0x0500) + record(0x000A), "old-book"),
        (record(0x0009, bytes(8)) + record(0x000A), "old-book"),
        (begin(5) + b"\xfc\0\xff\xff", "damaged"),
        (begin(5) + b"\xfc\0\1", "damaged"),
        (stream(end=False), "damaged"),
        (stream(head=record(0x002F, b"")), "encrypted"),
        (stream(head=record(0x00D3)), "macro"),
        (stream(kind=1), "macro"),
        (stream(kind=6), "macro"),
        (begin(5) + record(0x0085, bytes(7)) + record(0x000A), "damaged"),
        (begin(5) + record(0x0085, bytes(6) + b"\1\0") + record(0x000A), "damaged"),
        (begin(5) + record(0x0031, bytes(15)) + record(0x000A), "damaged"),
        (begin(5) + record(0x00E0, b"\0") + record(0x000A), "damaged"),
    ],
)
def test_a_stream_that_is_none_is_told(data, code):
    """Cut off, too old, locked, with macros: by its own name."""
    assert told(scan_workbook_stream, data)[0] == code


def test_charts_are_no_sheets():
    """A sheet of a chart is left out."""
    assert scan_workbook_stream(stream(kind=2)).sheets == []


def test_a_sheet_that_begins_elsewhere_is_damage():
    """Its place must hold the beginning of a worksheet, and no two sheets have one place."""
    good = stream()
    place = good.index(struct.pack("<HH", 0x0085, 9)) + 4
    back = struct.unpack_from("<I", good, place)[0] - len(good)  # the same place, from the end
    for wrong in (0, 3, len(good), len(good) - 7, 2**32 + back):
        assert told(scan_workbook_stream, set_in(good, place, "<I", wrong)) == ("damaged", {})
    two = book([("A", [["x"]]), ("B", [["y"]])])
    first = two.index(struct.pack("<HH", 0x0085, 9))
    second = two.index(struct.pack("<HH", 0x0085, 9), first + 1)
    doubled = set_in(two, second + 4, "<I", struct.unpack_from("<I", two, first + 4)[0])
    assert told(scan_workbook_stream, doubled) == ("damaged", {})


def test_sheets_that_share_records_end():
    """Sheets within each other's records come to more bytes than there are."""
    inner = begin(16) + at(0x0203, 0, 0, 0, NUMBER) * 30
    body = inner + record(0x000A)
    heads = [short(f"S{number}") for number in range(4)]
    table = record(0x000A)
    place = len(begin(5)) + sum(10 + len(head) for head in heads) + len(table)
    # every BOF but the first is nested to the sheets before it, and the beginning of the next sheet
    places = [place + number * len(begin(16)) for number in range(4)]
    listed = b"".join(
        record(0x0085, struct.pack("<IBB", p, 0, 0) + h) for p, h in zip(places, heads, strict=True)
    )
    whole = begin(5) + listed + table + begin(16) * 3 + body + record(0x000A) * 3
    assert told(scan_workbook_stream, whole) == ("damaged", {"sheet": "S1"})


def test_two_thousand_sheets_and_no_more():
    """One more is refused before any of them is walked."""

    def of(count):
        return book([(f"S{number}", [[1.0]]) for number in range(count)])

    assert len(scan_workbook_stream(of(MAX_PARTS)).sheets) == 2_000
    assert told(scan_workbook_stream, of(MAX_PARTS + 1)) == ("too-many-parts", {"limit": "2000"})


def test_what_is_made_of_a_book_is_a_book():
    """Walked again it has the same cells, under names given here: every place in it is right."""
    data = book([("Một", [["a", 1.5], ["", True]]), ("Hai", [[Formula(2.0), "ữ"]])])
    first = scan_workbook_stream(data)
    again = scan_workbook_stream(first.stream)
    assert [sheet.name for sheet in again.sheets] == ["s0", "s1"]
    for one, other in zip(first.sheets, again.sheets, strict=True):
        assert other.scan[:3] == one.scan[:3]
    assert again.stream == first.stream


# -- strings and fonts -----------------------------------------------------------------------------


class Fonts:
    """A book whose fonts are these."""

    def __init__(self, *encodings):
        self.encodings = encodings

    def font(self, number):
        return self.encodings[number]


def sst(*entries, count=None):
    """The body of a table of shared strings."""
    return struct.pack("<II", 99, len(entries) if count is None else count) + b"".join(entries)


def entry(length, flags=0, letters=b"", *, runs=b"", more=b""):
    """One string: its head, what follows by its flags, its letters, its runs, its rest."""
    head = struct.pack("<HB", length, flags)
    head += struct.pack("<H", len(runs) // 4) if flags & 8 else b""
    head += struct.pack("<I", len(more)) if flags & 4 else b""
    return head + letters + runs + more


def test_strings_with_runs_and_phonetics_are_passed_over():
    """Narrow, wide, with runs, with a rest, with both: each has its length, and the next begins after."""
    table = sst(
        entry(2, 0, b"ab"),
        entry(2, 1, "ữx".encode("utf-16-le")),
        entry(1, 8, b"c", runs=struct.pack("<HH", 0, 1)),
        entry(3, 4, b"def", more=b"12345"),
        entry(1, 12, b"g", runs=struct.pack("<HHHH", 0, 1, 1, 0), more=b"9"),
        entry(4, 0, b"last"),
    )
    found = scan_sst([table], Fonts("", "vni").font)
    assert found == SharedStrings([2, 2, 1, 3, 1, 4], {2: frozenset({"vni"}), 4: frozenset({"vni", ""})})


def test_runs_that_begin_later_leave_the_beginning_to_the_cell():
    """Then the cell's own font speaks too; a string in the cell's font alone names none."""
    later = entry(3, 8, b"abc", runs=struct.pack("<HH", 1, 0))
    assert scan_sst([sst(later)], Fonts("tcvn3").font).fonts == {0: frozenset({"tcvn3", None})}
    none = entry(3, 8, b"abc", runs=b"")
    assert scan_sst([sst(none)], Fonts().font).fonts == {}


def test_a_table_that_says_too_much_is_damage():
    """More strings than bytes for them, or a string past the end."""
    place = ("damaged", {"part": "SST"})
    assert told(scan_sst, [sst(count=3)], Fonts().font) == place
    assert told(scan_sst, [sst(entry(5, 0, b"ab"))], Fonts().font) == place
    assert told(scan_sst, [b"\0" * 7], Fonts().font) == place
    assert told(scan_sst, [sst(entry(1, 8, b"a", runs=b"\0\0\0\0"))[:-1]], Fonts().font) == place
    many = sst(*[entry(0)] * 3)
    assert scan_sst([many], Fonts().font).lengths == [0, 0, 0]


def test_heads_and_runs_are_cut_anywhere_too():
    """Whatever is cut by the end of a record goes on in the next; letters say anew how wide they are."""
    whole = sst(entry(2, 8, b"ab", runs=struct.pack("<HH", 0, 0)), entry(1, 0, b"c"))
    for cut in range(1, len(whole)):
        second = whole[cut:]
        if cut in {13, 14, 22}:  # within or before letters
            second = b"\0" + second
        assert scan_sst([whole[:cut], second], Fonts("").font).lengths == [2, 1]


@pytest.mark.parametrize(("number", "encoding"), [(0, "a"), (3, "d"), (5, "e"), (6, "f"), (7, ""), (99, "")])
def test_there_is_no_font_four(number, encoding):
    """Fonts from the fifth on are numbered one higher."""
    found = xls_records._Globals(stream())
    found.fonts = list("abcdef")
    assert found.font(number) == encoding


def test_a_style_past_the_table_is_in_no_old_font():
    """A style says its font by number."""
    found = xls_records._Globals(stream())
    found.fonts, found.styles = ["x", "y"], [1, 0]
    assert [found.style(number) for number in (0, 1, 2)] == ["y", "x", ""]


def test_cells_in_old_fonts_are_marked():
    """By the cell's style, by the runs of its string, or mixed where they differ."""
    head = b"".join(record(0x0031, bytes(14) + short(name)) for name in ("Arial", ".VnTime", "VNI-Times"))
    head += b"".join(record(0x00E0, struct.pack("<HH", font, 0) + bytes(16)) for font in (0, 1, 2))
    runs = struct.pack("<HHHH", 0, 0, 1, 0)
    table = record(
        0x00FC,
        sst(
            entry(2, 0, b"ab"),
            entry(2, 8, b"ab", runs=struct.pack("<HH", 1, 2)),
            entry(2, 8, b"ab", runs=runs),
        ),
    )

    def of(row, column, style, place):
        return at(0x00FD, row, column, style, struct.pack("<I", place))

    body = (
        of(0, 0, 1, 0)
        + of(0, 2, 1, 0)
        + of(1, 0, 2, 0)
        + of(2, 0, 0, 0)
        + of(3, 0, 1, 1)
        + of(4, 0, 2, 1)
        + of(5, 0, 0, 1)
        + of(6, 0, 1, 2)
        + at(0x0204, 7, 1, 1, struct.pack("<HB", 1, 0) + b"a")
    )
    assert scan(body, head, table).fonts == {
        "tcvn3": {1: 0b101, 8: 0b10},
        "vni": {2: 1, 5: 1},
        "mixed": {4: 1, 6: 1},
    }


def test_dates_and_formats_are_kept():
    """A date under a style, and a book that counts from 1904."""
    rows = [[(45199.0, -1)]]
    (grid,) = read_xls(old_excel(("A", rows)))
    ((_, (day,)),) = grid.rows
    (grid,) = read_xls(old_excel(("A", rows), extra=record(0x0022, b"\1\0")))
    ((_, (later,)),) = grid.rows
    assert (day.isoformat()[:10], later.isoformat()[:10]) == ("2023-09-30", "2027-10-01")


@pytest.mark.parametrize("name", ["EncryptedPackage", "encryptioninfo"])
def test_a_locked_book_is_told_by_its_streams(name):
    """Before anything of it is read."""
    assert told(read_xls, container({name: b"x", "Workbook": stream()}))[0] == "encrypted"


@pytest.mark.parametrize("name", ["_VBA_PROJECT", "_VBA_PROJECT_CUR", "VBA", "Macros"])
def test_macros_are_told_by_their_folders(name):
    """In any case."""
    assert told(read_xls, container({"Workbook": stream()}, folders=[name])) == ("macro", {})


def test_what_is_no_workbook_is_told():
    """No container, a container of another program, a book of Excel 95."""
    assert told(read_xls, b"PK\x03\x04") == ("wrong-type", {})
    assert told(read_xls, container({"WordDocument": b"x"})) == ("wrong-type", {})
    assert told(read_xls, container({"BOOK": b"x"})) == ("old-book", {})


def test_every_sheet_of_an_xls_becomes_a_grid():
    """Named, hidden or not, with its hidden rows and fonts."""
    rows = [["a"], [("sè", 1)], [Formula(2.0)]]
    data = old_excel(("Một", rows), ("Hai", [[1.0]]), fonts=("Arial", ".VnTime"), hidden={1})
    first, second = read_xls(data)
    assert (first.sheet, first.hidden, first.ragged) == ("Một", False, False)
    assert (first.hidden_rows, first.fonts) == ({2}, {"tcvn3": {2: 1}})
    assert [cells for _, cells in first.rows] == [["a"], ["sè"], [Marked(2.0)]]
    assert (second.sheet, list(second.rows), second.fonts) == ("Hai", [(1, [1.0])], {})
