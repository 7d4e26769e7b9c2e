"""Writes amounts, dates, names and citations as official papers do: Decree 30/2020/ND-CP, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Mapping

from procedures.rules.document_levels import plain_number
from procedures.storage.rows import Unit
from procedures.wording.terminal_text import one_line

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")
_BILLION = 10**9
COMMITTEE = "Ủy ban nhân dân"
_EARLY = 2  # January and February are written 01 and 02, later months without the nought
_KINDS = (
    "Nghị quyết",
    "Nghị định",
    "Quyết định",
    "Chỉ thị",
    "Thông tư",
    "Kế hoạch",
    "Công văn",
    "Công điện",
    "Văn bản",
)
# Marks of kinds of text in a folded number; Decree 30/2020/NĐ-CP, Appendix III. A number of the Assembly
# (60/2014/QH13) does not tell a law from a resolution.
_KINDS_BY_MARK = (
    ("ttlt", "Thông tư liên tịch"),
    ("tt", "Thông tư"),
    ("nd", "Nghị định"),
    ("nq", "Nghị quyết"),
    ("qd", "Quyết định"),
    ("ct", "Chỉ thị"),
)
# How a unit's name begins -> who signs for it, and for whom.
_HEADS = (
    (COMMITTEE, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    ("Văn phòng", "", "CHÁNH VĂN PHÒNG"),
    ("Sở", "", "GIÁM ĐỐC"),
    ("Thanh tra", "", "CHÁNH THANH TRA"),
    ("Ban", "", "TRƯỞNG BAN"),
    ("Phòng", "", "TRƯỞNG PHÒNG"),
    ("Chi cục", "", "CHI CỤC TRƯỞNG"),
    ("Bộ", "", "BỘ TRƯỞNG"),
)


def amount_in_words(amount: int) -> str:
    """Return whole đồng in words as forms ask for it: 1005000 is "một triệu không trăm linh năm nghìn".

    Raises ValueError: below 0.
    """
    if amount < 0:
        raise ValueError(amount)
    return _read(amount, full=False) or _DIGITS[0]


def day_in_words(iso: str) -> str:
    """Return an ISO date in words: 2024-01-05 is "ngày 05 tháng 01 năm 2024"; "" is a date left open."""
    if not iso:
        return "ngày      tháng      năm"
    year, month, day = iso.split("-")
    shown = month if int(month) <= _EARLY else str(int(month))
    return f"ngày {day} tháng {shown} năm {year}"


def full_name(name: str) -> str:
    """Return a name of a unit written out: UBND is Ủy ban nhân dân."""
    return name.replace("UBND", COMMITTEE)


def full_unit_name(unit: Unit | None) -> str:
    """Return the name of a unit written out, on one line; "" for none."""
    return full_name(one_line(unit.name)) if unit else ""


def place_of(name: str) -> str:
    """Return the place in a date line: of "UBND tỉnh Hòa Bình" it is Hòa Bình."""
    found = full_name(name)
    for words in (COMMITTEE, "tỉnh", "thành phố", "huyện", "thị xã", "xã", "phường"):
        found = found.removeprefix(words).strip()
    return found


def signing_office(name: str) -> tuple[str, str]:
    """Return for whom ("TM. ...", or "") and as what the head of a unit signs, both in capitals."""
    whole = full_name(name)
    for beginning, on_behalf, title in _HEADS:
        if whole.startswith(beginning):
            return on_behalf, title
    return "", "THỦ TRƯỞNG ĐƠN VỊ"


def cited(document: str, iso: str, title: str) -> str:
    """Return a document as a paper cites it: "Kế hoạch số 209/KH-UBND ngày ... về ..."; `iso`: its date."""
    kind = next((one for one in _KINDS if document.startswith(one)), "")
    if kind:
        return f"{kind} số {document.removeprefix(kind).strip()} {day_in_words(iso)} ({title})"
    kind = next((one for one in _KINDS if title.startswith(one)), "")
    number = f"{kind} số {document}" if kind else f"Văn bản số {document}"
    return f"{number} {day_in_words(iso)} {title.removeprefix(kind).strip() if kind else f'({title})'}"


def provision(action: Mapping[str, str]) -> str:
    """Return the provision to amend, down to the point: "điểm a khoản 2 Điều 5 Nghị định ..."."""
    parts = (("điểm", action["point"]), ("khoản", action["clause"]), ("Điều", action["article"]))
    told = [f"{word} {value}" for word, value in parts if value]
    return " ".join([*told, named_text(action["document"])]).strip()


def named_text(document: str) -> str:
    """Return a text with its kind before a bare number: 01/2021/TT-BTP is "Thông tư số 01/2021/TT-BTP"."""
    if not re.match(r"[0-9][0-9.]*[A-Za-z]?/", document):
        return document
    plain = plain_number(document)
    kind = next((name for mark, name in _KINDS_BY_MARK if re.search(rf"/{mark}(?![a-z])", plain)), "")
    return f"{kind} số {document}" if kind else document


def roman(number: int) -> str:
    """Return a number from 1 to 89 in Roman figures, as annexes are numbered: 4 is "IV"."""
    tens, ones = divmod(number, 10)
    figures = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    large = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")
    return large[tens] + figures[ones]


def _read(amount: int, *, full: bool) -> str:
    """Return a number above 0 in words; `full`: something stands before, so hundreds of 0 are read too."""
    billions, rest = divmod(amount, _BILLION)
    words = [f"{_read(billions, full=full)} tỷ"] if billions else []
    full = full or bool(billions)
    for place in (2, 1, 0):
        group = rest // 1000**place % 1000
        if group:
            words.append(f"{_group(group, full=full)} {_THOUSANDS[place]}".strip())
            full = True
    return " ".join(words)


def _group(number: int, *, full: bool) -> str:
    """Return three digits in words: 105 is "một trăm linh năm"."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [_DIGITS[tens], "mươi"]
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 5 and tens:  # noqa: PLR2004 - năm is read lăm after a ten
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)
