"""Rules that only the life cycle of the first release asks: they judge the entries of that time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.guards.common import pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _ends_later(ctx: DecisionContext) -> Iterator[Reason]:
    """An extension moves an end date that there is to a later day.

    Source: R8 (counting rules).
    Reasons: no-end-date, not-later.
    Acts: extend.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "implemented":
        return
    if proposal.ends is None:
        yield ctx.refuse("no-end-date")
    elif ctx.common["ends"] <= proposal.ends:
        yield ctx.refuse("not-later", ends=proposal.ends, given=ctx.common["ends"])


GUARDS: dict[str, Guard] = {"ends-later": _ends_later}
