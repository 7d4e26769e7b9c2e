"""The comparison of a workbook with records, on rows in memory: no register, no journal."""

from __future__ import annotations

import pytest

from procedures.intake.form_reader import FilledWorkbook, read_filled
from procedures.services.workbook_import.record_comparison import compare_costs, compare_procedures
from procedures.services.workbook_import.workbook_contents import cost_sheets
from procedures.storage.rows import KEYS, Procedure, Unit
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
                code, "procedure", name, name, "", "", "", "so-a", *([None, None, "", ""] + [None] * 3), 2
            )
        )
    return found


def workbook(tmp_path, text: str) -> FilledWorkbook:
    """A list as a CSV file holds it."""
    file = tmp_path / "list.csv"
    file.write_text(text, encoding="utf-8")
    return read_filled(file)


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
    ]


def test_a_procedure_of_a_listed_unit_that_the_file_lacks_is_missing(rows, tmp_path):
    """It is shown, and no act is made of it."""
    part = compare_procedures(rows, workbook(tmp_path, LIST + "1.000001,Thủ tục 1.000001,\n"), "", {})
    assert signs(part) == [("=", "procedure.add", "1.000001", ""), ("-", "", "1.000002", "Thủ tục 1.000002")]
    assert not any(act.items for act in part.acts)


def test_an_owner_comes_from_the_row_the_rule_or_the_command(rows, tmp_path):
    """In this order; and a new procedure may be without one."""
    book = workbook(tmp_path, LIST + "2.000001,A,so-a\n2.000002,B,\n2.000003,C,\n")
    by_rule = compare_procedures(rows, book, "so-b", {"2.000001": "so-b", "2.000002": "so-a"})
    assert [body["unit"] for _subject, body in by_rule.acts[0].items] == ["so-a", "so-a", "so-b"]
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
