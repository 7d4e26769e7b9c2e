"""A procedure's file as data: its proposals, documents, costs and history."""

from __future__ import annotations

import json
from typing import Any

from procedures.services.proposals import CaseFile


def case_page(case: CaseFile) -> dict[str, Any]:
    """Return one procedure's file: proposals by round, documents, changes, corrections, and its entries."""
    return {
        "procedure": case.procedure._asdict(),
        "state": case.state,
        "version": case.version,
        "round": case.round,
        "proposals": [
            proposal._asdict()
            | {name: json.loads(getattr(proposal, name)) for name in ("actions", "before", "programmes")}
            for proposal in case.proposals
        ],
        "documents": [document._asdict() for document in case.documents],
        "changes": {
            round_: [change._asdict() for change in changes] for round_, changes in case.changes.items()
        },
        "corrections": [correction._asdict() for correction in case.corrections],
        "handled_by": list(case.handled_by),
        "members": [member._asdict() for member in case.members],
        "history": list(case.history),
        "former": [former._asdict() for former in case.former],
    }
