"""Finds the signs W10, W11 and W18: who appraised, measured, restated and approved one cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.rules.appraisals import criteria_not_met, last_opinions
from procedures.rules.warning_signs.sign import Cut, WarningSign, sign_of_cuts
from procedures.storage.rows import PastAct

_APPROVED = {"approved", "implemented", "reopened"}


def of_reviewers(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield the signs W10, W11 and W18 of the cuts of one unit."""
    yield from _failed_appraisals(unit, cuts)
    late = [cut for cut in cuts if (first := first_costing(cut)) and first.seq > cut.proposal.seq]
    own = [cut for cut in cuts if (first := first_costing(cut)) and first.person == cut.proposal.proposer]
    for why, found in (("later", late), ("proposer", own)):
        if found:
            yield sign_of_cuts("W11", unit, found, why=why, n=len(found), of=len(cuts))
    both: dict[str, list[Cut]] = {}
    for cut in cuts:
        for person in _restated_and_approved(cut):
            both.setdefault(person, []).append(cut)
    for person, found in sorted(both.items()):
        yield sign_of_cuts("W18", unit, found, person=person)


def first_costing(cut: Cut) -> PastAct | None:
    """Return the act that first recorded a cost of the procedure; None where nobody has."""
    costings = (act for act in cut.acts if act.what in {"costed", "restated"})
    return min(costings, key=lambda act: act.seq, default=None)


def _failed_appraisals(unit: str, cuts: Sequence[Cut]) -> Iterator[WarningSign]:
    """Yield W10: approved, although the last opinion of an appraiser fails a criterion."""
    failed: dict[tuple[str, str], list[tuple[Cut, int]]] = {}
    for cut in cuts:
        if cut.proposal.outcome not in _APPROVED:
            continue
        for person, opinion in last_opinions(cut.proposal.appraisal).items():
            if missed := ",".join(criteria_not_met(opinion)):
                failed.setdefault((person, missed), []).append((cut, opinion["seq"]))
    for (person, missed), found in sorted(failed.items()):
        sign = sign_of_cuts("W10", unit, [cut for cut, _seq in found], person=person, criteria=missed)
        yield sign._replace(entries=tuple(sorted({seq for _cut, seq in found})))


def _restated_and_approved(cut: Cut) -> set[str]:
    """Return who both restated the cost of a cut and approved it."""
    restated = {act.person for act in cut.acts if act.what == "restated"}
    return restated & {a.person for a in cut.acts if a.what == "approved" and a.round == cut.proposal.round}
