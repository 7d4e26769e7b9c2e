"""Rules on descriptions: what is signed as read is what the reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procedures.rules.codes import journal_code
from procedures.rules.enclosed_descriptions import enclosed_description

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.decision import DecisionContext, Guard, Reason


def _described_as_read(ctx: DecisionContext) -> Iterator[Reason]:
    """A description is what the reader of its form makes of the words enclosed with it.

    Source: design of the register, descriptions (nothing is guessed, and a guard reads the words again).
    Reasons: description-differs.
    Acts: procedure.describe.
    """
    if ctx.body is None:
        return
    from procedures.descriptions.read import read_description  # other acts need no reader

    code = journal_code(ctx.key, ctx.rows)
    held = enclosed_description(ctx.enclosures, ctx.body["enclosed"], code)
    if held is None or read_description(held.words, ctx.body["form"]) != held.description:
        yield ctx.refuse("description-differs", form=ctx.body["form"])


GUARDS: dict[str, Guard] = {"described-as-read": _described_as_read}
