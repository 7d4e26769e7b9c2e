"""The comparison of a workbook with records, on rows in memory: no register, no journal."""

from __future__ import annotations

import pytest

from procedures.intake.form_reader import FilledWorkbook, read_filled
from procedures.intake.owner_rules import OwnerMatch, Ownership
from procedures.services.workbook_import.record_comparison import compare_costs, compare_procedures
from procedures.services.workbook_import.workbook_contents import cost_sheets
from procedures.storage.rows import KEYS, Handling, Procedure, Unit
from workflow.storage.rows import MemoryRows

LIST = "Mã số,Tên,Mã đơn vị\n"


@pytest.fixture
def rows():
    """Two units and two procedures of the first one."""
    found = MemoryRows(KEYS)
    for id_ in ("so-a", "so-b"):
        found.put(Unit(id_, id_, "department", None, 1, None, None))
    for code in ("1.000001", "1.000002"):
        name = f"Thủ tục {code}"
        found.put(
            Procedure(
                code,
                "procedure",
                name,
                name,
                "",
                "",
                "",
                "so-a",
                *([None, None, "", ""] + [None] * 3),
                "",
                2,
                code,
            )
        )
    return found


def workbook(tmp_path, text: str) -> FilledWorkbook:
    """A list as a CSV file holds it."""
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return read_filled(file)


def given(*units):
    """The rules for these units fit."""
    return Ownership(tuple(OwnerMatch("Sở", "Sở", unit) for unit in units), units)


def signs(part):
    """The changes in short."""
    return [(change.sign, change.act, change.code, change.new) for change in part.changes]


def test_a_row_is_new_renamed_moved_or_the_same(rows, tmp_path):
    """Each row gets its change; the acts come in the order add, rename, assign."""
    book = workbook(
        tmp_path, LIST + "1.000001,Tên khác,so-b\n1.000002,Thủ tục 1.000002,\n1.000003,Thủ tục mới,so-b\n"
    )
    part = compare_procedures(rows, book, "", {})
    assert part.problems == ()
    assert signs(part) == [
        ("~", "procedure.rename", "1.000001", "Tên khác"),
        ("~", "procedure.assign", "1.000001", "so-b"),
        ("=", "procedure.add", "1.000002", ""),
        ("+", "procedure.add", "1.000003", "Thủ tục mới"),
    ]
    assert [(act.act, [subject for subject, _body in act.items]) for act in part.acts] == [
        ("procedure.add", ["procedure/1.000003"]),
        ("procedure.rename", ["procedure/1.000001"]),
        ("procedure.assign", ["procedure/1.000001"]),
        ("procedure.handle", []),
    ]


def test_who_carries_a_procedure_out_is_compared(rows, tmp_path):
    """Levels and further units of the row, or of the rules, against the record; an empty cell changes nothing."""
    rows.put(rows.get(Procedure, "1.000001")._replace(levels="province"))
    rows.put(Handling("so-b", "1.000001", 3))
    head = "Mã số,Tên,Cấp thực hiện,Đơn vị cùng thực hiện\n"
    names = ("1.000001,Thủ tục 1.000001", "1.000002,Thủ tục 1.000002", "1.000003,Mới")

    def compared(*cells, owner=None):
        lines = "".join(f"{name},{cell}\n" for name, cell in zip(names, cells, strict=False))
        return compare_procedures(rows, workbook(tmp_path, head + lines), "so-a", owner or {})

    same = compared("Cấp Tỉnh,so-b", ",")
    assert {change.sign for change in same.changes} == {"="}
    assert {change.sign for change in compared(",", ",").changes} == {"="}
    part = compared('"Cấp xã, Cấp tỉnh",so-a', "Cấp bộ,", "Cấp xã,so-b")
    assert [(one.sign, one.field, one.old, one.new) for one in part.changes] == [
        ("~", "levels", "province", "province,commune"),
        ("~", "handled_by", "so-b", "so-a"),
        ("~", "levels", "", "ministry"),
        ("+", "", "", "Mới"),
    ]
    acts = {act.act: act.items for act in part.acts}
    assert [body for _subject, body in acts["procedure.handle"]] == [
        {"levels": ["commune", "province"]},
        {"handled_by": ["so-a"]},
        {"levels": ["ministry"]},
    ]
    ((_subject, added),) = acts["procedure.add"]
    assert (added["levels"], added["handled_by"]) == (["commune"], ["so-b"])
    by_rule = compared(",", ",", owner={"1.000002": given("so-b", "so-a"), "1.000001": given("so-a")})
    assert [(one.code, one.field, one.new) for one in by_rule.changes if one.sign != "="] == [
        ("1.000002", "handled_by", "so-b")
    ]
    unknown = compared(",so-z")
    assert [(cell.code, cell.column) for cell in unknown.problems] == [
        ("unknown-unit-cell", "Đơn vị cùng thực hiện")
    ]


def test_a_procedure_of_a_listed_unit_that_the_file_lacks_is_missing(rows, tmp_path):
    """It is shown, and no act is made of it."""
    part = compare_procedures(rows, workbook(tmp_path, LIST + "1.000001,Thủ tục 1.000001,\n"), "", {})
    assert signs(part) == [("=", "procedure.add", "1.000001", ""), ("-", "", "1.000002", "Thủ tục 1.000002")]
    assert not any(act.items for act in part.acts)


def test_an_owner_comes_from_the_row_the_rule_or_the_command(rows, tmp_path):
    """In this order; and a new procedure may be without one."""
    book = workbook(tmp_path, LIST + "2.000001,A,so-a\n2.000002,B,\n2.000003,C,\n")
    by_rule = compare_procedures(rows, book, "so-b", {"2.000001": given("so-b"), "2.000002": given("so-a")})
    assert [body["unit"] for _subject, body in by_rule.acts[0].items] == ["so-a", "so-a", "so-b"]
    both = compare_procedures(
        rows, book, "so-b", {"2.000001": given("so-a", "so-b"), "2.000002": given("so-a", "so-b")}
    )
    assert [(cell.code, cell.row, cell.value) for cell in both.problems] == [
        ("several-owners", 3, "2.000002")
    ]
    assert [(body["unit"], body.get("handled_by")) for _subject, body in both.acts[0].items] == [
        ("so-a", ["so-b"]),
        ("so-b", None),
    ]
    without = compare_procedures(rows, book, "", {})
    assert [body["unit"] for _subject, body in without.acts[0].items] == ["so-a", None, None]


def test_a_code_twice_and_an_unknown_unit_are_problems_at_their_cells(rows, tmp_path):
    """The first row of a code counts."""
    book = workbook(tmp_path, LIST + "3.000001,A,so-a\n3.000001,B,so-a\n3.000002,C,so-z\n")
    part = compare_procedures(rows, book, "", {})
    assert [(cell.code, cell.row, cell.detail) for cell in part.problems] == [
        ("doubled-code", 3, "2"),
        ("unknown-unit-cell", 4, "so-z"),
    ]
    assert [change.code for change in part.changes] == ["3.000001"]


def test_costs_are_of_one_stage_and_of_procedures_on_record(rows, tmp_path):
    """A sheet of an unknown code is a problem; one of the other stage waits for its turn."""
    titles = "Mã số,Công việc,Số giờ,Số lần/năm,Số đối tượng/năm,Thu nhập bình quân/giờ,Năm thu nhập,Nguồn thu nhập,Nguồn số liệu,Ngày lập\n"
    figures = "Nộp,2,1,10,30000,2022,Số giả định,Khảo sát,01/02/2023\n"
    book = workbook(tmp_path, titles + "1.000001," + figures + "9.000009," + figures)
    sheets, problems = cost_sheets(book, lambda code: rows.get(Procedure, code) is not None)
    assert [cell.code for cell in problems] == ["no-such-code"], book.problems
    before, after = compare_costs(rows, "before", sheets), compare_costs(rows, "after", sheets)
    assert [(change.sign, change.new) for change in before.changes] == [("+", "600000")]
    assert [subject for subject, _body in before.acts[0].items] == ["procedure/1.000001"]
    assert (after.changes, after.acts[0].items) == ((), ())
