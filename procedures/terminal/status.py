"""`status` for people and machines."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.services.status import StatusView, own_units
from procedures.services.work_queue import QueueItem
from procedures.wording.formats import count, date, local_time
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import outcome, unit_name

_FEW = 10  # of what came back


def next_command(found: StatusView) -> str:
    """The command line that would move the person's work on."""
    act, subject, programme = found.next
    who = f" --as {found.person.id}" if found.person else ""
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


def status_lines(found: StatusView, command: str) -> Iterator[str]:
    """Where the person stands, and the next command."""
    yield _("{name}, journal position {seq} ({time})").format(
        name=one_line(found.register.name), seq=found.position, time=local_time(found.recorded_at)
    )
    if found.register.note:
        yield f"! {one_line(found.register.note)}"
    if found.person:
        roles = ", ".join(f"{term('role', grant.role)} ({grant.scope})" for grant in found.grants)
        held = roles or _("no role")
        yield f"{found.person.id}  {one_line(found.person.name)}: {held}"
    yield _("Procedures: {list}").format(
        list=", ".join(f"{term('state', state)} {count(n)}" for state, n in found.states)
    )
    yield from _open(found)
    yield _("Waiting for you: {n}").format(n=count(found.total_waiting))
    for one in found.waiting:
        yield _waiting(one)
    if found.total_waiting > len(found.waiting):
        yield "  " + _("… and {n} more").format(n=found.total_waiting - len(found.waiting))
    yield from _verdicts(found)
    yield _("Next: {command}").format(command=command)


def _open(found: StatusView) -> Iterator[str]:
    """What is not in order yet within the person's grants."""
    if found.unconfirmed:
        yield _("Waiting for a second registrar: {n}").format(n=count(found.unconfirmed))
    if found.unassigned:
        yield _("Without an owner: {n} (outside every baseline)").format(n=count(found.unassigned))
    if found.unmeasured:
        yield _("Without a known cost: {n}").format(n=count(found.unmeasured))
    if found.overdue:
        yield _("Overdue: {list}").format(list=truncate(", ".join(found.overdue), 100))
    sent, oldest = found.elsewhere
    if sent:
        yield _("With the reviewers: {n}, the oldest since {date}").format(n=count(sent), date=date(oldest))
    planned, late = found.to_review
    if planned:
        yield _("On a review plan, still open: {n}, overdue: {late}").format(
            n=count(planned), late=count(late)
        )
    if found.returned:
        yield _("Returned to you: {n}").format(n=count(len(found.returned)))
    for one, why in found.returned[:_FEW]:
        yield f"  {one.code}  {term('outcome', one.outcome)}: {truncate(one_line(why), 80)}"


def _waiting(one: QueueItem) -> str:
    acts = ", ".join(term("act", act) for act in one.possible)
    told = _("since {date}").format(date=date(one.since))
    if one.proposal.due:
        told += _(", due {date}").format(date=date(one.proposal.due))
    return f"  {one.procedure.code}  {told}  {truncate(one_line(one.procedure.name), 44)}  [{acts}]"


def _verdicts(found: StatusView) -> Iterator[str]:
    """How far each own unit is, under each sealed programme."""
    wanted = own_units(found)
    for sheet in found.sheets:
        for result in sheet.results:
            if result.unit in wanted:
                verdict = outcome(result.at(sheet.stage))
                yield f"{sheet.text['id']}, {unit_name(sheet, result.unit)}: {verdict}"
