"""Scans over the descriptions on record: what they find in a unit, and what it would do to its ratios."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from procedures.rules.programme import kinds_of, target
from procedures.rules.tally import stage_on
from procedures.scans.finding import CutFinding, OfficialRow
from procedures.services.asked_papers import find, is_asked, papers_asked_for
from procedures.services.descriptions import descriptions_on_record
from procedures.services.inventory import find_unit, units_below
from procedures.services.programmes import adopted
from procedures.services.session import Session
from procedures.services.verdict.sheet import find_sealed_programme, verdict_sheet
from procedures.storage.rows import Member, Procedure
from workflow.storage.rows import Reader

SCANS = ("papers", "twins", "repeats", "demands", "limits")
_RANKED = frozenset({"twins", "repeats"})  # the nearest, or the most, first


class ScanEffect(NamedTuple):
    """The number of a programme's members that are cut, today and if all that was found were proposed.

    `base` is how many members the target is over, `needed` how many cuts meet it. `cost` is the known cost of
    the procedures that would be added, whole đồng a year, of which sheets after have still to say how much
    falls; `unknown` of them have no known cost.
    """

    programme: str
    cut: int
    proposed: int
    base: int
    needed: int
    cost: int
    unknown: int


class ScanResult(NamedTuple):
    """The findings of a scan by code, or the nearest first; of how many procedures, how many described.

    `names` gives the name of each code that a finding names, `units` its unit (id, "" none).
    """

    scan: str
    unit: str
    findings: tuple[CutFinding, ...]
    described: int
    procedures: int
    names: Mapping[str, str]
    units: Mapping[str, str]
    effects: tuple[ScanEffect, ...]


def run_scan(
    session: Session, name: str, unit: str = "", official: Iterable[OfficialRow] = (), *, every: bool = False
) -> ScanResult:
    """Run a scan (one of SCANS) over the descriptions of a unit and those beneath it, "" of all.

    A scan of papers tells those that are asked for; `every` adds those that are conditional, the procedure's
    own, mentioned only, or in words that were not understood. `official` are rows of the official list.

    Raises NotFound: when there is no such unit.
    """
    with session.reading() as rows:
        if unit:
            find_unit(rows, unit)
        owners = units_below(rows, unit, session.day) if unit else None
        described = descriptions_on_record(rows, owners)
        found = find(name, described.items(), session.day, official)
        if not every:
            found = [one for one in found if not one.letter or is_asked(one)]
        of_unit = {
            one.code: one
            for one in rows.scan(Procedure)
            if one.struck is None and (owners is None or one.unit in owners)
        }
        named = {code for one in found for code in (one.code, *one.others)} & of_unit.keys()
        effects = _effects(session, rows, unit, of_unit, {one.code for one in found})
    return ScanResult(
        name,
        unit,
        tuple(found if name in _RANKED else sorted(found, key=lambda one: (one.code, _place(one.part)))),
        len(described),
        len(of_unit),
        {code: of_unit[code].name for code in named},
        {code: of_unit[code].unit or "" for code in named},
        effects,
    )


def members_asking_for_papers(session: Session, programme: str) -> tuple[list[str], list[str]]:
    """Return the members of a sealed programme that ask for a paper of Article 4, and those not described.

    Raises NotFound: when the programme is not sealed.
    """
    sealed = find_sealed_programme(session, programme)
    with session.reading() as rows:
        codes = sorted(member.code for member in rows.scan(Member, programme=sealed.id))
    described, asked = papers_asked_for(session, codes)
    return [code for code in codes if code in asked], [code for code in codes if code not in described]


def _place(part: str) -> tuple[str, int]:
    field, _dot, number = part.partition(".")
    return field, int(number) if number.isdigit() else 0


def _effects(
    session: Session, rows: Reader, unit: str, procedures: Mapping[str, Procedure], codes: set[str]
) -> tuple[ScanEffect, ...]:
    effects = []
    for programme in adopted(session):
        if programme.sealed is None or target(json.loads(programme.text), "number") is None:
            continue
        sheet = verdict_sheet(session, programme.id, unit, "proposed", notes=False)
        number = (sheet.results[0] if unit else sheet.whole).at("proposed").number
        if number is None or not number.base:
            continue
        over, kinds = sheet.lists.get(("number", "over")), kinds_of(sheet.text, "number")
        found = [
            member
            for code in procedures.keys() & codes
            if (member := rows.get(Member, programme.id, code)) is not None
            and member.kind in kinds
            and (over is None or code in over)
            and not stage_on(member, session.day)
        ]
        effects.append(
            ScanEffect(
                programme.id,
                number.cut,
                number.cut + len(found),
                number.base,
                number.needed,
                sum(member.base or 0 for member in found),
                sum(member.base is None for member in found),
            )
        )
    return tuple(effects)
