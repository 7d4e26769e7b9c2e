"""Answers for actions on channels: a shorter limit, a lower fee, a channel that is to be there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from procedures.rules.description_changes import channel_words, paired_rows
from procedures.rules.portal.answers import (
    CANNOT_TELL,
    HALF,
    NOT_YET,
    SEEN,
    ActionSeen,
    PartSeen,
    put_together,
)
from procedures.rules.portal.words import plain_line
from procedures.stated_values import limit_unit

_NAMED = {"online": r"\btruc tuyen\b", "post": r"\bbuu chinh\b", "counter": r"\btruc tiep\b"}
# "xuống còn 07 ngày làm việc", "còn 5 ngày": the figure that was decided.
_AIM = re.compile(
    r"\b(?:xuong|con)(?: con)?(?: toi da)? (\d{1,4})(?: \w+)?? (gio|ngay lam viec|ngay|thang)\b"
)
_FEE_AIM = re.compile(r"\b(?:xuong|con)(?: con)? (\d{1,3}(?: \d{3})*|\d+) (?:dong|vnd)\b")
_RESTRICTED = re.compile(r"\bmot phan\b|\bchi (?:ap dung|thuc hien|tiep nhan|doi voi|danh cho)\b")


def limit_shorter(
    action: Mapping[str, Any],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    scale: Mapping[str, Fraction],
) -> ActionSeen:
    """Answer for a limit that was to be shorter, channel by channel.

    `scale` gives working days for units; limits in units that are not there compare only with their like.
    """
    aim = _AIM.search(plain_line(action["content"]))
    wanted = (Fraction(int(aim[1])), limit_unit(aim[2])) if aim else None

    def judged(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
        was, now = old["limit"], new["limit"]
        if was is None or now is None:
            return _by_words(old["limit_words"], new["limit_words"])
        difference = _difference((Fraction(was["value"]), was["unit"]), _limit(now), scale)
        if difference is None:
            return CANNOT_TELL, "no-figure"
        if difference <= 0:
            return NOT_YET, "unchanged" if difference == 0 else "still-there"
        short = wanted and _difference(_limit(now), wanted, scale)
        return (HALF, "not-as-far") if short and short > 0 else (SEEN, "lower")

    return _by_channel(action, before, after, judged)


def fee_lower(action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> ActionSeen:
    """Answer for a fee that was to be lower, channel by channel."""
    aim = _FEE_AIM.search(plain_line(action["content"]))
    wanted = int(aim[1].replace(" ", "")) if aim else None

    def judged(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
        if old["fee"] is None or new["fee"] is None:
            return _by_words(old["fee_words"], new["fee_words"])
        was, now = int(old["fee"]), int(new["fee"])
        if now >= was:
            return NOT_YET, "unchanged" if now == was else "still-there"
        return (HALF, "not-as-far") if wanted is not None and now > wanted else (SEEN, "lower")

    return _by_channel(action, before, after, judged)


def online_there(
    action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> ActionSeen:
    """Answer for the online channel that was to be there."""
    rows = [n for n, channel in enumerate(after["channels"]) if channel["channel"] == "online"]
    unread = any(one["part"].startswith("channels") for one in after["unread"])
    if not rows and (unread or not after["channels"]):
        return ActionSeen(action["kind"], action["content"], CANNOT_TELL, "part-not-read", ())
    old = "; ".join(channel_words(one) for one in before["channels"] if one["channel"] == "online")
    if not rows:
        kinds = ", ".join(dict.fromkeys(one["channel"] for one in after["channels"]))
        part = PartSeen("channels", NOT_YET, "no-channel", old, kinds)
        return ActionSeen(action["kind"], action["content"], NOT_YET, "no-channel", (part,))
    parts = []
    for n in rows:
        new = after["channels"][n]
        told = plain_line(f"{new['note']} {new['limit_words']}")
        answer, why = (HALF, "restricted") if _RESTRICTED.search(told) else (SEEN, "there")
        parts.append(PartSeen(f"channels.{n + 1}", answer, why, old, channel_words(new)))
    best = min(parts, key=lambda part: part.answer != SEEN)  # one open row is a channel
    return ActionSeen(action["kind"], action["content"], best.answer, best.why, tuple(parts))


def _by_channel(
    action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any], judged: Any
) -> ActionSeen:
    """Return the answer over the channels that an action names, over all where it names none."""
    meant = _channels_meant(action["content"])
    old = [one for one in before["channels"] if not meant or one["channel"] in meant]
    new = [one for one in after["channels"] if not meant or one["channel"] in meant]
    pairs = [(n, m) for n, m in paired_rows(old, new, _kind) if n is not None and m is not None]
    parts = []
    for n, m in sorted(pairs):
        answer, why = judged(old[n], new[m])
        place = f"channels.{before['channels'].index(old[n]) + 1}"
        parts.append(PartSeen(place, answer, why, channel_words(old[n]), channel_words(new[m])))
    if not parts or _regrouped(old, new):
        return ActionSeen(action["kind"], action["content"], CANNOT_TELL, "no-channel", tuple(parts))
    answers = {part.answer for part in parts}
    # A channel that cannot be told may be the one that was shortened: only a mixture shows a half.
    unknown = CANNOT_TELL in answers and not ({SEEN, HALF} & answers and NOT_YET in answers)
    answer = CANNOT_TELL if unknown and HALF not in answers else put_together(answers)
    why = next(part.why for part in parts if answer in {part.answer, HALF})
    return ActionSeen(action["kind"], action["content"], answer, why, tuple(parts))


def _channels_meant(content: str) -> set[str]:
    words = plain_line(content)
    return {channel for channel, pattern in _NAMED.items() if re.search(pattern, words)}


def _regrouped(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> bool:
    """True where a channel has another number of rows than before: which is which cannot be told then."""
    kinds = {one["channel"] for one in old} & {one["channel"] for one in new}
    return any(
        sum(one["channel"] == kind for one in old) != sum(one["channel"] == kind for one in new)
        for kind in kinds
    )


def _kind(channel: Mapping[str, Any]) -> str:
    return str(channel["channel"])


def _by_words(old: str, new: str) -> tuple[str, str]:
    same = plain_line(old) == plain_line(new)
    return (NOT_YET, "unchanged") if same and old else (CANNOT_TELL, "no-figure")


def _limit(limit: Mapping[str, str]) -> tuple[Fraction, str]:
    return Fraction(limit["value"]), limit["unit"]


def _difference(
    one: tuple[Fraction, str], other: tuple[Fraction, str], scale: Mapping[str, Fraction]
) -> Fraction | None:
    """Return how much shorter the other limit is, None where their units do not convert."""
    if one[1] == other[1]:
        return one[0] - other[0]
    if one[1] not in scale or other[1] not in scale:
        return None
    return one[0] * scale[one[1]] - other[0] * scale[other[1]]
