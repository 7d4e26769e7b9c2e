"""Words the work queue: grouped by the acts possible, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.rules.appraisals import failed_criteria
from procedures.services.work_queue import QueueItem, next_step
from procedures.terminal.act_preview import forwarded_to, not_met
from procedures.terminal.tables import table
from procedures.views.listing import Listing
from procedures.wording.column_heads import column_heads
from procedures.wording.error_messages import reason_text
from procedures.wording.formats import count, date
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate


def against(item: QueueItem) -> str:
    """Return the reasons against each act that is not possible, in a line."""
    return "; ".join(
        f"{term('act', act)}: {', '.join(map(reason_text, reasons))}"
        for act, reasons in item.against
        if reasons
    )


def queue_list(items: Sequence[QueueItem]) -> Listing:
    """Return the queue as a list for people and spreadsheets, with reasons in words."""
    rows = [
        (
            item.procedure.code,
            item.since,
            item.proposal.due,
            item.proposal.unit,
            item.proposal.kind,
            one_line(item.procedure.name),
            "; ".join(_points(item)),
            ", ".join(item.possible),
            against(item),
        )
        for item in items
    ]
    keys = ("code", "since", "due", "unit", "plan", "name", "points", "possible", "against")
    return Listing("queue", keys, rows, {"plan": "plan", "possible": "act"})


def queue_text(items: Sequence[QueueItem]) -> str:
    """Return the queue for a terminal: cases with the same acts possible together, oldest first."""
    groups: dict[tuple[tuple[str, ...], str], list[QueueItem]] = {}
    for item in items:
        groups.setdefault((item.possible, against(item)), []).append(item)
    heads = column_heads("queue", ("code", "since", "due", "unit", "plan", "name"))
    texts = []
    for (possible, why), alike in groups.items():
        acts = ", ".join(term("act", act) for act in possible) or "–"
        texts.append(_("Possible now: {acts}").format(acts=acts))
        if why:
            texts.append(_("Not possible: {why}").format(why=why))
        texts.append(table(heads, [_row(item) for item in alike]))
        texts += [
            f"  ! {one_line(item.procedure.code)}: {point}" for item in alike for point in _points(item)
        ]
    return "\n".join(texts)


def next_lines(items: Sequence[QueueItem], person: str) -> Iterator[str]:
    """Yield the number of waiting cases, and the next command for `person` (id), several codes at once."""
    yield _("{n} proposal(s) waiting").format(n=count(len(items)))
    step = next_step(items) if person else None
    if step is None:
        return
    who = f"--as {person}"
    yield _("Next: {command}").format(command=one_line(f"tinhgon {step.act} {step.codes[0]} {who}"))
    if len(step.codes) > 1:
        yield _("Several at once: tinhgon {act} {codes} {who}, or --from FILE with a code a line").format(
            act=step.act, codes=one_line(" ".join(step.codes[:3])), who=who
        )


def _points(item: QueueItem) -> Iterator[str]:
    """Yield what a reviewer has to know of a waiting proposal: failed criteria, the body that it lies with."""
    for person, criteria in failed_criteria(item.proposal.appraisal):
        yield _("appraised by {person}: {held}").format(person=person, held=not_met(criteria))
    if item.proposal.forwarded and item.proposal.outcome == "proposed":
        yield forwarded_to(item.proposal.forwarded)


def _row(item: QueueItem) -> tuple[str, ...]:
    return (
        item.procedure.code,
        date(item.since),
        date(item.proposal.due),
        item.proposal.unit,
        term("plan", item.proposal.kind),
        truncate(one_line(item.procedure.name), 60),
    )
