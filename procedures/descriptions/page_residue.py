"""Takes off what a page of the portal leaves behind the words of a result: buttons, choices, codes of results."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import clean, stated

_TAIL = re.compile(
    r"(?:Từ khóa(?=Không có thông tin|[A-ZĐ]|$)|Chọn cơ quan thực hiện|Mô tảKhông có thông tin).*", re.DOTALL
)
_RELATED = re.compile(r"#Tên thủ tục(?=1)")
_CODE = re.compile(r"Mã: ?(?:KQ\.[A-Z0-9.]*[0-9]|[A-Z0-9.]+(?=$|\n))?")


def result_of(value: Any) -> str:
    """Return the words of a result, one a line, without their codes and the rest of the page."""
    return stated(_CODE.sub("\n", _TAIL.sub("", clean(value))))


def related_of(value: Any) -> str:
    """Return the names of related procedures, one a line, without the head of their table."""
    text = stated(value)
    found = _RELATED.match(text)
    if not found:
        return text
    lines, place, number = [], found.end(), 1
    while True:  # each row begins with its number, without a blank: 1, 2, 3 …
        after = str(number + 1)
        start = place + len(str(number))
        rest = re.compile(rf"(?<=[^\W\d_.;)]){after}(?=[A-ZĐ])|(?<=[.;)]){after}(?=[A-ZĐ])").search(
            text, start
        )
        lines.append(text[start : rest.start() if rest else len(text)].strip())
        if not rest:
            return "\n".join(line for line in lines if line)
        place, number = rest.start(), number + 1
