"""A document entered late is late for every reader at the same day (W8)."""

from __future__ import annotations

import pytest

from procedures.rules.warning_signs.documents import days_until_recorded
from procedures.rules.warning_signs.sign import LATE
from procedures.storage.rows import Document
from procedures.terminal.proposals import _document


@pytest.mark.parametrize(("recorded", "days"), [("2023-07-31", 30), ("2023-08-01", 31)])
def test_the_case_file_and_the_sign_agree_on_what_is_late(recorded, days):
    """A document of 1 July is late after more than thirty days, in the file as by W8."""
    one = Document(
        "1.000001", 1, "submission", "1/TTr", "2023-07-01", "", "unit", "", "[]", recorded, 7, "", ""
    )
    assert days_until_recorded(one) == days
    assert ("days late" in _document(one)) is (days > LATE)
