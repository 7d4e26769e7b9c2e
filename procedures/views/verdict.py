"""The verdict sheet as data, as `check --json` prints it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from procedures.rules.demonstration import register_warning
from procedures.rules.new_burden import Net
from procedures.rules.programme import STAGES, computed, day_parts, target
from procedures.rules.verdict import CostVerdict, NumberVerdict, Result, cut_of
from procedures.services.own_definition import own_definition
from procedures.services.verdict.sheet import VerdictSheet
from procedures.storage.rows import Procedure
from procedures.views.portal import portal_figures_data
from workflow.storage.rows import Register


def verdict_page(sheet: VerdictSheet, register: Register) -> dict[str, Any]:
    """Return everything on the sheet with exact values."""
    return {
        "register": {
            "id": register.id,
            "name": register.name,
            "note": register_warning(register),
            "own_definition": own_definition(register) or None,
        },
        "programme": json.loads(sheet.programme.text),
        "programme_digest": sheet.programme.digest,
        "sealed": sheet.programme.sealed,
        "position": sheet.position,
        "leaf": sheet.leaf,
        "as_of": sheet.day,
        "stage": sheet.stage,
        "not_computed": {
            aim["measure"]: why_not(aim)
            for aim in sheet.text["targets"]
            if not computed(sheet.text, aim["measure"])
        },
        "time_scale": day_parts(sheet.text) if computed(sheet.text, "time") else None,
        "units": [result_data(sheet, result) for result in sheet.results],
        "whole": result_data(sheet, sheet.whole),
        "noted": _rows_data(sheet.noted),
        "signs": _rows_data(sheet.signs),
    }


def why_not(aim: dict[str, Any]) -> str:
    """Return why a measure is not computed: the programme's reason, or the code no-conversions."""
    return aim["missing"] or "no-conversions"


def _rows_data(rows: tuple[Any, ...] | None) -> list[dict[str, Any]] | None:
    if rows is None:
        return None
    return [row._asdict() | {"values": dict(row.values)} for row in rows]


def result_data(sheet: VerdictSheet, result: Result) -> dict[str, Any]:
    """Return one unit's figures and verdict at each stage; amounts are whole đồng as text."""
    on_number = target(sheet.text, "number")
    net = sheet.nets.get(result.unit)
    figures_at_portal = sheet.portal.get(result.unit)
    seen = {"portal": portal_figures_data(figures_at_portal)} if figures_at_portal else {}
    return seen | {
        "unit": result.unit,
        "base": result.total.base,
        "known_cost": str(result.total.known),
        "unknown": result.total.unknown,
        "struck": result.total.struck,
        "reviewed": result.total.reviewed,
        "result": result.at(sheet.stage).value,
        "net": _net_data(net),
        "deadlines": {
            measure: timing._asdict() | {"met_on": timing.met_on or None}
            for measure, timing in sheet.timings.get(result.unit, {}).items()
        },
        "repealed": {
            "members": result.total.repealed,
            "known_cost": str(result.total.repealed_known),
            "unknown": result.total.repealed_unknown,
        },
        "stages": {
            verdict.stage: {
                "broad": figures.broad,
                "strict": figures.strict,
                "counted": cut_of(on_number, figures) if on_number else None,
                "saving": str(figures.saving),
                "estimated": str(figures.estimated),
                "worse": figures.worse,
                "zero": figures.zero,
                "number": _count_data(verdict.number),
                "cost": _ratio_data(verdict.cost),
                "time": _ratio_data(verdict.time),
                "reviewed": _count_data(verdict.reviewed),
                "coverage": _count_data(verdict.coverage),
                "offset": _count_data(verdict.offset),
                "value": verdict.value,
            }
            for verdict, figures in zip(result.verdicts, result.total.stages, strict=True)
        },
        "kinds": [
            {"kind": tally.kind, "base": tally.base, "cut": tally.stages[STAGES.index(sheet.stage)].broad}
            for tally in result.by_kind
        ],
    }


def _net_data(net: Net | None) -> dict[str, Any] | None:
    if net is None:
        return None
    number = _count_data(net.number)
    return net._asdict() | {"cost": str(net.cost), "number": number, "money": _ratio_data(net.money)}


def _count_data(verdict: NumberVerdict | None) -> dict[str, Any] | None:
    return None if verdict is None else verdict._asdict() | {"over": verdict.over}


def _ratio_data(verdict: CostVerdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    data = verdict._asdict()
    for name in ("saving", "known", "short", "over"):
        data[name] = None if data[name] is None else str(data[name])
    if verdict.flip is not None:
        data["flip"] = {"group": verdict.flip[0], "amount": str(verdict.flip[1])}
    for name in ("low", "high"):
        data[name] = f"{data[name][0]}/{data[name][1]}" if data[name] is not None else None
    return data


def league_page(sheet: VerdictSheet, order: Sequence[Result]) -> dict[str, Any]:
    """Return units in order of progress with their figures."""
    return {
        "stage": sheet.stage,
        "as_of": sheet.day,
        "programme_digest": sheet.programme.digest,
        "league": [{"rank": place, **result_data(sheet, result)} for place, result in enumerate(order, 1)],
    }


def excluded_page(listed: Sequence[tuple[Procedure, str]]) -> dict[str, Any]:
    """Return the procedures outside the baseline, each with the reason (R5)."""
    return {
        "excluded": [
            {"code": procedure.code, "unit": procedure.unit, "why": why, "name": procedure.name}
            for procedure, why in listed
        ]
    }
