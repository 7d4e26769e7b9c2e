"""The rules that only the first release's life cycle asks still judge the entries of that time."""

from __future__ import annotations

import pytest

from procedures.guards import first_release
from procedures.storage.rows import KEYS, Proposal
from tests.guards.test_without_a_body import context
from workflow.storage.rows import MemoryRows, Subject

CODE = "1.000001"


def implemented(ends):
    """The rows of one procedure whose cut is in force until a day, or without an end."""
    rows = MemoryRows(KEYS)
    rows.put(Subject(f"procedure/{CODE}", "procedure", "implemented", 4, "", 9, 1, ""))
    blank = dict.fromkeys(Proposal._fields, "") | {"code": CODE, "round": 1, "outcome": "implemented"}
    rows.put(Proposal(**blank | {"ends": ends, "merger": None}))
    return rows


@pytest.mark.parametrize(
    ("ends", "given", "codes"),
    [
        (None, "2027-12-31", ["no-end-date"]),
        ("2027-02-28", "2027-02-28", ["not-later"]),
        ("2027-02-28", "2027-03-01", []),
    ],
)
def test_the_first_release_moved_an_end_to_a_later_day_only(ends, given, codes):
    """Without an end there was nothing to prolong, and an end moved forwards only."""
    asked = context(implemented(ends), "extend", {})
    asked = asked._replace(
        subject=f"procedure/{CODE}", state="implemented", body={}, common={"document": {}, "ends": given}
    )
    assert [reason.code for reason in first_release.GUARDS["ends-later"](asked)] == codes


def test_the_first_release_asked_nothing_of_what_was_never_proposed():
    """Without a proposal, a body or the state of an implemented cut the rule has nothing to say."""
    asked = context(MemoryRows(KEYS), "extend", None)
    assert list(first_release.GUARDS["ends-later"](asked)) == []
