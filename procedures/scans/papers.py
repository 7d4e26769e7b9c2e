"""Scans dossiers for papers that Article 4 of Resolution 66.7/2025/NQ-CP replaces by the state's own data."""

from __future__ import annotations

from collections.abc import Iterable

from procedures.scans.amendable import text_to_amend
from procedures.scans.finding import Amendable, CutFinding, Described, OfficialRow
from procedures.scans.official_list import amendable_by_row, annex_2, rows_by_paper
from procedures.scans.paper_letters import paper_places
from procedures.scans.scan_rules import holds, scan_rules


def scan_papers(descriptions: Described, day: str, official: Iterable[OfficialRow] = ()) -> list[CutFinding]:
    """Return each paper of Article 4 in each part of each dossier, with its letter; [] outside its days.

    `day` (ISO date): the resolution is in force from 1/1/2026 to 28/2/2027. `official` are the rows of Annex
    I where the caller has them; for these the annex's own text and place are what must be amended.
    """
    rules = scan_rules("papers")
    if not holds(rules, day):
        return []
    listed = rows_by_paper([*official, *annex_2()])
    found = []
    for code, description in descriptions:
        places = paper_places(description)
        amend = text_to_amend(description) if places else Amendable()
        for paper, part, words, letter in places:
            row = listed.get((code, paper.id))
            found.append(
                CutFinding(
                    "papers",
                    f"papers.{paper.id}",
                    code,
                    part,
                    words,
                    paper.law,
                    amendable_by_row(row) if row else amend,
                    letter,
                    paper.id,
                    paper.database,
                    row,
                )
            )
    return found
