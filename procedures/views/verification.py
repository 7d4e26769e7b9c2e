"""The findings of a verification and of traces as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from procedures.services.evidence.journal_log import JournalLine
from procedures.services.evidence.trace import EntryFigures, UnitFigures
from procedures.services.evidence.verification import BundleResult, RegisterResult
from procedures.services.verdict.explanation import ExplanationNode
from procedures.services.verdict.sheet import VerdictSheet
from procedures.views.journal import entry_reference
from workflow.findings import Finding


def finding_rows(findings: Iterable[Finding], number: Callable[[str], str]) -> list[dict[str, str]]:
    """Return findings with code, catalogue number (`number` gives TG-031 for a code), place and detail."""
    return [
        {
            "code": finding.code,
            "number": number(finding.code),
            "place": finding.place,
            "detail": finding.detail,
        }
        for finding in findings
    ]


def register_result_page(result: RegisterResult, number: Callable[[str], str]) -> dict[str, Any]:
    """Return the verification of a register; entries and head (hex) are null where something was found."""
    return {
        "register": result.register,
        "entries": result.head.seq + 1 if result.head else None,
        "head": result.head.leaf.hex() if result.head else None,
        "note": result.note,
        "findings": finding_rows(result.findings, number),
        "checkpoints": {"cosigned": result.points, "by_maker_only": result.uncosigned},
        "time_gaps": [gap._asdict() for gap in result.gaps],
    }


def bundle_result_page(result: BundleResult, number: Callable[[str], str]) -> dict[str, Any]:
    """Return the verification of a bundle: entries read, head (hex, null where there is none), findings."""
    head = result.head.hex() if result.head else None
    return {
        "entries": result.entries,
        "head": head,
        "note": result.note,
        "findings": finding_rows(result.findings, number),
    }


def entries_behind_page(sheet: VerdictSheet, unit: str, behind: Sequence[EntryFigures]) -> dict[str, Any]:
    """Return the entries that a unit's figures rest on, each with its figures and documents."""
    entries = [
        entry_reference(entry.line)
        | {
            "figures": [_figure(node) for node in entry.figures],
            "documents": [paper._asdict() for paper in entry.documents],
        }
        for entry in behind
    ]
    return {"unit": unit, "programme": sheet.programme.id, "position": sheet.position, "entries": entries}


def figures_from_entry_page(line: JournalLine, behind: Sequence[UnitFigures]) -> dict[str, Any]:
    """Return the figures that rest on one entry, by programme and unit."""
    units = [
        {"programme": unit.programme, "unit": unit.unit, "figures": [_figure(node) for node in unit.figures]}
        for unit in behind
    ]
    return entry_reference(line) | {"units": units}


def _figure(node: ExplanationNode) -> dict[str, Any]:
    return {"label": node.label, "rule": node.rule, "values": dict(node.values)}
