"""Derives the standing of members from the proposals on record: stage, kind of cut, cost afterwards.

An act changes a proposal (or a sheet); the standing of every member that this concerns follows from the rows
alone, by rules R3, R4, R7, R8 and R11, whatever the order of the acts was.
"""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.projection.common import processing_time, set_standing
from procedures.rules.action_kinds import ALWAYS, MEASURED, counts_in_number
from procedures.rules.baseline import base_sheet
from procedures.rules.deadlines import stage_within
from procedures.rules.merger import STAGE_OF, ends_itself, merged_together, sheet_of_continuing
from procedures.rules.programme import ends_on
from procedures.rules.sheet_comparison import falls
from procedures.storage.rows import Document, Member, Procedure, Programme, Proposal, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workflow.journal.entries import Fact
    from workflow.storage.rows import Reader, Rows

COUNTS = {"never": 0, ALWAYS: 1, MEASURED: 2}  # `Proposal.counts`: how a cut counts in number (R3)
_MEASURED_FALL = 3  # `Member.counts`: measured, and the sheet shows a fall, whatever the year costs
_ESTIMATED_AFTER = 2  # the bit of `Member.estimated` for the sheet after (C11)


class _Cut(NamedTuple):
    """The standing of one round in one programme, under the names of the columns of `Member`."""

    round: int
    rung: int
    how: str
    counts: int
    after: int | None
    time_after: int | None
    in_force: str | None
    ends: str | None
    estimated: int


_NO_CUT = _Cut(0, 0, "", 0, None, None, None, None, 0)


class _Costs(NamedTuple):
    """A cost afterwards: whole đồng a year (None unknown), its sheet as JSON (None: none), by whom stated."""

    annual: int | None
    sheet: Any


def settle(fact: Fact, rows: Rows, code: str) -> None:
    """Write the standing of a procedure, and of all that a merger joins with it, in every programme."""
    codes = {code}
    for proposal in _rounds(rows, code):
        codes |= {other.code for other in merged_together(rows, proposal)}
    for one in sorted(codes):
        _settle_one(fact, rows, one)


def settle_with_merged(fact: Fact, rows: Rows, code: str) -> None:
    """Do what `settle` does, and the same for all that were merged into the procedure: its cost is theirs."""
    settle(fact, rows, code)
    for merged in sorted({p.code for p in rows.scan(Proposal, into=code) if p.merger is not None}):
        _settle_one(fact, rows, merged)


def _rounds(rows: Reader, code: str) -> list[Proposal]:
    rounds: list[Proposal] = []
    while (proposal := rows.get(Proposal, code, len(rounds) + 1)) is not None:
        rounds.append(proposal)
    return rounds


def _settle_one(fact: Fact, rows: Rows, code: str) -> None:
    rounds = _rounds(rows, code)
    programmes: dict[str, list[Proposal]] = {}
    for proposal in rounds:
        for programme in json.loads(proposal.programmes):
            programmes.setdefault(programme, []).append(proposal)
    for programme, proposals in programmes.items():
        member = rows.get(Member, programme, code)
        if member is None:
            continue
        standing = [p for p in reversed(proposals) if p.outcome in STAGE_OF]
        cuts = (_cut(rows, programme, member, proposal) for proposal in standing)
        new, earlier = (*(cut for cut in cuts if cut.rung), _NO_CUT, _NO_CUT)[:2]
        # The round stays named after its cut has left, for those who ask which one it was.
        round_ = new.round or proposals[-1].round
        _put(rows, fact, member, new._replace(round=round_), earlier)


def _put(rows: Rows, fact: Fact, member: Member, new: _Cut, earlier: _Cut) -> None:
    standing: dict[str, Any] = new._asdict()
    standing["estimated"] = member.estimated & 1 | new.estimated
    standing |= {
        "earlier_round": earlier.round,
        "earlier_rung": earlier.rung,
        "earlier_how": earlier.how,
        "earlier_counts": earlier.counts,
        "earlier_after": earlier.after,
        "earlier_time_after": earlier.time_after,
        "earlier_in_force": earlier.in_force,
        "earlier_ends": earlier.ends,
        "earlier_estimated": earlier.estimated,
    }
    if member._replace(**standing) != member:
        set_standing(rows, fact, member.programme, member.code, **standing)


def _cut(rows: Reader, programme: str, member: Member, proposal: Proposal) -> _Cut:
    ending = ends_itself(proposal)
    costs = _costs_after(rows, proposal)
    alone = _Cut(
        round=proposal.round,
        rung=stage_in(rows, programme, proposal),
        how="abolish" if ending else "simplify",
        counts=_counts(rows, member, proposal.rules, proposal.counts, costs),
        after=0 if ending else costs.annual,
        time_after=0 if ending else processing_time(rows, programme, costs.sheet),
        in_force=proposal.in_force,
        ends=proposal.ends,
        estimated=_estimated(costs),
    )
    together = merged_together(rows, proposal)
    return _as_one_deed(rows, member, proposal, alone, together) if together else alone


def stage_in(rows: Reader, programme: str, proposal: Proposal) -> int:
    """Return the stage (0 none to 3) at which a proposal that stands counts in a programme.

    It is the stage of its outcome; a programme with an end counts no stage that was reached by a document
    dated after it (R12).
    """
    stage = STAGE_OF[proposal.outcome]
    held = rows.get(Programme, programme)
    last = None if held is None else ends_on(json.loads(held.text), held.closed)
    if last is None or proposal.rules == "1":
        return stage
    papers = list(rows.scan(Document, code=proposal.code, round=proposal.round))
    return stage_within(proposal, papers, stage, last)


def _as_one_deed(
    rows: Reader, member: Member, proposal: Proposal, alone: _Cut, together: Sequence[Proposal]
) -> _Cut:
    """Return the cut of one member of a merger, which counts at a stage once all have reached it (R4).

    Where what continues is outside this baseline, one of the merged stands for it as if it continued.
    """
    standing = [other for other in together if other.outcome in STAGE_OF]
    continuing = [other for other in together if other.code == other.into]
    left = bool(continuing) and continuing[-1].outcome not in STAGE_OF
    newest = {other.code: other for other in sorted(together, key=attrgetter("round"))}
    # One that was annulled has not reached what the others have: the merger as it was decided is not there.
    undone = any(other.outcome == "annulled" for other in newest.values())
    stage = 0 if left or undone else min(stage_in(rows, member.programme, other) for other in standing)
    dates = [other for other in standing if STAGE_OF[other.outcome] == STAGE_OF["implemented"]]
    # A lapsed cut had ended before, and the merger with it: the act by itself moves no figure (R8).
    ended = [*dates, *(other for other in newest.values() if other.outcome == "lapsed")]
    whole = alone._replace(
        rung=stage,
        in_force=max((other.in_force for other in dates if other.in_force is not None), default=None),
        ends=min((other.ends for other in ended if other.ends is not None), default=None),
    )
    if stage == 0:
        return _NO_CUT._replace(round=alone.round)
    inside = _inside(rows, member.programme, standing)
    stands_in = "" if any(code == proposal.into for code in inside) else _stand_in(rows, inside)
    costs = _cost_of_continuing(rows, proposal)
    if stands_in == proposal.code:
        own = COUNTS[counts_in_number(False, json.loads(proposal.actions))]  # noqa: FBT003 - it continues
        return whole._replace(
            how="simplify",
            counts=_counts(rows, member, proposal.rules, own, costs),
            after=costs.annual,
            time_after=processing_time(rows, member.programme, costs.sheet),
            estimated=_estimated(costs),
        )
    return whole._replace(how="merge") if ends_itself(proposal) and _saves_nothing(inside, costs) else whole


def _inside(rows: Reader, programme: str, standing: Iterable[Proposal]) -> dict[str, int | None]:
    """Return the baseline costs of those of a merger that count in a programme, by code."""
    found: dict[str, int | None] = {}
    for other in standing:
        member = rows.get(Member, programme, other.code)
        if member is not None and programme in json.loads(other.programmes):
            found[other.code] = member.base
    return found


def _stand_in(rows: Reader, inside: dict[str, int | None]) -> str:
    """Return the one with the largest known base, then the smallest code (R4).

    It is the code under which it came on record: a new code moves no figure.
    """

    def rank(code: str) -> tuple[int, str]:
        base, procedure = inside[code], rows.get(Procedure, code)
        return -1 if base is None else -base - 2, code if procedure is None else procedure.first_code

    return min(inside, key=rank)


def _saves_nothing(inside: dict[str, int | None], costs: _Costs) -> bool:
    bases = [base for base in inside.values() if base is not None]
    return len(bases) == len(inside) and costs.annual is not None and sum(bases) <= costs.annual


def _cost_of_continuing(rows: Reader, proposal: Proposal) -> _Costs:
    place = sheet_of_continuing(rows, proposal)
    row = rows.get(Sheet, *place) if place is not None else None
    return _Costs(None, None) if row is None else _Costs(row.annual, json.loads(row.body))


def _costs_after(rows: Reader, proposal: Proposal) -> _Costs:
    return _Costs(proposal.after, _sheet(rows, proposal.code, proposal.after_sheet, "after"))


def _sheet(rows: Reader, code: str, seq: int | None, stage: str) -> Any:
    row = rows.get(Sheet, code, seq, stage) if seq is not None else None
    return json.loads(row.body) if row is not None else None


def _estimated(costs: _Costs) -> int:
    return _ESTIMATED_AFTER if costs.sheet is not None and costs.sheet["basis"] == "estimate" else 0


def _counts(rows: Reader, member: Member, rules: str, counts: int, costs: _Costs) -> int:
    """Return how a cut counts in number (`Member.counts`), of one that counts so by its actions.

    Under rules version 1 only the year's cost was looked at.
    """
    if counts != COUNTS[MEASURED] or rules == "1" or costs.sheet is None:
        return counts
    before = base_sheet(rows, member)
    fallen = before is not None and falls(json.loads(before.body), costs.sheet)
    return _MEASURED_FALL if fallen else counts
