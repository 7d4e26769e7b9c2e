"""Reads a record of the form `portal-text`: a page of the portal, its tables run together as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.channel_table import run_together_channels
from procedures.descriptions.clean_text import clean, on_one_line, stated
from procedures.descriptions.dossier_table import run_together_items
from procedures.descriptions.legal_table import run_together_bases
from procedures.descriptions.names import levels_in, names_in
from procedures.descriptions.page_residue import related_of, result_of
from procedures.descriptions.rows import unread_parts


def read_portal_text(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the description of a record."""
    levels, odd_levels = levels_in(words.get("cap_thuc_hien"))
    channels, odd_channels = run_together_channels(clean(words.get("cach_thuc_thuc_hien")))
    items, odd_items = run_together_items(clean(words.get("thanh_phan_ho_so")))
    bases, odd_bases = run_together_bases(clean(words.get("can_cu_phap_ly")))
    return {
        "name": on_one_line(words.get("ten_thu_tuc")),
        "levels": levels,
        "decision": on_one_line(words.get("so_quyet_dinh")),
        "decision_body": "",
        "field": on_one_line(words.get("linh_vuc")),
        "kind": on_one_line(words.get("loai_thu_tuc")),
        "subjects": on_one_line(words.get("doi_tuong_thuc_hien")),
        "agencies": {
            "performing": names_in(words.get("co_quan_thuc_hien")),
            "competent": names_in(words.get("co_quan_co_tham_quyen")),
            "coordinating": names_in(words.get("co_quan_phoi_hop")),
            "authorised": names_in(words.get("co_quan_duoc_uy_quyen")),
        },
        "address": stated(words.get("dia_chi_tiep_nhan")),
        "steps": stated(words.get("trinh_tu_thuc_hien")),
        "channels": channels,
        "items": items,
        "bases": bases,
        "conditions": stated(words.get("yeu_cau_dieu_kien")),
        "result": result_of(words.get("ket_qua_xu_ly")),
        "related": related_of(words.get("thu_tuc_lien_quan")),
        "unread": unread_parts(levels=odd_levels, channels=odd_channels, items=odd_items, bases=odd_bases),
    }
