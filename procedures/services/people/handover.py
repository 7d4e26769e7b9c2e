"""The hand-over of an official's work: the roles go to a colleague, and with them every open case."""

from __future__ import annotations

from typing import NamedTuple

from procedures.errors import Refusal
from procedures.services.people.people import open_cases, person_record
from procedures.services.session import Draft, Session
from procedures.services.simulation import simulating
from procedures.storage.rows import Procedure, Proposal
from workflow.decision import Reason


class Handover(NamedTuple):
    """A hand-over: the acts to sign, one after the other, and the open cases that go over.

    `own`: codes that the new person proposed in this round; somebody else must decide on those.
    """

    drafts: tuple[Draft, ...]
    cases: tuple[tuple[Procedure, Proposal], ...]
    own: tuple[str, ...]


def draft_handover(session: Session, leaving: str, taking: str, *, stays: bool) -> Handover:
    """Draft the grant of every role of `leaving` to `taking`, and the end of `leaving`'s own.

    `leaving` and `taking` are ids. With `stays` the first person stays in office without roles, else leaves
    it. Separation of duties is counted by person and does not go over.

    Raises NotFound: when a person is not on record. Raises Refusal: when there is nothing to hand over, or
    the new person may not hold one of the roles.
    """
    cases = open_cases(session, leaving)
    grants = [grant for grant in person_record(session, leaving).grants if grant.until is None]
    if leaving == taking or not grants:
        code = "same-hands" if leaving == taking else "nothing-to-hand-over"
        raise Refusal("role.grant", [Reason.of(code, "rule", f"person/{leaving}", person=leaving)])
    already_held = {
        (grant.role, grant.scope) for grant in person_record(session, taking).grants if grant.until is None
    }
    with simulating(session) as simulation:

        def _add(name: str, person: str, body: dict[str, str]) -> None:
            draft = simulation.draft(name, [(f"person/{person}", body)])
            if draft.refused:
                raise Refusal(name, _all_reasons(draft))

        for grant in grants:
            if (grant.role, grant.scope) not in already_held:
                _add("role.grant", taking, {"role": grant.role, "scope": grant.scope})
        if stays:
            for grant in grants:
                _add("role.revoke", leaving, {"role": grant.role, "scope": grant.scope})
        else:
            _add("person.close", leaving, {})
        drafts = tuple(simulation.drafts)
    own = tuple(proposal.code for _, proposal in cases if proposal.proposer == taking)
    return Handover(drafts, cases, own)


def _all_reasons(draft: Draft) -> list[Reason]:
    return [reason for _, reasons in draft.refused for reason in reasons]
