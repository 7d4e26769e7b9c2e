"""Who is in a programme's baseline, what excludes a procedure, and its cost in force."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from procedures.rules.programme import STAGES, working_time
from procedures.storage.rows import Document, Member, Procedure, Proposal, Sheet
from workflow.journal.strict_json import dumps, sha256
from workflow.storage.rows import Reader


def still_counts(member: Member, day: str) -> bool:
    """Whether a member is on the ladder on an ISO date: a cut that has ended counts no more (R8)."""
    ended = member.rung == len(STAGES) and member.ends is not None and member.ends < day
    return bool(member.rung) and not ended


def exclusion_reason(
    text: Mapping[str, Any],
    procedure: Procedure,
    path: Callable[[str], tuple[str, ...]],
    finished: Proposal | None,
) -> str | None:
    """Why a procedure is outside the programme's baseline (R5, R6); None: it is inside.

    `finished` is the cut in force (see `finished_cuts`): what is abolished cannot be cut again.
    """
    if procedure.kind not in text["kinds"]:
        return "kind"
    if procedure.unit is None:
        return "unassigned"
    if procedure.struck is not None:
        return "struck"
    if finished is not None and abolishes(finished):
        return "abolished"
    if "codes" in text and procedure.code not in text["codes"]:
        return "list"
    return None if text["unit"] in path(procedure.unit) else "scope"


def cuts_in_force(rows: Reader, day: str) -> dict[str, Proposal]:
    """Code -> the cut in force on an ISO date, reopened or not: an abolition, else the newest one."""
    found: dict[str, Proposal] = {}
    for outcome in ("implemented", "reopened"):
        for one in rows.scan(Proposal, outcome=outcome):
            held = found.get(one.code)
            if is_in_force(one, day) and (held is None or _weight(one) > _weight(held)):
                found[one.code] = one
    return found


def is_in_force(proposal: Proposal, day: str) -> bool:
    """Whether a cut was implemented and is in force on an ISO date; its end is inclusive (R8)."""
    if proposal.outcome not in {"implemented", "reopened"} or proposal.in_force is None:
        return False
    return proposal.in_force <= day and (proposal.ends is None or proposal.ends >= day)


def abolishes(proposal: Proposal) -> bool:
    """Whether a cut ends its procedure: what costs nothing because it was measured has a sheet."""
    return proposal.after == 0 and proposal.after_sheet is None


def _weight(proposal: Proposal) -> tuple[bool, int]:
    return abolishes(proposal), proposal.round


class CostInForce(NamedTuple):
    """What a procedure costs now: đồng a year, the position of its sheet, its basis and limits."""

    annual: int | None
    sheet: int | None
    basis: str
    limits: tuple[Mapping[str, str], ...]


def cost_in_force(procedure: Procedure, finished: Proposal | None, rows: Reader) -> CostInForce:
    """The sheet after a cut in force, unless the cost was recorded anew since; else the current one.

    What was recorded on the way to the cut, or restated in its round, is its cost before.
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
    held = rows.get(Sheet, procedure.code, seq) if seq is not None else None
    body: dict[str, Any] = json.loads(held.body) if held else {"basis": "", "limits": []}
    return CostInForce(finished.after, seq, body["basis"], tuple(body["limits"]))


def baseline(
    text: Mapping[str, Any], rows: Reader, path: Callable[[str], tuple[str, ...]], day: str
) -> tuple[bytes, dict[str, str]]:
    """The list a seal on ISO date `day` encloses (JSON lines by code) and the body that names it.

    The unit is the open one that answers today: of a closed unit, its successor.
    """
    known = unknown = 0
    lines = []
    cuts = cuts_in_force(rows, day)
    inside = [p for p in rows.scan(Procedure) if exclusion_reason(text, p, path, cuts.get(p.code)) is None]
    for procedure in sorted(inside, key=lambda p: p.code):  # never ORDER BY: collations differ
        assert procedure.unit is not None  # noqa: S101 - `left_out` said so
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
