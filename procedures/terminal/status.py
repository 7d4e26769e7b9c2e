"""Words `status`: open points, waiting cases, verdicts, the next command."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.services.status import StatusView, own_units
from procedures.services.work_queue import QueueItem
from procedures.terminal.act_preview import forwarded_to
from procedures.terminal.register_notices import notice_lines, time_gap_lines
from procedures.wording.formats import count, date, local_time
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import outcome, unit_name

_FEW = 10  # of what came back


def next_command(view: StatusView) -> str:
    """Return the command line of the person's next action."""
    act, subject, programme = view.next
    who = f" --as {view.person.id}" if view.person else ""
    more = f" --programme {programme}" if programme else ""
    own = {
        "confirm-waiting": "tinhgon register waiting",
        "assign-owners": "tinhgon procedure list --waiting",
        "adopt-programme": f"tinhgon programme list{who}",
        "list-programmes": "tinhgon programme list",
        "read-verdict": "tinhgon check",
        "plan": f"tinhgon plan {subject}{more}",
        "find-procedures": f"tinhgon procedure list --unit {subject} --state inventoried",
    }
    return own.get(act, f"tinhgon {act} {subject}{who}")


def status_lines(view: StatusView, command: str) -> Iterator[str]:
    """Yield the status of a person, and the next command."""
    yield _("{name}, journal position {seq} ({time})").format(
        name=one_line(view.register.name), seq=view.position, time=local_time(view.recorded_at)
    )
    yield from notice_lines(view.register)
    if view.person:
        roles = ", ".join(f"{term('role', grant.role)} ({grant.scope})" for grant in view.grants)
        roles_text = roles or _("no role")
        yield f"{view.person.id}  {one_line(view.person.name)}: {roles_text}"
    yield _("Procedures: {list}").format(
        list=", ".join(f"{term('state', state)} {count(n)}" for state, n in view.states)
    )
    yield from _open_points(view)
    yield _("Waiting for you: {n}").format(n=count(view.total_waiting))
    for item in view.waiting:
        yield _waiting_line(item)
    if view.total_waiting > len(view.waiting):
        yield "  " + _("… and {n} more").format(n=view.total_waiting - len(view.waiting))
    yield from _verdicts(view)
    yield _("Next: {command}").format(command=one_line(command))


def _open_points(view: StatusView) -> Iterator[str]:
    """Yield the open points within the person's grants."""
    if view.unconfirmed:
        yield _("Waiting for a second registrar: {n}").format(n=count(view.unconfirmed))
    yield from time_gap_lines(view.time_gaps[-_FEW:])
    if view.unassigned:
        yield _("Without an owner: {n} (outside every baseline)").format(n=count(view.unassigned))
    if view.unmeasured:
        yield _("Without a known cost: {n}").format(n=count(view.unmeasured))
    if view.overdue:
        yield _("Overdue: {list}").format(list=truncate(", ".join(view.overdue), 100))
    sent, oldest = view.elsewhere
    if sent:
        yield _("With the reviewers: {n}, the oldest since {date}").format(n=count(sent), date=date(oldest))
    planned, late = view.to_review
    if planned:
        yield _("On a review plan, still open: {n}, overdue: {late}").format(
            n=count(planned), late=count(late)
        )
    if view.returned:
        yield _("Returned to you: {n}").format(n=count(len(view.returned)))
    for proposal, why in view.returned[:_FEW]:
        yield f"  {one_line(proposal.code)}  {term('outcome', proposal.outcome)}: {truncate(one_line(why), 80)}"


def _waiting_line(item: QueueItem) -> str:
    acts = ", ".join(term("act", act) for act in item.possible)
    dates = _("since {date}").format(date=date(item.since))
    if item.proposal.due:
        dates += _(", due {date}").format(date=date(item.proposal.due))
    if item.proposal.forwarded and item.proposal.outcome == "proposed":
        dates += ", " + forwarded_to(item.proposal.forwarded)
    return (
        f"  {one_line(item.procedure.code)}  {dates}  {truncate(one_line(item.procedure.name), 44)}  [{acts}]"
    )


def _verdicts(view: StatusView) -> Iterator[str]:
    """Yield the verdict on each own unit, under each sealed programme."""
    units = own_units(view)
    for sheet in view.sheets:
        for result in sheet.results:
            if result.unit in units:
                verdict = outcome(result.at(sheet.stage), sheet.timings.get(result.unit))
                yield f"{sheet.text['id']}, {unit_name(sheet, result.unit)}: {verdict}"
