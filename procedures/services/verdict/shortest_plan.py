"""The shortest plan of a unit: candidates from the record, the plan, and what it assumes."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from procedures.errors import BadInput, InputProblem
from procedures.rules.programme import kinds_of, target
from procedures.rules.shortest_plan import Assumption, Candidate, PlanBasis, ShortestPlan, shortest_plan
from procedures.rules.tally import contribution, stage_on, sum_tallies
from procedures.rules.verdict import cut_of
from procedures.services.inventory import find_unit
from procedures.services.session import Session
from procedures.services.verdict.sheet import VerdictSheet, members_of, verdict_sheet
from procedures.storage.rows import Member, Procedure
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
        named = fold(find_unit(rows, unit).name)
        members = members_of(session, rows, sheet, unit)
        open_ = [m for m in members if not m.rung]
        held = {m.code: rows.get(Procedure, m.code) for m in open_}
    left_out = []
    candidates = []
    for member in open_:
        procedure = held[member.code]
        why = _exclusion(procedure, member, sheet, within, named, own=own) if procedure else "struck"
        if why and (member.code not in take or why == "struck"):
            left_out.append((member.code, why))
        else:
            candidates.append(Candidate(member.code, member.base))
    _require_usable_choice(take, leave, members, dict(left_out))
    assumption = Assumption(simplify)
    priced = kinds_of(sheet.text, "cost")
    ladder = [contribution(m) for m in members if stage_on(m, sheet.day) and m.kind in priced]
    largest = max(ladder, key=lambda one: one.saving, default=None)
    task = _plan_basis(sheet)
    if largest is not None:
        counts = largest.strict if task.strict else largest.broad
        task = task._replace(largest=largest.saving, largest_counts=bool(counts))
    found = shortest_plan(task, candidates, assumption, locked_in=take, locked_out=leave)
    # What is open and not considered stays uncut: without a cost it keeps the verdict open as well.
    bases = {member.code: member.base for member in open_}
    aside = {code for code, _why in left_out if bases[code] is None}
    found = found._replace(unmeasured=tuple(sorted({*found.unmeasured, *aside})))
    names = {code: procedure.name for code, procedure in held.items() if procedure}
    costs = {member.code: member.base for member in open_}
    return PlanView(sheet, unit, task, found, assumption, names, costs, tuple(sorted(left_out)))


def _plan_basis(sheet: VerdictSheet) -> PlanBasis:
    """Return the figures at the first stage; every cut on record is taken to reach the last one."""
    result = sheet.results[0]
    on_number, on_cost = target(sheet.text, "number"), target(sheet.text, "cost")
    numbers = sum_tallies(result.unit, result.by_kind, kinds_of(sheet.text, "number"))
    costs = sum_tallies(result.unit, result.by_kind, kinds_of(sheet.text, "cost"))
    first = costs.stages[0]
    return PlanBasis(
        cut_of(on_number, numbers.stages[0]) if on_number else 0,
        numbers.base,
        first.saving,
        costs.known,
        int(on_number["percent"]) if on_number else None,
        int(on_cost["percent"]) if on_cost else None,
        bool(on_number and on_number["basis"] == "strict"),
        0,
    )


def _exclusion(
    procedure: Procedure, member: Member, sheet: VerdictSheet, within: str, named: str, *, own: bool
) -> str:
    if procedure.struck is not None:
        return "struck"
    for measure in ("number", "cost"):
        if target(sheet.text, measure) and member.kind not in kinds_of(sheet.text, measure):
            return "kind"
    if own and "\n" in procedure.agencies:
        return "shared"
    issuer = fold(procedure.issuer)
    mine = issuer == named or (within == "province" and issuer.startswith(_PROVINCE))
    return "authority" if within and not mine else ""


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
