"""The levels that carry a procedure out, as a cell states them."""

from __future__ import annotations

import pytest

from procedures.intake.cell_rules import Fault
from procedures.intake.level_cells import levels_cell
from procedures.stated_values import LEVEL_WORDS, levels_of


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("", ()),
        ("Chưa rõ", ()),
        ("Không có thông tin", ()),
        ("Cấp bộ", ("ministry",)),
        ("Cấp Bộ, Cấp Tỉnh, Cấp Xã, Cơ quan khác", ("ministry", "province", "commune", "other")),
        ("cap xa; TỈNH / Cấp  huyện", ("commune", "province", "district")),
        ("Cấp tỉnh\nCấp xã", ("province", "commune")),
        ("Cấp tỉnh và cấp xã", ("province", "commune")),
        ("Cấp tỉnh, Cấp tỉnh,", ("province",)),
        ("ministry, commune", ("ministry", "commune")),
    ],
)
def test_levels_are_read_in_the_words_of_the_portal(text, levels):
    """With or without “Cấp”, in any case, apart by a comma, a semicolon, a slash, a line or “và”."""
    assert levels_cell(text) == levels


@pytest.mark.parametrize("text", ["Cấp phường", "Cấp tỉnh, Sở", "1", "Cấp"])
def test_another_word_is_told_with_the_levels_there_are(text):
    """Nothing is guessed: the fault names every level."""
    words = " | ".join(word for word, _ in LEVEL_WORDS)
    assert levels_cell(text) == Fault("not-a-choice", words)
    assert levels_of(text) is None


def test_a_cell_that_is_no_text_is_told():
    """A number is no level."""
    found = levels_cell(2)
    assert isinstance(found, Fault)
    assert found.code == "not-text"
