"""Parts the name of a paper from the names of the form files that stand behind it without a blank."""

from __future__ import annotations

import re

from procedures.descriptions.clean_text import CAPITAL, SMALL

_ENDING = re.compile(rf"(?i:\.(?:docx?|xlsx?|pdf|rtf|odt|zip|rar|jpe?g|png))(?=$|[^\s.,;:){SMALL}])")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]{1,3}"
    r"(?:ng|nh|ch|[cmnpt])?"
)
# Where something begins without a blank: a capital behind a small letter, a figure or capitals ("TT-BTPMẫu"),
# small letters behind capitals ("CPmẫu", not "TTg"), a figure behind letters, anything behind a mark.
_JOIN = re.compile(
    rf"(?<=[^\W\d_])(?=[^\W\d_])|(?<=[0-9])(?=[{CAPITAL}][^\W\d_])|(?<=[^\W\d_]{{2}})(?=[0-9])"
    r"|(?<=[;:)])(?=\w)|(?<=[^\W\d_][.,])(?=\w)|(?<=\)[.,])(?=\w)"
)
_FILE = re.compile(r"[^/:;?]{1,120}")  # a name with these, or a longer one, is prose
_WORD = re.compile(r"[^\W\d_]+")


def split_form(text: str) -> tuple[str, str, bool]:
    """Return the name of a paper, its form files (a line each, "" none), and whether these could be told."""
    text = text.strip()
    first = _ENDING.search(text)
    ends = [match.end() for match in _ENDING.finditer(text)]
    if first is None or ends[-1] != len(text):
        return text, "", True
    stem = first.start()
    joins = (join.start() for join in _JOIN.finditer(text, 0, stem))
    start = next(
        (join for join in joins if _begins(text, join) and _FILE.fullmatch(text, join, stem)), 0
    ) or _two_syllables(text, stem)
    if not start:
        return text, "", False
    starts = [start, *ends[:-1]]
    files = [text[one:end].strip() for one, end in zip(starts, ends, strict=True)]
    return text[:start].strip(), "\n".join(files), True


def _begins(text: str, place: int) -> bool:
    """Return whether a file name begins at a place that has no blank before it."""
    before, after = text[place - 1], text[place]
    if not (before.isalpha() and after.isalpha()):
        return True
    capitals, small = text[max(place - 2, 0) : place], text[place : place + 2]
    behind_capitals = len(capitals) == len(small) == 2 and capitals.isalpha() and capitals.isupper()  # noqa: PLR2004
    if after.isupper():
        return before.islower() or (behind_capitals and small[1].islower())
    return behind_capitals and small.isalpha() and small.islower()


def _two_syllables(text: str, end: int) -> int:
    """Return where the second of two syllables begins that were run together ("địnhvăn"), 0 if nowhere."""
    for word in _WORD.finditer(text.casefold(), 0, end):
        if not _SYLLABLE.fullmatch(word[0]):
            places = [
                place
                for place in range(1, len(word[0]))
                if _SYLLABLE.fullmatch(word[0][:place]) and _SYLLABLE.fullmatch(word[0][place:])
            ]
            if len(places) == 1 and len(text) == len(text.casefold()):
                return word.start() + places[0]
    return 0
