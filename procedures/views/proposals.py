"""A procedure's file as data: what it is, its proposals, documents, costs and history."""

from __future__ import annotations

import json
from typing import Any

from procedures.services.proposals import CaseFile


def case_page(case: CaseFile) -> dict[str, Any]:
    """One procedure's file: proposals by round, documents, changes, corrections, and its entries."""
    return {
        "procedure": case.procedure._asdict(),
        "state": case.state,
        "version": case.version,
        "round": case.round,
        "proposals": [
            one._asdict()
            | {name: json.loads(getattr(one, name)) for name in ("actions", "before", "programmes")}
            for one in case.proposals
        ],
        "documents": [one._asdict() for one in case.documents],
        "changes": {round_: [one._asdict() for one in found] for round_, found in case.changes.items()},
        "corrections": [one._asdict() for one in case.corrections],
        "members": [one._asdict() for one in case.members],
        "history": list(case.history),
    }
