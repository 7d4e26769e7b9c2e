"""Whatever the bytes are, a listing keeps its promises or the file is Unreadable."""

import re
import tempfile
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped,unused-ignore]
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.intake.owner_rules import read_map
from procedures.intake.portal_list import PortalList, read_listing
from procedures.spreadsheets.problems import Unreadable

TEXT = (
    'Lĩnh vực;Tên;Mã số;Cơ quan thực hiện\n"Luật sư";Cấp thẻ;1.001234;"Sở\nUBND"\n'
    "Hộ tịch;Đăng ký;2.000001;\n;;1.001234;\n"
)
MAP = "co-quan,don-vi\nSở Tư pháp*,stp\n1.001234,x\n"
# What a mutation puts in: pieces that mean something to one reader or another.
PIECES = [
    b"",
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"\xff",
    b"\xe2\x80\xae",
    b"<c>",
    b"</c>",
    b"<f>A1</f>",
    b't="e"',
    b't="s"',
    b't="d"',
    b'r="XFD1048576"',
    b"<![CDATA[",
    b"<!--",
    b"<!DOCTYPE a>",
    b"-1",
    b"99999999999",
    b"1e999",
    b"nan",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b";",
    b",",
    b"\r",
    b"\n",
    b"1.001234",
    b"=1",
]
MANY = settings(max_examples=400, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])

Mutation = tuple[float, int, bytes]
mutations = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 40),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)),
    ),
    min_size=1,
    max_size=6,
)


def small() -> bytes:
    """Return a workbook with dates, formulas, errors and two sheets."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Danh sách")
    sheet.merge_range("A1:E1", "DANH SÁCH")
    sheet.write_row(1, 0, ["Mã số", "Tên", "Cơ quan thực hiện"])
    sheet.write_row(2, 0, ["1.001234", "Cấp thẻ", "Sở Tư pháp\nUBND cấp xã"])
    sheet.write_row(3, 0, [1.00496, True])
    sheet.write_formula(4, 0, "=A1", None, "#N/A")
    sheet.write_number(5, 0, 45293, book.add_format({"num_format": "dd/mm/yyyy"}))
    other = book.add_worksheet()
    other.write_row(0, 0, ["code", "name"])
    other.write_row(1, 0, ["2.000001", "Đăng ký"])
    book.close()
    return buffer.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SMALL = small()
PARTS = unzipped(SMALL)


def mutated(data: bytes, changes: list[Mutation]) -> bytes:
    """Replace some bytes at some places by something else."""
    for place, length, piece in changes:
        at = int(place * len(data))
        data = data[:at] + piece + data[at + length :]
    return data


def read(data: bytes, name: str) -> PortalList | None:
    """Return the listing, or None if the file is refused; nothing else may come."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        refusal = None
        try:
            return read_listing(path)
        except Unreadable as error:
            refusal = error
    assert re.fullmatch("[a-z-]+", refusal.code)
    assert all(len(value) <= 60 for _, value in refusal.values)
    return None


def keeps_promises(listing: PortalList) -> None:
    """Check what every listing promises."""
    codes = [row.code for row in listing.rows]
    assert len(codes) == len(set(codes))
    bad = {(problem.sheet, problem.row) for problem in listing.problems}
    for row in listing.rows:
        assert re.fullmatch(r"[0-9]\.[0-9]{6}", row.code) or re.search(
            r"[A-Za-z-]", row.code
        )  # an office's own
        assert row.name
        assert (row.sheet, row.row) not in bad
        for text in (row.name, row.issuer, row.field, *row.agencies):
            assert text == unicodedata.normalize("NFC", text)
            assert not any(unicodedata.category(c) in ("Cc", "Cf") for c in text)
    for problem in listing.problems:
        assert problem.row >= 1
        assert len(problem.value) <= 60


def test_the_files_are_good_before_they_are_mutated() -> None:
    """The mutations start from files that read, with problems and without."""
    book, text = read(SMALL, "a.xlsx"), read(TEXT.encode(), "a.csv")
    assert book is not None
    assert text is not None
    assert [row.code for row in book.rows] == ["1.001234", "2.000001"]
    assert [p.code for p in book.problems] == [
        "number-for-code",
        "not-text",
        "formula",
        "missing-name",
        "date-for-code",
        "missing-name",
    ]
    assert [row.code for row in text.rows] == ["1.001234", "2.000001"]
    assert [p.code for p in text.problems] == ["missing-name", "doubled-code"]


@MANY
@given(changes=mutations)
def test_a_mutated_zip_reads_or_is_refused(changes: list[Mutation]) -> None:
    """Bytes changed in the zip itself never make anything else escape."""
    listing = read(mutated(SMALL, changes), "a.xlsx")
    if listing is not None:
        keeps_promises(listing)


@MANY
@given(name=st.sampled_from(sorted(set(PARTS) - {"docProps/app.xml"})), changes=mutations)
def test_a_mutated_part_reads_or_is_refused(name: str, changes: list[Mutation]) -> None:
    """Bytes changed inside a part pass the zip's checks, and come no further."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part, data in PARTS.items():
            archive.writestr(part, mutated(data, changes) if part == name else data)
    listing = read(buffer.getvalue(), "a.xlsx")
    if listing is not None:
        keeps_promises(listing)


@MANY
@given(changes=mutations, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_a_mutated_csv_reads_or_is_refused(changes: list[Mutation], encoding: str) -> None:
    """Bytes changed in a text never make anything else escape."""
    listing = read(mutated(TEXT.encode(encoding), changes), "a.csv")
    if listing is not None:
        keeps_promises(listing)


@MANY
@given(data=st.binary(max_size=200), name=st.sampled_from(["a.xlsx", "a.csv"]))
def test_noise_is_refused(data: bytes, name: str) -> None:
    """Random bytes are no list."""
    assert read(data, name) is None


@MANY
@given(changes=mutations)
def test_a_mutated_map_reads_or_is_refused(changes: list[Mutation]) -> None:
    """A map has two filled fields in each row, or is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.csv"
        path.write_bytes(mutated(MAP.encode(), changes))
        try:
            rules = read_map(path)
        except Unreadable:
            return
    assert rules
    assert all(pattern and unit and " " not in unit for pattern, unit in rules)
