"""Figures of the reference model: what members' cuts come to, by stage.

Nothing here is the program's.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

from tests.properties.reference_cases import STAGES


class Seen:
    """A cut of a member as one measure sees it: what there was before, and after."""

    def __init__(self, one, cut, text=None, measure="cost", replaced=()):
        # R11: a finished cut that a further one has replaced keeps the number, which stays 1.
        self.replaced = [Seen(one, other, text, measure) for other in replaced if other is not cut]
        self.ending, self.strict, self.ways = cut.ending, cut.strict, cut.ways
        self.fallen = cut.sheet_falls
        self.base, self.after = one.base, cut.after.annual
        if measure == "time":
            self.base = one.time
            self.after = 0 if cut.ending else parts_of(text, cut.after.limits)
        self.estimate = one.estimate or cut.after.estimate

    @property
    def unknown(self):
        """V3: A abolished, base unknown; B simplified, base unknown; C base known, after unknown."""
        if self.base is None:
            return "A" if self.ending else "B"
        return "C" if self.after is None else ""

    @property
    def worse(self):
        """C10: a simplification measured to cost more."""
        return not self.ending and not self.unknown and self.after > self.base

    @property
    def counts_strictly(self):
        """R2, R11: abolished, by this cut or one that it replaces."""
        return self.strict or any(other.strict for other in self.replaced)

    @property
    def counts(self):
        """R1 to R4, R11, C10: whether it counts in number, once however many actions it has."""
        if self.ending or any(other.counts for other in self.replaced):
            return True
        if "always" in self.ways:
            return not self.worse
        fell = self.fallen or (not self.unknown and self.after < self.base)
        return "fall" in self.ways and fell and not self.worse


def groups(members, added, stage):
    """The procedures behind the figures at a stage, by group (V3, R3, R5, R9, C8, C10)."""
    found: dict[str, list[str]] = {}
    for one in members:
        names = {"struck"} if one.struck else set()
        if one.repealed:
            names = {"repealed"}
        elif stage in one.at:
            cut = Seen(one, one.at[stage], replaced=one.standing[stage])
            names |= {cut.unknown} if cut.unknown else set()
            names |= {"worse"} if cut.worse else set()
            names |= {"zero"} if cut.counts and cut.base == 0 else set()
            names |= {"not-counted"} if not cut.counts and not cut.worse else set()
        elif one.base is None:
            names.add("U")
        for name in names:
            found.setdefault(name, []).append(one.code)
    for code, one in added:
        found.setdefault("new" if one.new else "found", []).append(code)
    return {name: sorted(codes) for name, codes in found.items()}


def figures(everyone, text=None, measure="cost"):
    """The counts and sums of some members, in all and at each stage; what was repealed stands apart (R5)."""

    def before(members):
        costs = [one.time if measure == "time" else one.base for one in members]
        known = [cost for cost in costs if cost is not None]
        return len(members), sum(known), len(members) - len(known)

    members = [one for one in everyone if not one.repealed]
    base, known, unknown = before(members)
    repealed, repealed_known, repealed_unknown = before([one for one in everyone if one.repealed])
    found = {
        "base": base,
        "known": known,
        "unknown": unknown,
        "struck": sum(one.struck for one in members),
        "reviewed": sum(one.reviewed for one in members),
        "repealed": repealed,
        "repealed_known": repealed_known,
        "repealed_unknown": repealed_unknown,
        "stages": {},
    }
    for stage in STAGES:
        cut = [
            Seen(one, one.at[stage], text, measure, one.standing[stage]) for one in members if stage in one.at
        ]
        open_ = [one for one in cut if one.unknown == "C"]
        measured = [one for one in cut if not one.unknown]
        found["stages"][stage] = {
            "broad": sum(one.counts for one in cut),
            "strict": sum(one.counts_strictly for one in cut),
            "saving": sum(one.base - one.after for one in measured),
            "a": sum(one.unknown == "A" for one in cut),
            "b": sum(one.unknown == "B" for one in cut),
            "c": len(open_),
            "c_base": sum(one.base for one in open_),
            "worse": sum(one.worse for one in cut),
            "zero": sum(one.base == 0 and one.counts for one in cut),
            "estimated": sum(one.base - one.after for one in measured if one.estimate),
        }
    return found


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
