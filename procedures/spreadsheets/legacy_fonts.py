"""Maps letters of the legacy encodings TCVN3 (fonts .VnTime …) and VNI (VNI-Times …) to Unicode.

Fonts of both draw Vietnamese letters in the places of Western ones, so without the font such text reads
as `Thñ tôc` or `Thuû tuïc`. A text with a letter that the encoding does not have is Unicode already.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

TCVN3, VNI = ENCODINGS = ("tcvn3", "vni")
"""The encodings that are known."""
CAPITALS = "tcvn3-capitals"
"""TCVN3 in a font whose name ends in H: the font draws small letters as capitals."""
MIXED = "mixed"
"""A cell with letters in several fonts, at least one of them of a legacy encoding."""

# TCVN 5712:1993, VN3: the capitals Ă Â Ê Ô Ơ Ư Đ, then every small letter; it has no others.
_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

# VNI: a letter, followed by a mark. A tone alone follows a e o u y, ô (for ơ) and ö (for ư).
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
# The mark after a capital should be a capital too, but people type either.
_VNI |= {
    base.upper() + form: target.upper()
    for source, target in tuple(_VNI.items())
    for base, mark in ((source[0], source[1:]),)
    for form in {mark, mark.upper()}
}
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_MARKS = frozenset("".join(_VNI)) - frozenset("aeouyAEOUY")

_WORD = re.compile(r"[^\s\x00-@\[-`{-\x7f“”‘’–—…]{2,8}")
_SEEN = 50_000  # words that are looked at: more would not change the result
_ENOUGH = 3  # words, at least, that are Vietnamese only in the encoding
_SURE = 10  # such words for each one that is Vietnamese in neither way
# The spelling of a syllable without its tone; with the endings c, ch, p, t only two tones occur.
_SYLLABLE = re.compile(
    "(?:ngh?|nh|gh?|gi|kh?|ph|qu|th|tr|ch|[bcdđhlmnpqrstvx])?"
    "(?:iê|yê|uô|ươ|uâ|uyê|oă|oa|oe|uê|uy|a|ă|â|e|ê|i|o|ô|ơ|u|ư)(?:(c|ch|p|t)|m|ng?|nh)?"
    "|(?:ngh?|nh|gh?|gi|kh?|ph|qu|th|tr|ch|[bcdđhlmnpqrstvx])?"
    "(?:ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oi|ôi|ơi|oai|oay|oeo|oo|ua|ui|uôi|uây|uơ|uya|uyu|ưa|ưi|ưu|ươi|ươu|y)"
)
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def encoding_of(font: str) -> str:
    """Return the encoding of a font, by its name: tcvn3, tcvn3-capitals or vni; "" for other fonts."""
    plain = font.strip().strip("'\"")
    if plain[:3].casefold() == ".vn":
        return CAPITALS if plain.endswith("H") else TCVN3
    return VNI if plain[:4].casefold() in {"vni-", "vni "} else ""


def cell_encoding(encodings: set[str]) -> str:
    """Return the encoding of a cell whose letters are in fonts of these encodings ("" for other fonts).

    It is the only one, or `MIXED` if there are several, or "".
    """
    if len(encodings) == 1:
        return next(iter(encodings))
    return MIXED if any(encodings) else ""


def to_unicode(text: str, encoding: str) -> str | None:
    """Return the text converted to Unicode (NFC); None if it has a letter that the encoding lacks.

    `encoding` is tcvn3, tcvn3-capitals or vni.
    """
    if encoding == VNI:
        if any(c not in _MARKS for c in text if not c.isascii() and c.isalpha()):
            return None
        # A mark that follows no letter that can carry it is a letter of its own: `tà` is Unicode.
        rest = _VNI_SIGN.sub("", text)
        if any(c in _MARKS for c in rest):
            return None
        return _VNI_SIGN.sub(lambda found: _VNI[found[0]], text)
    if any(c not in _TCVN3 for c in text if not c.isascii() and c.isalpha()):
        return None
    letters = "".join(_TCVN3.get(c, c) for c in text)
    return letters.upper() if encoding == CAPITALS else letters


def is_explained_by(text: str, encoding: str, *, wholly: bool = False) -> bool:
    """Return whether an encoding (tcvn3 or vni) explains the words that are not Vietnamese as they stand.

    There must be such words, and each must be Vietnamese once converted. With `wholly`, no word may be
    Vietnamese as it stands, as `sè` is.
    """
    found = non_ascii_words(text)
    odd = [word for word in found if not is_syllable(word)]
    if not odd or (wholly and len(odd) < len(found)):
        return False
    return all(_explained(word, encoding) for word in odd)


def recognised_encoding(texts: Iterable[str]) -> str:
    """Return the encoding (tcvn3 or vni) that explains nearly all odd words of the texts; "" if none does.

    A word is odd if it is not Vietnamese as it stands. At least three must be explained, and ten for
    each that is not.
    """
    found = islice((word for text in texts for word in non_ascii_words(text)), _SEEN)
    odd = [word for word in found if not is_syllable(word)]
    counts = {name: sum(_explained(word, name) for word in odd) for name in ENCODINGS}
    best = max(ENCODINGS, key=lambda name: counts[name])
    sound = counts[best] >= _ENOUGH and counts[best] > _SURE * (len(odd) - counts[best])
    return best if sound else ""


def non_ascii_words(text: str) -> list[str]:
    """Return the words with a character outside ASCII; signs count as letters: `M·` is TCVN3 for Mã."""
    if text.isascii():
        return []
    return [word for word in _WORD.findall(text) if not word.isascii()]


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Return whether a word is spelt as a Vietnamese syllable can be."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in apart if c in _TONES]
    bare = unicodedata.normalize("NFC", "".join(c for c in apart if c not in _TONES))
    fit = _SYLLABLE.fullmatch(bare)
    if fit is None or len(tones) > 1:
        return False
    return fit[1] is None or tones in (["\u0301"], ["\u0323"])


def _explained(word: str, encoding: str) -> bool:
    converted = to_unicode(word, encoding)
    return converted is not None and is_syllable(converted)
