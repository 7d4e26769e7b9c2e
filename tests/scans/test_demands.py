"""Demands that could be eased, each by its own rule."""

from __future__ import annotations

import pytest

from procedures.rules.action_kinds import ACTION_KINDS
from procedures.scans.demands import scan_demands
from procedures.scans.scan_rules import scan_rules
from tests.scans.describe import basis, channel, description, item

DAY = "2026-06-01"


def demands(day=DAY, **parts):
    """Rule -> part of what is found in one description."""
    found = scan_demands([("1.000001", description(**parts))], day)
    return {one.rule.removeprefix("demands."): one.part for one in found}


@pytest.mark.parametrize(
    "words",
    [
        "Bản sao có chứng thực Bằng tốt nghiệp",
        "Giấy phép hoạt động (bản sao chứng thực)",
        "Bản sao y công chứng chứng chỉ hành nghề",
        "Bản photo công chứng bằng lái",
    ],
)
def test_a_certified_copy_is_found(words):
    """A copy that must be certified, in its several wordings (Decree 23/2015 Art. 6(1))."""
    assert demands(items=[words]) == {"certified-copy": "items.1"}


@pytest.mark.parametrize(
    "words",
    [
        "Bản sao có chứng thực hoặc bản sao kèm bản chính để đối chiếu Bằng tốt nghiệp",
        "Bản sao có chứng thực hoặc bản chụp Bằng tốt nghiệp",
        "Bản sao có chứng thực hoặc bản sao điện tử Bằng tốt nghiệp",
        "Bản dịch có chứng thực kèm bản sao có chứng thực giấy tờ nước ngoài",
        "Gửi qua bưu chính thì phải gửi bản sao có chứng thực",
        "Hợp đồng có công chứng",
    ],
)
def test_a_copy_with_another_way_is_no_demand(words):
    """Where a plain copy, an electronic one or the original will do, nothing is demanded."""
    assert demands(items=[words]) == {}


def test_presence_is_found_only_beside_an_online_channel():
    """Appearing in person is odd only where the dossier can be handed in online."""
    steps = "Hai bên nam, nữ phải có mặt ký vào Sổ."
    online = [channel("online"), channel()]
    assert demands(steps=steps, channels=online) == {"in-person": "steps"}
    assert demands(steps=steps, channels=[channel()]) == {"no-online-channel": "channels"}
    assert demands(steps="Thành viên hội đồng phải có mặt.", channels=online) == {}


def test_paper_after_an_online_dossier_is_found():
    """Handing in online, and the paper dossier all the same."""
    note = "Nộp hồ sơ trực tuyến, sau đó phải nộp bản giấy tại bộ phận một cửa"
    assert demands(channels=[channel("online", note=note)]) == {"paper-after-online": "channels.1"}


def test_several_originals_are_found_but_photographs_are_not():
    """More than one original or copy of a paper; photographs are pasted on several papers."""
    items = [item("Bản khai lý lịch", originals="3", copies="0"), item("Ảnh 4x6", originals="2", copies=None)]
    [found] = scan_demands([("1.000001", description(items=items))], DAY)
    assert (found.rule, found.part, found.facts) == (
        "demands.several-originals",
        "items.1",
        (("originals", "3"),),
    )


@pytest.mark.parametrize("words", ["Nộp 02 bộ hồ sơ", "Hồ sơ lập thành 03 (ba) bộ, gồm", "hai (02) bộ hồ sơ"])
def test_several_sets_are_found(words):
    """A dossier in more than one set, in figures or words."""
    assert demands(items=[words]) == {"several-sets": "items.1"}


@pytest.mark.parametrize(
    "words",
    ["Nộp 01 bộ hồ sơ", "Phần 8 Bộ quy chế an toàn", "người xin nhập quốc tịch Việt Nam bổ sung hồ sơ"],
)
def test_other_sets_are_none(words):
    """One set is what any dossier takes; ministries and supplements look alike without marks."""
    assert demands(items=[words]) == {}


def test_a_form_without_its_file_is_found():
    """A form that must be filled in needs its file (Decree 63/2010 Art. 8(2)(h)), once in the dossier."""
    form = "Tờ khai đăng ký theo mẫu số 02"
    assert demands(items=[form]) == {"form-without-file": "items.1"}
    assert demands(items=[item(form, form="mau-02.docx"), form]) == {}
    assert demands(items=["Đơn đề nghị"]) == {}
    assert demands(items=["Đơn vị lập danh sách theo mẫu"]) == {}


def test_unknown_channels_are_not_missing_ones():
    """Without any described channel nothing is said of an online one."""
    assert demands(channels=[]) == {}
    assert demands(channels=[channel("post")]) == {"no-online-channel": "channels"}
    assert demands(channels=[channel("online")]) == {}


def test_what_is_published_is_amended_where_it_is_published():
    """Channel and file stand in the decision that publishes; other demands in the lowest legal basis."""
    parts = {"items": ["Bản sao có chứng thực Bằng tốt nghiệp"], "bases": [basis("05/2025/TT-BTP")]}
    copy, online = scan_demands([("1.000001", description(channels=[channel()], **parts))], DAY)
    assert copy.amend.document == "05/2025/TT-BTP"
    assert online.amend == ("12/QĐ-BTP", "", "ministry")


def test_a_rule_holds_from_the_day_of_its_law():
    """Decree 23/2015 came into force on 10/4/2015."""
    assert demands("2015-04-09", items=["Bản sao có chứng thực Bằng tốt nghiệp"]) == {}
    assert demands("2015-04-10", items=["Bản sao có chứng thực Bằng tốt nghiệp"]) == {
        "certified-copy": "items.1"
    }


@pytest.mark.parametrize("name", ["demands", "limits", "repeats", "twins"])
def test_each_rule_names_an_action_and_its_sentences(name):
    """Every rule says in both languages what it finds, and which kind of action would cut it."""
    for rule in scan_rules(name)["rule"]:
        assert rule["action"] in ACTION_KINDS
        assert rule["vi"]
        assert rule["en"]
