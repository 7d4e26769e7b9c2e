"""Rules on who may cut (R13): the level of a text, of a decision, of the body that a proposal lies with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procedures.guards.common import pending
from procedures.rules.action_kinds import RECEIVERS, covers
from procedures.rules.document_levels import higher_level, level_of_document, level_of_number
from procedures.storage.rows import Document, Unit
from workflow.decision import DecisionContext, Guard, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LOWEST = "unit"
_OWN_COMMITTEE = frozenset({"district", "commune"})  # kinds of units that have one, and a council


def _authority_of_text(ctx: DecisionContext) -> Iterator[Reason]:
    """The authority stated for an action is not below the level that its text's number names.

    Source: R13 (counting rules); Decree 63/2010/NĐ-CP, Art. 31(1) and (2).
    Reasons: authority-below-text.
    Acts: propose.
    """
    for number, action in enumerate(ctx.body["actions"] if ctx.body else (), 1):
        needed = _level_needed(ctx, action)
        if needed != action["authority"]:
            yield ctx.refuse(
                "authority-below-text",
                action=number,
                document=action["document"],
                authority=action["authority"],
                needed=needed,
            )


def _decision_level(ctx: DecisionContext) -> Iterator[Reason]:
    """The level stated for a decision is not above the one that its number and its body name.

    Source: R13 (counting rules).
    Reasons: decision-above-number.
    Acts: approve, correct.
    """
    for number, body, stated in _decisions(ctx):
        read = level_of_document(number, body)
        if read is not None and not covers(read, stated):
            yield ctx.refuse("decision-above-number", number=number, level=stated, read=read)


def _decisions(ctx: DecisionContext) -> Iterable[tuple[str, str, str]]:
    """Yield number, body and stated level of the decisions that an act brings, or corrects the number of."""
    if ctx.body is None:
        return
    for decision in ctx.common.get("decisions", ()):
        yield decision["number"], decision["body"], decision["level"]
    if "number" in ctx.body.get("new", ()) and ctx.body["slot"].startswith("decision."):
        held = ctx.rows.get(Document, ctx.key, ctx.body["round"], ctx.body["slot"])
        if held is not None:
            yield ctx.body["new"]["number"], held.body, held.level


def _texts_covered(ctx: DecisionContext) -> Iterator[Reason]:
    """Each text to be amended is covered by a decision of the level that its number names, or above.

    Source: R13 (counting rules); Decree 63/2010/NĐ-CP, Art. 31(1) and (2).
    Reasons: text-not-covered.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed":
        return
    levels = [decision["level"] for decision in ctx.common["decisions"]]
    for action in json.loads(proposal.actions):
        needed = _level_needed(ctx, action)
        # The stated level is judged by `authority-covered`; here, the text itself beyond that.
        if needed != action["authority"] and not any(covers(level, needed) for level in levels):
            yield ctx.refuse(
                "text-not-covered", document=action["document"], needed=needed, levels=",".join(levels)
            )


def _receiver_may_amend(ctx: DecisionContext) -> Iterator[Reason]:
    """A proposal is forwarded to a body that may amend every text it names, never below where it lies.

    Source: R13 (counting rules); Decree 63/2010/NĐ-CP, Art. 31(2).
    Reasons: no-receiver, receiver-below-text, forwarded-higher.
    Acts: forward.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed":
        return
    to = ctx.common["to"]
    if to not in RECEIVERS:
        yield ctx.refuse("no-receiver", to=to)
        return
    for action in json.loads(proposal.actions):
        needed = _level_needed(ctx, action)
        if not covers(to, needed):
            yield ctx.refuse(
                "receiver-below-text", to=to, document=action["document"] or action["content"], needed=needed
            )
    if proposal.forwarded and not covers(to, proposal.forwarded):
        yield ctx.refuse("forwarded-higher", to=to, forwarded=proposal.forwarded)


def _was_forwarded(ctx: DecisionContext) -> Iterator[Reason]:
    """Only a proposal that lies with another body is recalled.

    Source: R13 (counting rules).
    Reasons: not-forwarded.
    Acts: recall.
    """
    proposal = pending(ctx)
    if proposal is not None and ctx.state == "proposed" and not proposal.forwarded:
        yield ctx.refuse("not-forwarded")


def _receiver_decided(ctx: DecisionContext) -> Iterator[Reason]:
    """A forwarded proposal is approved by a decision of the body's level or above, or recalled first.

    Source: R13 (counting rules); Decree 63/2010/NĐ-CP, Art. 31(2).
    Reasons: receiver-undecided.
    Acts: approve.
    """
    proposal = pending(ctx)
    if proposal is None or ctx.body is None or ctx.state != "proposed" or not proposal.forwarded:
        return
    levels = [decision["level"] for decision in ctx.common["decisions"]]
    if not any(covers(level, proposal.forwarded) for level in levels):
        yield ctx.refuse("receiver-undecided", forwarded=proposal.forwarded, levels=",".join(levels))


def _level_needed(ctx: DecisionContext, action: dict[str, Any]) -> str:
    """Return the level that may amend the text of an action: the one stated, or the higher one read.

    Committees and councils number alike at every level; "unit" is believed of a unit that has its own.
    """
    typed = action["authority"]
    believed = typed if typed == _LOWEST and _has_own_committee(ctx) else ""
    return higher_level(typed, level_of_number(action["document"], believed))


def _has_own_committee(ctx: DecisionContext) -> bool:
    units = (ctx.rows.get(Unit, scope) for scope in ctx.home)
    return any(unit is not None and unit.kind in _OWN_COMMITTEE for unit in units)


GUARDS: dict[str, Guard] = {
    "authority-of-text": _authority_of_text,
    "decision-level": _decision_level,
    "texts-covered": _texts_covered,
    "receiver-may-amend": _receiver_may_amend,
    "was-forwarded": _was_forwarded,
    "receiver-decided": _receiver_decided,
}
