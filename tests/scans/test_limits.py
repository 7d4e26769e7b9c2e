"""Limits longer than their steps, and out of line with procedures of the same kind."""

from __future__ import annotations

from fractions import Fraction

import pytest

from procedures.scans.families import name_parts
from procedures.scans.limits import scan_limits, span_of, steps_together
from tests.scans.describe import channel, description

DAY = "2026-06-01"


def limits(*procedures, **more):
    """Rule, code and the codes compared with, for procedures as (name, limit)."""
    described = [
        (f"1.00000{number}", description(name, channels=[channel(limit=limit)], **more))
        for number, (name, limit) in enumerate(procedures, 1)
    ]
    return [(one.rule.removeprefix("limits."), one.code, one.others) for one in scan_limits(described, DAY)]


@pytest.mark.parametrize(
    ("name", "acts", "thing"),
    [
        ("Thủ tục cấp Giấy phép X", ("issue",), "giay phep x"),
        ("Cấp, cấp lại Giấy phép X (cấp tỉnh)", ("issue", "reissue"), "giay phep x"),
        ("Cấp lại Giấy phép X trong trường hợp bị mất", ("reissue",), "giay phep x"),
        ("Sửa đổi, bổ sung nội dung Giấy phép X", ("amend",), "giay phep x"),
        ("Trình tự, thủ tục gia hạn Giấy phép X", ("extend",), "giay phep x"),
        ("Yêu cầu trợ giúp pháp lý", (), "yeu cau tro giup phap li"),
    ],
)
def test_a_name_tells_deed_and_thing(name, acts, thing):
    """Deeds stand first; cases, levels and brackets are no part of the thing."""
    assert name_parts(name) == (acts, thing)


def test_time_converts_within_its_kind_only():
    """Hours are eighths of a working day, months 30 days; working days and days are never compared."""
    assert span_of({"value": "4", "unit": "hour"}) == ("working-day", Fraction(1, 2))
    assert span_of({"value": "2", "unit": "month"}) == ("day", Fraction(60))
    assert span_of(None) is None


def test_the_steps_of_a_good_dossier_add_up():
    """Sentences on what fails are no part of the way; steps in both kinds of time give no sum."""
    steps = (
        "Trong thời hạn 02 ngày làm việc, nếu hồ sơ chưa đầy đủ thì yêu cầu bổ sung.\n"
        "Trong thời hạn 03 ngày làm việc, cơ quan thẩm định. Không quá 02 (hai) ngày làm việc, cấp giấy phép."
    )
    assert steps_together(steps) == ("working-day", Fraction(5))
    assert steps_together("Trong thời hạn 3 ngày làm việc. Không quá 5 ngày.") is None
    assert steps_together("Nộp hồ sơ.") is None


def test_a_limit_longer_than_its_steps_is_found():
    """Eight days for steps of five; steps that speak of a small part only, or of other time, tell nothing."""
    steps = "Trong thời hạn 05 ngày làm việc, cấp giấy phép."
    one = ("Công khai việc", "8 working-day")
    assert limits(one, steps=steps) == [("longer-than-steps", "1.000001", ())]
    assert limits(("Công khai việc", "5 working-day"), steps=steps) == []
    assert limits(("Công khai việc", "30 working-day"), steps=steps) == []
    assert limits(("Công khai việc", "8 day"), steps=steps) == []


def test_issuing_again_takes_less_than_the_first_issue():
    """A copy of what was examined once should be faster; a faster one is no finding."""
    first = ("Cấp Giấy phép X", "10 working-day")
    again = ("Cấp lại Giấy phép X bị mất", "10 working-day")
    assert limits(first, again) == [("reissue-as-long", "1.000002", ("1.000001",))]
    assert limits(first, ("Cấp lại Giấy phép X", "3 working-day")) == []
    assert limits(first, ("Cấp lại Giấy phép Y", "10 working-day")) == []
    assert limits(first, ("Cấp lại Giấy phép X", "10 day")) == []


def test_the_same_deed_elsewhere_is_compared():
    """One level takes 15 days for what another does in 10."""
    here, there = ("Cấp Giấy phép X (cấp tỉnh)", "15 day"), ("Cấp Giấy phép X (cấp xã)", "10 day")
    assert limits(here, there) == [("longer-than-elsewhere", "1.000001", ("1.000002",))]
    assert limits(("Cấp Giấy phép X (cấp tỉnh)", "14 day"), there) == []


def test_far_above_what_the_field_takes_is_found():
    """More than twice the median of at least five procedures of one deed in the field."""
    usual = [(f"Cấp Giấy phép {letter}", "5 day") for letter in "abcd"]
    slow = ("Cấp Giấy phép e", "11 day")
    assert limits(*usual, slow) == [("above-field", "1.000005", ())]
    assert limits(*usual[:3], slow) == []
    assert limits(*usual, ("Cấp Giấy phép e", "10 day")) == []


def test_a_limit_without_a_figure_is_not_compared():
    """Unknown is not zero: a limit in words, or channels in both kinds of time, are left aside."""
    channels = [channel(limit="5 day"), channel("online", limit="5 working-day")]
    both = [("1.000001", description("Cấp lại Giấy phép X", channels=channels))]
    assert scan_limits(both, DAY) == []
    none = [("1.000001", description("Cấp lại Giấy phép X", channels=[channel(words="Ngay khi nhận hồ sơ")]))]
    assert scan_limits(none, DAY) == []


@pytest.mark.parametrize(
    ("limit", "told"), [("99999 month", "2999970"), ("12345.67 day", "12345.67"), ("3 hour", "0.375")]
)
def test_a_limit_is_told_to_the_last_digit(limit, told):
    """No digit of a limit is rounded away, and none is written with an exponent."""
    described = [
        ("1.000001", description("Cấp Giấy phép X", channels=[channel(limit=limit)])),
        ("1.000002", description("Cấp lại Giấy phép X", channels=[channel(limit=limit)])),
    ]
    (found,) = [one for one in scan_limits(described, DAY) if one.rule == "limits.reissue-as-long"]
    assert dict(found.facts)["limit"] == dict(found.facts)["compared"] == told
