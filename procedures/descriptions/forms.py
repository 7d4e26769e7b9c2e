"""Tells which form a record has, and the code of the procedure that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.descriptions.clean_text import on_one_line
from procedures.descriptions.rows import section
from procedures.national_codes import short_code

WITHOUT_CODES = frozenset({"portal-2021"})
"""Forms whose records hold no code: the caller finds the procedure by its name."""


def form_of(words: Mapping[str, Any]) -> str | None:
    """Return the form (of `DESCRIPTION_FORMS`) that a record has by its fields; None where it has none."""
    if "ma_thu_tuc" in words and "thanh_phan_ho_so" in words:
        return "portal-text"
    if isinstance(words.get("metadata"), dict) and isinstance(words.get("tables"), dict):
        return "portal-lists"
    if "title" in words and "Thành phần hồ sơ" in words:
        return "portal-2021"
    if "code" in words and "name" in words and "items" in words:
        return "tinhgon"
    return None


def code_in(words: Mapping[str, Any], form: str) -> str:
    """Return the code that a record of a form states, the national one short; "" where it states none."""
    if form == "portal-lists":
        stated = on_one_line(section(words, "metadata").get("mã_thủ_tục")) or on_one_line(
            words.get("thu_tuc_id")
        )
    else:
        stated = on_one_line(words.get("code" if form == "tinhgon" else "ma_thu_tuc"))
    return short_code(stated) or stated
