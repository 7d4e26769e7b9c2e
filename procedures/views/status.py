"""The status of a register for one person as data."""

from __future__ import annotations

from procedures.rules.demonstration import register_warning
from procedures.services.own_definition import own_definition
from procedures.services.status import StatusView


def status_page(view: StatusView) -> dict[str, object]:
    """Return the status of a person: counts, open points, waiting cases."""
    return {
        "register": view.register.id,
        "note": register_warning(view.register),
        "position": view.position,
        "person": view.person.id if view.person else None,
        "roles": [(grant.role, grant.scope) for grant in view.grants],
        "states": dict(view.states),
        "unassigned": view.unassigned,
        "unmeasured": view.unmeasured,
        "unconfirmed": view.unconfirmed,
        "own_definition": own_definition(view.register) or None,
        "time_gaps": [gap._asdict() for gap in view.time_gaps],
        "overdue": list(view.overdue),
        "returned": [{"code": one.code, "outcome": one.outcome, "reason": why} for one, why in view.returned],
        "to_review": {"open": view.to_review[0], "late": view.to_review[1]},
        "with_reviewers": {"count": view.elsewhere[0], "oldest": view.elsewhere[1] or None},
        "waiting": [
            {
                "code": one.procedure.code,
                "since": one.since,
                "due": one.proposal.due,
                "forwarded": one.proposal.forwarded or None,
                "possible": list(one.possible),
            }
            for one in view.waiting
        ],
        "waiting_total": view.total_waiting,
    }
