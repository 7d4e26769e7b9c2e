"""The work queue as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from procedures.services.work_queue import QueueItem


def queue_page(items: Iterable[QueueItem]) -> dict[str, Any]:
    """What waits, oldest first: dates, unit, what is possible now, and the reasons against each other act."""
    return {"rows": [_item(one) for one in items]}


def _item(one: QueueItem) -> dict[str, Any]:
    return {
        "code": one.procedure.code,
        "since": one.since,
        "due": one.proposal.due,
        "unit": one.proposal.unit,
        "plan": one.proposal.kind,
        "name": one.procedure.name,
        "possible": ", ".join(one.possible),
        "against": [
            {"act": act, "reasons": [{"code": one.code, "values": dict(one.values)} for one in reasons]}
            for act, reasons in one.against
            if reasons
        ],
    }
