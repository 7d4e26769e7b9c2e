"""The shortest plan of a unit: candidates from the record, the plan, and what it assumes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.programme import kinds_of, target
from procedures.rules.shortest_plan import Assumption, Candidate, PlanBasis, ShortestPlan, shortest_plan
from procedures.rules.tally import contribution, counted_at, sum_tallies
from procedures.rules.threshold import threshold
from procedures.services.inventory import find_unit
from procedures.services.session import Session
from procedures.services.verdict.sheet import VerdictSheet, members_of, verdict_sheet
from procedures.storage.rows import Description, Member, Procedure
from procedures.vietnamese import fold
from workflow.errors import NotFound

# Beginnings of issuers, folded: who issued a procedure may cut it, as far as the portal's list names one.
_PROVINCE = ("uy ban nhan dan", "ubnd", "hoi dong nhan dan", "hdnd", "chu tich uy ban")
AUTHORITIES = ("unit", "province")


class PlanView(NamedTuple):
    """A plan with the data it was made from.

    `left_out`: open procedures not considered, each with the reason (a stable name). `costs`: whole đồng a
    year by code, None where unknown.
    """

    sheet: VerdictSheet
    unit: str
    task: PlanBasis
    plan: ShortestPlan
    assumption: Assumption
    names: dict[str, str]
    costs: dict[str, int | None]
    left_out: tuple[tuple[str, str], ...]
    found: dict[str, tuple[str, ...]]
    """Code -> the words of dossier items that a scan found to be replaced by data."""
    amend: dict[str, tuple[str, str | None]]
    """Code -> the text to amend, and the level of who may; of procedures with a description."""


def find_shortest_plan(
    session: Session,
    unit: str,
    *,
    programme: str = "",
    simplify: int | None = None,
    within: str = "",
    own: bool = False,
    take: Collection[str] = (),
    leave: Collection[str] = (),
) -> PlanView:
    """Find the fewest further cuts by which a unit and those beneath it meet both targets.

    `simplify`: percent that each further cut saves, None where each is abolished. `within`: "" or one of
    AUTHORITIES; then only procedures that the unit, or the province, issued, as far as the inventory names an
    issuer. `own`: no procedure that other agencies handle too. `take`, `leave`: codes that are in the plan,
    or not in it, in any case.

    Raises NotFound: when there is no such unit or sealed programme, or a code is not among the unit's
    members. Raises BadInput: when a code is both taken and left, or one to take is cut already or struck.
    """
    sheet = verdict_sheet(session, programme, unit, "proposed", notes=False)
    with session.reading() as rows:
        filters = _Filters(within, own, fold(find_unit(rows, unit).name))
        members = members_of(session, rows, sheet, unit)
        procedures = {member.code: rows.get(Procedure, member.code) for member in members if not member.rung}
    costs = {member.code: member.base for member in members if not member.rung}
    excluded = {
        member.code: reason
        for member in members
        if not member.rung
        and (reason := _exclusion(procedures[member.code], member, sheet, filters))
        and (member.code not in take or reason == "struck")
    }
    _require_usable_choice(take, leave, members, excluded)
    assumption = Assumption(simplify)
    basis = _with_largest_cut(_plan_basis(sheet), sheet, members)
    candidates = [Candidate(code, cost) for code, cost in costs.items() if code not in excluded]
    found, amend = _from_descriptions(session, [one.code for one in candidates])
    plan = shortest_plan(basis, candidates, assumption, locked_in=take, locked_out=leave, found=found)
    # An excluded procedure stays uncut: without a cost it keeps the verdict open as well.
    unmeasured = {code for code in excluded if costs[code] is None}
    plan = plan._replace(unmeasured=tuple(sorted({*plan.unmeasured, *unmeasured})))
    names = {code: procedure.name for code, procedure in procedures.items() if procedure}
    left_out = tuple(sorted(excluded.items()))
    return PlanView(sheet, unit, basis, plan, assumption, names, costs, left_out, found, amend)


def _from_descriptions(
    session: Session, codes: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, str | None]]]:
    """Return what a scan of papers found of these procedures, and which text each would take to amend."""
    with session.reading() as rows:
        if next(rows.scan(Description), None) is None:
            return {}, {}
    from procedures.scans.amendable import text_to_amend
    from procedures.services.asked_papers import papers_asked_for

    described, asked = papers_asked_for(session, codes)
    amend = {code: text_to_amend(description) for code, description in described.items()}
    return (
        {code: tuple(one.words for one in found) for code, found in asked.items()},
        {code: (one.document, one.level) for code, one in amend.items()},
    )


class _Filters(NamedTuple):
    """The filters of candidates: `within` and `own` as asked, and the unit's name, folded."""

    within: str
    own: bool
    unit_name: str


def _with_largest_cut(basis: PlanBasis, sheet: VerdictSheet, members: Sequence[Member]) -> PlanBasis:
    """Return the basis with the largest saving on record, for the question of its failing."""
    kinds = kinds_of(sheet.text, "cost")
    cuts = [
        contribution(cut)
        for member in members
        if member.kind in kinds and (cut := counted_at(member, 1, sheet.day)) is not None
    ]
    largest = max(cuts, key=lambda cut: cut.saving, default=None)
    if largest is None:
        return basis
    counts = largest.strict if basis.strict else largest.broad
    return basis._replace(largest=largest.saving, largest_counts=bool(counts))


def _plan_basis(sheet: VerdictSheet) -> PlanBasis:
    """Return the figures at the first stage; every cut on record is taken to reach the last one."""
    result = sheet.results[0]
    on_number, on_cost = target(sheet.text, "number"), target(sheet.text, "cost")
    numbers = sum_tallies(result.unit, result.by_kind, kinds_of(sheet.text, "number"))
    costs = sum_tallies(result.unit, result.by_kind, kinds_of(sheet.text, "cost"))
    first = costs.stages[0]
    number, cost = result.verdicts[0].number, result.verdicts[0].cost
    return PlanBasis(
        number.cut if number else 0,
        number.base if number else numbers.base,
        cost.saving if cost else first.saving,
        cost.known if cost else costs.known,
        threshold(on_number) if on_number else None,
        threshold(on_cost) if on_cost else None,
        bool(on_number and on_number["basis"] == "strict"),
        0,
    )


def _exclusion(procedure: Procedure | None, member: Member, sheet: VerdictSheet, filters: _Filters) -> str:
    """Return the reason (a stable name) for which a procedure is not considered; "" if it is."""
    if procedure is None or procedure.struck is not None:
        return "struck"
    for measure in ("number", "cost"):
        over = sheet.lists.get((measure, "over"), {member.code})
        outside = member.kind not in kinds_of(sheet.text, measure) or member.code not in over
        if target(sheet.text, measure) and outside:
            return "kind"
    if filters.own and "\n" in procedure.agencies:
        return "shared"
    issuer = fold(procedure.issuer)
    may_cut = issuer == filters.unit_name or (filters.within == "province" and issuer.startswith(_PROVINCE))
    return "authority" if filters.within and not may_cut else ""


def _require_usable_choice(
    take: Collection[str], leave: Collection[str], members: list[Member], outside: dict[str, str]
) -> None:
    codes = {member.code: member for member in members}
    for code in (*take, *leave):
        if code not in codes:
            raise NotFound("outside-unit", procedure=code)
    both = sorted(set(take) & set(leave))
    if both:
        raise BadInput((InputProblem("request.take", "taken-and-left", both[0]),))
    for code in take:
        if codes[code].rung or outside.get(code) == "struck":
            raise BadInput((InputProblem("request.take", "not-open", code),))
