"""What is a person's own, what waits for them and how far the targets are, as data."""

from __future__ import annotations

from procedures.services.status import StatusView


def status_page(found: StatusView) -> dict[str, object]:
    """Where a person stands: what is open, what waits, and the next act."""
    return {
        "register": found.register.id,
        "position": found.position,
        "person": found.person.id if found.person else None,
        "roles": [(grant.role, grant.scope) for grant in found.grants],
        "states": dict(found.states),
        "unassigned": found.unassigned,
        "unmeasured": found.unmeasured,
        "unconfirmed": found.unconfirmed,
        "overdue": list(found.overdue),
        "returned": [
            {"code": one.code, "outcome": one.outcome, "reason": why} for one, why in found.returned
        ],
        "to_review": {"open": found.to_review[0], "late": found.to_review[1]},
        "with_reviewers": {"count": found.elsewhere[0], "oldest": found.elsewhere[1] or None},
        "waiting": [
            {
                "code": one.procedure.code,
                "since": one.since,
                "due": one.proposal.due,
                "possible": list(one.possible),
            }
            for one in found.waiting
        ],
        "waiting_total": found.total_waiting,
    }
