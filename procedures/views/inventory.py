"""The inventory as data."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.services.inventory import InventoryRow
from procedures.views.listing import Listing


def inventory_list(procedures: Iterable[InventoryRow]) -> Listing:
    """List procedures with owning unit, state and compliance cost (whole đồng a year, none where unknown).

    `levels`: stable names joined by ", ". `handled`: "handled" where the unit asked for does not own it.
    """
    rows = [
        (
            procedure.code,
            procedure.unit or "",
            procedure.state,
            procedure.annual,
            procedure.levels.replace(",", ", "),
            "handled" if procedure.handled else "",
            procedure.name,
        )
        for procedure in procedures
    ]
    keys = ("code", "unit", "state", "annual", "levels", "handled", "name")
    terms = {"state": "state", "levels": "performing-level", "handled": "standing"}
    return Listing("inventory", keys, rows, terms, frozenset({"annual"}))


def unassigned_list(procedures: Iterable[InventoryRow]) -> Listing:
    """List procedures that no unit owns yet, with the agencies that handle them."""
    rows = [
        (procedure.code, procedure.field, procedure.agencies.replace("\n", "; "), procedure.name)
        for procedure in procedures
    ]
    return Listing("unassigned", ("code", "field", "agencies", "name"), rows)
