"""Acts on the register as a whole: it takes over a newer life cycle, or its clock is confirmed."""

from __future__ import annotations

from procedures.errors import Refusal
from procedures.services.session import Draft, Session, domain
from workflow.decision import Reason
from workflow.journal.characters import UNICODE


def draft_upgrade(session: Session, reason: str) -> Draft:
    """Draft the act by which a register of an earlier version takes over this program's life cycle.

    What is on record keeps being judged by the life cycle and the rules under which it was signed.

    Raises Refusal: when the register has this life cycle already. Raises what `Session.draft` raises.
    """
    text = domain().definition.text
    if session.register.definition == text:
        digest = domain().definition.digest
        raise Refusal(
            "register.redefine", [Reason.of("definition-older", "rule", "register/1", digest=digest)]
        )
    return session.draft(
        "register.redefine", [("register/1", {"definition": text, "unicode": UNICODE})], reason=reason
    )


def draft_clock(session: Session) -> Draft:
    """Draft the act by which a registrar confirms what this machine's clock shows.

    Raises what `Session.draft` raises.
    """
    clock = session.ticking()() or session.head.recorded_at
    return session.draft("register.clock", [("register/1", {"clock": clock})])
