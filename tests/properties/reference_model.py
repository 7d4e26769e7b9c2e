"""The counting rules said a third time: every figure of a verdict sheet, straight from the facts.

Nothing here is the program's: no row, no projection, no query. A figure is found by looking back over
the list of facts each time it is asked for, and named by the rule it comes from. Slow and plain.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil, floor, lcm
from typing import Any

STAGES = ("proposed", "approved", "implemented")
LEFT = ("withdraw", "return", "reject", "revoke", "lapse")  # R8: from that moment
Figures = dict[str, Any]


def date_of(instant):
    """The Vietnamese date of a UTC instant."""
    moment = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=7)
    return moment.strftime("%Y-%m-%d")


def amount(text):
    """Whole đồng as they were signed; None is unknown and never zero (C8)."""
    return None if text is None else int(text)


class Paper:
    """A cost sheet: what it comes to, on what it rests, and the time limits it states."""

    def __init__(self, annual, sheet):
        self.annual = amount(annual)
        self.estimate = sheet is not None and sheet["basis"] == "estimate"
        self.limits = [] if sheet is None else sheet["limits"]


ABOLISHED = Paper("0", None)  # C6
UNKNOWN = Paper(None, None)


class Round:
    """One round of a procedure: from its proposal to whatever became of it."""

    def __init__(self, proposal, later):
        body = proposal.body
        self.number, self.seq = proposal.round, proposal.seq
        self.programmes = body["programmes"]
        # R4: of a merger all but the one that continues are abolished.
        self.ending = body["kind"] == "abolish" or body["into"] not in {None, proposal.key}
        self.ways = {WAYS.get(action["kind"], "always") for action in body["actions"]}
        mine = [fact for fact in later if fact.round == proposal.round]
        self.left = any(fact.act in LEFT for fact in mine)
        self.approved = any(fact.act == "approve" for fact in mine)
        done = [fact for fact in mine if fact.act == "implement"]
        self.implemented = bool(done)
        self.done = done[-1].seq if done else None
        self.in_force = done[-1].common["in_force"] if done else None
        dated = [fact for fact in mine if fact.act in {"implement", "extend"}]
        self.ends = dated[-1].common["ends"] if dated else None
        self.after = ABOLISHED if self.ending else Paper(body["after"], body["after_sheet"])
        for fact in mine:
            if fact.act == "cost.record" and fact.body["stage"] == "after":
                self.after = Paper(fact.body["annual"], fact.body["sheet"])
            if fact.act == "cost.restate" and fact.body["after"] is not None:
                self.after = Paper(fact.body["after_annual"], fact.body["after"])

    def effective(self, day):
        """True where its cut is in force on a day; both dates are inclusive (R8)."""
        if not self.implemented or self.left:
            return False
        return self.in_force <= day and (self.ends is None or day <= self.ends)

    def stages(self, day):
        """The rungs it stands on (R7): each one includes the later ones."""
        if self.left:
            return ()
        if self.implemented:
            if self.ends is not None and day > self.ends:
                return ()
            return STAGES if self.in_force <= day else STAGES[:2]
        return STAGES[:2] if self.approved else STAGES[:1]


# The table of action kinds; every kind that is not in it counts always.
WAYS = dict.fromkeys(("interlink", "online", "non-territorial", "decentralise", "delegate"), "fall")
WAYS["merge"] = "never"


# How far down a unit or a level of the administration lies; "other" is no level.
DEPTHS = {"ministry": 0, "province": 1, "department": 1, "district": 2, "commune": 3}


class Case:
    """One procedure, from all that is on record about it."""

    def __init__(self, facts):
        (self.added,) = [fact for fact in facts if fact.act == "procedure.add"]
        self.facts = facts
        self.kind = self.added.body["kind"]
        self.in_force = self.added.body.get("in_force")
        assigned = [fact.body["unit"] for fact in facts if fact.act == "procedure.assign"]
        self.unit = assigned[-1] if assigned else self.added.body["unit"]
        self.struck = [fact.seq for fact in facts if fact.act == "procedure.strike"]
        stated = [fact.body["levels"] for fact in facts if "levels" in fact.body]
        self.levels = stated[-1] if stated else []

    def rounds(self, before=None):
        """Its rounds, oldest first, as they stood before a position."""
        facts = [fact for fact in self.facts if before is None or fact.seq < before]
        opened = [(place, fact) for place, fact in enumerate(facts) if fact.act == "propose"]
        return [Round(fact, facts[place + 1 :]) for place, fact in opened]

    def stands(self, programme, before=None):
        """R11: the newest round that counts for a programme, unless it left the ladder."""
        mine = [one for one in self.rounds(before) if programme in one.programmes]
        return mine[-1] if mine and not mine[-1].left else None

    def cut(self, day):
        """The newest round whose cut is in force on a day."""
        mine = [one for one in self.rounds() if one.effective(day)]
        return mine[-1] if mine else None

    def abolished(self, day):
        """True where it is abolished on a day: it cannot be simplified again."""
        return any(one.ending and one.effective(day) for one in self.rounds())

    def recorded(self):
        """(fact, sheet) of every cost recorded for the procedure as it is."""
        for fact in self.facts:
            if fact.act == "cost.record" and fact.body["stage"] == "before":
                yield fact, Paper(fact.body["annual"], fact.body["sheet"])
            if fact.act == "cost.restate":
                yield fact, Paper(fact.body["before_annual"], fact.body["before"])

    def costs(self, day):
        """Return its cost on a day: of the sheet after the cut in force, or of a later record."""
        cut = self.cut(day)
        known = list(self.recorded())
        if cut is None:
            return known[-1][1] if known else UNKNOWN
        since = [(fact, paper) for fact, paper in known if fact.seq > cut.done]
        # A restatement of the round says anew what it cost before the cut and what it costs now.
        restated = since and since[-1][0].act == "cost.restate" and since[-1][0].round == cut.number
        return since[-1][1] if since and not restated else cut.after


class Standing:
    """A member of a sealed baseline on a day, as the figures see it."""

    def __init__(self, unit, kind, base, round_, day, estimate):
        self.unit, self.kind, self.base = unit, kind, base
        self.round = round_
        self.stages = round_.stages(day) if round_ else ()
        self.estimate = estimate
        self.after = None
        self.struck = self.reviewed = False


class Addition:
    """A procedure that was added after the seal: new by its document, or found (R9)."""

    def __init__(self, case, new, cost):
        self.unit, self.kind = case.unit, case.kind
        self.new, self.undated, self.cost = new, case.in_force is None, cost


class Record:
    """Everything on record up to a point, asked for figures."""

    def __init__(self, facts):
        self.facts = facts
        self.units: dict[str, dict[str, Any]] = {}
        by_code: dict[str, list[Any]] = {}
        self.texts, self.seals, self.lists = {}, {}, {}
        for fact in facts:
            area = fact.subject.split("/")[0]
            if area == "unit":
                self._unit(fact)
            elif area == "procedure":
                by_code.setdefault(fact.key, []).append(fact)
            elif fact.act == "programme.adopt":
                self.texts[fact.key] = fact.body
            elif fact.act == "programme.seal":
                self.seals[fact.key] = fact
            elif fact.act == "programme.list":
                self.lists[fact.key, fact.body["measure"]] = set(fact.body["codes"])
            elif fact.act == "programme.void":  # its lists named members
                del self.seals[fact.key]
                self.lists = {key: codes for key, codes in self.lists.items() if key[0] != fact.key}
        self.cases = {code: Case(mine) for code, mine in by_code.items()}

    def _unit(self, fact):
        if fact.act == "unit.close":
            self.units[fact.key]["successor"] = fact.body["successor"]
        else:
            held = self.units.setdefault(fact.key, {"successor": None})
            held["parent"], held["kind"] = fact.body["parent"], fact.body["kind"]

    def answers(self, unit):
        """The unit that answers for one today: of a closed one, its successor."""
        while self.units[unit]["successor"] is not None:
            unit = self.units[unit]["successor"]
        return unit

    def above(self, unit):
        """The unit that answers and every one above it (R10)."""
        found = []
        while unit is not None:
            found.append(self.answers(unit))
            unit = self.units[found[-1]]["parent"]
        return found

    def inside(self, text, unit):
        """True where a unit lies in the scope of a programme."""
        return text["unit"] == "*" or text["unit"] in self.above(unit)

    def reaches(self, case):
        """R5: somebody at the level of its unit, or below it, carries it out; an unknown level does."""
        kinds = [self.units[unit]["kind"] for unit in self.above(case.unit)]
        own = next((DEPTHS[kind] for kind in kinds if kind in DEPTHS), None)
        depths = [DEPTHS.get(level, -1) for level in case.levels]
        return own is None or not depths or max(depths) >= own

    # --- the baseline ---------------------------------------------------------------------------

    def baseline(self, text, day):
        """R5, R6, C12: code -> unit, kind, sheet, as a seal on a day would fix them."""
        found = {}
        for code, case in self.cases.items():
            if (
                case.kind in text["kinds"]
                and case.unit is not None
                and not case.struck
                and not case.abolished(day)
                and code in text.get("codes", [code])
                and self.inside(text, case.unit)
                and self.reaches(case)
            ):
                found[code] = (self.answers(case.unit), case.kind, case.costs(day))
        return found

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

    def then(self, programme):
        """Return the record as it was before a seal."""
        seal = self.seals[programme]
        return Record([fact for fact in self.facts if fact.seq < seal.seq])

    def expected(self, programme):
        """Return the list that the rules give."""
        seal, text = self.seals[programme], self.texts[programme]
        then = self.then(programme)
        return {
            code: {
                "unit": unit,
                "kind": kind,
                "base": paper.annual,
                "time": parts_of(text, paper.limits),
                "estimate": paper.estimate,
            }
            for code, (unit, kind, paper) in then.baseline(text, date_of(seal.recorded_at)).items()
        }

    # --- members --------------------------------------------------------------------------------

    def members(self, programme, day, measure="cost"):
        """Code -> how each member stands on a day, by cost or by processing time."""
        text, seal = self.texts[programme], self.seals[programme].seq
        found = {}
        for code, first in self.listed(programme).items():
            case = self.cases[code]
            cost, time, estimate = first["base"], first["time"], first["estimate"]
            for fact, later in case.recorded():
                if fact.seq < seal:
                    continue
                new_time = parts_of(text, later.limits)
                if fact.act == "cost.restate":
                    standing = case.stands(programme, fact.seq)
                    if standing is not None and standing.number != fact.round:
                        continue  # a finished cut of an earlier round keeps both its figures
                    cost, estimate = later.annual, later.estimate
                    time = time if new_time is None else new_time
                else:
                    # C12: the first one recorded after the seal, where there was none
                    if cost is None and later.annual is not None:
                        cost, estimate = later.annual, later.estimate
                    time = new_time if time is None else time
            round_ = case.stands(programme)
            estimate = estimate or (round_ is not None and round_.after.estimate)
            base = cost if measure == "cost" else time
            one = Standing(first["unit"], first["kind"], base, round_, day, estimate)
            if round_ is not None:
                one.after = round_.after.annual
                if measure == "time":
                    one.after = 0 if round_.ending else parts_of(text, round_.after.limits)
            one.struck = bool(case.struck)
            one.reviewed = (
                round_ is not None
                or any(f.act == "procedure.review" and f.seq > seal for f in case.facts)
                or any(programme in other.programmes and other.approved for other in case.rounds())
            )
            one.code = code
            found[code] = one
        return found

    # --- new burden -----------------------------------------------------------------------------

    def additions(self, programme, day):
        """R9: code -> what was added after the seal and still stands on a day."""
        text, seal = self.texts[programme], self.seals[programme]
        found = {}
        for code, case in self.cases.items():
            if case.added.seq < seal.seq or case.kind not in text["kinds"] or case.unit is None:
                continue
            if not self.inside(text, case.unit) or not self.reaches(case) or (case.in_force or day) > day:
                continue
            if case.struck or case.abolished(day):
                continue  # new and abolished again: 0
            new = case.in_force is not None and case.in_force > date_of(seal.recorded_at)
            found[code] = Addition(case, new, case.costs(day).annual)
        return found

    def standing(self, programme):
        """The text with what was listed: nothing is missing of it, and the target is over these codes."""
        text = self.texts[programme]
        over = {measure: codes for (id_, measure), codes in self.lists.items() if id_ == programme}
        targets = [
            one | ({"missing": "", "over": over[one["measure"]]} if one["measure"] in over else {})
            for one in text["targets"]
        ]
        return text | {"targets": targets}

    # --- the sheet ------------------------------------------------------------------------------

    def sheet(self, programme, day, stage, unit=""):
        """Return every figure of the sheet of all units or one, by its name."""
        text = self.standing(programme)
        members = self.members(programme, day)
        times = self.members(programme, day, "time") if computed(text, "time") else {}
        added = self.additions(programme, day)
        results, nets = {}, {}
        for id_ in [unit] if unit else [*self.units, "*"]:
            mine = [one for one in members.values() if self.covers(id_, one.unit)]
            timed = [one for one in times.values() if self.covers(id_, one.unit)]
            burden = [one for one in added.values() if id_ == "*" or id_ in self.above(one.unit)]
            results[id_] = result(text, mine, timed, burden)
            if burden:
                nets[id_] = net(text, mine, stage, burden)
        if unit:
            results["*"] = results[unit]
            nets |= {"*": nets[unit]} if unit in nets else {}
        named = {code: one for code, one in members.items() if not unit or self.covers(unit, one.unit)}
        new = {code: one for code, one in added.items() if not unit or unit in self.above(one.unit)}
        return {"results": results, "nets": nets, "named": groups(named, new, stage)}

    def covers(self, id_, unit):
        """True where a unit's figures include the members sealed at another; its own are always included."""
        return id_ in {"*", unit, *self.above(unit)}


def groups(members, added, stage):
    """The procedures behind the figures at a stage, by group (V3, R3, R5, R9, C8, C10)."""
    found: dict[str, list[str]] = {}
    for code, one in members.items():
        names = {"struck"} if one.struck else set()
        if stage in one.stages:
            letter = unknown(one)
            names |= {letter} if letter else set()
            names |= {"worse"} if worse(one) else set()
            names |= {"zero"} if counts(one) and one.base == 0 else set()
            names |= {"not-counted"} if not counts(one) and not worse(one) else set()
        elif one.base is None:
            names.add("U")
        for name in names:
            found.setdefault(name, []).append(code)
    for code, one in added.items():
        found.setdefault("new" if one.new else "found", []).append(code)
    return {name: sorted(codes) for name, codes in found.items()}


def unknown(one):
    """V3: A abolished, base unknown; B simplified, base unknown; C base known, after unknown."""
    if one.base is None:
        return "A" if one.round.ending else "B"
    return "C" if one.after is None else ""


def worse(one):
    """C10: a simplification measured to cost more."""
    return not one.round.ending and not unknown(one) and one.after > one.base


def counts(one):
    """R1 to R4, C10: whether a cut counts in number, once however many actions it has."""
    if one.round.ending:
        return True
    if "always" in one.round.ways:
        return not worse(one)
    return "fall" in one.round.ways and not unknown(one) and one.after < one.base


def figures(members):
    """The counts and sums of some members, in all and at each stage."""
    known = [one.base for one in members if one.base is not None]
    found = {
        "base": len(members),
        "known": sum(known),
        "unknown": len(members) - len(known),
        "struck": sum(one.struck for one in members),
        "reviewed": sum(one.reviewed for one in members),
        "stages": {},
    }
    for stage in STAGES:
        cut = [one for one in members if stage in one.stages]
        open_ = [one for one in cut if unknown(one) == "C"]
        measured = [one for one in cut if not unknown(one)]
        found["stages"][stage] = {
            "broad": sum(counts(one) for one in cut),
            "strict": sum(one.round.ending for one in cut),
            "saving": sum(one.base - one.after for one in measured),
            "a": sum(unknown(one) == "A" for one in cut),
            "b": sum(unknown(one) == "B" for one in cut),
            "c": len(open_),
            "c_base": sum(one.base for one in open_),
            "worse": sum(worse(one) for one in cut),
            "zero": sum(one.base == 0 and counts(one) for one in cut),
            "estimated": sum(one.base - one.after for one in measured if one.estimate),
        }
    return found


def result(text, members, timed, added):
    """The figures of a unit over all kinds and by kind, and its verdicts."""
    kinds = sorted({one.kind for one in members})
    return {
        "total": figures(members),
        "kinds": {kind: figures([m for m in members if m.kind == kind]) for kind in kinds},
        "verdicts": {stage: verdicts(text, members, timed, stage, added) for stage in STAGES},
    }


def aim(text, measure):
    """The target of a measure, if the programme has one."""
    found = [one for one in text["targets"] if one["measure"] == measure]
    return found[0] if found else None


def computed(text, measure):
    """True where a target's list was published and its conversions are known."""
    found = aim(text, measure)
    return bool(found) and not found["missing"] and (measure != "time" or bool(conversions(text)))


def conversions(text):
    """T2: working days in one of each unit; empty where the programme converts nothing."""
    if text["conversions"] is None:
        return {}
    return {"working-day": Fraction(1)} | {n: Fraction(w) for n, w in text["conversions"].items()}


def parts_of(text, limits):
    """T1 to T4: the worst channel, in the parts of a working day that the programme counts in."""
    worth = conversions(text)
    if not limits or not worth or any(limit["unit"] not in worth for limit in limits):
        return None
    longest = max(Fraction(limit["value"]) * worth[limit["unit"]] for limit in limits)
    whole = longest * parts(text)
    assert whole.denominator == 1
    return int(whole)


def parts(text):
    """Parts of a working day: hundredths, times what makes every conversion as written whole."""
    written = []
    for worth in (text["conversions"] or {}).values():
        over, slash, under = worth.partition("/")
        written.append(int(under) if slash else 10 ** len(over.partition(".")[2]))
    return 100 * lcm(*written)


def verdicts(text, members, timed, stage, added):
    """Each target at a stage, and what they come to together: one never makes up for another.

    A target net of new burden, and an offset, hold against what was added since (R9).
    """
    found = {}
    for measure in ("number", "cost", "time", "reviewed", "coverage", "offset"):
        target = aim(text, measure)
        if target is None:
            found[measure] = None
            continue
        mine = taken_over(target, timed if measure == "time" else members)
        sums, new = figures(mine), [one for one in added if one.new and one.kind in target["kinds"]]
        at = sums["stages"][stage]
        taken = new if target.get("burden") == "net" else []
        if measure == "number":
            found[measure] = number(target, sums["base"], at[target["basis"]] - len(taken))
        elif measure == "reviewed":
            found[measure] = number(target, sums["base"], sums["reviewed"])
        elif measure == "offset":
            found[measure] = offset(target, sums["base"], at[target["basis"]], len(new))
        else:
            found[measure] = less(target, sums, stage, taken)
        if not computed(text, measure) and members:  # R10: without members, not applicable
            found[measure] = not_computed(found[measure])
    found["value"] = together([one["value"] for one in found.values() if one is not None])
    return found


def taken_over(target, members):
    """R5, R6: the members of a target's kinds, of those listed for it where it has a list."""
    over = target.get("over")
    return [m for m in members if m.kind in target["kinds"] and (over is None or m.code in over)]


def together(values):
    """V2, V7: all that apply must be met; what is not computed is not met either."""
    applied = set(values) - {"not-applicable"}
    if not applied:
        return "not-applicable"
    if "not-met" in applied:
        return "not-met"
    return "met" if applied == {"met"} else "undetermined"


def not_computed(found):
    """The figures stay, the judgement goes."""
    gone = dict.fromkeys(("short", "flip", "low", "high")) | {"over": 0} if "saving" in found else {}
    return found | gone | {"value": "not-computed"}


def least(target, base):
    """The exact figure that meets a target: a percent of the base, or an amount of its own."""
    written = target.get("at_least", f"{target.get('percent')}%")
    if written.endswith("%"):
        return Fraction(written.removesuffix("%")) * base / 100
    return Fraction(written.split()[0])


def number(target, base, cut):
    """V1, V2, V4."""
    needed = ceil(least(target, base)) if base else 0
    value = "not-applicable" if base == 0 else "met" if cut >= least(target, base) else "not-met"
    short = 0 if base == 0 else max(0, needed - cut)
    return {"value": value, "cut": cut, "base": base, "needed": needed, "short": short}


def offset(target, members, cut, new):
    """R9: so many cuts for each new one; nothing new asks for nothing."""
    asked = Fraction(target["at_least"]) * new
    value = "not-applicable" if not members else "met" if cut >= asked else "not-met"
    needed = ceil(asked) if members else 0
    short = max(0, needed - cut) if members else 0
    return {"value": value, "cut": cut, "base": new, "needed": needed, "short": short}


def less(target, sums, stage, new):
    """R9: the cost with that of the new ones taken off; one of them unmeasured leaves it open."""
    money = cost(target, sums, stage, sum(one.cost or 0 for one in new))
    if any(one.cost is None for one in new) and money["value"] != "not-applicable":
        money |= {"value": "undetermined", "short": None, "flip": None, "low": None, "over": 0}
    return money


def cost(target, sums, stage, burden=0):
    """V2 to V4 on cost or time; `burden` is taken off the saving (R9)."""
    at, known = sums["stages"][stage], sums["known"]
    saving = at["saving"] - burden
    a, b, c = at["a"], at["b"], at["c"]
    u = sums["unknown"] - a - b  # what has no cost and is not cut
    nothing_yet = known == 0 and saving == 0 and a + b + c + u > 0
    found = {
        "saving": saving,
        "known": known,
        "a": a,
        "b": b,
        "c": c,
        "u": u,
        "short": 0,
        "unmeasured": nothing_yet,
        "flip": None,
        "low": None,
        "high": None,
        "over": 0,
    }
    if sums["base"] == 0 or (known == 0 and saving == 0 and a + b + c + u == 0):
        return found | {"value": "not-applicable"}
    amount = target.get("at_least", "%")[-1] != "%"
    asked = least(target, known)
    if nothing_yet and a:
        value = "undetermined"
    elif saving >= asked and b + c + (0 if amount else u) == 0:
        value = "met"
    elif a + b == 0 and saving + at["c_base"] < asked:
        value = "not-met"
    else:
        value = "undetermined"
    low, high = bounds(saving, known, at["c_base"], a, b, c, u)
    found |= {"value": value, "low": low, "high": high}
    if value != "undetermined":
        over = saving - ceil(asked) if value == "met" else 0
        return found | {"short": max(0, ceil(asked) - saving), "over": over}
    flip = None
    if amount:
        flip = ("A", ceil(asked) - saving) if a and b + c == 0 else None
    elif u and a + b + c == 0:
        flip = ("U", floor(100 * saving / least(target, 100)) - known)
    elif a and b + c + u == 0 and not nothing_yet:
        percent = least(target, 100)
        flip = ("A", ceil((percent * known - 100 * saving) / (100 - percent)))
    return found | {"short": None, "flip": flip}


def bounds(saving, known, c_base, a, b, c, u):
    """Between which ratios S / K must lie, whatever the unknowns turn out to be; None: no bound.

    Each unknown is let to its ends. What is abolished (A), and the base of what is simplified (B),
    may grow past everything: towards 1. What is left alone (U) too: towards 0. What is still to cost
    (the after of B and C) may grow past everything as well: no lower bound.
    """
    towards = [Fraction(1)] if a or b else []
    towards += [Fraction(0)] if u else []
    if known:
        towards += [Fraction(saving, known), Fraction(saving + c_base, known)]
    elif not u and not b:
        towards = towards if a else []
        # Nothing is measured and the abolished are all there is: 1 or, if S < 0, anything below.
        return None, max(towards, default=None)
    endless = b or c or (not known and saving < 0)
    low = None if endless or not towards else min(towards)
    high = max(towards) if known or a or b else None
    return low, high


def net(text, members, stage, added):
    """R9: net number = cut - new in force; net cost = saving - annual cost of new.

    Each over the kinds of its target, which is what the sealed base of that target holds.
    """
    new = [one for one in added if one.new]
    found = {
        "new": len(new),
        "found": len(added) - len(new),
        "undated": sum(one.undated for one in added),
        "cost": sum(one.cost or 0 for one in new),
        "unmeasured": sum(one.cost is None for one in new),
        "number": None,
        "money": None,
    }
    for measure, name in (("number", "number"), ("cost", "money")):
        target = aim(text, measure)
        if target is None:
            continue
        mine = [one for one in new if one.kind in target["kinds"]]
        sums = figures(taken_over(target, members))
        if measure == "number":
            cut = sums["stages"][stage][target["basis"]]
            found[name] = number(target, sums["base"], cut - len(mine))
        else:
            found[name] = less(target, sums, stage, mine)
        if not computed(text, measure) and members:
            found[name] = not_computed(found[name])
    return found
