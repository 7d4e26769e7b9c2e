"""Who may cut (R13): levels read from numbers, forwarding, failed appraisals, one document with one date."""

from __future__ import annotations

import json

import pytest

CODE = "1.003198"
CIRCULAR = "--amends 'Thông tư 02/2017/TT-VPCP'"
PROPOSE = f"propose {CODE} --kind abolish --content Bỏ --reason Thừa --submission 60/TTr-STP --dated 28/09/2023 --as lan.bt --yes"
APPROVE = f"approve {CODE} --signed 29/09/2023 --as huong.lt --yes"
FORWARD = f"forward {CODE} --document 88/UBND-NC --dated 29/09/2023 --as minh.tv --yes"


def refused(done, code, *words):
    """Check that a rule or the input check refuses with this number and these words."""
    assert done.code in {2, 3}, done
    assert code in done.err, done.err
    for word in words:
        assert word in done.err, done.err


def proposed(shell, more=CIRCULAR, fails=""):
    """A proposal, appraised."""
    shell.ok(f"{PROPOSE} {more}")
    shell.ok(f"appraise {CODE} --opinion 'Ý kiến' {fails} --as minh.tv --yes")


def test_the_province_does_not_abolish_a_circular(demo):
    """Row 8: the claim is refused; proposed to the ministry it counts, and the province cannot approve it."""
    refused(demo(f"{PROPOSE} {CIRCULAR} --authority province"), "TG-520", "02/2017/TT-VPCP", "ministry")
    before = json.loads(demo.ok("check --unit so-tu-phap --json"))["units"][0]["stages"]["proposed"]
    proposed(demo)
    after = json.loads(demo.ok("check --unit so-tu-phap --json"))["units"][0]["stages"]["proposed"]
    assert after["number"]["cut"] == before["number"]["cut"] + 1
    refused(demo(f"{APPROVE} --decision 1301/QĐ-UBND"), "TG-033", "ministry", "province")
    refused(demo(f"{APPROVE} --decision 1301/QĐ-UBND --level government"), "TG-521", "1301/QĐ-UBND")
    refused(demo(f"{APPROVE} --decision 12/QĐ-STP --level province"), "12/QĐ-STP is one of unit, not")
    done = f"{APPROVE} --signed 29/09/2023 --decision 1301/QĐ-UBND --decision 9/QĐ-BTP"
    demo.ok(done)
    assert "W9" not in demo.ok("check --unit so-tu-phap --stage approved")


def test_a_level_that_no_number_tells_is_asked(demo):
    """There is no default: what may be amended by whom is read or asked; a decision's level is read."""
    shown = demo(f"{PROPOSE} --dry-run")  # no text is named: the body at the head of the units decides
    assert shown.code == 0 and "authority: province" in shown.err
    refused(demo(f"{PROPOSE} --amends 12/QC"), "TG-529", "12/QC")
    shown = demo(f"{PROPOSE} --amends 12/QC --authority unit --dry-run")
    assert shown.code == 0 and "authority: unit" in shown.err
    shown = demo(f"{PROPOSE} --amends 'Luật Đất đai' --dry-run")
    assert shown.code == 0 and "authority: National Assembly" in shown.err
    proposed(demo, "--amends 25/2020/QĐ-UBND")
    refused(demo(f"{APPROVE} --decision 77/QĐ-UBND --body 'UBND xã Cao Sơn'"), "TG-033", "unit")
    demo.ok(f"{APPROVE} --decision 77 --body 'UBND tỉnh Hòa Bình'")


@pytest.mark.parametrize(
    ("to", "code"), [("council", "TG-524"), ("province", "TG-524"), ("unit", "TG-227"), ("nobody", "TG-227")]
)
def test_a_body_that_may_not_amend_the_text_is_not_asked(demo, to, code):
    """Row 10: a proposal goes to a body whose text it is, or above."""
    proposed(demo)
    refused(demo(f"{FORWARD} --to {to}"), code)


def test_what_was_forwarded_lies_with_that_body(demo):
    """Row 10: the procedure's file, the queue and the status say so; only that body's decision or a recall helps."""
    proposed(demo, "--amends 25/2020/QĐ-UBND")
    refused(demo(f"recall {CODE} --reason x --as minh.tv --yes"), "TG-526")
    demo.ok(f"{FORWARD} --to government")
    words = "forwarded to Government, whose decision it takes"
    assert words in demo.ok(f"procedure show {CODE}")
    assert words in demo.ok("queue --as huong.lt --format table")
    assert words in demo.ok("queue --as huong.lt --format tsv")
    rows = json.loads(demo.ok("queue --as huong.lt --json"))["rows"]
    (row,) = [row for row in rows if row["code"] == CODE]
    assert row["forwarded"] == "government" and "recall" in row["possible"]
    assert not any("recall" in other["possible"] for other in rows if other["code"] != CODE)
    shown = json.loads(demo.ok(f"procedure show {CODE} --json"))
    assert shown["proposals"][0]["forwarded"] == "government"
    refused(demo(f"{APPROVE} --decision 1301/QĐ-UBND"), "TG-527", "Government", "recall")
    refused(demo(f"{APPROVE} --decision 9/QĐ-BTP"), "TG-527")
    refused(demo(f"{FORWARD} --to ministry"), "TG-525")
    refused(demo(f"recall {CODE} --reason ' ' --as minh.tv --yes"), "TG-025")
    demo.ok(f"recall {CODE} --reason 'Chính phủ trả lời' --as minh.tv --yes")
    assert words not in demo.ok(f"procedure show {CODE}")
    demo.ok(f"{APPROVE} --decision 1301/QĐ-UBND")
    assert "recall" in demo.ok(f"audit log {CODE}")
    demo.ok("audit verify")


def test_what_lies_with_another_body_is_in_no_draft_of_the_province(demo):
    """The draft decision leaves it out, and the command says how many it leaves out."""
    proposed(demo, "--amends 25/2020/QĐ-UBND")
    assert CODE in demo.ok("paper decision --json")
    demo.ok(f"{FORWARD} --to ministry")
    done = demo("paper decision --json")
    assert done.code == 0 and CODE not in done.out
    assert "1 open proposal(s) are left out: they were forwarded" in done.err


def test_a_failed_appraisal_is_shown_and_takes_a_reason(demo):
    """Row 9: the criteria stand wherever somebody decides; the reason is signed; W10 says so afterwards."""
    proposed(demo, "--amends 25/2020/QĐ-UBND", "--fails legality --fails necessity")
    criteria = "not met: necessity, legality"
    assert criteria in demo.ok(f"procedure show {CODE}")
    assert criteria in demo.ok("queue --as huong.lt --format table")
    rows = json.loads(demo.ok("queue --as huong.lt --json"))["rows"]
    told = [row["failed"] for row in rows if row["failed"]]
    assert told == [[{"person": "minh.tv", "criteria": ["necessity", "legality"]}]]
    assert "chưa đạt tiêu chí sự cần thiết, tính hợp pháp" in demo.ok("paper decision --json")
    refused(demo(f"{APPROVE} --decision 1301/QĐ-UBND"), "TG-528", "minh.tv", "necessity, legality")
    done = demo(f"{APPROVE} --decision 1301/QĐ-UBND --reason 'Sở đã giải trình'")
    assert done.code == 0 and criteria in done.err and "Sở đã giải trình" in done.err
    assert "Sở đã giải trình" in demo.ok(f"procedure show {CODE}")
    assert "W10" in demo.ok("check --unit so-tu-phap --stage approved")


def test_the_last_opinion_of_an_appraiser_counts(demo):
    """An appraiser who is satisfied later asks for no reason."""
    proposed(demo, "--amends 25/2020/QĐ-UBND", "--fails cost")
    demo.ok(f"appraise {CODE} --opinion 'Đã sửa' --as minh.tv --yes")
    demo.ok(f"{APPROVE} --decision 1301/QĐ-UBND")


@pytest.mark.parametrize(
    "decision",
    [
        "1301/QĐ-UBND --body 'UBND tỉnh Hòa Bình'",
        "1301/qđ-ubnd --body 'UBND tỉnh Hòa Bình'",
        "'1301 / QĐ - UBND'",
        "01301/QĐ-UBND --body 'Ủy ban nhân dân tỉnh'",
        "1301/QĐ–UBND --body 'Chủ tịch UBND tỉnh Hòa Bình'",
    ],
)
def test_one_document_with_two_dates_is_told_before_it_is_signed(demo, decision):
    """R12: the same number of the same body and year, however it is typed, is on record of another day."""
    first = "approve 2.001716 --decision 1301/QĐ-UBND --body 'UBND tỉnh Hòa Bình' --signed 28/09/2023"
    demo.ok(f"{first} --signer 'Ông A' --as huong.lt --yes")
    told = "1301/QĐ-UBND is on record of 28/09/2023, signed by Ông A, for 2.001716"
    shown = demo(f"approve 2.001333 --decision {decision} --signed 29/09/2023 --as huong.lt --dry-run")
    assert shown.code == 0 and told in shown.err
    shown = demo(
        f"approve 2.001333 --decision {decision} --signed 28/09/2023 --signer 'ông  a' --as huong.lt --dry-run"
    )
    assert shown.code == 0 and told not in shown.err
    shown = demo(
        f"approve 2.001333 --decision {decision} --signed 28/09/2023 --signer 'Bà B' --as huong.lt --dry-run"
    )
    assert shown.code == 0 and told in shown.err


def test_another_document_is_none_of_two_dates(demo):
    """Another number, another province's body, or another department's own document."""
    demo.ok(
        "approve 2.001716 --decision 1301/QĐ-UBND --body 'UBND tỉnh Hòa Bình' --signed 28/09/2023 --as huong.lt --yes"
    )
    for other in ("1302/QĐ-UBND", "1301/QĐ-UBND --body 'UBND tỉnh Phú Thọ'"):
        shown = demo(f"approve 2.001333 --decision {other} --signed 29/09/2023 --as huong.lt --dry-run")
        assert shown.code == 0 and "one document has one date" not in shown.err


def test_a_corrected_number_is_found(demo):
    """A decision that was corrected is known by its number now."""
    demo.ok("approve 2.001716 --decision 1301/QĐ-UBND --signed 28/09/2023 --as huong.lt --yes")
    demo.ok("correct 2.001716 --decision 1401/QĐ-UBND --reason 'gõ nhầm' --as huong.lt --yes")
    shown = demo("approve 2.001333 --decision 1401/QĐ-UBND --signed 29/09/2023 --as huong.lt --dry-run")
    assert "one document has one date" in shown.err
    demo.ok("approve 2.001333 --decision 1402/QĐ-UBND --signed 29/09/2023 --as huong.lt --yes")
    for new, told in (("1401/QĐ-UBND", True), ("1403/QĐ-UBND", False)):
        shown = demo(f"correct 2.001333 --decision {new} --reason 'gõ nhầm' --as huong.lt --dry-run")
        assert shown.code == 0 and ("one document has one date" in shown.err) is told
    refused(demo("correct 2.001716 --decision 12/QĐ-STP --reason 'gõ nhầm' --as huong.lt --yes"), "TG-521")
