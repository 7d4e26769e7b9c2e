"""Tells where a dossier asks for a paper only if the data cannot be had: it is replaced by data then.

Resolution 66.7/2025/NQ-CP, Art. 4 lists the papers and their databases; by Art. 2(2) and Art. 8 a paper may
still be asked for where the information cannot be obtained, or is incomplete or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from procedures.rules.portal.words import plain_line, sentences_of, word_pairs
from procedures.vietnamese import fold

# What a text speaks of, by the papers of Art. 4, on text without marks; a sentence on data may name the
# information ("nơi cư trú") instead of the paper.
_TOPICS = {
    "id-card": r"can cuoc|chung minh (?:thu )?nhan dan|chung minh thu\b|\bcmnd\b|\bcccd\b|\bcmtnd\b",
    "residence": r"\bcu tru\b|thuong tru|tam tru|ho khau",
    "birth": r"(?<!dang ky )khai sinh|trich luc khai sinh",
    "marriage": r"chung nhan (?:dang ky )?ket hon|trich luc ket hon|dang ky ket hon|viec ket hon",
    "marital-status": r"tinh trang hon nhan",
    "death": r"chung tu\b|khai tu\b|bao tu\b",
    "health-insurance": r"bao hiem y te|\bbhyt\b",
    "social-insurance": r"so bao hiem xa hoi|\bbhxh\b",
    "driving-licence": r"(?:giay phep|bang) lai xe",
    "enterprise": r"dang ky (?:kinh doanh|doanh nghiep|ho kinh doanh|hop tac xa)",
    "vehicle": r"(?:dang ky|ca vet) (?:xe|phuong tien)",
    "land": r"quyen su dung dat",
    "criminal-record": r"ly lich tu phap",
    "health-check": r"kham suc khoe",
}
_DATABASES = {
    r"ve dan cu\b|csdlqgvdc|csqgvdc|dlqg ve dan cu": {"id-card", "residence"},
    r"ho tich dien tu|csdlhtdt": {"birth", "marriage", "marital-status", "death"},
    r"quoc gia ve bao hiem": {"health-insurance", "social-insurance"},
}
_FAILS = (
    r"(?:khong|chua)(?: the)? (?:khai thac|tra cuu|truy cap|trich xuat|ket noi|xac thuc)\b"
    r"|(?:chua|khong) co (?:du lieu|thong tin) (?:trong|tren)|khong co (?:trong|tren) (?:co so du lieu|csdl)"
)
_SPARED = (
    r"khong (?:con )?(?:phai|yeu cau|can|bat buoc)\b[^;]{0,160}?\b(?:nop|xuat trinh|tai len|cung cap|gui kem)"
    r"|\b(?:mien|khong) (?:nop|xuat trinh)\b"
)
_DATA = r"khai thac|tra cuu|co so du lieu|\bcsdl|du lieu dien tu|\bvneid\b|dinh danh dien tu"
_NUMBER_ONLY = r"chi (?:can |phai )?(?:cung cap|ke khai|khai)\b[^;]{0,80}(?:so dinh danh|thong tin)"
_INSTEAD = (
    r"thay the? bang[^;]{0,60}(?:du lieu|khai thac)"
    r"|co quan[^;]{0,120}\b(?:tra cuu|khai thac)\b[^;]{0,200}(?:co so du lieu|csdl)"
)
_DEMANDS = r"\b(?:nop|xuat trinh|bo sung|tai len|cung cap|gui kem)\b"
_NOTE = (
    r"luu y|ghi chu|chu thich|truong hop|neu\b|viec (?:nop|xuat trinh)|nguoi (?:tiep nhan|yeu cau|co yeu cau)"
    r"|co quan|can bo|cong chuc|ca nhan co quyen|doi voi"
)
_ONLINE_ONLY = re.compile(r"(?:truc tuyen|truc tiep|buu chinh)")
REPLACED, REPLACED_IN_PART, ASKED_FOR = "replaced", "in-part", "asked"


def paper_topics(text: str) -> set[str]:
    """Return the ids of the papers of Art. 4 of which a text speaks."""
    plain = fold(text)
    return {topic for topic, pattern in _TOPICS.items() if re.search(pattern, plain)}


def is_note(item: Mapping[str, Any]) -> bool:
    """True where a row of a dossier is no paper, but a remark on when papers are asked for."""
    first = plain_line(item["name"])
    if re.match(r"luu y|ghi chu|chu thich", first):
        return True
    lines = sentences_of(item["name"])
    return bool(re.match(_NOTE, first)) and bool(lines) and any(map(_is_on_data, lines[:2]))


def asked_how(items: Sequence[Mapping[str, Any]], place: int, phrase: str) -> str:
    """Tell how the item at a place (from 0) asks for a paper: ASKED_FOR, REPLACED by data or in part.

    `phrase` names the paper in plain words, and may be a part of the item's. The item's own words decide,
    else the remarks under the same heading and those of the dossier that name the paper. What holds for one
    channel only replaces it in part.
    """
    item = items[place]
    topics = paper_topics(phrase) or paper_topics(item["name"])
    own = [line for line in sentences_of(item["name"]) if _is_on_data(line)]
    found = [line for line in own if _governs(line, topics, phrase)]
    if not found:
        for note in items:
            if note is item or not is_note(note):
                continue
            same_heading = note["case"] == item["case"]
            found += [
                line
                for line in sentences_of(note["name"])
                if _is_strictly_on_data(line)
                and (_governs(line, topics, phrase) if same_heading else _names_it(line, topics))
            ]
    if not found:
        return ASKED_FOR
    return REPLACED_IN_PART if all(map(_in_one_channel, found)) else REPLACED


def _is_on_data(line: str) -> bool:
    return _is_strictly_on_data(line) or bool(re.search(_INSTEAD, line) or re.search(_FAILS, line))


def _is_strictly_on_data(line: str) -> bool:
    """True where a remark spares a paper, or asks for it only where the data fail."""
    on_data = bool(re.search(_DATA, line))
    fails = bool(re.search(_FAILS, line)) and bool(re.search(_DEMANDS, line))
    return fails or (on_data and bool(re.search(_SPARED, line) or re.search(_NUMBER_ONLY, line)))


def _governs(line: str, topics: set[str], phrase: str) -> bool:
    """True where a sentence on data is about the paper: it names it, or names none."""
    named = paper_topics(line)
    if named:
        return bool(named & topics) if topics else _shares_words(line, phrase)
    bases = _bases(line)
    return not bases or not topics or bool(bases & topics)


def _names_it(line: str, topics: set[str]) -> bool:
    return bool((paper_topics(line) or _bases(line)) & topics)


def _bases(line: str) -> set[str]:
    return set().union(*(papers for pattern, papers in _DATABASES.items() if re.search(pattern, line)))


def _shares_words(line: str, phrase: str) -> bool:
    pairs = word_pairs(phrase)
    return len(pairs & word_pairs(plain_line(line))) * 2 >= len(pairs)


def _in_one_channel(line: str) -> bool:
    """True where a sentence spares a paper in one channel only: "không phải tải lên (…trực tuyến)"."""
    if re.search(_FAILS, line) or not re.search(_SPARED, line):
        return False
    channels = set(_ONLINE_ONLY.findall(line))
    return len(channels) == 1 or (not channels and "tai len" in line and "xuat trinh" not in line)
