"""Facts about one procedure, as the reference model reads them: its sheets, its rounds, its papers.

Nothing here is the program's: no row, no projection, no query.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from fractions import Fraction

STAGES = ("proposed", "approved", "implemented")
LEFT = ("withdraw", "return", "reject", "revoke", "annul", "lapse")  # R8: from that moment
# The table of action kinds; every kind that is not in it counts always.
WAYS = dict.fromkeys(("interlink", "online", "non-territorial", "decentralise", "delegate"), "fall")
WAYS["merge"] = "never"
# R13: who issued a text, by the end of its number; where that tells nothing, what was typed.
NUMBERS = {"/TT-BTP": "ministry", "/NQ-HĐND": "council", "/NĐ-CP": "government"}
# R5: how far down a unit or a level of the administration lies; "other" is no level.
DEPTHS = {"ministry": 0, "province": 1, "department": 1, "district": 2, "commune": 3}
LEVELS = ("unit", "province", "council", "ministry", "prime-minister", "government", "assembly")


def date_of(instant):
    """The Vietnamese date of a UTC instant."""
    moment = datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ") + timedelta(hours=7)
    return moment.strftime("%Y-%m-%d")


def amount(text):
    """Whole đồng as they were signed; None is unknown and never zero (C8)."""
    return None if text is None else int(text)


def height(document):
    """R13: how high the body stands that issued a document; councils of every level number alike."""
    told = [level for end, level in NUMBERS.items() if document["number"].endswith(end)]
    local = told == ["council"] and document["level"] == "unit"
    return LEVELS.index(told[0] if told and not local else document["level"])


def own_height(kind):
    """Return the height of a unit itself: a ministry, a province, or any unit beneath one."""
    return LEVELS.index({"ministry": "ministry", "province": "province"}.get(kind, "unit"))


class Paper:
    """A cost sheet: what it comes to, on what it rests, and the time limits it states."""

    def __init__(self, annual, sheet):
        self.annual = amount(annual)
        self.sheet = sheet
        self.estimate = sheet is not None and sheet["basis"] == "estimate"
        self.limits = [] if sheet is None else sheet["limits"]


ABOLISHED = Paper("0", None)  # C6
UNKNOWN = Paper(None, None)


def dossier(sheet):
    """The cost of one dossier of each group; None where a figure of it is unknown (sheets of one group)."""
    (group,), rate = sheet["groups"], Fraction(sheet["income"]["hourly"])
    figures = [group["fees"], group["other"], group["times"]]
    figures += [task[name] for task in sheet["tasks"] for name in ("hours", "service")]
    if None in figures:
        return None
    work = sum(Fraction(task["hours"]) * rate + int(task["service"]) for task in sheet["tasks"])
    return (work + int(group["fees"]) + int(group["other"])) * Fraction(group["times"])


def falls(before, after):
    """R3: a fall of hours, fees, dossier parts or frequency in the sheet, whatever the year costs.

    What one dossier costs must fall; where that is unknown or stays, something must fall and nothing rise.
    """
    if before.sheet is None or after.sheet is None:
        return False
    one, other = dossier(before.sheet), dossier(after.sheet)
    if None not in {one, other} and one != other:
        return other < one
    changes = []
    for name in ("hours", "service", "fees", "other", "times"):
        was, now = (together(sheet, name) for sheet in (before.sheet, after.sheet))
        changes += [] if None in {was, now} else [now - was]
    parts = [sum(task["kind"] == "prepare" for task in one.sheet["tasks"]) for one in (before, after)]
    changes.append(parts[1] - parts[0])
    return min(changes) < 0 and max(changes) <= 0


def together(sheet, name):
    """The sum of one column of a sheet; None where a figure of it is unknown."""
    lines = sheet["tasks"] if name in {"hours", "service"} else sheet["groups"]
    given = [line[name] for line in lines]
    return None if None in given else sum(map(Fraction, given))


class Round:
    """One round of a procedure: from its proposal to whatever became of it."""

    def __init__(self, proposal, case, into):
        body = proposal.body
        self.case, self.number, self.seq = case, proposal.round, proposal.seq
        self.programmes = body["programmes"]
        self.into = into  # the procedure that it is merged into, itself where it continues
        # R4: of a merger all but the one that continues are abolished.
        self.ending = body["kind"] == "abolish" or into not in {None, case}
        self.actions = {action["kind"] for action in body["actions"]}
        self.ways = {WAYS.get(kind, "always") for kind in self.actions}
        self.after = ABOLISHED if self.ending else Paper(body["after"], body["after_sheet"])
        self.outcome = "proposed"
        self.lapsed = self.annulled = self.approved = False
        self.done = self.in_force = self.ends = None
        self.papers = {}  # slot -> date of the document, day on which it came on record
        self.file(proposal, "submission", body["submission"])

    @property
    def left(self):
        """True where it has left the ladder for good."""
        return self.outcome == "left"

    @property
    def under_way(self):
        """True where it is proposed or approved, and no more."""
        return self.outcome in STAGES[:2]

    def file(self, fact, slot, document):
        """A document of the round."""
        self.papers[slot] = [document["date"], date_of(fact.recorded_at)]

    def take(self, fact):
        """Follow an act of the round, or one in its time."""
        if fact.act in LEFT:
            self.outcome, self.lapsed, self.annulled = "left", fact.act == "lapse", fact.act == "annul"
        elif fact.act == "approve":
            self.outcome, self.approved = "approved", True
            for number, decision in enumerate(fact.common["decisions"], 1):
                self.file(fact, f"decision.{number}", decision)
        elif fact.act == "implement":
            self.come_true(fact, fact.common["document"], fact.common["in_force"])
            self.ends = fact.common["ends"]
        elif fact.act == "extend":
            self.ends = fact.common["ends"]
        elif fact.act == "cost.record" and fact.body["stage"] == "after":
            self.after = Paper(fact.body["annual"], fact.body["sheet"])
        elif fact.act == "cost.restate" and fact.body["after"] is not None:
            self.after = Paper(fact.body["after_annual"], fact.body["after"])

    def come_true(self, fact, document, in_force):
        """Carried out by a document; of a repeal from above it is in force on its date (R5)."""
        self.outcome, self.done, self.in_force = "implemented", fact.seq, in_force
        self.file(fact, "implementing", document)

    def effective(self, day):
        """True where its cut is in force on a day; both dates are inclusive (R8)."""
        return self.outcome == "implemented" and self.in_force <= day and not self.ended(day)

    def ended(self, day):
        """True where its last day is over (R8)."""
        return self.ends is not None and day > self.ends

    def stages(self, day):
        """The rungs it stands on (R7): each one includes the later ones."""
        if self.left or self.ended(day):
            return ()
        if self.outcome == "implemented":
            return STAGES if self.in_force <= day else STAGES[:2]
        return STAGES[: STAGES.index(self.outcome) + 1]

    def reached(self, stage):
        """R12: the day on which it reached a stage by its documents, and the day that came on record."""
        for slot in ("submission", "decision", "implementing")[STAGES.index(stage) :]:
            mine = [paper for name, paper in self.papers.items() if name.partition(".")[0] == slot]
            if mine:
                dated, recorded = (max(days) for days in zip(*mine, strict=True))
                return max(dated, self.in_force) if slot == "implementing" else dated, recorded
        raise AssertionError(stage)


class Case:
    """One procedure, from all that is on record about it."""

    def __init__(self, added):
        self.added, self.first, self.code = added, added.key, added.key
        self.kind = added.body["kind"]
        self.in_force = added.body.get("in_force")
        self.unit = added.body["unit"]
        self.levels = added.body.get("levels", [])
        self.facts, self.rounds = [], []
        self.struck = self.repealed = False
        self.reviews = []

    def take(self, fact):
        """An act on it, after the round that the act is in."""
        self.facts.append(fact)
        if fact.act == "procedure.review":
            self.reviews.append(fact.seq)
        elif fact.act == "procedure.describe":
            line = json.loads(fact.enclosures[fact.body["enclosed"]].splitlines()[0])
            self.levels = line["description"]["levels"] or self.levels
        elif fact.act == "procedure.handle":
            self.levels = fact.body.get("levels", self.levels)
        elif fact.act == "correct":
            date = fact.body["new"].get("date")
            paper = self.rounds[fact.body["round"] - 1].papers.get(fact.body["slot"])
            if paper and date:
                paper[0] = date
        elif 0 < fact.round <= len(self.rounds):
            self.rounds[fact.round - 1].take(fact)

    def cut(self, day):
        """The newest round whose cut is in force on a day."""
        mine = [one for one in self.rounds if one.effective(day)]
        return mine[-1] if mine else None

    def abolished(self, day):
        """True where it is abolished on a day: it cannot be simplified again."""
        return any(one.ending and one.effective(day) for one in self.rounds)

    def recorded(self):
        """(fact, sheet) of every cost recorded for the procedure as it is."""
        for fact in self.facts:
            if fact.act == "cost.record" and fact.body["stage"] == "before":
                yield fact, Paper(fact.body["annual"], fact.body["sheet"])
            if fact.act == "cost.restate":
                yield fact, Paper(fact.body["before_annual"], fact.body["before"])

    def newest(self):
        """Its own newest sheet."""
        return next((paper for _fact, paper in reversed(list(self.recorded()))), UNKNOWN)

    def costs(self, day):
        """Return its cost on a day: of the sheet after the cut in force, or of a later record."""
        cut = self.cut(day)
        if cut is None:
            return self.newest()
        since = [(fact, paper) for fact, paper in self.recorded() if fact.seq > cut.done]
        # A restatement of the round says anew what it cost before the cut and what it costs now.
        restated = since and since[-1][0].act == "cost.restate" and since[-1][0].round == cut.number
        return since[-1][1] if since and not restated else cut.after
