"""The stage "seen at the portal" by command: described, cut, implemented, described again."""

from __future__ import annotations

import json
import shutil

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Shell
from tests.support.paths import ROOT

CODES = ("1.000001", "1.000002", "1.000003", "1.000004")
PAPERS = ("Thẻ căn cước công dân", "Giấy khai sinh", "Đơn đề nghị theo mẫu số 01")
PLAN = """kind = "simplify"
[submission]
number = "1/TTr"
date = "20/12/2023"
[[actions]]
kind = "replace-by-data"
content = "Thay “{paper}” bằng dữ liệu"
reason = "đã có trong cơ sở dữ liệu"
document = "25/2020/QĐ-UBND"
authority = "province"
"""
IMPLEMENT = "implement {code} --document 12/2024/QĐ-UBND --dated 10/02/2024 --in-force 01/03/2024"
APPROVE = '--decision 9/QĐ-UBND --signed 15/01/2024 --body "UBND tỉnh" --signer "Chủ tịch" --level province'


def record(code, papers):
    """A description as the portal publishes it, in the program's own form."""
    return {
        "code": code,
        "name": f"Thủ tục {code}",
        "items": [{"name": paper} for paper in papers],
        "channels": [{"channel": "counter", "limit": {"value": "10", "unit": "working-day"}}],
        "steps": "Nộp hồ sơ tại Trung tâm",
    }


@pytest.fixture(scope="module")
def cut(tmp_path_factory, preloaded):
    """A register with four cuts implemented; three of the procedures were described before."""
    shell = Shell(tmp_path_factory.mktemp("portal"))
    shell.ok('init "UBND tỉnh Thử" --registrar hanh.nt --register so.db')

    def run(command, code=0):
        done = shell(f"--register so.db {command}")
        assert done.code == code, (command, done)
        return done.out

    for unit, more in (("tinh", "--kind province"), ("so-tu-phap", "--parent tinh")):
        run(f'unit add {unit} "{unit}" {more} --as hanh.nt --yes')
    for person, role in (("lan.bt", "department --unit so-tu-phap"), ("minh.tv", "reviewer --unit tinh"),
                         ("huong.lt", "reviewer --unit tinh")):  # fmt: skip
        run(f'person add {person} "{person}" --as hanh.nt --yes')
        run(f"key new {person}")
        run(f"key add {person} --as hanh.nt --yes")
        run(f"role grant {person} {role} --as hanh.nt --yes")
    rows = "".join(f"{code},Thủ tục {code}\n" for code in CODES)
    (shell.folder / "ds.csv").write_text("Mã TTHC,Tên TTHC\n" + rows, encoding="utf-8")
    run("procedure import ds.csv --unit so-tu-phap --as hanh.nt --yes")
    run("programme adopt hoa-binh-2023 --as hanh.nt --yes")
    run("programme seal hoa-binh-2023 --as hanh.nt --yes")
    describe(shell, "truoc", dict.fromkeys(CODES[:3], PAPERS))
    (shell.folder / "phuong-an.toml").write_text(PLAN.format(paper=PAPERS[0]), encoding="utf-8")
    for code in CODES:
        run(f"propose {code} --from phuong-an.toml --as lan.bt --yes")
    listed = " ".join(CODES)
    run(f'appraise {listed} --opinion "Đồng ý" --as minh.tv --yes')
    run(f"approve {listed} {APPROVE} --as huong.lt --yes")
    run(IMPLEMENT.format(code=listed) + " --as lan.bt --yes")
    return shell


def describe(shell, folder, papers):
    """Describe procedures: code -> the names of their papers."""
    (shell.folder / folder).mkdir()
    for code, names in papers.items():
        text = json.dumps(record(code, names), ensure_ascii=False)
        (shell.folder / folder / f"{code}.json").write_text(text, encoding="utf-8")
    done = shell(f"--register so.db procedure describe {folder} --as hanh.nt --yes")
    assert done.code == 0, done


@pytest.fixture
def office(cut, tmp_path):
    """A copy of that register, and a shell in its folder."""
    shutil.copytree(cut.folder, tmp_path / "office")
    return Shell(tmp_path / "office")


def test_without_a_later_description_nothing_can_be_told(office):
    """Described before the proposal only, or not at all: no answer, and no failed check."""
    done = office("--register so.db audit portal so-tu-phap --json")
    assert done.code == 0
    page = json.loads(done.out)
    assert page["counts"] == {"seen": 0, "half": 0, "not-yet": 0, "cannot-tell": 4}
    whys = [cut["actions"][0]["why"] for cut in page["cuts"]]
    assert whys == [*["no-description-since"] * 3, "not-described"]


def test_cuts_are_seen_halved_and_missed_by_the_next_description(office):
    """The portal dropped the paper of one, keeps that of another, and spares it online for the third."""
    online = ". Thông tin đã có trong Cơ sở dữ liệu quốc gia về dân cư thì không phải tải lên (trực tuyến)"
    after = {CODES[0]: PAPERS[1:], CODES[1]: PAPERS, CODES[2]: (PAPERS[0] + online, *PAPERS[1:])}
    after[CODES[1]] = (*PAPERS, "Ảnh 4x6")
    describe(office, "sau", after)
    done = office("--register so.db audit portal so-tu-phap --json")
    assert done.code == 7
    page = json.loads(done.out)
    assert [cut["answer"] for cut in page["cuts"]] == ["seen", "not-yet", "half", "cannot-tell"]
    (part,) = page["cuts"][0]["actions"][0]["parts"]
    assert (part["before"], part["after"]) == (PAPERS[0], "")

    told = office("--register so.db audit portal so-tu-phap --lang vi").out
    for words in ("đã thấy trên Cổng Dịch vụ công", "thấy một phần", "chưa thấy", "chưa thể kết luận"):
        assert words in told
    flat = office("--register so.db audit portal --format tsv").out.splitlines()
    assert flat[0].startswith("code\tunit\tanswer\taction")
    assert len(flat) == 5

    sheet = office("--register so.db check --unit so-tu-phap --format table").out
    assert "Seen at the portal" in sheet
    assert "1 seen, 1 half seen, 1 not yet seen, 1 cannot be told" in sheet
    (unit,) = json.loads(office("--register so.db check --unit so-tu-phap --json").out)["units"]
    assert unit["portal"] == {"seen": 1, "half": 1, "not-yet": 1, "cannot-tell": 1}
    head, row, *_ = office("--register so.db check --unit so-tu-phap --format csv").out.splitlines()
    assert head.endswith("portal_seen,portal_half,portal_not_yet,portal_cannot_tell")
    assert row.endswith(",1,1,1,1")
    for command, name in (("audit portal", "audit-portal"), ("check", "check")):
        printed = json.loads(office(f"--register so.db {command} --json").out)
        schema = json.loads((ROOT / "docs" / "json" / f"{name}.schema.json").read_text("utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(printed)) == []


def test_the_portal_decides_no_target(office):
    """Exit code and verdict of check are the same before and after the portal shows anything."""
    before = office("--register so.db check --stage implemented --json")
    describe(office, "sau", dict.fromkeys(CODES[:3], PAPERS[1:]))
    after = office("--register so.db check --stage implemented --json")
    assert before.code == after.code
    pages = [json.loads(done.out)["units"] for done in (before, after)]
    assert [unit["result"] for unit in pages[0]] == [unit["result"] for unit in pages[1]]


def test_a_register_without_descriptions_has_no_such_column(demo):
    """The demonstration is not described: check says nothing of the portal, in no form."""
    assert "Seen at the portal" not in demo("check").out
    assert '"portal"' not in demo("check --json").out
    assert "portal_seen" not in demo("check --format csv").out
