"""The work queue: the proposals that wait for a person, oldest first, with the reasons against each act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from procedures.domain import DOMAIN
from procedures.rules.codes import journal_subject
from procedures.services.inventory import find_procedure, find_unit, units_below
from procedures.services.session import Session
from procedures.storage.rows import FormerCode, Procedure, Proposal
from workflow.decision import Reason
from workflow.storage.rows import SqlRows, Subject

WAITING = {
    "reviewer": ("appraise", "approve", "forward", "recall", "return", "reject"),
    "department": ("implement", "withdraw"),
}


class QueueItem(NamedTuple):
    """A proposal that waits: the acts possible to this person, and the reasons against each act.

    `since`: the ISO date on which it was last moved, "" until `with_waiting_days` fills it in.
    """

    procedure: Procedure
    proposal: Proposal
    possible: tuple[str, ...]
    against: tuple[tuple[str, tuple[Reason, ...]], ...]
    since: str = ""


def work_queue(session: Session, unit: str = "", limit: int | None = None) -> tuple[QueueItem, ...]:
    """Return open proposals of a unit and those beneath it, oldest first, with the reasons against acts.

    `unit`: an id, "" for all; `limit`: at most so many, None for all.

    Raises NotFound: when there is no such unit, or when the person is not on record.
    """
    with session.reading() as rows:
        units = units_below(rows, find_unit(rows, unit).id) if unit else None
        roles = {grant.role for grant in session.grants(rows)} if session.person else {"reviewer"}
        proposals = [p for outcome in _outcomes(roles) for p in rows.scan(Proposal, outcome=outcome)]
        shown = sorted(
            (p for p in proposals if units is None or p.unit in units), key=lambda p: (p.moved, p.code)
        )[:limit]
        if isinstance(rows, SqlRows):
            codes = [(p.code,) for p in shown]
            rows.prefetch({Procedure: codes, FormerCode: codes})
            rows.prefetch({Subject: [(journal_subject(p.code, rows),) for p in shown]})
        ask = session.could(rows) if session.person else None
        items = []
        for proposal in shown:
            against = tuple(
                (act, ask(act, journal_subject(proposal.code, rows)) if ask else ())
                for act in _acts(roles, proposal)
            )
            possible = tuple(act for act, reasons in against if not reasons)
            items.append(QueueItem(find_procedure(rows, proposal.code), proposal, possible, against))
    return tuple(items)


class NextStep(NamedTuple):
    """The first act that is possible on the oldest proposal, and all codes on which it is."""

    act: str
    codes: tuple[str, ...]


def next_step(items: Sequence[QueueItem]) -> NextStep | None:
    """Return the first act possible on the oldest proposal, with every code on which it is.

    None where no act is possible on the oldest.
    """
    if not items or not items[0].possible:
        return None
    act = items[0].possible[0]
    return NextStep(act, tuple(item.procedure.code for item in items if act in item.possible))


def with_waiting_days(session: Session, waiting: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    """Return the same items, each with the ISO date since when it waits."""
    return tuple(item._replace(since=session.day_of(item.proposal.moved)) for item in waiting)


def _outcomes(roles: set[str]) -> tuple[str, ...]:
    return tuple(
        name
        for name, role in (("proposed", "reviewer"), ("approved", "department"))
        if role in roles or roles <= {"auditor", "registrar"}
    )


def _acts(roles: set[str], proposal: Proposal) -> tuple[str, ...]:
    """Return the acts that may come next, the likeliest first: after an appraisal another comes last."""
    acts = [act for role in sorted(roles) for act in WAITING.get(role, ())]
    acts.sort(key=lambda act: act == "appraise" and bool(proposal.appraisal))
    if not proposal.forwarded:
        acts = [act for act in acts if act != "recall"]
    return tuple(act for act in acts if proposal.outcome in DOMAIN.definition.by_name[act].sources)
