"""Finds the numbers of legal texts in words that were run together, and what they tell of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from procedures.descriptions.clean_text import CAPITAL, SMALL
from procedures.rules.document_levels import level_of_document, level_of_number
from procedures.vietnamese import fold

_BODY = (
    r"(?:B(?:TP|YT|NV|TC|CT|XD|GTVT|GD ?&? ?ĐT|KH ?&? ?CN|KH ?&? ?ĐT|TT ?&? ?TT|LĐ-?TB ?&? ?XH|NN ?&? ?PTNT|"
    r"NN ?&? ?MT|TN ?&? ?MT|VH-?TT ?&? ?DL|VHTT|QP|CA|NG|DTTG|TM|TS)"
    r"|NHNN|VPCP|VPQH|TTCP|UBDT|UBTDTT|KTNN|TANDTC|VKSNDTC|VKSTC|HĐTP|UBTƯMTTQVN|UBND|HĐND|TTg|CP|CTN|HĐBT|TCHQ)"
)
# Atomic: a mark that is known is never cut short to fit what follows.
_MARK = (
    r"(?>(?:QH|UBTVQH) ?(?:1[0-6]|[1-9]|[IVXK]{1,4})"
    rf"|(?:NĐ|NQLT|NQ|TTLT|TT|QĐ|CT|CĐ|L|PL|KH|TB|CV|VBHN) ?[-/] ?{_BODY}(?:(?:/|[- ]{{1,3}}){_BODY})*"
    rf"|[A-ZĐƯ]{{1,8}}(?:[-/][A-ZĐƯ&]{{1,12}})*(?![{SMALL}]))"
)
# A number may stand behind the year or the number that its title ends in, without a blank.
_BEHIND = r"(?:(?<![0-9/])|(?<=[ /](?:19|20)[0-9]{2})|(?<=QH1[0-6])|(?<=QH[0-9]))"
_FIGURES = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?[a-zA-Z]?"
_NUMBER = re.compile(
    rf"{_BEHIND}{_FIGURES} ?/(?:(?:19|20)[0-9]{{2}} ?/ ?)?{_MARK}"
    rf"|(?<=[^\W\d_])[0-9]{{1,4}}/(?:19|20)[0-9]{{2}}(?=[{CAPITAL}]|$)"
)
_KIND = (
    "Thông tư liên tịch|Thông tư|Nghị định|Nghị quyết liên tịch|Nghị quyết|Quyết định|Bộ luật|Luật|Pháp lệnh|"
    "Chỉ thị|Lệnh"
)
_NAMED = re.compile(rf"(?<=\S)(?:{_KIND})(?: số)? $")
_TWICE = re.compile(r"(\S.{7,500}?)\1")  # a title without a number, which the next column repeats
_BEGINNINGS = '-*“"+\n'
_DAY = re.compile(r"([0-9]{1,2})\s*(?:[-/.]|\s+tháng\s+)\s*([0-9]{1,2})\s*(?:[-/.]|\s+năm\s+)\s*([0-9]{4})")
_OF_DAY = re.compile(r"[\s,]*ngày\s+")
_OF_BODY = re.compile(
    r"[\s,]*của\s+((?:Ủy ban thường vụ )?Quốc hội|Thủ tướng(?: Chính phủ)?|Chính phủ|Chủ tịch nước"
    r"|(?:Bộ trưởng )?Bộ [^\W\d_][^:;.()]{2,50}?)"
    r"(?=\s+(?:quy|hướng|sửa|ban|về|bãi|công)\b|\s*[:;,.]|\s+ngày\s|$)",
    re.IGNORECASE,
)
_CONSOLIDATED = re.compile(r"/\s*VBHN\b")
_CONSOLIDATION = re.compile(r"(?:văn bản )?hợp nhất |[0-9]+/VBHN-\w+", re.IGNORECASE)
_MARK_KINDS = (
    (r"ttl[tb]", "joint-circular"),
    (r"/tt[-/ ]", "circular"),
    (r"/nd[-/ ]", "decree"),
    (r"/nq", "resolution"),
    (r"/qd[-/ ]", "decision"),
    (r"/ct[-/ ]", "directive"),
    (r"/kh[-/ ]", "plan"),
    (r"/cv[-/ ]", "dispatch"),
    (r"(?:qcvn|tcvn)", "standard"),
)
_KIND_NAMES = (
    (r"hien phap", "constitution"),
    (r"(?:bo )?luat", "law"),
    (r"phap lenh", "ordinance"),
    (r"nghi quyet", "resolution"),
    (r"nghi dinh thu|hiep dinh|cong uoc|dieu uoc", "treaty"),
    (r"nghi dinh", "decree"),
    (r"quyet dinh", "decision"),
    (r"thong tu lien tich", "joint-circular"),
    (r"thong tu", "circular"),
    (r"chi thi", "directive"),
    (r"ke hoach", "plan"),
    (r"cong van", "dispatch"),
    (r"(?:quy|tieu) chuan", "standard"),
)


def rows_of_numbers(table: str) -> Iterator[tuple[int, int, int]]:
    """Yield of each row where its number starts and ends, and where the row ends.

    The number of a row is followed by the next title without a blank, or by nothing.
    """
    place = at = 0
    while True:
        twice = _TWICE.match(table, place)
        if twice and not _ends_in_number(twice[1]):
            yield twice.end(1), twice.end(), twice.end()
            place = at = twice.end()
            continue
        found = _NUMBER.search(table, at)
        if found is None:
            return
        at = found.end()
        end = at + (table.startswith(".", at) and table[at + 1 : at + 2].strip() != "")
        after = table[end : end + 1]
        # What is neither letter nor list goes on inside a title; a number behind a number is that of the row.
        if (after and not after.isalpha() and after not in _BEGINNINGS) or _NUMBER.match(table, end):
            continue
        named = _NAMED.search(table, place, found.start())
        yield named.start() if named else found.start(), at, end
        place = at = end


def _ends_in_number(title: str) -> bool:
    """Return whether a text is a whole row, its number behind it without a blank: the row stands twice."""
    starts = [found.start() for found in _NUMBER.finditer(title) if found.end() == len(title)]
    return bool(starts and title[: starts[0]][-1:].strip())


def day_of(words: str) -> str | None:
    """Return the date (ISO) that words are, day before month; None where they are none."""
    found = _DAY.match(words)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])).isoformat() if found else None
    except ValueError:
        return None


def date_of(number: str, title: str) -> str | None:
    """Return the date (ISO) that a title states right behind the number of its own text."""
    behind = _behind_number(number, title)
    found = _OF_DAY.match(behind)
    return day_of(behind[found.end() :]) if found else None


def body_of(number: str, title: str) -> str:
    """Return the body that a title names behind the number, and the date, of its own text; "" if none."""
    behind = _behind_number(number, title)
    day = _OF_DAY.match(behind)
    stated_day = _DAY.match(behind, day.end()) if day else None
    found = _OF_BODY.match(behind, stated_day.end() if stated_day else 0)
    return found[1] if found else ""


def _behind_number(number: str, title: str) -> str:
    before, found, behind = title.partition(number) if number else ("", "", "")
    # Another text that the title names first would give its own date.
    return behind if found and not re.search("[0-9]/", before) else ""


def kind_of(number: str, title: str) -> str | None:
    """Return the kind of a text by its number, else by its first words or its title's; None: not told."""
    plain = fold(number)
    if _CONSOLIDATED.search(number):
        plain, title = "", _CONSOLIDATION.sub("", title)
    for mark, kind in _MARK_KINDS:
        if re.search(mark, plain):
            return kind
    named = next(
        (kind for text in (plain, fold(title)) for name, kind in _KIND_NAMES if re.match(rf"{name}\b", text)),
        None,
    )
    if named is None and re.search(r"ubtvqh", plain):
        return None  # an ordinance or a resolution
    return named or ("law" if re.search(r"/(?:qh ?[0-9]|l-ctn)", plain) else None)


def level_of_basis(number: str, title: str, body: str) -> str | None:
    """Return the level of the body that issued a text: by its number and body, else by its title."""
    if _CONSOLIDATED.search(number):  # who may change it is who made the text that was consolidated
        return level_of_number(_CONSOLIDATION.sub("", title))
    return level_of_document(number, body) or level_of_number(title)
