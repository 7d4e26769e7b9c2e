"""The register itself as data: name, position, versions; and the checks of a machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from procedures.rules.demonstration import register_warning
from procedures.services.register.doctor import MachineCheck
from procedures.services.session import Session
from procedures.views.listing import Listing


def register_page(session: Session) -> dict[str, Any]:
    """Return name, identity (hex), number of entries, head (leaf in hex, UTC), database and table layout."""
    register, head = session.register, session.head
    return {
        "id": register.id,
        "name": register.name,
        "note": register_warning(register),
        "place": session.store.place,
        "entries": head.seq + 1,
        "head": head.leaf.hex(),
        "recorded_at": head.recorded_at,
        "dialect": session.store.database.dialect,
        "layout": session.store.schema.stamp,
        "definition": register.since,
    }


def check_list(checks: Iterable[MachineCheck]) -> Listing:
    """List the checks of `doctor`: the value found, and the judgement: ok, or check (to be looked at)."""
    rows = [(check.name, " ".join(check.found.split()), "ok" if check.fine else "check") for check in checks]
    return Listing("doctor", ("check", "found", "judgement"), rows, {"judgement": "judgement"})
