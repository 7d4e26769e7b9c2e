"""Words cost sheets: the figure, and its derivation line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.rules.compliance_cost import CostStep, derive
from procedures.rules.sheet_comparison import SheetChange
from procedures.services.cost_sheets import CostSheetView
from procedures.vietnamese import fold
from procedures.wording.delimited import delimited
from procedures.wording.formats import count, date, dong, exact
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line


def cost_sheets_text(sheets: Sequence[CostSheetView], form: str, *, steps: bool) -> str:
    """Return every sheet of one procedure, oldest first, as text, tsv or csv; `steps` adds the derivation."""
    if form in {"tsv", "csv"}:
        rows = [
            (view.procedure.code, view.seq, view.stage, view.derivation.annual, view.sheet["basis"])
            for view in sheets
        ]
        return delimited(("code", "seq", "stage", "annual", "basis"), rows, form)
    if not sheets:
        return _("No cost sheet is on record: the cost is unknown, which is not zero.") + "\n"
    return "\n".join(line for shown in sheets for line in _lines(shown, steps=steps)) + "\n"


def unknown_fields(sheet: Mapping[str, Any]) -> str:
    """Return the fields of a sheet that are unknown and make its cost unknown, in words; "" where none is.

    Each field is named once, with the numbers of the tasks or the names of the groups that lack it (C8).
    """
    places: dict[str, list[str]] = {}
    for path in derive(sheet).missing:
        table, _dot, rest = path.partition(".")
        number, _dot, field = rest.partition(".")
        where = places.setdefault(field or path, [])
        if table == "groups":
            where.append(one_line(sheet["groups"][int(number) - 1]["name"]))
        elif field:
            where.append(number)
    return "; ".join(_unknown_field(field, where) for field, where in places.items())


def _unknown_field(field: str, where: Sequence[str]) -> str:
    if field in {"hours", "service"}:
        return _("{field} (task {numbers})").format(field=term("field", field), numbers=", ".join(where))
    return term("field", field) + (f" [{', '.join(where)}]" if where else "")


def step_line(step: CostStep) -> str:
    """Return one line of a derivation; the group of subjects first, where there are several."""
    return (f"[{one_line(step.group)}] " if step.group else "") + _step(step)


def change_line(change: SheetChange) -> str:
    """Return one line of the difference between the sheets before and after."""
    field, _space, name = change.what.partition(" ")
    field_name = term("field", field)
    if field in {"hours", "service"}:
        kind, _space, own = name.partition(" ")
        field_name = f"{field_name}, {_task_words(term('task', kind), one_line(own))}"
    elif field == "limit":
        field_name = f"{term('field', 'limits')} {term('channel', name) if name else ''}".strip()
    group = f"[{one_line(change.group)}] " if change.group else ""
    return (
        f"{group}{field_name}: {_figure(change.what, change.before)} → {_figure(change.what, change.after)}"
    )


def _figure(what: str, value: str | None) -> str:
    if value is None:
        return "–"
    if what.startswith("limit"):
        number, _space, unit = value.partition(" ")
        return f"{number} {term('time', unit)}"
    return dong(int(value)) if value.isdigit() else value


def _step(step: CostStep) -> str:
    return _step_words(step).replace("= ≈", "≈")


def _step_words(step: CostStep) -> str:
    amount = exact(step.amount)
    if step.label == "hourly":
        stated, divisor, year, source = step.values
        how = (
            _("{income} đồng a year / {hours} hours").format(
                income=dong(int(stated)), hours=count(int(divisor))
            )
            if divisor
            else _("as stated")
        )
        return _("hourly income: {how} = {amount} đồng ({year}, {source})").format(
            how=how, amount=amount, year=year, source=one_line(source)
        )
    if step.label == "task":
        _number, kind, name, hours, service = step.values
        return _("{task}: {hours} h × hourly income + {service} = {amount} đồng").format(
            task=_task_words(term("task", kind), one_line(name)),
            hours=exact(Fraction(hours)),
            service=dong(int(service)),
            amount=amount,
        )
    if step.label == "year":
        times, subjects = step.values
        return _("a year: once × {times} times × {subjects} subjects = {amount} đồng").format(
            times=times if "/" in times else exact(Fraction(times)),
            subjects=count(int(subjects)),
            amount=amount,
        )
    words = {
        "fees": _("fees and charges: {amount} đồng"),
        "other": _("other prescribed costs: {amount} đồng"),
        "once": _("once: {amount} đồng"),
        "groups": _("all groups together: {amount} đồng"),
        "rounded": _("rounded half up to whole đồng, once: {amount} đồng"),
    }
    return words[step.label].format(amount=amount)


def _task_words(kind: str, name: str) -> str:
    # A clerk often names a task as its kind is called.
    return name if fold(name).startswith(fold(kind)) else f"{kind} – {name}" if name else kind


def _lines(shown: CostSheetView, *, steps: bool) -> Iterator[str]:
    yield f"{shown.procedure.code}  {one_line(shown.procedure.name)}"
    annual = shown.derivation.annual
    figure = _("{amount} đồng a year").format(amount=dong(annual)) if annual is not None else _("unknown")
    yield _("{stage} (entry {seq}): {figure}; {basis}, {source}, {date}").format(
        stage=term("stage", shown.stage),
        seq=shown.seq,
        figure=figure,
        basis=term("basis", shown.sheet["basis"]),
        source=one_line(shown.sheet["source"]),
        date=date(shown.sheet["date"]),
    )
    if shown.sheet.get("files"):
        scans = (_("scan {digest}…").format(digest=digest[:12]) for digest in shown.sheet["files"])
        yield "  " + "; ".join(scans)
    if shown.sealed:
        yield "  " + _("baseline cost of {programmes}").format(programmes=", ".join(shown.sealed))
    if shown.derivation.missing:
        yield "  " + _("not known: {fields}").format(fields=unknown_fields(shown.sheet))
    if steps:
        yield "  " + _("Circular 02/2017/TT-VPCP, Article 27:")
        yield from ("  " + step_line(step) for step in shown.derivation.steps)
    parts = shown.derivation.by_subject
    for part in parts if len(parts) > 1 else ():
        yield "  " + _("{who}: {hours} h a year, {amount} đồng a year before rounding").format(
            who=one_line(part.who) or _("others"), hours=exact(part.hours), amount=exact(part.amount)
        )
    if steps and shown.changes:
        yield "  " + _("Against the sheet before:")
        yield from ("  " + change_line(change) for change in shown.changes)
    if shown.sheet["one_off"] != "0":
        yield "  " + _("one-off, kept apart: {amount} đồng").format(amount=dong(int(shown.sheet["one_off"])))
