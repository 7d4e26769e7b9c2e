"""Which characters a text of a journal holds, and what an id looks like."""

from __future__ import annotations

import unicodedata

import pytest

from workflow.journal.characters import REFUSED_RANGES, is_subject, refused_character, refused_in_json

# Code points of Unicode 3.2 that do not show, though its own categories call them letters, marks or spaces.
UNSEEN = "AD 34F 115F-1160 17B4-17B5 180B-180E 200B 3164 FE00-FE0F FFA0"


def spread(ranges):
    """The code points of ranges in hex."""
    pairs = (part.partition("-") for part in ranges.split())
    return {one for low, _, high in pairs for one in range(int(low, 16), int(high or low, 16) + 1)}


def test_the_refused_characters_are_those_of_unicode_3_2():
    """Refused is what Unicode 3.2 does not assign, what does not show, and what steers a terminal."""
    old = unicodedata.ucd_3_2_0
    assert old.unidata_version == "3.2.0"
    steering = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    expected = {code for code in range(0x110000) if old.category(chr(code)) in steering} - {9, 10}
    assert spread(REFUSED_RANGES) == expected | spread(UNSEEN)


def test_nothing_that_this_python_calls_invisible_is_accepted():
    """Newer tables call no accepted character a control, a format character or a separator of lines."""
    accepted = set(range(0x110000)) - spread(REFUSED_RANGES)
    assert {unicodedata.category(chr(code)) for code in accepted - {9, 10}}.isdisjoint(
        {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    )


def test_what_is_accepted_has_one_normal_form_everywhere():
    """The normal form (NFC) of each accepted character is that of Unicode 3.2, but for two that it corrected."""
    old = unicodedata.ucd_3_2_0
    accepted = sorted(set(range(0x110000)) - spread(REFUSED_RANGES))
    differing = [
        code
        for code in accepted
        if old.normalize("NFC", chr(code)) != unicodedata.normalize("NFC", chr(code))
    ]
    # Corrigendum 4; no text in NFC holds these: they become other characters before and after it.
    assert differing == [0x2F868, 0x2F874, 0x2F91F, 0x2F95F, 0x2F9BF]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sở Tư pháp tỉnh Hòa Bình, ₫ ½ ☺\n\t", ""),
        ("a\u200bb", "U+200B"),
        ("\u202eabc", "U+202E"),
        ("a\rb", "U+000D"),
        ("\U0001f600", "U+1F600"),
        ("\ud800", "U+D800"),
    ],
)
def test_a_text_names_its_first_refused_character(text, found):
    """The first character that no text may hold is named by its number; none is the empty text."""
    assert refused_character(text) == found


@pytest.mark.parametrize("text", [r'{"a":"x\u200by"}', r'{"a\u200b":1}', r'[{"a":["\r"]}]', '{"a":"\u200b"}'])
def test_an_escape_hides_no_character(text):
    """A refused character is found in names and values of JSON, also where it is written as an escape."""
    assert refused_in_json(text) in {"U+200B", "U+000D"}
    assert refused_in_json(r'{"a":"x\\u200by \n \u0111"}') == ""


@pytest.mark.parametrize(
    "subject", ["unit/so-tu-phap", "procedure/1.000105.000.00.00.H28", "procedure/QLĐĐ_1", "register/1"]
)
def test_a_subject_reads_one_way(subject):
    """A kind in small letters and an id of letters and digits, parted by dots, hyphens and low lines."""
    assert is_subject(subject)


@pytest.mark.parametrize(
    "subject",
    [
        "unit/", "unit", "/a", "Unit/a", "unit/a b", "unit/a/b", "unit/-a", "unit/a-", "unit/a\n", "unit/ａ",
        "unit/a\u200b", "unit/Đ\u0301", "unit/D\u0301", "unit/\u0430", "unit/" + "a" * 101, "unit/①", "unit/a\u00ad",
    ],
)  # fmt: skip
def test_a_twin_is_no_subject(subject):
    """Another script, another form of a letter, an invisible character or surplus length make no subject."""
    assert not is_subject(subject)
