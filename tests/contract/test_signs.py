"""Warning signs rest on named queries of each database, and on rows in memory for the past: one answer."""

from __future__ import annotations

from procedures.services.verdict.sheet import verdict_sheet
from tests.support.sheets import procedure


def test_signs_are_the_same_from_sql_and_from_memory(both):
    """On each database, for all units and for one, the tables and the replayed journal give equal signs."""
    names = ("Cấp phép", "CẤP PHÉP", "Khác")
    bodies = [(f"procedure/1.{n}", procedure("so-tu-phap", name=name)) for n, name in enumerate(names)]
    both.as_("hanh.nt").perform("procedure.add", bodies)
    both.record("lan.bt", "1.0", 100)
    both.as_("hanh.nt").perform("procedure.assign", [("procedure/1.2", {"unit": "so-xay-dung"})])
    both.seal()
    both.propose("lan.bt", "1.0")
    both.move_clock("2023-10-02T05:00:00Z")
    both.propose("lan.bt", "1.1")
    both.act("lan.bt", "withdraw", "1.0", reason="rút")
    session = both.as_("thu.ph")
    for unit in ("", "so-tu-phap"):
        by_sql = verdict_sheet(session, unit=unit).signs
        by_fold = verdict_sheet(both.as_("thu.ph", at=session.head.seq), unit=unit).signs
        assert by_sql == by_fold
        assert {sign.rule for sign in by_sql} == {"W7", "W8", "W13", "W14", "W15"}
