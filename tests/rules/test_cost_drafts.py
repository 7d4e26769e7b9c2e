"""A drafted cost sheet says what the description says, and nothing that it does not say."""

from __future__ import annotations

import pytest

from procedures.rules.cost_drafts import MOST_ITEMS, NAME_LENGTH, cost_draft_lines, shortened, task_names


def item(name, case=""):
    """An item of a dossier."""
    return {"name": name, "originals": None, "copies": None, "form": "", "case": case}


def channel(name, fee, limit="", note="", **more):
    """A channel; `limit` is "5 working-day" or ""."""
    value, _, unit = limit.partition(" ")
    words = {"limit_words": limit or "theo hẹn", "fee_words": "theo biểu phí"} | more
    stated = {"value": value, "unit": unit} if limit else None
    return {"channel": name, "limit": stated, "fee": fee, "note": note, **words}


def lines(items=(), channels=(), subjects="Công dân"):
    """The rows of a procedure."""
    return cost_draft_lines(
        "1.000001", "Cấp giấy", {"items": items, "channels": channels, "subjects": subjects}
    )


def test_each_paper_is_a_task_then_submitting_then_receiving():
    """One row a paper, one to submit by each channel, one to receive; code and name on every row."""
    made = lines([item("Tờ khai"), item("Bản sao giấy khai sinh")], [channel("counter", "0")])
    assert [(row.cells["task_kind"], row.cells["task"]) for row in made] == [
        ("Chuẩn bị hồ sơ", "Tờ khai"),
        ("Chuẩn bị hồ sơ", "Bản sao giấy khai sinh"),
        ("Nộp hồ sơ", "Nộp hồ sơ (trực tiếp)"),
        ("Nhận kết quả", "Nhận kết quả"),
    ]
    assert {(row.cells["code"], row.cells["name"]) for row in made} == {("1.000001", "Cấp giấy")}


def test_hours_and_volumes_are_left_to_the_clerk():
    """No row states hours, a service, other costs, times or subjects a year."""
    made = lines([item("Tờ khai")], [channel("counter", "0", "5 working-day"), channel("post", None)])
    assert not {"hours", "service", "other", "times", "subjects"} & {key for row in made for key in row.cells}


def test_several_channels_are_groups_and_one_is_none():
    """With two channels each is a group with its own fee and limit; papers and result are everybody's."""
    made = lines(
        [item("Tờ khai")], [channel("counter", "8000", "5 working-day"), channel("online", "4000", "1.5 day")]
    )
    groups = [
        [row.cells.get(key, "") for key in ("group", "who", "channel", "fees", "limit")] for row in made
    ]
    assert groups == [
        ["", "", "", "", ""],
        ["Trực tiếp", "Công dân", "Trực tiếp", "8000", "5 ngày làm việc"],
        ["Trực tuyến", "Công dân", "Trực tuyến", "4000", "1,5 ngày"],
        ["", "", "", "", ""],
    ]
    assert not any("group" in row.cells for row in lines([], [channel("post", "0")]))


def test_a_fee_that_is_no_figure_is_unknown_and_never_nought():
    """Unknown, not stated and differing fees are "chưa rõ"; free is 0. The words stand as a remark."""
    unknown = lines([], [channel("counter", None)])[0]
    assert (unknown.cells["fees"], unknown.remarks["fees"]) == ("chưa rõ", "theo biểu phí")
    assert lines()[0].cells["fees"] == "chưa rõ"
    two = [
        channel("counter", "1000", fee_words="1.000 đồng", note="trẻ em"),
        channel("counter", "2000", fee_words="2.000 đồng", note="người lớn"),
    ]
    differing = lines([], two)[0]
    assert differing.cells["fees"] == "chưa rõ"
    assert differing.remarks["fees"] == "1.000 đồng (trẻ em)\n2.000 đồng (người lớn)"
    free = lines([], [channel("counter", "0")])[0]
    assert (free.cells["fees"], "fees" in free.remarks) == ("0", False)


def test_a_limit_that_is_no_figure_stays_empty():
    """A limit in words, or two that differ, is left out, with its words as a remark."""
    made = lines([], [channel("counter", "0"), channel("post", "0", "2 day"), channel("post", "0", "3 day")])
    assert [("limit" in row.cells, row.remarks.get("limit")) for row in made] == [
        (False, "theo hẹn"),
        (False, "2 day\n3 day"),
        (False, None),
    ]


def test_no_two_papers_have_the_same_name():
    """Papers of one name are told apart, by their cases first: equal rows would be taken for a mistake."""
    names = task_names([item("Đơn"), item("Đơn"), item("Đơn", "Trường hợp ủy quyền"), item("- Đơn;")])
    assert names == [
        "Đơn",
        "Đơn (giấy tờ thứ 2 cùng tên)",
        "Đơn (Trường hợp ủy quyền)",
        "Đơn (giấy tờ thứ 3 cùng tên)",
    ]


def test_a_dossier_past_what_a_sheet_holds_shares_its_last_row():
    """The papers past the most that have a row of their own stand together, with their number."""
    names = task_names([item(f"Giấy {number}") for number in range(MOST_ITEMS + 5)])
    assert (len(names), names[-1]) == (MOST_ITEMS + 1, "Các giấy tờ còn lại của hồ sơ (5 giấy tờ)")
    assert len(task_names([item("")])) == 0


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (" - Tờ khai\n theo mẫu; ", "Tờ khai theo mẫu"),
        ("a" * 300, "a" * (NAME_LENGTH - 1) + "…"),
        ("từ " * 100, ("từ " * 66).strip() + "…"),
        ("x " * 40 + "hết; " + "y " * 100, ("x " * 40 + "hết") + "…"),
        ("hết; " + "y " * 150, ("hết; " + "y " * 97).strip() + "…"),
    ],
)
def test_a_long_name_is_cut_at_a_mark_or_a_word(text, short):
    """A name is one line; a longer one ends at a mark that stands far enough in, else at a word."""
    assert shortened(text, NAME_LENGTH) == short
    assert len(shortened(text, NAME_LENGTH)) <= NAME_LENGTH
