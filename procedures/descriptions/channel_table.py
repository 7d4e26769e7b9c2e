"""Reads the table of the ways to hand a dossier in: channel, time limit, fee, remark."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import one_line, stated
from procedures.descriptions.fees import fee_of
from procedures.descriptions.limits import limit_of

HEAD = "Hình thức nộpThời gianPhí, lệ phíMô tả"
_CHANNELS = {
    "trực tiếp": "counter",
    "trực tuyến": "online",
    "dịch vụ bưu chính": "post",
    "qua bưu chính": "post",
}
_NAMES = "Trực tiếp|Trực tuyến|Dịch vụ bưu chính|Qua bưu chính"
_LIMIT = r"[0-9]+(?:[.,][0-9]+)? (?:Ngày làm việc|Ngày|Giờ làm việc|Giờ|Tháng|Năm|Tuần|Phút)|Không có thông tin|[0-9]+(?=Miễn phí|Không có thông tin)|"
_FEE = r"Miễn phí|Không có thông tin|[0-9][0-9,.]* (?:VNĐ|Việt Nam Đồng|Đồng|USD|EUR)"
_ROW = re.compile(rf"({_NAMES})({_LIMIT})({_FEE})(?=\W|[A-ZĐ0-9]|$|\w)")


def channel_of(name: str) -> str | None:
    """Return the channel (counter, online, post) that a name means; None where it means none."""
    return _CHANNELS.get(one_line(name).lower())


def channel_row(name: str, limit: str, fee: str, note: str) -> dict[str, object] | None:
    """Return a row of the table as the description holds it; None where the channel is not known."""
    channel = channel_of(name)
    if channel is None:
        return None
    return {
        "channel": channel,
        "limit": limit_of(limit),
        "limit_words": stated(limit),
        "fee": fee_of(fee),
        "fee_words": stated(fee),
        "note": stated(note),
    }


def run_together_channels(text: str) -> tuple[list[dict[str, object]], list[str]]:
    """Return the rows of a table that was run together as text, and the words that were not understood."""
    before, head, table = text.partition(HEAD)
    if not head:
        return [], [before] if stated(before) else []
    rows = list(_ROW.finditer(table))
    ends = [row.start() for row in rows[1:]] + [len(table)]
    first = table[: rows[0].start()] if rows else table
    unread = [first] if stated(first) else []
    found = []
    for row, end in zip(rows, ends, strict=True):
        bracket = _bracket_end(table, row.end(), end)
        made = channel_row(row[1], row[2], row[3] + table[row.end() : bracket], table[bracket:end])
        found += [made] if made else []
    return found, unread


def _bracket_end(text: str, start: int, end: int) -> int:
    """Return where the brackets behind a fee end; brackets that were never closed end with the last one."""
    if not text.startswith("(", start, end):
        return start
    depth = 0
    for place in range(start, end):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if not depth:
            return place + 1
    return text.rfind(")", start, end) + 1 or end
