"""The inventory as data."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.services.inventory import InventoryRow
from procedures.views.listing import Listing


def inventory_list(found: Iterable[InventoryRow]) -> Listing:
    """Procedures with owning unit, state and compliance cost (whole đồng a year, none where unknown)."""
    rows = [(one.code, one.unit or "", one.state, one.annual, one.name) for one in found]
    keys = ("code", "unit", "state", "annual", "name")
    return Listing("inventory", keys, rows, {"state": "state"}, frozenset({"annual"}))


def unassigned_list(found: Iterable[InventoryRow]) -> Listing:
    """Procedures that no unit owns yet; the agencies that handle them tell whose they should be."""
    rows = [(one.code, one.field, one.agencies.replace("\n", "; "), one.name) for one in found]
    return Listing("unassigned", ("code", "field", "agencies", "name"), rows)
