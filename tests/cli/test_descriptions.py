"""Descriptions by command: taken in, shown, found, scanned, drafted from, described anew; the records are our own."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.support.build_once import build_once

from .conftest import Shell

MARRIAGE, BIRTH, LICENCE = "1.900001", "1.900002", "1.900003"


def record(code, name, items, level="Cấp xã", **more):
    """A record as the portal's page is copied: the tables run together."""
    table = "".join(f"{item}{count}" for item, count in items)
    words = {
        "ma_thu_tuc": code,
        "ten_thu_tuc": name,
        "so_quyet_dinh": "1/QĐ-BTP",
        "cap_thuc_hien": level,
        "linh_vuc": "Hộ tịch",
        "doi_tuong_thuc_hien": "Công dân Việt Nam",
        "trinh_tu_thuc_hien": "Người yêu cầu nộp hồ sơ tại Ủy ban nhân dân cấp xã.",
        "cach_thuc_thuc_hien": "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp5 Ngày làm việcMiễn phí",
        "thanh_phan_ho_so": f"--Tên giấy tờMẫu đơn, tờ khaiSố lượng{table}",
        "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnNghị định về hộ tịch123/2015/NĐ-CPThông tư hướng dẫn04/2020/TT-BTP",
        "ket_qua_xu_ly": "Trích lục",
    }
    return words | more


RECORDS = (
    record(
        MARRIAGE,
        "Đăng ký kết hôn",
        [("Tờ khai theo mẫu", "1 bản chính"), ("Giấy xác nhận tình trạng hôn nhân", "1 bản chính")],
    ),
    record(BIRTH, "Đăng ký khai sinh", [("Giấy chứng sinh", "1 bản chính")]),
    record(
        LICENCE,
        "Cấp phép hoạt động",
        [("Phiếu lý lịch tư pháp của người đứng đầu", "1 bản chính")],
        "Cấp tỉnh",
    ),
)
LIST = "Mã TTHC,Tên TTHC\n" + "".join(f"{one['ma_thu_tuc']},{one['ten_thu_tuc']}\n" for one in RECORDS)


def written(folder, *records):
    """Records as files of a folder."""
    folder.mkdir(exist_ok=True)
    for one in records:
        (folder / f"{one['ma_thu_tuc']}.json").write_text(
            json.dumps(one, ensure_ascii=False), encoding="utf-8"
        )


@pytest.fixture(scope="module")
def described_office(tmp_path_factory, preloaded):
    """A register with three procedures of one department, described and sealed."""

    def build(folder):
        shell = Shell(folder)
        shell.ok('init "UBND tỉnh Thử" --registrar hanh.nt')
        shell.ok('unit add tinh "UBND tỉnh" --kind province --as hanh.nt --yes')
        shell.ok('unit add so-tu-phap "Sở Tư pháp" --parent tinh --as hanh.nt --yes')
        shell.ok('person add lan.bt "Lan" --as hanh.nt --yes')
        shell.ok("key new lan.bt")
        shell.ok("key add lan.bt --as hanh.nt --yes")
        shell.ok("role grant lan.bt department --unit so-tu-phap --as hanh.nt --yes")
        (folder / "ds.csv").write_text(LIST, encoding="utf-8")
        shell.ok("procedure import ds.csv --unit so-tu-phap --as hanh.nt --yes")
        written(folder / "mo-ta", *RECORDS)
        shell.ok("procedure describe mo-ta --as hanh.nt --yes")
        shell.ok("programme adopt hoa-binh-2023 --as hanh.nt --yes")
        shell.ok("programme seal hoa-binh-2023 --as hanh.nt --yes")

    return build_once(tmp_path_factory, "described-office", build)


@pytest.fixture
def office(described_office, tmp_path):
    """A copy of that register, and a shell in its folder."""
    shutil.copytree(described_office, tmp_path / "office")
    return Shell(tmp_path / "office")


def test_a_description_is_shown_whole(office):
    """Its papers, channels, legal bases with their level, and at which level it is carried out."""
    page = json.loads(office.ok(f"procedure show {MARRIAGE} --full --json"))["description"]
    assert [item["name"] for item in page["items"]] == [
        "Tờ khai theo mẫu",
        "Giấy xác nhận tình trạng hôn nhân",
    ]
    assert [(basis["number"], basis["level"]) for basis in page["bases"]] == [
        ("123/2015/NĐ-CP", "government"),
        ("04/2020/TT-BTP", "ministry"),
    ]
    assert page["channels"][0]["limit"] == {"value": "5", "unit": "working-day"}
    assert page["channels"][0]["fee"] == "0"
    shown = office.ok(f"procedure show {MARRIAGE} --full")
    assert "Giấy xác nhận tình trạng hôn nhân" in shown
    assert "to amend what it asks for: 04/2020/TT-BTP (ministry)" in shown
    assert json.loads(office.ok("procedure list --json"))["rows"][0]["levels"] in {"commune", "province"}


def test_a_part_of_a_day_is_written_as_each_language_writes_it(office):
    """Half a day has a comma in Vietnamese, a point in English; the data keep the point."""
    ways = "Hình thức nộpThời gianPhí, lệ phíMô tảTrực tiếp2,5 Ngày làm việcMiễn phí"
    written(office.folder / "le", record(BIRTH, "Đăng ký khai sinh", [], cach_thuc_thuc_hien=ways))
    office.ok("procedure describe le --as hanh.nt --yes")
    shown = f"procedure show {BIRTH} --full"
    assert "2,5 ngày làm việc" in office.ok(f"--lang vi {shown}")
    assert "2.5 working day" in office.ok(f"--lang en {shown}")
    (channel,) = json.loads(office.ok(f"{shown} --json"))["description"]["channels"]
    assert channel["limit"] == {"value": "2.5", "unit": "working-day"}


def test_a_search_reads_the_dossier_and_prefers_the_name(office):
    """A word of the name comes first, a word of a paper is found too, marks or not."""
    found = [row["code"] for row in json.loads(office.ok("procedure search giay chung sinh --json"))["rows"]]
    assert found[0] == BIRTH
    assert json.loads(office.ok("procedure search kết hôn --json"))["rows"][0]["code"] == MARRIAGE
    assert json.loads(office.ok("procedure search tàu vũ trụ --json"))["rows"] == []


def test_described_again_nothing_is_signed_and_a_change_is_told(office):
    """The same words change nothing; other words are a new fact, and each difference has its words."""
    assert "nothing to sign" in office("procedure describe mo-ta --as hanh.nt --yes").err
    new = record(MARRIAGE, "Đăng ký kết hôn", [("Tờ khai theo mẫu", "2 bản chính"), ("Ảnh", "1 bản chính")])
    written(office.folder / "mo-ta", new)
    office.ok("procedure describe mo-ta --as hanh.nt --yes")
    first, second = json.loads(office.ok(f"procedure changes {MARRIAGE} --json"))["versions"]
    assert first["changes"] == []
    assert {(one["what"], one["part"]) for one in second["changes"]} == {
        ("changed", "items.1"),
        ("went", "items.2"),
        ("came", "items.2"),
    }
    assert "Ảnh" in office.ok(f"procedure changes {MARRIAGE}")


def test_what_a_scan_finds_becomes_proposals_signed_once(office):
    """Two of three ask for a paper of Article 4; the draft is planned as it is, and the number is met."""
    scanned = json.loads(office.ok("scan papers so-tu-phap --draft pa.xlsx --json"))
    assert {(one["code"], one["paper"], one["letter"]) for one in scanned["findings"]} == {
        (MARRIAGE, "marital-status", "A"),
        (LICENCE, "criminal-record", "A"),
    }
    assert {one["amend"]["document"] for one in scanned["findings"]} == {"04/2020/TT-BTP"}
    (effect,) = scanned["effects"]
    assert (effect["cut"], effect["proposed"], effect["base"]) == (0, 2, 3)
    plan = json.loads(office("import plan pa.xlsx --json --as lan.bt").out)
    assert {one["column"] for one in plan["problems"]} == {"Số tờ trình", "Ngày tờ trình"}
    assert LICENCE in office("plan so-tu-phap").out
    office.ok("scan papers so-tu-phap --draft du.xlsx --submission 41/TTr-STP --dated 20/11/2026")
    office.ok("import plan du.xlsx -o du.plan --as lan.bt")
    office.ok("import apply du.plan --as lan.bt --yes")
    page = json.loads(office("check --unit so-tu-phap --json").out)["units"][0]
    assert page["stages"]["proposed"]["broad"] == 2
    action = json.loads(office.ok(f"procedure show {MARRIAGE} --json"))["proposals"][0]["actions"][0]
    assert action["kind"] == "replace-by-data"
    assert "“Giấy xác nhận tình trạng hôn nhân”" in action["content"]
    assert (action["document"], action["authority"]) == ("04/2020/TT-BTP", "ministry")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("hong.json", b'{"ma_thu_tuc": ', "is not JSON"),
        ("hai.jsonl", (json.dumps(RECORDS[0]) + "\n" + json.dumps(RECORDS[0]) + "\n").encode(), MARRIAGE),
        ("la.json", b'{"gi do": 1}', "la.json"),
        ("thieu.json", json.dumps(RECORDS[0] | {"ma_thu_tuc": ""}).encode(), "thieu.json"),
    ],
)
def test_what_cannot_be_read_is_told_by_file_and_place(office, name, content, words):
    """Exit code 2, the place and the reason; nothing is recorded."""
    (office.folder / "xau").mkdir()
    (office.folder / "xau" / name).write_bytes(content)
    before = office.ok("register info")
    done = office("procedure describe xau --as hanh.nt --yes")
    assert done.code == 2, done
    assert words in done.err
    assert office.ok("register info") == before


def test_a_description_of_an_unknown_procedure_is_left_out_and_told(office):
    """The others are recorded, the exit code is 3, and the code is named with the remedy."""
    written(office.folder / "moi", record("9.999999", "Lạ", []), record(BIRTH, "Đăng ký khai sinh", []))
    done = office("procedure describe moi --as hanh.nt --yes")
    assert done.code == 3, done
    assert "9.999999" in done.err
    assert json.loads(office.ok(f"procedure show {BIRTH} --full --json"))["description"]["items"] == []


def test_a_register_with_descriptions_verifies_and_rebuilds(office):
    """Every entry, table and index agrees, before and after a rebuild, and in a bundle."""
    office.ok("audit verify")
    office.ok("register rebuild --yes")
    office.ok("audit verify")
    office.ok("audit export goi")
    office.ok("audit verify --bundle goi")


def test_errors_that_are_skipped_are_named(office):
    """With --skip-errors each problem stands with its place, the good one is recorded, and the exit code is 3."""
    written(office.folder / "nua", record(BIRTH, "Đăng ký khai sinh", []))
    (office.folder / "nua" / "hong.json").write_text("{", encoding="utf-8")
    done = office("procedure describe nua --skip-errors --as hanh.nt --yes")
    assert done.code == 3, done
    assert "hong.json" in done.err
    assert json.loads(office.ok(f"procedure show {BIRTH} --full --json"))["description"]["items"] == []


def test_of_two_descriptions_of_one_code_neither_is_taken(office):
    """Nobody knows which is meant: both are left out, by name."""
    two = "".join(json.dumps(record(BIRTH, name, [])) + "\n" for name in ("Một", "Hai"))
    (office.folder / "hai.jsonl").write_text(two, encoding="utf-8")
    done = office("procedure describe hai.jsonl --skip-errors --as hanh.nt --yes")
    assert done.code == 3, done
    assert BIRTH in done.err
    assert json.loads(office.ok(f"procedure show {BIRTH} --full --json"))["description"]["items"] != []


def test_of_two_descriptions_under_a_former_code_neither_is_taken(office):
    """A procedure that was given another code is the same one: both are left out all the same."""
    office.ok(f"procedure recode {BIRTH} 1.900009 --as hanh.nt --yes")
    two = "".join(json.dumps(record(BIRTH, name, [])) + "\n" for name in ("Một", "Hai"))
    (office.folder / "hai.jsonl").write_text(two, encoding="utf-8")
    done = office("procedure describe hai.jsonl --skip-errors --as hanh.nt --yes")
    assert done.code == 3, done
    assert json.loads(office.ok("procedure show 1.900009 --full --json"))["description"]["items"] != []


def test_what_is_under_way_says_so_before_anything_else(office):
    """A second proposal is refused for the state, not because no programme would count it."""
    office.ok("scan papers so-tu-phap --draft du.xlsx --submission 41/TTr-STP --dated 20/11/2026")
    office.ok("import plan du.xlsx -o du.plan --as lan.bt")
    office.ok("import apply du.plan --as lan.bt --yes")
    done = office(
        f"propose {MARRIAGE} --kind abolish --content bỏ --reason thừa --amends 04/2020/TT-BTP "
        "--submission 42/TTr-STP --dated 21/11/2026 --as lan.bt --yes"
    )
    assert done.code == 3, done
    assert "TG-550" not in done.err


@pytest.mark.parametrize(
    ("name", "code", "words"), [("ds.csv", 2, "procedure import"), ("khong-co", 5, "khong-co")]
)
def test_what_is_no_description_is_told_with_the_remedy(office, name, code, words):
    """A list is taken in by another command; a path that does not exist is named."""
    done = office(f"procedure describe {name} --as hanh.nt --yes")
    assert done.code == code, done
    assert words in done.err
