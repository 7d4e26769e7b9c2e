"""Words the verdict sheet: text, tables, TSV and CSV."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from procedures.rules.new_burden import Net
from procedures.rules.programme import STAGES, computed, day_parts, target
from procedures.rules.threshold import WHOLE, Amount, threshold
from procedures.rules.verdict import (
    CostVerdict,
    NumberVerdict,
    Result,
    Verdict,
    aims,
    judge_target,
    with_repealed,
)
from procedures.services.verdict.sheet import VerdictSheet
from procedures.storage.rows import Procedure
from procedures.terminal.portal import portal_words
from procedures.terminal.register_notices import notice_lines
from procedures.terminal.tables import table
from procedures.terminal.verdict_details import noted_lines, sign_lines
from procedures.views.verdict import why_not
from procedures.wording.delimited import delimited
from procedures.wording.formats import count, date, days, dong, percent, quotient
from procedures.wording.language import N_, _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import (
    is_root,
    least_percent,
    least_words,
    outcome,
    ratio_words,
    unit_name,
)
from workflow.storage.rows import Register

_FEW = 10  # units named in a line


def sheet_text(sheet: VerdictSheet, register: Register, form: str) -> str:
    """Return the sheet as text, tsv or csv."""
    if form in {"tsv", "csv"}:
        keys = (*_FLAT_KEYS, *_PORTAL_KEYS) if sheet.portal else _FLAT_KEYS
        return delimited(keys, list(_flat_rows(sheet)), form)
    return "\n".join(_lines(sheet, register)) + "\n"


def _lines(sheet: VerdictSheet, register: Register) -> Iterator[str]:
    programme = sheet.text
    yield one_line(register.name)
    yield from notice_lines(register)
    yield _("Programme {id}, stage: {stage}, figures to the end of {day}, journal position {seq}").format(
        id=programme["id"], stage=term("state", sheet.stage), day=date(sheet.day), seq=sheet.position
    )
    yield ""
    yield _main_table(sheet)
    yield _stages_table(sheet)
    yield from _notes(sheet)
    yield from _deadlines(sheet)
    if sheet.noted is None or sheet.signs is None:
        yield _("Too many procedures to name at once: tinhgon check --unit UNIT names those of a unit.")
    else:
        yield from noted_lines(sheet.noted)
        yield from sign_lines(sheet.signs)
    yield _("Baseline: {n} procedures sealed at entry {seq}. Programme digest {digest}…").format(
        n=count(sheet.programme.members), seq=sheet.programme.sealed, digest=sheet.programme.digest[:16]
    )
    yield _("Basis: {sources}").format(
        sources="; ".join(one_line(source["document"]) for source in programme["sources"])
    )
    yield _("Head: {leaf}").format(leaf=sheet.leaf)


def _main_table(sheet: VerdictSheet) -> str:
    heads = [_("Unit")]
    right = "l"
    if on_number := target(sheet.text, "number"):
        least = _("needed ({p})").format(p=least_words(on_number))
        heads += [_("Cut / in the base"), least, _("Rate")]
        right += "rrr"
    if on_cost := target(sheet.text, "cost"):
        heads += [_("Saving (đồng a year)"), _("Rate (at least {p})").format(p=least_words(on_cost))]
        right += "rr"
    if on_time := target(sheet.text, "time"):
        heads += [_("Working days saved"), _("Rate (at least {p})").format(p=least_words(on_time))]
        right += "rr"
    if on_review := target(sheet.text, "reviewed"):
        heads.append(_("Reviewed ({p})").format(p=least_words(on_review)))
        right += "r"
    if on_coverage := target(sheet.text, "coverage"):
        what = term("property", on_coverage["property"])
        heads.append(_("{property} ({p})").format(property=what, p=least_words(on_coverage)))
        right += "r"
    if on_offset := target(sheet.text, "offset"):
        heads.append(_("Cut : new (at least {p} : 1)").format(p=least_words(on_offset)))
        right += "r"
    heads.append(_("Result"))
    shown = [result for result in sheet.results if result.total.base or len(sheet.results) == 1]
    rows = [_row(sheet, result) for result in shown]
    if len(sheet.results) > 1 and not any(is_root(sheet, result) for result in shown):
        rows.append(_row(sheet, sheet.whole))
    text = table(heads, rows, right=right)
    empty = len(sheet.results) - len(shown)
    if empty:
        text += _("({n} unit(s) without members: not applicable)").format(n=empty) + "\n"
    return text


def _row(sheet: VerdictSheet, result: Result, *, whole: bool = False) -> list[str]:
    verdict = result.at(sheet.stage)
    row = [unit_name(sheet, result.unit, whole=whole)]
    if (number := verdict.number) is not None:
        row += [
            f"{count(number.cut)}/{count(number.base)}",
            count(number.needed),
            _dash_if_not_computed(number)
            or percent(number.cut, number.base, least_percent(sheet.text, "number")),
        ]
    if (money := verdict.cost) is not None:
        row += [
            dong(money.saving) + _ellipsis_if_open(money),
            ratio_words(money, least_percent(sheet.text, "cost")),
        ]
    if (time := verdict.time) is not None:
        row += [
            days(time.saving, day_parts(sheet.text)) + _ellipsis_if_open(time),
            ratio_words(time, least_percent(sheet.text, "time")),
        ]
    if (review := verdict.reviewed) is not None:
        row.append(f"{count(review.cut)}/{count(review.base)}")
    if (coverage := verdict.coverage) is not None:
        row.append(f"{count(coverage.cut)}/{count(coverage.base)}")
    if (offset := verdict.offset) is not None:
        row.append(_offset_words(offset, target(sheet.text, "offset")))
    return [*row, outcome(verdict, sheet.timings.get(result.unit))]


def _offset_words(offset: NumberVerdict, aim: Any) -> str:
    """Return cuts against new ones with their ratio, "150 : 35 = 4.29" (V5)."""
    pair = f"{count(offset.cut)} : {count(offset.base)}"
    least = threshold(aim)
    assert not isinstance(least, Amount)  # noqa: S101 - the programme is sound
    return f"{pair} = {quotient(offset.cut, offset.base, least)}" if offset.base else pair


def _ellipsis_if_open(money: CostVerdict) -> str:
    return "…" if money.value == "undetermined" else ""


def _dash_if_not_computed(number: NumberVerdict) -> str:
    return "–" if number.value == "not-computed" else ""


def _why_not(aim: dict[str, Any]) -> str:
    why = why_not(aim)
    return _("the programme states no conversion into working days") if why == "no-conversions" else why


def what_to_give(programme: Mapping[str, Any], aim: Mapping[str, Any], kinds: Collection[str]) -> str:
    """Return the commands that give what a target waits for: its members, their list, or conversions.

    `kinds` are those of the members; without a member of the target's own kinds the seal came too early.
    """
    if aim["missing"] and not set(aim["kinds"]) & set(kinds):
        kind, id_ = aim["kinds"][0], programme["id"]
        return (
            f"tinhgon procedure import FILE --kind {kind} --as REGISTRAR, tinhgon programme void {id_}"
            f" --as REGISTRAR, tinhgon programme seal {id_} --as REGISTRAR"
        )
    if aim["missing"]:
        return f"tinhgon programme list {programme['id']} FILE --target {aim['measure']} --as REGISTRAR"
    return f"tinhgon programme export {programme['id']}"


def _stages_table(sheet: VerdictSheet) -> str:
    """Return every stage: cuts in the broad sense, those abolished in brackets (R2), and the saving."""
    heads = [_("Unit")]
    for stage in STAGES:
        heads += [term("state", stage), _("saving")]
    heads += [_("Seen at the portal")] if sheet.portal else []
    rows = []
    for result in (result for result in sheet.results if result.total.base):
        row = [unit_name(sheet, result.unit)]
        for figures in result.total.stages:
            row += [f"{count(figures.broad)} ({count(figures.strict)})", dong(figures.saving)]
        if sheet.portal:
            seen = sheet.portal.get(result.unit)
            row.append(portal_words(seen) if seen else "–")
        rows.append(row)
    return (
        _("All three stages, in brackets those abolished:")
        + "\n"
        + table(heads, rows, right="lrrrrrr" + "l" * bool(sheet.portal))
    )


def _notes(sheet: VerdictSheet) -> Iterator[str]:
    shown = sheet.results[0] if len(sheet.results) == 1 else sheet.whole
    whole = shown.total
    on_number = target(sheet.text, "number")
    stage = whole.stages[STAGES.index(sheet.stage)]
    if on_number:
        yield _(
            "In all, {strict} abolished, {broad} abolished or simplified; the target counts: {basis}."
        ).format(
            strict=count(stage.strict), broad=count(stage.broad), basis=term("basis", on_number["basis"])
        )
    for aim in aims(sheet.text):
        if aim.levels:
            yield _("{measure}: only what is carried out at: {levels} (R6)").format(
                measure=term("measure", aim.measure),
                levels=", ".join(term("performing-level", level) for level in aim.levels),
            )
    kinds = [
        f"{term('kind', tally.kind)} {count(tally.stages[STAGES.index(sheet.stage)].broad)}/{count(tally.base)}"
        for tally in shown.by_kind
    ]
    yield _("By kind: {list}").format(list=", ".join(kinds))
    if 0 < stage.estimated <= stage.saving:
        yield _("Of the saving, {share} rests on estimates (C11).").format(
            share=percent(stage.estimated, stage.saving, WHOLE)
        )
    elif stage.estimated:  # measured increases beside estimated savings: no share to speak of
        yield _("On estimates rest {estimated} đồng of the saving of {saving} đồng (C11).").format(
            estimated=dong(stage.estimated), saving=dong(stage.saving)
        )
    yield from _repealed(sheet, shown)
    yield from _net(sheet, sheet.nets.get(shown.unit) or sheet.nets.get("*"), shown)
    for aim in sheet.text["targets"]:
        if not computed(sheet.text, aim["measure"]):
            yield _("Not computed: {measure} ({why}). To give it: {command}").format(
                measure=term("measure", aim["measure"]),
                why=_why_not(aim),
                command=what_to_give(sheet.text, aim, {tally.kind for tally in sheet.whole.by_kind}),
            )
    if computed(sheet.text, "time"):
        conversions = {"working-day": "1", **(sheet.text["conversions"] or {})}
        yield _("Working days: {list}").format(
            list=", ".join(f"1 {term('time', unit)} = {worth}" for unit, worth in conversions.items())
        )
    for result in sheet.results if len(sheet.results) == 1 else ():
        yield from _tipping_point(result.at(sheet.stage))


def _repealed(sheet: VerdictSheet, shown: Result) -> Iterator[str]:
    """Yield what was repealed from above, and each target whose verdict it changes, with both ratios (R5)."""
    whole = shown.total
    if not whole.repealed:
        return
    yield _(
        "Repealed from above since the seal: {n} procedure(s), {cost} đồng a year; in neither base nor cuts (R5)."
    ).format(
        n=count(whole.repealed), cost=dong(whole.repealed_known) + ("…" if whole.repealed_unknown else "")
    )
    place = STAGES.index(sheet.stage)
    for aim, total in zip(aims(sheet.text), shown.targets, strict=True):
        here = judge_target(aim, total, total.stages[place])
        there = judge_target(aim, with_repealed(total), total.stages[place])
        if here.value == there.value:
            continue
        ratios = [_ratio(sheet, aim.measure, one) for one in (here, there)]
        yield _("{measure}: {ratio}, {value}; with them in the base {other}, {then}").format(
            measure=term("measure", aim.measure),
            ratio=ratios[0],
            value=term("value", here.value),
            other=ratios[1],
            then=term("value", there.value),
        )


def _ratio(sheet: VerdictSheet, measure: str, judged: NumberVerdict | CostVerdict) -> str:
    least = least_percent(sheet.text, measure)
    if isinstance(judged, NumberVerdict):
        return f"{count(judged.cut)}/{count(judged.base)} ({percent(judged.cut, judged.base, least)})"
    return ratio_words(judged, least)


def _net(sheet: VerdictSheet, net: Net | None, shown: Result) -> Iterator[str]:
    """Yield the figures after new burden (R9), with a warning where a target is met before it only."""
    if net is None:
        return
    yield _(
        "Since the seal: {new} new ({cost} đồng a year), {found} in force before, {undated} without a date."
    ).format(
        new=count(net.new),
        cost=dong(net.cost) + ("…" if net.unmeasured else ""),
        found=count(net.found - net.undated),
        undated=count(net.undated),
    )
    verdict = shown.at(sheet.stage)
    parts = []
    pairs = (("number", verdict.number, net.number), ("cost", verdict.cost, net.money))
    for measure, gross, less in pairs:
        if gross is None or less is None:
            continue
        fails = gross.value == "met" and less.value not in {"met", "not-applicable"}
        if isinstance(less, NumberVerdict):
            figure = f"{count(less.cut)}/{count(less.base)} ({percent(less.cut, less.base, least_percent(sheet.text, measure))})"
        else:
            figure = f"{dong(less.saving)} ({ratio_words(less, least_percent(sheet.text, measure))})"
        warning = ": " + _("met before the new burden, not after it") if fails else ""
        parts.append(f"{term('measure', measure)} {figure}{warning}")
    yield _("Net: {list}").format(list="; ".join(parts))


def _deadlines(sheet: VerdictSheet) -> Iterator[str]:
    """Yield a line for each deadline; once it has passed, who met it late, who has not met it (R12)."""
    for aim in sheet.text["targets"]:
        measure = term("measure", aim["measure"])
        if aim["deadline"] >= sheet.day:
            yield _("Deadline {measure}: {date}").format(measure=measure, date=date(aim["deadline"]))
            continue
        units = [result for result in sheet.results if result.total.base]
        missed = [one for one in units if _value(one.at(sheet.stage), aim["measure"]) in _OPEN]
        timed = {one.unit: sheet.timings.get(one.unit, {}).get(aim["measure"]) for one in units}
        late = [one for one in units if (timing := timed[one.unit]) is not None and timing.late]
        after = sum(timing.recorded_late for timing in timed.values() if timing is not None)
        parts = []
        if late:
            parts.append(_("met late by {n}: {names}").format(n=count(len(late)), names=_names(sheet, late)))
        if missed:
            parts.append(
                _("not met by {n}: {names}").format(n=count(len(missed)), names=_names(sheet, missed))
            )
        if after:
            parts.append(_("{n} cut(s) dated in time came on record after it (W8)").format(n=count(after)))
        yield _("Deadline {measure}: {date}, passed; {list}").format(
            measure=measure, date=date(aim["deadline"]), list="; ".join(parts) or _("met in time by all")
        )


def _names(sheet: VerdictSheet, results: Sequence[Result]) -> str:
    names = [unit_name(sheet, result.unit) for result in results[:_FEW]]
    return ", ".join(names) + (f", … (+{len(results) - _FEW})" if len(results) > _FEW else "")


_OPEN = frozenset({"not-met", "undetermined", "not-computed"})


def _value(verdict: Verdict, measure: str) -> str:
    measured = getattr(verdict, measure)
    return measured.value if measured is not None else ""


def _tipping_point(verdict: Verdict) -> Iterator[str]:
    if verdict.cost and verdict.cost.flip:
        group, amount = verdict.cost.flip
        text = (
            _("The cost target is met if the uncut ones together cost at most {amount} đồng a year.")
            if group == "U"
            else _(
                "The cost target is met if the abolished ones together cost at least {amount} đồng a year."
            )
        )
        yield text.format(amount=dong(amount))


def league_text(sheet: VerdictSheet, order: Sequence[Result], form: str) -> str:
    """Return units in order of progress: the target they are furthest from decides."""
    flat = form in {"tsv", "csv"}
    rows = [[str(place), *_row(sheet, result, whole=flat)] for place, result in enumerate(order, 1)]
    heads = ["#", _("Unit")]
    right = "rl"
    for measure, words in _LEAGUE:
        if target(sheet.text, measure):
            heads += [_(word) for word in words]
            right += "r" * len(words)
    heads.append(_("Result"))
    return delimited(heads, rows, form) if flat else table(heads, rows, right=right)


_LEAGUE = (
    ("number", (N_("Cut / in the base"), N_("Least"), N_("Rate"))),
    ("cost", (N_("Saving (đồng a year)"), N_("Rate"))),
    ("time", (N_("Working days saved"), N_("Rate"))),
    ("reviewed", (N_("Reviewed"),)),
    ("coverage", (N_("With the property"),)),
    ("offset", (N_("Cut : new"),)),
)


def excluded_text(listed: Sequence[tuple[Procedure, str]], form: str) -> str:
    """Return the procedures outside the baseline, each with its reason (R5)."""
    heads = (_("Code"), _("Unit"), _("Why"), _("Name"))
    if form in {"tsv", "csv"}:
        rows = [(procedure.code, procedure.unit or "", why, procedure.name) for procedure, why in listed]
        return delimited(("code", "unit", "why", "name"), rows, form)
    if not listed:
        return _("Nothing that stood in the inventory is outside the baseline.") + "\n"
    return table(
        heads,
        [
            (
                procedure.code,
                procedure.unit or "",
                term("left-out", why),
                truncate(one_line(procedure.name), 60),
            )
            for procedure, why in listed
        ],
    )


def _flat_rows(sheet: VerdictSheet) -> Iterator[list[str | int | None]]:
    """Yield one row a unit, with the columns _FLAT_KEYS; amounts in whole đồng."""
    for result in (*sheet.results, sheet.whole):
        verdict = result.at(sheet.stage)
        number, money = verdict.number, verdict.cost
        yield [
            result.unit,
            unit_name(sheet, result.unit, whole=True),
            result.total.base,
            number.cut if number else None,
            number.needed if number else None,
            number.value if number else None,
            money.known if money else None,
            money.saving if money else None,
            money.value if money else None,
            verdict.value,
            *(sheet.portal.get(result.unit, _NO_FIGURES) if sheet.portal else ()),
        ]


_PORTAL_KEYS = ("portal_seen", "portal_half", "portal_not_yet", "portal_cannot_tell")
_NO_FIGURES = (None,) * len(_PORTAL_KEYS)
_FLAT_KEYS = ("unit", "name", "base", "cut", "needed", "number", "known_cost", "saving", "cost", "result")
