"""Workbooks of Excel 97 to 2003 are read like the others, and hostile ones refused before they cost."""

from __future__ import annotations

import struct
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.intake.form_reader import read_filled, rows_of_form
from procedures.spreadsheets.grid import ErrorCell
from procedures.spreadsheets.grid import FormulaCell as Marked
from procedures.spreadsheets.legacy_text import LegacyTextFound
from procedures.spreadsheets.ole_container import MAX_CONTAINER, OleContainer
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.xls import read_xls
from tests.support.xls_writer import Formula, begin, book, container, old_excel, record, short, strings

HEAD = ["Mã số", "Tên"]


def rows_of(data):
    """The rows of every sheet, by name."""
    return {grid.sheet: [cells for _, cells in grid.rows] for grid in read_xls(data)}


def refusal(data):
    """The code that these bytes are refused with."""
    with pytest.raises(Unreadable) as told:
        read_xls(data)
    return told.value.code


def test_every_kind_of_cell_is_read():
    """Text, numbers, dates, booleans, errors and formulas are what they are in an .xlsx."""
    import datetime as dt

    rows = [
        ["Mã số", 5, 2.5, True, ValueError(), ""],
        [Formula(7.0), Formula("chữ"), (45199, -1), "x" * 30_000, "", "cuối"],
    ]
    found = rows_of(old_excel(("Một", rows), ("Hai", [[1.0]])))
    assert found["Hai"] == [[1.0]]
    first, second = found["Một"]
    assert first[:4] == ["Mã số", 5.0, 2.5, True]
    assert isinstance(first[4], ErrorCell)
    assert second[:2] == [Marked(7.0), Marked("chữ")]
    assert second[2] == dt.date(2023, 9, 30)
    assert second[3:] == ["x" * 30_000, "", "cuối"]


@pytest.mark.parametrize("longest", range(40, 60))
def test_strings_go_on_from_record_to_record(longest):
    """Wherever a string is cut, narrow or wide, it is read whole, and so is the next."""
    texts = ["thủ tục hành chính", "procedure " * 9, "ữ" * 50, "a", "kết thúc"]
    assert rows_of(old_excel(("A", [texts]), longest=longest)) == {"A": [texts]}


def test_hidden_sheets_and_rows_are_said(tmp_path):
    """They are read, and known to be hidden, as in an .xlsx."""
    path = tmp_path / "a.xls"
    path.write_bytes(old_excel(("A", [HEAD, ["1.000001", "Một"], ["1.000002", "Hai"]]), hidden={2}))
    (sheet,) = read_filled(path).sheets
    assert [entry.row for entry in sheet.entries] == [2, 3]
    assert sheet.notes.hidden_rows == (3,)


def test_the_fonts_of_an_xls_decide_cell_by_cell(tmp_path):
    """Old fonts are found by the cells' styles; cells in other fonts stay."""
    faces = ("Arial", ".VnTime", "VNI-Times", "x", "(none)", ".VnTimeH")
    path = tmp_path / "a.xls"
    rows = [HEAD, ["1.000001", ("Thñ tôc", 1)], ["1.000002", ("sè", 0)], ["1.000003", ("phÐp", 5)]]
    path.write_bytes(old_excel(("A", rows), fonts=faces))
    with pytest.raises(LegacyTextFound):
        read_filled(path)
    found = read_filled(path, "tcvn3")
    assert [one.text("name") for _, one in rows_of_form(found, "inventory")] == ["Thủ tục", "sè", "PHÉP"]
    assert found.converted == 2


def one(body, table=b"", extra=b""):
    """The bytes of an .xls with one sheet of these records."""
    table += record(0x000A)
    head = begin(5) + extra
    place = len(head) + 4 + 6 + len(short("A")) + len(table)
    sheet = record(0x0085, struct.pack("<IBB", place, 0, 0) + short("A"))
    return container({"Workbook": head + sheet + table + begin(16) + body + record(0x000A)})


def label(row, column, place):
    """A cell with a shared string."""
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, place))


def twice():
    """Two sheets that share their records."""
    stream = bytearray(book([("A", [["x"] * 9] * 9), ("B", [[1.0]])]))
    first = stream.index(struct.pack("<HH", 0x0085, 9))
    second = stream.index(struct.pack("<HH", 0x0085, 9), first + 1)
    stream[second + 4 : second + 8] = stream[first + 4 : first + 8]
    return container({"Workbook": bytes(stream)})


NUMBER = struct.pack("<HHHd", 65535, 255, 0, 1.0)
HOSTILE = {
    "encrypted": one(b"", extra=record(0x002F, bytes(54))),
    "encrypted ": container({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    "macro": one(b"", extra=record(0x00D3)),
    "macro ": container({"Workbook": book([("A", [HEAD])])}, folders=["_VBA_PROJECT_CUR"]),
    "macro  ": old_excel(("A", [HEAD]), ("M", [HEAD]), kinds=(0, 1)),
    "old-book": container({"Book": book([("A", [HEAD])])}),
    "old-book ": container({"Workbook": begin(5, 0x0500)}),
    "wrong-type": container({"WordDocument": b"x"}),
    "too-many-cells": one(record(0x0203, NUMBER)),
    "too-many-columns": one(record(0x0203, struct.pack("<HHHd", 1, 256, 0, 1.0))),
    "bomb": one(b"".join(label(n, 0, 0) for n in range(2000)), strings(["x" * 30_000])),
    "too-large": container({"Workbook": b"x"}).ljust(MAX_CONTAINER + 1, b"\0"),
    "damaged": one(label(0, 0, 7), strings(["x"])),
    "damaged ": one(record(0x0203, b"123")),
    "damaged  ": one(b"", record(0x00FC, struct.pack("<II", 9, 2**31))),
    "damaged   ": twice(),
    "damaged    ": container({"Workbook": begin(5) + b"\xfc\x00\xff\xff"}),
    "damaged     ": one(record(0x00BD, struct.pack("<HHHIH", 0, 0, 0, 2, 200))),
}


@pytest.mark.parametrize("code", HOSTILE)
def test_a_hostile_xls_is_refused(code):
    """Locked, with macros, too old, a bomb, damaged: each by its own name, none of them tried."""
    began = time.monotonic()
    assert refusal(HOSTILE[code]) == code.strip()
    assert time.monotonic() - began < 5


def test_a_chain_in_a_circle_ends():
    """A container whose sectors follow each other for ever is damaged."""
    data = bytearray(old_excel(("A", [HEAD])))
    place = data.rindex(struct.pack("<III", 1, 2, 3))
    data[place : place + 4] = struct.pack("<I", 0)
    with pytest.raises(Unreadable):
        OleContainer(bytes(data)).stream("Workbook")


def test_a_small_stream_lies_among_the_small(tmp_path):
    """A stream below 4,096 bytes is read from the root's own sectors."""
    whole = OleContainer(container({"Workbook": b"x" * 5000}))
    assert whole.stream("workbook")[:5000] == b"x" * 5000
    whole._entries = [entry._replace(size=130, start=0) for entry in whole._entries]
    whole._small, whole._small_table = bytes(64) + b"a" * 64 + b"b" * 64, [2, 0xFFFFFFFE, 1]
    assert whole.stream("Workbook") == bytes(64) + b"b" * 64 + b"aa"


GOOD = old_excel(("A", [HEAD, ["1.000001", "Một"], [1.5, Formula("x")]]), longest=60)


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(GOOD) - 1),
            st.sampled_from([b"\xff\xff", b"\0\0\0\0", b"\x01", b"\xfc\0", b"\x09\x08", b"\xff" * 9]),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_bytes_are_the_file_is_read_or_refused(changes):
    """Changed bytes make another list or a refusal, never another error."""
    data = bytearray(GOOD)
    for place, piece in changes:
        data[place : place + len(piece)] = piece
    try:
        for grid in read_xls(bytes(data)):
            list(grid.rows)
    except Unreadable:
        pass
