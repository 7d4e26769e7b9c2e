"""Scans agencies for the paper that many of their procedures ask for: what one shared file would save."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from procedures.scans.amendable import text_to_amend
from procedures.scans.finding import CutFinding, Described
from procedures.scans.item_words import core_items
from procedures.scans.scan_rules import holds, law_of, scan_rules
from procedures.vietnamese import fold

_Place = tuple[str, int, Mapping[str, Any]]  # code, number of the item, description


def scan_repeats(descriptions: Described, day: str, least: int | None = None) -> list[CutFinding]:
    """Return one finding for each paper that at least `least` procedures of one agency ask for, most first.

    `code` is the first procedure that asks, `others` the rest; facts: agency, procedures. Forms and notes
    are left aside; `least` is the rule's own where it is None.
    """
    rules = [rule for rule in scan_rules("repeats")["rule"] if holds(rule, day)]
    asked: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    names: dict[str, str] = {}
    for code, description in descriptions:
        for agency in agencies_of(description):
            key = fold(agency)
            names.setdefault(key, agency)
            for core, number in core_items(description).items():
                asked[key, core].append((code, number, description))
    found = [
        _finding(rule, names[agency], places)
        for rule in rules
        for (agency, _core), places in asked.items()
        if len(places) >= (rule["least"] if least is None else least)
    ]
    return sorted(found, key=lambda one: (-len(one.others), one.facts, one.code, one.part))


def agencies_of(description: Mapping[str, Any]) -> list[str]:
    """Return who carries a procedure out; where that is not told, who decides, or who published it."""
    agencies = description["agencies"]
    told = agencies["performing"] or agencies["competent"] or [description["decision_body"]]
    return [agency for agency in told if agency]


def _finding(rule: Mapping[str, Any], agency: str, places: list[_Place]) -> CutFinding:
    code, number, description = places[0]
    return CutFinding(
        "repeats",
        f"repeats.{rule['id']}",
        code,
        f"items.{number}",
        description["items"][number - 1]["name"],
        law_of(rule),
        text_to_amend(description),
        others=tuple(other for other, _number, _description in places[1:]),
        facts=(("agency", agency), ("procedures", str(len(places)))),
    )
