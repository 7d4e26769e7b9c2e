"""Finds when each unit met each target, from the documents of the cuts that stand (R12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from procedures.rules.burden import BurdenBy, sum_burden
from procedures.rules.coverage import Lists
from procedures.rules.deadlines import Timing, days_late, met_since, reached_on, replaced
from procedures.rules.merger import STAGE_OF, merged_together
from procedures.rules.tally import (
    Measure,
    StageSums,
    contribution,
    counted_at,
    earlier_cut,
    kept_in_number,
    stage_on,
)
from procedures.rules.verdict import Aim, Result
from procedures.storage.rows import Document, Member, Proposal
from workflow.storage.rows import Reader

_MEASURES: tuple[Measure, Measure] = ("cost", "time")
_MANY = 100  # with more cuts than this one scan of all documents is cheaper than one for each cut


class TimedCut(NamedTuple):
    """A cut at a stage: what it adds to the sums of each measure, and when.

    `dated` is the day (ISO) on which the stage was reached by its documents, `recorded` the one on which the
    last of them came on record.
    """

    code: str
    unit: str
    kind: str
    dated: str
    recorded: str
    cost: StageSums
    time: StageSums


class TargetsInTime(NamedTuple):
    """The targets of a programme with their deadlines (ISO dates), at a stage (its place, 0 proposed)."""

    aims: Sequence[Aim]
    deadlines: Sequence[str]
    stage: int
    lists: Lists

    def timings(self, result: Result, cuts: Sequence[TimedCut], burden: BurdenBy) -> dict[str, Timing]:
        """Return the timing of each target that a result meets, by measure.

        `cuts` are those of its units, `burden` is its new burden of today by kind. Reviews and coverage have
        no documents to date them.
        """
        found = {}
        for aim, deadline, total in zip(self.aims, self.deadlines, result.targets, strict=True):
            judged = getattr(result.verdicts[self.stage], aim.measure, None)
            if aim.measure in {"reviewed", "coverage"} or judged is None or judged.value != "met":
                continue
            over = self.lists.get((aim.measure, "over"))
            mine = [cut for cut in cuts if cut.kind in aim.kinds and (over is None or cut.code in over)]
            dated = [(cut.dated, cut.time if aim.measure == "time" else cut.cost) for cut in mine]
            since = met_since(aim, total, dated, sum_burden(burden, aim.kinds, aim.levels))
            if since is not None:
                after = sum(cut.dated <= deadline < cut.recorded for cut in mine)
                found[aim.measure] = Timing(deadline, since, days_late(deadline, since), after)
        return found


def timed_cuts(rows: Reader, members: Sequence[Member], stage: int, day: str) -> list[TimedCut]:
    """Return the cuts of members that stand at a stage (its place) on `day` (ISO date).

    A finished cut that a further one has replaced stands beside it with its own day; whichever came later by
    its documents adds what both together have beyond the other (R11).
    """
    standing = [pair for member in members for pair in _standing(member, stage + 1, day)]
    documents = _Documents(rows, every=len(standing) > _MANY)
    timed = []
    for cut, older in standing:
        whose, days = (cut.code, cut.unit, cut.kind), documents.days(cut, stage)
        if older is None:
            timed.append(TimedCut(*whose, *days, *(contribution(cut, m) for m in _MEASURES)))
            continue
        before = documents.days(older, stage)
        pairs = [(contribution(cut, measure), contribution(older, measure)) for measure in _MEASURES]
        for one, other, when, first in ((0, 1, days, days <= before), (1, 0, before, days > before)):
            sums = (pair[one] if first else replaced(kept_in_number(*pair), pair[other]) for pair in pairs)
            timed.append(TimedCut(*whose, *when, *sums))
    return timed


def _standing(member: Member, rung: int, day: str) -> Iterator[tuple[Member, Member | None]]:
    """Yield the cut that counts at a stage, with the finished one that it has replaced there."""
    counted = counted_at(member, rung, day)
    if counted is None:
        return
    earlier = earlier_cut(member) if counted is member else None
    yield counted, earlier if earlier is not None and stage_on(earlier, day) >= rung else None


class _Documents:
    """The documents of rounds, read at once (`every`) or round by round."""

    def __init__(self, rows: Reader, *, every: bool) -> None:
        self.rows, self.every = rows, every
        self.by_round: dict[tuple[str, int], list[Document]] = {}
        for paper in rows.scan(Document) if every else ():
            self.by_round.setdefault((paper.code, paper.round), []).append(paper)

    def days(self, cut: Member, stage: int) -> tuple[str, str]:
        """Return the days on which a cut, with all merged with it, reached a stage and was recorded."""
        proposal = self.rows.get(Proposal, cut.code, cut.round)
        if proposal is None:
            return "", ""
        together = [one for one in merged_together(self.rows, proposal) if one.outcome in STAGE_OF]
        days = [self._days_of(one, stage) for one in together or [proposal]]
        return max(dated for dated, _recorded in days), max(recorded for _dated, recorded in days)

    def _days_of(self, proposal: Proposal, stage: int) -> tuple[str, str]:
        held = self.by_round.get((proposal.code, proposal.round), [])
        if not self.every:
            held = list(self.rows.scan(Document, code=proposal.code, round=proposal.round))
        return reached_on(proposal, held, stage + 1)
