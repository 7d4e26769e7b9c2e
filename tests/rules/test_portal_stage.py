"""An implemented cut held against two descriptions: seen, half, not yet, cannot be told."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest

from procedures.rules.portal.answers import put_together
from procedures.rules.portal.cut_stage import Standing, cut_seen


def item(name, case="", originals=None, copies=None, form=""):
    """A dossier item."""
    return {"name": name, "originals": originals, "copies": copies, "form": form, "case": case}


def channel(kind, limit=None, fee=None, note="", words=""):
    """A channel; `limit` is such as "10 working-day"."""
    value, _space, unit = (limit or "").partition(" ")
    stated = {"value": value, "unit": unit} if limit else None
    told = words or limit or ""
    return {
        "channel": kind,
        "limit": stated,
        "limit_words": told,
        "fee": fee,
        "fee_words": fee or told,
        "note": note,
    }


def described(items=(), channels=(), **more):
    """A description of our own making."""
    texts = ("name", "decision", "decision_body", "field", "kind", "subjects", "address", "conditions")
    agencies = {name: [] for name in ("performing", "competent", "coordinating", "authorised")}
    return {
        **dict.fromkeys((*texts, "result", "related"), ""),
        "levels": ["province"],
        "agencies": agencies,
        "steps": "Nộp hồ sơ",
        "channels": list(channels),
        "items": list(items),
        "bases": [],
        "unread": [],
        **more,
    }


def asked(kind, content, before, after, plan="simplify", **more):
    """The answer for a cut of one action, and why."""
    action = {"kind": kind, "content": content, "reason": ""}
    found = cut_seen(plan, [action], Standing(before, after, **more), {"hour": Fraction(1, 8)})
    return found.answer, found.actions[0].why


CARD, BIRTH, FORM = "Bản sao thẻ căn cước công dân", "Giấy khai sinh", "Đơn đề nghị theo mẫu"
FAILS = " trong trường hợp cơ quan không khai thác được thông tin trong Cơ sở dữ liệu quốc gia về dân cư"
ONLINE = (
    ". Nếu đã có trong Cơ sở dữ liệu quốc gia về dân cư thì không phải tải lên (theo hình thức trực tuyến)"
)
CASES = ("Trường hợp nộp trực tiếp", "Trường hợp nộp trực tuyến")
BEFORE = described([item(CARD), item(BIRTH), item(FORM)])


@pytest.mark.parametrize("kind", ["remove-dossier-item", "replace-by-data"])
@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ([item(BIRTH), item(FORM)], ("seen", "gone")),
        ([item(CARD), item(BIRTH), item(FORM)], ("not-yet", "still-there")),
        ([item(FORM), item("2. " + CARD.upper())], ("not-yet", "still-there")),
        ([item(f"{CARD} (chỉ nộp khi nộp trực tiếp)"), item(FORM)], ("half", "one-channel")),
        ([item(CARD, "Trường hợp người nộp là tổ chức"), item(FORM)], ("half", "one-case")),
        ([item(CARD + ONLINE), item(FORM)], ("half", "one-channel")),
        ([item("Chứng minh nhân dân hoặc căn cước"), item(FORM)], ("cannot-tell", "renamed")),
        ([], ("cannot-tell", "part-not-read")),
    ],
)
def test_an_item_is_gone_halved_kept_or_not_to_be_told(kind, after, expected):
    """The item named between quotation marks decides, whatever became of the others."""
    action = f"Bỏ “{CARD}” trong thành phần hồ sơ"
    assert expected == asked(kind, action, BEFORE, described(after))


def test_a_paper_asked_only_where_data_fail_is_replaced_and_not_removed():
    """Art. 8 of Resolution 66.7: the condition is what replacing by data means; of a removal it is a half."""
    after = described([item(CARD + FAILS), item(BIRTH), item(FORM)])
    assert ("seen", "if-no-data") == asked("replace-by-data", f"Thay “{CARD}”", BEFORE, after)
    assert ("half", "if-no-data") == asked("remove-dossier-item", f"Bỏ “{CARD}”", BEFORE, after)


def test_a_remark_elsewhere_in_the_dossier_replaces_the_paper_that_it_names():
    """A remark names the paper; another that names another paper replaces nothing here."""
    names = f"Lưu ý: việc nộp {BIRTH} chỉ thực hiện khi không thể khai thác được thông tin khai sinh"
    after = described([*BEFORE["items"], item(names)])
    assert ("seen", "if-no-data") == asked("replace-by-data", f"Thay “{BIRTH}”", BEFORE, after)
    assert ("not-yet", "still-there") == asked("replace-by-data", f"Thay “{CARD}”", BEFORE, after)


def test_the_information_that_fails_counts_and_not_the_papers_asked_instead():
    """Where residence cannot be looked up and an identity card is asked, the card is not replaced."""
    remark = (
        "Lưu ý: Trường hợp không khai thác được thông tin về cư trú thì yêu cầu xuất trình thẻ căn cước "
        "hoặc giấy xác nhận cư trú"
    )
    after = described([*BEFORE["items"], item(remark)])
    assert ("not-yet", "still-there") == asked("replace-by-data", f"Thay “{CARD}”", BEFORE, after)


def test_a_paper_from_abroad_is_not_replaced_by_a_general_remark():
    """No database of ours holds what a foreign body issues."""
    foreign = "Giấy tờ chứng minh tình trạng hôn nhân do cơ quan nước ngoài cấp"
    remark = "Trường hợp không khai thác được thông tin thì yêu cầu xuất trình bản chính giấy tờ"
    before = described([item(foreign), item(FORM)])
    after = described([item(foreign), item(FORM), item(remark)])
    assert ("not-yet", "still-there") == asked("replace-by-data", f"Thay “{foreign}”", before, after)


def test_an_item_that_stands_in_two_cases_is_half_gone_from_one():
    """Both places are the same paper; gone from one it is half, from both seen."""
    before = described([item(CARD, case) for case in CASES] + [item(FORM)])
    for left, expected in ((2, "not-yet"), (1, "half"), (0, "seen")):
        after = described([item(CARD, case) for case in CASES[:left]] + [item(FORM)])
        assert expected == asked("remove-dossier-item", f"Bỏ “{CARD}”", before, after)[0], left


def test_words_without_quotation_marks_name_an_item():
    """An action says it in its own words; of items that are equally like none is chosen."""
    assert ("seen", "gone") == asked(
        "replace-by-data", "Thay thẻ căn cước công dân bằng dữ liệu", BEFORE, described([item(BIRTH)])
    )
    before = described([item("Giấy khai sinh của cha"), item("Giấy khai sinh của con")])
    assert ("cannot-tell", "several-alike") == asked(
        "remove-dossier-item", "Bỏ giấy khai sinh", before, described([item("Giấy khai sinh của cha")])
    )
    assert ("seen", "gone") == asked(
        "remove-dossier-item",
        "Bỏ giấy khai sinh của con",
        before,
        described([item("Giấy khai sinh của cha")]),
    )
    assert ("cannot-tell", "no-item") == asked("remove-dossier-item", "Bỏ hộ chiếu", BEFORE, BEFORE)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 0), ("seen", "fewer")),
        ((1, 2), ("not-yet", "unchanged")),
        ((2, 2), ("not-yet", "still-there")),
        ((None, None), ("cannot-tell", "no-count")),
    ],
)
def test_fewer_copies_are_counted(counts, expected):
    """Originals and copies that are not stated cannot be told."""
    old = item(CARD, originals="1", copies="2")
    new = item(
        CARD, originals=counts[0] and str(counts[0]), copies=None if counts[1] is None else str(counts[1])
    )
    found = asked("reduce-copies", f"Giảm “{CARD}” còn 1 bản", described([old]), described([new]))
    assert expected == found


def test_fewer_copies_in_one_case_are_a_half():
    """An item in two cases of which one asks for fewer."""
    before = described([item(CARD, case, copies="2") for case in CASES])
    after = described([item(CARD, CASES[0], copies="1"), item(CARD, CASES[1], copies="2")])
    assert ("half", "fewer") == asked("reduce-copies", f"Giảm “{CARD}”", before, after)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("7 working-day", "7 working-day"), ("seen", "lower")),
        (("7 working-day", "10 working-day"), ("half", "lower")),
        (("9 working-day", "9 working-day"), ("half", "not-as-far")),
        (("10 working-day", "10 working-day"), ("not-yet", "unchanged")),
        (("12 working-day", "10 working-day"), ("not-yet", "still-there")),
        (("7 day", "7 day"), ("cannot-tell", "no-figure")),
        (("56 hour", "56 hour"), ("seen", "lower")),
        ((None, None), ("cannot-tell", "no-figure")),
    ],
)
def test_a_limit_is_shorter_channel_by_channel(now, expected):
    """Units without a conversion do not compare; a limit that fell less far than decided is a half."""
    before = described(channels=[channel(kind, "10 working-day") for kind in ("counter", "online")])
    after = described(
        channels=[channel(kind, one) for kind, one in zip(("counter", "online"), now, strict=True)]
    )
    found = asked("shorten-time", "Giảm từ 10 xuống còn 07 ngày làm việc", before, after)
    assert expected == found


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (("50000", "0"), ("seen", "lower")),
        (("100000", "50000"), ("half", "unchanged")),
        (("100000", "100000"), ("not-yet", "unchanged")),
        ((None, None), ("cannot-tell", "no-figure")),
    ],
)
def test_a_fee_is_lower_channel_by_channel(now, expected):
    """The fee of each channel is held against the one before."""
    before = described(channels=[channel(kind, fee="100000") for kind in ("counter", "online")])
    after = described(
        channels=[channel(kind, fee=one) for kind, one in zip(("counter", "online"), now, strict=True)]
    )
    answer, why = asked("reduce-fee", "Giảm lệ phí", before, after)
    assert expected[0] == answer
    assert why in {expected[1], "lower"}


def test_a_fee_of_the_channel_that_the_action_names():
    """An action on the online fee is seen though the counter's stays."""
    before = described(channels=[channel(kind, fee="100000") for kind in ("counter", "online")])
    after = described(channels=[channel("counter", fee="100000"), channel("online", fee="50000")])
    assert ("seen", "lower") == asked("reduce-fee", "Giảm lệ phí khi nộp trực tuyến", before, after)


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ([channel("counter"), channel("online")], ("seen", "there")),
        ([channel("online", note="Chỉ áp dụng đối với tổ chức")], ("half", "restricted")),
        ([channel("counter")], ("not-yet", "no-channel")),
        ([], ("cannot-tell", "part-not-read")),
    ],
)
def test_an_online_channel_is_there(channels, expected):
    """A channel with restrictions is a half; a description without channels tells nothing."""
    before = described(channels=[channel("counter")])
    assert expected == asked("online", "Thực hiện trực tuyến", before, described(channels=channels))


@pytest.mark.parametrize("plan", ["abolish", "merge"])
def test_a_procedure_is_gone_when_it_is_struck_or_said_to_be(plan):
    """It is struck, or its description says so; described anew it is still there."""
    again = copy.deepcopy(BEFORE)
    repealed = again | {"decision": "Thủ tục đã bị bãi bỏ theo Quyết định 5/QĐ-UBND"}
    assert ("seen", "struck") == asked(plan, "Bãi bỏ", BEFORE, None, plan, struck="đã bãi bỏ")
    assert ("seen", "says-repealed") == asked(plan, "Bãi bỏ", BEFORE, repealed, plan)
    assert ("not-yet", "still-there") == asked(plan, "Bãi bỏ", BEFORE, again, plan)
    assert ("cannot-tell", "no-description-since") == asked(plan, "Bãi bỏ", BEFORE, None, plan)


def test_what_goes_on_after_a_merger_is_not_gone():
    """The procedure into which others merge continues."""
    found = asked("merge", "Gộp", BEFORE, copy.deepcopy(BEFORE), "merge", continues=True)
    assert ("cannot-tell", "continues") == found


@pytest.mark.parametrize(("words", "why"), [("Điều kiện mới", "changed"), ("Điều kiện cũ", "unchanged")])
def test_changed_words_are_evidence_and_no_proof(words, why):
    """A simplified condition cannot be told; the words that changed are shown."""
    before, after = described(conditions="Điều kiện cũ"), described(conditions=words)
    assert ("cannot-tell", why) == asked("remove-condition", "Bỏ điều kiện", before, after)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (BEFORE, None, "no-description-since"),
        (None, BEFORE, "no-description-before"),
        (None, None, "not-described"),
    ],
)
def test_without_two_descriptions_nothing_can_be_told(before, after, why):
    """One description is compared with nothing."""
    assert ("cannot-tell", why) == asked("replace-by-data", f"Thay “{CARD}”", before, after)


def test_a_description_from_before_the_date_in_force_shows_nothing_missing():
    """What is not there yet need not be; what is there already is seen."""
    kept, gone = copy.deepcopy(BEFORE), described([item(BIRTH)])
    action = ("replace-by-data", f"Thay “{CARD}”", BEFORE)
    assert ("cannot-tell", "not-in-force-then") == asked(*action, kept, in_time=False)
    assert ("seen", "gone") == asked(*action, gone, in_time=False)


@pytest.mark.parametrize(
    ("answers", "whole"),
    [
        (["seen", "seen"], "seen"),
        (["seen", "not-yet"], "half"),
        (["seen", "cannot-tell"], "cannot-tell"),
        (["not-yet", "cannot-tell"], "not-yet"),
        (["half", "cannot-tell"], "half"),
        ([], "cannot-tell"),
    ],
)
def test_answers_are_put_together(answers, whole):
    """A whole is seen only where each part is."""
    assert whole == put_together(answers)
