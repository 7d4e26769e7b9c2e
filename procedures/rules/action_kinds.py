"""Holds the kinds of action in a proposal: which count in number (R3) and what each may move (C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Fields of a cost sheet that an action may change; every other field keeps its value from before (C3).
HOURS, SERVICE, FEES, TIMES, SUBJECTS = "hours", "service", "fees", "times", "subjects"
CHANNEL_SPLIT = "channels"  # subjects may move to another channel; their number in all must not change
ALWAYS, MEASURED, NEVER = "always", "measured", "never"
THROUGH_ANOTHER = NEVER  # what continues after a merger counts only by another action of its own (R4)


class ActionKind(NamedTuple):
    """A kind of action: its name, when it counts in number, and the sheet fields it may change.

    `counts` is ALWAYS, MEASURED (only with a measured fall of cost) or NEVER (only beside an action
    that counts).
    """

    name: str
    counts: str
    moves: frozenset[str]


# Source: kinds of cut seen in decisions and resolutions up to 2026 ("replace-by-data": Resolution
# 66.7/2025/NQ-CP of 15/11/2025); how each kind counts and what it moves is R3 and C3 of rules version
# 1.
ACTION_KINDS = {
    kind.name: kind
    for kind in (
        ActionKind("abolish", ALWAYS, frozenset({HOURS, SERVICE, FEES, TIMES, SUBJECTS})),
        ActionKind("remove-dossier-item", ALWAYS, frozenset({HOURS, SERVICE})),
        ActionKind("reduce-copies", ALWAYS, frozenset({HOURS, SERVICE})),
        ActionKind("replace-by-data", ALWAYS, frozenset({HOURS, SERVICE})),
        ActionKind("amend-form", ALWAYS, frozenset({HOURS, SERVICE})),
        ActionKind("remove-step", ALWAYS, frozenset({HOURS, FEES})),
        ActionKind("drop-result", ALWAYS, frozenset({HOURS, FEES})),
        ActionKind("notify-instead", ALWAYS, frozenset({HOURS, FEES})),
        ActionKind("remove-condition", ALWAYS, frozenset({HOURS, SERVICE})),
        ActionKind("reduce-fee", ALWAYS, frozenset({FEES})),
        ActionKind("reduce-frequency", ALWAYS, frozenset({TIMES})),
        ActionKind("extend-validity", ALWAYS, frozenset({TIMES})),
        ActionKind("raise-threshold", ALWAYS, frozenset({SUBJECTS})),
        ActionKind("shorten-time", ALWAYS, frozenset()),  # C7: the authority's time saves nothing
        ActionKind("interlink", MEASURED, frozenset({HOURS, SERVICE, CHANNEL_SPLIT})),
        ActionKind("online", MEASURED, frozenset({HOURS, SERVICE, CHANNEL_SPLIT})),
        ActionKind("non-territorial", MEASURED, frozenset({HOURS, SERVICE, CHANNEL_SPLIT})),
        ActionKind("decentralise", MEASURED, frozenset({HOURS, SERVICE})),
        ActionKind("delegate", MEASURED, frozenset({HOURS, SERVICE})),
        ActionKind("merge", THROUGH_ANOTHER, frozenset({HOURS, SERVICE, FEES, TIMES, SUBJECTS})),
    )
}

# Whose document an action amends, and whose decision approves: a higher level covers a lower one.
# Source: Decree 63/2010/NĐ-CP of 8/6/2010, Article 31(1) and (2), in force since 14/10/2010, for
# provinces, ministries, Prime Minister and Government; rules version 1 adds units, councils and the
# Assembly, which makes laws, and version 2 (R13) its Standing Committee, which makes ordinances.
LEVELS = (
    "unit",
    "province",
    "council",
    "ministry",
    "prime-minister",
    "government",
    "standing-committee",
    "assembly",
)
RECEIVERS = LEVELS[1:]  # the bodies to which a proposal is forwarded (Art. 31(2)): all but a unit


def covers(level: str, authority: str) -> bool:
    """True where a decision of `level` may approve an action within the authority of `authority`.

    Both are names of `LEVELS`; a higher level covers a lower one (Decree 63/2010/NĐ-CP Art. 31).
    """
    return LEVELS.index(level) >= LEVELS.index(authority)


def movable(actions: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Return the sheet fields that at least one of these actions may change (C3)."""
    return frozenset().union(*(ACTION_KINDS[action["kind"]].moves for action in actions))


def ends_procedure(body: Mapping[str, Any], code: str) -> bool:
    """True where a proposal ends procedure `code`: abolishes it, or merges it into another (R4)."""
    return bool(body["kind"] == "abolish" or (body["kind"] == "merge" and body["into"] != code))


def counts_in_number(ending: bool, actions: Sequence[Mapping[str, Any]]) -> str:  # noqa: FBT001 - one fact
    """Return when a proposal counts in number: ALWAYS, MEASURED or NEVER (R3, R4).

    `ending`: the proposal ends its own procedure. Where the cost rises instead of falling, the tally
    takes the count back (C10).
    """
    ways = {ACTION_KINDS[action["kind"]].counts for action in actions}
    if ending or ALWAYS in ways:
        return ALWAYS
    return MEASURED if MEASURED in ways else NEVER
