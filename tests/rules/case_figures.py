"""Cases of `tests/cases/register.toml` about cost, time, derivation and exit code, played by signed acts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import cli
from procedures.rules.programme import day_parts
from procedures.services import cost_sheets, programmes, proposals
from procedures.services.verdict import sheet as verdicts
from procedures.services.verdict.explanation import ExplanationNode, explain_verdict
from procedures.terminal.verdict import sheet_text
from procedures.wording.language import _
from tests.rules.case_support import (
    FIRST,
    OWN,
    SECOND,
    add_dated,
    codes_of,
    counted,
    decided,
    limits,
    member,
    named,
    on,
    propose_all,
    record,
    refused,
    restate,
    script,
    seal_own,
    sealed,
    target,
    verdict,
)
from tests.support.sheets import INCOME, proposal, sheet
from tests.support.town import Town


@script
def other_vintage(town):
    """The same sheet with another rate, volume, frequency, hours, service or fee."""
    code, *_ = codes_of(1)
    town.add_procedures("so-tu-phap", code)
    income = {"annual_per_head": "58500000", "hourly": None, "year": "2022", "source": "NGTK"}
    given = {"income": income, "subjects": "100", "times": "2", "fees": "70", "annual": 100}
    before = sheet(**given)
    record(town, "lan.bt", code, "before", before)
    town.seal()

    def tried(action: str = "reduce-fee", **after: Any) -> list[str]:
        plan = proposal(kind="simplify", action=action) | {"after_sheet": sheet(**given | after)}
        lan = town.as_("lan.bt")
        draft = proposals.draft_propose(lan, [(code, plan)])
        reasons = [reason for _, found in draft.refused for reason in found]
        assert {reason.code for reason in reasons} <= {"other-vintage"}
        return [dict(reason.values)["fields"] for reason in reasons]

    return {
        "income": tried(income=income | {"annual_per_head": "50000000"}),
        "subjects": tried(subjects="50"),
        "times": tried(times="1"),
        "same": tried(fees="60", times="2.0"),
        "threshold": tried("raise-threshold", subjects="50"),
        "hours": tried(annual=90),
        "shorter_time": tried("shorten-time", annual=90),
        "fees": tried("remove-dossier-item", fees="60"),
        "dossier": tried("remove-dossier-item", annual=90),
    }


@script
def late_base_of_another_vintage(town):
    """The base comes after the proposal, for another number of subjects."""
    code, *_ = sealed(town, 5, cost=None)
    plan = proposal(kind="simplify") | {"after_sheet": sheet(10, subjects="100")}
    lan = town.as_("lan.bt")
    lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan)]))])
    before = sheet(20, subjects="5000")
    return {"refused": refused(lambda: record(town, "lan.bt", code, "before", before))}


@script
def moved_channels(town, action):
    """A hundred people at the counter for two hours; then sixty of them online for one hour."""
    (code,) = codes_of(1)
    town.add_procedures("so-tu-phap", code)

    def paper(**people: str) -> dict[str, Any]:
        hours = {"counter": "2", "online": "1"}
        same = {"fees": "0", "other": "0", "times": "1"}
        task = {"kind": "submit", "name": "", "service": "0"}
        groups = [
            same | {"name": way, "channel": way, "subjects": number, "tasks": [task | {"hours": hours[way]}]}
            for way, number in people.items()
        ]
        return sheet(0, tasks=[], groups=groups)

    record(town, "lan.bt", code, "before", paper(counter="100"))
    town.seal()
    plan = proposal(kind="simplify", action=action) | {"after_sheet": paper(counter="40", online="60")}
    lan = town.as_("lan.bt")
    draft = proposals.draft_propose(lan, [(code, plan)])
    reasons = [dict(one.values).get("fields") for _, found in draft.refused for one in found]
    if not reasons:
        lan.submit([lan.sign(draft)])
    return {"refused": reasons, **counted(town)}


@script
def abolished(town):
    """One of five is abolished; then somebody signs a cost after by hand."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0])
    lan = town.as_("lan.bt")
    with lan.reading() as rows:
        body = proposals.plan_body(rows, lan.day, codes[1], proposal())
    body["after"] = "40"
    by_hand = refused(lambda: lan.perform("propose", [(f"procedure/{codes[1]}", body)]))
    return {"saving": verdict(town).cost.saving, "by_hand": by_hand}


@script
def restated_abolished_elsewhere(town):
    """One restatement where the newest round abolishes."""
    code = two_rounds(town)
    restate(town, code, 300, None)
    stands = member(town, code, SECOND)
    return {"second_how": stands.how, "second_after": stands.after}


@script
def shorter_time(town):
    """The authority promises to be quicker."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0], kind="simplify", action="shorten-time", after=100)
    return counted(town) | {"cost": verdict(town).cost.value}


@script
def used_by_nobody(town):
    """One of five has no subjects at all."""
    codes = codes_of(5)
    town.add_procedures("so-tu-phap", *codes)
    for code in codes:
        subjects = "0" if code == codes[1] else "1"
        record(town, "lan.bt", code, "before", sheet(100, subjects=subjects))
    town.seal()
    propose_all(town, codes[:2])
    assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
    return counted(town) | {"listed": named(town, "zero")}


@script
def one_off(town):
    """A system bought once, before and after."""
    (code,) = codes_of(1)
    town.add_procedures("so-tu-phap", code)
    record(town, "lan.bt", code, "before", sheet(100, one_off="0"))
    town.seal()
    after = sheet(60, one_off="500000000")
    plan = proposal(kind="simplify") | {"after_sheet": after}
    lan = town.as_("lan.bt")
    lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan)]))])
    return {"saving": verdict(town).cost.saving, "known": verdict(town).cost.known}


@script
def measured_to_cost_more(town):
    """Counted until it is measured."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0], kind="simplify", action="amend-form")
    found = {"unmeasured": counted(town)["cut"]}
    record(town, "lan.bt", codes[0], "after", sheet(130))
    return found | {"measured": counted(town)["cut"], "saving": counted(town)["saving"]}


@script
def costs_more(town):
    """One abolished, one simplified to a higher cost."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0])
    town.propose("lan.bt", codes[1], kind="simplify", after=130)
    assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
    return counted(town) | {"named": named(town, "worse")}


@script
def estimates(town):
    """Four abolished or simplified, each on sheets that say what they are."""
    codes = codes_of(5)
    town.add_procedures("so-tu-phap", *codes)
    lan = town.as_("lan.bt")
    bases = ["measured", "measured", "estimate", "measured", "measured"]
    items = [(code, sheet(100, basis=basis)) for code, basis in zip(codes, bases, strict=True)]
    lan.submit([lan.sign(cost_sheets.draft_records(lan, items))])
    town.seal()
    town.propose("lan.bt", codes[0])
    for code, basis in zip(codes[1:4], ("measured", "measured", "estimate"), strict=True):
        plan = proposal(kind="simplify") | {"after_sheet": sheet(60, basis=basis)}
        lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan)]))])
    assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
    thu = town.as_("thu.ph")
    sheet_ = verdicts.verdict_sheet(thu)
    stage = sheet_.whole.total.stages[0]
    share = _("Of the saving, {share} rests on estimates (C11).").format(share="36,36%")
    told = share in sheet_text(sheet_, thu.register, "table")
    return {"saving": stage.saving, "estimated": stage.estimated, "share_shown": told}


@script
def before_is_baseline(town):
    """A cost before that somebody wrote by hand."""
    code, *_ = sealed(town, 5)
    lan = town.as_("lan.bt")
    with lan.reading() as rows:
        body = proposals.plan_body(rows, lan.day, code, proposal())
    body["before"] = {FIRST: "150"}
    found = {"refused": refused(lambda: lan.perform("propose", [(f"procedure/{code}", body)]))}
    town.propose("lan.bt", code)
    found["record_on_ladder"] = refused(lambda: record(town, "lan.bt", code, "before", sheet(150)))
    return found


@script
def first_after_the_seal(town):
    """Measured after the seal, twice."""
    code, *_ = sealed(town, 5, cost=None)
    found = {"sealed": member(town, code).base or "unknown"}
    town.record("lan.bt", code, 100)
    found["first"] = member(town, code).base
    town.record("lan.bt", code, 70)
    found["second"] = member(town, code).base
    town.propose("lan.bt", code)
    found["saving"] = verdict(town).cost.saving
    return found


@script
def restated(town):
    """Before and after in one act; the past is read as it was."""
    codes = sealed(town, 1)
    town.propose("lan.bt", codes[0], kind="simplify", after=60)

    def figures(**more: Any) -> list[int]:
        found = verdict(town, **more).cost
        return [found.saving, found.known]

    found, seq = {"before": figures()}, town.base.head.seq
    restate(town, codes[0], 200, 80)
    return found | {"after": figures(), "old": figures(at=seq)}


def two_rounds(town: Town, **plan: Any) -> str:
    """100 to 80 finished under the first programme; a plan proposed under the second."""
    code, *_ = sealed(town, 1)
    town.propose("lan.bt", code, kind="simplify", after=80)
    decided(town, code)
    seal_own(town, SECOND)
    town.act("minh.tv", "reopen", code, reason="chương trình mới")
    town.propose("lan.bt", code, programmes=[SECOND], **plan)
    return code


@script
def restated_in_two_programmes(town):
    """One restatement, two programmes."""
    code = two_rounds(town, kind="simplify", after=50)
    restate(town, code, 200, 100)
    return {"first": verdict(town, FIRST).cost.saving, "second": verdict(town, SECOND).cost.saving}


@script
def time_limits(town):
    """A target on processing time, from the sheets to the printed verdict."""
    codes = codes_of(3)
    town.add_procedures("so-tu-phap", *codes)
    written = ({"counter": "10 working-day", "online": "5 working-day"}, {"counter": "14 day"}, {})
    for code, before in zip(codes, written, strict=True):
        record(town, "lan.bt", code, "before", sheet(100, limits=limits(before)))
    conversions = {"hour": "1/8", "day": "5/7", "month": "22"}
    seal_own(town, conversions=conversions, targets=[target("time", 15)])
    lan = town.as_("lan.bt")
    after = sheet(100, limits=limits({"counter": "7 working-day", "online": "5 working-day"}))
    plan = proposal(kind="simplify", action="shorten-time") | {"after_sheet": after}
    lan.submit([lan.sign(proposals.draft_propose(lan, [(codes[0], plan)]))])

    def figures() -> list[str]:
        assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
        found = verdict(town, OWN).time
        parts = day_parts(programmes.read_programme(FIRST) | {"conversions": conversions})
        return [found.value, *(str(Fraction(one, parts)) for one in (found.saving, found.known))]

    found = {"unlimited": figures()}
    record(town, "lan.bt", codes[2], "before", sheet(100, limits=limits({"counter": "8 hour"})))
    found["limited"] = figures()
    thu = town.as_("thu.ph")
    told = sheet_text(verdicts.verdict_sheet(thu), thu.register, "table").splitlines()
    printed = any(all(f"= {worth}" in line for worth in conversions.values()) for line in told)
    town.act("lan.bt", "withdraw", codes[0], reason="rút")
    return found | {"withdrawn": figures(), "conversions_printed": printed}


def every(node: ExplanationNode) -> Iterator[ExplanationNode]:
    """A tree's nodes."""
    yield node
    for child in node.children:
        yield from every(child)


@script
def derivation(town):
    """Every kind of figure on one sheet: known, unknown, worse, new, timed and reviewed."""
    codes = codes_of(6)
    town.add_procedures("so-tu-phap", *codes)
    told = {"income": INCOME, "subjects": "5000", "times": "1/3", "limits": limits({"": "10 day"})}
    task = {"kind": "prepare", "name": "tờ khai", "service": "0"}
    before = sheet(0, **told, tasks=[task | {"hours": "2"}], source="khảo sát", basis="measured")
    for code in codes[:5]:
        record(town, "lan.bt", code, "before", before)
    measures = ("number", "cost", "time", "reviewed")
    seal_own(town, conversions={"day": "5/7"}, targets=[target(measure) for measure in measures])
    town.propose("lan.bt", codes[0])
    lan = town.as_("lan.bt")
    for code, hours in zip(codes[1:3], ("1/2", "3"), strict=True):
        after = sheet(0, **told, tasks=[task | {"hours": hours}])
        plan = proposal(kind="simplify") | {"after_sheet": after}
        lan.submit([lan.sign(proposals.draft_propose(lan, [(code, plan)]))])
    town.propose("lan.bt", codes[3], kind="simplify")
    on(town, "2023-08-15")
    add_dated(town, *codes_of(1, 7), in_force="2023-08-01", annual=10)
    thu, newest = town.as_("thu.ph"), town.base.head.seq
    unit = "so-tu-phap"
    tree = explain_verdict(thu, verdicts.verdict_sheet(thu, unit=unit, notes=False), unit)
    whole = explain_verdict(thu, verdicts.verdict_sheet(thu, notes=False))
    unfounded = [
        node.label
        for node in (*every(tree), *every(whole))
        if not node.children and not (node.entry is not None and 0 < node.entry <= newest)
    ]
    cut, saving = (
        next(n for n in every(tree) if n.label == label and ("code", codes[1]) in n.values)
        for label in ("cut", "saving")
    )
    papers = [dict(node.values) for node in saving.children]
    return {
        "unfounded": unfounded,
        "rules": sorted({node.rule for node in every(tree)}),
        "acts_and_papers": [" ".join(filter(None, dict(n.values).values())) for n in cut.children],
        "sources": [f"{s['annual']}: {s['basis']}, {s['source']}, {s['date']}" for s in papers],
        "steps": [step_told(node) for node in saving.children[0].children],
    }


def step_told(node: ExplanationNode) -> str:
    """A line of a derivation: its rule, what it is, from which figures, the exact amount."""
    step = node.step
    assert step is not None
    told = " · ".join(value for value in step.values if value)
    return f"{node.rule} {step.label}{': ' if told else ''}{told} = {step.amount}"


@script
def exit_codes(town):
    """Return the answers of `tinhgon check` to a script, from nothing sealed to everything met."""

    def answer(*more: str) -> int:
        return cli.main(["check", "--register", town.url, "--lang", "vi", *more])

    found = {"nothing_sealed": answer()}
    codes = sealed(town, 5)
    found["nothing_cut"] = answer()
    town.propose("lan.bt", codes[0], kind="simplify")
    found["undetermined"] = answer()
    record(town, "lan.bt", codes[0], "after", sheet(0))
    found["met"] = answer()
    found["one_unit"] = answer("--unit", "so-tu-phap")
    found["met_but_not_approved"] = answer("--stage", "approved")
    return found | {"unit_without_members": answer("--unit", "so-xay-dung")}
