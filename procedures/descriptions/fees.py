"""Reads a fee: đồng for each dossier, "0" free, None where the words are no single figure."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import one_line

_AMOUNT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+) ?(?:vnđ|việt nam đồng|đồng|đ\b)", re.IGNORECASE)
_OTHER = re.compile(
    r"giảm|miễn|%|trường hợp|theo quy định|thông tư|usd|tối thiểu|tối đa|đến|từ", re.IGNORECASE
)


def fee_of(words: str) -> str | None:
    """Return the fee that words state, in digits; None unless they state exactly one."""
    text = one_line(words)
    free, _sign, remark = text.partition("(")
    if free.strip().lower() == "miễn phí":
        return None if re.search("[0-9]", remark) or _OTHER.search(remark) else "0"
    amounts = {re.sub("[.,]", "", found) for found in _AMOUNT.findall(text)}
    if len(amounts) != 1 or _OTHER.search(text):
        return None
    return str(int(amounts.pop()))
