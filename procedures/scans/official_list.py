"""Reads the official list of papers replaced by data: Annex I from a file, Annex II from our own data."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache

from procedures.rules.document_levels import level_of_number
from procedures.scans.finding import Amendable, OfficialRow
from procedures.scans.paper_words import named_papers
from procedures.scans.scan_rules import scan_rules

_COLUMNS = ("no", "code", "dossier_item", "database", "document", "place")


def official_rows(lines: Iterable[str]) -> list[OfficialRow]:
    """Return the rows of an official list in CSV: no, code, dossier_item, database, document, place.

    Raises ValueError where one of these columns is missing; further columns are left aside.
    """
    reader = csv.DictReader(lines)
    missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(", ".join(missing))
    return [OfficialRow(*(str(row[name] or "").strip() for name in _COLUMNS)) for row in reader]


@cache
def annex_2() -> tuple[OfficialRow, ...]:
    """Return the rows of Annex II of Resolution 66.7/2025/NQ-CP: papers that are cut outright."""
    return tuple(
        OfficialRow(*(row[name] for name in OfficialRow._fields)) for row in scan_rules("annex-2")["row"]
    )


def rows_by_paper(rows: Iterable[OfficialRow]) -> dict[tuple[str, str], OfficialRow]:
    """Return code and paper id -> the first row of the list that names this paper for this procedure."""
    found: dict[tuple[str, str], OfficialRow] = {}
    for row in rows:
        for paper in named_papers(row.paper):
            found.setdefault((row.code, paper), row)
    return found


def amendable_by_row(row: OfficialRow) -> Amendable:
    """Return the text and place that a row of the list names, with the level of who may amend it."""
    return Amendable(row.document, row.place, level_of_number(row.document))
