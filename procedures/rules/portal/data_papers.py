"""Tells where a dossier asks for a paper only if the data cannot be had: it is replaced by data then.

Resolution 66.7/2025/NQ-CP, Art. 4 lists the papers and their databases; by Art. 2(2) and Art. 8 a paper may
still be asked for where the information cannot be obtained, or is incomplete or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from procedures.rules.portal.words import plain_line, sentences_of, word_pairs
from procedures.vietnamese import fold

# How dossiers name the papers of Art. 4, on text without marks.
_PAPERS = {
    "id-card": r"can cuoc|chung minh (?:thu )?nhan dan|chung minh thu\b|\bcmnd\b|\bcccd\b|\bcmtnd\b",
    "residence": r"so (?:ho khau|thuong tru|tam tru)|(?:ban sao|giay|giay to) ho khau|giay to cu tru"
    r"|(?:giay|giay to|van ban|tai lieu|phieu)[^;,.:()]{0,80}? "
    r"(?:chung minh|xac nhan|xac dinh)[^;,.:()]{0,40}? (?:cu tru|thuong tru|tam tru)",
    "birth": r"(?:giay|trich luc|giay chung nhan|ban sao) khai sinh",
    "marriage": r"chung nhan (?:dang ky )?ket hon|giay (?:dang ky )?ket hon|trich luc ket hon",
    "marital-status": r"(?:xac nhan|chung minh)(?: ve)? tinh trang hon nhan",
    "death": r"giay (?:chung tu|khai tu)|trich luc khai tu",
    "health-insurance": r"the bao hiem y te|the bhyt\b",
    "social-insurance": r"so bao hiem xa hoi|so bhxh\b",
    "driving-licence": r"(?:giay phep|bang) lai xe",
    "enterprise": r"(?:chung nhan|giay) dang ky (?:kinh doanh|doanh nghiep|ho kinh|hop tac)",
    "vehicle": r"(?:giay|chung nhan) dang ky (?:xe|phuong tien)|ca vet xe",
    "land": r"quyen su dung dat",
    "criminal-record": r"phieu ly lich tu phap",
    "health-check": r"giay (?:chung nhan |kiem tra )?(?:kham )?suc khoe",
}
# How a sentence on data names the information instead of the paper.
_INFORMATION = {
    "id-card": r"thong tin ca nhan|giay to tuy than",
    "residence": r"\bcu tru\b|\bthuong tru\b|\btam tru\b",
    "birth": r"thong tin[^;]{0,30} khai sinh|quan he cha",
    "marriage": r"thong tin[^;]{0,30} ket hon|viec ket hon",
    "marital-status": r"tinh trang hon nhan",
    "death": r"thong tin[^;]{0,30} (?:khai tu|chung tu)",
    "criminal-record": r"ly lich tu phap",
    "health-check": r"thong tin[^;]{0,30} suc khoe",
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
    r"|(?:co quan|nguoi tiep nhan|can bo)[^;]{0,120}\b(?:tra cuu|khai thac)\b[^;]{0,200}"
    r"(?:co so du lieu|csdl)"
)
_DEMANDS = r"\b(?:nop|xuat trinh|bo sung|tai len|cung cap|gui kem)\b"
_NOTE = (
    r"luu y|ghi chu|chu thich|truong hop|neu\b|viec (?:nop|xuat trinh)|nguoi (?:tiep nhan|yeu cau|co yeu cau)"
    r"|co quan|can bo|cong chuc|ca nhan co quyen|doi voi"
)
# Rows that ask for no paper of Art. 4, and papers that no database of ours holds.
_NO_PAPER = r"to khai|mau |van ban uy quyen|giay uy quyen|don\b|ban chup|nguoi (?:co )?yeu cau"
_ABROAD = r"nuoc ngoai|lang gieng|co quan dai dien"
_ANY_PAPER = (
    r"(?:cac |ban |lai |them )*(?:giay|chinh|sao|thanh phan|ho so|tai lieu|hoac|khi|neu|theo|trong|vao)\b"
)
_BACK = r"giay to (?:nay|tren|neu tren|do)\b"  # a remark that refers back to its own heading
_ONLINE_ONLY = re.compile(r"(?:truc tuyen|truc tiep|buu chinh)")
REPLACED, REPLACED_IN_PART, ASKED_FOR = "replaced", "in-part", "asked"


def paper_topics(text: str) -> set[str]:
    """Return the ids of the papers of Art. 4 that a text names."""
    plain = fold(text)
    return {paper for paper, pattern in _PAPERS.items() if re.search(pattern, plain)}


def is_note(item: Mapping[str, Any]) -> bool:
    """True where a row of a dossier is no paper, but a remark on when papers are asked for."""
    first = plain_line(item["name"])
    if re.match(r"luu y|ghi chu|chu thich", first):
        return True
    lines = sentences_of(item["name"])
    return bool(re.match(_NOTE, first)) and bool(lines) and any(map(_is_on_data, lines[:2]))


def papers_of_database(text: str) -> set[str]:
    """Return the ids of the papers that the databases named in a text replace."""
    return _bases(fold(text))


def asked_how(
    items: Sequence[Mapping[str, Any]], place: int, phrase: str, papers: Collection[str] = ()
) -> str:
    """Tell how the item at a place (from 0) asks for a paper: ASKED_FOR, REPLACED by data or in part.

    `phrase` names the paper in plain words, and may be a part of the item's; of several papers that it names
    only those of `papers` are meant, where there are any. The item's own words decide,
    else the remarks under the same heading and those of the dossier that name the paper. What holds for one
    channel only replaces it in part.
    """
    item = items[place]
    topics = paper_topics(phrase) or paper_topics(item["name"])
    topics = topics & set(papers) or topics
    own = [line for line in sentences_of(item["name"]) if _is_on_data(line)]
    found = [line for line in own if _governs(line, topics, phrase) or _ends_in_condition(line, item)]
    if not _stands_alone(item):
        found += _remarks_on(items, item, topics, phrase)
    if not found:
        return ASKED_FOR
    return REPLACED_IN_PART if all(map(_in_one_channel, found)) else REPLACED


def _stands_alone(item: Mapping[str, Any]) -> bool:
    """True where remarks elsewhere do not touch a row: a form, an authorisation, a paper from abroad."""
    words = plain_line(item["name"])
    return bool(re.match(_NO_PAPER, words) or re.search(_ABROAD, words))


def _remarks_on(
    items: Sequence[Mapping[str, Any]], item: Mapping[str, Any], topics: set[str], phrase: str
) -> list[str]:
    """Return the sentences of remarks in the dossier that are about a paper of an item."""
    found = []
    for note in items:
        if note is item or not is_note(note):
            continue
        for line in sentences_of(note["name"]):
            if not _is_strictly_on_data(line):
                continue
            if note["case"] == item["case"]:
                about = _governs(line, topics, phrase)
            else:  # a remark under a heading of papers is about those papers
                about = _is_for_all(note) and not re.search(_BACK, line) and _names_it(line, topics)
            found += [line] if about else []
    return found


def _ends_in_condition(line: str, item: Mapping[str, Any]) -> bool:
    """True where a whole row is asked for "…, trong trường hợp cơ quan không thể khai thác được …"."""
    last = sentences_of(item["name"])[-1:] == [line]
    return last and bool(re.search(rf", trong truong hop[^;,]{{0,60}}?(?:{_FAILS})", line))


def _is_for_all(note: Mapping[str, Any]) -> bool:
    heading = plain_line(note["case"])
    remark = r"luu y|ghi chu|chu thich"
    return not heading or bool(re.match(remark, heading) or re.match(remark, plain_line(note["name"])))


def _is_on_data(line: str) -> bool:
    return _is_strictly_on_data(line) or bool(re.search(_INSTEAD, line) or re.search(_FAILS, line))


def _is_strictly_on_data(line: str) -> bool:
    """True where a remark spares a paper, or asks for it only where the data fail."""
    on_data = bool(re.search(_DATA, line))
    fails = bool(re.search(_FAILS, line)) and bool(re.search(_DEMANDS, line))
    return fails or bool((on_data and re.search(_SPARED, line)) or re.search(_NUMBER_ONLY, line))


def _governs(line: str, topics: set[str], phrase: str) -> bool:
    """True where a sentence on data is about the paper: it names it, or names none."""
    named = _spoken_of(line)
    if named:
        return bool(named & topics) if topics else _shares_words(line, phrase)
    if _spares_another(line):
        return _shares_words(line, phrase)
    bases = _bases(line)
    return not bases or not topics or bool(bases & topics)


def _names_it(line: str, topics: set[str]) -> bool:
    return not _spares_another(line) and bool((_spoken_of(line) or _bases(line)) & topics)


def _spares_another(line: str) -> bool:
    """True where a sentence spares a paper by a name that is none of Art. 4: "không phải nộp văn bản X"."""
    spared = re.search(rf"(?:{_SPARED}) (?P<what>[^;,]+)", line)
    return bool(spared and not _spoken_of(line) and not re.match(_ANY_PAPER, spared["what"]))


def _spoken_of(line: str) -> set[str]:
    """Return the papers that a sentence on data names, or whose information it names."""
    failing = re.search(_FAILS, line)
    # "Không khai thác được thông tin về cư trú thì yêu cầu nộp căn cước": the information counts.
    asked = re.search(r"\b(?:yeu cau|de nghi)\b", line[failing.end() :]) if failing else None
    told = line[: failing.end() + asked.start()] if failing and asked else line
    named = {paper for paper, pattern in _INFORMATION.items() if re.search(pattern, told)}
    return named | paper_topics(told)


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
