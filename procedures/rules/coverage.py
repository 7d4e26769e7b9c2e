"""Counts the members that a target is taken over, and those that have the property it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from procedures.rules.programme import STAGES, computed
from procedures.rules.tally import StageSums, Tally, add_tallies, earlier_cut, is_repealed, stage_on, tally
from procedures.rules.threshold import PROPERTIES
from procedures.storage.rows import Member, Proposal

# The lists given for a programme's targets: codes by measure and `over` or `has` (`TargetList`).
Lists = Mapping[tuple[str, str], frozenset[str]]


def own_tallies(
    programme: Mapping[str, Any],
    lists: Lists,
    members: Collection[Member],
    proposal: Callable[[str, int], Proposal | None],
    day: str,
) -> dict[str, list[Tally]]:
    """Return, by measure, the tallies of targets that are not taken over all members, on `day` (ISO date).

    These are the targets with a list of members, and coverage. `proposal` gives the proposal of a code
    and round.
    """
    found = {}
    for aim in programme["targets"]:
        measure = aim["measure"]
        over = lists.get((measure, "over"))
        mine = members if over is None else [one for one in members if one.code in over]
        if measure == "coverage":
            has = lists.get((measure, "has"), frozenset())
            having = [(one, property_stage(aim, one, has, proposal, day)) for one in mine]
            found[measure] = coverage_tallies(having, day)
        elif over is not None and measure == "time":
            timed = mine if computed(programme, "time") else ()
            found[measure] = list(tally(timed, day, "time").values())
        elif over is not None:
            found[measure] = list(tally(mine, day).values())
    return found


def property_stage(
    aim: Mapping[str, Any],
    member: Member,
    has: Collection[str],
    proposal: Callable[[str, int], Proposal | None],
    day: str,
) -> int:
    """Return the stage at which a member has the property of a coverage target: 0 none to 3 implemented.

    It has it by a signed list, or by a proposal with an action of that kind from the stage that this has
    reached; a finished cut keeps what it brought when a further one follows it (R11). What is abolished asks
    for nothing any more, so it does not lack the property. `proposal` as in `own_tallies`.
    """
    if member.code in has:
        return len(STAGES)
    cuts = (member, earlier_cut(member))
    return max(_brought(aim, cut, proposal(cut.code, cut.round), day) for cut in cuts if cut is not None)


def _brought(aim: Mapping[str, Any], cut: Member, proposal: Proposal | None, day: str) -> int:
    """Return the stage at which one cut brings the property about: 0 none to 3 implemented."""
    stage = stage_on(cut, day)
    if not stage or proposal is None:
        return 0
    acts = {action["kind"] for action in json.loads(proposal.actions)}
    return stage if cut.how in {"abolish", "merge"} or acts & PROPERTIES[aim["property"]] else 0


def coverage_tallies(standing: Iterable[tuple[Member, int]], day: str) -> list[Tally]:
    """Return the tallies by unit and kind of members with the stage at which each has the property on a day.

    `broad` of a stage counts those that have it there; there are no amounts.
    """
    tallies: dict[tuple[str, str], Tally] = {}
    for member, stage in standing:
        key = (member.unit, member.kind)
        first, second, third = (StageSums(int(stage >= place)) for place in (1, 2, 3))
        if is_repealed(member, day):
            one = Tally(*key, 0, 0, 0, 0, 0, 1, 0, 0, (StageSums(),) * 3)
        else:
            struck = int(bool(member.struck))
            one = Tally(*key, 1, 0, 0, struck, 0, 0, 0, 0, (first, second, third))
        tallies[key] = add_tallies(tallies[key], one) if key in tallies else one
    return list(tallies.values())
