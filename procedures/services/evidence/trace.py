"""From a figure to the acts, people and documents behind it, and from an act to the figures it made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from procedures.services.evidence import journal_log
from procedures.services.evidence.journal_log import JournalLine
from procedures.services.programmes import adopted
from procedures.services.session import Session
from procedures.services.verdict.explanation import ExplanationNode, explain_verdict
from procedures.services.verdict.sheet import VerdictSheet, verdict_sheet
from procedures.storage.rows import Document, Member
from workflow.storage.rows import Reader


class EntryFigures(NamedTuple):
    """One entry behind a unit's figures: who signed it, which figures, which documents it put on record."""

    line: JournalLine
    figures: tuple[ExplanationNode, ...]
    documents: tuple[Document, ...]


class UnitFigures(NamedTuple):
    """What an entry made in one unit under one programme."""

    programme: str
    unit: str
    figures: tuple[ExplanationNode, ...]


def entries_behind_unit(
    session: Session, unit: str, programme: str = ""
) -> tuple[VerdictSheet, tuple[EntryFigures, ...]]:
    """Every entry that a figure of the unit's verdict rests on, in the order of the journal."""
    sheet = verdict_sheet(session, programme, unit, notes=False)
    found: dict[int, list[ExplanationNode]] = {}
    for node in _leaves(explain_verdict(session, sheet, unit)):
        assert node.entry is not None  # noqa: S101 - what a leaf is
        found.setdefault(node.entry, []).append(node)
    with session.reading() as rows:
        papers = _papers(rows, set(found))
    return sheet, tuple(
        EntryFigures(journal_log.journal_entry(session, seq)[0], tuple(found[seq]), papers.get(seq, ()))
        for seq in sorted(found)
    )


def figures_from_entry(session: Session, seq: int) -> tuple[JournalLine, tuple[UnitFigures, ...]]:
    """An entry, and the figures of each unit that rest on it. Raises NotFound."""
    line = journal_log.journal_entry(session, seq)[0]
    codes = {
        item.subject.partition("/")[2] for item in line.intent.items if item.subject.startswith("procedure/")
    }
    sealed = [one for one in adopted(session) if one.sealed is not None]
    with session.reading() as rows:
        wanted = sorted(
            {
                (programme.id, member.unit)
                for programme in sealed
                for member in _members(rows, programme.id, codes, every=seq == programme.sealed)
            }
        )
    found = []
    for programme_id, unit in wanted:
        sheet = verdict_sheet(session, programme_id, unit, notes=False)
        figures = tuple(node for node in _leaves(explain_verdict(session, sheet, unit)) if node.entry == seq)
        if figures:
            found.append(UnitFigures(programme_id, unit, figures))
    return line, tuple(found)


def _members(rows: Reader, programme: str, codes: set[str], *, every: bool) -> Iterator[Member]:
    if every:
        yield from rows.scan(Member, programme=programme)
        return
    for code in codes:
        member = rows.get(Member, programme, code)
        if member is not None:
            yield member


def _leaves(node: ExplanationNode) -> Iterator[ExplanationNode]:
    if node.entry is not None:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _papers(rows: Reader, wanted: set[int]) -> dict[int, tuple[Document, ...]]:
    found: dict[int, dict[str, Document]] = {}
    for paper in rows.scan(Document):
        if paper.seq in wanted:  # one decision on many procedures is one paper
            found.setdefault(paper.seq, {})[paper.number] = paper
    return {seq: tuple(papers.values()) for seq, papers in found.items()}
