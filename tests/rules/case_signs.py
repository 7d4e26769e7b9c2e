"""Cases of `tests/cases/signs.toml`, played by signed acts: where a warning sign is given, and where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from procedures.services import cost_sheets, proposals
from procedures.services.verdict import sheet as verdicts
from procedures.terminal.verdict_details import sign_lines, sign_words
from procedures.wording.language import speaking
from tests.guards.player import play_all
from tests.rules.case_support import (
    FIRST,
    codes_of,
    decided,
    on,
    propose_all,
    record,
    script,
    seal_own,
    sealed,
    target,
)
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town

CRITERIA = ("necessity", "reasonableness", "legality", "cost")
FILE = "0" * 64


def given(town: Town, rule: str, programme: str = FIRST) -> dict[str, Any]:
    """The signs of one rule on the sheet of all: unit, codes and figures; none lacks entries or words."""
    found = verdicts.verdict_sheet(town.as_("thu.ph"), programme).signs
    assert found is not None
    of_rule = [sign for sign in found if sign.rule == rule]
    assert rule == "W7" or all(sign.entries for sign in of_rule)
    for spoken in ("vi", "en"):
        with speaking(spoken):
            assert len(list(sign_lines(of_rule))) == len(of_rule) + bool(of_rule)
            assert not any("{" in sign_words(sign) for sign in of_rule)
    return {"signs": [{"unit": s.unit, "codes": list(s.codes), **dict(s.values)} for s in of_rule]}


def costed(town: Town, *amounts: int, **more: Any) -> list[str]:
    """Procedures of one department at these costs, sealed."""
    codes = codes_of(len(amounts))
    town.add_procedures("so-tu-phap", *codes)
    for code, amount in zip(codes, amounts, strict=True):
        record(town, "lan.bt", code, "before", sheet(amount, **more))
    town.seal()
    return codes


def simplify(town: Town, code: str, after: dict[str, Any], action: str = "remove-dossier-item") -> None:
    """A simplification with a whole sheet after."""
    lan = town.as_("lan.bt")
    plan = proposal(kind="simplify", action=action) | {"after_sheet": after}
    lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan)]))])


def colleague(town: Town, person: str = "mai.nt") -> None:
    """Let a second clerk act for the same department."""
    town.add_person(person)
    grant = {"role": "department", "scope": "so-tu-phap"}
    town.as_("hanh.nt").perform("role.grant", [(f"person/{person}", grant)])


def approve(town: Town, code: str, **more: Any) -> None:
    """One decision on one procedure, appraised before."""
    town.appraise(code)
    town.act("huong.lt", "approve", code, decisions=[PAPER | more])


@script
def sign_volume(town, after):
    """A threshold is raised, from a hundred subjects."""
    (code,) = costed(town, 100, subjects="100")
    simplify(town, code, sheet(100, subjects=after), "raise-threshold")
    return given(town, "W1")


@script
def sign_largest(town, costs):
    """Each of these is abolished."""
    propose_all(town, costed(town, *costs))
    return given(town, "W2")


@script
def sign_fees(town, action):
    """A fee of 70 falls, or work of the applicant does."""
    (code,) = costed(town, 100, fees="70")
    after = sheet(100, fees="60") if action == "reduce-fee" else sheet(90, fees="70")
    simplify(town, code, after, action)
    return given(town, "W3")


@script
def sign_zero(town, costs):
    """Each of these is abolished; some cost nothing."""
    propose_all(town, costed(town, *costs))
    return given(town, "W4")


@script
def sign_added(town, gone):
    """A procedure comes after the seal, and goes again."""
    sealed(town, 2)
    (new,) = codes_of(1, 3)
    town.add_procedures("so-tu-phap", new)
    if gone:
        town.as_("minh.tv").perform("procedure.strike", [(f"procedure/{new}", {})], reason="thừa")
    return given(town, "W5")


@script
def sign_similar(town, how, name):
    """One goes, and another code comes."""
    code, *_ = codes_of(1)
    body = procedure("so-tu-phap", name="Cấp giấy phép xây dựng nhà ở riêng lẻ")
    town.as_("hanh.nt").perform("procedure.add", [(f"procedure/{code}", body)])
    town.seal()
    if how == "struck":
        town.as_("minh.tv").perform("procedure.strike", [(f"procedure/{code}", {})], reason="thừa")
    (new,) = codes_of(1, 2)
    town.as_("hanh.nt").perform("procedure.add", [(f"procedure/{new}", procedure("so-tu-phap", name=name))])
    if how == "abolished":  # the new code may well come first
        town.propose("lan.bt", code)
    return given(town, "W6")


@script
def sign_far_below(town, costs):
    """The first of five is abolished: the number is met."""
    code, *_ = costed(town, *costs)
    town.propose("lan.bt", code)
    return given(town, "W7")


@script
def sign_late(town, day):
    """A submission of 1 July comes on record."""
    code, *_ = sealed(town, 5)
    on(town, day)
    town.propose("lan.bt", code)
    return given(town, "W8")


@script
def sign_late_corrected(town, day):
    """A submission of 1 July comes on record, and is corrected to a document of that day."""
    code, *_ = sealed(town, 5)
    on(town, day)
    town.propose("lan.bt", code)
    lan = town.as_("lan.bt")
    draft = proposals.draft_correct(lan, code, "submission", {"date": day}, "gõ nhầm")
    lan.submit([lan.sign(draft)])
    return given(town, "W8")


@script
def sign_authority(town, document, authority="province", **decision):
    """An action amends a text; a decision approves it, by rules that read no number yet."""
    code, *_ = sealed(town, 5)
    action = proposal(authority=authority)["actions"][0] | {"document": document}
    lan, huong = {"by": "lan.bt", "on": code}, {"by": "huong.lt", "on": code}
    play_all(town, [lan | {"act": "propose", "plan": {"actions": [action]}, "forced": True}])
    town.appraise(code)
    play_all(town, [huong | {"act": "approve", "decisions": [decision], "forced": True}])
    return given(town, "W9")


@script
def sign_appraisal(town, opinions):
    """Opinions of one appraiser, one after another; then the approval."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    for failed in opinions:
        criteria = {name: name not in failed for name in CRITERIA}
        town.act("minh.tv", "appraise", code, opinion="ý kiến", criteria=criteria)
    town.act("huong.lt", "approve", code, reason="đã giải trình", decisions=[PAPER])
    return given(town, "W10")


@script
def sign_first_cost(town, by, late=False):
    """The cost is recorded by somebody, before the seal or after the proposal."""
    (code,) = codes_of(1)
    town.add_procedures("so-tu-phap", code)
    colleague(town)
    steps: list[Callable[[], Any]] = [
        lambda: town.record(by, code, 100),
        lambda: (town.seal(), town.propose("lan.bt", code)),
    ]
    for step in reversed(steps) if late else steps:
        step()
    return given(town, "W11")


@script
def sign_numbers(town, papers):
    """Two decisions on two procedures."""
    codes = sealed(town, 5)[: len(papers)]
    propose_all(town, codes)
    on(town, max(paper.get("date", "2023-07-01") for paper in papers))
    for code, paper in zip(codes, papers, strict=True):
        approve(town, code, **paper)
    return given(town, "W12")


@script
def sign_numbers_corrected(town, papers, new):
    """Two decisions on two procedures; the second one is corrected."""
    given_first = sign_numbers(town, papers)
    huong = town.as_("huong.lt")
    draft = proposals.draft_correct(huong, codes_of(2)[1], "decision.1", new, "gõ nhầm")
    huong.submit([huong.sign(draft)])
    return {"before": given_first["signs"], **given(town, "W12")}


@script
def sign_before_seal(town, what, day, seal="2023-09-01"):
    """The inventory moves on a day; the seal follows."""
    old, new = codes_of(2), codes_of(1, 3)
    town.add_procedures("so-tu-phap", *old)
    town.record("lan.bt", old[0], 100)
    on(town, day)
    hanh = town.as_("hanh.nt")
    if what == "added":
        town.add_procedures("so-tu-phap", *new)
    elif what == "costed":
        town.record("lan.bt", old[0], 90)  # not its first
        town.record("lan.bt", old[1], 100)
    elif what == "struck":
        town.as_("minh.tv").perform("procedure.strike", [(f"procedure/{old[1]}", {})], reason="thừa")
    elif what == "assigned":
        hanh.perform("procedure.assign", [(f"procedure/{old[1]}", {"unit": "so-xay-dung"})])
    on(town, seal)
    town.seal()
    return given(town, "W13")


@script
def sign_twins(town, names, kinds=("procedure", "procedure")):
    """Procedures of these names and kinds, sealed."""
    codes = codes_of(len(names))
    bodies = [procedure("so-tu-phap", kind, name) for kind, name in zip(kinds, names, strict=True)]
    items = [(f"procedure/{code}", body) for code, body in zip(codes, bodies, strict=True)]
    town.as_("hanh.nt").perform("procedure.add", items)
    town.seal()
    return given(town, "W14")


@script
def sign_left(town, day, base=5, cost=None):
    """One is proposed in time, and withdrawn on a day."""
    code, *_ = sealed(town, base, cost)
    on(town, "2023-09-15")
    town.propose("lan.bt", code)
    on(town, day)
    town.act("lan.bt", "withdraw", code, reason="rút")
    return given(town, "W15")


@script
def sign_reopened(town, reopened):
    """An implemented cut, reopened or not."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code)
    if reopened:
        town.act("minh.tv", "reopen", code, reason="chương trình mới")
    return given(town, "W16")


@script
def sign_measured(town, before, after, files=()):
    """One is simplified, on sheets that say what they are."""
    proof = {"files": [FILE]}
    (code,) = costed(town, 100, basis=before, **(proof if "before" in files else {}))
    simplify(town, code, sheet(90, basis=after, **(proof if "after" in files else {})))
    if "restatement" in files:
        minh = town.as_("minh.tv")
        papers = sheet(100, basis=before), sheet(90, basis=after)
        draft = cost_sheets.draft_restate(minh, code, *papers, PAPER | proof, "đo lại")
        minh.submit([minh.sign(draft)])
    return given(town, "W17")


@script
def sign_same_reviewer(town, by):
    """A reviewer restates the cost; huong.lt approves."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    reviewer = town.as_(by)
    reviewer.submit(
        [reviewer.sign(cost_sheets.draft_restate(reviewer, code, sheet(200), sheet(80), PAPER, "đo lại"))]
    )
    approve(town, code)
    return given(town, "W18")


@script
def sign_programme(town, id_=FIRST, narrow=(), **more):
    """The preset's text, changed, under its id or another."""
    town.add_procedures("so-tu-phap", *codes_of(5))
    changes: dict[str, Any] = dict(more)
    if "kinds" in narrow:
        changes |= {"kinds": ["procedure"], "targets": [target("number"), target("cost")]}
    if "codes" in narrow:
        changes["codes"] = codes_of(3)
    if "unit" in narrow:
        changes["unit"] = "so-tu-phap"
    seal_own(town, id_, **changes)
    return given(town, "W19", id_)


@script
def sign_merger(town, left):
    """B ends in A, or leaves again."""
    a, b = sealed(town, 2)
    town.propose("lan.bt", a, kind="merge", into=a, after=150, action="merge")
    town.propose("lan.bt", b, kind="merge", action="merge", into=a)
    if left:
        town.act("lan.bt", "withdraw", b, reason="rút")
    return given(town, "W20")
