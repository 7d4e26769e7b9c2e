"""The counting rules said a third time: every figure of a verdict sheet, straight from the facts.

Nothing here is the program's: no row, no projection, no query. A figure is found by looking back over
the list of facts each time it is asked for, and named by the rule it comes from. Slow and plain.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tests.properties.reference_cases import (
    DEPTHS,
    LEVELS,
    STAGES,
    Case,
    Round,
    amount,
    date_of,
    falls,
    height,
    own_height,
)
from tests.properties.reference_figures import groups, parts_of
from tests.properties.reference_verdicts import aim, judged, net, result, taken_over

__all__ = ("LEVELS", "STAGES", "Record")


def stages_by(one, last):
    """R12: the stages of a round that it, or a later stage of it, reached by a day, in force then or not."""
    stages = STAGES[: STAGES.index(one.outcome) + 1]
    reached = [n for n, stage in enumerate(stages, 1) if one.reached(stage)[0] <= last]
    return stages[: max(reached, default=0)]


class Cut:
    """The result of a round in one programme: alone, or as one of a merger (R4)."""

    def __init__(self, round_, deed, base, last):
        self.round, self.deed = round_, deed
        self.last = last
        self.standing = [one for one in deed if not one.left] or [round_]
        self.ending = round_.ending
        self.strict = round_.ending
        self.ways, self.actions = round_.ways, round_.actions
        self.after = round_.after
        self.sheet_falls = falls(base, self.after)

    def stages(self, day):
        """R4: one of a merger counts at a stage once all have reached it."""
        if any(one.lapsed and one.ended(day) for one in {one.case: one for one in self.deed}.values()):
            return set()  # R8: what has lapsed had ended before; the act by itself moves no figure
        return set.intersection(*(self.in_time(one, day) for one in self.standing))

    def in_time(self, one, day):
        """R12: the stages of a round that it, or a later stage of it, reached by the programme's last day."""
        return set(one.stages(day)) & set(self.by_the_end(one))

    def by_the_end(self, one):
        """R12: the same on any day: what is not yet in force, or has ended, has its documents too."""
        return stages_by(one, self.last)

    def reached(self, stage):
        """R12: the days on which the last of a merger reached a stage, and on which that came on record."""
        dated, recorded = zip(*(one.reached(stage) for one in self.standing), strict=True)
        return max(dated), max(recorded)


class Standing:
    """A member of a sealed baseline on a day, as the figures see it; `at` is the cut of each stage."""

    def __init__(self, first):
        self.unit, self.kind = first["unit"], first["kind"]
        self.first, self.code = first["first"], first["code"]
        self.base, self.time, self.sheet = first["base"], first["time"], first["sheet"]
        self.estimate, self.levels = first["estimate"], first["levels"]
        self.at: dict[str, Cut] = {}
        self.standing: dict[str, list[Cut]] = {}
        self.cuts: list[Cut] = []
        self.moves: list[tuple[str, str]] = []
        self.struck = self.reviewed = self.repealed = False

    def on(self, day):
        """R11: at each stage the cuts that have reached it, and the newest of them."""
        for stage in STAGES:
            if standing := [cut for cut in self.cuts if stage in cut.stages(day)]:
                self.at[stage], self.standing[stage] = standing[0], standing

    def by(self, stage, latest):
        """The same, at one stage, of the cuts whose documents are dated up to a day alone (R12)."""
        found = Standing(vars(self))
        found.repealed, found.struck = self.repealed, self.struck
        # Of those that stand at the stage today the newest one that was there by then.
        mine = [cut for cut, dated in self.dated[stage] if dated <= latest]
        found.at, found.standing = ({stage: mine[0]}, {stage: mine}) if mine else ({}, {})
        return found


class Addition:
    """A procedure that was added after the seal: new by its document, or found (R9)."""

    def __init__(self, case, new, cost):
        self.unit, self.kind, self.levels = case.unit, case.kind, case.levels
        self.new, self.undated, self.cost = new, case.in_force is None, cost


class Record:
    """Everything on record up to a point, asked for figures."""

    def __init__(self, facts):
        self.facts = facts
        self.units: dict[str, dict[str, Any]] = {}
        self.cases: dict[str, Case] = {}
        self.named: dict[str, str] = {}  # every code that a procedure has or had -> its first one
        self.mergers: dict[str, list[list[Round]]] = {}
        self.moves: list[tuple[int, str, set[str] | None, str]] = []
        self.texts, self.seals, self.closed_on = {}, {}, {}
        self.lists: dict[tuple[str, str, str], tuple[int, set[str]]] = {}
        self.known: dict[Any, Any] = {}
        for fact in facts:
            area = fact.subject.split("/")[0]
            if area == "unit":
                self._unit(fact)
            elif area == "procedure":
                self._procedure(fact)
            else:
                self._programme(fact)

    def _programme(self, fact):
        if fact.act == "programme.adopt":
            self.texts[fact.key] = fact.body
        elif fact.act == "programme.seal":
            self.seals[fact.key] = fact
        elif fact.act == "programme.list":
            key = (fact.key, fact.body["measure"], fact.body["what"])
            self.lists[key] = (fact.seq, {self.named[code] for code in fact.body["codes"]})
        elif fact.act == "programme.close":
            self.closed_on[fact.key] = fact.body["date"]
        elif fact.act == "programme.void":  # what was listed since named members
            seal = self.seals.pop(fact.key).seq
            since = [key for key, (seq, _) in self.lists.items() if key[0] == fact.key and seq > seal]
            for key in since:
                del self.lists[key]

    def _unit(self, fact):
        if fact.act == "unit.close":
            taken_over = {unit for unit in self.units if self.answers(unit) == fact.key}
            self.units[fact.key] |= {"successor": fact.body["successor"], "closed": fact.body["date"]}
            for unit, codes in fact.body.get("parts", {}).items():
                for code in codes:
                    case = self.cases[self.named[code]]
                    case.unit = unit
                    self.moves.append((fact.seq, case.first, taken_over, unit))
        else:
            held = self.units.setdefault(fact.key, {"successor": None, "closed": None})
            held |= {"parent": fact.body["parent"], "kind": fact.body["kind"]}

    def _procedure(self, fact):
        if fact.act == "procedure.add":
            self.named[fact.key] = fact.key
            self.cases[fact.key] = Case(fact)
            return
        case = self.cases[fact.key]
        if fact.act == "propose":
            self._propose(case, fact)
        elif fact.act == "procedure.assign":
            case.unit = fact.body["unit"]
            if "document" in fact.common:
                self.moves.append((fact.seq, case.first, None, case.unit))
        elif fact.act == "procedure.recode":
            case.code = fact.body["code"]
            self.named[case.code] = case.first
        elif fact.act == "procedure.strike":
            self._strike(case, fact)
        case.take(fact)

    def _propose(self, case, fact):
        """R4: a merger takes whoever joins it while one of it is under way, and back who was annulled in it."""
        into = None if fact.body["into"] is None else self.named[fact.body["into"]]
        case.rounds.append(Round(fact, case.first, into))
        if into is not None:
            deeds = self.mergers.setdefault(into, [])
            for deed in reversed(deeds):
                back = any(one.case == case.first and one.annulled for one in deed)
                if any(one.under_way or (back and not one.left) for one in deed):
                    break
            else:
                deed = []
                deeds.append(deed)
            deed.append(case.rounds[-1])

    def _strike(self, case, fact):
        """R5: struck by a document of a higher body than the unit's own, or not."""
        document = fact.common.get("document")
        case.struck = True
        kind = None if case.unit is None else self.units[case.unit]["kind"]
        if document is not None and height(document) > own_height(kind):
            case.repealed = True
            if case.rounds and case.rounds[-1].under_way:
                case.rounds[-1].come_true(fact, document, document["date"])

    def answers(self, unit, day=None):
        """The unit that answers for one: of a closed one, its successor, after its last day."""
        while self.units[unit]["successor"] is not None and (day is None or self.closed(unit, day)):
            unit = self.units[unit]["successor"]
        return unit

    def closed(self, unit, day):
        """R10: a closed unit is not judged after its last day."""
        return (self.units[unit]["closed"] or "9") <= day

    def above(self, unit, day=None):
        """The unit that answers and every one above it (R10)."""
        found = []
        while unit is not None:
            found.append(self.answers(unit, day))
            unit = self.units[found[-1]]["parent"]
        return found

    def inside(self, text, unit, day=None):
        """True where a unit lies in the scope of a programme."""
        return text["unit"] == "*" or text["unit"] in self.above(unit, day)

    def reaches(self, case, day=None):
        """R5: somebody at the level of its unit, or below it, carries it out; an unknown level does."""
        kinds = [self.units[unit]["kind"] for unit in self.above(case.unit, day)]
        own = next((DEPTHS[kind] for kind in kinds if kind in DEPTHS), None)
        depths = [DEPTHS.get(level, -1) for level in case.levels]
        return own is None or not depths or max(depths) >= own

    def past(self, seq):
        """The record as it was before a position."""
        if seq not in self.known:
            self.known[seq] = Record([fact for fact in self.facts if fact.seq < seq])
        return self.known[seq]

    # --- the baseline ---------------------------------------------------------------------------

    def baseline(self, text, day):
        """R5, R6, C12: first code -> unit, kind, sheet, as a seal on a day would fix them."""
        listed = {self.named[code] for code in text["codes"]} if "codes" in text else self.cases
        return {
            first: (self.answers(case.unit), case.kind, case.costs(day))
            for first, case in self.cases.items()
            if case.kind in text["kinds"]
            and case.unit is not None
            and not case.struck
            and not case.abolished(day)
            and first in listed
            and self.inside(text, case.unit)
            and self.reaches(case)
        }

    def listed(self, programme):
        """Return the list of the signed seal: code -> unit, kind, baseline cost and time, is it an estimate."""
        seal = self.seals[programme]
        lines = [json.loads(line) for line in seal.enclosures[seal.body["list"]].splitlines()]
        return {
            line["code"]: {
                "unit": line["unit"],
                "kind": line["kind"],
                "base": amount(line["base"]),
                "time": amount(line["time"]),
                "estimate": line["basis"] == "estimate",
            }
            for line in lines
        }

    def sealed(self, programme):
        """First code -> unit, kind, sheet, as the rules give them for a seal."""
        seal, text = self.seals[programme], self.texts[programme]
        if programme not in self.known:
            self.known[programme] = self.past(seal.seq).baseline(text, date_of(seal.recorded_at))
        return self.known[programme]

    def expected(self, programme):
        """Return the list that the rules give."""
        then, text = self.past(self.seals[programme].seq), self.texts[programme]
        return {
            then.cases[first].code: {
                "unit": unit,
                "kind": kind,
                "base": paper.annual,
                "time": parts_of(text, paper.limits),
                "estimate": paper.estimate,
            }
            for first, (unit, kind, paper) in self.sealed(programme).items()
        }

    # --- members --------------------------------------------------------------------------------

    def bases(self, programme):
        """First code -> a member without its cuts: its place, and its cost and time before (C12)."""
        text, seal = self.texts[programme], self.seals[programme].seq
        found = {}
        for first, (unit, kind, sheet) in self.sealed(programme).items():
            case, time = self.cases[first], parts_of(text, sheet.limits)
            for fact, later in case.recorded():
                if fact.seq < seal:
                    continue
                new_time = parts_of(text, later.limits)
                if fact.act == "cost.restate":
                    then = self.past(fact.seq)
                    standing = [r for r in then.rounds_of(programme, first) if then.counts_in(programme, r)]
                    if standing and standing[0].number != fact.round:
                        continue  # a finished cut of an earlier round keeps both its figures
                    sheet = later
                    time = time if new_time is None else new_time
                else:
                    # C12: the first one recorded after the seal, where there was none
                    sheet = later if sheet.annual is None and later.annual is not None else sheet
                    time = new_time if time is None else time
            place = {"unit": unit, "kind": kind, "first": first, "code": case.code}
            place["levels"] = self.past(seal).cases[first].levels
            measured = {"base": sheet.annual, "time": time, "sheet": sheet, "estimate": sheet.estimate}
            found[first] = Standing(place | measured)
        for seq, first, left, unit in self.moves:
            if (
                seq > seal
                and first in found
                and (left is None or found[first].unit in left)
                and found[first].unit != unit
            ):
                found[first].moves.append((found[first].unit, unit))
                found[first].unit = unit
        return found

    def rounds_of(self, programme, first):
        """R8, R11: the rounds of a member that stand on the ladder of a programme, newest first."""
        rounds = [one for one in reversed(self.cases[first].rounds) if programme in one.programmes]
        return [one for one in rounds if not one.left and not self.over(self.deed(one))]

    def counts_in(self, programme, round_):
        """R12: true where a round, with all merged with it, reached a stage by the programme's last day."""
        standing = [one for one in self.deed(round_) if not one.left] or [round_]
        return all(stages_by(one, self.last(programme)) for one in standing)

    def deed(self, round_):
        """R4: the rounds that are one merger with a round; none outside a merger."""
        return next((one for one in self.mergers.get(round_.into, ()) if round_ in one), [])

    def last(self, programme):
        """R12: the last day that counts in a programme."""
        return min(self.texts[programme]["ends"] or "9", self.closed_on.get(programme, "9"))

    def over(self, deed):
        """R4: a merger is over once what continues has left the ladder, or one of it was annulled."""
        newest = {one.case: one for one in deed}.values()
        return any(one.annulled or (one.case == one.into and one.left) for one in newest)

    def cut(self, programme, one, round_, members):
        """The result of a round of a member in a programme."""
        deed = self.deed(round_)
        cut = Cut(round_, deed, one.sheet, self.last(programme))
        if not deed:
            return cut
        standing = [other for other in deed if not other.left]
        inside = {
            other.case: members[other.case].base
            for other in standing
            if programme in other.programmes and other.case in members
        }
        own = [other for other in deed if other.case == other.into]
        cost = own[-1].after if own else self.cases[round_.into].newest()
        largest = max((base for base in inside.values() if base is not None), default=None)
        first = min(code for code, base in inside.items() if base == largest)
        if round_.into not in inside and round_.case == first:
            # R4: one of the merged stands for what continues outside the baseline.
            cut.ending = cut.strict = False
            cut.after = cost
            cut.sheet_falls = falls(one.sheet, cost)
        elif None not in {cost.annual, *inside.values()} and sum(inside.values()) <= cost.annual:
            cut.strict = False  # R4: a merger that saves nothing
        return cut

    def members(self, programme, day):
        """First code -> how each member stands on a day."""
        found, seal = self.bases(programme), self.seals[programme].seq
        for first, one in found.items():
            case = self.cases[first]
            one.cuts = [
                self.cut(programme, one, round_, found) for round_ in self.rounds_of(programme, first)
            ]
            one.on(day)
            one.struck = case.struck
            one.repealed = case.repealed and not one.at
            one.reviewed = (
                any(all(map(cut.by_the_end, cut.standing)) for cut in one.cuts)
                or any(seq > seal for seq in case.reviews)
                or any(programme in other.programmes and other.approved for other in case.rounds)
            )
        return found

    # --- new burden -----------------------------------------------------------------------------

    def merged(self, first, day):
        """R4: true where others are merged into a procedure: it stands for them and is no new burden."""
        merged = [one for deed in self.mergers.get(first, ()) for one in deed if one.ending]
        return any(not one.left and not one.ended(day) for one in merged)

    def additions(self, programme, day):
        """R9: first code -> what was added after the seal and still stands on a day."""
        text, seal = self.texts[programme], self.seals[programme]
        found = {}
        for first, case in self.cases.items():
            if case.added.seq < seal.seq or case.kind not in text["kinds"] or case.unit is None:
                continue
            if not self.inside(text, case.unit, day) or (case.in_force or day) > day:
                continue
            if case.in_force and case.in_force > self.last(programme):
                continue
            if not self.reaches(case, day):
                continue
            if case.struck or case.abolished(day) or self.merged(first, day):
                continue  # new and abolished again: 0
            new = case.in_force is not None and case.in_force > date_of(seal.recorded_at)
            found[first] = Addition(case, new, case.costs(day).annual)
        return found

    # --- the sheet ------------------------------------------------------------------------------

    def sheet(self, programme, day, stage, unit=""):
        """Return every figure of the sheet of all units or one, by its name."""
        text = self.standing(programme)
        members = self.members(programme, day)
        added = self.additions(programme, day)
        results, nets, timings = {}, {}, {}
        for id_ in [unit] if unit else [*self.units, "*"]:
            mine = [one for one in members.values() if self.covers(id_, one.unit, day)]
            burden = [one for one in added.values() if self.covers(id_, one.unit, day)]
            results[id_] = result(text, mine, burden)
            if met := self.timings(text, mine, burden, day, stage, results[id_]["verdicts"][stage]):
                timings[id_] = met
            if burden:
                nets[id_] = net(text, mine, stage, burden)
        for found in (results, nets, timings) if unit else ():
            found |= {"*": found[unit]} if unit in found else {}
        named = [one for one in members.values() if not unit or self.covers(unit, one.unit, day)]
        closed = bool(unit) and self.closed(unit, day)  # it shows what went from it
        new = [
            (self.cases[first].code, one)
            for first, one in added.items()
            if not unit or (unit in self.above(one.unit, day) and not closed)
        ]
        moved = [
            one.code
            for one in members.values()
            for pair in one.moves
            if not unit or any(unit in {place, *self.above(place, day)} for place in pair[: 2 - closed])
        ]
        found = groups(named, new, stage) | ({"moved": sorted(moved)} if moved else {})
        return {"results": results, "nets": nets, "timings": timings, "named": found}

    def covers(self, id_, unit, day):
        """True where a unit's figures include the members sealed at another; a closed one has none (R10)."""
        return id_ == "*" or (id_ in {unit, *self.above(unit, day)} and not self.closed(id_, day))

    def standing(self, programme):
        """The text with what was listed: nothing is missing of it, and the target is over these procedures."""
        text = self.texts[programme]
        given = {key[1:]: codes for key, (_seq, codes) in self.lists.items() if key[0] == programme}
        targets = []
        for one in text["targets"]:
            over, has = (given.get((one["measure"], what)) for what in ("over", "has"))
            listed = {} if over is None else {"missing": "", "over": over}
            targets.append(one | listed | {"has": has or set()})
        return text | {"targets": targets}

    def timings(self, text, members, added, day, stage, verdicts):
        """R12: since when each target that is met was met, by the documents of what stands today.

        Reviews and coverage have none to date them; the new burden is that of today.
        """
        found = {}
        for measure in ("number", "cost", "time", "offset"):
            target, verdict = aim(text, measure), verdicts[measure]
            if verdict is None or verdict["value"] != "met":
                continue
            mine = taken_over(target, members)
            dates, recorded_late = {""}, 0
            for one in mine:
                one.dated = {stage: []}
                for cut in one.cuts if stage in one.at else ():
                    if stage not in cut.stages(day):
                        continue
                    dated, recorded = cut.reached(stage)
                    one.dated[stage].append((cut, dated))
                    dates.add(dated)
                    recorded_late += dated <= target["deadline"] < recorded
            since = None
            for latest in sorted(dates):
                then = [one.by(stage, latest) for one in mine]
                if judged(text, measure, then, stage, added)["value"] != "met":
                    since = None
                elif since is None:
                    since = latest
            late = (date.fromisoformat(since) - date.fromisoformat(target["deadline"])).days if since else 0
            found[measure] = {
                "deadline": target["deadline"],
                "met_on": since,
                "late": max(0, late),
                "recorded_late": recorded_late,
            }
        return found
