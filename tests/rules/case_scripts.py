"""Cases of `tests/cases/register.toml` about what counts (R1 to R12, V1), played by signed acts."""

from __future__ import annotations

from typing import Any

import pytest

from procedures.services import cost_sheets, inventory, programmes
from procedures.services.verdict import sheet as verdicts
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
    ladder,
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
from tests.support.sheets import PAPER, procedure, proposal, sheet
from tests.support.town import Town
from workflow.errors import NotFound

INTERNAL = "qd-1085-2022"


@script
def two_actions(town):
    """Two actions on each of two procedures."""
    codes = sealed(town, 10)
    first = proposal(kind="simplify", after=90)["actions"]
    second = proposal(kind="simplify", action="remove-step")["actions"]
    propose_all(town, codes[:2], kind="simplify", after=90, actions=first + second)
    found = verdict(town).number
    return {"cut": found.cut, "base": found.base, "number": found.value}


@script
def online(town, after=None):
    """One of five goes online."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0], kind="simplify", action="online", after=after)
    return counted(town)


@script
def online_measured_later(town):
    """One of five goes online; the cost after is recorded afterwards."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0], kind="simplify", action="online")
    record(town, "lan.bt", codes[0], "after", sheet(60))
    return counted(town)


@script
def online_restated(town):
    """One of five goes online; a restatement takes the fall away."""
    codes = sealed(town, 5)
    town.propose("lan.bt", codes[0], kind="simplify", action="online", after=60)
    restate(town, codes[0], 60, 60)
    return counted(town)


@script
def merge(town, after, action=None):
    """B and C end in A."""
    a, *ending = sealed(town, 3)
    actions = proposal(action="merge")["actions"]
    if action:
        actions += proposal(action=action)["actions"]
    town.propose("lan.bt", a, kind="merge", into=a, after=after, actions=actions)
    for code in ending:
        town.propose("lan.bt", code, kind="merge", action="merge", into=a)
    whole = verdicts.verdict_sheet(town.as_("thu.ph")).whole
    stage = whole.total.stages[0]
    return {"cut": stage.broad, "strict": stage.strict, "saving": stage.saving, "known": whole.total.known}


@script
def struck(town):
    """One of ten is struck; one more comes after the seal."""
    codes = sealed(town, 10)
    minh = town.as_("minh.tv")
    minh.perform("procedure.strike", [(f"procedure/{codes[0]}", {})], reason="bãi bỏ từ cấp trên")
    (new,) = codes_of(1, 11)
    town.add_procedures("so-tu-phap", new)
    whole = verdicts.verdict_sheet(town.as_("thu.ph")).whole
    return {
        "base": whole.total.base,
        "struck": whole.total.struck,
        "cut": whole.at("proposed").number.cut,
        "refused": refused(lambda: town.propose("lan.bt", codes[0])),
        "outside": refused(lambda: town.propose("lan.bt", new, programmes=[FIRST])),
    }


@script
def left_out(town):
    """One inside, one waiting for an owner, one struck."""
    town.add_procedures("so-tu-phap", "1.000001", "1.000003")
    town.add_procedures(None, "1.000002")
    lan, hanh = town.as_("lan.bt"), town.as_("hanh.nt")
    lan.perform("procedure.strike", [("procedure/1.000003", {})], reason="đã bãi bỏ")
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read_programme(FIRST)))])
    preview = programmes.preview_seal(hanh, FIRST)
    return {"members": preview.members, "left_out": dict(preview.left_out)}


@script
def left_out_by_level(town):
    """A department's procedures at each level, then a commune's; what stays in, and what does not."""
    hanh = town.as_("hanh.nt")
    commune = {"name": "Xã", "kind": "commune", "parent": "hoa-binh"}
    hanh.perform("unit.add", [("unit/xa-a", commune)])
    levels = (["ministry"], ["other"], ["ministry", "province"], ["commune"], [], ["commune", "other"])
    bodies = [("so-tu-phap", stated) for stated in levels] + [("xa-a", ["province"]), ("xa-a", ["commune"])]
    for number, (unit, stated) in enumerate(bodies, 1):
        body = procedure(unit) | ({"levels": stated} if stated else {})
        hanh.perform("procedure.add", [(f"procedure/1.{number:06d}", body)])
    hanh.perform("procedure.handle", [("procedure/1.000008", {"levels": ["ministry"]})])
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read_programme(FIRST)))])
    preview = programmes.preview_seal(hanh, FIRST)
    hanh.submit([hanh.sign(preview.draft)])
    return {
        "members": preview.members,
        "left_out": dict(preview.left_out),
        "unknown": list(preview.unknown_level),
        "outside": {one.code: why for one, why in verdicts.excluded(town.as_("thu.ph"))},
    }


@script
def handled_by_another(town):
    """One procedure of each department; so-xay-dung also handles that of so-tu-phap."""
    town.add_procedures("so-xay-dung", "1.000002")
    hanh = town.as_("hanh.nt")
    body = procedure("so-tu-phap") | {"handled_by": ["so-xay-dung"]}
    hanh.perform("procedure.add", [("procedure/1.000001", body)])
    town.seal()
    thu = town.as_("thu.ph")

    def handled(unit: str) -> list[str]:
        sheet = verdicts.verdict_sheet(thu, unit=unit)
        return [one.code for one in sheet.noted or () if one.group == "handled"]

    listed = inventory.list_procedures(thu, unit="so-xay-dung")
    return {
        "base": verdicts.verdict_sheet(thu, unit="so-xay-dung").results[0].total.base,
        "whole": verdicts.verdict_sheet(thu).whole.total.base,
        "handled": {unit: handled(unit) for unit in ("so-tu-phap", "so-xay-dung", "hoa-binh")},
        "listed": [[row.code, row.handled] for row in listed],
    }


@script
def target_over_kinds(town):
    """Conditions only for the number, everything for the cost."""
    conditions, others = codes_of(5), codes_of(20, 6)
    town.add_procedures("so-tu-phap", *conditions, kind="condition")
    town.add_procedures("so-tu-phap", *others)
    lan = town.as_("lan.bt")
    sheets = [(code, sheet(100)) for code in conditions + others]
    lan.submit([lan.sign(cost_sheets.draft_records(lan, sheets))])
    kinds = ["procedure", "condition"]
    targets = [target("number", kinds=["condition"]), target("cost", kinds=kinds)]
    seal_own(town, kinds=kinds, targets=targets)
    propose_all(town, [conditions[0], *others[:2]])
    assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
    found = verdict(town, OWN)
    return {
        "number": [found.number.cut, found.number.base, found.number.value],
        "cost": [found.cost.saving, found.cost.known, found.cost.value],
    }


def internal(town: Town, count: int) -> list[str]:
    """So many internal procedures at 100 each, sealed under the programme for those."""
    codes = codes_of(count)
    town.add_procedures("so-tu-phap", *codes, kind="internal")
    lan = town.as_("lan.bt")
    lan.submit([lan.sign(cost_sheets.draft_records(lan, [(code, sheet(100)) for code in codes]))])
    town.seal(INTERNAL)
    return codes


@script
def stage_of_the_programme(town):
    """The internal programme asks for approved cuts."""
    codes = internal(town, 5)
    town.propose("lan.bt", codes[0])

    def judged() -> list[Any]:
        sheet_ = verdicts.verdict_sheet(town.as_("thu.ph"))
        number = sheet_.whole.at(sheet_.stage).number
        return [sheet_.stage, number.cut, number.value]

    found = {"proposed": judged()}
    town.appraise(codes[0])
    town.approve(codes[0])
    return found | {"approved": judged()}


@script
def reviewed(town):
    """Kept after review, proposed, returned, approved and revoked."""
    codes = internal(town, 3)
    lan = town.as_("lan.bt")

    def figures() -> list[Any]:
        assert verdicts.programmes_that_disagree(town.base, town.base.day) == ()
        number = verdict(town, INTERNAL, "approved").reviewed
        return [number.cut, number.base, number.value]

    lan.perform("procedure.review", [(f"procedure/{codes[0]}", {})], reason="giữ nguyên: cần thiết")
    propose_all(town, codes[1:])
    found = {"all": figures()}
    town.act("minh.tv", "return", codes[1], reason="chưa đủ")
    found["returned"] = figures()
    town.appraise(codes[2])
    town.approve(codes[2])
    town.act("huong.lt", "revoke", codes[2], reason="sai thẩm quyền", document=PAPER)
    found["revoked"] = figures()
    lan.perform("procedure.review", [(f"procedure/{codes[1]}", {})], reason="giữ nguyên")
    return found | {"kept": figures()}


@script
def worked_case(town):
    """22/15/10 and what becomes of it."""
    codes = sealed(town, 100)
    propose_all(town, codes[:22])
    town.appraise(*codes[:15])
    town.approve(*codes[:15])
    town.implement(*codes[:7])
    town.implement(*codes[7:10], ends="2027-02-28")
    on(town, "2027-02-28")
    found = {"last_day": ladder(town)}
    on(town, "2027-03-01")
    found["next_day"] = ladder(town)
    town.act("huong.lt", "revoke", *codes[10:12], reason="sai thẩm quyền", document=PAPER)
    found["revoked"] = ladder(town)
    propose_all(town, codes[10:12])
    found["again"] = ladder(town)
    assert town.findings() == []
    return found


@script
def lapse(town):
    """The end date works by itself; the act only frees the procedure."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, ends="2027-02-28")
    town.move_clock("2027-02-28T16:59:59Z")  # one second before midnight in Vietnam
    found = {"too_early": refused(lambda: town.act("minh.tv", "lapse", code)), "last_day": ladder(town)}
    town.move_clock("2027-02-28T17:00:00Z")
    found["next_day"] = ladder(town)
    found["unlapsed"] = refused(lambda: town.propose("lan.bt", code))[:1]
    town.act("minh.tv", "lapse", code)
    found["lapsed"] = ladder(town)
    town.propose("lan.bt", code)
    found["again"] = ladder(town)
    return found


@script
def future_document(town):
    """A submission is dated today at the latest; a due date may lie ahead."""
    code, other, *_ = sealed(town, 5)
    submission = proposal()["submission"]
    late = submission | {"date": "2027-12-31"}
    found = {
        "refused": refused(lambda: town.propose("lan.bt", code, submission=late)),
        "before": ladder(town),
    }
    town.move_clock("2023-07-02T01:00:00Z")
    town.propose("lan.bt", other, submission=submission | {"date": "2023-07-02"}, due="2027-12-31")
    return found | {"after": ladder(town)}


@script
def extended(town):
    """A later end date, by a document."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, ends="2027-02-28")
    town.act("lan.bt", "extend", code, document=PAPER, ends="2027-12-31")
    found = {}
    for name, day in (("next_day", "2027-03-01"), ("new_last_day", "2027-12-31"), ("after", "2028-01-01")):
        on(town, day)
        found[name] = ladder(town)
    return found


@script
def leaving(town):
    """Returned, rejected, withdrawn."""
    codes = sealed(town, 5)
    propose_all(town, codes[:3])
    found = {"before": ladder(town)}
    for code, person, act, name in zip(
        codes,
        ("minh.tv", "minh.tv", "lan.bt"),
        ("return", "reject", "withdraw"),
        ("returned", "rejected", "withdrawn"),
        strict=False,
    ):
        town.act(person, act, code, reason="chưa đủ")
        found[name] = ladder(town)
    return found


@script
def not_yet_in_force(town):
    """Implemented before its date in force."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, in_force="2023-10-01")
    on(town, "2023-09-30")
    found = {"before": ladder(town)}
    on(town, "2023-10-01")
    return found | {"on_the_day": ladder(town)}


def burdened(town: Town) -> dict[str, Any]:
    """Gross and net, and whether the sheet says that net fails where gross passes."""
    thu = town.as_("thu.ph")
    sheet_ = verdicts.verdict_sheet(thu)
    gross, net = sheet_.whole.at("proposed"), sheet_.nets.get("*")
    told = sheet_text(sheet_, thu.register, "table")
    found = {
        "gross": [gross.number.cut, gross.number.value, gross.cost.saving, gross.cost.value],
        "warned": _("met before the new burden, not after it") in told,
    }
    if net is not None:
        found["net"] = [net.number.cut, net.number.value, net.money.saving, net.money.value]
        found["new"], found["found"], found["undated"] = net.new, net.found, net.undated
    for group in ("new", "found"):
        named = [one.code for one in sheet_.noted if one.group == group]
        assert len(named) == found.get(group, 0)
    return found


@script
def new_burden(town, base, cut, new=0, found=0, undated=0, cost=None):
    """Sealed on 01/07/2023; new ones in force on 01/08/2023, found ones on 01/01/2020."""
    codes = sealed(town, base)
    propose_all(town, codes[:cut])
    on(town, "2023-08-15")
    later = iter(codes_of(new + found + undated, base + 1))
    dates = ["2023-08-01"] * new + ["2020-01-01"] * found + [None] * undated
    for day in dict.fromkeys(dates):
        these = [next(later) for one in dates if one == day]
        add_dated(town, *these, in_force=day, annual=cost)
    return burdened(town)


@script
def new_on_its_day(town):
    """On record before it is in force."""
    codes = sealed(town, 10)
    propose_all(town, codes[:2])
    add_dated(town, *codes_of(1, 11), in_force="2023-09-01", annual=10)
    found = {}
    for name, day in (("before", "2023-08-31"), ("on_the_day", "2023-09-01")):
        on(town, day)
        found[name] = burdened(town)["gross"][:1] + burdened(town).get("net", [])[:1]
    return found


@script
def new_on_the_day_of_the_seal(town):
    """In force on the very day of the seal, and on the next."""
    sealed(town, 10)
    on(town, "2023-08-15")
    first, second = codes_of(2, 11)
    add_dated(town, first, in_force="2023-07-01")
    add_dated(town, second, in_force="2023-07-02")
    found = burdened(town)
    return {"new": found["new"], "found": found["found"]}


@script
def new_and_gone(town, how):
    """New burden that is abolished again, or struck."""
    codes = sealed(town, 10)
    propose_all(town, codes[:2])
    on(town, "2023-08-15")
    (new,) = codes_of(1, 11)
    add_dated(town, new, in_force="2023-08-01", annual=10)
    found = {"while": burdened(town)["net"]}
    if how == "struck":
        minh = town.as_("minh.tv")
        minh.perform("procedure.strike", [(f"procedure/{new}", {})], reason="bãi bỏ từ cấp trên")
        return found | {"after": burdened(town).get("net", "no new burden")}
    town.propose("lan.bt", new, programmes=[])
    decided(town, new, in_force="2023-10-01")
    on(town, "2023-09-30")
    found["decided"] = burdened(town)["net"]
    on(town, "2023-10-01")
    return found | {"after": burdened(town).get("net", "no new burden")}


@script
def nothing_sealed(town):
    """Adopted only."""
    hanh = town.as_("hanh.nt")
    hanh.submit([hanh.sign(programmes.draft_adopt(hanh, programmes.read_programme(FIRST)))])
    with pytest.raises(NotFound) as caught:
        verdict(town)
    return {"code": caught.value.code}


@script
def levels(town):
    """Two departments and the province above them."""
    mine, others = codes_of(5), codes_of(5, 6)
    town.add_procedures("so-tu-phap", *mine)
    town.add_procedures("so-xay-dung", *others)
    town.seal()
    town.propose("lan.bt", mine[0])
    town.propose("son.hv", others[0])
    shown = verdicts.verdict_sheet(town.as_("thu.ph"))
    found = {}
    for result in (*shown.results, shown.whole):
        one = result.at("proposed").number
        found["whole" if result.unit == "*" else result.unit] = [one.base, one.cut, one.value]
    return found


@script
def reopened(town):
    """A finished cut under the first programme, a new round for the second."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code, kind="simplify", after=60)
    decided(town, code)
    on(town, "2023-10-02")
    found = {"first": ladder(town)}
    seal_own(town, SECOND)
    town.act("minh.tv", "reopen", code, reason="chương trình mới")
    town.propose("lan.bt", code)
    found["second"] = ladder(town, SECOND)
    found["first_then"] = ladder(town)
    town.act("lan.bt", "withdraw", code, reason="rút")
    found["second_after"] = ladder(town, SECOND)
    found["first_after"] = ladder(town)
    found["first_saving"] = verdict(town, FIRST, "implemented").cost.saving
    return found


@script
def twice(town):
    """Proposed again for the programme in which it is finished."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code)
    town.act("minh.tv", "reopen", code, reason="làm lại")
    town.propose("lan.bt", code, programmes=[FIRST])
    return {"cut": ladder(town)}


@script
def reopened_and_ended(town):
    """Reopened while in force; the end date comes afterwards."""
    code, *_ = sealed(town, 5)
    town.propose("lan.bt", code)
    decided(town, code, ends="2027-02-28")
    town.act("minh.tv", "reopen", code, reason="làm lại")
    on(town, "2027-03-01")
    found = {"ended": ladder(town)}
    found["refused"] = refused(lambda: town.propose("lan.bt", code, programmes=[FIRST]))
    return found | {"again": ladder(town)}
