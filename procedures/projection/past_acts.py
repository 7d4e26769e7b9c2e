"""Keeps who recorded, and on which day, the acts that warning signs ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.storage.rows import PastAct, Procedure

if TYPE_CHECKING:
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows

# Act -> what a row says of it (`PastAct.what`).
_WHAT = {
    "procedure.add": "added",
    "procedure.assign": "assigned",
    "procedure.strike": "struck",
    "cost.record": "costed",
    "cost.restate": "restated",
    "approve": "approved",
    "withdraw": "left",
    "return": "left",
    "reject": "left",
    "revoke": "left",
}


def keep_past_act(fact: Fact, rows: Rows) -> None:
    """Write the row of a fact that signs ask about; call it before the act changes the procedure."""
    what = _WHAT.get(fact.act)
    if what is None:
        return
    procedure = rows.get(Procedure, fact.key)
    owner = procedure.unit if procedure is not None else fact.body.get("unit")
    if what == "assigned" and (owner is None or owner == fact.body["unit"]):
        return  # no unit lost it
    if what == "costed" and (
        fact.body["stage"] != "before" or procedure is None or procedure.sheet is not None
    ):
        return  # only the first sheet settles what a baseline can hold
    if what == "assigned" and "document" in fact.common:
        what = "moved"
    day = local_date(fact.recorded_at)
    rows.put(PastAct(fact.key, fact.seq, what, day, fact.person, owner or "", fact.round))
