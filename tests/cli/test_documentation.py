"""Every command line in the documentation works, and every command's example."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from procedures.commands.examples import EXAMPLES
from procedures.commands.tree import ALIASES, TREE
from tests.cli.test_import_workbooks import COSTS, costs_of, titles, written
from tests.support.paths import ROOT

LIST = 'Mã số,Tên,Cơ quan thực hiện\n1.900001,Thủ tục một,Sở Tư pháp\n1.900002,Thủ tục hai,"Sở Y tế"\n'
OLD_LIST = "Mã số,Tên\n1.900001,Thñ tôc hµnh chÝnh mét\n"  # TCVN3 under Unicode titles
REVIEW = "Mã số,Thời hạn rà soát,Căn cứ rà soát\n1.003198,30/06/2023,Phản ánh\n2.000635,30/11/2023,Tự chọn\n"
PROGRAMME = """
id = "noi-bo-2024"
name = "Thủ tục nội bộ 2024"
kinds = ["procedure", "internal"]
unit = "*"
starts = 2023-01-01
[[sources]]
document = "209/KH-UBND"
date = 2022-10-31
title = ""
[[targets]]
measure = "number"
percent = 20
basis = "broad"
stage = "approved"
deadline = 2025-01-01
"""


def furnish(shell):
    """The files that examples name, and acts that must come before some of them."""
    from tests.support.keys import key_of
    from workflow.identity.ssh_keys import ssh_line

    folder = shell.folder
    (folder / "danh-sach.csv").write_text(LIST, encoding="utf-8")
    (folder / "co-quan.csv").write_text("agency,unit\nSở Tư pháp,so-tu-phap\n", encoding="utf-8")
    (folder / "chi-phi.toml").write_text(shell.ok("cost template"), encoding="utf-8")
    plan = shell.ok("propose --template").partition("# Chi phí sau")[0]
    (folder / "phuong-an.toml").write_text(plan, encoding="utf-8")
    above = plan.replace('authority = "province"', 'authority = "ministry"')
    (folder / "kien-nghi.toml").write_text(above, encoding="utf-8")
    (folder / "khoa-moi.pub").write_text(ssh_line(key_of("new").public, "lan.bt"), encoding="utf-8")
    (folder / "chuong-trinh.toml").write_text(PROGRAMME, encoding="utf-8")
    (folder / "ra-soat.csv").write_text(REVIEW, encoding="utf-8")
    written(folder / "nhap.xlsx", A=[titles(COSTS), *costs_of("1.012902", 0)])
    (folder / "mo-ta.jsonl").write_text(json.dumps(DESCRIBED, ensure_ascii=False) + "\n", encoding="utf-8")


DESCRIBED = {
    "ma_thu_tuc": "1.003198",
    "ten_thu_tuc": "Một thủ tục (minh họa)",
    "cap_thuc_hien": "Cấp tỉnh",
    "thanh_phan_ho_so": "--Tên giấy tờMẫu đơn, tờ khaiSố lượngPhiếu lý lịch tư pháp1 bản chính",
    "cach_thuc_thuc_hien": "",
    "can_cu_phap_ly": "Tên văn bản pháp lýMã văn bảnThông tư về một việc1/2020/TT-BTP",
}
REGISTRARS = [
    command.format(who=who)
    for who in ("quang.dv", "yen.pt")
    for command in (
        "person add {who} {who} --as hanh.nt --yes",
        "key new {who}",
        "key add {who} --as hanh.nt --yes",
        "role grant {who} registrar --as hanh.nt --yes",
    )
]
WAITING = [
    *REGISTRARS,
    "register countersign --as hanh.nt --yes",
    "key new lan.bt -o khoa",
    "key add lan.bt --public khoa/lan.bt.pub --as hanh.nt --yes",
]
BEFORE = {
    "register countersign": REGISTRARS,
    "register confirm": WAITING,
    "register decline": WAITING,
    "extend": [
        "implement 1.008927 --document 1/QĐ --dated 25/09/2023 --in-force 26/09/2023 --ends 29/09/2023 --as lan.bt --yes"
    ],
    "recall": ["forward 1.012616 --to ministry --document 88/UBND-NC --dated 29/09/2023 --as minh.tv --yes"],
    "lapse": [
        "implement 1.008927 --document 1/QĐ --dated 25/09/2023 --in-force 26/09/2023 --ends 29/09/2023 --as lan.bt --yes"
    ],
    "procedure changes": ["procedure describe mo-ta.jsonl --as hanh.nt --yes"],
    "import apply": ["import plan nhap.xlsx -o nhap.plan --as son.hv"],
    "programme seal": ["programme adopt chuong-trinh.toml --as hanh.nt --yes"],
    "programme void": [
        "programme adopt chuong-trinh.toml --as hanh.nt --yes",
        "programme seal noi-bo-2024 --as hanh.nt --yes",
    ],
    "key confirm": [
        "key new lan.bt -o khoa",
        "key add lan.bt --public khoa/lan.bt.pub --as hanh.nt --yes",
        "key revoke SHA256:5jU4hrMd0ZBt7RaKObrm0OHl0YFEd4M2XqSELNrmdh4 --reason X --suspected-from 200 --as hanh.nt --yes",
    ],
    "cost draft": ["procedure describe mo-ta.jsonl --as hanh.nt --yes"],
    "paper recommendations": ["propose 1.003198 --from kien-nghi.toml --as lan.bt --yes"],
    "audit witness": ["audit checkpoint -o diem.txt --as hanh.nt"],
    "register receive": ['procedure review 1.003198 --reason "giữ" --as lan.bt --yes --out da-ky.intent'],
    "register restore": ["register backup sao-luu.db"],
}


# Exit codes of an example; the demonstration has the newest life cycle already.
ENDS = {"check": (0, 7), "plan": (0, 7), "register upgrade": (3,)}


def leaves(tree, path=""):
    for name, node in tree.items():
        yield from leaves(node.children, f"{path}{name} ") if node.children else [f"{path}{name}"]


def test_every_command_has_an_example():
    """The table of examples covers the tree exactly, and aliases point into it."""
    assert set(EXAMPLES) == set(leaves(TREE))
    assert set(ALIASES.values()) <= set(TREE)


@pytest.mark.parametrize("path", sorted(EXAMPLES))
def test_the_example_of_each_command_runs(demo, path, tmp_path):
    """The example that `--help` ends with runs on the demonstration (check may say 7)."""
    furnish(demo)
    for command in BEFORE.get(path, ()):
        demo.ok(command)
    example = EXAMPLES[path].removeprefix("tinhgon ").replace("/tmp/minh-hoa", str(tmp_path / "other"))
    if path == "init":
        example += " --register moi.db"
    if path == "key revoke":
        key = next(line.split("\t")[0] for line in demo.ok("key list").splitlines() if "lan.bt" in line)
        example = example.replace("SHA256:FINGERPRINT", key)
    done = demo.whole(example, "--yes")  # so each command is once a whole process, from an empty Python
    assert done.code in ENDS.get(path, (0,)), done
    words = shlex.split(example)
    depth = len(path.split())
    assert "Example:" in demo.ok(" ".join(words[:depth]), "--help")


@pytest.mark.parametrize(
    ("name", "least"), [("README.md", 11), ("README.vi.md", 11), ("docs/imports.md", 10)]
)
def test_the_readme_can_be_typed(demo, name, least):
    """Every `tinhgon` line of the README runs in the demonstration, with the exit code it names."""
    (demo.folder / "danh-sach.csv").write_text(LIST, encoding="utf-8")
    (demo.folder / "ra-soat.csv").write_text(REVIEW, encoding="utf-8")
    if name.startswith("docs/"):
        written(demo.folder / "nhap.xlsx", A=[titles(COSTS), *costs_of("1.012902", 0)])
        (demo.folder / "cu.csv").write_text(OLD_LIST, encoding="utf-8")
    text = (ROOT / name).read_text("utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    ran = 0
    for line in lines:
        if not line.startswith("tinhgon "):
            continue
        command, _, remark = line.partition(" #")
        wanted = re.search(r"(?:exit|mã thoát) (\d+)", remark)
        done = demo(command.removeprefix("tinhgon "))
        assert done.code == (int(wanted[1]) if wanted else 0), (line, done)
        ran += 1
    assert ran >= least


def test_the_readme_shows_the_life_cycle_as_it_is(shell):
    """The README's diagram has exactly the arrows of the definition."""
    text = (ROOT / "README.md").read_text("utf-8")
    drawn = {
        line.strip()
        for line in re.search(r"```mermaid\n(.*?)```", text, re.DOTALL)[1].splitlines()
        if "-->" in line
    }
    from procedures.lifecycle import DEFINITION
    from workflow.diagram import mermaid

    assert drawn == {line.strip() for line in mermaid(DEFINITION).splitlines() if "-->" in line}


def test_ssh_keygen_line_of_the_readme(demo, tool):
    """The README's `ssh-keygen -Y verify` accepts the demo's entry, and refuses a changed byte."""
    import subprocess

    tool("ssh-keygen")
    demo.ok("audit entry 106 -o bang-chung")
    line = next(
        ln
        for ln in (ROOT / "README.md").read_text("utf-8").splitlines()
        if ln.startswith("ssh-keygen -Y verify")
    )
    assert subprocess.run(line, shell=True, cwd=demo.folder, capture_output=True).returncode == 0
    signed = demo.folder / "bang-chung" / "entry-106.json"
    signed.write_bytes(signed.read_bytes().replace(b"procedure", b"procedurE", 1))
    assert subprocess.run(line, shell=True, cwd=demo.folder, capture_output=True).returncode != 0


def test_help_explains_the_arguments(shell):
    """The text of an argument stands in the help of its command, not only its name."""
    assert "the register's name, e.g. the province" in shell.ok("init --help")
