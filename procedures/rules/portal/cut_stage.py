"""Answers whether an implemented cut is seen at the portal: its actions held against two descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from procedures.rules.portal.answers import (
    CANNOT_TELL,
    HALF,
    NOT_YET,
    SEEN,
    ActionSeen,
    CutSeen,
    PartSeen,
    put_together,
)
from procedures.rules.portal.channel_stage import fee_lower, limit_shorter, online_there
from procedures.rules.portal.dossier_stage import fewer_copies, item_gone
from procedures.rules.portal.words import plain_line

# Kinds whose effect the named parts may show by other words; a changed part is evidence, no proof.
_PARTS = {
    "amend-form": ("items",),
    "remove-step": ("steps",),
    "drop-result": ("result",),
    "notify-instead": ("steps", "result"),
    "remove-condition": ("conditions",),
    "reduce-frequency": ("steps", "conditions"),
    "extend-validity": ("result", "conditions"),
    "raise-threshold": ("subjects", "conditions"),
    "interlink": ("steps", "related"),
    "non-territorial": ("address", "steps"),
    "decentralise": ("agencies", "levels"),
    "delegate": ("agencies",),
}
_JUDGES = {
    "remove-dossier-item": item_gone,
    "replace-by-data": item_gone,
    "reduce-copies": fewer_copies,
    "reduce-fee": fee_lower,
    "online": online_there,
}
_REPEALED = re.compile(
    r"\b(?:thu tuc|tthc)(?: hanh chinh)?(?: nay)? (?:da )?(?:bi |duoc )?(?:bai bo|huy bo|het hieu luc)\b"
    r"|^(?:da )?(?:bi )?bai bo\b|^het hieu luc\b"
)


class Standing(NamedTuple):
    """The two descriptions that a cut is held against, None where there is none, and what else is known.

    `before` stood when the cut was proposed, `after` is the newest of now, None where nothing came since.
    `struck` is the reason for which the procedure was struck from the inventory, None while it stands there.
    `in_time`: the newest came on record when the cut was in force. `continues`: others merge into it.
    """

    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    struck: str | None = None
    in_time: bool = True
    continues: bool = False


def cut_seen(
    kind: str,
    actions: Sequence[Mapping[str, Any]],
    standing: Standing,
    scale: Mapping[str, Fraction] | None = None,
) -> CutSeen:
    """Return the answer for a cut of a kind (abolish, simplify, merge), action by action.

    `scale` gives working days for the units of time limits that convert. A procedure that ends is judged by
    that alone. What a description of before the cut's date in force does not show cannot be told.
    """
    ends = kind == "abolish" or (kind == "merge" and not standing.continues)
    judged = tuple(
        _ended(action, standing) if ends else _judged(action, standing, scale or {}) for action in actions
    )
    if not standing.in_time:
        judged = tuple(_too_early(one) for one in judged)
    return CutSeen(put_together(one.answer for one in judged), judged)


def _judged(action: Mapping[str, Any], standing: Standing, scale: Mapping[str, Fraction]) -> ActionSeen:
    before, after, kind = standing.before, standing.after, action["kind"]
    if kind == "abolish":
        return _ended(action, standing)
    if standing.struck is not None or before is None or after is None or kind == "merge":
        return _unknown(action, _why_unknown(standing))
    if kind == "shorten-time":
        return limit_shorter(action, before, after, {"working-day": Fraction(1), **scale})
    return _JUDGES.get(kind, _evidence)(action, before, after)


def _why_unknown(standing: Standing) -> str:
    if standing.struck is not None:
        return "struck"
    if standing.after is None:
        return "not-described" if standing.before is None else "no-description-since"
    return "no-description-before" if standing.before is None else "continues"


def _ended(action: Mapping[str, Any], standing: Standing) -> ActionSeen:
    """Answer for a procedure that was to be gone: struck, or said to be repealed by its own description."""
    if standing.struck is not None:
        part = PartSeen("procedure", SEEN, "struck", "", standing.struck)
        return ActionSeen(action["kind"], action["content"], SEEN, "struck", (part,))
    after = standing.after
    if after is None:
        return _unknown(action, _why_unknown(standing))
    for field in ("name", "decision", "kind", "conditions", "steps"):
        if _REPEALED.search(plain_line(after[field])):
            old = standing.before[field] if standing.before else ""
            part = PartSeen(field, SEEN, "says-repealed", old, after[field])
            return ActionSeen(action["kind"], action["content"], SEEN, "says-repealed", (part,))
    # That it is described anew shows that the portal still has it, unless nobody looked since.
    if after["items"] or after["steps"]:
        old = standing.before["name"] if standing.before else ""
        part = PartSeen("procedure", NOT_YET, "still-there", old, after["name"])
        return ActionSeen(action["kind"], action["content"], NOT_YET, "still-there", (part,))
    return _unknown(action, "part-not-read")


def _evidence(action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> ActionSeen:
    """Return that it cannot be told, with the parts whose words changed."""
    parts = []
    for field in _PARTS.get(action["kind"], ()):
        old, new = _text(before, field), _text(after, field)
        if plain_line(old) != plain_line(new):
            parts.append(PartSeen(field, CANNOT_TELL, "changed", old, new))
    why = "changed" if parts else "unchanged"
    return ActionSeen(action["kind"], action["content"], CANNOT_TELL, why, tuple(parts))


def _text(description: Mapping[str, Any], field: str) -> str:
    if field == "agencies":
        return "; ".join(name for names in description["agencies"].values() for name in names)
    if field == "items":
        return "; ".join(item["form"] for item in description["items"] if item["form"])
    value = description[field]
    return ", ".join(value) if isinstance(value, list) else str(value)


def _too_early(one: ActionSeen) -> ActionSeen:
    if one.answer not in {HALF, NOT_YET}:
        return one
    return one._replace(answer=CANNOT_TELL, why="not-in-force-then")


def _unknown(action: Mapping[str, Any], why: str) -> ActionSeen:
    return ActionSeen(action["kind"], action["content"], CANNOT_TELL, why, ())
