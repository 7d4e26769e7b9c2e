"""Vietnamese from before Unicode: TCVN3 (fonts .VnTime …) and VNI (VNI-Times …), letters only.

Both put Vietnamese shapes in the places of Western letters, so such text reads as `Thñ tôc` or
`Thuû tuïc`. What no letter of the encoding explains is not converted: it was Unicode all along.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

TCVN3, VNI = ENCODINGS = ("tcvn3", "vni")
CAPITALS = "tcvn3-capitals"
"""TCVN3 in a font whose name ends in H: it draws small letters as capitals."""
MIXED = "mixed"
"""A cell whose letters are in several fonts, an old one among them: its text must tell."""

# TCVN 5712:1993, VN3: the capitals Ă Â Ê Ô Ơ Ư Đ, then every small letter; it has no others.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

# VNI: a letter and a mark behind it. A plain tone stands on a e o u y and on ô (ơ), ö (ư).
_VNI = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI |= {
    base + mark: unicodedata.normalize("NFC", letter + tone)
    for bases, letters, marks, tones in (
        ("aeouyôö", "aeouyơư", "ùøûõï", "\u0301\u0300\u0309\u0303\u0323"),
        ("aeo", "âêô", "âáàåãä", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")),
        ("a", "ă", "êéèúüë", ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")),
    )
    for base, letter in zip(bases, letters, strict=True)
    for mark, tone in zip(marks, tones, strict=True)
}
# The mark of a capital is a capital too, but people type either.
_VNI |= {
    base.upper() + form: target.upper()
    for source, target in tuple(_VNI.items())
    for base, mark in ((source[0], source[1:]),)
    for form in {mark, mark.upper()}
}
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_MARKS = frozenset("".join(_VNI)) - frozenset("aeouyAEOUY")

_WORD = re.compile(r"[^\s\x00-@\[-`{-\x7f“”‘’–—…]{2,8}")
_SEEN = 50_000  # words looked at: more tell nothing new
_ENOUGH = 3  # words that only an old font explains
_SURE = 10  # … against one that it does not explain
# How a syllable is written, without its tone; the ends c, ch, p, t allow two tones only.
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh?|gi|kh?|ph|qu|th|tr|ch|[bcdđhlmnpqrstvx])?"
    "(?:iê|yê|uô|ươ|uâ|uyê|oă|oa|oe|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư)(?:(c|ch|p|t)|m|ng?|nh)?"
    "|(?:ngh?|nh|gh?|gi|kh?|ph|qu|th|tr|ch|[bcdđhlmnpqrstvx])?"
    "(?:ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oi|ôi|ơi|oai|oay|oeo|oo|ua|ui|uôi|uây|uơ|uya|uyu|ưa|ưi|ưu|ươi|ươu|y)"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def encoding_of(font: str) -> str:
    """The encoding that a font's name tells: tcvn3, tcvn3-capitals or vni; "" for all others."""
    plain = font.strip().strip("'\"")
    if plain[:3].casefold() == ".vn":
        return CAPITALS if plain.endswith("H") else TCVN3
    return VNI if plain[:4].casefold() in {"vni-", "vni "} else ""


def to_unicode(text: str, encoding: str) -> str | None:
    """The text in NFC; None if a letter in it is none of the encoding: then it is Unicode already."""
    if encoding == VNI:
        if any(c not in _MARKS for c in text if not c.isascii() and c.isalpha()):
            return None
        # A mark that stands behind no letter is no mark: `tà` is Unicode.
        rest = _VNI_SIGN.sub("", text)
        if any(c in _MARKS for c in rest):
            return None
        return _VNI_SIGN.sub(lambda found: _VNI[found[0]], text)
    if any(c not in _TCVN3 for c in text if not c.isascii() and c.isalpha()):
        return None
    told = "".join(_TCVN3.get(c, c) for c in text)
    return told.upper() if encoding == CAPITALS else told


def is_explained_by(text: str, encoding: str, *, wholly: bool = False) -> bool:
    """Whether the text has words that are Vietnamese only when converted, and none that never are.

    `wholly`: it has no words either that are Vietnamese as they stand, as `sè` is.
    """
    found = non_ascii_words(text)
    odd = [word for word in found if not is_syllable(word)]
    if not odd or (wholly and len(odd) < len(found)):
        return False
    return all(_explained(word, encoding) for word in odd)


def recognised_encoding(texts: Iterable[str]) -> str:
    """The encoding that most odd words of a file speak for, by a wide margin; "" if none does."""
    found = islice((word for text in texts for word in non_ascii_words(text)), _SEEN)
    odd = [word for word in found if not is_syllable(word)]
    counts = {name: sum(_explained(word, name) for word in odd) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: counts[name])
    sound = counts[best] >= _ENOUGH and counts[best] > _SURE * (len(odd) - counts[best])
    return best if sound else ""


def non_ascii_words(text: str) -> list[str]:
    """The words that are not plain ASCII, as an old font may have left them: `M·` is one."""
    if text.isascii():
        return []
    return [word for word in _WORD.findall(text) if not word.isascii()]


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether a word is written as a Vietnamese syllable can be."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in apart if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    fit = _SYLLABLE.fullmatch(bare)
    if fit is None or len(tones) > 1:
        return False
    return fit[1] is None or tones in (["\u0301"], ["\u0323"])


def _explained(word: str, encoding: str) -> bool:
    told = to_unicode(word, encoding)
    return told is not None and is_syllable(told)
