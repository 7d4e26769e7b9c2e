"""Answers for actions on dossier items: removed, replaced by data, fewer copies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from procedures.rules.description_changes import item_words, paired_rows
from procedures.rules.portal.answers import (
    CANNOT_TELL,
    HALF,
    NOT_YET,
    SEEN,
    ActionSeen,
    PartSeen,
    put_together,
)
from procedures.rules.portal.data_papers import (
    ASKED_FOR,
    REPLACED,
    asked_how,
    is_note,
    paper_topics,
    papers_of_database,
)
from procedures.rules.portal.item_choice import ItemChoice, chosen_items
from procedures.rules.portal.words import alikeness, names_whole, plain_line

_MAYBE = 0.5  # likeness from which a new item may be one that was there under other words
_CHANNELS = re.compile(r"truc tiep|truc tuyen|buu chinh|dien tu")
_CASE = re.compile(r"\b(?:truong hop|doi voi|neu|khi|chi ap dung)\b")
_Items = Sequence[Mapping[str, Any]]


def item_gone(action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> ActionSeen:
    """Answer for an item that was to be removed or replaced by data (kind of the action), place by place."""
    choice = chosen_items(before["items"], (action["content"], action["reason"]))
    if not choice.places:
        return _nothing(action, choice)
    parts = tuple(_places(action, choice, before["items"], after))
    return ActionSeen(
        action["kind"], action["content"], put_together(p.answer for p in parts), parts[0].why, parts
    )


def fewer_copies(
    action: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> ActionSeen:
    """Answer for an item of which fewer originals or copies were to be asked for, place by place."""
    choice = chosen_items(before["items"], (action["content"], action["reason"]))
    if not choice.places:
        return _nothing(action, choice)
    pairs = _same_items(before["items"], after["items"])
    parts = []
    for n in choice.places:
        m = pairs.get(n)
        if m is None:
            renamed = _renamed(action, choice, n, before["items"], after)
            parts.append(renamed or _part(n, SEEN, "gone", before["items"][n], None))
            continue
        old, new = before["items"][n], after["items"][m]
        parts.append(_part(n, *_count_answer(old, new), old, new))
    answer = put_together(part.answer for part in parts)
    return ActionSeen(action["kind"], action["content"], answer, parts[0].why, tuple(parts))


def _nothing(action: Mapping[str, Any], choice: ItemChoice) -> ActionSeen:
    return ActionSeen(action["kind"], action["content"], CANNOT_TELL, choice.why, ())


def _places(
    action: Mapping[str, Any], choice: ItemChoice, items: _Items, after: Mapping[str, Any]
) -> Iterator[PartSeen]:
    pairs = _same_items(items, after["items"])
    for n in choice.places:
        m = pairs.get(n)
        if m is not None:
            yield _still_there(action, choice, n, items[n], m, after["items"])
        else:
            renamed = _renamed(action, choice, n, items, after)
            yield renamed or _part(n, SEEN, "gone", items[n], None)


def _still_there(
    action: Mapping[str, Any], choice: ItemChoice, n: int, old: Mapping[str, Any], m: int, items: _Items
) -> PartSeen:
    """Answer for an item that is still in the dossier, in the same words or others."""
    new, papers = items[m], papers_of_database(action["content"])
    old_name, new_name = plain_line(old["name"]), plain_line(new["name"])
    part_only = old_name != choice.phrase and names_whole(old_name, choice.phrase)
    if part_only and not _still_named(choice.phrase, new_name):
        return _part(n, SEEN, "gone", old, new)
    how = asked_how(items, m, choice.phrase, papers)
    if how != ASKED_FOR:
        # To ask only where there are no data is what replacing means; of a paper removed it is a remnant.
        if how == REPLACED and action["kind"] == "replace-by-data":
            return _part(n, SEEN, "if-no-data", old, new)
        return _part(n, HALF, "if-no-data" if how == REPLACED else "one-channel", old, new)
    if narrower := _narrower(old, new):
        return _part(n, HALF, narrower, old, new)
    return _part(n, NOT_YET, "still-there", old, new)


def _still_named(phrase: str, name: str) -> bool:
    if names_whole(name, phrase):
        return True
    topics = paper_topics(phrase)
    return bool(topics & paper_topics(name)) if topics else False


def _narrower(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return one-channel or one-case where an item is asked for in fewer cases than before, else ""."""
    words = [plain_line(f"{one['case']} {one['name']}") for one in (old, new)]
    cases = [len(_CASE.findall(text)) for text in words]
    channels = [set(_CHANNELS.findall(text)) for text in words]
    if channels[1] and not channels[0] and len(channels[1]) == 1:
        return "one-channel"
    return "one-case" if cases[1] > cases[0] else ""


def _same_items(before: _Items, after: _Items) -> dict[int, int]:
    """Return place before -> place after of the items that are the same paper, whatever case they are in.

    Items of one name pair first with those of the same case.
    """
    pairs: dict[int, int] = {}
    free = set(range(len(after)))
    for n, old in enumerate(before):
        key = (plain_line(old["case"]), plain_line(old["name"]))
        same = [
            m for m in sorted(free) if (plain_line(after[m]["case"]), plain_line(after[m]["name"])) == key
        ]
        if same:
            pairs[n] = same[0]
            free.remove(same[0])
    left = [n for n in range(len(before)) if n not in pairs]
    places = sorted(free)
    found = paired_rows([before[n] for n in left], [after[m] for m in places], _name_of)
    pairs |= {left[n]: places[m] for n, m in found if n is not None and m is not None}
    return pairs


def _name_of(item: Mapping[str, Any]) -> str:
    return plain_line(item["name"])


def _renamed(
    action: Mapping[str, Any], choice: ItemChoice, n: int, items: _Items, after: Mapping[str, Any]
) -> PartSeen | None:
    """Return the answer where a paper that seems gone is in the newer dossier in other words, else None."""
    old = items[n]
    if not after["items"]:
        return _part(n, CANNOT_TELL, "part-not-read", old, None)
    pairs = _same_items(items, after["items"])
    name, topics = plain_line(old["name"]), paper_topics(choice.phrase)
    new = [m for m in range(len(after["items"])) if m not in pairs.values()]
    for m in new:
        item = after["items"][m]
        words = plain_line(item["name"])
        if is_note(item):
            continue
        if names_whole(words, choice.phrase) or names_whole(words, name):
            return _still_there(action, choice, n, old, m, after["items"])
        if topics & paper_topics(words) or alikeness(name, words) >= _MAYBE:
            return _part(n, CANNOT_TELL, "renamed", old, item)
    unread = [one["words"] for one in after["unread"] if one["part"].startswith("items")]
    if any(names_whole(plain_line(words), choice.phrase) for words in unread):
        return _part(n, CANNOT_TELL, "part-not-read", old, None)
    return None


def _count_answer(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, str]:
    fields = [field for field in ("originals", "copies") if old[field] is not None or new[field] is not None]
    if not fields or any(old[field] is None or new[field] is None for field in fields):
        return CANNOT_TELL, "no-count"
    moved = [int(new[field]) - int(old[field]) for field in fields]
    if all(change == 0 for change in moved):
        return NOT_YET, "unchanged"
    if all(change <= 0 for change in moved):
        return SEEN, "fewer"
    if sum(moved) < 0:
        return SEEN, "fewer"
    return (NOT_YET, "still-there") if all(change >= 0 for change in moved) else (CANNOT_TELL, "changed")


def _part(n: int, answer: str, why: str, old: Mapping[str, Any], new: Mapping[str, Any] | None) -> PartSeen:
    return PartSeen(f"items.{n + 1}", answer, why, item_words(old), item_words(new) if new else "")
