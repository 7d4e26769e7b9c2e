"""The number of a legal text says who issued it, and so who alone may change it (R13)."""

from __future__ import annotations

import pytest

from procedures.rules.document_levels import level_of_document, level_of_number

# Text as people write it -> its level. Numbers are of real texts where a year and a body stand with them.
LEVELS = {
    # The Assembly: laws, codes, resolutions, with and without their number.
    "Luật Đất đai số 31/2024/QH15": "assembly",
    "Luật số 63/2020/QH14": "assembly",
    "31/2024/QH15": "assembly",
    "Nghị quyết 190/2025/QH15": "assembly",
    "Nghị quyết số 206/2025/QH15": "assembly",
    "206/2025/NQ-QH15": "assembly",
    "Luật 13/2003/QH 11": "assembly",
    "05/2003/QH11": "assembly",
    "Luật Hôn nhân và gia đình": "assembly",
    "LUẬT ĐẤT ĐAI": "assembly",
    "luat dat dai": "assembly",
    "Luật Luật sư": "assembly",
    "Bộ luật Dân sự": "assembly",
    "Hiến pháp năm 2013": "assembly",
    "Luật Doanh nghiệp (1999) 23-L/CTN": "assembly",
    "Điều 5 Luật Đất đai": "assembly",
    "điểm a, b khoản 1 Điều 21 Luật Đầu tư": "assembly",
    "Nghị quyết của Quốc hội về chất vấn": "assembly",
    # Its Standing Committee: ordinances and resolutions.
    "Pháp lệnh 02/2022/UBTVQH15": "standing-committee",
    "Pháp lệnh 10/2001/PL-UBTVQH10": "standing-committee",
    "nghị quyết 1211/2016/NQ-UBTVQH13": "standing-committee",
    "Nghị quyết 326/2016/UBTVQH14": "standing-committee",
    "02/2022/ubtvqh15": "standing-committee",
    "Pháp lệnh Ưu đãi người có công với cách mạng": "standing-committee",
    "Nghị quyết của Ủy ban Thường vụ Quốc hội": "standing-committee",
    # The Government.
    "Nghị định số 63/2010/NĐ-CP": "government",
    "63/2010/NĐ-CP": "government",
    "63/2010/ND-CP": "government",
    "63/2010/nđ-cp": "government",
    "63/2010/NĐ–CP": "government",
    "63/2010/NĐ‑CP": "government",
    "63 / 2010 / NĐ - CP": "government",
    "63/2010/NĐ CP": "government",
    "63/2010/NĐ.CP": "government",
    "63/2010/NĐCP": "government",
    "63/2010/ÐN-CP; 63/2010/NÐ-CP": "government",
    "63/2010/NĐ-\u0421\u0420": "government",
    "\uff16\uff13/2010/NĐ-CP": "government",
    "N\u0110\u200b 63/2010": "government",
    "83/2015/NĐ-CPNghị định về tổ chức": "government",
    "66/NQ-CP": "government",
    "Nghị quyết số 66.7/2025/NQ-CP": "government",
    "Nghị quyết 30a/2008/NQ-CP": "government",
    "Nghị định 61/CP": "government",
    "Nghị định 64-CP": "government",
    "Nghị định 221-HĐBT": "government",
    "nghị định về kiểm soát thủ tục hành chính": "government",
    "khoản 2 Điều 21 Nghị định 151/2024/NĐ-CP": "government",
    "Nghị quyết của Chính phủ": "government",
    "Nghị định 92/2017/NĐ-CP sửa đổi, bổ sung Luật nào đó": "government",
    # The Prime Minister.
    "1085/QĐ-TTg": "prime-minister",
    "1085/QD-TTG": "prime-minister",
    "Quyết định số 45/2016/QĐ-TTg": "prime-minister",
    "Chỉ thị 16/CT-TTg": "prime-minister",
    "Quyết định 27/TTg": "prime-minister",
    "Quyết định của Thủ tướng Chính phủ": "prime-minister",
    # Ministers and bodies of that rank, alone and jointly.
    "Thông tư 02/2017/TT-VPCP": "ministry",
    "02/2017/TT-VPCP": "ministry",
    "TT 02/2017": "ministry",
    "03/2022/TT-BTP": "ministry",
    "39/2016/TT-NHNN": "ministry",
    "07/2021/TT-TTCP": "ministry",
    "05/2014/TTLT-BTP-BNV": "ministry",
    "Thông tư liên tịch 15/2010/TTLT-BTC-BTP": "ministry",
    "01/TTLB": "ministry",
    "Quyết định 1872/QĐ-BTP": "ministry",
    "3983/QĐ-BYT": "ministry",
    "1160/2004/QĐ-NHNN": "ministry",
    "123/QĐ-BVHTTDL": "ministry",
    "2705/QĐ-BNN-KHCN": "ministry",
    "QĐ BTP 1872": "ministry",
    "Thông tư của Bộ Y tế": "ministry",
    "Quyết định của Thống đốc Ngân hàng Nhà nước": "ministry",
    "QCVN 01-1:2018/BYT": "ministry",
    "TCVN 9257:2012": "ministry",
    "Thông tư 01/2021/TT-BTP quy định chi tiết Luật Hộ tịch và Nghị định 123/2015/NĐ-CP": "ministry",
    "02/2012/NQ-HĐTP": "ministry",  # of the Supreme People's Court
    # Councils.
    "12/2021/NQ-HĐND": "council",
    "Nghị quyết 12/2021/NQ-HDND": "council",
    "Nghị quyết số 12/NQ.HĐND": "council",
    "Nghị quyết của HĐND tỉnh": "council",
    # People's committees of provinces, and of the cities that are like them.
    "15/2020/QĐ-UBND": "province",
    "15/2020/QD-UBND": "province",
    "15/2020/QĐUBND": "province",
    "15/2020/qđ-ubnd": "province",
    "Chỉ thị 05/CT-UBND": "province",
    "25/2005/QĐ-UB": "province",
    "1202/QĐ-CTUBND": "province",
    "1202/QĐ-CT": "province",
    "209/KH-UBND": "province",
    "Quyết định 18/2019/QĐ-UBND của UBND thành phố Hà Nội": "province",
    "Quyết định 15/2020/QĐ-UBND của UBND tỉnh về tổ chức của UBND xã": "province",
    "Quyết định 15/2020/QĐ-UBND quy định chi tiết thi hành Nghị định 63/2010/NĐ-CP": "province",
    # Committees and councils beneath, and departments.
    "Quyết định 15/2020/QĐ-UBND của UBND huyện Đà Bắc": "unit",
    "Quyết định 3/QĐ-UBND (UBND xã Cao Sơn)": "unit",
    "Quyết định 15/QĐ-UBND của Ủy ban nhân dân thành phố Hòa Bình": "unit",
    "Nghị quyết 4/NQ-HĐND của HĐND phường": "unit",
    "12/QĐ-SYT": "unit",
    "Quyết định 7/QĐ-SYT thi hành Luật Khám bệnh": "unit",
    "Quy trình nội bộ của Sở Tư pháp": "unit",
    # Several in one text: the highest.
    "Thông tư 02/2017/TT-VPCP; Nghị định 63/2010/NĐ-CP": "government",
    "15/2020/QĐ-UBND, 63/2010/NĐ-CP": "government",
    "15/2020/QĐ-UBND và Thông tư 02/2017/TT-VPCP": "ministry",
    "Thông tư 02/2017/TT-VPCP, Luật Đất đai": "assembly",
    "15/2020/QĐ-UBND\nLuật số 31/2024/QH15": "assembly",
    "Quyết định 1/QĐ-UBND theo kế hoạch; Nghị định 63/2010/NĐ-CP": "government",
    "văn bản theo Nghị định 63/2010/NĐ-CP": "government",
}
UNKNOWN = (
    "",
    "1/QĐ",
    "57/TTr",
    "57/TTr-SYT",
    "895/UBND-NVK",
    "30/QĐ-BQL",
    "30/QĐ-BHXH",
    "5/QĐ-BDT",
    "5/QĐ-BV",
    "QĐ ban hành quy chế",
    "QĐ số 12",
    "12/QĐ-TTBDCT",
    "45/TT-HĐND",
    "10/NQ-HĐQT",
    "88/QĐ-CTN",
    "Quy chế về thi hành luật",
    "Luật sư Nguyễn Văn A",
    "05/VBHN-BTP",
)
DOCUMENTS = {
    ("1234/QĐ-UBND", "UBND tỉnh Hòa Bình"): "province",
    ("1234/QĐ-UBND", ""): "province",
    ("1234/QĐ-UBND", "Chính phủ"): "province",
    ("1234/QĐ-UBND", "UBND xã Cao Sơn"): "unit",
    ("1234/QĐ-UBND", "Ủy ban nhân dân phường Phương Lâm"): "unit",
    ("1234/QĐ-UBND", "UBND TP. Hồ Chí Minh"): "province",
    ("4/NQ-HĐND", "HĐND huyện"): "unit",
    ("12", "Bộ Tư pháp"): "ministry",
    ("12", "Văn phòng Chính phủ"): "ministry",
    ("12", "Thủ tướng Chính phủ"): "prime-minister",
    ("12", "Chính phủ"): "government",
    ("12", "Ủy ban Thường vụ Quốc hội"): "standing-committee",
    ("12", "Chủ tịch UBND tỉnh"): "province",
    ("12", "Văn phòng UBND tỉnh"): "unit",
    ("12", "Sở Y tế"): "unit",
    ("12", "Hội Nông dân"): None,
    ("12", ""): None,
}


@pytest.mark.parametrize(("text", "level"), LEVELS.items())
def test_a_number_names_its_level(text, level):
    """The mark of a number, or what a text without one is called, gives the level; of several the highest."""
    assert level_of_number(text) == level


@pytest.mark.parametrize("text", UNKNOWN)
def test_another_number_names_none(text):
    """A number that is not of these kinds is not guessed."""
    assert level_of_number(text) is None


@pytest.mark.parametrize(("number", "body", "level"), [(*pair, level) for pair, level in DOCUMENTS.items()])
def test_a_body_tells_committees_apart(number, body, level):
    """The number decides; the body tells lower committees, and speaks alone where the number says nothing."""
    assert level_of_document(number, body) == level


def test_a_committee_is_believed_to_be_lower():
    """Committees of all levels number alike: what was typed as a unit's own text stays one."""
    assert level_of_number("15/2020/QĐ-UBND", "unit") == "unit"
    assert level_of_number("15/2020/QĐ-UBND", "government") == "province"
    assert level_of_number("63/2010/NĐ-CP", "unit") == "government"
