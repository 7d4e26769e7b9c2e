"""Signs of gaming: what an auditor would ask about, shown before anybody asks. Pure.

Each sign names its rule (W1 to W8), the figures and the entries concerned. A sign corrects nothing
and decides nothing: it says where to look.
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
    """One member on the ladder with what its figures rest on; sheets are JSON as signed."""

    member: Member
    proposal: Proposal
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    papers: tuple[Document, ...]


class Addition(NamedTuple):
    """A procedure that came on record after the seal (R9). `gone`: "", struck or abolished."""

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
    """A member that was struck from the inventory, by its folded name."""

    code: str
    folded: str
    unit: str
    since: int


class WarningSign(NamedTuple):
    """One sign: its rule, the unit, its figures by name, the codes and the journal's entries."""

    rule: str
    unit: str
    values: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    entries: tuple[int, ...]


def of_cuts(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """W1 to W4 and W8: what the cuts of one unit themselves show."""
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
        late = [(_days(paper), paper) for paper in cut.papers if _days(paper) > LATE]
        if late:
            days, paper = max(late, key=lambda pair: (pair[0], -pair[1].seq))
            values = (("days", str(days)), ("number", paper.number), ("date", paper.date))
            yield WarningSign("W8", unit, values, (cut.member.code,), (paper.seq,))


def of_additions(additions: Sequence[Addition], struck: Sequence[Struck]) -> Iterator[WarningSign]:
    """W5, W6: what was added after the seal and went again, or came back under another code."""
    for one in additions:
        if one.gone:
            values = (("gone", one.gone),)
            yield WarningSign("W5", one.unit, values, (one.code,), (one.since,))
    for gone in struck:
        matcher = difflib.SequenceMatcher(b=gone.folded, autojunk=False)
        for one in additions:
            matcher.set_seq1(one.folded)
            if (
                one.since > gone.since
                and matcher.real_quick_ratio() >= SIMILAR
                and matcher.ratio() >= SIMILAR
            ):
                entries = (gone.since, one.since)
                yield WarningSign("W6", gone.unit, (("name", one.name),), (gone.code, one.code), entries)


def of_result(programme: Mapping[str, Any], result: Result, stage: str) -> Iterator[WarningSign]:
    """W7: the number is met while the cost stays under half of its target."""
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
        told = tuple((name, str(value)) for name, value in values.items())
        yield WarningSign("W7", result.unit, told, (), ())


def _volume(unit: str, cut: Cut) -> Iterator[WarningSign]:
    """W1: fewer than half as many people, or times, as before; an action may explain it."""
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


def _days(paper: Document) -> int:
    return (date.fromisoformat(paper.recorded) - date.fromisoformat(paper.date)).days


def _sign(rule: str, unit: str, cuts: Sequence[Cut], **values: object) -> WarningSign:
    told = tuple((name, str(value)) for name, value in values.items())
    codes = tuple(cut.member.code for cut in cuts)
    return WarningSign(rule, unit, told, codes, tuple(cut.proposal.seq for cut in cuts))
