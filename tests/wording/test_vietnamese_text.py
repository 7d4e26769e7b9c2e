"""Vietnamese text is found and sorted as people expect, and user text can never give orders."""

from __future__ import annotations

import csv
import io
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procedures.vietnamese import fold, order
from procedures.wording.delimited import delimited
from procedures.wording.terminal_text import escape_control, one_line

# The alphabet with its tones, in dictionary order: ngang huyền hỏi ngã sắc nặng.
VOWELS = ("aàảãáạ ăằẳẵắặ âầẩẫấậ eèẻẽéẹ êềểễếệ iìỉĩíị oòỏõóọ ôồổỗốộ ơờởỡớợ uùủũúụ ưừửữứự yỳỷỹýỵ").split()
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTERS = "".join(next((v for v in VOWELS if v[0] == letter), letter) for letter in ALPHABET)
VIETNAMESE = st.text(LETTERS + LETTERS.upper() + " ", max_size=12)
DANGEROUS = {"Cc", "Zl", "Zp", "Cf", "Cs", "Co", "Cn"}
HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=("Cc", "Cf")),
        st.sampled_from("=+-@\t\r\n\x1b\x9b\u202e\u2066\u200b\ufeff\",;'[31m"),
    ),
    max_size=20,
)


def runs(examples: int) -> settings:
    """So many examples, with no stop-watch: the machine is shared."""
    slow = [HealthCheck.too_slow]
    return settings(max_examples=examples, deadline=None, database=None, suppress_health_check=slow)


# --- fold -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("dat", "Cấp giấy chứng nhận quyền sử dụng đất"),
        ("DAT DAI", "Lĩnh vực Đất   đai"),
        ("đất", "Giao dat cho hộ gia đình"),
        ("hoa binh", "Tỉnh Hoà Bình"),
        ("hòa bình", "Tỉnh Hoà Bình"),
        ("uy ban", "Ủy ban nhân dân"),
        ("uỷ ban", "Ủy ban nhân dân"),
        ("nguoi nuoc ngoai", "Người nước ngoài"),
        ("dia diem", "ĐỊA ĐIỂM"),
    ],
)
def test_words_are_found_without_marks(words, name):
    """A name is found by text without marks, in any case and either tone style."""
    assert fold(words) in fold(name)


@pytest.mark.parametrize(("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("Khoẻ", "KHỎE")])
def test_both_tone_styles_fold_to_the_same(one, other):
    """The old and the new place of the tone mark are the same word."""
    assert fold(one) == fold(other)


def test_the_icelandic_letter_is_the_vietnamese_one():
    """Ð (U+00D0) and ð (U+00F0) are found and sorted as Đ and đ, however they came on record."""
    assert fold("\u00d0\u0103ng k\u00fd \u00f0\u1ea5t") == fold("Đăng ký đất") == "dang ky dat"
    words = ["Em", "\u00d0ăng", "Dân", "Đo", "\u00d0o"]
    assert sorted(words, key=order) == ["Dân", "\u00d0ăng", "\u00d0o", "Đo", "Em"]


def test_every_letter_folds_to_its_base():
    """Each of the alphabet's letters, with any tone, folds to one of the 26 without marks."""
    bases = {letter: vowels[0] for vowels in VOWELS for letter in vowels}
    shapes = {"ă": "a", "â": "a", "đ": "d", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}
    for letter in LETTERS:
        base = bases.get(letter, letter)
        assert fold(letter) == fold(letter.upper()) == shapes.get(base, base)


@runs(200)
@given(VIETNAMESE)
def test_folding_forgets_form_case_and_spaces(text):
    """NFC, NFD, upper case and extra spaces fold to the same plain ASCII."""
    folded = fold(text)
    spaced = f"  {text.replace(' ', '   ')} "
    for other in (unicodedata.normalize("NFD", text), text.upper(), spaced, folded):
        assert fold(other) == folded
    assert folded.isascii()
    assert folded == folded.lower().strip()
    assert "  " not in folded


@runs(200)
@given(VIETNAMESE, VIETNAMESE, VIETNAMESE)
def test_a_part_is_found_in_the_whole(before, word, after):
    """A word that stands in a name is found in it when both are folded."""
    assert fold(word) in fold(f"{before} {word} {after}")


@runs(300)
@given(st.text())
@example("İstanbul")
@example("ᾳ")
def test_folding_is_stable_and_leaves_no_mark(text):
    """Any text at all folds to text without combining marks that folds to itself."""
    folded = fold(text)
    assert fold(folded) == folded
    assert not any(unicodedata.combining(sign) for sign in folded)


# --- order ----------------------------------------------------------------------------------------


def test_letters_come_in_the_order_of_the_alphabet():
    """A ă â b c d đ e ê ... with the tones of each letter in the dictionary's order."""
    for seed in range(5):
        mixed = random.Random(seed).sample(LETTERS, len(LETTERS))
        assert "".join(sorted(mixed, key=order)) == LETTERS


@pytest.mark.parametrize(
    "names",
    [
        ["An Giang", "Ăn uống", "Ân Thi", "Bà Rịa", "Bạc Liêu", "Bắc Giang"],
        ["Dân tộc", "Dương", "Đắk Lắk", "Đất đai", "Điện Biên", "Em bé"],
        ["Sở Công Thương", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế"],
        ["Hoa", "Hòa", "Hỏa", "Hóa", "Họa"],
        ["Ba Vì", "Bảo hiểm", "Bắc"],
        ["O", "Ô tô", "Ở nhà", "Phòng", "Quận 1", "Quận 2", "Uông Bí", "Ưu đãi", "Vinh"],
        ["1.000001", "An", "Zalo"],
    ],
)
def test_names_are_sorted_as_in_a_dictionary(names):
    """Ăn comes after An Giang, Đắk after Dương, and tones decide only between equal letters."""
    mixed = random.Random(1).sample(names, len(names))
    assert sorted(mixed, key=order) == names


def letters_then_tones(name: str) -> tuple[list[int], list[int]]:
    """The dictionary's key, letter by letter from the table above."""
    first, second = [], []
    for sign in name.lower():
        tones = next((vowels for vowels in VOWELS if sign in vowels), sign)
        first.append(100 + ALPHABET.index(tones[0]) if tones[0] in ALPHABET else ord(sign) - 100)
        second.append(tones.index(sign))
    return first, second


@runs(300)
@given(st.lists(VIETNAMESE, max_size=6))
def test_any_names_are_sorted_by_letters_then_tones(names):
    """Every list of Vietnamese names has the order of the alphabet, then of the tones."""
    found = [letters_then_tones(name) for name in sorted(names, key=order)]
    assert found == sorted(found)


@runs(200)
@given(st.text(), st.text())
def test_the_order_is_total_and_never_fails(one, other):
    """Any two texts can be compared, and only equal texts are equal."""
    assert (order(one) == order(other)) is (one == other)
    assert (order(one) < order(other)) or (order(other) < order(one)) or one == other


@runs(200)
@given(VIETNAMESE)
def test_the_order_forgets_form_and_case(text):
    """NFC and NFD, upper and lower case stand at the same place."""
    for other in (unicodedata.normalize("NFD", text), text.upper()):
        assert order(other)[:2] == order(text)[:2]


# --- safe, one_line, separated --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mđỏ\x1b[0m", "\\u001b[31mđỏ\\u001b[0m"),
        ("\x9b2J", "\\u009b2J"),
        ("\x07\b\x7f", "\\u0007\\u0008\\u007f"),
        ("a\r\nb\tc", "a\\u000d\\u000ab\\u0009c"),
        ("hợp lệ\u202egnp.exe", "hợp lệ\\u202egnp.exe"),
        ("\u2066\u2069\u200e\u200f", "\\u2066\\u2069\\u200e\\u200f"),
        ("so\u200b-tu\u00ad-phap\ufeff", "so\\u200b-tu\\u00ad-phap\\ufeff"),
        ("\ud800\ue000", "\\ud800\\ue000"),
        ("\x1b]8;;http://x\x1b\\bấm\x1b]8;;\x1b\\", "\\u001b]8;;http://x\\u001b\\bấm\\u001b]8;;\\u001b\\"),
    ],
)
def test_orders_to_a_terminal_are_shown_not_obeyed(text, shown):
    """ANSI sequences, control characters, bidi and invisible characters become visible text."""
    assert escape_control(text) == shown


@runs(400)
@given(HOSTILE)
def test_nothing_dangerous_is_left(text):
    """Whatever the text, no control or format character remains, and plain text is unchanged."""
    shown = escape_control(text)
    assert not {unicodedata.category(sign) for sign in shown} & DANGEROUS
    assert escape_control(shown) == shown
    for sign in text:
        inert = unicodedata.category(sign) not in DANGEROUS
        assert (sign if inert else f"\\u{ord(sign):04x}") in shown
    if not {unicodedata.category(sign) for sign in text} & DANGEROUS:
        assert shown == text


@runs(300)
@given(HOSTILE)
def test_one_line_is_one_line(text):
    """One line stays one line, whatever a name contains."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert line == line.strip()
    assert not {unicodedata.category(sign) for sign in line} & DANGEROUS


SIGNS = "=+-@＝＋－＠"
QUOTING = {"csv": csv.QUOTE_MINIMAL, "tsv": csv.QUOTE_NONE}


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", " "])
def test_lists_disarm_formulas(form, sign, before):
    """A cell or head that a spreadsheet would run, full-width signs too, has an apostrophe; numbers stay."""
    text = f'{before}{sign}HYPERLINK("http://x";"bấm")'
    told = delimited([text, "b"], [[text, -5]], form)
    rows = list(
        csv.reader(io.StringIO(told), delimiter="\t" if form == "tsv" else ",", quoting=QUOTING[form])
    )
    assert [row[0][:1] for row in rows] == ["'", "'"]
    assert [row[1] for row in rows] == ["b", "-5"]


@pytest.mark.parametrize("form", ["csv", "tsv"])
@pytest.mark.parametrize("text", ["Sở Y tế", "1+1", "a=b", "–", "'=1", "…", "0", ""])
def test_other_words_of_a_list_stay_as_they_are(form, text):
    """A text that no spreadsheet computes is not touched."""
    told = delimited(["a", "b"], [[text, 1]], form)
    assert told.splitlines()[1] == f"{text}\t1" if form == "tsv" else f"{text},1"


@runs(300)
@given(st.lists(st.lists(HOSTILE, min_size=2, max_size=2), max_size=4))
@example([["\t=1+1", "\r=1+1"]])
@example([["\n=1+1", "\u200b=1+1"]])
def test_no_csv_cell_is_a_formula(cells):
    """Read back, no cell begins as a formula, and every row and cell is still there."""
    text = delimited(["a", "b"], cells, "csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["a", "b"]
    assert len(rows) == len(cells) + 1
    for row, given_ in zip(rows[1:], cells, strict=True):
        assert len(row) == 2
        for cell, original in zip(row, given_, strict=True):
            assert cell.lstrip()[:1] not in set(SIGNS)
            assert cell[:1] not in {"\t", "\r", "\n"}
            assert cell in {escape_control(original), "'" + escape_control(original)}


@runs(200)
@given(st.lists(st.lists(HOSTILE, min_size=3, max_size=3), max_size=4))
def test_tsv_keeps_its_rows_and_columns(cells):
    """In TSV a row is one line and a cell holds no tab, whatever was typed."""
    text = delimited(["a", "b", "c"], cells, "tsv")
    lines = text.split("\n")
    assert lines.pop() == ""
    assert len(lines) == len(cells) + 1 == len(text.splitlines())
    assert {line.count("\t") for line in lines} == {2}
    assert not [cell for line in lines for cell in line.split("\t") if cell[:1] in set(SIGNS)]
