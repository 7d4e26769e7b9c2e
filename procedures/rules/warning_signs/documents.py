"""Finds the signs W8, W9 and W12: documents entered late, above the decision's level, or with two faces."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from procedures.rules.action_kinds import LEVELS
from procedures.rules.document_identity import Issuer, document_key, issuer_of
from procedures.rules.document_levels import level_of_document, level_of_number, lower_level
from procedures.rules.warning_signs.sign import LATE, Cut, WarningSign, actions_of, sign_of_cuts, unit_of_all
from procedures.storage.rows import Document
from procedures.vietnamese import fold


def days_until_recorded(document: Document) -> int:
    """Days from the date of a document to the day on which it came on record (W8: more than LATE).

    A correction silences no sign: of the date now and the one first recorded the earlier counts.
    """
    return (date.fromisoformat(document.recorded) - date.fromisoformat(_earliest(document))).days


def _earliest(document: Document) -> str:
    return min(document.date, as_first_recorded(document).date)


def as_first_recorded(document: Document) -> Document:
    """Return a document with the number, date and signer that it came on record with."""
    return document._replace(**json.loads(document.first)) if document.first else document


def of_documents(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield W8 (came on record late) and W9 (a text above the level that decided) of one unit's cuts."""
    for cut in cuts:
        late = [
            (days_until_recorded(paper), paper) for paper in cut.papers if days_until_recorded(paper) > LATE
        ]
        if late:
            days, paper = max(late, key=lambda pair: (pair[0], -pair[1].seq))
            values = (("days", str(days)), ("number", paper.number), ("date", _earliest(paper)))
            yield WarningSign("W8", unit, values, (cut.member.code,), (paper.seq,))
    yield from _authority(unit, cuts)


def of_numbers(cuts: Iterable[Cut]) -> Iterator[WarningSign]:
    """Yield W12: one number of one body in one year stands with two dates, or with two signers.

    It is looked for among the documents as they are now, and as they were first recorded: a correction
    silences no sign.
    """
    now = list(cuts)
    first = [cut._replace(papers=tuple(map(as_first_recorded, cut.papers))) for cut in now]
    yield from dict.fromkeys((*_two_faced(now), *(_two_faced(first) if first != now else ())))


def _two_faced(cuts: Iterable[Cut]) -> Iterator[WarningSign]:
    plain = cache(fold)  # one decision stands with hundreds of cuts
    for papers in _one_document_each(cuts):
        found = [paper for paper, _unit in papers]
        unit = unit_of_all(unit for _paper, unit in papers)
        signers = {plain(paper.signer): paper.signer for paper in sorted(found) if paper.signer}
        faces = {
            "date": sorted({paper.date for paper in found}),
            "signer": [signers[name] for name in sorted(signers)],
        }
        codes = tuple(sorted({paper.code for paper in found}))
        entries = tuple(sorted({paper.seq for paper in found}))
        for what, several in faces.items():
            if len(several) > 1:
                values = (("what", what), ("number", found[0].number), ("list", "; ".join(several)))
                yield WarningSign("W12", unit, values, codes, entries)


def _one_document_each(cuts: Iterable[Cut]) -> Iterator[list[tuple[Document, str]]]:
    """Yield the papers of each document, with the units of their cuts: one number, body and year (W12)."""
    numbered: dict[tuple[str, str], list[tuple[Issuer, Document, str]]] = {}
    for cut in cuts:
        for paper in cut.papers:
            issuer = issuer_of(paper.body, paper.level, cut.member.unit)
            numbered.setdefault(document_key(paper.number, paper.date), []).append(
                (issuer, paper, cut.member.unit)
            )
    for _key, alike in sorted(numbered.items()):
        documents: dict[Issuer, list[tuple[Document, str]]] = {}
        # The fullest name first: a shorter one, or none, is then found beside it.
        for issuer, paper, unit in sorted(alike, key=lambda one: -len(one[0].body)):
            known = next((other for other in documents if other.may_be(issuer)), issuer)
            documents.setdefault(known, []).append((paper, unit))
        yield from documents.values()


def _authority(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield W9, one for each text: every decision on the cut is below the level of the text's number."""
    above: dict[tuple[str, str, str, str], list[Cut]] = {}
    for cut in cuts:
        decisions = [paper for paper in cut.papers if paper.slot.startswith("decision.")]
        if not decisions:
            continue
        decided, by = max((_deciding_level(paper), paper.number) for paper in decisions)
        for action in actions_of(cut):
            level = level_of_number(action["document"], action["authority"])
            if level is not None and LEVELS.index(level) > decided:
                key = (action["document"], level, by, LEVELS[decided])
                above.setdefault(key, []).append(cut)
    for (document, level, by, own_level), found in sorted(above.items()):
        distinct = list({cut.member.code: cut for cut in found}.values())
        values = {"document": document, "level": level, "number": by, "decided": own_level}
        yield sign_of_cuts("W9", unit, distinct, **values)


def _deciding_level(decision: Document) -> int:
    """Return the place in LEVELS of a decision: of its number and body, or lower where that was typed."""
    read = level_of_document(decision.number, decision.body)
    return LEVELS.index(lower_level(decision.level, read))
