"""Whose documents repeal a procedure from above (R5): by the unit that owns it."""

from __future__ import annotations

import pytest

from procedures.rules.repeal import is_from_above
from tests.properties.random_registers import Maker
from tests.support.sheets import PAPER, procedure


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        ("commune", {"province", "ministry", "government"}),
        ("department", {"province", "ministry", "government"}),
        ("province", {"ministry", "government"}),
        ("ministry", {"government"}),
    ],
)
def test_a_body_repeals_from_above_what_a_lower_one_owns(kind, above):
    """A ministry's circular, a province's decision repeal from above what others own, not what it owns."""
    made = Maker(0)
    made.act("unit.add", ("unit/a", {"name": "a", "kind": kind, "parent": None}))
    made.act("procedure.add", ("procedure/1.1", procedure("a")))
    documents = {
        "unit": PAPER | {"number": "4/QĐ-SYT", "level": "unit"},
        "province": PAPER | {"number": "4/QĐ-UBND", "level": "province"},
        "ministry": PAPER | {"number": "4/2026/TT-BTP", "level": "ministry"},
        "government": PAPER | {"number": "4/2026/NĐ-CP", "level": "government"},
    }
    assert {level for level, one in documents.items() if is_from_above(one, "1.1", made.rows)} == above
