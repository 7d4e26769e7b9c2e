"""Review plans and how they are ticked off (Decree 63/2010, Art. 30): pure, like every projection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.storage.rows import Planned, Review

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows

KEPT, PROPOSED, STRUCK = DONE = ("reviewed", "proposed", "struck")


def adopt(fact: Fact, rows: Rows) -> None:
    """A plan with its lines."""
    body, paper = fact.body, fact.body["document"]
    rows.put(Review(fact.key, body["name"], body["unit"], paper["number"], paper["date"], fact.seq))
    for one in body["items"]:
        rows.put(Planned(fact.key, one["code"], one["due"], one["basis"], one["product"], "", None))


def tick(fact: Fact, rows: Rows, done: str) -> None:
    """What happened to a procedure ticks it off every plan on which it was still open."""
    for one in list(rows.scan(Planned, code=fact.key, done="")):
        rows.put(one._replace(done=done, at=fact.seq))


def untick(code: str, at: int, rows: Rows) -> None:
    """A proposal that came back to be redone, or was taken back, is no review: its line opens again."""
    for one in list(rows.scan(Planned, code=code, done=PROPOSED)):
        if one.at == at:
            rows.put(one._replace(done="", at=None))


APPLY: dict[str, Apply] = {"review.plan": adopt}
