"""Answers whether a part, an action or a cut is seen at the portal, and puts several answers together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

SEEN, HALF, NOT_YET, CANNOT_TELL = "seen", "half", "not-yet", "cannot-tell"
PORTAL_ANSWERS = (SEEN, HALF, NOT_YET, CANNOT_TELL)
# Why an answer is what it is: what became of the part, or why nothing can be concluded.
PORTAL_REASONS = (
    "gone", "if-no-data", "one-case", "one-channel", "fewer", "lower", "not-as-far", "there", "restricted",
    "struck", "says-repealed", "still-there", "no-item", "several-alike", "renamed", "no-count", "no-figure",
    "no-channel", "part-not-read", "changed", "unchanged", "not-described", "no-description-before",
    "no-description-since", "not-in-force-then", "continues",
)  # fmt: skip


class PartSeen(NamedTuple):
    """The answer for one part of a description (such as `items.3`), with its words before and after.

    `part` counts in the older description, or in the newer where the part is new; words are "" where it is
    not there.
    """

    part: str
    answer: str
    why: str
    before: str
    after: str


class ActionSeen(NamedTuple):
    """The answer for one action of a proposal: its kind and content as signed, and the parts it rests on."""

    kind: str
    content: str
    answer: str
    why: str
    parts: tuple[PartSeen, ...]


class CutSeen(NamedTuple):
    """The answer for a cut, by its actions."""

    answer: str
    actions: tuple[ActionSeen, ...]


def put_together(answers: Iterable[str]) -> str:
    """Return the answer for a whole from those of its parts; no part at all cannot be told.

    A part that is seen beside one that is not is a half. Parts of which some cannot be told are seen as a
    whole by nobody; one that is not yet seen shows that the whole is not.
    """
    found = set(answers)
    if HALF in found or {SEEN, NOT_YET} <= found:
        return HALF
    for answer in (NOT_YET, CANNOT_TELL, SEEN):
        if answer in found:
            return answer
    return CANNOT_TELL
