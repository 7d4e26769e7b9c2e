"""Projects review plans: adopted, then ticked off line by line (Decree 63/2010/NĐ-CP Art. 30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.rules.review_plans import REVIEW_PROPOSED
from procedures.storage.rows import Planned, Review

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _adopt(fact: Fact, rows: Rows) -> None:
    body, paper = fact.body, fact.body["document"]
    rows.put(Review(fact.key, body["name"], body["unit"], paper["number"], paper["date"], fact.seq))
    for item in body["items"]:
        rows.put(Planned(fact.key, item["code"], item["due"], item["basis"], item["product"], "", None))


def tick(fact: Fact, rows: Rows, done: str) -> None:
    """Tick the fact's procedure off every plan on which it is still open; `done` is one of `REVIEW_ENDS`."""
    for planned in list(rows.scan(Planned, code=fact.key, done="")):
        rows.put(planned._replace(done=done, at=fact.seq))


def untick(code: str, at: int, rows: Rows) -> None:
    """Open the lines again that the proposal recorded at position `at` ticked off: a proposal that was
    returned or withdrawn is no review.
    """
    for planned in list(rows.scan(Planned, code=code, done=REVIEW_PROPOSED)):
        if planned.at == at:
            rows.put(planned._replace(done="", at=None))


APPLY: dict[str, Apply] = {"review.plan": _adopt}
