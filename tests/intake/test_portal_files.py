"""The portal's own exports are read as they are, and as CSV they say the same."""

import csv
import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from procedures.intake.owner_rules import owner_of
from procedures.intake.portal_list import read_listing
from procedures.intake.portal_row import PortalRow

ROOT = Path(__file__).resolve().parents[2]
FILES = {"danh-sach-tthc-BoTuPhap.xlsx": 271, "danh-sach-tthc-BoXayDung.xlsx": 525, "toa-an-nhan-dan.xlsx": 3}
TITLES = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")


def portal(name: str) -> Path:
    """Return the real file, or skip: it may not be put into this repository."""
    given = os.environ.get("TINHGON_PORTAL_DIR")
    folder = Path(given) if given else ROOT.parent / "shared" / "data" / "portal"
    path = folder / name
    if not path.is_file():
        pytest.skip(f"no portal export {name}: set TINHGON_PORTAL_DIR")
    return path


def contents(rows: tuple[PortalRow, ...]) -> list[tuple[object, ...]]:
    """Return what the rows say, without where they stand."""
    return [row[2:] for row in rows]


def as_csv(rows: tuple[PortalRow, ...], order: list[int], delimiter: str) -> str:
    """Return the rows as a person would save them, columns in another order."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([TITLES[i] for i in order])
    for row in rows:
        fields = [row.code, row.name, row.issuer, "\n".join(row.agencies), row.field]
        writer.writerow([fields[i] for i in order])
    return text.getvalue()


@pytest.mark.parametrize(("name", "count"), FILES.items())
def test_a_portal_export_reads_whole(name: str, count: int) -> None:
    """Every row of a portal export is good, and no row is lost."""
    listing = read_listing(portal(name))
    assert listing.problems == ()
    assert len(listing.rows) == count
    assert [row.row for row in listing.rows] == list(range(3, count + 3))


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_a_portal_export_is_clean(name: str) -> None:
    """No text keeps a stray space, a line break or a decomposed letter."""
    for row in read_listing(portal(name)).rows:
        for text in (row.name, row.issuer, row.field, *row.agencies):
            assert text == " ".join(unicodedata.normalize("NFC", text).split())
        assert "" not in row.agencies
        assert len(set(row.agencies)) == len(row.agencies)


def test_several_agencies_in_one_cell_are_several() -> None:
    """The courts' cell of four lines and an empty one is four agencies."""
    rows = {row.code: row for row in read_listing(portal("toa-an-nhan-dan.xlsx")).rows}
    assert rows["3.000163"].agencies == (
        "Tòa án nhân dân cấp cao",
        "Tòa án nhân dân tỉnh, thành phố trực thuộc trung ương",
        "Tòa án nhân dân cấp huyện, quận, thị xã, thành phố thuộc tỉnh và tương đương",
        "Tòa án nhân dân khu vực",
    )


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: unicodedata.normalize("NFD", text).encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "nfd"],
)
def test_the_same_list_as_csv_reads_the_same(
    tmp_path: Path, name: str, delimiter: str, encode: Callable[[str], bytes]
) -> None:
    """Column order, delimiter, encoding and normal form change nothing."""
    rows = read_listing(portal(name)).rows
    path = tmp_path / "list.csv"
    path.write_bytes(encode(as_csv(rows, [4, 1, 0, 3, 2], delimiter)))
    listing = read_listing(path)
    assert listing.problems == ()
    assert contents(listing.rows) == contents(rows)


def test_owners_are_found_however_the_portal_spells_them() -> None:
    """One rule catches "Sở Tư Pháp" and "Sở Tư pháp"."""
    rows = read_listing(portal("danh-sach-tthc-BoTuPhap.xlsx")).rows
    spelt = {a for r in rows for a in r.agencies if a.casefold() == "sở tư pháp"}
    owned = {
        agency for row in rows if owner_of(row, [("so tu phap", "stp")]) == "stp" for agency in row.agencies
    }
    assert len(spelt) > 1
    assert spelt <= owned
