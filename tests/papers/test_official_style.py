"""Papers write amounts, dates, names and provisions as Vietnamese offices do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.papers.letterhead import legal_bases
from procedures.papers.official_style import (
    amount_in_words,
    cited,
    day_in_words,
    full_name,
    place_of,
    provision,
    signing_office,
)
from procedures.papers.paper import paper_line, read_paper_line
from procedures.services.paper_data import PAPER_KINDS, PaperRequest, PaperSource

DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def read_aloud(text):
    """The number that words say, by a reader of its own."""
    billions = groups = hundreds = 0
    pending = None
    for word in text.split():
        if word in DIGITS:
            if pending is not None:
                hundreds += pending
            pending = DIGITS[word]
        elif word == "mười":
            hundreds, pending = hundreds + 10 + (pending or 0), None
        elif word == "mươi":
            hundreds, pending = hundreds + 10 * pending, None
        elif word == "trăm":
            hundreds, pending = hundreds + 100 * pending, None
        elif word in {"nghìn", "triệu"}:
            groups += (hundreds + (pending or 0)) * {"nghìn": 10**3, "triệu": 10**6}[word]
            hundreds, pending = 0, None
        elif word == "tỷ":
            billions = (billions * 10**9) + groups + hundreds + (pending or 0)
            groups, hundreds, pending = 0, 0, None
    return billions * 10**9 + groups + hundreds + (pending or 0)


@given(st.one_of(st.integers(0, 10**6), st.integers(0, 10**18 - 1)))
def test_an_amount_in_words_is_that_amount(amount):
    """Whoever reads the words aloud comes back to the number."""
    assert read_aloud(amount_in_words(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (1005, "một nghìn không trăm linh năm"),
        (105_000_015, "một trăm linh năm triệu không trăm mười lăm"),
        (1_000_000_000, "một tỷ"),
        (1_000_005_000, "một tỷ không trăm linh năm nghìn"),
        (2_433_871_392, "hai tỷ bốn trăm ba mươi ba triệu tám trăm bảy mươi mốt nghìn ba trăm chín mươi hai"),
    ],
)
def test_amounts_read_as_an_accountant_reads_them(amount, words):
    """Linh, mốt, lăm and the read-out nought stand where Vietnamese puts them."""
    assert amount_in_words(amount) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-01-05", "ngày 05 tháng 01 năm 2024"),
        ("2023-09-30", "ngày 30 tháng 9 năm 2023"),
        ("2023-12-01", "ngày 01 tháng 12 năm 2023"),
        ("", "ngày      tháng      năm"),
    ],
)
def test_a_date_is_written_as_the_decree_asks(iso, words):
    """Days below 10 and the months 1 and 2 have a nought in front; other months have none."""
    assert day_in_words(iso) == words


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("UBND huyện Cao Phong", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("Sở Y tế", ("", "GIÁM ĐỐC")),
        ("Văn phòng UBND tỉnh", ("", "CHÁNH VĂN PHÒNG")),
        ("Thanh tra tỉnh", ("", "CHÁNH THANH TRA")),
        ("Ban Dân tộc", ("", "TRƯỞNG BAN")),
        ("Trung tâm X", ("", "THỦ TRƯỞNG ĐƠN VỊ")),
    ],
)
def test_the_head_of_a_unit_signs_by_office(name, head):
    """Who signs follows from what kind of unit it is."""
    assert signing_office(name) == head


def test_names_and_places_are_written_out():
    """UBND is written out, and the place of a date line is the place alone."""
    assert full_name("UBND tỉnh Hòa Bình") == "Ủy ban nhân dân tỉnh Hòa Bình"
    assert place_of("UBND tỉnh Hòa Bình") == "Hòa Bình"


def test_a_provision_goes_down_to_the_point():
    """Point, clause, article, then the document; what is not given is left out."""
    action = {"document": "Nghị định 1/2020/NĐ-CP", "article": "5", "clause": "2", "point": "a"}
    assert provision(action) == "điểm a khoản 2 Điều 5 Nghị định 1/2020/NĐ-CP"
    assert provision(action | {"clause": "", "point": ""}) == "Điều 5 Nghị định 1/2020/NĐ-CP"


@pytest.mark.parametrize(
    ("document", "title", "words"),
    [
        ("209/KH-UBND", "Kế hoạch rà soát", "Kế hoạch số 209/KH-UBND ngày 31 tháng 10 năm 2022 rà soát"),
        (
            "Nghị định 63/2010/NĐ-CP",
            "Kiểm soát",
            "Nghị định số 63/2010/NĐ-CP ngày 31 tháng 10 năm 2022 (Kiểm soát)",
        ),
        ("895/UBND", "về cải cách", "Văn bản số 895/UBND ngày 31 tháng 10 năm 2022 (về cải cách)"),
    ],
)
def test_a_source_is_cited_with_its_kind(document, title, words):
    """Kind, number, date, then what it is about."""
    assert cited(document, "2022-10-31", title) == words


@given(
    st.sampled_from(PAPER_KINDS),
    st.sampled_from(["", "so-tu-phap"]),
    st.integers(0, 10**6),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)),
    st.sampled_from(["", "41/TTr-STP", "33/2023/QĐ-UBND"]),
)
def test_a_line_can_be_read_back(kind, unit, position, day, number):
    """Register, position, hash, date and request come back from the line, however it was broken."""
    request = PaperRequest(kind, unit, "hoa-binh-2023", "proposed", number)
    line = paper_line(request, PaperSource("ab" * 32, position, "cd" * 32, day.isoformat(), "", ""))
    found = read_paper_line("Trang 3 " + line.replace(" ", "\n") + " hết")
    assert found is not None
    assert (found.request, found.register, found.position, found.leaf, found.day) == (
        request,
        "ab" * 8,
        position,
        "cd" * 32,
        day.isoformat(),
    )


@pytest.mark.parametrize(
    ("day", "law"),
    [
        ("2023-09-30", "19 tháng 6 năm 2015"),
        ("2025-04-01", "19 tháng 02 năm 2025"),
        ("2026-01-01", "16 tháng 6 năm 2025"),
    ],
)
def test_a_paper_names_the_law_in_force_on_its_day(day, law):
    """Of the laws on local government, the one in force on the day is cited, and only that one."""
    on = dt.date.fromisoformat(day)
    found = [
        one["text"]
        for one in legal_bases()
        if one["from"] <= on <= one.get("until", dt.date.max) and one["text"].startswith("Luật Tổ chức")
    ]
    assert len(found) == 1
    assert law in found[0]
