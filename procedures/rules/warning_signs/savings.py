"""Finds the signs W1 to W4, W7 and W17: falling volumes, savings that hang on little, costs without proof."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.rules.programme import target
from procedures.rules.tally import contribution
from procedures.rules.threshold import required, threshold
from procedures.rules.verdict import Result
from procedures.rules.warning_signs.sign import Cut, WarningSign, actions_of, sign_of_cuts


def of_savings(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield the signs W1 to W4 and W17 of the cuts of one unit; half is enough for W1, W2 and W4."""
    for cut in cuts:
        yield from _volume(unit, cut)
    yield from _largest(unit, cuts)
    fees = [cut for cut in cuts if {action["kind"] for action in actions_of(cut)} == {"reduce-fee"}]
    if fees:
        yield sign_of_cuts("W3", unit, fees, n=len(fees), of=len(cuts))
    zero = [cut for cut in cuts if contribution(cut.member).zero]
    if zero and 2 * len(zero) >= len(cuts):
        yield sign_of_cuts("W4", unit, zero, n=len(zero), of=len(cuts))
    unproved = [cut for cut in cuts if _measured_without_file(cut)]
    if unproved:
        yield sign_of_cuts("W17", unit, unproved, n=len(unproved), of=len(cuts))


def of_result(programme: Mapping[str, Any], result: Result, stage: str) -> Iterator[WarningSign]:
    """Yield W7: the number is met while the saving is half of the cost target or less."""
    verdict = result.at(stage)
    aim = target(programme, "cost")
    if verdict.number is None or verdict.cost is None or aim is None:
        return
    half = required(threshold(aim), verdict.cost.known) / 2
    far_below = verdict.cost.known > 0 and verdict.cost.saving <= half
    if verdict.number.value == "met" and verdict.cost.value in {"not-met", "undetermined"} and far_below:
        values = {
            "cut": verdict.number.cut,
            "base": verdict.number.base,
            "saving": verdict.cost.saving,
            "known": verdict.cost.known,
        }
        texts = tuple((name, str(value)) for name, value in values.items())
        yield WarningSign("W7", result.unit, texts, (), ())


def _largest(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield W2: a cut makes half of the unit's saving or more; a single cut (`single` 1) makes all of it."""
    saving = sum(contribution(cut.member).saving for cut in cuts)
    for cut in cuts:
        own = contribution(cut.member).saving
        if saving > 0 and 2 * own >= saving:
            yield sign_of_cuts("W2", unit, [cut], saving=own, all=saving, single=int(len(cuts) == 1))


def _volume(unit: str, cut: Cut) -> Iterator[WarningSign]:
    """Yield W1: half as many subjects, or times a year, as before, or fewer; an action may explain it."""
    if cut.before is None or cut.after is None:
        return
    for what in ("subjects", "times"):
        was, is_ = (_volume_of(sheet, what) for sheet in (cut.before, cut.after))
        if was is not None and is_ is not None and is_ < was and 2 * is_ <= was:
            yield sign_of_cuts("W1", unit, [cut], what=what, before=was, after=is_)


def _volume_of(sheet: Mapping[str, Any], what: str) -> Fraction | None:
    given = [group[what] for group in sheet["groups"]]
    if None in given:
        return None
    figures = [Fraction(text) for text in given]
    return sum(figures, Fraction(0)) if what == "subjects" else max(figures)


def _measured_without_file(cut: Cut) -> bool:
    """True where a sheet before or after says measured, and neither it nor its restatement names a file."""
    paper = cut.restatement
    proved = paper.seq if paper is not None and json.loads(paper.files) else None
    return any(
        sheet is not None and sheet["basis"] == "measured" and not sheet.get("files") and seq != proved
        for sheet, seq in ((cut.before, cut.member.sheet), (cut.after, cut.proposal.after_sheet))
    )
