"""Facts that change, typed as an office types them: mergers, codes, ends, deadlines, units that close."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.cli.conftest import Shell
from tests.support.build_once import build_once

PEOPLE = {
    "lan.bt": ("Bùi Thị Lan", "department --unit so-tu-phap"),
    "minh.tv": ("Trần Văn Minh", "reviewer --unit tinh"),
    "huong.lt": ("Lê Thị Hương", "reviewer --unit tinh"),
}
CODES = [f"1.0000{n:02d}" for n in range(1, 11)]
SHEET = """
times = "1"
subjects = 1
fees = 0
other = 0
basis = "estimate"
source = "khảo sát"
date = "01/06/2023"
[income]
hourly = 1
year = 2022
source = "NGTK"
[[tasks]]
kind = "other"
hours = "{hours}"
service = {service}
"""
PAPER = "--document 5/QĐ-UBND --dated 20/12/2023"


def sheet(folder, name, annual):
    """A cost sheet of one task that costs so many đồng a year; the name of its file."""
    (folder / name).write_text(SHEET.format(hours=0, service=annual), encoding="utf-8")
    return name


@pytest.fixture(scope="module")
def province_office(tmp_path_factory, preloaded):
    """A register with two departments; the first has ten procedures at 1,000,000 đồng, sealed."""

    def build(folder):
        shell = Shell(folder)
        shell.ok('init "UBND tỉnh Thử" --registrar hanh.nt --register so.db')
        for unit, more in (
            ("tinh", "--kind province"),
            ("so-tu-phap", "--parent tinh"),
            ("so-moi", "--parent tinh"),
        ):
            shell.ok(f'--register so.db unit add {unit} "{unit}" {more} --as hanh.nt --yes')
        for person, (name, role) in PEOPLE.items():
            shell.ok(f'--register so.db person add {person} "{name}" --as hanh.nt --yes')
            shell.ok(f"--register so.db key new {person}")
            shell.ok(f"--register so.db key add {person} --as hanh.nt --yes")
            shell.ok(f"--register so.db role grant {person} {role} --as hanh.nt --yes")
        rows = "".join(f"{code},Thủ tục {code}\n" for code in CODES)
        (folder / "ds.csv").write_text("Mã TTHC,Tên TTHC\n" + rows, encoding="utf-8")
        shell.ok("--register so.db procedure import ds.csv --unit so-tu-phap --as hanh.nt --yes")
        sheet(folder, "base.toml", 1_000_000)
        for code in CODES:
            shell.ok(f"--register so.db cost record {code} --from base.toml --as lan.bt --yes")
        shell.ok("--register so.db programme adopt hoa-binh-2023 --as hanh.nt --yes")
        shell.ok("--register so.db programme seal hoa-binh-2023 --as hanh.nt --yes")

    return build_once(tmp_path_factory, "office-of-ten", build)


@pytest.fixture
def office(province_office, tmp_path):
    """A copy of that register, and a shell in its folder."""
    shutil.copytree(province_office, tmp_path / "office")
    shell = Shell(tmp_path / "office")

    def run(command, code=0, **more):
        done = shell(f"--register so.db {command}", **more)
        assert done.code == code, (command, done)
        return done

    run.folder = shell.folder
    return run


def judged(office, unit="so-tu-phap", stage="proposed"):
    """The page of a unit's check at a stage, whatever its exit code."""
    for code in (0, 7):
        try:
            return json.loads(office(f"check --unit {unit} --stage {stage} --json", code).out)["units"][0]
        except AssertionError:
            continue
    raise AssertionError(unit)


def three(office, unit="so-tu-phap"):
    """The cuts and the saving at each of the three stages."""
    stages = judged(office, unit)["stages"].values()
    return [at["broad"] for at in stages], [int(at["saving"]) for at in stages]


def merge_plan(office, into):
    """A proposal to merge into a code, as a file."""
    (office.folder / "gop.toml").write_text(
        f"""kind = "merge"
into = "{into}"
[submission]
number = "1/TTr"
date = "20/12/2023"
[[actions]]
kind = "merge"
content = "Gộp"
reason = "trùng nội dung"
document = "25/2020/QĐ-UBND"
authority = "province"
""",
        encoding="utf-8",
    )


def simple(office, code, kind="abolish", more="", dated="20/12/2023"):
    """A proposal of one action."""
    action = {"abolish": "", "simplify": "--action reduce-fee"}[kind]
    office(
        f"propose {code} --kind {kind} {action} --content bỏ --reason thừa --amends 25/2020/QĐ-UBND "
        f"--authority province --submission 1/TTr --dated {dated} {more} --as lan.bt --yes"
    )


def decide(office, codes, in_force="21/12/2023", ends=""):
    """Appraised, approved and implemented."""
    office(f"appraise {codes} --opinion được --as minh.tv --yes")
    office(f"approve {codes} --decision 4/QĐ-UBND --signed 20/12/2023 --as huong.lt --yes")
    more = f"--ends {ends}" if ends else ""
    office(f"implement {codes} {PAPER} --in-force {in_force} {more} --as lan.bt --yes")


def test_two_of_ten_merged_into_a_new_code(office):
    """1/10 and 400,000 đồng, not 2/10 and 2,000,000 (R4); one implemented member does not carry the other (R7)."""
    office("procedure add 9.000001 Gộp --unit so-tu-phap --as lan.bt --yes")
    sheet(office.folder, "new.toml", 1_600_000)
    office("cost record 9.000001 --from new.toml --as lan.bt --yes")
    merge_plan(office, "9.000001")
    office(f"propose {CODES[0]} {CODES[1]} --from gop.toml --as lan.bt --yes")
    assert three(office) == ([1, 0, 0], [400_000, 0, 0])
    assert judged(office)["result"] == "not-met"
    decide(office, CODES[0])
    assert three(office) == ([1, 0, 0], [400_000, 0, 0])
    decide(office, CODES[1])
    assert three(office) == ([1, 1, 1], [400_000, 400_000, 400_000])
    why = office("check --unit so-tu-phap --why --json", 7).out
    assert "1600000" in why
    assert office("paper costs so-tu-phap --format csv").out.count("1600000") > 0
    office("audit verify")


def test_cuts_proposed_after_the_deadline_are_met_late(office):
    """81 days late, on the sheet, in the league, in JSON; --on-time makes it exit code 7 (R12)."""
    for code in CODES[:2]:
        simple(office, code)
    page = judged(office)
    assert page["result"] == "met"
    assert page["deadlines"]["number"] == {
        "deadline": "2023-09-30",
        "met_on": "2023-12-20",
        "late": 81,
        "recorded_late": 0,
    }
    assert "20/12/2023" in office("check --unit so-tu-phap").out
    assert "81" in office("check --league").out
    office("check --unit so-tu-phap --on-time", 7)
    assert "81" in office("paper summary so-tu-phap --format csv").out


def test_cuts_dated_in_time_are_met_in_time_however_late_they_are_recorded(office):
    """Dated 20/9/2023 and recorded years later: in time by the documents, and the sheet says so (W8)."""
    for code in CODES[:2]:
        simple(office, code, dated="20/09/2023")
    assert judged(office)["deadlines"]["cost"]["late"] == 0
    assert judged(office)["deadlines"]["cost"]["recorded_late"] == 2
    office("check --unit so-tu-phap --on-time")


def test_an_implemented_cut_is_annulled_ended_and_made_permanent(office):
    """A wrong implement is undone; an end is changed and taken away; what has ended is not revived (R8)."""
    a, b, c, *_ = CODES
    for code in (a, b, c):
        simple(office, code)
    decide(office, f"{a} {b}")
    decide(office, c, ends="31/12/2024")
    assert three(office)[0] == [2, 2, 2]  # the third has ended by now
    office(f"annul {a} --wrongly-recorded --reason nhầm --as huong.lt --yes")
    assert three(office)[0] == [1, 1, 1]
    office(f"annul {b} --document 6/QĐ-UBND --dated 21/12/2023 --reason bãi --as huong.lt --yes")
    assert three(office)[0] == [0, 0, 0]
    revived = office(f"extend {c} {PAPER} --ends 31/12/2030 --as lan.bt --yes", 3)
    assert "31/12/2024" in revived.err
    neither = office(f"extend {c} {PAPER} --as lan.bt --yes", 2)
    assert "--permanent" in neither.err
    both = office(
        f"annul {c} --document 6/QĐ --dated 21/12/2023 --wrongly-recorded --reason x --as huong.lt --yes", 2
    )
    assert "--wrongly-recorded" in both.err


def test_a_further_cut_of_the_same_procedure(office):
    """1,000,000 to 600,000 finished, then to 200,000: each stage shows the furthest that reached it (R11)."""
    code = CODES[0]
    for name, annual in (("mot", 600_000), ("hai", 200_000)):
        sheet(office.folder, f"{name}.sheet", annual)
        after = (office.folder / f"{name}.sheet").read_text("utf-8")
        after = after.replace("[income]", "[after_sheet.income]").replace(
            "[[tasks]]", "[[after_sheet.tasks]]"
        )
        (office.folder / f"{name}.toml").write_text(
            'kind = "simplify"\n[submission]\nnumber = "1/TTr"\ndate = "20/12/2023"\n[[actions]]\n'
            'kind = "remove-dossier-item"\ncontent = "bỏ"\nreason = "thừa"\ndocument = "25/2020/QĐ-UBND"\n'
            f'authority = "province"\n[after_sheet]{after}',
            encoding="utf-8",
        )
    office(f"propose {code} --from mot.toml --as lan.bt --yes")
    decide(office, code)
    office(f"reopen {code} --reason thêm --as huong.lt --yes")
    office(f"propose {code} --from hai.toml --as lan.bt --yes")
    assert three(office) == ([1, 1, 1], [800_000, 400_000, 400_000])
    office(f"withdraw {code} --reason rút --as lan.bt --yes")
    assert three(office) == ([1, 1, 1], [400_000, 400_000, 400_000])
    office("audit verify")


def test_a_renumbered_procedure_is_found_by_both_codes_and_goes_on(office):
    """Recoded while proposed: shown, searched, decided and logged under either code (R4)."""
    old, new = CODES[0], "9.000009"
    simple(office, old)
    office(f"procedure recode {old} {new} --as lan.bt --yes")
    assert three(office)[0] == [1, 0, 0]
    for code in (old, new):
        shown = office(f"procedure show {code}").out
        assert new in shown
        assert old in shown
        assert new in office(f"procedure search {code}").out
        assert "propose" in office(f"audit log {code}").out
    decide(office, old)
    assert three(office)[0] == [1, 1, 1]
    taken = office(f"procedure recode {CODES[1]} {old} --as lan.bt --yes", 3)
    assert old in taken.err
    office("audit verify")


def test_a_repeal_from_above_leaves_base_and_cuts(office):
    """A circular repeals one uncut and one proposed procedure: 9 in the base, one implemented (R5)."""
    simple(office, CODES[0])
    above = "--document 12/2023/TT-BTP --dated 21/12/2023 --level ministry"
    office(f'procedure strike {CODES[0]} {CODES[1]} {above} --reason "Bộ bãi bỏ" --as minh.tv --yes')
    page = judged(office)
    assert (page["base"], page["repealed"]["members"]) == (9, 1)
    assert three(office)[0] == [1, 1, 1]
    assert CODES[1] in office("check --unit so-tu-phap", 7).out
    refused = office(f"withdraw {CODES[0]} --reason rút --as lan.bt --yes", 3)
    assert "Bộ bãi bỏ" in refused.err


def test_a_unit_closes_in_parts_and_is_not_judged_any_more(office):
    """One procedure goes to another unit, nine to the successor; the rows add up, exit code by the living."""
    simple(office, CODES[0])
    office("unit add so-ke-thua so-ke-thua --parent tinh --as hanh.nt --yes")
    (office.folder / "phan.csv").write_text(f"code,unit\n{CODES[0]},so-moi\n", encoding="utf-8")
    office(
        "unit close so-tu-phap --date 01/07/2026 --successor so-ke-thua --parts phan.csv --as hanh.nt --yes"
    )
    bases = {unit: judged(office, unit)["base"] for unit in ("so-tu-phap", "so-moi", "so-ke-thua", "tinh")}
    assert bases == {"so-tu-phap": 0, "so-moi": 1, "so-ke-thua": 9, "tinh": 10}
    office("check --unit so-tu-phap")
    assert "so-tu-phap → so-moi" in office("check --unit so-moi").out
    (office.folder / "sai.csv").write_text("code,unit\n,so-moi\n", encoding="utf-8")
    wrong = office("unit close so-moi --date 01/07/2026 --parts sai.csv --as hanh.nt --yes", 2)
    assert "code" in wrong.err


def test_a_procedure_is_handed_over_by_a_document(office):
    """With the document its place in the base moves and both units say so; without it only the work (R10)."""
    office(f"procedure assign {CODES[0]} --unit so-moi --as hanh.nt --yes")
    assert judged(office)["base"] == 10
    office(f"procedure assign {CODES[1]} --unit so-moi {PAPER} --as hanh.nt --yes")
    assert (judged(office)["base"], judged(office, "so-moi")["base"]) == (9, 1)
    for unit in ("so-tu-phap", "so-moi"):
        assert "so-tu-phap → so-moi" in office(f"check --unit {unit}", 7).out


def test_a_proposal_that_counts_for_no_programme_says_so(office):
    """Refused with the way out; with --programme none it is recorded (R11)."""
    office("procedure add 9.000002 Mới --unit so-tu-phap --as lan.bt --yes")
    plan = "--kind abolish --content bỏ --reason thừa --amends 25/2020/QĐ-UBND --authority province --submission 1/TTr --dated 20/12/2023"
    refused = office(f"propose 9.000002 {plan} --as lan.bt --yes", 3)
    assert "--programme none" in refused.err
    office(f"propose 9.000002 {plan} --programme none --as lan.bt --yes")
