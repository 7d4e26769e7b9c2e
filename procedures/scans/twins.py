"""Scans for procedures that could be one: near-duplicates, and families whose dossiers hold each other's.

Procedures are compared within their field only, each with the first of every cluster there: n of one field
cost at most n(n - 1)/2 comparisons of two short names, and dossiers are compared where the names agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from procedures.scans.amendable import text_to_amend
from procedures.scans.families import NameParts, block_of, name_parts
from procedures.scans.finding import CutFinding, Described
from procedures.scans.item_words import core_items
from procedures.scans.scan_rules import holds, law_of, scan_rules

_ORDER = ("issue", "register", "register-again", "approve")  # what a cluster begins with, if it can
_WHOLE = 100
_TOLD = 6  # items named on each side of a difference


class _Case(NamedTuple):
    code: str
    description: Mapping[str, Any]
    parts: NameParts
    cores: frozenset[str]


class _Twin(NamedTuple):
    """A procedure beside the first of its cluster: how near (0 to 1), and the papers that both ask for."""

    case: _Case
    nearness: float
    shared: int


def scan_twins(descriptions: Described, day: str) -> list[CutFinding]:
    """Return clusters of procedures that could be one, the nearest first; one finding for each cluster.

    `code` is the first of the cluster (the first issue, where it is a family), `others` those like it,
    nearest first; facts: nearness in per cent, then for each code the papers that only it asks for, its
    limit and channels. Raises ImportError without the extra `scan`.
    """
    blocks: dict[str, list[_Case]] = defaultdict(list)
    for code, description in descriptions:
        parts = name_parts(description["name"])
        if parts.thing:
            cores = frozenset(core_items(description))
            blocks[block_of(description)].append(_Case(code, description, parts, cores))
    rules = [rule for rule in scan_rules("twins")["rule"] if holds(rule, day)]
    found = []
    for block in blocks.values():
        for rule in rules:
            found += [_finding(rule, first, twins) for first, twins in _clusters(rule, block) if twins]
    return sorted(found, key=lambda one: (-int(one.facts[0][1]), -len(one.others), one.code))


def _clusters(rule: Mapping[str, Any], block: Sequence[_Case]) -> list[tuple[_Case, list[_Twin]]]:
    """Return the clusters of a field by one rule: each case stands with the nearest, or begins one."""
    clusters: list[tuple[_Case, list[_Twin]]] = []
    for case in sorted(block, key=_first):
        if rule["id"] == "family" and not (case.parts.acts and set(case.parts.acts) <= set(rule["acts"])):
            continue
        near = [(twin, twins) for first, twins in clusters if (twin := _twin(rule, first, case)) is not None]
        if near:
            twin, twins = max(near, key=lambda one: one[0].nearness)
            twins.append(twin)
        else:
            clusters.append((case, []))
    return clusters


def _first(case: _Case) -> tuple[int, str]:
    places = [_ORDER.index(act) for act in case.parts.acts if act in _ORDER]
    return min(places, default=len(_ORDER)), case.code


def _twin(rule: Mapping[str, Any], first: _Case, case: _Case) -> _Twin | None:
    """Return a case as a twin of the first of a cluster; None where name, deed or dossier is another."""
    from rapidfuzz import fuzz

    same_deed = set(case.parts.acts) == set(first.parts.acts)
    if same_deed != (rule["id"] == "near-duplicate"):
        return None
    name = fuzz.token_sort_ratio(first.parts.thing, case.parts.thing, score_cutoff=rule["name"])
    if not name:
        return None
    shared = shared_papers(first.cores, case.cores)
    sizes = sorted((len(first.cores), len(case.cores)))
    compared = sizes[1] if same_deed else sizes[0]
    held = shared / compared if compared else 1.0
    if held < rule["held"]:
        return None
    return _Twin(case, (name / _WHOLE + held) / 2, shared)


def shared_papers(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many papers (cores of their names) two dossiers share, alike or nearly alike.

    Raises ImportError without the extra `scan`.
    """
    from rapidfuzz import fuzz

    alike = scan_rules("twins")["items"]["alike"]
    same = one & other
    smaller, larger = sorted((one - same, other - same), key=len)
    near = (any(fuzz.token_set_ratio(core, there) >= alike for there in larger) for core in sorted(smaller))
    return len(same) + sum(near)


def _finding(rule: Mapping[str, Any], first: _Case, twins: list[_Twin]) -> CutFinding:
    twins = sorted(twins, key=lambda twin: (-twin.nearness, twin.case.code))
    nearness = round(_WHOLE * sum(twin.nearness for twin in twins) / len(twins))
    facts = [("nearness", str(nearness)), ("shared", str(min(twin.shared for twin in twins)))]
    for case in (first, *(twin.case for twin in twins)):
        rest = [twin.case for twin in twins] if case is first else [first]
        facts += _differences(case, rest)
    return CutFinding(
        "twins",
        f"twins.{rule['id']}",
        first.code,
        "name",
        first.description["name"],
        law_of(rule),
        text_to_amend(first.description),
        others=tuple(twin.case.code for twin in twins),
        facts=tuple(facts),
    )


def _differences(case: _Case, rest: Sequence[_Case]) -> list[tuple[str, str]]:
    """Return what one procedure has and the others compared with it do not, by code."""
    numbers = core_items(case.description)
    own = [core for core in numbers if not any(shared_papers(frozenset({core}), one.cores) for one in rest)]
    told = [(f"only {case.code}", case.description["items"][numbers[core] - 1]["name"]) for core in own]
    channels = case.description["channels"]
    limits = {channel["limit_words"] for channel in channels if channel["limit_words"]}
    kinds = {channel["channel"] for channel in channels}
    return [
        *told[:_TOLD],
        (f"limit {case.code}", "; ".join(sorted(limits))),
        (f"channels {case.code}", ", ".join(sorted(kinds))),
    ]
