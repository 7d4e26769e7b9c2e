"""The verdict sheet as data: what `check --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from procedures.rules.new_burden import Net
from procedures.rules.programme import STAGES, computed, day_parts, target
from procedures.rules.verdict import CostVerdict, Result, cut_of
from procedures.services.verdict.sheet import VerdictSheet
from procedures.storage.rows import Procedure
from workflow.storage.rows import Register


def verdict_page(sheet: VerdictSheet, register: Register) -> dict[str, Any]:
    """Everything on the sheet with exact values."""
    return {
        "register": {"id": register.id, "name": register.name, "note": register.note},
        "programme": sheet.text,
        "programme_digest": sheet.programme.digest,
        "sealed": sheet.programme.sealed,
        "position": sheet.position,
        "leaf": sheet.leaf,
        "as_of": sheet.day,
        "stage": sheet.stage,
        "not_computed": {
            one["measure"]: why_not(one)
            for one in sheet.text["targets"]
            if not computed(sheet.text, one["measure"])
        },
        "time_scale": day_parts(sheet.text) if computed(sheet.text, "time") else None,
        "units": [result_data(sheet, result) for result in sheet.results],
        "whole": result_data(sheet, sheet.whole),
        "noted": _all(sheet.noted),
        "signs": _all(sheet.signs),
    }


def why_not(one: dict[str, Any]) -> str:
    """Why a measure is not computed: the reason that the programme states, or the code no-conversions."""
    return one["missing"] or "no-conversions"


def _all(found: tuple[Any, ...] | None) -> list[dict[str, Any]] | None:
    if found is None:
        return None
    return [one._asdict() | {"values": dict(one.values)} for one in found]


def result_data(sheet: VerdictSheet, result: Result) -> dict[str, Any]:
    """One unit's figures and verdict at each stage."""
    on_number = target(sheet.text, "number")
    net = sheet.nets.get(result.unit)
    return {
        "unit": result.unit,
        "base": result.total.base,
        "known_cost": str(result.total.known),
        "unknown": result.total.unknown,
        "struck": result.total.struck,
        "reviewed": result.total.reviewed,
        "result": result.at(sheet.stage).value,
        "net": _netted(net),
        "stages": {
            verdict.stage: {
                "broad": figures.broad,
                "strict": figures.strict,
                "counted": cut_of(on_number, figures) if on_number else None,
                "saving": str(figures.saving),
                "estimated": str(figures.estimated),
                "worse": figures.worse,
                "zero": figures.zero,
                "number": verdict.number._asdict() if verdict.number else None,
                "cost": _money(verdict.cost),
                "time": _money(verdict.time),
                "reviewed": verdict.reviewed._asdict() if verdict.reviewed else None,
                "value": verdict.value,
            }
            for verdict, figures in zip(result.verdicts, result.total.stages, strict=True)
        },
        "kinds": [
            {"kind": one.kind, "base": one.base, "cut": one.stages[STAGES.index(sheet.stage)].broad}
            for one in result.by_kind
        ],
    }


def _netted(net: Net | None) -> dict[str, Any] | None:
    if net is None:
        return None
    number = net.number._asdict() if net.number else None
    return net._asdict() | {"cost": str(net.cost), "number": number, "money": _money(net.money)}


def _money(found: CostVerdict | None) -> dict[str, Any] | None:
    if found is None:
        return None
    told = found._asdict()
    for name in ("saving", "known", "short"):
        told[name] = None if told[name] is None else str(told[name])
    if found.flip is not None:
        told["flip"] = {"group": found.flip[0], "amount": str(found.flip[1])}
    for name in ("low", "high"):
        told[name] = f"{told[name][0]}/{told[name][1]}" if told[name] is not None else None
    return told


def league_page(sheet: VerdictSheet, order: Sequence[Result]) -> dict[str, Any]:
    """Units in order of progress with their figures."""
    return {
        "stage": sheet.stage,
        "as_of": sheet.day,
        "programme_digest": sheet.programme.digest,
        "league": [{"rank": place, **result_data(sheet, one)} for place, one in enumerate(order, 1)],
    }


def excluded_page(listed: Sequence[tuple[Procedure, str]]) -> dict[str, Any]:
    """The procedures outside the baseline, each with the reason (R5)."""
    return {
        "excluded": [
            {"code": one.code, "unit": one.unit, "why": why, "name": one.name} for one, why in listed
        ]
    }
