"""One document is known by number, body and year, however they were typed (W12)."""

from __future__ import annotations

import pytest

from procedures.rules.document_identity import document_key, folded_number, issuer_of

PROVINCE = ("province", "so-tu-phap")


@pytest.mark.parametrize(
    "number",
    ["5/QĐ-UBND", "5/qđ-ubnd", " 5 / QĐ - UBND", "05/QĐ-UBND", "5/QD-UBND", "5/QĐ–UBND", "Số: 5/QĐ-UBND"],
)
def test_one_number_is_one_however_it_is_typed(number):
    """Letter case, marks, blanks, hyphens, noughts in front and "Số" make no other number."""
    assert folded_number(number) == "5/qd-ubnd"


def test_noughts_within_a_number_stay():
    """A nought is left out in front only: 105 is not 15, and 2005 is a year."""
    assert folded_number("105/2005/QĐ-UBND") == "105/2005/qd-ubnd"


def test_the_year_is_that_of_the_number_or_of_the_date():
    """A number that holds its year is the same document in whatever year it is dated."""
    assert document_key("31/2023/QĐ-UBND", "2024-01-05")[1] == "2023"
    assert document_key("31/QĐ-UBND", "2024-01-05")[1] == "2024"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("UBND tỉnh Hòa Bình", *PROVINCE), ("Ủy ban nhân dân tỉnh", *PROVINCE), True),
        (("Chủ tịch UBND tỉnh", *PROVINCE), ("UBND  TỈNH", *PROVINCE), True),
        (("UBND tỉnh", *PROVINCE), ("", "province", "so-y-te"), True),
        (("UBND tỉnh Hòa Bình", *PROVINCE), ("UBND tỉnh Phú Thọ", *PROVINCE), False),
        (("Bộ Y", "ministry", "a"), ("Bộ Y tế", "ministry", "a"), True),
        (("Sở", "unit", "a"), ("Sở Y tế", "unit", "b"), False),
        (("Sở Y tế", "unit", "a"), ("sở y tế", "unit", "b"), True),
        (("", "unit", "so-tu-phap"), ("", "unit", "so-y-te"), False),
        (("", "unit", "so-tu-phap"), ("Sở Tư pháp", "unit", "so-tu-phap"), True),
        (("", "unit", "so-tu-phap"), ("UBND tỉnh", *PROVINCE), False),
        (("Sở Tư pháp", "unit", "a"), ("Sở Tư pháp", *PROVINCE), True),
    ],
)
def test_a_shorter_name_may_be_the_same_body(one, other, same):
    """A name in short, in full or left out is one body; a unit's own document is known by the unit."""
    assert issuer_of(*one).may_be(issuer_of(*other)) is same
    assert issuer_of(*other).may_be(issuer_of(*one)) is same
