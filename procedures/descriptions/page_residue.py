"""Takes off what a page of the portal leaves behind the words of a result: buttons, choices, codes of results."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import clean, stated

_TAIL = re.compile(
    r"(?:Từ khóa(?=Không có thông tin|[A-ZĐ]|$)|Chọn cơ quan thực hiện|Mô tảKhông có thông tin).*", re.DOTALL
)
_CODE = re.compile(r"Mã: ?(?:KQ\.[A-Z0-9.]*[0-9]|[A-Z0-9.]+(?=$|\n))?")


def result_of(value: Any) -> str:
    """Return the words of a result, one a line, without their codes and the rest of the page."""
    return stated(_CODE.sub("\n", _TAIL.sub("", clean(value))))
