"""Runs the scans over descriptions as rows hold them, and tells which papers of Article 4 are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from procedures.scans.finding import CutFinding, OfficialRow
from procedures.services.session import Session
from procedures.storage.rows import Description
from workflow.storage.rows import SqlRows

ASKED = "A"  # the letter of a paper that is asked for without a condition


def find(
    name: str,
    described: Iterable[tuple[str, Mapping[str, Any]]],
    day: str,
    official: Iterable[OfficialRow] = (),
) -> list[CutFinding]:
    """Return the findings of a scan (of `scans.SCANS`) over descriptions, by the rules of a day."""
    module = import_module(f"procedures.scans.{name}")
    scan = getattr(module, f"scan_{name}")
    more = (official,) if name == "papers" else ()
    found: list[CutFinding] = scan(described, day, *more)
    return found


def is_asked(finding: CutFinding) -> bool:
    """Return True for a paper that an item asks for without a condition; words not understood ask nothing."""
    return finding.letter == ASKED and not finding.part.startswith("unread")


def papers_asked_for(
    session: Session, codes: Sequence[str]
) -> tuple[dict[str, Mapping[str, Any]], dict[str, list[CutFinding]]]:
    """Return the descriptions of procedures, and what of Article 4 each asks for without a condition."""
    with session.reading() as rows:
        if isinstance(rows, SqlRows):
            rows.prefetch({Description: [(code,) for code in codes]})
        held = [(code, rows.get(Description, code)) for code in codes]
    described = {code: json.loads(one.body) for code, one in held if one is not None}
    asked: dict[str, list[CutFinding]] = {}
    for one in find("papers", described.items(), session.day):
        if is_asked(one):
            asked.setdefault(one.code, []).append(one)
    return described, asked


def database_name(id_: str) -> str:
    """Return the name of a database of Article 4 by its id; the id where it is none."""
    from procedures.scans.scan_rules import scan_rules

    return next((one["name"] for one in scan_rules("papers")["database"] if one["id"] == id_), id_)


def rule_sentence(rule: str, language: str) -> str:
    """Return what a rule of a scan (such as `demands.certified-copy`) finds, in vi or en; "" for a paper."""
    from procedures.scans.scan_rules import scan_rules

    scan, _dot, id_ = rule.partition(".")
    found = (one.get(language, "") for one in scan_rules(scan).get("rule", ()) if one["id"] == id_)
    return str(next(found, ""))
