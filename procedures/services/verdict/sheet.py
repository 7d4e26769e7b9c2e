"""The verdict sheet: each unit and the whole against every target, from one aggregate over the baseline."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from procedures.rules.baseline import exclusion_reason
from procedures.rules.burden import Burden, BurdenBy
from procedures.rules.coverage import Lists, own_tallies
from procedures.rules.deadlines import Timing
from procedures.rules.levels import level_finder
from procedures.rules.new_burden import Net, net
from procedures.rules.programme import STAGES, computed, target
from procedures.rules.tally import Measure, Tally, counted_at, roll_up, tallies_from_sql, tally
from procedures.rules.unit_hierarchy import is_closed, unit_path
from procedures.rules.verdict import Result, Verdict, aims, assess
from procedures.services.inventory import find_unit, units_below
from procedures.services.programmes import adopted, find_programme
from procedures.services.session import Session
from procedures.services.target_lists import standing_text
from procedures.services.verdict.timeliness import TargetsInTime, TimedCut, timed_cuts
from procedures.storage.rows import Member, Procedure, Programme, Proposal, Unit
from procedures.vietnamese import order
from workflow.errors import NotFound
from workflow.runtime.gc_pause import gc_paused
from workflow.storage.rows import Reader, SqlRows

if TYPE_CHECKING:
    from procedures.rules.warning_signs.inventory import Addition
    from procedures.rules.warning_signs.sign import WarningSign
    from procedures.services.verdict.details import VerdictDetails
    from procedures.services.verdict.portal import PortalFigures

# With more members than this, procedures are named for one unit at a time only; the figures
# themselves have no such limit. A province has about 2,000.
NAMED = 20_000
MANY = 200  # with more units than this, one query over everything is cheaper than one for each


class VerdictSheet(NamedTuple):
    """A verdict sheet: its programme, stage, position and date of judgement, and a result for each unit.

    `leaf`: hex; `day`: ISO date. `nets` are the figures after new burden (R9), by unit; "*" is the whole.
    `timings` say since when each target that is met was met, by unit and measure (R12); "*" is the whole.
    `noted` and `signs` name procedures and entries; None where there are too many to name at once (`NAMED`).
    `lists` are those given for targets (`rules.coverage`). `portal` says what the portal shows of implemented
    cuts, by unit, where they are described; it decides no target.
    """

    programme: Programme
    text: dict[str, Any]
    stage: str
    position: int
    leaf: str
    day: str
    results: tuple[Result, ...]
    units: dict[str, Unit]
    whole: Result
    nets: dict[str, Net]
    added: tuple[Addition, ...]
    noted: tuple[VerdictDetails, ...] | None
    signs: tuple[WarningSign, ...] | None
    timings: dict[str, dict[str, Timing]]
    lists: Lists
    portal: Mapping[str, PortalFigures] = {}


class _Scope(NamedTuple):
    """The scope of a sheet: a programme at an ISO date, of all units (None) or some."""

    programme: Programme
    text: dict[str, Any]
    units: frozenset[str] | None
    day: str


class _Sums(NamedTuple):
    """The sums that verdicts rest on: tallies, those of times, those of single measures, and new burden.

    `own` is by measure (`rules.coverage`) and unit with all beneath it, `burden` by unit and kind (R9).
    """

    tallies: Sequence[Tally]
    times: Sequence[Tally]
    own: Mapping[str, Mapping[str, Sequence[Tally]]]
    burden: Mapping[str, BurdenBy]

    def own_of(self, unit: str) -> dict[str, Sequence[Tally]]:
        """Return the tallies of single measures of a unit (id), "*" the whole."""
        return {measure: by_unit.get(unit, ()) for measure, by_unit in self.own.items()}


class _Findings(NamedTuple):
    """The findings of a sheet from which its signs follow, all within its scope."""

    members: Sequence[Member]
    added: Sequence[Addition]
    tallies: Sequence[Tally]
    results: Sequence[Result]


def verdict_sheet(
    session: Session, programme: str = "", unit: str = "", stage: str = "", *, notes: bool = True
) -> VerdictSheet:
    """Return the verdict sheet of a sealed programme, of all units or of one with those beneath it.

    `programme`, `unit`: ids, "" for the only sealed programme and for all units. `stage`: a stable name, ""
    for the first target's. Without `notes` no procedure is named.

    Raises NotFound: when there is no such unit or programme, or no baseline yet (R10: no verdict).
    """
    sealed = find_sealed_programme(session, programme)
    with gc_paused(), session.reading() as rows:
        text, lists = standing_text(rows, sealed)
        judged = stage or text["targets"][0]["stage"]
        below = units_below(rows, find_unit(rows, unit).id, session.day) if unit else None
        # A closed unit's own sheet says what its row says: nothing of it is judged (R10).
        closed = bool(unit) and is_closed(find_unit(rows, unit), session.day)
        scope = _Scope(sealed, text, frozenset() if closed else below, session.day)
        tallies = _tallies(session, rows, scope)
        times = _tallies(session, rows, scope, "time") if computed(text, "time") else []
        own = _own_tallies(session, rows, scope, lists)
        units = _units(rows, below)
        added = _additions(session, rows, scope)
        burden = _burden(added, rows, scope.day)
        sums = _Sums(tallies, times, own, burden)
        results = _results(rows, text, [unit] if unit else _in_order(units), sums, units, scope.day)
        whole = assess(aims(text), "*", tallies, times, own=sums.own_of("*"), burden=burden.get("*", {}))
        open_ = [one for one in results if not is_closed(units[one.unit], scope.day)]
        nets = _nets(text, judged, (*open_, whole), sums)
        timings = _timings(session, rows, scope, judged, (*results, whole), burden, lists)
        noted = signs = None
        portal = _portal(session, rows, scope) if notes else {}
        if notes and sum(one.base for one in tallies) <= NAMED:
            members = _members(session, rows, scope)
            noted = _details(rows, members, added, scope, judged, units)
            noted += _handled(rows, scope)
            signs = _signs(session, rows, scope, judged, _Findings(members, added, tallies, results))
    position = session.head.seq if session.at is None else session.at
    return VerdictSheet(
        programme=sealed,
        text=text,
        stage=judged,
        position=position,
        leaf=_leaf(session, position),
        day=scope.day,
        results=results,
        units=units,
        whole=whole,
        nets=nets,
        added=added,
        noted=noted,
        signs=signs,
        timings=timings,
        lists=lists,
        portal=portal,
    )


def _in_order(units: Mapping[str, Unit]) -> list[str]:
    """Return the ids of units: the province first, then in the order of names."""
    return sorted(units, key=lambda id_: (units[id_].kind != "province", order(units[id_].name)))


def _results(
    rows: Reader,
    text: Mapping[str, Any],
    shown: Sequence[str],
    sums: _Sums,
    units: Mapping[str, Unit],
    day: str,
) -> tuple[Result, ...]:
    """Return a result for each unit of `shown` (ids), the units beneath it included.

    A unit that is closed on `day` (ISO date) is not judged: its members count for its successor (R10).
    """
    above = {id_: unit_path(id_, rows, day) for id_ in {one.unit for one in sums.tallies} | set(units)}
    by_unit, times_by_unit = roll_up(sums.tallies, above), roll_up(sums.times, above)
    targets = aims(text)
    # Most communes of a province have no procedures of their own.
    empty = assess(targets, "", ())
    return tuple(
        assess(
            targets,
            id_,
            by_unit.get(id_, ()),
            times_by_unit.get(id_, ()),
            own=sums.own_of(id_),
            burden=sums.burden.get(id_, {}),
        )
        if (id_ in by_unit or id_ in sums.burden) and not is_closed(units[id_], day)
        else empty._replace(unit=id_, total=empty.total._replace(unit=id_))
        for id_ in shown
    )


def misses_target(sheet: VerdictSheet, *, with_whole: bool, on_time: bool = False) -> bool:
    """Return True where a unit shown (or the whole) misses a target or is undetermined (V7).

    `on_time`: a target that was met after its deadline is missed too (R12).
    """
    shown = (*sheet.results, sheet.whole) if with_whole else sheet.results
    late = on_time and any(
        timing.late for one in shown for timing in sheet.timings.get(one.unit, {}).values()
    )
    return late or any(result.at(sheet.stage).value in {"not-met", "undetermined"} for result in shown)


def _timings(
    session: Session,
    rows: Reader,
    scope: _Scope,
    stage: str,
    results: Sequence[Result],
    burden: Mapping[str, BurdenBy],
    lists: Lists,
) -> dict[str, dict[str, Timing]]:
    """Return since when each target that is met was met, by unit (id) and measure (R12)."""
    if not any(_meets_some(result.at(stage)) for result in results):
        return {}
    place = STAGES.index(stage)
    cuts: dict[str, list[TimedCut]] = {}
    above: dict[str, tuple[str, ...]] = {}
    for cut in timed_cuts(rows, _members_with_cuts(session, rows, scope), place, scope.day):
        if cut.unit not in above:
            above[cut.unit] = tuple(dict.fromkeys((cut.unit, *unit_path(cut.unit, rows, scope.day), "*")))
        for id_ in above[cut.unit]:
            cuts.setdefault(id_, []).append(cut)
    deadlines = [aim["deadline"] for aim in scope.text["targets"]]
    targets = TargetsInTime(aims(scope.text), deadlines, place, lists)
    found = {
        one.unit: targets.timings(one, cuts.get(one.unit, ()), burden.get(one.unit, {}))
        for one in results
        if one.targets
    }
    return {id_: timing for id_, timing in found.items() if timing}


def _meets_some(verdict: Verdict) -> bool:
    dated = (verdict.number, verdict.cost, verdict.time, verdict.offset)
    return any(one is not None and one.value == "met" for one in dated)


def _members_with_cuts(session: Session, rows: Reader, scope: _Scope) -> list[Member]:
    if not _in_sql(session, rows):
        return [member for member in _members(session, rows, scope) if member.rung]
    given = {"programme": scope.programme.id}
    if scope.units is None or len(scope.units) > MANY:
        every = [Member(*row) for row in session.store.query("cuts", **given)]
        return [one for one in every if scope.units is None or one.unit in scope.units]
    return [
        Member(*row)
        for unit in sorted(scope.units)
        for row in session.store.query("cuts_unit", unit=unit, **given)
    ]


def programmes_that_disagree(session: Session, day: str) -> tuple[str, ...]:
    """Return the ids of programmes whose SQL aggregate differs from the plain fold; () is right."""
    wrong = []
    with session.store.read() as rows:
        for programme in [
            programme_row for programme_row in rows.scan(Programme) if programme_row.sealed is not None
        ]:
            members = list(rows.scan(Member, programme=programme.id))
            for measure in ("cost", "time"):
                folded = tally(members, day, measure)
                counted = _tallies_by_sql(session, measure == "time", programme=programme.id, day=day)
                if folded != {(one.unit, one.kind): one for one in counted}:
                    wrong.append(programme.id)
    return tuple(dict.fromkeys(wrong))


def excluded(session: Session, programme: str = "", unit: str = "") -> list[tuple[Procedure, str]]:
    """Return the procedures of the inventory outside the baseline, each with the reason (R5).

    Raises NotFound: when there is no such unit or sealed programme.
    """
    programme_row = find_sealed_programme(session, programme)
    text = json.loads(programme_row.text)
    with session.reading() as rows:
        units = units_below(rows, find_unit(rows, unit).id) if unit else None
        members = {member.code for member in rows.scan(Member, programme=programme_row.id)}
        outside = []
        path = partial(unit_path, reader=rows)
        level = level_finder(path, rows)
        for procedure in rows.scan(Procedure):
            if procedure.code in members or (units is not None and procedure.unit not in units):
                continue
            if programme_row.sealed is not None and procedure.since > programme_row.sealed:
                why = "after-seal"
            else:
                why = exclusion_reason(text, procedure, path, None, level) or "since"
            outside.append((procedure, why))
    return sorted(outside, key=lambda pair: (pair[1], pair[0].code))


def members_of(session: Session, rows: Reader, sheet: VerdictSheet, unit: str) -> list[Member]:
    """Return the members of a unit (id) and all beneath it, as the sheet was made; "" is the whole."""
    units = units_below(rows, unit, sheet.day) if unit else None
    return _members(session, rows, _Scope(sheet.programme, sheet.text, units, sheet.day))


def find_sealed_programme(session: Session, id_: str) -> Programme:
    """Return the programme with this id, or the only sealed one, or of several the only one not closed yet.

    Raises NotFound: when it is not sealed, or "" was given and not exactly one is sealed.
    """
    if id_:
        programme = find_programme(session, id_)
        if programme.sealed is None:
            raise NotFound("nothing-sealed", programme=id_)
        return programme
    sealed = [programme for programme in adopted(session) if programme.sealed is not None]
    if not sealed:
        raise NotFound("nothing-sealed", programme="-")
    running = [one for one in sealed if one.closed is None or session.day <= one.closed]
    if len(sealed) > 1 and len(running) == 1:
        return running[0]
    if len(sealed) > 1:
        raise NotFound("which-programme", programmes=", ".join(p.id for p in sealed))
    return sealed[0]


def _tallies(session: Session, rows: Reader, scope: _Scope, measure: Measure = "cost") -> list[Tally]:
    if not _in_sql(session, rows):
        return list(tally(_members(session, rows, scope), scope.day, measure).values())
    time = measure == "time"
    given = {"programme": scope.programme.id, "day": scope.day}
    if scope.units is None or len(scope.units) > MANY:
        every = _tallies_by_sql(session, time, **given)
        return [one for one in every if scope.units is None or one.unit in scope.units]
    return [one for unit in sorted(scope.units) for one in _tallies_by_sql(session, time, unit=unit, **given)]


def _in_sql(session: Session, rows: Reader) -> bool:
    """Return True where SQL sees these rows: not those of the past, nor of a simulation."""
    return isinstance(rows, SqlRows) and session.simulated is None


def _members(session: Session, rows: Reader, scope: _Scope) -> list[Member]:
    if scope.units is None or not _in_sql(session, rows) or len(scope.units) > MANY:
        every = rows.scan(Member, programme=scope.programme.id)
        return [one for one in every if scope.units is None or one.unit in scope.units]
    given = {"programme": scope.programme.id}
    return [
        Member(*row)
        for unit in sorted(scope.units)
        for row in session.store.query("members_unit", unit=unit, **given)
    ]


def _units(rows: Reader, beneath: frozenset[str] | None) -> dict[str, Unit]:
    if beneath is None:
        found = {one.id: one for one in rows.scan(Unit)}
        if isinstance(rows, SqlRows):  # the paths upwards read each of them
            rows.prefetch({Unit: [(id_,) for id_ in found]})
        return found
    held = [rows.get(Unit, id_) for id_ in beneath]
    return {one.id: one for one in held if one is not None}


def _additions(session: Session, rows: Reader, scope: _Scope) -> tuple[Addition, ...]:
    sealed = scope.programme.sealed or 0
    if _in_sql(session, rows) and isinstance(rows, SqlRows):
        if scope.units is None or len(scope.units) > MANY:
            codes = session.store.query("added", sealed=sealed)
        else:
            codes = [
                code
                for unit in sorted(scope.units)
                for code in session.store.query("added_unit", unit=unit, sealed=sealed)
            ]
        rows.prefetch({Procedure: codes})
        procedures = [rows.get(Procedure, code) for (code,) in codes]
        candidates = [one for one in procedures if one is not None]
    else:
        candidates = [one for one in rows.scan(Procedure) if one.since > sealed]
    if not candidates:
        return ()
    from procedures.services.verdict.details import additions  # most sheets have none

    added = additions(rows, candidates, scope.programme, scope.text, scope.day)
    return tuple(one for one in added if scope.units is None or one.unit in scope.units)


def _own_tallies(
    session: Session, rows: Reader, scope: _Scope, lists: Lists
) -> dict[str, dict[str, list[Tally]]]:
    """Return, by measure and unit, the tallies of targets that are not taken over all members."""
    if not lists and target(scope.text, "coverage") is None:
        return {}
    members = _members(session, rows, scope)
    if isinstance(rows, SqlRows):
        rounds = [
            (one.code, round_) for one in members for round_ in (one.round, one.earlier_round) if round_
        ]
        rows.prefetch({Proposal: rounds})

    def proposal(code: str, round_: int) -> Proposal | None:
        return rows.get(Proposal, code, round_) if round_ else None

    found = own_tallies(scope.text, lists, members, proposal, scope.day)
    above = {one.unit: unit_path(one.unit, rows, scope.day) for tallies in found.values() for one in tallies}
    return {measure: roll_up(tallies, above) for measure, tallies in found.items()}


def _burden(added: Sequence[Addition], rows: Reader, day: str) -> dict[str, dict[tuple[str, str], Burden]]:
    """Return the new burden by unit, kind and levels, each unit with all beneath it; "*" is the whole."""
    burden: dict[str, dict[tuple[str, str], Burden]] = {}
    for addition in added:
        if addition.gone:
            continue  # R9: new and abolished again is 0
        burden_of_one = Burden(
            int(addition.new),
            int(not addition.new),
            int(not addition.dated),
            (addition.annual or 0) if addition.new else 0,
            int(addition.new and addition.annual is None),
        )
        for id_ in unit_path(addition.unit, rows, day):
            mine, key = burden.setdefault(id_, {}), (addition.kind, addition.levels)
            so_far = mine.get(key, Burden())
            mine[key] = Burden._make(a + b for a, b in zip(so_far, burden_of_one, strict=True))
    return burden


def _nets(text: Mapping[str, Any], stage: str, results: Sequence[Result], sums: _Sums) -> dict[str, Net]:
    return {
        result.unit: net(text, result, stage, sums.burden[result.unit], sums.own_of(result.unit))
        for result in results
        if result.unit in sums.burden
    }


def _details(
    rows: Reader,
    members: Sequence[Member],
    added: Sequence[Addition],
    scope: _Scope,
    stage: str,
    units: Iterable[str],
) -> tuple[VerdictDetails, ...]:
    from procedures.services.verdict import details  # figures need none

    return details.verdict_details(rows, scope.programme.id, units, members, added, scope.day, stage)


def _handled(rows: Reader, scope: _Scope) -> tuple[VerdictDetails, ...]:
    """Return what the units of a sheet handle without owning it; the whole owns everything."""
    from procedures.services.verdict import details  # figures need none

    return details.handled_details(rows, scope.units) if scope.units and len(scope.units) <= MANY else ()


def _signs(
    session: Session, rows: Reader, scope: _Scope, stage: str, found: _Findings
) -> tuple[WarningSign, ...]:
    from procedures.services.verdict import signs  # figures need none

    query = session.store.query if _in_sql(session, rows) else None
    source = signs.SignSource(rows, query, scope.programme, scope.text, scope.units, scope.day, stage)
    return signs.find_signs(source, *found, began=session.day_of(0))


def _portal(session: Session, rows: Reader, scope: _Scope) -> dict[str, PortalFigures]:
    cut = [member for member in _members_with_cuts(session, rows, scope) if counted_at(member, 3, scope.day)]
    if not cut:
        return {}
    from procedures.services.verdict import portal  # most sheets have none

    cuts = portal.portal_cuts(session, rows, cut, scope.text, scope.day)
    return portal.portal_figures(cuts, rows, scope.day)


def _tallies_by_sql(session: Session, time: bool, **values: str | int) -> list[Tally]:  # noqa: FBT001 - one of two
    suffix = ("_time" if time else "") + ("_unit" if "unit" in values else "")
    names = tuple(f"{name}{suffix}" for name in ("head", "ladder", "earlier"))
    return tallies_from_sql(*session.store.queries(names, **values))


def _leaf(session: Session, position: int) -> str:
    record = next(session.store.entries(position, position + 1), None)
    return record.leaf.hex() if record else ""
