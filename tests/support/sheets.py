"""Bodies of acts as clerks write them: procedures, cost sheets, proposals."""

from __future__ import annotations

from typing import Any

from procedures.rules.compliance_cost import grouped

INCOME = {"annual_per_head": "58500000", "hourly": None, "year": "2022", "source": "NGTK"}
PAPER = {"number": "1/QĐ", "date": "2023-07-01", "body": "", "level": "province", "signer": "", "files": []}


def procedure(unit: str | None, kind: str = "procedure", name: str = "Thủ tục") -> dict[str, Any]:
    """A body of `procedure.add`."""
    return {"kind": kind, "name": name, "field": "", "agencies": [], "issuer": "", "unit": unit}


def sheet(annual: int | None, **more: Any) -> dict[str, Any]:
    """A sheet of so many hours at one đồng, one time, one subject; `more` is written flat."""
    large = annual is not None and annual >= 10**12  # more than hours may be: then a service
    hours = None if annual is None else "0" if large else str(annual)
    service = str(annual) if large else "0"
    flat = {
        "tasks": [{"kind": "other", "name": "", "group": "", "hours": hours, "service": service}],
        "income": {"annual_per_head": None, "hourly": "1", "year": "2022", "source": "NGTK"},
        "fees": "0",
        "other": "0",
        "times": "1",
        "subjects": "1",
        "limits": [],
        "one_off": "0",
        "basis": "estimate",
        "source": "thử",
        "date": "2023-06-01",
    }
    return grouped(flat | more)


def proposal(
    kind: str = "abolish",
    after: int | None = None,
    action: str = "",
    authority: str = "province",
    **more: Any,
) -> dict[str, Any]:
    """Write a proposal as a clerk does: one action, `after` as a sheet of hours."""
    action = action or ("abolish" if kind == "abolish" else "remove-dossier-item")
    return {
        "kind": kind,
        "actions": [{"kind": action, "content": "bỏ", "reason": "thừa", "authority": authority}],
        "submission": PAPER | {"number": "1/TTr", "date": "2023-07-01", "level": "unit"},
        "after_sheet": None if after is None else sheet(after),
    } | more
