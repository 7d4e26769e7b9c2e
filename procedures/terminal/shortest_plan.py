"""Words the shortest plan to both targets, as text or as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from procedures.rules.programme import target
from procedures.rules.shortest_plan import PlanBasis
from procedures.rules.threshold import Amount
from procedures.services.verdict.shortest_plan import PlanView
from procedures.terminal.tables import listed_briefly, table
from procedures.wording.delimited import delimited
from procedures.wording.formats import count, dong, exact, percent
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import least_words

_NAME, _FEW = 56, 5  # columns of a name, codes of a line
_OWN = frozenset({"unit", "province", "council"})  # levels that decide within the province


def plan_text(shown: PlanView, form: str) -> str:
    """Return the plan, its assumptions, and the procedures it does not cover, as text, tsv or csv."""
    if form in {"tsv", "csv"}:
        rows = [(step.code, shown.names.get(step.code, ""), str(step.saving)) for step in shown.plan.steps]
        return delimited(("code", "name", "saving"), rows, form)
    return "\n".join(_lines(shown)) + "\n"


def _lines(shown: PlanView) -> Iterator[str]:
    task, plan = shown.task, shown.plan
    yield _(
        "{unit}, programme {programme}: on the ladder {cut} of {base}, saving {saving} of {known} đồng a year"
    ).format(
        unit=shown.unit,
        programme=shown.sheet.text["id"],
        cut=count(task.cut),
        base=count(task.base),
        saving=dong(task.saving),
        known=dong(task.known),
    )
    yield from _verdict(shown)
    if plan.steps:
        yield ""
        running = Fraction(task.saving)
        rows = []
        for place, step in enumerate(plan.steps, 1):
            running += step.saving
            base = shown.costs.get(step.code)
            saves = _("unknown") if base is None else exact(step.saving)
            mark = _("asked for") if step.locked else _("by the scan") if step.code in shown.found else ""
            rows.append(
                [
                    str(place),
                    step.code,
                    truncate(one_line(shown.names.get(step.code, "")), _NAME),
                    saves,
                    _rate(running, task),
                    mark,
                ]
            )
        heads = ("#", _("Code"), _("Name"), _("Saves (đồng a year)"), _("Cost target so far"), "")
        yield table(heads, rows, right="rllrr")
        yield from _deciders(shown)
    yield from _why_no_fewer(shown)
    yield from _assumptions(shown)


def _deciders(shown: PlanView) -> Iterator[str]:
    """Yield who may decide on the steps: the unit's own province, or somebody above, by the text to amend."""
    codes = [step.code for step in shown.plan.steps if step.code in shown.amend]
    if not codes:
        return
    own = [code for code in codes if shown.amend[code][1] in _OWN]
    if own:
        yield _("You may decide ({n}): {codes}").format(n=count(len(own)), codes=listed_briefly(own))
    for level in dict.fromkeys(shown.amend[code][1] for code in codes):
        if level in _OWN:
            continue
        mine = [code for code in codes if shown.amend[code][1] == level]
        who = term("level", level) if level else _("not known; to be stated")
        yield _("You recommend to {who} ({n}): {codes}").format(
            who=who, n=count(len(mine)), codes=listed_briefly(mine)
        )
    for code in codes:
        for words in shown.found.get(code, ())[:1]:
            text = _("{code}: replaced by data: {words}; to amend: {document}")
            yield "  " + text.format(
                code=code,
                words=truncate(one_line(words), 100),
                document=one_line(shown.amend[code][0]) or "–",
            )


def _verdict(shown: PlanView) -> Iterator[str]:
    task, plan = shown.task, shown.plan
    if plan.reached:
        if not task.base:
            yield _("No procedure of this unit is in the baseline: not applicable.")
            return
        if not plan.steps:
            yield (
                _("As far as costs are known, both targets are met by what is on the ladder.")
                if plan.unmeasured or _unmeasured_cuts(shown)
                else _("Both targets are met by what is on the ladder: nothing further is needed.")
            )
            return
        first = (
            _(
                "As far as costs are known: {n} further procedure(s). With them {number} of {base} (needed {needed}) and {rate} of the cost (at least {least})."
            )
            if plan.unmeasured or _unmeasured_cuts(shown)
            else _(
                "Enough: {n} further procedure(s). With them {number} of {base} (needed {needed}) and {rate} of the cost (at least {least})."
            )
        )
        yield first.format(
            n=count(len(plan.steps)),
            number=count(plan.number),
            base=count(task.base),
            needed=count(plan.needed),
            least=least_words(target(shown.sheet.text, "cost") or {"percent": "0"}),
            rate=_rate(plan.saving, task) if task.known else _("an unknown share"),
        )
        return
    parts = []
    if plan.short_number:
        parts.append(_("short by {n} procedure(s)").format(n=count(plan.short_number)))
    if plan.short_cost:
        parts.append(_("short by {amount} đồng").format(amount=dong(plan.short_cost)))
    yield _("Cannot be reached with everything that is open ({n}): {list}.").format(
        n=count(len(plan.steps)), list=", ".join(parts)
    )


def _why_no_fewer(shown: PlanView) -> Iterator[str]:
    plan = shown.plan
    proven = plan.for_number is not None and plan.for_cost is not None
    # Where no cost is known there is nothing to say of the cost.
    if plan.reached and proven and plan.steps and shown.task.known:
        yield _(
            "Why not fewer: the number alone takes {number}, the cost alone takes the {cost} largest savings; no set of fewer saves as much, so the larger of the two is the least."
        ).format(number=count(plan.for_number or 0), cost=count(plan.for_cost or 0))
    if plan.fall is not None:
        fall = plan.fall
        yield _(
            "If the largest one falls (−{saving} đồng): number {number} ({first}), cost {cost} ({second})."
        ).format(
            saving=exact(fall.saving),
            number=count(fall.number),
            first=_met(met=fall.number_met),
            cost=_rate(fall.cost, shown.task),
            second=_met(met=fall.cost_met),
        )


def _assumptions(shown: PlanView) -> Iterator[str]:
    yield _("Assumed:")
    if shown.assumption.simplify is None:
        yield "  " + _("each further procedure is abolished and saves its whole baseline cost;")
    else:
        yield "  " + _(
            "each further procedure is simplified and saves {percent}% of its baseline cost;"
        ).format(percent=shown.assumption.simplify)
    yield "  " + _("what is on the ladder stays there and reaches the stage that counts;")
    yield "  " + _("a procedure of unknown cost is taken to save nothing.")
    money = shown.sheet.results[0].at("proposed").cost
    if money is not None and (money.b or money.c):
        yield _(
            "{n} simplified one(s) on the ladder have no measured cost: until then the cost verdict stays open."
        ).format(n=count(money.b + money.c))
    if shown.plan.unmeasured:
        yield _("Measure first: {n} open procedure(s) of unknown cost ({codes}).").format(
            n=count(len(shown.plan.unmeasured)), codes=_first_codes(shown.plan.unmeasured)
        )
        if shown.plan.room is not None and shown.task.known:
            yield "  " + _(
                "The plan meets the cost target as long as they cost at most {amount} đồng a year together."
            ).format(amount=dong(shown.plan.room))
    for why, number in sorted(Counter(why for _code, why in shown.left_out).items()):
        codes = tuple(code for code, other in shown.left_out if other == why)
        yield _("Not considered, {why}: {n} ({codes})").format(
            why=term("open", why), n=count(number), codes=_first_codes(codes)
        )


def _unmeasured_cuts(shown: PlanView) -> int:
    """Return the number of simplified cuts whose cost before or after is unknown (V3: B and C)."""
    money = shown.sheet.results[0].at("proposed").cost
    return money.b + money.c if money is not None else 0


def _first_codes(codes: tuple[str, ...]) -> str:
    return ", ".join(codes[:_FEW]) + ("…" if len(codes) > _FEW else "")


def _met(*, met: bool) -> str:
    return term("value", "met" if met else "not-met")


def _rate(saving: Fraction, task: PlanBasis) -> str:
    """Return a saving as a share of the known cost, never rounded up to the target that it misses (V5)."""
    least = None if isinstance(task.least_cost, Amount) else task.least_cost
    return percent(saving.numerator, saving.denominator * task.known, least) if task.known else "–"
