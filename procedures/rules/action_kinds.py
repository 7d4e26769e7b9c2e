"""The kinds of action in a proposal: which count in number (R3) and what each may move (C3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What an action may move in a cost sheet; anything else must keep its vintage (C3).
HOURS, SERVICE, FEES, TIMES, SUBJECTS = "hours", "service", "fees", "times", "subjects"
CHANNELS = "channels"  # the same people by another way in: their number in all must stay
ALWAYS, MEASURED, NEVER = "always", "measured", "never"
OWN = NEVER  # a merger counts through another action of its own (R4)


class ActionKind(NamedTuple):
    """`counts`: always; only with a measured fall; or never, so only through another action."""

    name: str
    counts: str
    moves: frozenset[str]


# Source: kinds of cut seen in decisions and resolutions up to 2026 ("replace-by-data": Resolution
# 66.7/2025/NQ-CP of 15/11/2025); how each kind counts and what it moves is R3 and C3 of rules version
# 1.
KINDS = {
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
        ActionKind("interlink", MEASURED, frozenset({HOURS, SERVICE, CHANNELS})),
        ActionKind("online", MEASURED, frozenset({HOURS, SERVICE, CHANNELS})),
        ActionKind("non-territorial", MEASURED, frozenset({HOURS, SERVICE, CHANNELS})),
        ActionKind("decentralise", MEASURED, frozenset({HOURS, SERVICE})),
        ActionKind("delegate", MEASURED, frozenset({HOURS, SERVICE})),
        ActionKind("merge", OWN, frozenset({HOURS, SERVICE, FEES, TIMES, SUBJECTS})),
    )
}

# Whose document an action amends, and whose decision approves: a higher level covers a lower one.
# Source: Decree 63/2010/NĐ-CP of 8/6/2010, Article 31(1) and (2), in force since 14/10/2010, for
# provinces, ministries, Prime Minister and Government; rules version 1 adds units, councils and the
# Assembly, which makes laws.
LEVELS = ("unit", "province", "council", "ministry", "prime-minister", "government", "assembly")


def covers(level: str, authority: str) -> bool:
    """True where a decision at `level` may approve an action within `authority` (Decree 63/2010, Art. 31)."""
    return LEVELS.index(level) >= LEVELS.index(authority)


def movable(actions: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """What these actions together may move in the cost sheet."""
    return frozenset().union(*(KINDS[action["kind"]].moves for action in actions))


def ends(body: Mapping[str, Any], code: str) -> bool:
    """Whether a proposal ends procedure `code`: abolished, or merged into another one (R4)."""
    return bool(body["kind"] == "abolish" or (body["kind"] == "merge" and body["into"] != code))


def counts_in_number(ending: bool, actions: Sequence[Mapping[str, Any]]) -> str:  # noqa: FBT001 - one fact
    """R3, R4: how a proposal counts in number: always; measured (only with a measured fall); never.

    `ending`: it ends its own procedure. C10 looks at the cost afterwards, in the verdict.
    """
    ways = {KINDS[action["kind"]].counts for action in actions}
    if ending or ALWAYS in ways:
        return ALWAYS
    return MEASURED if MEASURED in ways else NEVER
