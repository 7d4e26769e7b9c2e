"""Worked cases that a lawyer can read, in `tests/cases/*.toml`: every figure is what the rules say.

`register.toml` is played through a real register by `case_scripts.py` and `case_figures.py`,
`published.toml` holds figures that were printed somewhere, the others go straight to the
calculation. A case begins with the rule it is about: TINHGON_CASES="R1 " plays those of R1 only,
"R1 |C3 " those of both. `guards.toml` is of another form and has its own player (`tests/guards`).
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from procedures.input.shapes import KIND_NAMES
from procedures.rules.action_kinds import movable
from procedures.rules.burden import Burden
from procedures.rules.compliance_cost import derive
from procedures.rules.programme import STAGES, day_parts, working_time
from procedures.rules.sheet_comparison import vintage_differences
from procedures.rules.tally import tally
from procedures.rules.verdict import CostVerdict, aims, assess, number_verdict
from procedures.services.cost_sheets import complete_sheet
from procedures.wording import formats, language
from tests.quality.breaks import rules
from tests.rules import case_authority, case_changes, case_figures, case_scripts, case_signs  # noqa: F401 - they put themselves into SCRIPTS
from tests.rules.case_support import SCRIPTS, limits
from tests.support.paths import ROOT
from tests.support.sheets import sheet

FOLDER = ROOT / "tests" / "cases"
PLAYED = ("register", "signs")  # files whose cases are played through a register by a script
TARGET = {"percent": 20, "basis": "broad", "stage": "proposed"}


def load(begins: str = "") -> list[Any]:
    """The cases of every file whose names begin so, named; the file's name is their kind.

    Those of a register come last: where a calculation is wrong, its own case says so first.
    """
    found = []
    files = [path for path in FOLDER.glob("*.toml") if path.stem != "guards"]
    for path in sorted(files, key=lambda path: (path.stem in PLAYED, path.stem)):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            if case["name"].startswith(tuple(begins.split("|"))):
                found.append(pytest.param(path.stem, case, id=case["name"]))
    return found


@pytest.fixture
def vietnamese():
    """Output in Vietnamese, and afterwards in whatever it was."""
    with language.speaking("vi"):
        yield


@pytest.mark.parametrize(("kind", "case"), load(os.environ.get("TINHGON_CASES", "")))
def test_the_figures_are_those_of_the_case(kind, case, request):
    """Every case in `tests/cases` comes out as it is written there."""
    if kind in {"published", *PLAYED}:
        request.getfixturevalue("vietnamese")
    if kind in PLAYED:
        played = SCRIPTS[case["script"]](request.getfixturevalue("town"), **case.get("plan", {}))
        assert played == case["expect"]
    else:
        PURE[kind](case)


def test_case_names_are_unique():
    """A name means one case, and a script is never left unplayed."""
    every = load()
    names = [param.id for param in every]
    assert len(names) == len(set(names))
    played = {param.values[1]["script"] for param in every if param.values[0] in PLAYED}
    assert played == set(SCRIPTS)


def test_every_rule_has_a_case():
    """Each rule of counting has a case whose name begins with it."""
    assert {param.id.partition(" ")[0] for param in load()} >= set(rules())


def test_every_sign_has_a_case_with_it_and_one_without():
    """For each warning sign a case gives it and another, as near as may be, does not."""
    cases = tomllib.loads((FOLDER / "signs.toml").read_text("utf-8"))["case"]
    found: dict[str, set[bool]] = {}
    for case in cases:
        found.setdefault(case["name"].partition(" ")[0], set()).add(bool(case["expect"]["signs"]))
    assert found == {id_: {True, False} for id_ in rules() if id_.startswith("W")}


# --- cost and its vintage -------------------------------------------------------------------------


def unknown(value: Any) -> Any:
    """A case writes "unknown" where the program has None."""
    return None if value == "unknown" else value


def as_sheet(written: dict[str, Any]) -> dict[str, Any]:
    """The whole cost sheet of what a case writes, in one group of subjects or in several."""
    given = {name: unknown(value) for name, value in written.items()}
    if given.get("income"):
        empty = {"annual_per_head": None, "hourly": None, "year": "2022", "source": "NGTK"}
        given["income"] = empty | given["income"]
    given.setdefault("income", None)
    given["tasks"] = as_tasks(given)
    if "groups" in given:
        alone = {"channel": "", "fees": "0", "other": "0", "times": "1"}
        given["groups"] = [
            alone | {name: unknown(value) for name, value in group.items()} | {"tasks": as_tasks(group)}
            for group in given["groups"]
        ]
        for group in given["groups"]:
            if group.get("income"):
                group["income"] = {"annual_per_head": None, "hourly": None} | group["income"]
    return sheet(0, **given)


def as_tasks(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The tasks of a sheet or group, without a name or service where the case gives none."""
    return [
        {"name": "", "service": "0"} | {name: unknown(value) for name, value in task.items()}
        for task in given.get("tasks", [])
    ]


def the_cost(case: dict[str, Any]) -> None:
    """A cost sheet comes to the annual cost of the case, or names exactly what is missing."""
    handed_in = {"source": "thử", "date": "2023-07-01", **case["sheet"]}
    found = derive(complete_sheet(handed_in) if case.get("handed_in") else as_sheet(case["sheet"]))
    assert found.annual == case["expect"].get("annual")
    assert list(found.missing) == case["expect"].get("missing", [])


def the_vintage(case: dict[str, Any]) -> None:
    """Of what differs after, exactly this is not moved by any action of the proposal."""
    common = case.get("both", {})
    before, after = (as_sheet(common | case[name]) for name in ("before", "after"))
    allowed = movable([{"kind": name} for name in case["actions"]])
    assert list(vintage_differences(before, after, allowed)) == case["refused"]


# --- verdict --------------------------------------------------------------------------------------


def the_verdict(case: dict[str, Any]) -> None:
    """A baseline as it stands on a day comes to the verdicts of the case, stage by stage."""
    whole = {"kinds": list(KIND_NAMES), "missing": ""}
    measures = ("number", "cost", *({"reviewed", "offset"} & case.keys()))
    given = {measure: whole | TARGET | case.get(measure, {}) for measure in measures}
    for aim in given.values():
        if "at_least" in aim:
            del aim["percent"]
    burden = {(kind, ""): Burden(**told) for kind, told in case.get("new", {}).items()}
    targets = [{"measure": measure, **aim} for measure, aim in given.items()]
    programme = {"targets": targets, "conversions": None, **whole}
    day = case.get("day", date(2023, 9, 30)).isoformat()
    members = [member for line in case["members"] for member in standing(line)]
    parents = case.get("units", {})
    tallies = list(tally(members, day).values())
    for expected in case["expect"]:
        unit = expected.get("unit", "*")
        mine = [one for one in members if unit in {"*", *upwards(one.unit, parents)}]
        beneath = [one for one in tallies if unit in {"*", *upwards(one.unit, parents)}]
        result = assess(aims(programme), unit, beneath, burden=burden)
        verdict = result.at(expected["stage"])
        if "offset" in expected:
            assert verdict.offset._asdict() == expected["offset"]
        if "over" in expected:
            assert [verdict.number.over, verdict.cost.over] == expected["over"]
        for measure in {"number", "reviewed"} & expected.keys():
            base = sum(one.kind in given[measure]["kinds"] for one in mine)
            assert getattr(verdict, measure)._asdict() == {"base": base, **expected[measure]}
        if "cost" in expected:
            assert cost_as_written(verdict.cost) == {
                "unknowns": cost_as_written(verdict.cost)["unknowns"],
                **expected["cost"],
            }
            assert verdict.cost.unmeasured is case.get("unmeasured", False)
        if "estimated" in expected:
            stage = result.total.stages[STAGES.index(expected["stage"])]
            assert stage.estimated == expected["estimated"]
        if "both" in expected:
            assert verdict.value == expected["both"]
    if "struck" in case:
        assert result.total.struck == case["struck"]
    if "worse" in case:
        assert result.total.stages[0].worse == case["worse"]
    if "by_kind" in case:
        assert {t.kind: [t.base, t.stages[0].broad] for t in result.by_kind} == case["by_kind"]


def standing(line: dict[str, Any]) -> list[SimpleNamespace]:
    """The members that one line of a case describes."""
    rung = line.get("rung", 0)
    abolished = line.get("how") == "abolish"
    one = {
        "unit": "so-tu-phap",
        "kind": "procedure",
        "base": 100,
        "how": "",
        "rung": rung,
        "counts": int(rung > 0),
        "after": 0 if abolished else None,
        "in_force": None,
        "ends": None,
        "struck": 0,
        "estimated": 0,
        "reviewed": 0,
        "time": None,
        "time_after": None,
        "earlier_round": 0,
        "earlier_rung": 0,
    } | {name: unknown(value) for name, value in line.items() if name != "n"}
    for name in ("in_force", "ends"):
        one[name] = one[name] and one[name].isoformat()
    return [SimpleNamespace(**one)] * line.get("n", 1)


def upwards(unit: str, parents: dict[str, str]) -> list[str]:
    """A unit and all above it."""
    return [unit, *(upwards(parents[unit], parents) if unit in parents else [])]


def cost_as_written(cost: CostVerdict) -> dict[str, Any]:
    """A cost verdict in the words of a case."""
    found: dict[str, Any] = {"value": cost.value, "saving": cost.saving, "known": cost.known}
    found["unknowns"] = [cost.a, cost.b, cost.c, cost.u]
    if cost.short is not None:
        found["short"] = cost.short
    if cost.flip is not None:
        found["flip"] = list(cost.flip)
    return found


def the_time(case: dict[str, Any]) -> None:
    """The time limits of a baseline come to the verdict of the case, in exact working days."""
    target = {"measure": "time", "kinds": list(KIND_NAMES), "missing": "", **TARGET}
    conversions = None if case["conversions"] == "none" else case["conversions"]
    programme = {"conversions": conversions, "kinds": list(KIND_NAMES)}
    programme["targets"] = [target | {"percent": case["percent"]}]
    members = []
    for line in case["procedures"]:
        after = line.get("after", "uncut")
        told = {"how": "", "rung": 0, "time": working_time(programme, limits(line["before"]))}
        if after != "uncut":
            abolished = after == "abolished"
            told |= {"how": "abolish" if abolished else "simplify", "rung": 1}
            told["time_after"] = 0 if abolished else working_time(programme, limits(after))
        members += standing(told)
    tallies = list(tally(members, "2023-09-30", "time").values())
    verdict = assess(aims(programme), "*", [], tallies).at("proposed")
    found = cost_as_written(verdict.time)
    if "flip" in found:
        found["flip"] = [found["flip"][0], str(Fraction(found["flip"][1], day_parts(programme)))]
    for name in {"saving", "known", "short"} & found.keys():
        found[name] = str(Fraction(found[name], day_parts(programme)))
    assert found == {"unknowns": [0, 0, 0, 0], **case["expect"]}


# --- published ------------------------------------------------------------------------------------


def the_percent(case: dict[str, Any]) -> None:
    """A ratio is shown as the case says, and what was published is that ratio or shown to be off."""
    part, whole = case["part"], case["whole"]
    assert formats.percent(part, whole, case.get("threshold")) == case["shown"]
    if "published" in case:
        said = Decimal(case["published"].rstrip("%").replace(",", "."))
        ratio = Decimal(100 * part) / Decimal(whole)
        way = ROUND_DOWN if case.get("truncated") else ROUND_HALF_UP
        assert ratio.quantize(said, way) == said
        assert (ratio.quantize(said, ROUND_HALF_UP) == said) is not case.get("truncated", False)
    if "parts" in case:
        assert (sum(case["parts"]) == part) is case["parts_add_up"]
    if "target" in case:
        found = number_verdict(case["target"]["percent"], whole, part)
        assert {**case["target"], "cut": part, "base": whole} == {
            **found._asdict(),
            "percent": case["target"]["percent"],
        }


PURE = {
    "cost": the_cost,
    "published": the_percent,
    "time": the_time,
    "verdict": the_verdict,
    "vintage": the_vintage,
}
