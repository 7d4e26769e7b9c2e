"""Words an import plan: new, changed, missing, wrong, and the effect on the verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from procedures.intake.form_reader import FilledSheet, FilledWorkbook
from procedures.rules.verdict import Result
from procedures.services.workbook_import.import_plan import ImportPlan, PlanEffect
from procedures.services.workbook_import.record_comparison import PlannedChange
from procedures.terminal.act_preview import conflict_words
from procedures.terminal.intake_problems import converted_line, problem_line, problem_lines
from procedures.terminal.sheet_notes import note_lines, unread_sheet_lines
from procedures.terminal.tables import listed_briefly
from procedures.wording.delimited import delimited
from procedures.wording.error_messages import reason_text
from procedures.wording.formats import count, dong, percent
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import least_percent, ratio_words

_SHOWN = 50
_AMOUNTS = frozenset({"annual", "after"})


def import_plan_text(plan: ImportPlan, workbook: FilledWorkbook, form: str) -> str:
    """Return the plan as text, tsv or csv."""
    if form in {"tsv", "csv"}:
        rows = [
            (change.sign, change.act, change.code, change.field, change.old, change.new)
            for change in plan.changes
        ]
        rows += [
            ("✗", "", "", problem.column, problem.value, problem_line(problem)) for problem in plan.problems
        ]
        return delimited(("sign", "act", "code", "field", "old", "new"), rows, form)
    return "\n".join(_lines(plan, workbook)) + "\n"


def summary(plan: ImportPlan) -> str:
    """Return the items to be signed, counted by act."""
    if not plan.acts:
        return _("Nothing to do.")
    counts = [f"{term('act', act.act)}: {count(len(act.items))}" for act in plan.acts]
    return _("{file}: {list}").format(file=one_line(plan.file), list="; ".join(counts))


def _lines(plan: ImportPlan, workbook: FilledWorkbook) -> Iterator[str]:
    for filled in workbook.sheets:
        yield from _sheet_read_lines(filled, plan.file)
    yield from unread_sheet_lines(workbook.unread_sheets)
    if workbook.converted:
        yield converted_line(workbook.converted)
    signs = Counter(change.sign for change in plan.changes)
    yield _(
        "{new} new, {changed} changed, {same} unchanged, {missing} on record but not in the file, {wrong} error(s)"
    ).format(
        new=count(signs["+"]),
        changed=count(signs["~"]),
        same=count(signs["="]),
        missing=count(signs["-"]),
        wrong=count(len(plan.problems) + len(plan.refused)),
    )
    if plan.unread:
        yield "! " + _("columns not read: {n}").format(n=count(plan.unread))
    if plan.waiting:
        yield _("Without an owner: {n} (outside every baseline)").format(n=count(plan.waiting))
    shown = [change for change in plan.changes if change.sign != "="]
    yield from (_change(change) for change in shown[:_SHOWN])
    if len(shown) > _SHOWN:
        yield _("… and {n} more").format(n=len(shown) - _SHOWN)
    yield from problem_lines(plan.problems)
    for code, reasons in plan.refused[:_SHOWN]:
        yield f"✗ {code}: " + "; ".join(reason_text(reason) for reason in reasons)
    if plan.without_fee:
        yield "! " + _(
            "{n} cost sheet(s) leave a fee empty, taken as 0 đồng; write “không rõ” where it is not known: {codes}"
        ).format(n=count(len(plan.without_fee)), codes=listed_briefly(plan.without_fee))
    yield from (f"! {conflict_words(conflict)}" for conflict in plan.conflicts[:_SHOWN])
    for effect in plan.effects[:_SHOWN]:
        yield from _effect(effect)


def _sheet_read_lines(filled: FilledSheet, file: str) -> Iterator[str]:
    """Yield the rows read of a sheet, and hidden or skipped ones among them."""
    yield _("Sheet “{sheet}”: {title}, {n} row(s) read").format(
        sheet=one_line(filled.sheet or file), title=filled.form.title, n=count(len(filled.entries))
    )
    yield from note_lines(filled.notes)


def _change(change: PlannedChange) -> str:
    act = term("act", change.act) if change.act else _("on record, not in the file")
    if change.field == "sealed":
        return "! " + _("{code}: the sealed baseline of {programme} stays {amount} đồng a year").format(
            code=change.code, programme=change.old, amount=dong(int(change.new))
        )
    if change.field:
        old, new = (_value(change.field, text) for text in (change.old, change.new))
        return f"{change.sign} {change.code}  {act}: {old or '–'} → {new or '–'}"
    return f"{change.sign} {change.code}  {act}  {truncate(one_line(change.new), 60)}".rstrip()


def _value(field: str, text: str) -> str:
    if field in _AMOUNTS:
        return _("unknown") if text == "?" else dong(int(text)) if text else ""
    return truncate(one_line(text), 60)


def _effect(effect: PlanEffect) -> Iterator[str]:
    before, after = (_ratios(result, effect) for result in (effect.before, effect.after))
    yield _("{unit}, {programme}: {before} → {after}").format(
        unit=effect.unit, programme=effect.programme["id"], before=before, after=after
    )


def _ratios(result: Result, effect: PlanEffect) -> str:
    verdict = result.at(effect.stage)
    parts = []
    if verdict.number is not None and verdict.number.base:
        number = verdict.number
        rate = percent(number.cut, number.base, least_percent(effect.programme, "number"))
        parts.append(f"{count(number.cut)}/{count(number.base)} ({rate})")
    if verdict.cost is not None and verdict.cost.known:
        parts.append(ratio_words(verdict.cost, least_percent(effect.programme, "cost")))
    return ", ".join([*parts, term("value", verdict.value)])
