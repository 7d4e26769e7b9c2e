"""Verdicts of the reference model: what the targets make of the figures (V1 to V4, R9).

Nothing here is the program's.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from tests.properties.reference_cases import STAGES
from tests.properties.reference_figures import conversions, figures


def result(text, members, added):
    """The figures of a unit over all kinds and by kind, and its verdicts."""
    kinds = sorted({one.kind for one in members})
    return {
        "total": figures(members),
        "kinds": {kind: figures([m for m in members if m.kind == kind]) for kind in kinds},
        "verdicts": {stage: verdicts(text, members, stage, added) for stage in STAGES},
    }


def aim(text, measure):
    """The target of a measure, if the programme has one."""
    found = [one for one in text["targets"] if one["measure"] == measure]
    return found[0] if found else None


def computed(text, measure):
    """True where a target's list was published and its conversions are known."""
    found = aim(text, measure)
    return bool(found) and not found["missing"] and (measure != "time" or bool(conversions(text)))


def verdicts(text, members, stage, added):
    """Each target at a stage, and what they come to together: one never makes up for another."""
    found = {
        measure: judged(text, measure, members, stage, added) if aim(text, measure) else None
        for measure in ("number", "cost", "time", "reviewed", "coverage", "offset")
    }
    found["value"] = together([one["value"] for one in found.values() if one is not None])
    return found


def judged(text, measure, members, stage, added):
    """One target at a stage; net of new burden, and of an offset, against what was added since (R9)."""
    target = aim(text, measure)
    mine = taken_over(target, members)
    new = [one for one in added if one.new and one.kind in target["kinds"] and at_levels(target, one.levels)]
    taken = new if target.get("burden") == "net" else []
    if measure == "time" and not computed(text, "time"):
        mine = []  # times that nobody can convert are not added up
    sums = figures(mine, text, measure)
    at = sums["stages"][stage]
    if measure == "number":
        found = number(target, sums["base"], at[target["basis"]] - len(taken))
    elif measure == "reviewed":
        found = number(target, sums["base"], sums["reviewed"])
    elif measure == "coverage":
        having = [one for one in mine if not one.repealed and has_property(target, one, stage)]
        found = number(target, sums["base"], len(having))
    elif measure == "offset":
        found = offset(target, sums["base"], at[target["basis"]], len(new))
    else:
        found = less(target, sums, stage, taken)
    if not computed(text, measure) and any(not one.repealed for one in members):
        return not_computed(found)  # R10: without members, not applicable
    return found


def at_levels(target, levels):
    """True where one of a target's levels carries a procedure out; an unknown level may be any."""
    return not levels or "levels" not in target or bool(set(levels) & set(target["levels"]))


def taken_over(target, members):
    """R5, R6: the members of a target's kinds, of those listed for it where it has a list."""
    over = target.get("over")
    mine = [m for m in members if at_levels(target, m.levels)]
    return [m for m in mine if m.kind in target["kinds"] and (over is None or m.first in over)]


PROPERTIES = {
    "papers-by-data": "replace-by-data",
    "online": "online",
    "non-territorial": "non-territorial",
    "electronic-report": None,  # no action brings it about: a list says so
}


def has_property(target, one, stage):
    """A member has what is asked for by a list or a cut; one that is abolished does not lack it."""
    wanted = PROPERTIES[target["property"]]
    cuts = one.standing.get(stage, ())
    return one.first in target["has"] or any(cut.ending or wanted in cut.actions for cut in cuts)


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
    # V2: a known cost of nothing that nothing moves; one that rises is not met.
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
        mine = [one for one in new if one.kind in target["kinds"] and at_levels(target, one.levels)]
        sums = figures(taken_over(target, members))
        if measure == "number":
            cut = sums["stages"][stage][target["basis"]]
            found[name] = number(target, sums["base"], cut - len(mine))
        else:
            found[name] = less(target, sums, stage, mine)
        if not computed(text, measure) and any(not one.repealed for one in members):
            found[name] = not_computed(found[name])
    return found
