"""Reads the level of a legal text from its number (R13): who alone can change it, whatever a clerk types.

Kinds and numbers of texts: Law 80/2015/QH13 on legal documents (Art. 4) and Law 64/2025/QH15 after it;
marks: Decree 30/2020/NĐ-CP, Appendix III. Older marks (HĐBT, CTUB, TTLB) stand on texts still in force.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from procedures.rules.action_kinds import LEVELS
from procedures.vietnamese import fold, with_vietnamese_d

UNIT, PROVINCE, COUNCIL, MINISTRY, PRIME_MINISTER, GOVERNMENT, STANDING_COMMITTEE, ASSEMBLY = LEVELS

DOCUMENT_KINDS = (
    "constitution", "law", "ordinance", "resolution", "decree", "decision", "circular", "joint-circular",
    "directive", "standard", "plan", "dispatch", "treaty",
)  # fmt: skip
"""The kinds of text on which a procedure may rest, by their stable names."""

# The level of a register's own highest unit, by its kind; departments and divisions decide nothing.
LEVEL_OF_UNIT = {
    "ministry": MINISTRY,
    "province": PROVINCE,
    "department": PROVINCE,
    "division": UNIT,
    "district": UNIT,
    "commune": UNIT,
}

_HYPHENS = re.compile(r"[\u00ad\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d_]")
_UNSEEN = re.compile(r"[\u200b-\u200d\u2060\ufeff]")
# Cyrillic capitals and small letters that look like Latin ones; no search would find them.
_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445",
    "ABEKMHOPCTYXabekmhopctyx",
)
_PASTED = re.compile(
    r"(?<=[A-ZĐ]{2})(?=[A-ZĐ][^\W\dA-ZĐ_])"
)  # in "63/2010/NĐ-CPNghị định ...", as pages are copied
_S = r"[-. /]{0,3}"  # what stands between two marks, typed well or badly: QĐ-TTg, QĐ.TTg, QĐ TTg, QĐTTg
_MINISTRIES = (
    r"(?:b(?:tp|yt|nv|tc|ct|xd|gtvt|gddt|khcn|khdt|tttt|ldtbxh|nn(?:[&-]?ptnt|mt)?|tnmt|vhttdl|qp|ca|ng|dttg)"
    r"|nhnn|vpcp|ttcp|ubdt|ubtdtt|ktnn|tandtc|vks(?:nd)?tc)[0-9]?(?![a-z])"
)
# Other marks with B are of ministries too, but for those of boards, offices and hospitals: QĐ-BQL, BHXH,
# BDT, BCĐ, BCH, BV.
_LIKE_MINISTRIES = r"b(?!ql|hxh|dt(?![a-z])|cd|ch|v(?!htt))[a-z]"
# Marks of numbers, folded, with the level that issues such texts; each is taken out once it is found.
_MARKS = tuple(
    (re.compile(rf"(?<![a-z]){mark}"), level)
    for mark, level in (
        (rf"(?:(?:nq|nqlt|pl){_S})?ubtvqh{_S}[k0-9ivx]*(?![a-z])", STANDING_COMMITTEE),
        (r"(?<=[-/])qh ?[k0-9ivx]*(?![a-z])", ASSEMBLY),
        (rf"nq{_S}qh ?[k0-9ivx]*(?![a-z])", ASSEMBLY),
        (rf"l{_S}ctn(?![a-z])", ASSEMBLY),
        (rf"(?:nd|nq|nqlt|qd|ct){_S}(?:cp|hdbt)(?![a-z])", GOVERNMENT),
        (r"(?<=[0-9][-/])(?:cp|hdbt)(?![a-z])", GOVERNMENT),
        (rf"(?:qd|ct|cd){_S}ttg(?![a-z])", PRIME_MINISTER),
        (r"(?<=[0-9][-/])ttg(?![a-z])", PRIME_MINISTER),
        (r"ttl[tb](?![a-z])", MINISTRY),
        (rf"(?:tt|qd|ct){_S}{_MINISTRIES}", MINISTRY),
        (r"tt[-./]{1,2}(?!hdnd|tu(?![a-z])|ub(?:nd)?(?![a-z]))[a-z]", MINISTRY),
        (rf"(?:qd|ct)[-./]{{1,2}}{_LIKE_MINISTRIES}", MINISTRY),
        (rf"nq{_S}hdtp(?![a-z])", MINISTRY),  # the Council of Judges, as the court it sits in
        (r"(?:qcvn|tcvn)(?=[ :0-9-])", MINISTRY),  # technical regulations, national standards
        (rf"nq{_S}(?:hdnd[a-z0-9]{{0,3}}|hd)(?![a-z])", COUNCIL),
        (rf"(?:qd|ct|kh){_S}(?:ct{_S})?ub(?:nd)?t?(?![a-z])", PROVINCE),
        (rf"qd{_S}ct(?![a-z])", PROVINCE),
        (r"(?:qd|ct)[-./]{1,2}s[a-z]", UNIT),  # of a department (sở)
    )
)
# Bodies by name, folded; the one named first counts.
_BODIES = tuple(
    (re.compile(rf"\b(?:{name})"), level)
    for name, level in (
        (r"uy ban thuong vu quoc hoi|ubtvqh", STANDING_COMMITTEE),
        (r"(?:van phong|vp) (?:chinh phu|quoc hoi)|thanh tra chinh phu", MINISTRY),
        (r"thu tuong", PRIME_MINISTER),
        (r"(?:van phong|vp) (?:hdnd|ubnd|uy ban|hoi dong|doan)", UNIT),
        (r"(?:so|phong|(?<!uy )ban|chi cuc|trung tam) [a-z]", UNIT),
        (r"quoc hoi", ASSEMBLY),
        (r"chinh phu", GOVERNMENT),
        (r"ngan hang nha nuoc|thong doc|kiem toan nha nuoc|uy ban dan toc", MINISTRY),
        (r"(?:toa an|vien kiem sat) nhan dan toi cao", MINISTRY),
        (r"bo (?!luat|phan)[a-z]", MINISTRY),
        (r"hoi dong nhan dan|hdnd", COUNCIL),
        (r"uy ban nhan dan|ubnd", PROVINCE),
    )
)
# A text named without a number: what it is called says who made it, or "của" and the body do.
_NAMES = tuple(
    (re.compile(name), level)
    for name, level in (
        (r"(?:bo )?luat\b(?! su\b)|hien phap\b", ASSEMBLY),
        (r"phap lenh\b", STANDING_COMMITTEE),
        (r"nghi dinh\b|nd(?= ?[0-9])", GOVERNMENT),
        (r"thong tu\b|tt(?:lt)?(?= ?[0-9])", MINISTRY),
    )
)
_PLACES = (
    r"(?:(?:diem|khoan|dieu|muc|chuong|phan|phu luc|tai|cac|va|so|cua|[0-9]+[a-z]?|[ivx]+|[a-z])(?:, ?| ))*"
)
_START = re.compile(rf"(?:^|[;,(+]|(?<= va )) *{_PLACES}")
# After these words a text names others that it serves: a circular "hướng dẫn" a decree is a circular.
_SERVES = re.compile(
    r"\b(?:quy dinh|huong dan|thi hanh|thuc hien|trien khai|can cu|theo|sua doi|bo sung|thay the|bai bo|"
    r"ban hanh)\b"
)
_CITIES = r"(?:ha noi|hai phong|hue|da nang|(?:ho chi minh|hcm)|can tho)\b"  # of the central level
_LOCAL = re.compile(
    r"(?:uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd) (?:cap )?"
    rf"(?:(?:huyen|xa|phuong|thi tran|thi xa|quan|dac khu)\b|(?:thanh pho|tp)[. ]+(?!{_CITIES})[a-z])"
)


@cache  # one decision stands with hundreds of cuts
def level_of_number(text: str, typed: str = "") -> str | None:
    """Return the level (of LEVELS) of the body that issued a text, read from its number; None: not told.

    `text` may name the text before its number ("Nghị định 63/2010/NĐ-CP") and its body after it; of several
    texts the highest counts. People's committees and councils number alike at every level: where the text
    names no lower one, `typed` "unit" is believed of them.
    """
    levels = [level for part in re.split(r"[;\n]", plain_number(text)) for level in _levels_of(part)]
    level = max(levels, key=LEVELS.index, default=None)
    return typed if level in {PROVINCE, COUNCIL} and typed == UNIT else level


@cache
def level_of_document(number: str, body: str) -> str | None:
    """Return the level (of LEVELS) of a document by its number and the body that issued it; None: not told.

    The number decides; the body tells committees and councils of the lower levels from the province's, and
    speaks alone where the number tells nothing.
    """
    level, issuer = level_of_number(number), _level_of_body(plain_number(body))
    if level in {PROVINCE, COUNCIL} and issuer == UNIT:
        return UNIT
    return issuer if level is None else level


def lower_level(one: str, other: str | None) -> str:
    """Return the lower of two levels; None is not known, and lowers nothing."""
    return one if other is None else min(one, other, key=LEVELS.index)


def higher_level(one: str, other: str | None) -> str:
    """Return the higher of two levels; None is not known, and raises nothing."""
    return one if other is None else max(one, other, key=LEVELS.index)


def plain_number(text: str) -> str:
    """Return a text folded, line by line, with plain hyphens and no blanks around those of numbers."""
    shown = with_vietnamese_d(unicodedata.normalize("NFKC", text)).translate(_LOOK_ALIKES)
    lines = _PASTED.sub(" ", _HYPHENS.sub("-", _UNSEEN.sub("", shown))).splitlines()
    return re.sub(r" *([-/]) *", r"\1", "\n".join(map(fold, lines)))


def _levels_of(part: str) -> list[str]:
    """Return the levels of the texts that one part of a list names, but for those that they serve."""
    for serving in _SERVES.finditer(part):
        if levels := _named_levels(part[: serving.start()]):
            return levels
    return _named_levels(part)


def _named_levels(part: str) -> list[str]:
    levels = []
    for mark, level in _MARKS:
        levels += [level for _ in mark.finditer(part)]
        part = mark.sub(" ", part)
    for start in _START.finditer(part):
        named = next((level for name, level in _NAMES if name.match(part, start.end())), None)
        levels += [named] if named else []
    issuer = re.search(r"(?:\bcua |\()(.+)", part)
    told = _level_of_body(issuer[1]) if issuer else None
    if set(levels) <= {PROVINCE, COUNCIL}:
        return [told] if told == UNIT or (not levels and told) else levels
    return levels


def _level_of_body(body: str) -> str | None:
    found = [
        (match.start(), order, level)
        for order, (name, level) in enumerate(_BODIES)
        if (match := name.search(body))
    ]
    if not found:
        return None
    start, _order, level = min(found)
    return UNIT if level in {PROVINCE, COUNCIL} and _LOCAL.match(body, start) else level
