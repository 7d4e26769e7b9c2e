"""Finds the signs W15, W16 and W20: cuts gone after a deadline, reopened, or left over from a merger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from procedures.rules.tally import Tally, contribution
from procedures.rules.threshold import needed, threshold
from procedures.rules.warning_signs.sign import LATE, Cut, WarningSign, sign_of_cuts

_SLOT = {"proposed": "submission", "approved": "decision", "implemented": "implementing"}


class LeftCut(NamedTuple):
    """A cut that left the ladder: withdrawn, returned, rejected or revoked (`cut.proposal.outcome`).

    `cut.member` is as it stood on the ladder. `day`: ISO date on which that came on record, at `seq`.
    """

    cut: Cut
    day: str
    seq: int


def of_left_cuts(
    programme: Mapping[str, Any], tallies: Iterable[Tally], cuts: Iterable[Cut], left: Iterable[LeftCut]
) -> Iterator[WarningSign]:
    """Yield W15: a target was met on its deadline with cuts that left in the 30 days after it.

    By the dates of documents (R12), at the target's stage, for each unit by its own members.
    """
    standing, gone, sums = list(cuts), list(left), list(tallies)
    for aim in programme["targets"]:
        in_time = [cut for cut in standing if _in_time(cut, aim)]
        stand = {cut.member.code for cut in in_time}
        late = {
            one.cut.member.code: one
            for one in gone
            if _left_soon(one, aim["deadline"]) and _in_time(one.cut, aim) and _amount(one.cut, aim) > 0
        }
        lost = [one for code, one in sorted(late.items()) if code not in stand]
        for unit in sorted({one.cut.member.unit for one in lost}):
            of_unit = [one for one in lost if one.cut.member.unit == unit]
            counted = [*(cut for cut in in_time if cut.member.unit == unit), *(one.cut for one in of_unit)]
            base = sum(_base(one, aim) for one in sums if one.unit == unit)
            amount = sum(_amount(cut, aim) for cut in counted)
            if base and amount >= needed(threshold(aim), base):
                values = {"n": len(of_unit), "measure": aim["measure"], "date": aim["deadline"]}
                sign = sign_of_cuts("W15", unit, [one.cut for one in of_unit], **values)
                yield sign._replace(entries=tuple(sorted({one.seq for one in of_unit})))


def of_reopened(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield W16: cuts that count, although their procedures were reopened for a further one (R11)."""
    found = [cut for cut in cuts if cut.proposal.outcome == "reopened"]
    if found:
        sign = sign_of_cuts("W16", unit, found, n=len(found))
        yield sign._replace(entries=tuple(sorted({cut.proposal.moved for cut in found})))


def of_mergers(unit: str, cuts: Sequence[Cut], joined: Mapping[str, int]) -> Iterator[WarningSign]:
    """Yield W20: the member that continues stands alone, at the cost of a merger that nobody joins (R4).

    `joined`: how many cuts that are on the ladder end in a code.
    """
    for cut in cuts:
        continues = cut.proposal.kind == "merge" and cut.proposal.into == cut.member.code
        if continues and not joined.get(cut.member.code):
            after = "?" if cut.member.after is None else cut.member.after
            base = "?" if cut.member.base is None else cut.member.base
            yield sign_of_cuts("W20", unit, [cut], base=base, merged=after)


def _left_soon(left: LeftCut, deadline: str) -> bool:
    last = (date.fromisoformat(deadline) + timedelta(days=LATE)).isoformat()
    return deadline < left.day <= last


def _in_time(cut: Cut, aim: Mapping[str, Any]) -> bool:
    """True where the document that brings a cut to the target's stage is dated by the deadline."""
    slot = _SLOT[aim["stage"]]
    dates = [paper.date for paper in cut.papers if paper.slot.partition(".")[0] == slot]
    if aim["stage"] == "implemented":
        dates = [cut.proposal.in_force] if cut.proposal.in_force is not None else []
    return cut.member.kind in aim["kinds"] and bool(dates) and max(dates) <= aim["deadline"]


def _amount(cut: Cut, aim: Mapping[str, Any]) -> int:
    """Return what a cut adds to a target: 1 or 0 in number, whole đồng in cost; 0 for other measures."""
    figures = contribution(cut.member)
    if aim["measure"] == "number":
        return figures.strict if aim["basis"] == "strict" else figures.broad
    return figures.saving if aim["measure"] == "cost" else 0


def _base(one: Tally, aim: Mapping[str, Any]) -> int:
    if one.kind not in aim["kinds"]:
        return 0
    return one.base if aim["measure"] == "number" else one.known
