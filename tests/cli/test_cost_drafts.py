"""`cost draft` writes a workbook from descriptions; with hours and volumes filled in, it is planned."""

from __future__ import annotations

import json

import pytest

from procedures.descriptions.read import read_description
from procedures.intake.form_reader import read_filled
from procedures.intake.form_template import form_template
from procedures.services.cost_drafts import draft_costs
from procedures.services.descriptions import compare_descriptions, draft_describe
from procedures.services.workbook_import.import_plan import make_plan
from procedures.spreadsheets.open_sheets import open_sheets
from procedures.spreadsheets.problems import Unreadable
from procedures.spreadsheets.read_file import read_bytes
from tests.cli.conftest import Shell
from tests.cli.test_import_workbooks import COSTS, written
from tests.support.sheets import procedure
from tests.support.town import Town

STATED = ("--source", "Sổ theo dõi hồ sơ năm 2022", "--dated", "10/06/2023", "--income-year", "2022")
WORDS = {
    "ma_thu_tuc": "1.000001",
    "ten_thu_tuc": "Cấp bản sao trích lục",
    "cap_thuc_hien": "Cấp xã",
    "doi_tuong_thuc_hien": "Công dân Việt Nam",
    "thanh_phan_ho_so": "",
    "cach_thuc_thuc_hien": "",
    "can_cu_phap_ly": "",
}
ITEMS = [
    {"name": "Tờ khai\x0bcấp bản sao? =1+1", "case": ""},
    {"name": "Giấy ?y quy?n", "case": "Trường hợp ủy quyền"},
]
CHANNELS = [("counter", "8000", {"value": "3", "unit": "working-day"}), ("online", None, None)]


def describe(town, folder, *codes):
    """Put descriptions on record, from files as the portal publishes them."""
    for code in codes:
        text = json.dumps(WORDS | {"ma_thu_tuc": code}, ensure_ascii=False)
        (folder / f"{code}.json").write_text(text, encoding="utf-8")
    hanh = town.as_("hanh.nt")
    found = compare_descriptions(hanh, [folder / f"{code}.json" for code in codes])
    hanh.submit([hanh.sign(draft) for draft in draft_describe(hanh, found.new)])


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """Four procedures of a department: described; described and costed; not described; struck."""
    town = Town(str(tmp_path_factory.mktemp("costs") / "tinhgon.db"))
    hanh = town.as_("hanh.nt")
    names = {"1.000001": "Cấp bản sao", "1.000002": "Chứng thực", "1.000003": "Đăng ký", "1.000004": "Cũ"}
    hanh.perform(
        "procedure.add",
        [(f"procedure/{code}", procedure("so-tu-phap", name=name)) for code, name in names.items()],
    )
    describe(town, tmp_path_factory.mktemp("described"), *(code for code in names if code != "1.000003"))
    town.record("lan.bt", "1.000002", 1000)
    town.as_("lan.bt").perform("procedure.strike", [("procedure/1.000004", {})], reason="đã bãi bỏ")
    yield town
    town.store.close()


@pytest.fixture
def shell(town, tmp_path):
    """The command line on that register, in an empty folder."""
    shell = Shell(tmp_path, lang="vi")
    shell.env["TINHGON_REGISTER"] = town.url
    return shell


def cells_of(file):
    """The rows of the first sheet, as lists of cells."""
    data = read_bytes(file)
    grids = open_sheets(file, data, "", lambda grid: True, Unreadable(code="no-form")).grids
    return [[*cells] for _number, cells in next(iter(grids)).rows]


def planned(town, file):
    """The plan of a workbook."""
    return make_plan(town.as_("lan.bt"), read_filled(file), file.name, unit="", owner={})


def filled(file, target, **figures):
    """The workbook with cells filled in, by key of a column, in every row or in those of a group."""
    rows = cells_of(file)
    places = {column.key: rows[0].index(column.titles[0]) for column in COSTS.columns}
    for row in rows[1:]:
        row += [""] * (len(places) - len(row))
        for key, text in figures.items():
            if key == "hours" or row[places["fees"]]:
                row[places[key]] = text
    return written(target, A=rows)


def test_the_workbook_holds_what_has_no_sheet_and_names_the_rest(shell):
    """Described and without a sheet is drafted; every other procedure is named, but for a struck one."""
    told = shell("cost draft hoa-binh", "-o", "a.xlsx", *STATED)
    assert told.code == 0
    assert {row[0] for row in cells_of(shell.folder / "a.xlsx")[1:]} == {"1.000001"}
    assert "1 TTHC chưa có mô tả trong sổ, không đưa vào: 1.000003" in told.err
    assert "1 TTHC đã có bảng tính chi phí, không đưa vào: 1.000002" in told.err
    assert "1.000004" not in told.err
    assert "tinhgon import plan a.xlsx" in told.err
    told = shell("cost draft so-tu-phap --all", "-o", "b.xlsx")
    assert {row[0] for row in cells_of(shell.folder / "b.xlsx")[1:]} == {"1.000001", "1.000002"}
    assert "đã có bảng tính" not in told.err


def test_a_drafted_workbook_as_it_is_names_the_cells_to_fill_in(shell, town):
    """Untouched it is no plan: the cell of hours is named, and source and date where they were not given."""
    shell.ok("cost draft so-tu-phap -o a.xlsx", *STATED)
    problems = planned(town, shell.folder / "a.xlsx").problems
    assert [(one.code, one.row, one.column) for one in problems] == [("nothing-stated", 2, "Số giờ")]
    shell.ok("cost draft so-tu-phap -o b.xlsx")
    found = filled(shell.folder / "b.xlsx", shell.folder / "c.xlsx", hours="1,5", times="1", subjects=10)
    problems = planned(town, found).problems
    assert {(one.code, one.row, one.column) for one in problems} == {
        ("sheet-unfit", 2, "Nguồn số liệu"),
        ("sheet-unfit", 2, "Ngày lập"),
    }


def test_a_workbook_with_hours_and_volumes_filled_in_is_planned(shell, town):
    """Hours, times, subjects and the unknown fee typed, nothing else: one sheet, no problem."""
    shell.ok("cost draft so-tu-phap -o a.xlsx", *STATED)
    file = filled(
        shell.folder / "a.xlsx", shell.folder / "b.xlsx", hours="1,5", times="1", subjects=10, fees="8000"
    )
    plan = planned(town, file)
    assert (plan.problems, plan.refused, len(plan.changes)) == ((), (), 1)


def test_a_rich_description_is_read_as_it_was_drafted(town, tmp_path, monkeypatch):
    """Channels are groups, signs that a cell may not hold are left out, "chưa rõ" is read as unknown."""
    body = read_description(WORDS, "portal-text")
    extra = {"originals": None, "copies": None, "form": ""}
    words = {"limit_words": "theo hẹn", "fee_words": "theo biểu phí", "note": ""}
    body["items"] = [one | extra for one in ITEMS]
    body["channels"] = [
        {"channel": name, "fee": fee, "limit": limit, **words} for name, fee, limit in CHANNELS
    ]
    monkeypatch.setattr("procedures.services.cost_drafts.json.loads", lambda _text: body)
    made = draft_costs(town.base, "so-tu-phap", {"source": "Sổ", "date": "10/06/2023", "income_year": "2022"})
    remarks = {(n, key): text for n, line in enumerate(made.lines) for key, text in line.remarks.items()}
    assert remarks == {(3, "fees"): "theo biểu phí", (3, "limit"): "theo hẹn"}
    monkeypatch.undo()
    file = tmp_path / "a.xlsx"
    file.write_bytes(form_template("costs", [line.cells for line in made.lines], remarks))
    book = read_filled(filled(file, tmp_path / "b.xlsx", hours="2", times="1", subjects=5))
    assert book.problems == ()
    values = [entry.values for entry in book.sheets[0].entries]
    assert [one["task"] for one in values[:2]] == [
        "Tờ khai cấp bản sao? =1+1",
        "Giấy …y quy…n (Trường hợp ủy quyền)",
    ]
    assert [(one["group"], one["fees"], one["limit"]) for one in values[2:4]] == [
        ("Trực tiếp", "8000", "3 working-day"),
        ("Trực tuyến", "?", None),
    ]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("cost draft so-xay-dung", 5),
        ("cost draft khong-co", 5),
        ("cost draft so-tu-phap -o a.csv", 2),
        ("cost draft so-tu-phap -o a.xlsx --dated 31/02/2023", 2),
    ],
)
def test_what_cannot_be_drafted_is_said_and_nothing_is_written(shell, words, code):
    """No procedure to draft, no such unit, another ending, no date: an exit code, and no file."""
    assert shell(words).code == code
    assert [path.name for path in shell.folder.iterdir() if path.suffix in {".xlsx", ".csv"}] == []
