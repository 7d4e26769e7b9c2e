"""A guard's docstring names the rule, source, reasons and acts that the guard has."""

from __future__ import annotations

import inspect
import re
import tomllib

import pytest

from procedures.lifecycle import DEFINITION
from tests.guards.player import CASES
from tests.guards.source_codes import EARLIER, GUARDS, acts_of, codes_of, every_code
from tests.support.paths import ROOT
from workflow.identity import people_projection

RULES = tomllib.loads((ROOT / "procedures" / "data" / "rules.toml").read_text("utf-8"))
# What `still-fits` asks of an act that waited, although no wait can change the answer: a key's text and proof
# are signed, roles are those of a definition that the program itself must have, and no unit ever disappears.
UNCHANGED_BY_WAITING = {
    ("still-fits", code) for code in ("bad-public-key", "bad-proof", "unknown-role", "unknown-scope")
}


def parts(guard):
    """The sentence of a guard's docstring and its three parts."""
    found = re.fullmatch(
        r"(?P<sentence>[^\n]+\.)\n\nSource: (?P<source>.+)\.\nReasons: (?P<reasons>.+)\.\nActs: (?P<acts>.+)\.",
        inspect.getdoc(guard) or "",
        re.DOTALL,
    )
    assert found, f"{guard.__name__} lacks a sentence, Source, Reasons or Acts"
    return found


def listed(text):
    """The names of a part of a docstring."""
    if text == "every act of the domain":
        return [act.name for act in DEFINITION.acts if act.name not in people_projection.ACTS]
    return [name.strip() for name in text.split(",")]


@pytest.mark.parametrize("name", GUARDS)
def test_a_docstring_names_the_reasons_and_acts_of_its_guard(name):
    """Reasons are those that the source can yield, acts those that name the guard; each stands once."""
    told = parts(GUARDS[name])
    assert sorted(listed(told["reasons"])) == sorted(codes_of(GUARDS[name]))
    assert sorted(listed(told["acts"])) == sorted(acts_of(name))


@pytest.mark.parametrize("name", GUARDS)
def test_a_docstring_names_a_source_that_is_there(name):
    """A rule of counting is one of rules.toml; else an article of law, or the design where no law speaks."""
    source = parts(GUARDS[name])["source"]
    ids = re.findall(r"\b[RCTVW]\d+\b", source)
    assert set(ids) <= set(RULES)
    law = re.search(
        r"(Decree 63/2010/NĐ-CP|Circular 02/2017/TT-VPCP),\s+Art\. \d+", re.sub(r"\s+", " ", source)
    )
    assert ids or law or source.startswith("design of the register, ")


def test_every_reason_has_a_refused_and_an_allowed_case():
    """Each code that the program can refuse with has its cases, and no case is of a code that there is not."""
    earlier = {code for name in EARLIER for code in codes_of(GUARDS[name])}
    assert {case["code"] for case in CASES} == every_code() - earlier


def test_every_reason_of_every_guard_has_a_case():
    """A guard that can give five reasons has five cases at least, so none of them can fall silent."""
    today = {name: guard for name, guard in GUARDS.items() if name not in EARLIER}
    possible = {(name, code) for name, guard in today.items() for code in codes_of(guard)}
    played = {(case["rule"], case["code"]) for case in CASES}
    assert possible - played == UNCHANGED_BY_WAITING
    assert {pair for pair in played - possible if pair[0] in GUARDS} == set()


def test_a_code_is_found_wherever_it_is_raised():
    """Codes of the engine, of a guard, of a guard's helper and of a use case are all seen."""
    seen = {"id-taken", "struck", "two-incomes", "after-known", "not-contested"}
    assert seen <= every_code()
    assert codes_of(GUARDS["sheet-recounts"]) >= {"two-incomes", "cost-differs"}


def test_case_names_are_unique():
    """A name means one case."""
    names = [(case["rule"], case["code"], case["says"]) for case in CASES]
    assert len(names) == len(set(names))
