"""Procedures that could be one: near-duplicates, and families whose dossiers hold each other's."""

from __future__ import annotations

from procedures.scans.twins import scan_twins, shared_papers
from tests.scans.describe import channel, description

DAY = "2026-06-01"
DEGREE, CONTRACT, PLAN = "Bản sao Bằng tốt nghiệp", "Hợp đồng lao động", "Phương án kinh doanh"


def twins(*procedures, **more):
    """Rule, first code and others of each cluster, for procedures as (name, items)."""
    described = [
        (f"1.00000{number}", description(name, items, **more))
        for number, (name, items) in enumerate(procedures, 1)
    ]
    return [(one.rule.removeprefix("twins."), one.code, one.others) for one in scan_twins(described, DAY)]


def test_a_family_whose_dossiers_hold_each_other_is_found():
    """Issuing again asks for a part of what the first issue asks: one procedure with two cases would do."""
    first = ("Cấp Giấy phép kinh doanh", [DEGREE, CONTRACT, PLAN])
    again = ("Cấp lại Giấy phép kinh doanh", ["Đơn đề nghị", DEGREE])
    assert twins(first, again) == [("family", "1.000001", ("1.000002",))]
    assert twins(again, first) == [("family", "1.000002", ("1.000001",))]  # the first issue leads


def test_a_family_of_other_dossiers_is_none():
    """Where issuing again asks for other papers, nothing is gained by one procedure."""
    first = ("Cấp Giấy phép kinh doanh", [DEGREE])
    assert twins(first, ("Cấp lại Giấy phép kinh doanh", [CONTRACT, PLAN])) == []
    assert twins(first, ("Cấp lại Giấy phép xuất khẩu hóa chất", [DEGREE])) == []
    assert twins(first, ("Thu hồi Giấy phép kinh doanh", [DEGREE])) == []


def test_near_duplicates_are_found():
    """The same deed on nearly the same thing, with nearly the same dossier: two levels, two kinds."""
    one = ("Phục hồi danh dự (cấp tỉnh)", [DEGREE, CONTRACT])
    other = ("Phục hồi danh dự (cấp trung ương)", [f"{DEGREE} (nếu có)", CONTRACT])
    assert twins(one, other) == [("near-duplicate", "1.000001", ("1.000002",))]
    assert twins(one, ("Phục hồi danh dự (cấp xã)", [DEGREE, CONTRACT, PLAN])) == []


def test_fields_are_compared_within_themselves():
    """What another field does under the same name is another thing."""
    one = description("Cấp Giấy phép X", [DEGREE], field="Đường bộ")
    other = description("Cấp lại Giấy phép X", [DEGREE], field="Hàng không")
    assert scan_twins([("1.000001", one), ("1.000002", other)], DAY) == []


def test_a_cluster_tells_what_differs():
    """Papers that only one asks for, limits and channels, by code; the nearest clusters first."""
    first = description(
        "Cấp Giấy phép X", [DEGREE, CONTRACT], channels=[channel(limit="10 day"), channel("online")]
    )
    again = description("Cấp lại Giấy phép X", [DEGREE], channels=[channel(limit="5 day")])
    [found] = scan_twins([("1.000001", first), ("1.000002", again)], DAY)
    assert found.facts == (
        ("nearness", "100"),
        ("shared", "1"),
        ("only 1.000001", CONTRACT),
        ("limit 1.000001", "10 day"),
        ("channels 1.000001", "counter, online"),
        ("limit 1.000002", "5 day"),
        ("channels 1.000002", "counter"),
    )


def test_papers_are_shared_when_their_names_are_alike():
    """A name with a word more or less is the same paper, another name is not."""
    one = frozenset({"bang tot nghiep dai hoc", "hop dong lao dong"})
    assert shared_papers(one, frozenset({"bang tot nghiep dai hoc nganh luat", "phuong an"})) == 1
    assert shared_papers(one, one) == 2
    assert shared_papers(one, frozenset()) == 0
