"""Finds the warning signs W1 to W8: figures that an auditor would ask about.

Each sign names its rule, the figures and the entries concerned. A sign changes no figure and no
verdict.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from procedures.rules.programme import target
from procedures.rules.tally import contribution
from procedures.rules.verdict import Result
from procedures.storage.rows import Document, Member, Proposal

# Thresholds of signs: conventions of rules version 1, no document sets them. A sign decides nothing.
LATE = 30  # days between a document's date and its record: W8 is given for more than so many
SIMILAR = 0.85  # likeness of two names (difflib's ratio, 0 to 1): W6 is given from here on


class Cut(NamedTuple):
    """A member with a cut, its proposal, its cost sheets (JSON as signed, None: none) and its documents."""

    member: Member
    proposal: Proposal
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    papers: tuple[Document, ...]


class Addition(NamedTuple):
    """A procedure that came on record after the seal, at position `since` (R9).

    `folded` is its name for comparison; `annual` its cost in whole đồng a year, None unknown; `new`: in
    force after the seal; `dated`: its record names the document's date; `gone`: "", struck or abolished.
    """

    code: str
    name: str
    folded: str
    unit: str
    kind: str
    annual: int | None
    new: bool
    dated: bool
    gone: str
    since: int


class Struck(NamedTuple):
    """A member that was struck from the inventory at position `since`; `folded`: its name to compare."""

    code: str
    folded: str
    unit: str
    since: int


class WarningSign(NamedTuple):
    """One sign: its rule (such as W3), the unit, its figures as text by name, the codes and the positions."""

    rule: str
    unit: str
    values: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    entries: tuple[int, ...]


def days_until_recorded(document: Document) -> int:
    """Days from the date of a document to the day on which it came on record (W8: more than LATE)."""
    return (date.fromisoformat(document.recorded) - date.fromisoformat(document.date)).days


def of_cuts(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield the signs W1 to W4 and W8 of the cuts of one unit."""
    for cut in cuts:
        yield from _volume(unit, cut)
    saving = sum(contribution(cut.member).saving for cut in cuts)
    for cut in cuts if len(cuts) > 1 else ():
        own = contribution(cut.member).saving
        if saving > 0 and 2 * own > saving:
            yield _sign("W2", unit, [cut], saving=own, all=saving)
    fees = [cut for cut in cuts if _kinds(cut) == {"reduce-fee"}]
    if fees:
        yield _sign("W3", unit, fees, n=len(fees), of=len(cuts))
    zero = [cut for cut in cuts if contribution(cut.member).zero]
    if 2 * len(zero) > len(cuts):
        yield _sign("W4", unit, zero, n=len(zero), of=len(cuts))
    for cut in cuts:
        late = [
            (days_until_recorded(paper), paper) for paper in cut.papers if days_until_recorded(paper) > LATE
        ]
        if late:
            days, paper = max(late, key=lambda pair: (pair[0], -pair[1].seq))
            values = (("days", str(days)), ("number", paper.number), ("date", paper.date))
            yield WarningSign("W8", unit, values, (cut.member.code,), (paper.seq,))


def of_additions(additions: Sequence[Addition], struck: Sequence[Struck]) -> Iterator[WarningSign]:
    """Yield W5 (added after the seal and gone again) and W6 (struck, then added under another code)."""
    for added in additions:
        if added.gone:
            values = (("gone", added.gone),)
            yield WarningSign("W5", added.unit, values, (added.code,), (added.since,))
    for gone in struck:
        matcher = difflib.SequenceMatcher(b=gone.folded, autojunk=False)
        for added in additions:
            matcher.set_seq1(added.folded)
            if (
                added.since > gone.since
                and matcher.real_quick_ratio() >= SIMILAR
                and matcher.ratio() >= SIMILAR
            ):
                entries = (gone.since, added.since)
                yield WarningSign("W6", gone.unit, (("name", added.name),), (gone.code, added.code), entries)


def of_result(programme: Mapping[str, Any], result: Result, stage: str) -> Iterator[WarningSign]:
    """Yield W7: the number is met while the saving is under half of the cost target."""
    verdict = result.at(stage)
    aim = target(programme, "cost")
    if verdict.number is None or verdict.cost is None or aim is None:
        return
    far_below = (
        verdict.cost.known > 0 and 200 * verdict.cost.saving < int(aim["percent"]) * verdict.cost.known
    )
    if verdict.number.value == "met" and verdict.cost.value in {"not-met", "undetermined"} and far_below:
        values = {
            "cut": verdict.number.cut,
            "base": verdict.number.base,
            "saving": verdict.cost.saving,
            "known": verdict.cost.known,
        }
        texts = tuple((name, str(value)) for name, value in values.items())
        yield WarningSign("W7", result.unit, texts, (), ())


def _volume(unit: str, cut: Cut) -> Iterator[WarningSign]:
    """Yield W1: less than half as many subjects, or times a year, as before; an action may explain it."""
    if cut.before is None or cut.after is None:
        return
    for what in ("subjects", "times"):
        was, is_ = (_volume_of(sheet, what) for sheet in (cut.before, cut.after))
        if was is not None and is_ is not None and 2 * is_ < was:
            yield _sign("W1", unit, [cut], what=what, before=was, after=is_)


def _volume_of(sheet: Mapping[str, Any], what: str) -> Fraction | None:
    given = [group[what] for group in sheet["groups"]]
    if None in given:
        return None
    figures = [Fraction(text) for text in given]
    return sum(figures, Fraction(0)) if what == "subjects" else max(figures)


def _kinds(cut: Cut) -> set[str]:
    return {action["kind"] for action in json.loads(cut.proposal.actions)}


def _sign(rule: str, unit: str, cuts: Sequence[Cut], **values: object) -> WarningSign:
    texts = tuple((name, str(value)) for name, value in values.items())
    codes = tuple(cut.member.code for cut in cuts)
    return WarningSign(rule, unit, texts, codes, tuple(cut.proposal.seq for cut in cuts))
