"""Counts what happens in random registers, so that nobody believes a comparison that never met a rule."""

from __future__ import annotations

from collections import Counter
from itertools import product

from tests.properties.random_registers import Made
from tests.properties.reference_cases import STAGES
from tests.properties.reference_figures import Seen
from tests.properties.reference_model import Record, Standing
from tests.properties.reference_verdicts import at_levels, has_property, judged, taken_over

EFFECTS = (
    "merged into a member",
    "merged into a code outside the baseline",
    "merger that saves nothing",
    "merger held back by one of it",
    "merger over with what continues",
    "merger over with one that lapsed",
    "later merger into the same code",
    "recoded member with a cut",
    "annulled",
    "made permanent",
    "ended earlier",
    "further cut above a finished one",
    "repealed before any cut",
    "come true by a repeal",
    "moved by a document",
    "moved by a closure",
    "closed unit with members",
    "counted by a fall in the sheet alone",
    "known cost of nothing that rises",
    "met late",
    "met in time, recorded late",
    "left out for its level",
    "taken over a list, of a recoded code too",
    "list older than its seal",
    "seal taken back with its lists",
    "net of something new",
    "offset missed",
    "amount met",
    "amount left open by an abolition",
    "covered by a list alone",
    "held back by the programme's end",
    "taken over some levels",
)


def effects(made: Made) -> Counter[str]:
    """Count each effect that a register shows on its first day."""
    record, found = Record(made.facts), Counter[str]()
    day = made.days[0]
    for deeds in record.mergers.values():
        found["later merger into the same code"] += len(deeds) - 1
        for deed in deeds:
            found["merger over with what continues"] += record.over(deed)
            newest = {one.case: one for one in deed}.values()
            lapsed = any(one.lapsed for one in newest) and not all(one.left for one in newest)
            found["merger over with one that lapsed"] += lapsed
    for case in record.cases.values():
        found["come true by a repeal"] += bool(case.repealed and case.rounds and case.rounds[-1].done)
        ends = {}
        for fact in case.facts:
            found["annulled"] += fact.act == "annul"
            if fact.act == "extend":
                was, now = ends.get(fact.round), fact.common["ends"]
                found["made permanent"] += was is not None and now is None
                found["ended earlier"] += now is not None and (was is None or now < was)
            if fact.act in {"implement", "extend"}:
                ends[fact.round] = fact.common["ends"]
    found["seal taken back with its lists"] += _dropped(made)
    for programme in made.programmes:
        found.update(_of_targets(record, programme, day))
        closures = {first for seq, first, left, _ in record.moves if left is not None}
        sheet = record.sheet(programme, day, record.texts[programme]["targets"][0]["stage"])
        for first, one in record.members(programme, day).items():
            found.update(_of_member(record, first, one, day))
            for cut in one.cuts:
                late = any(
                    len(cut.by_the_end(o)) < len(STAGES[: STAGES.index(o.outcome) + 1]) for o in cut.standing
                )
                found["held back by the programme's end"] += late
            found["moved by a closure" if first in closures else "moved by a document"] += bool(one.moves)
            found["closed unit with members"] += record.closed(one.unit, day)
        for unit, mine in sheet["results"].items():
            money = mine["verdicts"][record.texts[programme]["targets"][0]["stage"]]["cost"]
            rises = money is not None and money["known"] == 0 and money["value"] == "not-met"
            found["known cost of nothing that rises"] += rises
            for timing in sheet["timings"].get(unit, {}).values():
                found["met late"] += timing["late"] > 0
                found["met in time, recorded late"] += not timing["late"] and timing["recorded_late"] > 0
    return found


def _dropped(made: Made) -> int:
    """Count the lists that were withdrawn together with the seal they were given after."""
    given, found = Counter[str](), 0
    for fact in made.facts:
        if fact.act == "programme.seal":
            given[fact.key] = 0
        given[fact.key] += fact.act == "programme.list"
        found += given[fact.key] if fact.act == "programme.void" else 0
    return found


def _of_targets(record: Record, programme: str, day: str) -> Counter[str]:
    found = Counter[str]()
    seal, text = record.seals[programme].seq, record.standing(programme)
    then = record.past(seal)
    listed = [given for (id_, *_), given in record.lists.items() if id_ == programme]
    found["left out for its level"] = sum(
        case.unit is not None and case.kind in text["kinds"] and not then.reaches(case)
        for case in then.cases.values()
    )
    found["list older than its seal"] = sum(seq < seal for seq, _codes in listed)
    recoded = {first for first, case in record.cases.items() if case.code != first}
    found["taken over a list, of a recoded code too"] = sum(bool(codes & recoded) for _seq, codes in listed)
    added = [one for one in record.additions(programme, day).values() if one.new]
    members = list(record.members(programme, day).values())
    for target, stage in product(text["targets"], STAGES):
        measure = target["measure"]
        one = judged(text, measure, members, stage, added)
        some = [one for one in members if one.kind in target["kinds"] and not at_levels(target, one.levels)]
        found["taken over some levels"] += bool(some)
        mine, amount = taken_over(target, members), target.get("at_least", "%")[-1] not in "%0123456789"
        found["net of something new"] += target.get("burden") == "net" and bool(added) and measure != "offset"
        found["offset missed"] += measure == "offset" and one["value"] == "not-met"
        found["amount met"] += amount and one["value"] == "met"
        found["amount left open by an abolition"] += amount and bool(one.get("flip"))
        if measure == "coverage":
            by_list = target | {"has": set()}
            alone = [m for m in mine if m.first in target["has"] and not has_property(by_list, m, stage)]
            found["covered by a list alone"] += len(alone)
    return found


def _of_member(record: Record, first: str, one: Standing, day: str) -> Counter[str]:
    found = Counter[str]()
    found["recoded member with a cut"] = bool(one.at) and one.code != first
    found["repealed before any cut"] = one.repealed
    found["further cut above a finished one"] = len(set(one.at.values())) > 1
    for cut in set(one.at.values()):
        round_ = cut.round
        alone = not cut.ending and not any(other.case == round_.into for other in cut.standing)
        found["merged into a member"] += cut.ending and round_.into is not None
        found["merged into a code outside the baseline"] += round_.into is not None and alone
        found["merger that saves nothing"] += cut.ending and not cut.strict
        found["merger held back by one of it"] += len(cut.stages(day)) < len(round_.stages(day))
        seen = Seen(one, cut)
        measured = not seen.unknown and seen.after < seen.base
        by_sheet = seen.counts and not seen.ending and "always" not in seen.ways and not measured
        found["counted by a fall in the sheet alone"] += by_sheet
    return found
