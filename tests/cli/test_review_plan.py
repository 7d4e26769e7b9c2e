"""The year's review plan: taken in from a list, ticked off by what happens."""

from __future__ import annotations

import json

import pytest

LIST = """Mã số,Tên,Thời hạn rà soát,Căn cứ rà soát,Sản phẩm dự kiến
1.003198,,30/06/2023,Phản ánh của doanh nghiệp,Phương án
1.001122,,30/11/2023,Tự chọn,Giữ nguyên
1.012902,,30/11/2023,Tự chọn,
"""
PLAN = "review plan ke-hoach.csv --id ra-soat-2023 --document 12/KH-UBND --dated 15/01/2023 --unit hoa-binh --as minh.tv --yes"


@pytest.fixture
def planned(demo):
    """The demonstration with a review plan of three procedures."""
    (demo.folder / "ke-hoach.csv").write_text(LIST, encoding="utf-8")
    demo.ok(PLAN)
    return demo


def due(shell, *more):
    """Code -> (done, late) of every line of the plan."""
    rows = json.loads(shell.ok("review due --all --json", *more))["rows"]
    return {row["code"]: (row["done"], row["late"] != "") for row in rows}


def test_a_plan_is_ticked_off_by_what_happens(planned):
    """A review, a proposal or a strike ticks a procedure off; a proposal taken back opens its line again."""
    assert due(planned) == {"1.003198": ("", True), "1.001122": ("", False), "1.012902": ("", False)}
    planned.ok('procedure review 1.003198 --reason "Giữ nguyên" --as lan.bt --yes')
    propose = "--kind abolish --content X --reason Y --submission 9/TTr --dated 29/09/2023 --as son.hv --yes"
    planned.ok("propose 1.012902", *propose.split())
    assert due(planned)["1.003198"] == ("reviewed", False)
    assert due(planned)["1.012902"] == ("proposed", False)
    planned.ok("withdraw 1.012902 --reason Z --as son.hv --yes")
    assert due(planned)["1.012902"] == ("", False)
    planned.ok("procedure strike 1.012902 --reason W --as son.hv --yes")
    assert due(planned)["1.012902"] == ("struck", False)
    planned.ok("audit verify")


def test_progress_is_told_by_unit(planned):
    """Each unit's line says how many are planned, done and late; `status` says what is still open."""
    rows = json.loads(planned.ok("review list --json"))["rows"]
    mine = next(row for row in rows if row["unit"] == "so-tu-phap")
    assert (mine["planned"], mine["done"], mine["late"]) == (2, 0, 1)
    assert "On a review plan, still open: 2, overdue: 1" in planned.ok("status --as lan.bt --lang en")


def test_the_past_has_its_own_plan(planned):
    """Before the plan was recorded there was none; at the position of a review it stands as it stood."""
    head = json.loads(planned.ok("register info --json"))["entries"]
    planned.ok('procedure review 1.003198 --reason "Giữ nguyên" --as lan.bt --yes')
    assert due(planned, "--at", str(head - 1))["1.003198"] == ("", True)
    assert due(planned, "--at", str(head - 2)) == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("1.012902", "1.003198", 3, "stands twice"),
        ("1.012902", "9.999999", 5, "9.999999"),
        ("30/06/2023", "30/06/2022", 3, "ates out of order"),
        ("30/06/2023", "sớm", 2, "date"),
        ("Thời hạn rà soát", "Thời hạn", 2, "review plan"),
    ],
)
def test_a_wrong_list_is_told_and_nothing_is_recorded(demo, old, new, code, said):
    """An unknown or doubled code, a date before the plan's, a cell that is none, a missing column: named."""
    (demo.folder / "ke-hoach.csv").write_text(LIST.replace(old, new, 1), encoding="utf-8")
    before = demo.ok("register info --json")
    done = demo(PLAN + " --lang en")
    assert (done.code, said in done.err) == (code, True), done
    assert demo.ok("register info --json") == before


def test_a_plan_is_for_those_who_control(demo):
    """A clerk may not adopt a plan, nor a reviewer for a unit that is not theirs; twice is refused."""
    (demo.folder / "ke-hoach.csv").write_text(LIST, encoding="utf-8")
    assert demo(PLAN.replace("minh.tv", "lan.bt")).code == 4
    demo.ok(PLAN)
    assert demo(PLAN).code == 3


def test_import_plan_sends_a_review_plan_to_its_own_command(demo):
    """`import plan` says that the list is a review plan, and which command takes it."""
    (demo.folder / "ke-hoach.csv").write_text(LIST, encoding="utf-8")
    done = demo("import plan ke-hoach.csv --as lan.bt --lang en")
    assert (done.code, "tinhgon review plan" in done.err) == (2, True)
