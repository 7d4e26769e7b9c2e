"""Projects cost sheets: recorded, and restated on a document (C12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.projection.common import put_after_sheet, put_base, put_before_sheet, put_document, put_time
from procedures.projection.standing import settle, settle_with_merged
from procedures.rules.compliance_cost import int_or_none
from procedures.storage.rows import Member

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _cost_record(fact: Fact, rows: Rows) -> None:
    annual = int_or_none(fact.body["annual"])
    if fact.body["stage"] == "after":
        put_after_sheet(rows, fact, fact.body["sheet"], annual)
        settle(fact, rows, fact.key)
        return
    put_before_sheet(rows, fact, fact.body["sheet"], annual)
    for member in list(rows.scan(Member, code=fact.key)):
        if member.base is None and annual is not None:  # C12: the first sheet recorded after the seal
            put_base(rows, fact, member.programme, fact.body["sheet"], annual)
        if member.time is None:
            put_time(rows, fact, member.programme, fact.body["sheet"])
    settle_with_merged(fact, rows, fact.key)


def _cost_restate(fact: Fact, rows: Rows) -> None:
    annual = int_or_none(fact.body["before_annual"])
    put_before_sheet(rows, fact, fact.body["before"], annual)
    put_document(rows, fact, f"restatement.{fact.seq}", fact.body["document"])
    for member in list(rows.scan(Member, code=fact.key)):
        # A cut of an earlier round keeps its cost before and after: restating one of them would compare
        # figures of different years.
        if not member.rung or member.round == fact.round:
            put_base(rows, fact, member.programme, fact.body["before"], annual)
            put_time(rows, fact, member.programme, fact.body["before"])
    if fact.body["after"] is not None:
        put_after_sheet(rows, fact, fact.body["after"], int_or_none(fact.body["after_annual"]))
    settle_with_merged(fact, rows, fact.key)


APPLY: dict[str, Apply] = {"cost.record": _cost_record, "cost.restate": _cost_restate}
