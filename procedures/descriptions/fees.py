"""Reads a fee: đồng for each dossier, "0" free, None where the words are no single figure.

The portal states one amount, or "Miễn phí", and a remark in brackets. The amount is the fee only where the
remark says nothing else: a label, what each dossier brings (a certificate, one time), the text that sets it.
A remark that names another amount, a case, a reduction or a unit of which a dossier may have many takes the
certainty away.
"""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import on_one_line
from procedures.stated_values import says_nothing_is_due, whole_digits

_BUTTON = re.compile(r"Xem chi tiết")
_LABEL = re.compile(r"(?:phí|lệ phí)(?: khác)? ?: ?", re.IGNORECASE)
_CURRENCY = r"(?:vnđ|việt nam đồng|đồng|đ)"
_FREE = re.compile(rf"(?:không|0) ?{_CURRENCY}", re.IGNORECASE)
_FIGURE = re.compile(
    rf"([0-9][0-9.,]*) ?{_CURRENCY}((?: ?/ ?[^()]{{1,40}}?)?)(?: {_CURRENCY})?\.?", re.IGNORECASE
)
_AMOUNT = re.compile(rf"([0-9][0-9.,]*[0-9]|[0-9]) ?{_CURRENCY}\b", re.IGNORECASE)
_SPELT = re.compile(r"\([^()]*\b(?:nghìn|ngàn|triệu|trăm)\b[^()]*\)", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?:theo )?(?:quy định tại )?thông tư (?:liên tịch )?số [0-9]+/[0-9]{4}/[^\s().,;]+"
    r"(?: ngày [0-9]{1,2}/[0-9]{1,2}/[0-9]{4})?(?: của (?:bộ trưởng )?bộ tài chính)?",
    re.IGNORECASE,
)
_EACH = re.compile(r"/ ?(?:0?1 )?(\w+)")
_ONE_A_DOSSIER = frozenset({"hồ", "lần", "giấy", "chứng", "thẻ", "di", "bộ"})  # hồ sơ, chứng chỉ, di chúc
_OTHERWISE = re.compile(
    r"%|->|\b(?:trường hợp|đối với|nếu|từ|đến|dưới|trên|giá|giảm|miễn|mức|áp dụng|tối thiểu|tối đa|usd|gt|"
    r"theo|xe|tàu|loại|riêng|nhóm|hạng|thiết bị|biểu|thông tư|nghị định|quyết định|quy định|thu|nộp)\b"
)
_NO_RULE = re.compile(r"không (?:có )?quy định")
_MOST_DIGITS = 15
_LEAST = 1000  # đồng: no fee is lower; of "40 VNĐ" the page lost the thousands


def fee_of(words: str) -> str | None:
    """Return the fee that words state, in digits; None unless they state exactly one."""
    head, remark = _parts(words)
    if says_nothing_is_due(head) or _FREE.fullmatch(head):
        plain = _NO_RULE.sub("", remark.casefold())
        return None if re.search("[0-9]", plain) or _OTHERWISE.search(plain) else "0"
    found = _FIGURE.fullmatch(head)
    fee = whole_digits(found[1]) if found else None
    if found is None or fee is None or int(fee) < _LEAST or len(fee) > _MOST_DIGITS:
        return None
    return fee if _only_explains(found[2] + " " + remark, fee) else None


def lost_thousands(words: str) -> bool:
    """Return whether a fee is a figure that no fee can be: below a thousand đồng, and not nothing."""
    found = _FIGURE.fullmatch(_parts(words)[0])
    fee = whole_digits(found[1]) if found else None
    return fee is not None and 0 < int(fee) < _LEAST


def _parts(words: str) -> tuple[str, str]:
    """Return what is stated and the remark behind it, without the label before."""
    text = _BUTTON.sub("", on_one_line(words)).strip()
    label = _LABEL.match(text)
    head, sign, remark = text[label.end() if label else 0 :].partition("(")
    return head.strip(), sign + remark


def _only_explains(remark: str, fee: str) -> bool:
    plain = _SOURCE.sub("", remark)
    if any(whole_digits(found) != fee for found in _AMOUNT.findall(plain)):
        return False
    plain = _SPELT.sub("", _AMOUNT.sub("", plain)).casefold()
    if not all(each in _ONE_A_DOSSIER for each in _EACH.findall(plain)):
        return False
    plain = _EACH.sub("", plain)
    return not (
        re.search("[0-9]", plain.replace("01 lần", "").replace("1 lần", "")) or _OTHERWISE.search(plain)
    )
