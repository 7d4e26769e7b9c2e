"""The findings of a scan as data."""

from __future__ import annotations

from typing import Any

from procedures.services.scans import ScanResult
from procedures.views.listing import Listing


def scan_page(result: ScanResult) -> dict[str, Any]:
    """Return the findings of a scan, each with its law, its text to amend and who may, and the effect."""
    return {
        "scan": result.scan,
        "unit": result.unit,
        "procedures": result.procedures,
        "described": result.described,
        "findings": [
            {
                "code": one.code,
                "name": result.names.get(one.code, ""),
                "rule": one.rule,
                "part": one.part,
                "words": one.words,
                "letter": one.letter,
                "paper": one.paper,
                "database": one.database,
                "law": one.law._asdict(),
                "amend": one.amend._asdict(),
                "official": None if one.official is None else one.official._asdict(),
                "others": list(one.others),
                "facts": dict(one.facts),
            }
            for one in result.findings
        ],
        "effects": [effect._asdict() | {"cost": str(effect.cost)} for effect in result.effects],
    }


def findings_list(result: ScanResult) -> Listing:
    """List the findings: code, unit, rule, letter, text to amend, who may, the words."""
    rows = [
        (
            one.code,
            result.units.get(one.code, ""),
            one.rule,
            one.letter,
            one.amend.document,
            one.amend.level or "",
            " ".join(one.words.split()),
        )
        for one in result.findings
    ]
    keys = ("code", "unit", "rule", "letter", "document", "level", "words")
    return Listing("findings", keys, rows, {"level": "level"})
