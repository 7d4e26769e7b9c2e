"""The work queue as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from procedures.rules.appraisals import failed_criteria
from procedures.services.work_queue import QueueItem


def queue_page(items: Iterable[QueueItem]) -> dict[str, Any]:
    """Return waiting proposals, oldest first: dates, unit, possible acts, reasons against the others."""
    return {"rows": [_item(item) for item in items]}


def _item(item: QueueItem) -> dict[str, Any]:
    return {
        "code": item.procedure.code,
        "since": item.since,
        "due": item.proposal.due,
        "unit": item.proposal.unit,
        "plan": item.proposal.kind,
        "name": item.procedure.name,
        "forwarded": item.proposal.forwarded or None,
        "failed": [
            {"person": person, "criteria": list(criteria)}
            for person, criteria in failed_criteria(item.proposal.appraisal)
        ],
        "possible": ", ".join(item.possible),
        "against": [
            {"act": act, "reasons": [{"code": one.code, "values": dict(one.values)} for one in reasons]}
            for act, reasons in item.against
            if reasons
        ],
    }
