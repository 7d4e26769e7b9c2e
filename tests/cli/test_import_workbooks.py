"""Excel in: a workbook of costs and proposals for 200 procedures, planned, mended by its errors, applied."""

from __future__ import annotations

import csv
import json

import pytest
import xlsxwriter
from python_calamine import load_workbook

from procedures.intake.form_definitions import forms
from tests.support.xls_writer import container, old_excel, record

UNIT = "so-tu-phap"
COSTS, PROPOSALS = (next(form for form in forms() if form.name == name) for name in ("costs", "proposals"))


def titles(form):
    """The headers that a template writes."""
    return [column.titles[0] for column in form.columns]


def written(path, **sheets):
    """A workbook of lists of rows, typed as a clerk's program would."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    sheet.write_number(number, place, cell)
                elif cell not in {"", None}:
                    sheet.write_string(number, place, cell)
    book.close()
    return path


def row_of(form, **values):
    """A row of a form, empty where nothing is said."""
    return [values.get(column.key, "") for column in form.columns]


def session(shell):
    """A register with a department of 200 procedures."""
    shell.ok('init "UBND tỉnh" --registrar hanh.nt')
    shell.ok('unit add hoa-binh "UBND tỉnh" --kind province --as hanh.nt --yes')
    shell.ok(f'unit add {UNIT} "Sở Tư pháp" --parent hoa-binh --as hanh.nt --yes')
    shell.ok('person add lan.bt "Lan" --as hanh.nt --yes')
    shell.ok("key new lan.bt")
    shell.ok("key add lan.bt --as hanh.nt --yes")
    shell.ok(f"role grant lan.bt department --unit {UNIT} --as hanh.nt --yes")
    codes = [f"1.{number:06d}" for number in range(200)]
    with (shell.folder / "ds.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Mã số", "Tên", "Cơ quan thực hiện"])
        rows.writerows([code, f"Thủ tục {code}", "Sở Tư pháp"] for code in codes)
    shell.ok(f"procedure import ds.csv --unit {UNIT} --as hanh.nt --yes")
    return codes


def costs_of(code, number, *, hours=None, subjects=None, **more):
    """Two task rows of a procedure, in one of the two number styles."""
    vietnamese = number % 2 == 0
    hours = hours or ("2,5" if vietnamese else 2.5)
    people = subjects or (
        f"{1 + number % 3}.{100 + number:03d}" if vietnamese else 1000 * (1 + number % 3) + number
    )
    first = {
        "task_kind": "Chuẩn bị hồ sơ",
        "task": "Đơn",
        "hours": hours,
        "fees": "20.000" if vietnamese else 20000,
        "times": "1",
        "subjects": people,
        "income_year": 2022,
        "source": "Hồ sơ 2022",
        "date": "10/07/2023",
    }
    second = {"task_kind": "nop ho so", "task": "Nộp", "hours": "1/2"}
    return [row_of(COSTS, code=code, **first | more), row_of(COSTS, code=code, **second | more_stage(more))]


def more_stage(more):
    """The stage of a table stands on each of its rows."""
    return {"stage": more["stage"]} if "stage" in more else {}


def test_two_hundred_procedures_come_in_by_workbook(shell):
    """Planned with wrong cells, mended by the column of errors, applied; the ratios are those announced."""
    codes = session(shell)
    good = [row for number, code in enumerate(codes) for row in costs_of(code, number)]
    broken = [list(row) for row in good]
    place = {column.key: number for number, column in enumerate(COSTS.columns)}
    wrong = {
        3: ("subjects", "khoảng 100"),
        7: ("hours", "1.500"),
        20: ("task_kind", "Đi lại"),
        31: ("date", "31/02/2023"),
        40: ("code", 1.00002),
        51: ("fees", "12,5"),
    }
    for row, (key, value) in wrong.items():
        broken[row - 2][place[key]] = value
    head, total = titles(COSTS), ["Tổng cộng", "", "", "", 700]
    written(shell.folder / "chi-phi.xlsx", Bang=[["BẢNG TÍNH CHI PHÍ"], [], head, *broken, total])
    done = shell("import plan chi-phi.xlsx --report loi.xlsx --json --as lan.bt")
    assert done.code == 2, done
    told = json.loads(done.out)
    found = {(p["row"], p["code"]) for p in told["problems"]}
    found.discard((43, "sheet-unfit"))  # the table whose first row has lost its code
    assert found == {
        (row + 2, code)
        for row, code in zip(
            wrong,
            ("not-whole", "two-readings", "not-a-choice", "not-a-date-cell", "number-for-code", "not-whole"),
            strict=True,
        )
    }  # the sheet has a title and an empty row above its header
    report = load_workbook(str(shell.folder / "loi.xlsx")).get_sheet_by_index(0).to_python()
    marked = {number for number, row in enumerate(report, 1) if row[-1] not in {"", "Lỗi"}}
    assert marked == {row + 2 for row in wrong} | {43}

    written(shell.folder / "dung.xlsx", Bang=[head, *good])
    planned = shell("import plan dung.xlsx -o dung.plan --json --as lan.bt")
    assert planned.code == 0, planned
    assert {(a["act"], a["items"]) for a in json.loads(planned.out)["acts"]} == {("cost.record", 200)}
    assert shell("import apply dung.plan --as lan.bt --yes").code == 0
    assert shell("import apply dung.plan --as lan.bt --yes").code == 6, "twice is once"
    again = json.loads(shell("import plan dung.xlsx --json --as lan.bt").out)
    assert again["acts"] == []
    shell.ok("programme adopt hoa-binh-2023 --as hanh.nt --yes")
    shell.ok("programme seal hoa-binh-2023 --as hanh.nt --yes")

    after, plans = [], []
    for number, code in enumerate(codes[:45]):
        ending = number % 3 == 0
        plans.append(
            row_of(
                PROPOSALS,
                code=code,
                plan="Bãi bỏ" if ending else "đơn giản hoá",
                action="Bãi bỏ thủ tục" if ending else "Bỏ thành phần hồ sơ",
                content="Cắt giảm",
                reason="Đã có dữ liệu",
                document="25/2020/QĐ-UBND",
                article=5,
                clause="2",
                submission="41/TTr",
                submission_date="20/07/2023",
            )
        )
        if not ending:
            after += costs_of(code, number, hours="0,5", stage="Sau")
    written(shell.folder / "pa.xlsx", ChiPhiSau=[head, *after], PhuongAn=[titles(PROPOSALS), *plans])
    planned = shell("import plan pa.xlsx -o pa.plan --json --as lan.bt")
    assert planned.code == 0, planned
    announced = json.loads(planned.out)["effects"][0]["after"]
    assert announced["cut"] == 45
    shell.ok("import apply pa.plan --as lan.bt --yes")
    stage = json.loads(shell(f"check --unit {UNIT} --json").out)["units"][0]["stages"]["proposed"]
    now = {
        "value": stage["value"],
        "cut": stage["number"]["cut"],
        "base": stage["number"]["base"],
        "saving": stage["cost"]["saving"],
        "known": stage["cost"]["known"],
    }
    assert now == announced
    assert shell("audit verify").code == 0


def test_a_plan_is_not_applied_to_another_world(demo):
    """Where the register went on since the plan was made, nothing is done (exit 6)."""
    demo.ok("import template costs -o m.xlsx")
    rows = [titles(COSTS), *costs_of("1.000662", 0)]
    written(demo.folder / "c.xlsx", A=rows)
    assert demo("import plan c.xlsx -o c.plan --as mai.dt").code == 0
    demo.ok('procedure review 1.003198 --reason "giữ" --as lan.bt --yes')
    done = demo("import apply c.plan --as mai.dt --yes --lang en")
    assert done.code == 6
    assert "went on" in done.err
    (demo.folder / "x.plan").write_text('{"tinhgon": "plan"}', encoding="utf-8")
    assert demo("import apply x.plan --as mai.dt --yes").code == 2
    assert demo("import apply khong-co.plan --as mai.dt --yes").code == 5


def planned(demo, folder="."):
    """A workbook of one table, and its plan beside it or in a folder."""
    written(demo.folder / "c.xlsx", A=[titles(COSTS), *costs_of("1.000662", 0)])
    (demo.folder / folder).mkdir(exist_ok=True)
    demo.ok(f"import plan c.xlsx -o {folder}/c.plan --as mai.dt")
    return demo.folder / "c.xlsx"


@pytest.mark.parametrize("folder", [".", "ke-hoach"])
def test_a_workbook_changed_since_the_plan_is_not_applied(demo, folder):
    """Where the workbook says something else by now, nothing is done (exit 6); as it was, all is."""
    book = planned(demo, folder)
    before = book.read_bytes()
    written(book, A=[titles(COSTS), *costs_of("1.000662", 1)])
    done = demo(f"import apply {folder}/c.plan --as mai.dt --yes --lang en")
    assert done.code == 6
    assert "the workbook has changed since the plan was made" in done.err
    assert 'tinhgon import plan "' in done.err
    # what would be signed, what is wrong, what to type
    assert len(done.err.strip().splitlines()) == 3
    book.write_bytes(b"")
    assert demo(f"import apply {folder}/c.plan --as mai.dt --yes").code == 6
    book.write_bytes(before)
    done = demo(f"import apply {folder}/c.plan --as mai.dt --yes --lang en")
    assert (done.code, "no longer there" in done.err) == (0, False)


def test_a_plan_is_applied_without_its_workbook(demo):
    """A plan holds everything: where the workbook is gone, that is said and it is applied."""
    planned(demo).unlink()
    done = demo("import apply c.plan --as mai.dt --yes --lang en")
    assert done.code == 0, done
    assert "The workbook c.xlsx is no longer there" in done.err


def test_a_workbook_that_moved_can_be_named(demo):
    """`--input` names it: the same goes on, another is exit 6, and none at all is exit 5."""
    book = planned(demo)
    book.rename(demo.folder / "khac.xlsx")
    written(book, A=[titles(COSTS), *costs_of("1.000662", 1)])
    assert demo("import apply c.plan --input c.xlsx --as mai.dt --yes").code == 6
    assert demo("import apply c.plan --input khong-co.xlsx --as mai.dt --yes").code == 5
    done = demo("import apply c.plan --input khac.xlsx --as mai.dt --yes")
    assert done.code == 0, done


@pytest.mark.parametrize("at", ["/dev/zero", "//host/share/c.xlsx", "C:c.xlsx", "C:\\\\c.xlsx", 7, ""])
def test_a_plan_leads_nowhere_but_from_its_own_folder(tmp_path, at):
    """A plan that came by mail opens no share, no device and no other drive."""
    from procedures.services.workbook_import.import_plan import ImportPlan
    from procedures.services.workbook_import.plan_file import workbook_unchanged

    made = ImportPlan("c.xlsx", "0" * 64, "", 0, "", (), (), (), (), (), at)
    assert workbook_unchanged(made, tmp_path / "c.plan") is False


@pytest.mark.parametrize("name", ["inventory", "costs", "proposals"])
def test_a_template_has_lists_notes_and_an_explanation(demo, name):
    """Each template opens, has its columns, an example and a sheet that explains; nothing is overwritten."""
    demo.ok(f"import template {name} -o t.xlsx")
    book = load_workbook(str(demo.folder / "t.xlsx"))
    form = next(one for one in forms() if one.name == name)
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == titles(form)
    assert rows[1][0] == "Ví dụ"
    assert "Giải thích" in book.sheet_names
    assert demo(f"import template {name} -o t.xlsx").code == 8


def test_the_example_of_a_template_never_comes_in(demo):
    """The example rows are left out, whichever the template: nothing would be done."""
    for name in ("inventory", "costs", "proposals"):
        demo.ok(f"import template {name} -o {name}.xlsx")
        told = json.loads(demo.ok(f"import plan {name}.xlsx --json --as lan.bt"))
        assert (told["acts"], told["problems"]) == ([], [])


def test_lists_of_a_template_keep_their_commas(demo):
    """A word with a comma is one choice in Excel: such lists stand on a sheet of their own."""
    import zipfile

    demo.ok("import template costs -o c.xlsx")
    with zipfile.ZipFile(demo.folder / "c.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "DanhMuc!" in sheet
    assert "Nộp phí, lệ phí" not in sheet


def test_a_plan_with_errors_is_written_only_when_asked(demo):
    """A row without a code spoils the table above it; what is left out is named, and ends with 3."""
    rows = costs_of("1.000662", 0) + costs_of("1.000990", 1)
    rows[1][0] = ""
    written(demo.folder / "c.xlsx", A=[titles(COSTS), *rows])
    done = demo("import plan c.xlsx -o c.plan --as mai.dt --lang en")
    assert done.code == 2
    assert not (demo.folder / "c.plan").exists()
    assert demo("import plan c.xlsx -o c.plan --skip-errors --as mai.dt").code == 2
    assert demo("import apply c.plan --as mai.dt --yes").code == 3
    assert "1.000990" in demo.ok("audit log 1.000990")
    assert demo.ok("cost show 1.000662 --json").count('"seq"') == 0


def test_a_table_that_stands_twice_is_not_added_up(demo):
    """The same procedure's table further down is an error in both places."""
    one = costs_of("1.000662", 0)
    written(demo.folder / "c.xlsx", A=[titles(COSTS), *one, *costs_of("1.000990", 1), *one])
    told = json.loads(demo("import plan c.xlsx --json --as mai.dt").out)
    assert [(p["row"], p["code"], p["detail"]) for p in told["problems"]] == [
        (2, "doubled-code", "6"),
        (6, "doubled-code", "2"),
    ]
    assert [change["code"] for change in told["changes"] if change["sign"] == "+"] == ["1.000990"]


def two_rows(rows):
    """The same sheet with a row of groups above the columns that belong to it."""
    head, *rest = rows
    grouped = [("Chi phí (đồng)" if title in {"Phí, lệ phí", "Chi phí khác"} else title) for title in head]
    below = [title if title in {"Phí, lệ phí", "Chi phí khác"} else "" for title in head]
    return [grouped, below, *rest]


def plain(rows):
    """Headers without marks and in capitals."""
    from procedures.vietnamese import fold

    return [[fold(title).upper() for title in rows[0]], *rows[1:]]


def turned(rows):
    """Columns in the other order."""
    return [row[::-1] for row in rows]


def apart(rows):
    """Every text in NFD, as a Mac saves it."""
    import unicodedata

    return [[unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in row] for row in rows]


@pytest.mark.parametrize("change", [two_rows, plain, turned, apart])
def test_a_workbook_in_any_dress_is_the_same_plan(demo, change):
    """Headers in two rows, without marks, in another order, in NFD: the acts are the same."""
    rows = [titles(COSTS), *costs_of("1.000662", 0), *costs_of("1.000990", 1)]
    written(demo.folder / "a.xlsx", A=rows)
    written(demo.folder / "b.xlsx", A=change(rows))
    demo.ok("import plan a.xlsx -o a.plan --as mai.dt")
    demo.ok("import plan b.xlsx -o b.plan --as mai.dt")
    one, other = (json.loads((demo.folder / f"{name}.plan").read_text("utf-8")) for name in "ab")
    assert one["acts"] == other["acts"]
    assert one["acts"]


@pytest.mark.parametrize("kind", ["costs", "proposals", "inventory"])
def test_an_xls_is_the_same_plan(demo, kind):
    """A workbook of Excel 97, of each kind, makes the acts that the .xlsx makes."""
    inventory = next(form for form in forms() if form.name == "inventory")
    rows = {
        "costs": [titles(COSTS), *costs_of("1.000662", 0), *costs_of("1.000990", 1)],
        "proposals": [
            titles(PROPOSALS),
            row_of(
                PROPOSALS,
                code="1.003198",
                plan="Bãi bỏ",
                action="Bãi bỏ thủ tục",
                content="Cắt giảm",
                reason="Đã có dữ liệu",
                submission="41/TTr",
                submission_date="20/07/2023",
            ),
        ],
        "inventory": [
            titles(inventory),
            row_of(inventory, code="1.900001", name="Thủ tục một", unit="so-tu-phap"),
        ],
    }[kind]
    who = {"costs": "mai.dt", "proposals": "lan.bt", "inventory": "hanh.nt"}[kind]
    written(demo.folder / "a.xlsx", A=rows)
    (demo.folder / "b.xls").write_bytes(old_excel(("A", rows)))
    for name in ("a.xlsx", "b.xls"):
        demo.ok(f"import plan {name} -o {name}.plan --as {who}")
    one, other = (
        json.loads((demo.folder / f"{name}.plan").read_text("utf-8")) for name in ("a.xlsx", "b.xls")
    )
    assert one["acts"] == other["acts"]
    assert one["acts"]


def test_an_authority_is_read_from_the_number_or_asked(demo):
    """R13: an empty cell is what the document's number tells; where it tells nothing the cell is named."""
    one = {"plan": "Bãi bỏ", "action": "Bãi bỏ thủ tục", "content": "Bỏ", "reason": "Thừa"}
    one |= {"submission": "41/TTr", "submission_date": "20/07/2023"}
    texts = {
        "1.003198": {"document": "Nghị định 63/2010/NĐ-CP"},
        "1.012902": {"document": "12/QC"},
        "2.002380": {"document": "12/QC", "authority": "UBTVQH"},
        "2.002381": {"document": "12/QC", "authority": "Ủy ban Thường vụ Quốc hội"},
    }
    rows = [row_of(PROPOSALS, code=code, **one | more) for code, more in texts.items()]
    written(demo.folder / "a.xlsx", A=[titles(PROPOSALS), *rows])
    done = demo("import plan a.xlsx --json --as lan.bt")
    found = [(p["row"], p["column"], p["code"]) for p in json.loads(done.out)["problems"]]
    assert (3, "Thẩm quyền", "authority-unknown") in found
    assert {row for row, column, _code in found if column == "Thẩm quyền"} == {3, 4}
    written(demo.folder / "b.xlsx", A=[titles(PROPOSALS), rows[0]])
    demo.ok("import plan b.xlsx -o b.plan --as lan.bt")
    (act,) = json.loads((demo.folder / "b.plan").read_text("utf-8"))["acts"]
    assert '"authority": "government"' in json.dumps(act)
    lone = row_of(PROPOSALS, code="1.003198", **one, document="12/QC")
    written(demo.folder / "c.xlsx", A=[titles(PROPOSALS), lone])
    done = demo("import plan c.xlsx --as lan.bt --lang vi")
    assert done.code == 2 and "phải ghi rõ thẩm quyền" in done.err + done.out


def test_a_locked_xls_is_refused_in_words(demo):
    """Macros, a password and Excel 95 are named, with what to do."""
    for extra, words in (
        (record(0x00D3), "it holds macros; save it as .xlsx"),
        (record(0x002F), "protected by a password"),
    ):
        data = old_excel(("A", [titles(COSTS)]), extra=extra)
        (demo.folder / "b.xls").write_bytes(data)
        done = demo("import plan b.xls --as mai.dt --lang en")
        assert (done.code, words in done.err) == (2, True), done
    (demo.folder / "b.xls").write_bytes(container({"Book": b"x"}))
    assert "Excel 95 or older" in demo("import plan b.xls --as mai.dt --lang en").err


def test_what_is_hidden_is_read_and_said(demo):
    """A hidden sheet and hidden rows come in like the rest, with a line that says so."""
    book = xlsxwriter.Workbook(str(demo.folder / "c.xlsx"))
    book.add_worksheet("Bia").write_string(0, 0, "Bìa")
    sheet = book.add_worksheet("An")
    rows = [titles(COSTS), *costs_of("1.000662", 0)]
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.hide()
    book.close()
    done = demo("import plan c.xlsx --as mai.dt --format table --lang en")
    assert done.code == 0, done
    assert "this sheet is hidden" in done.out
    assert "hidden rows were read all the same: 3" in done.out
    assert "1.000662" in done.out


@pytest.mark.parametrize("name", ["a[b]", "'a'", "x" * 40, "a&#x202e;b", "[]"])
def test_a_marked_copy_is_made_whatever_a_sheet_is_called(demo, name):
    """Two sheets of a name that Excel itself would not take: both are in the copy, under names it takes."""
    from tests.intake.corpus import cells, cost, parts_of, sheet, zipped

    rows = sheet(cells(titles(COSTS)) + cells(cost(hours="không rõ")))
    parts = parts_of(rows, rows)
    for old in ("S0", "S1"):
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(f'"{old}"', f'"{name}"')
    (demo.folder / "c.xlsx").write_bytes(zipped(parts))
    done = demo("import plan c.xlsx --report r.xlsx --as mai.dt")
    assert done.code == 2, done
    assert len(load_workbook(str(demo.folder / "r.xlsx")).sheet_names) == 2


def test_a_bad_row_spoils_its_own_code_only(demo):
    """A faultless procedure right above a bad row stays in the plan."""
    rows = [costs_of(code, 0) for code in ("1.003198", "2.001258", "1.001248")]
    bad = [
        ["sáu" if cell == rows[1][0][place] and place > 3 else cell for place, cell in enumerate(line)]
        for line in rows[1]
    ]
    written(demo.folder / "ba.xlsx", A=[titles(COSTS), *rows[0], *bad, *rows[2]])
    done = demo("import plan ba.xlsx -o ba.plan --skip-errors --as lan.bt --json")
    told = json.loads(done.out)
    assert {one["code"] for one in told["changes"]} == {"1.003198", "1.001248"}, told["problems"]


def test_a_code_in_two_places_is_named_in_both(demo):
    """A procedure that stands twice counts in neither place, and both places are named."""
    rows = [costs_of("1.012902", 0)[0], costs_of("1.012903", 0)[0], costs_of("1.012902", 0)[0]]
    written(demo.folder / "hai.xlsx", A=[titles(COSTS), *rows])
    done = demo("import plan hai.xlsx --as son.hv -o hai.plan --skip-errors")
    assert done.code == 2
    assert "row 4 as well" in done.out
    assert "row 2 as well" in done.out
