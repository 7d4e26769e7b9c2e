"""Files after the kinds of public bug reports: what `import plan` says of each is the right value."""

from __future__ import annotations

import json
import tomllib

import pytest

from tests.cli.conftest import FIELD

CASES = tomllib.loads((FIELD / "cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_file_of_the_field_is_read_right_or_told(office, case):
    """The figure is the right one, or the message names the place and the remedy; never another figure."""
    asked = f"import plan {case['file']} --as {case.get('person', 'lan.bt')} {case.get('options', '')}"
    done = office(asked)
    said = done.out + done.err
    assert done.code == case["code"], said
    assert [words for words in case.get("says", ()) if words not in said] == [], said
    assert [words for words in case.get("never", ()) if words in said] == [], said
    if "kind" in case:
        page = json.loads(office.ok(asked + " --json"))
        assert [(act["act"], act["items"]) for act in page["acts"]] == [("procedure.add", 1)]
        office.ok(asked + " -o kind.plan")
        plan = json.loads((office.folder / "kind.plan").read_text("utf-8"))
        assert [item[1]["kind"] for act in plan["acts"] for item in act["items"]] == [case["kind"]]


def test_every_file_of_the_field_has_its_right_value():
    """No file stands there without a case, and no case without its file."""
    files = {path.name for path in FIELD.iterdir()} - {"cases.toml"}
    assert {case["file"] for case in CASES} == files


def test_a_column_that_was_not_read_is_named(office):
    """In words with the nearest title, in JSON, in the plan's counts, and again before the plan is signed."""
    rows = "Mã số,Số giờ,Số lần mỗi năm,Số đối tượng/năm,Phí lệ phi,Ghi chú,Nguồn số liệu,Ngày lập\n1.000001,2,1,100,5000,,Hồ sơ,10/07/2023\n"
    (office.folder / "unread.csv").write_text(rows, encoding="utf-8")
    said = office.ok("import plan unread.csv -o unread.plan --as lan.bt")
    assert "column “Số lần mỗi năm” was not read: 1 filled cell(s); did you mean “Số lần một năm”?" in said
    assert "Ghi chú" not in said  # no cell stands under it
    assert "! columns not read: 1" in said
    page = json.loads(office.ok("import plan unread.csv --as lan.bt --json"))
    assert page["unread_columns"] == 1
    assert page["sheets"][0]["unread"] == [
        {"title": "Số lần mỗi năm", "cells": 1, "nearest": "Số lần một năm"}
    ]
    told = office("import apply unread.plan --as lan.bt")
    assert "columns of the workbook that were not read: 1" in told.out + told.err


def test_figures_beyond_reason_must_be_meant(office):
    """Over 2,112 hours for a task, over 366 times a year for one subject: an error unless --unusual says so."""
    head = "Mã số,Số giờ,Số lần/năm,Số đối tượng/năm,Năm thu nhập,Nguồn số liệu,Ngày lập"
    for hours, times, told in (("2113", "1", "2112 hours"), ("2", "367", "366 times")):
        (office.folder / "far.csv").write_text(
            f"{head}\n1.000001,{hours},{times},100,2022,Hồ sơ,10/07/2023\n", encoding="utf-8"
        )
        done = office("import plan far.csv --as lan.bt")
        assert done.code == 2 and told in done.out + done.err and "--unusual" in done.out + done.err
        office.ok("import plan far.csv --as lan.bt --unusual")
    (office.folder / "far.csv").write_text(
        f"{head}\n1.000001,2112,366,100,2022,Hồ sơ,10/07/2023\n", encoding="utf-8"
    )
    office.ok("import plan far.csv --as lan.bt")


def test_limits_and_fees_in_the_words_of_the_portal(office):
    """Each channel has its limit with its unit; a fee may be nothing, or not known, which is not nothing."""
    head = "Mã số,Công việc,Số giờ,Nhóm đối tượng,Cách thức,Phí lệ phí,Thời hạn giải quyết,Số lần/năm,Số đối tượng/năm,Năm thu nhập,Nguồn số liệu,Ngày lập"
    rows = [
        "1.000001,Nộp,2,a,Trực tiếp,2.000.000 Đồng,30 Ngày làm việc,1,10,2022,Hồ sơ,10/07/2023",
        "1.000001,Nhận,1,b,Dịch vụ bưu chính,Không,8 giờ,1,10,,,",
        "1.000002,Nộp,2,,Trực tuyến,chưa rõ,1 tháng,1,10,2022,Hồ sơ,10/07/2023",
    ]
    (office.folder / "portal.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    said = office.ok("import plan portal.csv -o portal.plan --as lan.bt")
    assert "1.000002  record the cost: – → unknown" in said
    plan = json.loads((office.folder / "portal.plan").read_text("utf-8"))
    sheets = {code: body["sheet"] for act in plan["acts"] for code, body in act["items"]}
    assert sheets["procedure/1.000001"]["limits"] == [
        {"channel": "counter", "value": "30", "unit": "working-day"},
        {"channel": "post", "value": "8", "unit": "hour"},
    ]
    assert [group["fees"] for group in sheets["procedure/1.000001"]["groups"]] == ["2000000", "0"]
    assert sheets["procedure/1.000002"]["limits"] == [{"channel": "online", "value": "1", "unit": "month"}]
    assert sheets["procedure/1.000002"]["groups"][0]["fees"] is None


def test_the_list_importer_tells_the_same(office):
    """`procedure import` names what is hidden, left out or not read, and reads codes by the same rule."""
    rows = "Mã số,Tên,Lĩnh vực,Cơ quan xử lý\n1,2,3,4\n3.000009.000.00.00.h28,Cấp,A,Sở\n,Tổng cộng,1,\n3.00O003,Cấp,A,\n"
    (office.folder / "list.csv").write_text(rows, encoding="utf-8")
    done = office("procedure import list.csv --unit so-y-te --as hanh.nt --dry-run --skip-errors")
    said = done.out + done.err
    assert "column “Cơ quan xử lý” was not read: 1 filled cell(s); did you mean “Cơ quan thực hiện”?" in said
    assert "rows that number the columns left out: 2" in said
    assert "rows with totals left out: 4" in said
    assert "did you mean 3.000003?" in said
    assert "1 new" in said


def test_several_owners_of_a_row_are_named_by_both_importers(office):
    """R10: each row with its code and both units, however many; a row that names its unit is settled."""
    rows = [f'3.{n:06d},Cấp,"Sở Tư pháp\nSở Y tế",' for n in range(100, 170)]
    rows.append('3.000200,Cấp,"Sở Tư pháp\nSở Y tế",so-y-te')
    text = "\n".join(["Mã số,Tên,Cơ quan thực hiện,Mã đơn vị", *rows])
    (office.folder / "both.csv").write_text(text, encoding="utf-8")
    rules = "--agency 'Sở Tư pháp=so-tu-phap' --agency 'Sở Y tế=so-y-te' --as hanh.nt"
    for asked in (f"import plan both.csv {rules}", f"procedure import both.csv {rules} --dry-run"):
        done = office(asked)
        said = done.out + done.err
        assert done.code == 2
        assert "“Sở Tư pháp” → so-tu-phap; “Sở Y tế” → so-y-te" in said
        assert [f"3.{n:06d}" for n in range(100, 170) if f"3.{n:06d}" not in said] == []
        done = office(f"{asked} --agency 'Sở Y tế + Sở Tư pháp=so-y-te' --owner 3.000101=so-tu-phap")
        assert done.code == 0, done
    page = json.loads(office(f"import plan both.csv {rules} --json").out)
    assert {(one["code"], one["detail"]) for one in page["problems"]} == {
        ("several-owners", "“Sở Tư pháp” → so-tu-phap; “Sở Y tế” → so-y-te")
    }
    assert len(page["problems"]) == 70


def test_groups_of_one_table_have_their_own_incomes(office):
    """C3: one income is the sheet's, on whichever row; where groups differ, each has its own; never a guess."""
    head = "Mã số,Công việc,Số giờ,Nhóm đối tượng,Đối tượng,Số lần/năm,Số đối tượng/năm,Thu nhập bình quân/giờ,Năm thu nhập,Nguồn thu nhập,Nguồn số liệu,Ngày lập"
    own = "2022,Khảo sát,Hồ sơ,10/07/2023"

    def planned(*rows):
        (office.folder / "own.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
        office("import plan own.csv -o own.plan --as lan.bt")
        text = (office.folder / "own.plan").read_text("utf-8")
        (office.folder / "own.plan").unlink()
        return json.loads(text)["acts"][0]["items"][0][1]

    one = planned(f"1.000001,Nộp,2,a,dân,1,100,20000,{own}", "1.000001,Nhận,1,b,hãng,1,10,,,,,")
    assert one["sheet"]["income"]["hourly"] == "20000"
    assert not any("income" in group for group in one["sheet"]["groups"])
    both = planned(
        "1.000001,Chuẩn bị,1,,,,,30000,2022,Khảo sát,,",
        f"1.000001,Nộp,2,a,dân,1,100,20000,{own}",
        f"1.000001,Nhận,1,b,hãng,1,10,60000,{own}",
        "1.000001,Nhận,1,c,khác,1,1,,,,,",
    )
    assert both["sheet"]["income"]["hourly"] == "30000"
    assert [group.get("income", {}).get("hourly") for group in both["sheet"]["groups"]] == [
        "20000",
        "60000",
        None,
    ]
    # (1 + 2) x 20.000 x 100 + (1 + 1) x 60.000 x 10 + (1 + 1) x 30.000 x 1
    assert both["annual"] == str(6_000_000 + 1_200_000 + 60_000)
    (office.folder / "own.csv").write_text(
        "\n".join(
            [head, f"1.000001,Nộp,2,a,dân,1,100,20000,{own}", f"1.000001,Nhận,1,a,dân,1,100,60000,{own}"]
        ),
        encoding="utf-8",
    )
    done = office("import plan own.csv --as lan.bt")
    assert done.code == 2 and "differs from what stands above" in done.out + done.err
