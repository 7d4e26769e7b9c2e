"""Edges of the verdict that were wrong once: each a sentence of the rules that a short cut had missed."""

from __future__ import annotations

from procedures.rules.sheet_comparison import vintage_differences
from procedures.rules.verdict import CostVerdict, ranked
from procedures.services import programmes
from procedures.services.verdict import sheet as verdicts
from procedures.services.verdict.shortest_plan import find_shortest_plan
from procedures.terminal.verdict import sheet_text
from tests.rules.case_support import (
    FIRST,
    add_dated,
    codes_of,
    decided,
    propose_all,
    record,
    refused,
    seal_own,
    sealed,
    target,
    verdict,
)
from tests.support.sheets import PAPER, procedure, sheet


def test_what_ends_has_no_sheet_after(town):
    """C6: an abolition, or a merger into another one, with a sheet after is refused."""
    first, second, third = sealed(town, 3)
    assert refused(lambda: town.propose("lan.bt", first, after_sheet=sheet(50))) == ["ending-with-sheet"]
    town.propose("lan.bt", second, kind="merge", action="merge", into=second, after=80)
    merge = {"kind": "merge", "action": "merge", "into": second}
    assert refused(lambda: town.propose("lan.bt", third, after=5, **merge)) == ["ending-with-sheet"]


def test_what_others_merged_into_leaves_after_them(town):
    """R4: while B counts as ended in A, A cannot be withdrawn, returned or rejected; B first."""
    into, ended, _ = sealed(town, 3)
    town.propose("lan.bt", into, kind="merge", action="merge", into=into, after=80)
    town.propose("lan.bt", ended, kind="merge", action="merge", into=into)
    assert refused(lambda: town.act("lan.bt", "withdraw", into, reason="thôi")) == ["merged-into"]
    for act in ("return", "reject"):
        assert refused(lambda act=act: town.act("minh.tv", act, into, reason="x")) == ["merged-into"]
    town.act("lan.bt", "withdraw", ended, reason="thôi")
    town.act("lan.bt", "withdraw", into, reason="thôi")
    assert verdict(town).number.cut == 0


def test_new_burden_of_another_kind_is_not_taken_off(town):
    """R6, R9: a target over conditions is not diminished by a new procedure."""
    conditions, others = codes_of(5), codes_of(5, 6)
    town.add_procedures("so-tu-phap", *conditions, kind="condition")
    town.add_procedures("so-tu-phap", *others)
    aim = target("number", kinds=["condition"])
    seal_own(town, kinds=["procedure", "condition"], targets=[aim])
    propose_all(town, conditions[:1])
    town.move_clock("2023-08-15T05:00:00Z")
    add_dated(town, "1.000099", in_force="2023-08-01")
    net = verdicts.verdict_sheet(town.as_("thu.ph")).nets["*"]
    assert (net.new, net.number.cut, net.number.value) == (1, 1, "met")


def test_no_net_verdict_where_there_is_no_gross_one(town):
    """R9: what is not computed is not computed after new burden either."""
    town.add_procedures("so-tu-phap", *codes_of(5))
    aims = [target(measure, missing="chưa có danh mục") for measure in ("number", "cost")]
    seal_own(town, kinds=["procedure"], targets=aims)
    town.move_clock("2023-08-15T05:00:00Z")
    add_dated(town, "1.000099", in_force="2023-08-01", annual=3)
    net = verdicts.verdict_sheet(town.as_("thu.ph")).nets["*"]
    assert (net.number.value, net.money.value) == ("not-computed", "not-computed")


def group(name, who, channel, subjects, fees="0"):
    """A group of subjects."""
    return {
        "name": name,
        "who": who,
        "channel": channel,
        "fees": fees,
        "other": "0",
        "times": "1",
        "subjects": subjects,
    }


def test_going_online_makes_nobody_another_person():
    """C3: people may change channel; firms do not become individuals on the way."""
    movable = frozenset({"hours", "service", "channels"})

    def two(first, second):
        return sheet(0, groups=[first, second])

    counter = group("a", "dân", "counter", "100")
    before = two(counter, group("b", "dân", "online", "0"))
    assert (
        vintage_differences(
            before, two(group("a", "dân", "counter", "10"), group("b", "dân", "online", "90")), movable
        )
        == ()
    )
    firms = two(counter, group("b", "doanh nghiệp", "counter", "100"))
    swapped = two(group("a", "dân", "counter", "200"), group("b", "doanh nghiệp", "counter", "0"))
    assert vintage_differences(firms, swapped, movable) == ("subjects",)
    plain = two(group("a", "", "", "100"), group("b", "", "", "100"))
    assert vintage_differences(plain, two(group("a", "", "", "200"), group("b", "", "", "0")), movable) == (
        "subjects",
    )


def test_a_share_on_estimates_is_never_above_the_whole(town):
    """C11: where a measured increase eats into the saving, amounts are shown, not a share over 100%."""
    codes = codes_of(2)
    town.add_procedures("so-tu-phap", *codes)
    town.record("lan.bt", codes[0], 100)
    record(town, "lan.bt", codes[1], "before", sheet(100) | {"basis": "measured"})
    town.seal()
    town.propose("lan.bt", codes[0])
    dearer = sheet(150) | {"basis": "measured"}
    town.propose("lan.bt", codes[1], kind="simplify", after_sheet=dearer)
    session = town.as_("thu.ph")
    found = verdicts.verdict_sheet(session)
    assert found.whole.total.stages[0].saving < found.whole.total.stages[0].estimated
    assert "%" not in next(
        line for line in sheet_text(found, session.register, "table").splitlines() if "C11" in line
    )


def test_the_league_looks_at_every_target(town):
    """A unit that has reviewed nothing stands below one that has, whatever else it cut."""
    first, second = codes_of(2), codes_of(2, 3)
    town.add_procedures("so-tu-phap", *first)
    town.add_procedures("so-xay-dung", *second)
    aims = [target("number"), target("reviewed", 100)]
    seal_own(town, kinds=["procedure"], targets=aims)
    propose_all(town, first[:1])
    for code in second:
        son = town.as_("son.hv")
        draft = son.draft("procedure.review", [(f"procedure/{code}", {})], reason="giữ nguyên")
        son.submit([son.sign(draft)])
    found = verdicts.verdict_sheet(town.as_("thu.ph"))
    order = [result.unit for result in ranked(found.results, found.text, found.stage)]
    assert order.index("so-tu-phap") < order.index("so-xay-dung")  # 50 of 100 against 0 of 20


def test_bounds_hold_the_ratio(town):
    """V3: with only uncut unknowns the ratio lies between nothing and what is known."""
    codes = sealed(town, 4)
    town.add_procedures("so-xay-dung", "1.000099")
    seal_own(town, kinds=["procedure"], targets=[target("cost")])
    propose_all(town, codes[:2], programmes=["chuong-trinh-rieng"])
    found = verdicts.verdict_sheet(town.as_("thu.ph"), "chuong-trinh-rieng").whole.at("proposed").cost
    assert isinstance(found, CostVerdict)
    assert (found.low, found.high, found.flip) == ((0, 400), (200, 400), ("U", 600))
    assert programmes.find_programme(town.base, FIRST).sealed is not None


def test_no_paper_is_older_than_what_it_answers(town):
    """A decision before its submission, a due date before it, a force before the document: refused."""
    first, second = sealed(town, 2)
    town.propose("lan.bt", first)
    town.appraise(first)
    early = PAPER | {"date": "2023-06-30"}
    assert refused(lambda: town.act("huong.lt", "approve", first, decisions=[early])) == [
        "dates-out-of-order"
    ]
    assert refused(lambda: town.propose("lan.bt", second, due="2023-06-30")) == ["dates-out-of-order"]
    body = procedure("so-tu-phap") | {"in_force": "2023-01-01", "document": PAPER}
    hanh = town.as_("hanh.nt")
    assert refused(lambda: hanh.perform("procedure.add", [("procedure/9.000001", body)])) == [
        "dates-out-of-order"
    ]


def test_a_plan_names_what_it_leaves_aside_without_a_cost(town):
    """V3: a struck member of unknown cost stays in the base and keeps the verdict open: it is named."""
    codes = codes_of(5)
    town.add_procedures("so-tu-phap", *codes)
    for code in codes[:4]:
        town.record("lan.bt", code, 100)
    town.seal()
    town.as_("minh.tv").perform("procedure.strike", [(f"procedure/{codes[4]}", {})], reason="bỏ")
    found = find_shortest_plan(town.as_("thu.ph"), "so-tu-phap")
    assert found.plan.unmeasured == (codes[4],)
    assert found.left_out == ((codes[4], "struck"),)


def test_a_cut_that_has_ended_is_not_the_largest(town):
    """R8: what the plan would lose if the largest cut fell looks at what still counts."""
    first, second, *_ = sealed(town, 6)
    town.propose("lan.bt", first)
    decided(town, first, ends="2023-10-31")
    town.propose("lan.bt", second, kind="simplify", after=90)
    town.move_clock("2023-12-01T05:00:00Z")
    assert find_shortest_plan(town.as_("thu.ph"), "so-tu-phap").task.largest == 10
