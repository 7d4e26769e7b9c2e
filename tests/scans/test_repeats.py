"""The same paper asked for by many procedures of one agency."""

from __future__ import annotations

import pytest

from procedures.scans.item_words import core_of_item
from procedures.scans.repeats import scan_repeats
from tests.scans.describe import description, item

DAY = "2026-06-01"


def agencies(*names):
    """The agencies of a description that these carry out."""
    return {"performing": list(names), "competent": [], "coordinating": [], "authorised": []}


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("- 01 bản sao có chứng thực Bằng tốt nghiệp đại học (nếu có);", "bang tot nghiep dai hoc"),
        ("b) Bản chính hoặc bản sao Bằng tốt nghiệp đại học", "bang tot nghiep dai hoc"),
        (
            "Bằng tốt nghiệp đại học theo quy định tại Điều 5 Nghị định số 1/2020/NĐ-CP",
            "bang tot nghiep dai hoc",
        ),
        ("Bản vẽ thiết kế 02 mặt bằng", "ban ve thiet ke mat bang"),
        ("Cơ quan đăng ký cấp bản sao", ""),
        ("Đơn đề nghị cấp giấy phép theo mẫu", ""),
        ("Lưu ý: nộp trước hạn", ""),
        ("Tài liệu", ""),
    ],
)
def test_the_core_of_a_name_leaves_copies_numbers_and_provisions_aside(name, core):
    """What is asked for, whatever kind of copy; forms and notes are no paper."""
    assert core_of_item(name) == core


def test_a_paper_of_many_procedures_is_found_most_first():
    """One finding for a paper and an agency, with all codes, the most asked for first."""
    degree, contract = "Bản sao Bằng tốt nghiệp", "Hợp đồng lao động"
    dossiers = [[degree], [f"01 {degree} (nếu có)", contract], [degree, contract], [contract, degree]]
    described = [(f"1.00000{number}", description(items=items)) for number, items in enumerate(dossiers, 1)]
    first, second = scan_repeats(described, DAY)
    assert (first.code, first.others) == ("1.000001", ("1.000002", "1.000003", "1.000004"))
    assert first.facts == (("agency", "Sở Tư pháp"), ("procedures", "4"))
    assert (second.part, second.words) == ("items.2", contract)
    assert scan_repeats(described[:2], DAY) == []
    assert len(scan_repeats(described[:2], DAY, least=2)) == 1


def test_each_agency_is_counted_alone():
    """What three agencies ask for once each is no repeat of any; names are compared without marks."""
    papers = ["Bằng tốt nghiệp"]
    apart = [(name, description(items=papers, agencies=agencies(name))) for name in ("Sở A", "Sở B", "Sở C")]
    assert scan_repeats(apart, DAY) == []
    one = [
        (str(n), description(items=papers, agencies=agencies(a)))
        for n, a in enumerate(["Uỷ ban", "Ủy ban", "ỦY BAN"])
    ]
    assert len(scan_repeats(one, DAY)) == 1


def test_forms_do_not_repeat():
    """Forms to fill in are another one for each procedure, also where they look like a paper."""
    described = [
        (str(number), description(items=[item("Bản cam kết", form="a.docx")])) for number in range(3)
    ]
    assert scan_repeats(described, DAY) == []
