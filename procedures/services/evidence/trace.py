"""Traces: from a figure to the acts, people and documents it rests on, and from an act to its figures."""

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
    """One entry that a unit's figures rest on: its line, those figures, and its documents."""

    line: JournalLine
    figures: tuple[ExplanationNode, ...]
    documents: tuple[Document, ...]


class UnitFigures(NamedTuple):
    """The figures of one unit under one programme that rest on an entry."""

    programme: str
    unit: str
    figures: tuple[ExplanationNode, ...]


def entries_behind_unit(
    session: Session, unit: str, programme: str = ""
) -> tuple[VerdictSheet, tuple[EntryFigures, ...]]:
    """Return the verdict of a unit and every entry that its figures rest on, in the order of the journal.

    `unit`: an id; `programme`: an id, "" for the only sealed one.

    Raises NotFound: when there is no such unit, or no sealed programme.
    """
    sheet = verdict_sheet(session, programme, unit, notes=False)
    nodes: dict[int, list[ExplanationNode]] = {}
    for node in _nodes_with_entry(explain_verdict(session, sheet, unit)):
        assert node.entry is not None  # noqa: S101 - what a leaf is
        nodes.setdefault(node.entry, []).append(node)
    with session.reading() as rows:
        papers = _documents_by_entry(rows, set(nodes))
    return sheet, tuple(
        EntryFigures(journal_log.journal_entry(session, seq)[0], tuple(nodes[seq]), papers.get(seq, ()))
        for seq in sorted(nodes)
    )


def figures_from_entry(session: Session, seq: int) -> tuple[JournalLine, tuple[UnitFigures, ...]]:
    """Return the entry at position `seq`, and the figures of each unit that rest on it.

    Raises NotFound: when there is no such entry.
    """
    line = journal_log.journal_entry(session, seq)[0]
    codes = {
        item.subject.partition("/")[2] for item in line.intent.items if item.subject.startswith("procedure/")
    }
    sealed = [programme for programme in adopted(session) if programme.sealed is not None]
    with session.reading() as rows:
        baselines = sorted(
            {
                (programme.id, member.unit)
                for programme in sealed
                for member in _members(rows, programme.id, codes, every=seq == programme.sealed)
            }
        )
    units = []
    for programme_id, unit in baselines:
        sheet = verdict_sheet(session, programme_id, unit, notes=False)
        figures = tuple(
            node for node in _nodes_with_entry(explain_verdict(session, sheet, unit)) if node.entry == seq
        )
        if figures:
            units.append(UnitFigures(programme_id, unit, figures))
    return line, tuple(units)


def _members(rows: Reader, programme: str, codes: set[str], *, every: bool) -> Iterator[Member]:
    if every:
        yield from rows.scan(Member, programme=programme)
        return
    for code in codes:
        member = rows.get(Member, programme, code)
        if member is not None:
            yield member


def _nodes_with_entry(node: ExplanationNode) -> Iterator[ExplanationNode]:
    if node.entry is not None:
        yield node
    for child in node.children:
        yield from _nodes_with_entry(child)


def _documents_by_entry(rows: Reader, positions: set[int]) -> dict[int, tuple[Document, ...]]:
    documents: dict[int, dict[str, Document]] = {}
    for document in rows.scan(Document):
        if document.seq in positions:  # one decision on many procedures is one paper
            documents.setdefault(document.seq, {})[document.number] = document
    return {seq: tuple(papers.values()) for seq, papers in documents.items()}
