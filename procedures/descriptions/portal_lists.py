"""Reads a record of the form `portal-lists`: sections of texts, and tables as lists of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.channel_table import channel_row
from procedures.descriptions.clean_text import on_one_line, stated
from procedures.descriptions.dossier_table import dossier_item
from procedures.descriptions.legal_table import legal_basis
from procedures.descriptions.names import levels_in, names_in
from procedures.descriptions.page_residue import result_of
from procedures.descriptions.rows import rows_in, section, unread_parts


def read_portal_lists(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a record."""
    head, texts, tables = (section(words, name) for name in ("metadata", "content", "tables"))
    levels, odd_levels = levels_in(head.get("cấp_thực_hiện"))
    channels, items, odd_channels, odd_items = [], [], [], []
    for row in rows_in(tables.get("hinh_thuc_nop")):
        found, odd = channel_row(*map(row.get, ("hinh_thuc", "thoi_han_giai_quyet", "phi_le_phi", "mo_ta")))
        channels += found
        odd_channels += odd
    for row in rows_in(tables.get("thanh_phan_ho_so")):
        # The columns stand one too far to the left: the number of papers is the file of the form.
        found, odd = dossier_item(*map(row.get, ("ten_giay_to", "ghi_chu", "so_luong")))
        items += found
        odd_items += odd
    bases = [
        legal_basis(*map(row.get, ("so_ky_hieu", "trich_yeu", "ngay_ban_hanh", "co_quan_ban_hanh")))
        for row in rows_in(tables.get("can_cu_phap_ly"))
    ]
    return {
        "name": on_one_line(head.get("tên_thủ_tục")),
        "levels": levels,
        "decision": on_one_line(head.get("số_quyết_định")),
        "decision_body": "",
        "field": on_one_line(head.get("lĩnh_vực")),
        "kind": on_one_line(head.get("loại_thủ_tục")),
        "subjects": on_one_line(texts.get("đối_tượng_thực_hiện")),
        "agencies": {
            "performing": names_in(texts.get("cơ_quan_thực_hiện")),
            "competent": names_in(texts.get("cơ_quan_có_thẩm_quyền")),
            "coordinating": names_in(texts.get("cơ_quan_phối_hợp")),
            "authorised": names_in(texts.get("cơ_quan_được_ủy_quyền")),
        },
        "address": stated(texts.get("địa_chỉ_tiếp_nhận_hs")),
        "steps": stated(texts.get("trình_tự_thực_hiện")),
        "channels": channels,
        "items": items,
        "bases": [basis for basis in bases if basis["number"] or basis["title"]],
        "conditions": stated(texts.get("yêu_cầu_điều_kiện_thực_hiện")),
        "result": result_of(texts.get("kết_quả_thực_hiện")),
        "related": "",
        "unread": unread_parts(levels=odd_levels, channels=odd_channels, items=odd_items),
    }
