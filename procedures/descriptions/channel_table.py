"""Reads the table of the ways to hand a dossier in: channel, time limit, fee, remark.

A channel may have several rows, with the limit and the fee of a case each; a row says what it says.
"""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import clean, on_one_line, stated
from procedures.descriptions.fees import fee_of, lost_thousands
from procedures.descriptions.limits import lacks_unit, limit_of

_HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_CHANNELS = {
    "trực tiếp": "counter",
    "trực tuyến": "online",
    "dịch vụ bưu chính": "post",
    "qua bưu chính": "post",
    "bưu chính": "post",
    "qua dịch vụ bưu chính": "post",
}
_NAMES = "Trực tiếp|Trực tuyến|Dịch vụ bưu chính|Qua dịch vụ bưu chính|Qua bưu chính"
_UNITS = "Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Năm|Tuần|Phút"
_LIMITS = rf"[0-9]+(?:[.,][0-9]+)? (?:{_UNITS})|Không có thông tin|[0-9]+(?=Miễn phí|Không có thông tin)|"
_FEES = r"Miễn phí|Không có thông tin|[0-9][0-9,.]* (?:VNĐ|Việt Nam Đồng|Đồng|[A-Z]{3}\b)"
_ROW = re.compile(rf"({_NAMES})({_LIMITS})({_FEES})")
_ROW_BEGINS = re.compile(rf"(?:{_NAMES})(?=[0-9]|Miễn phí|Không có thông tin)")
_CLOSED = re.compile(r"\)(?![\s).,;:])")


def channel_row(name: Any, limit: Any, fee: Any, note: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a row of the table as a list of one channel, and the words that were not understood.

    The list is empty where the name is of no channel.
    """
    limit, fee = clean(limit), clean(fee)
    channel = _CHANNELS.get(on_one_line(name).lower())
    if channel is None:
        words = "\n".join(filter(None, (clean(name), limit, fee, clean(note))))
        return [], [words] if words else []
    unread = [limit] if lacks_unit(limit) else []
    unread += [fee] if lost_thousands(fee) else []
    return [
        {
            "channel": channel,
            "limit": limit_of(limit),
            "limit_words": stated(limit),
            "fee": fee_of(fee),
            "fee_words": stated(fee),
            "note": stated(note),
        }
    ], unread


def run_together_channels(text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the rows of a table that was run together as text, and the words that were not understood."""
    before, head, table = text.partition(_HEAD)
    unread = [before] if stated(before) else []
    if not head:
        return [], unread
    rows = list(_ROW.finditer(table))
    starts = [row.start() for row in rows] + [len(table)]
    if stated(table[: starts[0]]):
        unread.append(table[: starts[0]])
    channels = []
    for row, end in zip(rows, starts[1:], strict=True):
        bracket = _bracket_end(table, row.end(), end)
        fee, note = table[row.start(3) : bracket], table[bracket:end]
        found, odd = channel_row(row[1], row[2], fee, note)
        if not row[2] and fee[0].isdigit():  # "1200 VNĐ" are a limit of 1 and 200 đồng, or 1,200 đồng
            found, odd = [found[0] | {"limit": None, "fee": None}], [row[0]]
        if _ROW_BEGINS.search(note):
            odd.append(note)
        channels += found
        unread += odd
    return channels, unread


def _bracket_end(text: str, start: int, end: int) -> int:
    """Return where the brackets behind a fee end.

    Brackets that were never closed end with the first ")" behind which something begins without a blank.
    """
    if not text.startswith("(", start, end):
        return start
    depth = 0
    for sign in re.compile("[()]").finditer(text, start, end):
        depth += 1 if sign[0] == "(" else -1
        if not depth:
            return sign.end()
    closed = _CLOSED.search(text, start, end)
    return closed.end() if closed else end
