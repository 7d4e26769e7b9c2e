"""Letters without a glyph in the papers' font: what stands in their place, and where they stand."""

from __future__ import annotations

from procedures.papers.glyphs import StandIn, printable_fields, stand_ins


def test_letters_with_a_glyph_stay():
    """Vietnamese, punctuation, currency and line breaks are printed as they are."""
    text = "Đăng ký – “ở” 5 ₫…\n½ Ω ẴỰ"
    assert printable_fields({"a": [text], "n": 5}) == {"a": [text], "n": 5}
    assert stand_ins({"a": text}) == ()


def test_others_have_a_stand_in_and_a_place():
    """The plain form where there is one, else the number; each letter is told once, where it first stands."""
    fields = {
        "rows": [{"code": "1.000001", "reason": "30㎡"}, {"code": "1.000002", "reason": "㎡ 😀"}],
        "name": "一",
    }
    assert printable_fields(fields)["rows"][1]["reason"] == "m2 [U+1F600]"
    assert stand_ins(fields) == (
        StandIn("㎡", "m2", "1.000001", "reason"),
        StandIn("😀", "[U+1F600]", "1.000002", "reason"),
        StandIn("一", "[U+4E00]", "", "name"),
    )
