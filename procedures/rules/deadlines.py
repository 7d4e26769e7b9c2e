"""Judges targets by the dates of documents: met in time, or late, and since which day (R12)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter, sub
from typing import NamedTuple

from procedures.rules.burden import Burden
from procedures.rules.tally import StageSums, Tally
from procedures.rules.verdict import Aim, judge_target
from procedures.storage.rows import Document, Proposal

Dated = tuple[str, StageSums]  # the day of a document (ISO), and what its cut adds to the sums of the stage

# The slots whose documents show that a stage was reached; a repeal from above is document of all later ones.
_SLOTS = ("submission", "decision", "implementing")


class Timing(NamedTuple):
    """When a target that is met was met, by the documents of the cuts that stand today.

    `deadline` and `met_on` are ISO dates, `met_on` "" where the target holds without any cut; `late` is how
    many days `met_on` lies after the deadline, 0 in time. `recorded_late` counts the cuts whose documents are
    dated up to the deadline but came on record after it (W8).
    """

    deadline: str
    met_on: str
    late: int
    recorded_late: int


def reached_on(proposal: Proposal, papers: Collection[Document], stage: int) -> tuple[str, str]:
    """Return the days (ISO) on which a proposal reached a stage (1 to 3) by its documents, and on record.

    `papers` are the documents of its round. An implemented cut is reached on its date in force, where that is
    later than the document. Both are "" without a document.
    """
    for slot in _SLOTS[stage - 1 :]:
        mine = [paper for paper in papers if paper.slot.partition(".")[0] == slot]
        if mine:
            dated = max(paper.date for paper in mine)
            if slot == "implementing" and proposal.in_force is not None:
                dated = max(dated, proposal.in_force)
            return dated, max(paper.recorded for paper in mine)
    return "", ""


def stage_within(proposal: Proposal, papers: Collection[Document], stage: int, last: str) -> int:
    """Return the highest stage (0 none) up to `stage` that a proposal reached by the day `last` (ISO)."""
    while stage and reached_on(proposal, papers, stage)[0] > last:
        stage -= 1
    return stage


def met_since(aim: Aim, total: Tally, dated: Iterable[Dated], new: Burden) -> str | None:
    """Return the day since which a target has been met without a break; "" from the start, None: not met.

    `total` is the unit's tally over the kinds of the target, `dated` the cuts that stand at its stage, each
    with the day of its document; `new` is the new burden of today.
    """
    sums, since = StageSums(), "" if _met(aim, total, StageSums(), new) else None
    for day, cuts in groupby(sorted(dated, key=itemgetter(0)), key=itemgetter(0)):
        for _day, figures in cuts:
            sums = sums + figures
        if not _met(aim, total, sums, new):
            since = None
        elif since is None:
            since = day
    return since


def replaced(newer: StageSums, older: StageSums) -> StageSums:
    """Return what a further cut adds to the sums beyond the finished one that it replaces (R11)."""
    return StageSums._make(map(sub, newer, older))


def days_late(deadline: str, met_on: str) -> int:
    """Return how many days a target was met after its deadline (both ISO dates), 0 in time."""
    if met_on <= deadline:
        return 0
    return (date.fromisoformat(met_on) - date.fromisoformat(deadline)).days


def _met(aim: Aim, total: Tally, sums: StageSums, new: Burden) -> bool:
    return judge_target(aim, total, sums, new).value == "met"
