"""`status` for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from procedures.services.status import StatusView, own_units
from procedures.services.work_queue import QueueItem
from procedures.terminal.tables import table
from procedures.wording.delimited import as_json
from procedures.wording.error_messages import reason_text
from procedures.wording.formats import count, date, local_time
from procedures.wording.language import _, term
from procedures.wording.terminal_text import one_line, truncate
from procedures.wording.verdict_words import outcome, unit_name

_FEW = 10  # of what came back


def status(found: StatusView, form: str) -> str:
    """Where the person stands."""
    if form == "json":
        return as_json(_data(found))
    return "\n".join(_lines(found)) + "\n"


def _lines(found: StatusView) -> Iterator[str]:
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
    yield _("Next: {command}").format(command=found.next)


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
        yield _("Come back to you: {n}").format(n=count(len(found.returned)))
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


def _data(found: StatusView) -> dict[str, object]:
    return {
        "register": found.register.id,
        "position": found.position,
        "person": found.person.id if found.person else None,
        "roles": [(grant.role, grant.scope) for grant in found.grants],
        "states": dict(found.states),
        "unassigned": found.unassigned,
        "unmeasured": found.unmeasured,
        "unconfirmed": found.unconfirmed,
        "overdue": list(found.overdue),
        "returned": [
            {"code": one.code, "outcome": one.outcome, "reason": why} for one, why in found.returned
        ],
        "to_review": {"open": found.to_review[0], "late": found.to_review[1]},
        "with_reviewers": {"count": found.elsewhere[0], "oldest": found.elsewhere[1] or None},
        "waiting": [
            {
                "code": one.procedure.code,
                "since": one.since,
                "due": one.proposal.due,
                "possible": list(one.possible),
            }
            for one in found.waiting
        ],
        "waiting_total": found.total_waiting,
        "next": found.next,
    }


def against(one: QueueItem) -> str:
    """What stands against each act that is not possible, in a line."""
    return "; ".join(
        f"{term('act', act)}: {', '.join(map(reason_text, reasons))}"
        for act, reasons in one.against
        if reasons
    )


def queue_text(found: Sequence[QueueItem]) -> str:
    """The queue for a terminal: together what can be done alike, oldest first."""
    groups: dict[tuple[tuple[str, ...], str], list[QueueItem]] = {}
    for one in found:
        groups.setdefault((one.possible, against(one)), []).append(one)
    heads = (_("Code"), _("Since"), _("Due"), _("Unit"), _("Plan"), _("Name"))
    told = []
    for (possible, why), mine in groups.items():
        acts = ", ".join(term("act", act) for act in possible) or "–"
        told.append(_("Possible now: {acts}").format(acts=acts))
        if why:
            told.append(_("Not possible: {why}").format(why=why))
        rows = [
            (
                one.procedure.code,
                date(one.since),
                date(one.proposal.due),
                one.proposal.unit,
                term("plan", one.proposal.kind),
                truncate(one_line(one.procedure.name), 60),
            )
            for one in mine
        ]
        told.append(table(heads, rows))
    return "\n".join(told)
