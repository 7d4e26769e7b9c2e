"""Commands `register upgrade|clock`: acts on the register as a whole."""

from __future__ import annotations

from procedures.commands.framework.arguments import ReasonOption
from procedures.commands.framework.session import session_from_options
from procedures.commands.framework.signing import sign_and_record
from procedures.wording.formats import local_time
from procedures.wording.language import _


def upgrade(reason: ReasonOption) -> None:
    from procedures.input.checks import normalise
    from procedures.services.register.upgrade import draft_upgrade

    session = session_from_options(acting=True)
    preview = [
        _("from now on acts are signed and judged by this program's life cycle; what is on record stays")
    ]
    sign_and_record(session, draft_upgrade(session, normalise(reason)), preview)


def clock() -> None:
    from procedures.services.register.upgrade import draft_clock

    session = session_from_options(acting=True)
    draft = draft_clock(session)
    preview = [
        _("the clock of this machine shows {clock}; the newest entry is of {newest}").format(
            clock=local_time(draft.intent.items[0].body["clock"]) if draft.intent.items else "-",
            newest=local_time(session.head.recorded_at),
        )
    ]
    sign_and_record(session, draft, preview)
