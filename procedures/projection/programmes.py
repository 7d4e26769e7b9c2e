"""Projects programmes: adopted, sealed, given a list, closed, and taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from procedures.dates import local_date
from procedures.projection.standing import settle
from procedures.rules.codes import current_code
from procedures.rules.compliance_cost import int_or_none
from procedures.rules.levels import at_levels
from procedures.rules.programme import programme_digest
from procedures.storage.rows import AT_LEVELS, Former, Member, Procedure, Programme, TargetList
from workflow.journal.strict_json import dumps

if TYPE_CHECKING:
    from procedures.projection.common import Apply
    from workflow.journal.entries import Fact
    from workflow.storage.rows import Rows


def _adopt(fact: Fact, rows: Rows) -> None:
    rows.put(Programme(fact.key, dumps(fact.body), programme_digest(fact.body), fact.seq, None, "", 0))


def _seal(fact: Fact, rows: Rows) -> None:
    programme = rows.get(Programme, fact.key)
    if programme is not None:
        day = local_date(fact.recorded_at)
        rows.put(programme._replace(sealed=fact.seq, day=day, members=int(fact.body["count"])))
        _take_levels(fact, rows, programme)
    for line in fact.enclosures[fact.body["list"]].splitlines():
        sealed = json.loads(line)
        rows.put(
            Member(
                programme=fact.key,
                code=sealed["code"],
                unit=sealed["unit"],
                kind=sealed["kind"],
                base=int_or_none(sealed["base"]),
                sheet=sealed["sheet"],
                rung=0,
                how="",
                counts=0,
                after=None,
                in_force=None,
                ends=None,
                struck=0,
                round=0,
                estimated=int(sealed["basis"] == "estimate"),
                reviewed=0,
                time=int_or_none(sealed["time"]),
                time_sheet=sealed["sheet"] if sealed["time"] else None,
                time_after=None,
                earlier_round=0,
                earlier_rung=0,
                earlier_how="",
                earlier_counts=0,
                earlier_after=None,
                earlier_time_after=None,
                earlier_in_force=None,
                earlier_ends=None,
                earlier_estimated=0,
                since=fact.seq,
            )
        )


def _take_levels(fact: Fact, rows: Rows, programme: Programme) -> None:
    """Keep which sealed codes each target with levels is taken over: a level changed later moves none."""
    codes = [json.loads(line)["code"] for line in fact.enclosures[fact.body["list"]].splitlines()]
    levels = {code: procedure.levels for code in codes if (procedure := rows.get(Procedure, code))}
    for target in json.loads(programme.text)["targets"]:
        if "levels" in target:
            mine = [code for code in codes if at_levels(levels.get(code, ""), target["levels"])]
            rows.put(TargetList(fact.key, target["measure"], AT_LEVELS, dumps(mine), fact.seq))


def _list(fact: Fact, rows: Rows) -> None:
    if rows.get(Programme, fact.key) is None:
        return
    codes = [current_code(code, rows) for code in fact.body["codes"]]
    rows.put(TargetList(fact.key, fact.body["measure"], fact.body["what"], dumps(codes), fact.seq))


def _close(fact: Fact, rows: Rows) -> None:
    programme = rows.get(Programme, fact.key)
    if programme is None:
        return
    rows.put(programme._replace(closed=fact.body["date"]))
    for member in list(rows.scan(Member, programme=fact.key)):
        if member.round:
            settle(fact, rows, member.code)


def _void(fact: Fact, rows: Rows) -> None:
    """Put the programme back to before its seal: its members go, and the lists that named some of them."""
    programme = rows.get(Programme, fact.key)
    if programme is None:
        return
    rows.put(programme._replace(sealed=None, day="", members=0))
    for member in list(rows.scan(Member, programme=fact.key)):
        rows.drop(Member, fact.key, member.code)
    for former in list(rows.scan(Former, programme=fact.key)):
        rows.drop(Former, fact.key, former.code, former.since)
    for given in list(rows.scan(TargetList, programme=fact.key)):
        if programme.sealed is not None and given.seq >= programme.sealed:
            rows.drop(TargetList, fact.key, given.measure, given.what)


APPLY: dict[str, Apply] = {
    "programme.adopt": _adopt,
    "programme.seal": _seal,
    "programme.list": _list,
    "programme.close": _close,
    "programme.void": _void,
}
