"""Takes off what a page of the portal leaves behind the words of a result: buttons, choices, codes."""

from __future__ import annotations

import re
from typing import Any

from procedures.descriptions.clean_text import CAPITAL, SMALL, clean, stated

_CODE = re.compile(rf"Mã: ?(?:[A-Z0-9.-]*[0-9]|[\w.-]{{1,40}}?(?=$|\n|[{CAPITAL}][{SMALL}]))")
_TAIL = re.compile(
    r"(?:(?:^|(?<=\n))Từ khóa|Từ khóaKhông có thông tin|Mô tảKhông có thông tin|Chọn cơ quan thực hiện).*",
    re.DOTALL,
)
_RELATED = "#Tên thủ tục"
_EACH_RELATED = re.compile(r"#[0-9]+Tên thủ tục")


def result_of(value: Any) -> str:
    """Return the words of a result, one a line, without their codes and the rest of the page."""
    lines = clean(_CODE.sub("\n", clean(value)))
    return stated(_TAIL.sub("", lines))


def related_of(value: Any) -> str:
    """Return the names of related procedures, one a line, without the head of their table.

    The page holds the table twice: for wide screens with its rows run together, for narrow ones each apart.
    """
    text = stated(value)
    if not text.startswith(_RELATED):
        return text
    _wide, *names = _EACH_RELATED.split(text)
    return clean("\n".join(names)) or text.removeprefix(_RELATED)
