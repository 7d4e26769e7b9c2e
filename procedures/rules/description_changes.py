"""Compares two descriptions of one procedure: what came, what went, what changed, what moved."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from procedures.vietnamese import fold

_TEXTS = (
    "name", "decision", "decision_body", "field", "kind", "subjects", "address", "steps", "conditions",
    "result", "related",
)  # fmt: skip
_ALIKE = 0.75  # share of like letters from which two texts are one text that was changed
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


class DescriptionChange(NamedTuple):
    """One difference: `what` is came, went, changed or moved, `part` a field or such as `items.3`.

    `before` and `after` are the words of the part, "" where it is not there. The number of a part counts in
    the newer description, of what went in the older one.
    """

    what: str
    part: str
    before: str
    after: str


def description_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[DescriptionChange]:
    """Return every difference of two descriptions, in the order of their parts."""
    changes = [
        DescriptionChange("changed", field, before[field], after[field])
        for field in _TEXTS
        if _plain(before[field]) != _plain(after[field])
    ]
    levels = [", ".join(one["levels"]) for one in (before, after)]
    if levels[0] != levels[1]:
        changes.append(DescriptionChange("changed", "levels", *levels))
    for field in before["agencies"]:
        old, new = ("; ".join(one["agencies"][field]) for one in (before, after))
        if _plain(old) != _plain(new):
            changes.append(DescriptionChange("changed", f"agencies.{field}", old, new))
    for part, name, words in (
        ("channels", _channel_name, channel_words),
        ("items", _item_name, item_words),
        ("bases", _basis_name, _basis_words),
    ):
        changes += _rows(part, before[part], after[part], name, words)
    return changes


def paired_rows(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: Any
) -> list[tuple[int | None, int | None]]:
    """Return which rows of two tables are the same row: pairs of places (from 0), None where one is alone.

    Rows pair by equal names in their order, then by the likest names.
    """
    old, new = _names(before, name), _names(after, name)
    places = {one: n for n, one in enumerate(new)}
    pairs: list[tuple[int | None, int | None]] = [
        (n, places[one]) for n, one in enumerate(old) if one in places
    ]
    left = [n for n, one in enumerate(old) if one not in places]
    free = [n for n, one in enumerate(new) if one not in set(old)]
    scored = sorted(
        ((ratio, -n, -m) for n in left for m in free if (ratio := _likeness(old[n][0], new[m][0])) >= _ALIKE),
        reverse=True,
    )
    for _ratio, n, m in scored:
        if -n in left and -m in free:
            pairs.append((-n, -m))
            left.remove(-n)
            free.remove(-m)
    return [*pairs, *((n, None) for n in left), *((None, m) for m in free)]


def item_words(item: Mapping[str, Any]) -> str:
    """Return a dossier item in one line: its case, name, form and counts."""
    counts = [
        f"{item[field]} {word}"
        for field, word in (("originals", "bản chính"), ("copies", "bản sao"))
        if item[field]
    ]
    return " · ".join(part for part in (item["case"], item["name"], item["form"], ", ".join(counts)) if part)


def channel_words(channel: Mapping[str, Any]) -> str:
    """Return a channel in one line: its name (stable), limit, fee and remark as written."""
    parts = (channel["channel"], channel["limit_words"], channel["fee_words"], channel["note"])
    return " · ".join(part for part in parts if part)


def _basis_words(basis: Mapping[str, Any]) -> str:
    return " · ".join(part for part in (basis["number"], basis["title"], basis["date"] or "") if part)


def _item_name(item: Mapping[str, Any]) -> str:
    return _plain(f"{item['case']} {item['name']}")


def _channel_name(channel: Mapping[str, Any]) -> str:
    return str(channel["channel"])


def _basis_name(basis: Mapping[str, Any]) -> str:
    return _plain(basis["number"] or basis["title"])


def _names(rows: Sequence[Mapping[str, Any]], name: Any) -> list[tuple[str, int]]:
    """Return the name of each row, and how many rows before it have the same one."""
    seen: Counter[str] = Counter()
    names = []
    for row in rows:
        text = name(row)
        names.append((text, seen[text]))
        seen[text] += 1
    return names


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0
    return matcher.ratio()


def _rows(
    part: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: Any, words: Any
) -> Iterator[DescriptionChange]:
    pairs = paired_rows(before, after, name)
    both = [(n, m) for n, m in pairs if n is not None and m is not None]
    in_order = _longest_rising([m for _n, m in sorted(both)])
    for n, m in sorted(
        pairs, key=lambda pair: (pair[1] is None, pair[1] if pair[1] is not None else pair[0])
    ):
        old = words(before[n]) if n is not None else ""
        new = words(after[m]) if m is not None else ""
        place = f"{part}.{(m if m is not None else n or 0) + 1}"
        if n is None or m is None:
            yield DescriptionChange("came" if n is None else "went", place, old, new)
        elif _plain(old) != _plain(new):
            yield DescriptionChange("changed", place, old, new)
        elif m not in in_order:
            yield DescriptionChange("moved", place, f"{part}.{n + 1}", place)


def _longest_rising(places: Sequence[int]) -> set[int]:
    """Return the members of the longest run of rising numbers: those that kept their order."""
    runs: list[list[int]] = []
    for place in places:
        longest: list[int] = []
        for run in runs:
            longest = run if run[-1] < place and len(run) > len(longest) else longest
        runs.append([*longest, place])
    best: list[int] = []
    for run in runs:
        best = run if len(run) > len(best) else best
    return set(best)


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", fold(text)).strip()
