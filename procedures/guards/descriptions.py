"""Rules on descriptions: what is signed as read is what the reader reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _described_as_read(ctx: DecisionContext) -> Iterator[Reason]:
    """A description is what the reader of its form makes of the words signed with it.

    Source: design of the register, descriptions (nothing is guessed, and a guard reads the words again).
    Reasons: description-differs.
    Acts: procedure.describe.
    """
    if ctx.body is None:
        return
    from procedures.descriptions.read import read_description  # other acts need no reader

    try:
        words = json.loads(ctx.body["words"])
        read = read_description(words, ctx.body["form"]) if isinstance(words, dict) else None
    except ValueError:
        read = None
    if read != ctx.body["description"]:
        yield ctx.refuse("description-differs", form=ctx.body["form"])


GUARDS: dict[str, Guard] = {"described-as-read": _described_as_read}
