"""Details of a verdict sheet, procedure by procedure: unknowns, new burden, dates, cuts for the signs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from procedures.dates import days_after
from procedures.rules.baseline import abolishes, base_sheet, cost_in_force, is_in_force
from procedures.rules.deadlines import reached_on
from procedures.rules.levels import is_above, unit_level
from procedures.rules.merger import STAGE_OF, SheetPlace, sheet_after
from procedures.rules.programme import STAGES, ends_on
from procedures.rules.tally import counted_at, figures_at, is_repealed, stage_on
from procedures.rules.unit_hierarchy import is_closed, unit_path
from procedures.rules.warning_signs.inventory import Addition
from procedures.rules.warning_signs.sign import Cut
from procedures.services.inventory import find_procedure, handled_codes
from procedures.storage.rows import Document, Former, Member, Procedure, Programme, Proposal, Sheet, Unit
from workflow.storage.rows import Reader, SqlRows

# Days before its end from which a cut is announced: a convention of rules version 1, no document sets it.
SOON = 90
GROUPS = (
    "A",
    "B",
    "C",
    "U",
    "worse",
    "zero",
    "not-counted",
    "after-end",
    "struck",
    "repealed",
    "moved",
    "new",
    "found",
    "overdue",
    "ending",
    "restated",
    "handled",
)


class VerdictDetails(NamedTuple):
    """One procedure that a sheet names: its group (one of GROUPS), values, and the entry it comes from.

    `code`, `name` and `unit` (id) are the procedure's; `entry` is a position.
    """

    group: str
    code: str
    name: str
    unit: str
    entry: int
    values: tuple[tuple[str, str], ...] = ()


def verdict_details(
    rows: Reader,
    programme: str,
    units: Iterable[str],
    members: Sequence[Member],
    additions: Sequence[Addition],
    day: str,
    stage: str,
) -> tuple[VerdictDetails, ...]:
    """Return every procedure that the sheet of these members names, by group and code.

    `programme` and `units` are ids, all units of the sheet; `day`: ISO date; `stage`: a stable name of a
    stage. Costs in values are whole đồng a year, "?" unknown.
    """
    units = frozenset(units)
    former = _former(rows, programme, units, members)
    rung = STAGES.index(stage) + 1
    entries = [
        (group, member, member.since, values)
        for member in members
        for group, values in _groups(member, rung, day)
    ]
    entries += list(_late_and_ending(rows, members, day))
    entries += list(_after_end(rows, programme, members, rung))
    entries += list(_restated(former, members))
    entries += list(_moved(rows, former, members, units, day))
    if isinstance(rows, SqlRows):
        rows.prefetch({Procedure: [(member.code,) for _, member, _, _ in entries]})
    details = [
        VerdictDetails(group, member.code, _name(rows, member.code), member.unit, entry, values)
        for group, member, entry, values in entries
    ]
    details += [
        VerdictDetails("new" if one.new else "found", one.code, one.name, one.unit, one.since, _cost(one))
        for one in additions
        if not one.gone
    ]
    return tuple(sorted(details, key=lambda one: (GROUPS.index(one.group), one.code)))


def handled_details(rows: Reader, units: Iterable[str]) -> tuple[VerdictDetails, ...]:
    """Return what units (ids) handle without owning it, by code: "handled, not counted" (R10).

    `unit` of each is the owner, "" where there is none.
    """
    details = []
    for code, since in handled_codes(rows, units).items():
        procedure = find_procedure(rows, code)
        details.append(VerdictDetails("handled", code, procedure.name, procedure.unit or "", since))
    return tuple(sorted(details, key=lambda one: one.code))


def cuts_of(rows: Reader, members: Iterable[Member], day: str, stage: str, *, every: bool) -> Iterator[Cut]:
    """Yield the members cut at a stage or beyond by `day`, each with its proposal, sheets and documents.

    `every`: the members are all there are, so that one scan of the documents is cheaper than many.
    """
    rung = STAGES.index(stage) + 1
    standing = [cut for member in members if (cut := counted_at(member, rung, day)) is not None]
    if isinstance(rows, SqlRows):
        rows.prefetch({Proposal: [(member.code, member.round) for member in standing]})
        proposals = [rows.get(Proposal, member.code, member.round) for member in standing]
        sheets: list[tuple[str | int, ...]] = [
            (member.code, member.sheet, "before") for member in standing if member.sheet is not None
        ]
        sheets += [(p.code, p.after_sheet, "after") for p in proposals if p and p.after_sheet is not None]
        rows.prefetch({Sheet: sheets})
    papers: dict[tuple[str, int], list[Document]] = {}
    for paper in rows.scan(Document) if every else ():
        papers.setdefault((paper.code, paper.round), []).append(paper)
    for member in standing:
        proposal = rows.get(Proposal, member.code, member.round)
        if proposal is None:
            continue
        documents = (
            papers.get((member.code, member.round), [])
            if every
            else list(rows.scan(Document, code=member.code, round=member.round))
        )
        yield Cut(
            member,
            proposal,
            _body(base_sheet(rows, member)),
            _body(_sheet(rows, sheet_after(rows, member, proposal))),
            tuple(documents),
        )


def additions(
    rows: Reader, candidates: Iterable[Procedure], programme: Programme, text: Mapping[str, Any], day: str
) -> tuple[Addition, ...]:
    """Return procedures recorded after the seal that would have been in its scope, in force by `day` (R9).

    `day`: ISO date; what comes into force after the programme's end does not count (R12). A procedure is new
    if its document is in force after the day of the seal; without a document it is found, and undated.
    """
    added, latest = [], min(day, text["ends"] or day)
    for one in candidates:
        if one.unit is None or one.kind not in text["kinds"] or _comes_of_merger(rows, one.code, day):
            continue
        above = unit_path(one.unit, rows, day)
        if text["unit"] not in above or (one.in_force or "") > latest:
            continue
        if is_above(one.levels, unit_level(above, rows)):
            continue
        new = one.in_force is not None and one.in_force > programme.day
        gone = "struck" if one.struck is not None else ""
        cuts = [p for p in rows.scan(Proposal, code=one.code) if is_in_force(p, day)]
        gone = gone or ("abolished" if any(map(abolishes, cuts)) else "")
        newest = max(cuts, key=lambda p: p.round, default=None)
        cost = cost_in_force(one, newest, rows).annual
        added.append(
            Addition(
                one.code,
                one.name,
                one.folded,
                above[0],
                one.kind,
                cost,
                new,
                one.in_force is not None,
                gone,
                one.since,
                one.levels,
            )
        )
    return tuple(added)


def _comes_of_merger(rows: Reader, code: str, day: str) -> bool:
    """Return True where others are merged into a code: it stands for them and is no new burden (R4).

    A merger that has ended by `day` (ISO date) is over, whether its lapse is on record or not (R8).
    """
    merged = (one for one in rows.scan(Proposal, into=code) if one.merger is not None and one.code != code)
    standing = (one for one in merged if one.outcome in STAGE_OF)
    return any(one.ends is None or one.ends >= day for one in standing)


def _groups(member: Member, rung: int, day: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    if is_repealed(member, day):
        yield "repealed", (("base", "?" if member.base is None else str(member.base)),)
        return
    cut = counted_at(member, rung, day)
    figures = figures_at(member, rung, day)
    if figures is None:
        if member.base is None:
            yield "U", ()
    elif figures.a or figures.b or figures.c:
        yield ("A" if figures.a else "B" if figures.b else "C"), ()
    if figures is not None and figures.worse:
        yield "worse", (("before", str(member.base)), ("after", str(cut and cut.after)))
    if figures is not None and figures.zero:
        yield "zero", ()
    if figures is not None and not figures.broad and not figures.worse:
        yield "not-counted", ()
    if member.struck:
        yield "struck", ()


_GroupEntry = tuple[str, Member, int, tuple[tuple[str, str], ...]]


def _late_and_ending(rows: Reader, members: Sequence[Member], day: str) -> Iterator[_GroupEntry]:
    """Yield approved cuts past their due date, and implemented ones that end within 90 days."""
    soon = days_after(day, SOON)
    waiting = [member for member in members if member.rung == STAGES.index("approved") + 1]
    if isinstance(rows, SqlRows):
        rows.prefetch({Proposal: [(member.code, member.round) for member in waiting]})
    for member in waiting:
        proposal = rows.get(Proposal, member.code, member.round)
        if proposal is not None and proposal.due is not None and proposal.due < day:
            yield "overdue", member, proposal.moved, (("date", proposal.due),)
    for member in members:
        if stage_on(member, day) and member.ends is not None and day <= member.ends <= soon:
            yield "ending", member, member.since, (("date", member.ends),)


def _after_end(rows: Reader, programme: str, members: Sequence[Member], rung: int) -> Iterator[_GroupEntry]:
    """Yield cuts that have reached a stage by a document dated after the programme's end (R12)."""
    held = rows.get(Programme, programme)
    last = None if held is None else ends_on(json.loads(held.text), held.closed)
    if last is None:
        return
    for member in members:
        proposal = rows.get(Proposal, member.code, member.round) if member.rung < rung else None
        stage = STAGE_OF.get(proposal.outcome, 0) if proposal is not None else 0
        if proposal is not None and member.rung < rung <= stage:
            papers = list(rows.scan(Document, code=proposal.code, round=proposal.round))
            dated, _recorded = reached_on(proposal, papers, rung)
            if dated > last:
                yield "after-end", member, proposal.moved, (("date", dated),)


def _former(
    rows: Reader, programme: str, units: Iterable[str], members: Sequence[Member]
) -> dict[str, list[Former]]:
    """Return the former standings of the members that these units have or had, by code, oldest first."""
    history: dict[str, list[Former]] = {member.code: [] for member in members}
    for unit in sorted(units):
        for former in rows.scan(Former, programme=programme, unit=unit):
            history.setdefault(former.code, []).append(former)
    held, here = rows.get(Programme, programme), {member.code: member for member in members}
    for code, past in history.items():
        past.sort(key=lambda one: one.since)
        member = here.get(code) or rows.get(Member, programme, code)
        if member is not None and held is not None and not _is_whole(past, held.sealed, member):
            # It has stood at other units too.
            past[:] = sorted(rows.scan(Former, programme=programme, code=code), key=lambda one: one.since)
    return {code: past for code, past in history.items() if past}


def _is_whole(past: Sequence[Former], sealed: int | None, member: Member) -> bool:
    """Return True where the former standings of a member follow each other from the seal to today."""
    began = [*(one.since for one in past), member.since]
    return began == [sealed, *(one.until for one in past)]


def _restated(former: Mapping[str, Sequence[Former]], members: Sequence[Member]) -> Iterator[_GroupEntry]:
    """Yield members whose known baseline cost was replaced, by the entries that changed it."""
    for member in members:
        past = former.get(member.code, ())
        later: list[Former | Member] = [*past[1:], member]
        for was, now in zip(past, later, strict=False):
            if was.base is not None and was.sheet != now.sheet:
                amount = "?" if now.base is None else str(now.base)
                values = (("before", str(was.base)), ("after", amount))
                yield "restated", member, now.since, values


def _moved(
    rows: Reader,
    former: Mapping[str, Sequence[Former]],
    members: Sequence[Member],
    units: frozenset[str],
    day: str,
) -> Iterator[_GroupEntry]:
    """Yield members whose place in the base went to another unit; both units show the move (R10).

    A unit that is closed shows what went from it.
    """
    held = [rows.get(Unit, id_) for id_ in units]
    open_ = {one.id for one in held if one is not None and not is_closed(one, day)}
    gaining = units if open_ else frozenset()
    here = {member.code: member for member in members}
    for code, past in former.items():
        member = here.get(code) or rows.get(Member, past[0].programme, code)
        if member is None:
            continue
        later: list[Former | Member] = [*past[1:], member]
        for was, now in zip(past, later, strict=False):
            if was.unit != now.unit and (was.unit in units or now.unit in gaining):
                yield "moved", member, now.since, (("from", was.unit), ("to", now.unit))


def _sheet(rows: Reader, place: SheetPlace | None) -> Sheet | None:
    return rows.get(Sheet, *place) if place is not None else None


def _body(sheet: Sheet | None) -> dict[str, Any] | None:
    return json.loads(sheet.body) if sheet is not None else None


def _name(rows: Reader, code: str) -> str:
    procedure = rows.get(Procedure, code)
    return procedure.name if procedure else ""


def _cost(one: Addition) -> tuple[tuple[str, str], ...]:
    cost = ("annual", "?" if one.annual is None else str(one.annual))
    return (cost,) if one.dated else (cost, ("undated", "1"))
