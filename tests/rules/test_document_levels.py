"""The number of a legal text says who issued it, and so who alone may change it (R13)."""

from __future__ import annotations

import pytest

from procedures.rules.document_levels import level_of_number

LEVELS = {
    "Luật Đất đai số 31/2024/QH15": "assembly",
    "Nghị quyết 190/2025/QH15": "assembly",
    "Luật Hôn nhân và gia đình": "assembly",
    "Bộ luật Dân sự": "assembly",
    "Pháp lệnh 02/2022/UBTVQH15": "assembly",
    "nghị quyết 1211/2016/NQ-UBTVQH13": "assembly",
    "Nghị định số 63/2010/NĐ-CP": "government",
    "66/NQ-CP": "government",
    "nghị định về kiểm soát thủ tục hành chính": "government",
    "1085/QĐ-TTg": "prime-minister",
    "Thông tư 02/2017/TT-VPCP": "ministry",
    "05/2014/TTLT-BTP-BNV": "ministry",
    "Quyết định 1872/QĐ-BTP": "ministry",
    "12/2021/NQ-HĐND": "council",
    "15/2020/QĐ-UBND": "province",
    "15/2020/QD-UBND": "province",
    "Thông tư 02/2017/TT-VPCP; Nghị định 63/2010/NĐ-CP": "government",
}
UNKNOWN = (
    "",
    "1/QĐ",
    "57/TTr",
    "895/UBND-NVK",
    "12/QĐ-SYT",
    "30/QĐ-BQL",
    "Quy chế về thi hành luật",
    "Quyết định 7/QĐ-SYT thi hành Luật Khám bệnh",
)


@pytest.mark.parametrize(("text", "level"), LEVELS.items())
def test_a_number_names_its_level(text, level):
    """The end of a number, or what a text without one is called, gives the level; of several the highest."""
    assert level_of_number(text) == level


@pytest.mark.parametrize("text", UNKNOWN)
def test_another_number_names_none(text):
    """A number that is not of these kinds is not guessed."""
    assert level_of_number(text) is None


def test_a_committee_is_believed_to_be_lower():
    """Committees of all levels number alike: what was typed as a unit's own text stays one."""
    assert level_of_number("15/2020/QĐ-UBND", "unit") == "unit"
    assert level_of_number("15/2020/QĐ-UBND", "government") == "province"
    assert level_of_number("63/2010/NĐ-CP", "unit") == "government"
