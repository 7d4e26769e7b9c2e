"""Decides which procedures a programme's baseline holds (R5, R6), at which cost (C12)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from procedures.rules.codes import current_code
from procedures.rules.levels import is_above, level_finder
from procedures.rules.merger import STAGE_OF, merged_together
from procedures.rules.programme import working_time
from procedures.storage.rows import Document, Member, Procedure, Programme, Proposal, Sheet
from workflow.journal.strict_json import dumps, sha256
from workflow.storage.rows import Reader


def still_counts(member: Member, day: str) -> bool:
    """True where a member has a cut that has not ended by `day` (ISO date) (R8)."""
    return bool(member.rung) and not (member.ends is not None and member.ends < day)


def exclusion_reason(
    text: Mapping[str, Any],
    procedure: Procedure,
    path: Callable[[str], tuple[str, ...]],
    finished: Proposal | None,
    level: Callable[[str], str | None],
) -> str | None:
    """Return why a procedure is outside the programme's baseline (R5, R6); None: it is inside.

    The reason is a code: `kind`, `unassigned`, `struck`, `abolished`, `list`, `scope` or `level`. `path`
    gives the ids of a unit and of all units above it, `level` a unit's level (`level_finder`); `finished` is
    the procedure's cut in force (see `cuts_in_force`): what is abolished already cannot be cut again.
    """
    if procedure.kind not in text["kinds"]:
        return "kind"
    if procedure.unit is None:
        return "unassigned"
    if procedure.struck is not None:
        return "struck"
    if finished is not None and abolishes(finished):
        return "abolished"
    if "codes" in text and not {procedure.code, procedure.first_code} & set(text["codes"]):
        return "list"
    if text["unit"] not in path(procedure.unit):
        return "scope"
    return "level" if is_above(procedure.levels, level(procedure.unit)) else None


def may_be_listed(rows: Reader, programme: Programme, kinds: Collection[str], code: str) -> bool:
    """True where a target's list over these kinds may name a code: a member; before the seal, on record."""
    now = current_code(code, rows)
    found: Member | Procedure | None = (
        rows.get(Procedure, now) if programme.sealed is None else rows.get(Member, programme.id, now)
    )
    return found is not None and found.kind in kinds


def cuts_in_force(rows: Reader, day: str) -> dict[str, Proposal]:
    """Return the cut in force on `day` (ISO date) of each procedure, by code.

    Of several it is an abolition, else the newest round. A reopened cut stays in force.
    """
    cuts: dict[str, Proposal] = {}
    for outcome in ("implemented", "reopened"):
        for proposal in rows.scan(Proposal, outcome=outcome):
            held = cuts.get(proposal.code)
            if is_in_force(proposal, day) and (held is None or _weight(proposal) > _weight(held)):
                cuts[proposal.code] = proposal
    return cuts


def is_in_force(proposal: Proposal, day: str) -> bool:
    """True where a cut was implemented and is in force on `day` (ISO date); its last day counts (R8)."""
    if proposal.outcome not in {"implemented", "reopened"} or proposal.in_force is None:
        return False
    return proposal.in_force <= day and (proposal.ends is None or proposal.ends >= day)


def has_ended(rows: Reader, proposal: Proposal, day: str) -> bool:
    """Return True where an implemented cut, or the merger it belongs to, is over on `day` (ISO date) (R8)."""
    if proposal.ends is not None and proposal.ends < day:
        return True
    together = merged_together(rows, proposal)
    newest = {one.code: one for one in sorted(together, key=attrgetter("round"))}
    continuing = newest.get(proposal.into or "")
    if continuing is not None and continuing.outcome not in STAGE_OF:
        return True
    lapsed = (one for one in newest.values() if one.outcome == "lapsed")
    carried_out = (one for one in together if one.outcome in {"implemented", "reopened"})
    return any(one.ends is not None and one.ends < day for one in (*carried_out, *lapsed))


def abolishes(proposal: Proposal) -> bool:
    """True where a cut ends its procedure: it costs nothing afterwards (C6) and has no sheet that says so."""
    return proposal.after == 0 and proposal.after_sheet is None


def _weight(proposal: Proposal) -> tuple[bool, int]:
    return abolishes(proposal), proposal.round


class CostInForce(NamedTuple):
    """The cost of a procedure: đồng a year (None unknown), its sheet's position, basis and time limits."""

    annual: int | None
    sheet: int | None
    basis: str
    limits: tuple[Mapping[str, str], ...]


def cost_in_force(procedure: Procedure, finished: Proposal | None, rows: Reader) -> CostInForce:
    """Return the cost in force: of the sheet "after" the cut in force, or of the procedure's own sheet.

    The procedure's own sheet holds where no cut is in force (`finished` None), or where it was recorded
    after the cut was implemented. Sheets recorded before implementation, and restatements of that
    round, are sheets "before" the cut (C12).
    """
    anew = False
    if finished is not None and procedure.sheet is not None:
        round_ = (finished.code, finished.round)
        carried = rows.get(Document, *round_, "implementing")
        restated = rows.get(Document, *round_, f"restatement.{procedure.sheet}")
        anew = carried is not None and procedure.sheet > carried.seq and restated is None
    if finished is None or anew:
        limits = tuple(json.loads(procedure.limits)) if procedure.limits else ()
        return CostInForce(procedure.annual, procedure.sheet, procedure.basis, limits)
    seq = finished.after_sheet
    held = rows.get(Sheet, procedure.code, seq, "after") if seq is not None else None
    body: dict[str, Any] = json.loads(held.body) if held else {"basis": "", "limits": []}
    return CostInForce(finished.after, seq, body["basis"], tuple(body["limits"]))


def base_sheet(rows: Reader, member: Member) -> Sheet | None:
    """Return the sheet that a member's baseline cost comes from; None without one.

    Where a cut of another programme was in force at the seal, it is the sheet after that cut (C12). A
    restatement has two sheets: the one that comes to the baseline cost.
    """
    if member.sheet is None:
        return None
    both = (rows.get(Sheet, member.code, member.sheet, stage) for stage in ("before", "after"))
    held = [one for one in both if one is not None]
    return next((one for one in held if one.annual == member.base), held[0] if held else None)


def baseline(
    text: Mapping[str, Any], rows: Reader, path: Callable[[str], tuple[str, ...]], day: str
) -> tuple[bytes, dict[str, str]]:
    """Return the list that a seal on `day` (ISO date) encloses, and the body of the seal (R5).

    The list is JSON lines in UTF-8, sorted by code; its `base` is decimal text of đồng a year, its `time`
    decimal text of parts of a working day, null unknown. The body holds the list's SHA-256 and, as
    decimal text, its length, the known cost in đồng a year and how many costs are unknown. A closed
    unit's procedures go to its successor (R10).
    """
    known = unknown = 0
    lines = []
    cuts = cuts_in_force(rows, day)
    level = level_finder(path, rows)
    inside = [
        p for p in rows.scan(Procedure) if exclusion_reason(text, p, path, cuts.get(p.code), level) is None
    ]
    for procedure in sorted(inside, key=lambda p: p.code):  # never ORDER BY: collations differ
        assert procedure.unit is not None  # noqa: S101 - `exclusion_reason` says so
        now = cost_in_force(procedure, cuts.get(procedure.code), rows)
        known += now.annual or 0
        unknown += now.annual is None
        time = working_time(text, now.limits)
        lines.append(
            dumps(
                {
                    "code": procedure.code,
                    "unit": path(procedure.unit)[0],
                    "kind": procedure.kind,
                    "base": None if now.annual is None else str(now.annual),
                    "sheet": now.sheet,
                    "basis": now.basis,
                    "time": None if time is None else str(time),
                }
            )
        )
    listed = "".join(line + "\n" for line in lines).encode()
    return listed, {
        "list": sha256(listed),
        "count": str(len(lines)),
        "known": str(known),
        "unknown": str(unknown),
    }
