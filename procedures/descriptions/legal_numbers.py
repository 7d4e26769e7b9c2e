"""Finds the numbers of legal texts in words that were run together, and what they tell of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procedures.vietnamese import fold

_BODIES = (
    r"B(?:TP|YT|NV|TC|CT|XD|GTVT|GD ?&? ?ĐT|KH ?&? ?CN|KH ?&? ?ĐT|TT ?&? ?TT|TTTT|LĐ-?TB ?&? ?XH|LĐTBXH|NN ?&? ?PTNT|NNPTNT|"
    r"NN ?&? ?MT|NNMT|TN ?&? ?MT|TNMT|VH-?TT ?&? ?DL|VHTTDL|VHTT|QP|CA|NG|DTTG|TM|TS)"
    r"|NHNN|VPCP|TTCP|UBDT|UBTDTT|KTNN|TANDTC|VKSNDTC|VKSTC|HĐTP|UBTƯMTTQVN|UBND|HĐND|TTg|CP|CTN|HĐBT|TCHQ|TCT"
)
_MARK = (
    r"(?:QH ?[0-9]{1,2}|UBTVQH ?[0-9]{1,2}|VBHN-(?:VPQH|" + _BODIES + r")"
    r"|(?:NĐ|NQ|NQLT|TT|TTLT|QĐ|CT|CĐ|L|PL|KH|TB|CV)[- ]{1,2}(?:(?:"
    + _BODIES
    + r")(?:[- ]{1,3}(?=B|T|V|N))?)+"
    r"|[A-ZĐƯ]{1,6}(?:-[A-ZĐƯ&]{1,12}?(?=[A-ZĐ][a-zà-ỹ]|[^A-ZĐƯ&]|$))*)"
)
_NUMBER = re.compile(r"(?<![0-9/])[0-9]{1,5}(?:[.,][0-9]{1,2})?[a-zA-Z]?/(?:[0-9]{4}/)?" + _MARK)
_TEXT_NAMES = (
    r"(?:Thông tư liên tịch|Thông tư|Nghị định|Nghị quyết|Quyết định|Luật|Bộ luật|Pháp lệnh|Chỉ thị)"
)
_NAMED = re.compile(rf"(?<=[^\s]){_TEXT_NAMES}(?: số)? $")
_DAY = re.compile(r"\s*,?\s*ngày\s+(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})\s*(?:/|-|\s+năm\s+)\s*(\d{4})")
_KINDS = (
    (r"hien phap", "constitution"),
    (r"(?:bo )?luat", "law"),
    (r"phap lenh", "ordinance"),
    (r"nghi quyet", "resolution"),
    (r"nghi dinh", "decree"),
    (r"quyet dinh", "decision"),
    (r"thong tu lien tich", "joint-circular"),
    (r"thong tu", "circular"),
    (r"chi thi", "directive"),
    (r"ke hoach", "plan"),
    (r"cong van", "dispatch"),
    (r"hiep dinh|cong uoc|nghi dinh thu", "treaty"),
)
_MARK_KINDS = (
    (r"/ttl[tb]", "joint-circular"),
    (r"/tt-", "circular"),
    (r"/nd-", "decree"),
    (r"/nq|/nqlt", "resolution"),
    (r"/qd-", "decision"),
    (r"/ct-", "directive"),
    (r"/kh-", "plan"),
    (r"/cv-", "dispatch"),
    (r"/(?:pl-)?ubtvqh", "ordinance"),
    (r"/l-ctn", "law"),
    (r"/qh", "law"),
)


def ends_of_numbers(table: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each number that closes a row: the next row or nothing follows without a blank."""
    place = 0
    for found in _NUMBER.finditer(table):
        end = found.end()
        after = table[end : end + 1]
        if after and not after.isalnum() and after not in '\n-*“"':
            continue
        if _NUMBER.match(table, end):  # the title ends in its number, which the next column repeats
            continue
        start = found.start()
        named = _NAMED.search(table, place, start)
        yield (named.start() if named else start), end
        place = end


def date_of(number: str, title: str) -> str | None:
    """Return the date (ISO) that a title states behind the number of its own text."""
    at = title.find(number) if number else -1
    found = _DAY.match(title, at + len(number)) if at >= 0 else None
    if not found:
        return None
    day, month, year = int(found[1]), int(found[2]), int(found[3])
    return f"{year:04}-{month:02}-{day:02}" if 0 < month < 13 and 0 < day < 32 else None


def kind_of(number: str, title: str) -> str | None:
    """Return the kind of a text by its number, else by the first words of its title; None: not told."""
    plain = fold(number)
    for mark, kind in _MARK_KINDS:
        if re.search(mark, plain):
            return kind if not (kind == "law" and fold(title).startswith("nghi quyet")) else "resolution"
    named = fold(title)
    return next((kind for name, kind in _KINDS if re.match(name + r"\b", named)), None)
