"""Finds the signs W5, W6, W13 and W14: codes that come, go or look alike around a sealed baseline."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from procedures.rules.warning_signs.sign import WarningSign, unit_of_all
from procedures.storage.rows import INVENTORY_CAME, INVENTORY_WENT, PastAct, Procedure

# Likeness of two names (difflib's ratio, 0 to 1), from which W6 is given: a convention of rules version 1.
SIMILAR = 0.85


class Addition(NamedTuple):
    """A procedure that came on record after the seal, at position `since` (R9).

    `folded` is its name for comparison; `annual` its cost in whole đồng a year, None unknown; `new`: in
    force after the seal; `dated`: its record names the document's date; `gone`: "", struck or abolished;
    `levels` as `rules.levels.joined_levels`.
    """

    code: str
    name: str
    folded: str
    unit: str
    kind: str
    annual: int | None
    new: bool
    dated: bool
    gone: str
    since: int
    levels: str = ""


class Departure(NamedTuple):
    """A member that was struck, or is on the ladder as abolished (`how`), by the entry at position `since`.

    `folded`: its name for comparison.
    """

    code: str
    folded: str
    unit: str
    since: int
    how: str


def of_additions(additions: Sequence[Addition], departures: Sequence[Departure]) -> Iterator[WarningSign]:
    """Yield W5 (added after the seal and gone again) and W6 (a new code resembles one that went).

    A struck code comes before its like; an abolished one stands beside it, in whichever order.
    """
    for added in additions:
        if added.gone:
            yield WarningSign("W5", added.unit, (("gone", added.gone),), (added.code,), (added.since,))
    for gone in departures:
        later = [one for one in additions if gone.how == "abolished" or one.since > gone.since]
        matcher = difflib.SequenceMatcher(b=gone.folded, autojunk=False)
        for added in later:
            if added.folded == gone.folded or _alike(matcher, added.folded):
                values = (("name", added.name), ("gone", gone.how))
                entries = (gone.since, added.since)
                yield WarningSign("W6", gone.unit, values, (gone.code, added.code), entries)


def _alike(matcher: difflib.SequenceMatcher[str], name: str) -> bool:
    matcher.set_seq1(name)
    bounds = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)  # the cheap ones are upper bounds
    return all(bound() >= SIMILAR for bound in bounds)


_SAME = {"moved": "assigned"}  # given to another unit, with a document or without one


def of_acts_before_seal(
    acts: Iterable[tuple[str, PastAct]], sizes: Mapping[str, int], sealed: str, together: str
) -> Iterator[WarningSign]:
    """Yield W13: what moved the inventory in the last 30 days before the seal (`sealed`: ISO date).

    `acts` are those of that time, each after the unit that it concerns; `sizes`: members by unit.
    `together` is the unit of all signs where the register itself is no older, "" where it is: an
    inventory that was all entered in those days is one question, not one for each unit.
    """
    kinds = tuple(kind for kind in (*INVENTORY_CAME, *INVENTORY_WENT) if kind not in _SAME)
    found: dict[tuple[str, int], list[PastAct]] = {}
    for unit, act in acts:
        what = _SAME.get(act.what, act.what)
        found.setdefault((together or unit, kinds.index(what)), []).append(act)
    for (unit, place), group in sorted(found.items()):
        codes = tuple(sorted({act.code for act in group}))
        of = sum(sizes.values()) if together else sizes.get(unit, 0)
        values = (("what", kinds[place]), ("n", str(len(codes))), ("of", str(of)), ("date", sealed))
        yield WarningSign("W13", unit, values, codes, tuple(sorted({act.seq for act in group})))


def of_twins(procedures: Iterable[Procedure], owners: Mapping[str, str]) -> Iterator[WarningSign]:
    """Yield W14: members of one baseline and kind with equal names, once letters lose their marks.

    `owners`: the unit of each member by code. An entry is the one that brought a procedure on record.
    """
    named: dict[tuple[str, str], list[Procedure]] = {}
    for procedure in procedures:
        named.setdefault((procedure.kind, procedure.folded), []).append(procedure)
    for several in named.values():
        if len(several) > 1:
            same = sorted(several, key=lambda one: one.code)
            values = (("n", str(len(same))), ("name", same[0].name))
            entries = tuple(sorted({one.since for one in same}))
            unit = unit_of_all(owners[one.code] for one in same)
            yield WarningSign("W14", unit, values, tuple(one.code for one in same), entries)
