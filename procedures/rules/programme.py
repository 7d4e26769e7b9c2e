"""A programme: targets as dated data with a source, and the sealed list that is its denominator."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from procedures.storage.rows import Document, Member, Procedure, Proposal, Sheet
from workflow.journal.intents import dumps, sha256
from workflow.storage.rows import Reader

_MOST = 1000  # working days in a unit of time, and its denominator: sums stay within 64 bits
STAGES = ("proposed", "approved", "implemented")  # the ladder: rungs 1, 2, 3 (R7)


def problems_of(text: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(place, code) of every contradiction in a programme; its shape is checked before."""
    found = []
    if text["ends"] is not None and text["starts"] > text["ends"]:
        found.append(("ends", "ends-first"))
    if len(set(text["kinds"])) != len(text["kinds"]):
        found.append(("kinds", "twice"))
    measures = [target["measure"] for target in text["targets"]]
    for number, target in enumerate(text["targets"], 1):
        wrong = {
            "measure twice": target["measure"] in measures[: number - 1],
            # V3's bounds divide by 100 - p
            "percent whole-cost": target["measure"] in {"cost", "time"}
            and target["percent"] == "100",
            "deadline ends-first": target["deadline"] < text["starts"],
            "kinds outside-kinds": not set(target["kinds"]) <= set(text["kinds"]),
            # one stage a programme (R7)
            "stage other-stage": target["stage"] != text["targets"][0]["stage"],
        }
        for named in (name for name, true in wrong.items() if true):
            field, _space, code = named.partition(" ")
            found.append((f"targets.{number}.{field}", code))
    for unit, worth in (text["conversions"] or {}).items():
        over, under = ratio(worth)
        if not over or not under or over > _MOST * under or under > _MOST:
            found.append((f"conversions.{unit}", "odd-conversion"))
    return tuple(found)


def digest(text: Mapping[str, Any]) -> str:
    """SHA-256 of the programme as adopted: printed with every verdict."""
    return sha256(dumps(text).encode())


def target(text: Mapping[str, Any], measure: str) -> Mapping[str, Any] | None:
    """The target of a measure, or None where the programme has none."""
    return next((target for target in text["targets"] if target["measure"] == measure), None)


def kinds_of(text: Mapping[str, Any], measure: str) -> tuple[str, ...]:
    """The kinds that the target of a measure is taken over; all of the programme's without one."""
    found = target(text, measure)
    return tuple((found or text)["kinds"])


def computed(text: Mapping[str, Any], measure: str) -> bool:
    """Whether a target can be computed: its list is published, its conversions are known (T2)."""
    found = target(text, measure)
    return bool(
        found and not found["missing"] and (measure != "time" or text["conversions"] is not None)
    )


def scale(text: Mapping[str, Any]) -> int:
    """Parts of a working day in which the programme counts time: whole for every conversion.

    Limits have at most two decimals, so each one is a whole number of these parts.
    """
    return 100 * math.lcm(*(ratio(part)[1] for part in (text["conversions"] or {}).values()))


def working_time(text: Mapping[str, Any], limits: Iterable[Mapping[str, str]]) -> int | None:
    """The limit of the worst channel (T3) in parts of a working day (`scale`).

    None is unknown (T4): no limit, no conversions, or one limit in a unit without a conversion.
    """
    if text["conversions"] is None:
        return None
    days = {"working-day": "1", **text["conversions"]}
    whole = scale(text)
    found = []
    for limit in limits:
        if limit["unit"] not in days:
            return None
        (one, other), (over, under) = ratio(limit["value"]), ratio(days[limit["unit"]])
        found.append(one * over * whole // (other * under))
    return max(found, default=None)


def ratio(text: str) -> tuple[int, int]:
    """An exact number as text ("2.5", "5/7") as numerator and denominator."""
    if "/" in text:
        over, _, under = text.partition("/")
        return int(over), int(under)
    head, _, decimals = text.partition(".")
    return int(head + decimals), 10 ** len(decimals)


def runs_on(text: Mapping[str, Any], day: str) -> bool:
    """Whether the programme's period contains an ISO date; no end date: until further notice."""
    return bool(text["starts"] <= day and (text["ends"] is None or day <= text["ends"]))


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
            if in_force(one, day) and (held is None or _weight(one) > _weight(held)):
                found[one.code] = one
    return found


def in_force(proposal: Proposal, day: str) -> bool:
    """Whether a cut was implemented and is in force on an ISO date; its end is inclusive (R8)."""
    if proposal.outcome not in {"implemented", "reopened"} or proposal.in_force is None:
        return False
    return proposal.in_force <= day and (proposal.ends is None or proposal.ends >= day)


def abolishes(proposal: Proposal) -> bool:
    """Whether a cut ends its procedure: what costs nothing because it was measured has a sheet."""
    return proposal.after == 0 and proposal.after_sheet is None


def _weight(proposal: Proposal) -> tuple[bool, int]:
    return abolishes(proposal), proposal.round


class InForce(NamedTuple):
    """What a procedure costs now: đồng a year, the position of its sheet, its basis and limits."""

    annual: int | None
    sheet: int | None
    basis: str
    limits: tuple[Mapping[str, str], ...]


def cost_in_force(procedure: Procedure, finished: Proposal | None, rows: Reader) -> InForce:
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
        return InForce(procedure.annual, procedure.sheet, procedure.basis, limits)
    seq = finished.after_sheet
    held = rows.get(Sheet, procedure.code, seq) if seq is not None else None
    body: dict[str, Any] = json.loads(held.body) if held else {"basis": "", "limits": []}
    return InForce(finished.after, seq, body["basis"], tuple(body["limits"]))


def baseline(
    text: Mapping[str, Any], rows: Reader, path: Callable[[str], tuple[str, ...]], day: str
) -> tuple[bytes, dict[str, str]]:
    """The list a seal on ISO date `day` encloses (JSON lines by code) and the body that names it.

    The unit is the open one that answers today: of a closed unit, its successor.
    """
    known = unknown = 0
    lines = []
    cuts = cuts_in_force(rows, day)
    inside = [
        p for p in rows.scan(Procedure) if exclusion_reason(text, p, path, cuts.get(p.code)) is None
    ]
    for procedure in sorted(inside, key=lambda p: p.code):  # never ORDER BY: collations differ
        assert procedure.unit is not None  # noqa: S101 - `left_out` said so
        now = cost_in_force(procedure, cuts.get(procedure.code), rows)
        known += now.annual or 0
        unknown += now.annual is None
        time = working_time(text, now.limits)
        lines.append(
            dumps({"code": procedure.code, "unit": path(procedure.unit)[0],
                   "kind": procedure.kind, "base": None if now.annual is None else str(now.annual),
                   "sheet": now.sheet, "basis": now.basis,
                   "time": None if time is None else str(time)})
        )  # fmt: skip
    listed = "".join(line + "\n" for line in lines).encode()
    return listed, {
        "list": sha256(listed),
        "count": str(len(lines)),
        "known": str(known),
        "unknown": str(unknown),
    }
