"""Cases of `tests/cases/register.toml` about facts that change after they were recorded: mergers, codes, ends."""

from __future__ import annotations

from typing import Any

from procedures.services import cost_sheets, inventory, programmes
from procedures.services.people import units
from procedures.services.verdict import sheet as verdicts
from tests.rules.case_support import (
    FIRST,
    OWN,
    SECOND,
    codes_of,
    decided,
    ladder,
    named,
    on,
    propose_all,
    record,
    refused,
    script,
    seal_own,
    sealed,
    target,
    verdict,
)
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town

STAGES = ("proposed", "approved", "implemented")
NEW = "9.000001"


def savings(town: Town) -> list[int]:
    """The saving at each stage."""
    return [verdict(town, FIRST, stage).cost.saving for stage in STAGES]


def figures(town: Town) -> dict[str, Any]:
    """The cuts and savings at each stage, broad and strict, and the base."""
    cuts = ladder(town)
    total = verdicts.verdict_sheet(town.as_("thu.ph")).whole.total
    strict = [stage.strict for stage in total.stages]
    return {"cut": cuts, "strict": strict, "saving": savings(town), "base": total.base}


def merge_into_new(town: Town, codes: list[str], cost: int | None) -> None:
    """A code that the merger creates, in force with it, and the others merged into it."""
    in_force = {"in_force": "2023-10-01", "document": PAPER}
    body = {
        "kind": "procedure",
        "name": "Gộp",
        "field": "",
        "agencies": [],
        "issuer": "",
        "unit": "so-tu-phap",
    }
    town.as_("hanh.nt").perform("procedure.add", [(f"procedure/{NEW}", body | in_force)])
    if cost is not None:
        town.record("lan.bt", NEW, cost)
    propose_all(town, codes, kind="merge", into=NEW, action="merge")


@script
def merged_into_a_new_code(town, cost=1_600_000, later=None):
    """Two of ten end in a code that the merger creates."""
    codes = sealed(town, 10, 1_000_000)
    merge_into_new(town, codes[:2], cost if later is None else None)
    if later is not None:
        assert verdict(town).cost.c == 1  # nothing is known yet of what the merger costs
        town.record("lan.bt", NEW, later)
    found = figures(town)
    on(town, "2023-10-02")
    sheet_ = verdicts.verdict_sheet(town.as_("thu.ph"))
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()} | {
        "new": len([one for one in sheet_.added if one.new])
    }


@script
def merged_on_different_rungs(town):
    """Of two that end in a new code one is implemented, the other only proposed."""
    codes = sealed(town, 10, 1_000_000)
    merge_into_new(town, codes[:2], 1_600_000)
    decided(town, codes[0], in_force="2023-07-01")
    found = {"one": figures(town)["cut"], "saving": savings(town)}
    decided(town, codes[1], in_force="2023-07-01")
    return found | {"both": figures(town)["cut"], "saving_then": savings(town)}


@script
def merged_on_different_rungs_within(town):
    """B ends in A, which continues: B is implemented, A only proposed."""
    a, b, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=80)
    town.propose("lan.bt", b, kind="merge", into=a, action="merge")
    decided(town, b, in_force="2023-07-01")
    found = {"b": ladder(town), "saving": savings(town)}
    decided(town, a, in_force="2023-07-01")
    return found | {"both": ladder(town), "saving_then": savings(town)}


@script
def merger_that_saves_nothing(town):
    """A, B and C at 100 become A at 300."""
    a, b, c, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=300)
    for code in (b, c):
        town.propose("lan.bt", code, kind="merge", into=a, action="merge")
    found = figures(town)
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()}


@script
def merger_whose_continuing_lapses(town):
    """The code that continues ends on a day: its merger is over with it."""
    a, b, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=80)
    town.propose("lan.bt", b, kind="merge", into=a, action="merge")
    decided(town, b, in_force="2023-07-01")
    decided(town, a, in_force="2023-07-01", ends="2023-08-31")
    found = {"before": ladder(town)}
    on(town, "2023-09-01")
    found["ended"] = ladder(town)
    town.act("huong.lt", "lapse", a)
    found["lapsed"] = ladder(town)
    town.act("huong.lt", "lapse", b)
    return found | {"freed": ladder(town), "findings": len(town.findings())}


@script
def merger_undone_in_part(town):
    """One of two merged into a new code was never carried out; then it is proposed and decided again."""
    codes = sealed(town, 5)
    merge_into_new(town, codes[:2], 150)
    decided(town, *codes[:2], in_force="2023-07-01")
    found = {"both": ladder(town)}
    town.act("huong.lt", "annul", codes[0], reason="ghi nhầm", document=None)
    found["one"] = [ladder(town), savings(town)]
    propose_all(town, codes[:1], kind="merge", into=NEW, action="merge")
    found["again"] = ladder(town)
    decided(town, codes[0], in_force="2023-07-01")
    return found | {"then": [ladder(town), savings(town)], "findings": len(town.findings())}


@script
def joined_too_late(town):
    """A merger that was carried out takes no further procedure."""
    a, b, c, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=80)
    town.propose("lan.bt", b, kind="merge", into=a, action="merge")
    decided(town, a, b, in_force="2023-07-01")
    plan = {"kind": "merge", "into": a, "action": "merge"}
    return {"refused": refused(lambda: town.propose("lan.bt", c, **plan)), "still": ladder(town)}


@script
def annulled(town, wrongly=False):
    """An implemented cut whose text is repealed, or that was never carried out."""
    a, b, *_ = sealed(town, 5)
    propose_all(town, [a, b])
    decided(town, a, b, in_force="2023-07-01")
    found = {"before": ladder(town)}
    document = None if wrongly else PAPER | {"number": "9/QĐ-UBND"}
    town.act("huong.lt", "annul", a, reason="văn bản bị bãi bỏ", document=document)
    found["after"] = ladder(town)
    propose_all(town, [a])
    return found | {"again": ladder(town), "findings": len(town.findings())}


@script
def end_changed(town, ends=None):
    """A cut until 31/12/2023 gets another end, or none."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, in_force="2023-07-01", ends="2023-12-31")
    on(town, "2023-08-01")
    town.act("lan.bt", "extend", code, document=PAPER, ends=ends)
    found = {}
    for day in ("2023-09-30", "2023-10-01", "2024-01-01"):
        on(town, day)
        found[day] = ladder(town)[2]
    return found


@script
def end_changed_after_the_end(town):
    """A cut that has ended is not revived."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, in_force="2023-07-01", ends="2023-08-31")
    on(town, "2023-09-01")
    act = {"document": PAPER, "ends": "2024-12-31"}
    return {"refused": refused(lambda: town.act("lan.bt", "extend", code, **act))}


@script
def further_cut(town):
    """A finished cut of 100 to 60 is followed by one to 20, in the same programme."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    decided(town, code, in_force="2023-07-01")
    town.act("huong.lt", "reopen", code, reason="cắt giảm thêm")
    found = {"first": [ladder(town), savings(town)]}
    town.propose("lan.bt", code, kind="simplify", after=20)
    found["proposed"] = [ladder(town), savings(town)]
    town.appraise(code)
    town.approve(code)
    found["approved"] = [ladder(town), savings(town)]
    town.implement(code, in_force="2023-07-01")
    found["implemented"] = [ladder(town), savings(town)]
    assert town.findings() == []
    return found


@script
def further_cut_taken_back(town):
    """A further cut that is withdrawn leaves the finished one as it was."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    decided(town, code, in_force="2023-07-01")
    town.act("huong.lt", "reopen", code, reason="cắt giảm thêm")
    town.propose("lan.bt", code, kind="simplify", after=20)
    town.act("lan.bt", "withdraw", code, reason="chưa đủ căn cứ")
    return {"cut": ladder(town), "saving": savings(town)}


@script
def further_cut_that_does_not_count(town):
    """After a finished cut the procedure goes online, which nobody has measured yet."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    decided(town, code, in_force="2023-07-01")
    town.act("huong.lt", "reopen", code, reason="cắt giảm thêm")
    town.propose("lan.bt", code, kind="simplify", action="online")
    found = figures(town)
    return {"cut": found["cut"], "saving": found["saving"], "not_counted": named(town, "not-counted")}


@script
def finished_with_a_merger_under_way(town):
    """B, merged into A, is implemented and reopened for a further cut while A is only proposed."""
    a, b, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=80)
    town.propose("lan.bt", b, kind="merge", into=a, action="merge")
    decided(town, b, in_force="2023-07-01")
    town.act("huong.lt", "reopen", b, reason="cắt giảm thêm")
    found = {"reopened": ladder(town)}
    town.propose("lan.bt", b, kind="simplify", after=60)
    return found | {"further": ladder(town)}


@script
def merged_that_lapses(town):
    """B, merged into A, ends on a day; that its lapse comes on record moves no figure."""
    a, b, *_ = sealed(town, 5)
    town.propose("lan.bt", a, kind="merge", into=a, action="merge", after=80)
    town.propose("lan.bt", b, kind="merge", into=a, action="merge")
    decided(town, b, in_force="2023-07-01", ends="2023-08-31")
    decided(town, a, in_force="2023-07-01")
    found = {"before": [ladder(town), savings(town)]}
    on(town, "2023-09-01")
    found["ended"] = [ladder(town), savings(town)]
    town.act("huong.lt", "lapse", b)
    found["lapsed"] = [ladder(town), savings(town)]
    town.act("huong.lt", "lapse", a)
    return found | {"freed": [ladder(town), savings(town)], "findings": len(town.findings())}


@script
def online_in_a_later_programme(town):
    """The base of a later programme is the sheet after the first one's cut; nobody applies."""
    (code, *_) = codes = codes_of(5)
    town.add_procedures("so-tu-phap", *codes)
    for one in codes:
        record(town, "lan.bt", one, "before", sheet(5, subjects="0"))
    town.seal(FIRST)
    plan = proposal(kind="simplify") | {"after_sheet": sheet(4, subjects="0")}
    town.propose("lan.bt", code, **plan)
    decided(town, code, in_force="2023-07-01")
    seal_own(town, SECOND)
    town.act("huong.lt", "reopen", code, reason="chương trình mới")
    online = proposal(kind="simplify", action="online", programmes=[SECOND])
    town.propose("lan.bt", code, **online | {"after_sheet": sheet(2, subjects="0")})
    return {"first": verdict(town, FIRST).number.cut, "second": verdict(town, SECOND).number.cut}


@script
def online_without_dossiers(town, hours=2):
    """Nobody applies: 5 hours, then so many, and no subjects a year."""
    (code, *_) = codes_of(5)
    town.add_procedures("so-tu-phap", *codes_of(5))
    for one in codes_of(5):
        record(town, "lan.bt", one, "before", sheet(5, subjects="0"))
    town.seal(FIRST)
    plan = proposal(kind="simplify", action="online") | {"after_sheet": sheet(hours, subjects="0")}
    town.propose("lan.bt", code, **plan)
    found = verdict(town)
    assert ladder(town)[0] == found.number.cut
    return {"cut": found.number.cut, "saving": found.cost.saving}


@script
def recoded(town):
    """A proposed procedure gets a new code, and goes on under it."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    lan = town.as_("lan.bt")
    lan.submit([lan.sign(inventory.draft_recode(lan, code, NEW))])
    found = {"cut": ladder(town), "named": savings(town)}
    town.appraise(NEW)
    town.approve(code)
    town.implement(NEW, in_force="2023-07-01")
    found["then"] = ladder(town)
    listed = [
        [row.code for row in inventory.list_procedures(town.as_("lan.bt"), words=words)]
        for words in (code, NEW)
    ]
    taken = [refused(lambda code=code: town.add_procedures("so-tu-phap", code)) for code in (code, NEW)]
    assert town.findings() == []
    return found | {"found": listed, "taken": taken}


@script
def repealed_from_above(town, on_ladder=False):
    """A ministry repeals one of five, on the ladder or not; one other is cut."""
    a, b, *_ = sealed(town, 5)
    propose_all(town, [a, b] if on_ladder else [a])
    document = PAPER | {"number": "12/2023/TT-BTP", "level": "ministry"}
    town.act("minh.tv", "procedure.strike", b, reason="Bộ bãi bỏ", document=document)
    found = figures(town)
    total = verdicts.verdict_sheet(town.as_("thu.ph")).whole.total
    decision = [PAPER]
    return {
        "cut": found["cut"],
        "base": found["base"],
        "repealed": [total.repealed, total.repealed_known],
        "named": named(town, "repealed"),
        "approve": refused(lambda: town.act("huong.lt", "approve", b, decisions=decision)),
    }


@script
def repealed_after_its_end(town):
    """A cut ends, then a ministry repeals the procedure; the lapse comes on record at last."""
    a, b, *_ = sealed(town, 5)
    propose_all(town, [a, b])
    decided(town, b, in_force="2023-07-01", ends="2023-08-31")
    on(town, "2023-09-01")
    found = {"ended": [ladder(town), figures(town)["base"]]}
    document = PAPER | {"number": "12/2023/TT-BTP", "level": "ministry"}
    town.act("minh.tv", "procedure.strike", b, reason="Bộ bãi bỏ", document=document)
    found["repealed"] = [ladder(town), figures(town)["base"]]
    town.act("huong.lt", "lapse", b)
    return found | {"lapsed": [ladder(town), figures(town)["base"]]}


@script
def closed_ahead(town):
    """A closure on record ten days ahead; the day comes."""
    codes = sealed(town, 3)
    propose_all(town, codes[:2])
    hanh = town.as_("hanh.nt")
    draft = units.draft_close_unit(hanh, "so-tu-phap", "2023-09-01", "so-xay-dung")
    hanh.submit([hanh.sign(draft)])
    found = {}
    for day in ("2023-08-31", "2023-09-01"):
        on(town, day)
        shown = verdicts.verdict_sheet(town.as_("thu.ph"))
        rows = {one.unit: one.total.base for one in shown.results}
        found[day] = [rows["so-tu-phap"], rows["so-xay-dung"], rows["hoa-binh"]]
    own = verdicts.verdict_sheet(town.as_("thu.ph"), unit="so-tu-phap")
    return found | {"own": [own.results[0].total.base, own.whole.total.base]}


@script
def split_up(town):
    """A unit closes: one of its procedures goes to another unit, the rest to the successor."""
    a, b, _c = sealed(town, 3)
    propose_all(town, [a, b])
    hanh = town.as_("hanh.nt")
    body = {"name": "so-moi", "kind": "department", "parent": "hoa-binh"}
    hanh.perform("unit.add", [("unit/so-moi", body)])
    draft = units.draft_close_unit(hanh, "so-tu-phap", "2023-07-01", "so-moi", {"so-xay-dung": [a]})
    hanh.submit([hanh.sign(draft)])
    shown = verdicts.verdict_sheet(town.as_("thu.ph"))
    found = {
        "whole" if one.unit == "*" else one.unit: [one.at("proposed").number.cut, one.total.base]
        for one in (*shown.results, shown.whole)
    }
    assert ladder(town)[0] == found["whole"][0]
    return found | {"value": {one.unit: one.at("proposed").value for one in shown.results}["so-tu-phap"]}


@script
def split_up_twice(town):
    """A unit closes into another one, which closes in parts: what it took over is handed on too."""
    a, _b, _c = sealed(town, 3)
    hanh = town.as_("hanh.nt")
    for id_ in ("so-moi", "so-khac"):
        body = {"name": id_, "kind": "department", "parent": "hoa-binh"}
        hanh.perform("unit.add", [(f"unit/{id_}", body)])
    for id_, successor, parts in (
        ("so-tu-phap", "so-moi", None),
        ("so-moi", "so-khac", {"so-xay-dung": [a]}),
    ):
        draft = units.draft_close_unit(hanh, id_, "2023-07-01", successor, parts)
        hanh.submit([hanh.sign(draft)])
    shown = verdicts.verdict_sheet(town.as_("thu.ph"))
    return {one.unit: one.total.base for one in shown.results if one.total.base}


@script
def closing_later(town):
    """A unit is closed from a later day on; its figures, its successor's and the whole's before and then."""
    sealed(town, 3)
    hanh = town.as_("hanh.nt")
    draft = units.draft_close_unit(hanh, "so-tu-phap", "2023-09-01", "so-xay-dung")
    hanh.submit([hanh.sign(draft)])
    found = {}
    for name, day in (("before", "2023-08-31"), ("after", "2023-09-01")):
        on(town, day)
        shown = verdicts.verdict_sheet(town.as_("thu.ph"))
        bases = {one.unit: one.total.base for one in (*shown.results, shown.whole)}
        found[name] = [bases[unit] for unit in ("so-tu-phap", "so-xay-dung", "*")]
    return found


@script
def handed_over(town, ordered):
    """A procedure goes to another living unit, by a document or without one."""
    code, *_ = sealed(town, 5)
    hanh = town.as_("hanh.nt")
    document = PAPER if ordered else None
    hanh.submit([hanh.sign(inventory.draft_assign(hanh, [code], "so-xay-dung", document))])
    shown = verdicts.verdict_sheet(town.as_("thu.ph"))
    return {one.unit: one.total.base for one in shown.results}


@script
def two_sheets_of_one_entry(town):
    """Restated on the ladder: the sheet before and the one after are both kept."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=90)
    minh = town.as_("minh.tv")
    draft = cost_sheets.draft_restate(minh, code, sheet(2000), sheet(900), PAPER, "đo lại")
    minh.submit([minh.sign(draft)])
    views = cost_sheets.cost_sheet_views(town.as_("thu.ph"), code)
    return {"annual": [[view.stage, view.derivation.annual] for view in views]}


@script
def met_late(town):
    """One of five is proposed 81 days after the deadline, and approved five days later still."""
    code, *_ = sealed(town, 5)
    on(town, "2023-12-25")
    submission = PAPER | {"number": "1/TTr", "date": "2023-12-20", "level": "unit"}
    town.propose("lan.bt", code, submission=submission)
    town.appraise(code)
    town.act("huong.lt", "approve", code, decisions=[PAPER | {"date": "2023-12-25"}])
    found = {}
    for stage in STAGES[:2]:
        timing = verdicts.verdict_sheet(town.as_("thu.ph"), stage=stage).timings["*"]["number"]
        found[stage] = [timing.deadline, timing.met_on, timing.late, timing.recorded_late]
    return found


@script
def dated_after_the_end(town):
    """Proposed in time, decided after the last day; another is dated in time and recorded after it."""
    one, other, *_ = sealed(town, 5)
    town.propose("lan.bt", one)
    town.appraise(one)
    hanh = town.as_("hanh.nt")
    hanh.submit([hanh.sign(programmes.draft_close(hanh, FIRST, "2023-08-31", "hết kế hoạch", PAPER))])
    on(town, "2023-09-10")
    town.act("huong.lt", "approve", one, decisions=[PAPER | {"date": "2023-09-05"}])
    found = {"decided_after": ladder(town), "named": named(town, "after-end", "approved") == [one]}
    in_time, too_late = (
        PAPER | {"number": "1/TTr", "date": f"2023-{day}", "level": "unit"} for day in ("08-30", "09-05")
    )
    found["refused"] = refused(lambda: town.propose("lan.bt", other, submission=too_late, programmes=[FIRST]))
    town.propose("lan.bt", other, submission=in_time)
    return found | {"recorded_after": ladder(town)}


@script
def taken_over_levels(town):
    """Half of what communes carry out, net: of a list by communes, both, the province, and of unknown level."""
    hanh, codes = town.as_("hanh.nt"), codes_of(6)

    def add(code, levels, **more):
        body = procedure("so-tu-phap", name=f"Thủ tục {code}") | {"levels": levels} | more
        hanh.perform("procedure.add", [(f"procedure/{code}", body)])

    def now():
        return list(verdict(town, OWN).number)[:3]

    for code, levels in zip(codes[:4], (["commune"], ["province", "commune"], ["province"], []), strict=True):
        add(code, levels)
    seal_own(town, targets=[target("number", 50, levels=["commune"], burden="net")])
    propose_all(town, codes[1:3])
    found = {"proposed": now()}
    hanh.perform("procedure.handle", [(f"procedure/{codes[0]}", {"levels": ["province"]})])
    propose_all(town, [codes[3]])
    found["another"] = now()
    on(town, "2023-09-01")
    dated = {"in_force": "2023-08-31", "document": PAPER | {"number": "9/QĐ-UBND", "date": "2023-08-31"}}
    add(codes[4], ["province"], **dated)
    found["new_for_the_province"] = now()
    add(codes[5], ["commune"], **dated)
    return found | {"new_for_communes": now()}


@script
def nothing_that_rises(town):
    """A procedure known to cost nothing is simplified, and costs 50 afterwards."""
    code, *_ = sealed(town, 5, 0)
    town.propose("lan.bt", code, kind="simplify", after=50)
    found = verdict(town)
    return {"cost": found.cost.value, "saving": found.cost.saving, "known": found.cost.known}
