"""Reads a record of the form `portal-2021`: a page of 2021 under its own titles, without code and bases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.channel_table import channel_row
from procedures.descriptions.clean_text import on_one_line, stated
from procedures.descriptions.dossier_table import dossier_item
from procedures.descriptions.names import names_in
from procedures.descriptions.rows import nothing_read, rows_in, unread_parts

_NO_FILE = "?ma="  # ends the address of a form that is not there


def read_portal_2021(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a record."""
    channels, items, odd_channels, odd_items = [], [], [], []
    for row in rows_in(words.get("Cách thức thực hiện")):
        found, odd = channel_row(
            *map(row.get, ("Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí", "Mô tả"))
        )
        channels += found
        odd_channels += odd
    for row in rows_in(words.get("Thành phần hồ sơ")):
        form = on_one_line(row.get("Mẫu đơn, tờ khai"))
        found, odd = dossier_item(
            row.get("Tên giấy tờ"), row.get("Số lượng - bản chính"), "" if form.endswith(_NO_FILE) else form
        )
        items += found
        odd_items += odd
    description = nothing_read()
    description["agencies"]["performing"] = names_in(words.get("Cơ quan thực hiện"))
    return description | {
        "name": on_one_line(words.get("title")),
        "steps": stated(words.get("Trình tự thực hiện")),
        "channels": channels,
        "items": items,
        "unread": unread_parts(channels=odd_channels, items=odd_items),
    }
