"""The second registrar: new keys and roles take effect when another registrar confirms them.

A setting of the register, for good. It needs three registrars, so that one lost key freezes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from procedures.errors import Refusal
from procedures.services.session import Draft, Session
from procedures.services.simulation import simulating
from workflow.decision import Reason
from workflow.errors import NotFound
from workflow.identity.people import Waiting


def draft_countersign(session: Session) -> Draft:
    """Draft the setting that new keys and roles wait for a second registrar.

    Raises what `Session.draft` raises.
    """
    return session.draft("register.countersign", [("register/1", {})])


def waiting_acts(session: Session) -> tuple[Waiting, ...]:
    """Return the acts on record that wait for another registrar, oldest first."""
    with session.reading() as rows:
        return tuple(sorted(rows.scan(Waiting), key=lambda act: (act.seq, act.subject)))


def draft_answers(session: Session, entries: Sequence[int], *, accept: bool) -> tuple[Draft, ...]:
    """Draft one act for each entry (a position): its waiting acts take effect, or (not `accept`) never do.

    Raises NotFound: when nothing waits at an entry. Raises Refusal: when the person asked for it, or may not
    answer.
    """
    acts: dict[int, list[Waiting]] = {}
    for waiting in waiting_acts(session):
        acts.setdefault(waiting.seq, []).append(waiting)
    with simulating(session) as simulation:
        for seq in entries:
            if seq not in acts:
                raise NotFound("nothing-waits", seq=seq)
            first = acts[seq][0]
            kind = first.subject.partition("/")[0]
            if accept and first.by == session.person:
                own = Reason.of("own-request", "rule", first.subject, person=first.by)
                raise Refusal(f"{kind}.confirm", [own])
            body = {"entry": seq, "accept": accept}
            draft = simulation.draft(f"{kind}.confirm", [(waiting.subject, body) for waiting in acts[seq]])
            if draft.refused:
                reasons = [reason for _, each in draft.refused for reason in each]
                raise Refusal(f"{kind}.confirm", reasons)
        return tuple(simulation.drafts)
