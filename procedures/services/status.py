"""The status of a register for one person: procedures, work waiting, verdicts, next action."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from procedures.lifecycle import STATES
from procedures.rules.codes import journal_subject
from procedures.rules.unit_hierarchy import unit_path
from procedures.services.programmes import adopted
from procedures.services.proposals import ending_reason
from procedures.services.session import Session
from procedures.services.verdict.sheet import VerdictSheet, verdict_sheet
from procedures.services.work_queue import QueueItem, with_waiting_days, work_queue
from procedures.storage.rows import Planned, Procedure, Proposal
from workflow.definition import EVERYWHERE
from workflow.identity import people
from workflow.identity.people import Person, RoleGrant, find_person
from workflow.storage.rows import Reader, Register, Subject, TimeGap


class NextAction(NamedTuple):
    """A next action for a person: an act of the life cycle, or a name of this module's own.

    `subject`: the code or unit it is about, "" for none; `programme`: its id, where several are sealed.
    """

    act: str
    subject: str = ""
    programme: str = ""


class StatusView(NamedTuple):
    """The data of `status`. `states` counts the procedures within the person's grants.

    `recorded_at`: UTC, ISO 8601. `overdue`: codes of open proposals past their due date. `to_review`:
    procedures on review plans that are still open, and how many of them are late. `returned`: proposals sent
    back or rejected and not proposed again, each with the reason. `elsewhere`: how many of the person's
    proposals wait for somebody else, and the ISO date since when the oldest does. `unconfirmed`: acts that
    wait for a second registrar and may be confirmed by this one. `time_gaps`: entries recorded long after the
    one before, or long after they were signed.
    """

    register: Register
    position: int
    recorded_at: str
    person: Person | None
    grants: tuple[RoleGrant, ...]
    states: tuple[tuple[str, int], ...]
    unassigned: int
    unmeasured: int
    overdue: tuple[str, ...]
    returned: tuple[tuple[Proposal, str], ...]
    to_review: tuple[int, int]
    elsewhere: tuple[int, str]
    unconfirmed: int
    time_gaps: tuple[TimeGap, ...]
    waiting: tuple[QueueItem, ...]
    total_waiting: int
    sheets: tuple[VerdictSheet, ...]
    next: NextAction


def person_status(session: Session) -> StatusView:
    """Return the status for the session's person; of the whole register where none is given.

    Raises NotFound: when the person is not on record.
    """
    head, day = session.read_head(), session.day
    with session.reading() as rows:
        person = find_person(rows, session.person) if session.person else None
        grants = session.grants(rows) if person else ()
        own = _own_procedures(rows, grants)
        states = _state_counts(rows, own)
        overdue = _overdue(rows, own, day)
        returned = _returned(rows, own)
        to_review = _to_review(rows, own, day)
        sent = _sent_to_reviewers(rows, own, grants)
        unconfirmed = _unconfirmed(rows, session.person, grants)
        gaps = tuple(sorted(rows.scan(TimeGap)))
        unassigned = sum(row.struck is None for row in rows.scan(Procedure, unit=None))
    ready = tuple(item for item in work_queue(session) if item.possible)
    sheets = tuple(_sealed_sheets(session))
    return StatusView(
        register=session.register,
        position=head.seq,
        recorded_at=head.recorded_at,
        person=person,
        grants=grants,
        states=states,
        unassigned=unassigned,
        unmeasured=sum(row.annual is None and row.struck is None for row in own.values()),
        overdue=overdue,
        returned=tuple((round_, _reason_of_return(session, round_)) for round_ in returned),
        to_review=to_review,
        elsewhere=(len(sent), session.day_of(sent[0]) if sent else ""),
        unconfirmed=unconfirmed,
        time_gaps=gaps,
        waiting=with_waiting_days(session, ready[:10]),
        total_waiting=len(ready),
        sheets=sheets,
        next=NextAction("confirm-waiting")
        if unconfirmed
        else _next_action(grants, ready, sheets, unassigned),
    )


def _own_procedures(rows: Reader, grants: tuple[RoleGrant, ...]) -> dict[str, Procedure]:
    """Return code -> procedure within the grants; every procedure where there are none."""
    scopes = {grant.scope for grant in grants} or {EVERYWHERE}
    above: dict[str, tuple[str, ...]] = {}
    own: dict[str, Procedure] = {}
    for procedure in rows.scan(Procedure):
        unit = procedure.unit or EVERYWHERE
        if unit not in above:
            above[unit] = unit_path(unit, rows)
        if EVERYWHERE in scopes or scopes.intersection(above[unit]):
            own[procedure.code] = procedure
    return own


def _state_counts(rows: Reader, own: dict[str, Procedure]) -> tuple[tuple[str, int], ...]:
    counts = dict.fromkeys(STATES, 0)
    for case in rows.scan(Subject, kind="procedure"):
        if case.id.partition("/")[2] in own and case.state in counts:
            counts[case.state] += 1
    return tuple(counts.items())


def _overdue(rows: Reader, own: dict[str, Procedure], day: str) -> tuple[str, ...]:
    """Return the codes of open proposals whose due date is before ISO date `day`."""
    late = [
        proposal.code
        for outcome in ("proposed", "approved")
        for proposal in rows.scan(Proposal, outcome=outcome)
        if proposal.due and proposal.due < day and proposal.code in own
    ]
    return tuple(sorted(late))


def _to_review(rows: Reader, own: dict[str, Procedure], day: str) -> tuple[int, int]:
    """Return how many procedures on review plans are open, and how many of them late on ISO date `day`."""
    planned = [row for row in rows.scan(Planned, done="") if row.code in own]
    return len(planned), sum(row.due < day for row in planned)


def _sent_to_reviewers(rows: Reader, own: dict[str, Procedure], grants: tuple[RoleGrant, ...]) -> list[int]:
    """Return the positions of proposals that wait for reviewers, oldest first, for a department's person."""
    if {grant.role for grant in grants} != {"department"}:
        return []
    return sorted(row.moved for row in rows.scan(Proposal, outcome="proposed") if row.code in own)


def _unconfirmed(rows: Reader, person: str, grants: tuple[RoleGrant, ...]) -> int:
    """Return the number of waiting acts that this registrar may confirm: others asked for them."""
    if "registrar" not in {grant.role for grant in grants}:
        return 0
    return sum(act.by != person for act in rows.scan(people.Waiting))


def _reason_of_return(session: Session, proposal: Proposal) -> str:
    return (ending_reason(session, proposal) or ("", ""))[1]


def _returned(rows: Reader, own: dict[str, Procedure]) -> tuple[Proposal, ...]:
    """Return proposals to be proposed again: no later round, and the procedure not struck."""
    found = []
    for outcome in ("returned", "rejected"):
        for proposal in rows.scan(Proposal, outcome=outcome):
            held = rows.get(Subject, journal_subject(proposal.code, rows))
            newest = held is not None and held.round == proposal.round
            if newest and proposal.code in own and own[proposal.code].struck is None:
                found.append(proposal)
    return tuple(sorted(found, key=lambda proposal: proposal.moved))


def own_units(situation: StatusView) -> tuple[str, ...]:
    """Return the ids of the units of the person's grants, without those held everywhere."""
    found = [grant.scope for grant in situation.grants if grant.scope != EVERYWHERE]
    return tuple(dict.fromkeys(found))


def _sealed_sheets(session: Session) -> Iterator[VerdictSheet]:
    """Yield the verdict sheet of each sealed programme, its figures only."""
    for programme in adopted(session):
        if programme.sealed is not None:
            yield verdict_sheet(session, programme.id, notes=False)


def _next_action(
    grants: tuple[RoleGrant, ...],
    ready: tuple[QueueItem, ...],
    sheets: tuple[VerdictSheet, ...],
    unassigned: int,
) -> NextAction:
    """Return the next action: an act on a waiting case, else one that the person's role looks after."""
    roles = {grant.role for grant in grants}
    if ready:
        return NextAction(ready[0].possible[0], ready[0].procedure.code)
    if "registrar" in roles and unassigned:
        return NextAction("assign-owners")
    if "registrar" in roles and not sheets:
        return NextAction("adopt-programme")
    if "department" in roles and "registrar" not in roles:
        return _next_of_department(grants, sheets)
    return NextAction("read-verdict" if sheets else "list-programmes")


def _next_of_department(grants: tuple[RoleGrant, ...], sheets: tuple[VerdictSheet, ...]) -> NextAction:
    """Return a plan for the first own unit that misses a target, else the search for procedures."""
    for sheet in sheets:
        values = {result.unit: result.at(sheet.stage).value for result in sheet.results}
        for grant in grants:
            if values.get(grant.scope) == "not-met":
                return NextAction("plan", grant.scope, sheet.text["id"] if len(sheets) > 1 else "")
    return NextAction("find-procedures", grants[0].scope)
