"""The verdict at the counter: why, league table, what is outside, the plan, new burden, programmes."""

from __future__ import annotations

import json
import re

import pytest


def nodes(tree):
    """Every node of a tree, the root first."""
    yield tree
    for child in tree["children"]:
        yield from nodes(child)


@pytest.mark.parametrize("unit", ["so-cong-thuong", "so-y-te", "hoa-binh"])
def test_every_leaf_of_why_is_in_the_journal(demo, unit):
    """Each figure without children names an entry, and that entry touched what the figure is about."""
    done = demo(f"check --unit {unit} --why --json")
    tree = json.loads(done.out)["why"]
    leaves = [node for node in nodes(tree) if not node["children"]]
    assert len(leaves) > 30
    head = json.loads(demo.ok("register info --json"))["entries"]
    assert all(node["entry"] is not None and 0 <= node["entry"] < head for node in leaves)
    assert all(node["rule"] for node in nodes(tree))
    saving = next(node for node in nodes(tree) if node["label"] == "saving")
    code = saving["values"]["code"]
    logged = demo.ok(f"audit log {code} --json")
    entries = {row["seq"] for row in json.loads(logged)["rows"]}
    mine = [node["entry"] for node in nodes(saving) if node["entry"] is not None]
    assert mine
    assert set(mine) <= entries


def test_why_adds_up(demo):
    """The savings of the tree are the saving of the verdict, and the bases its known cost."""
    tree = json.loads(demo("check --unit so-cong-thuong --why --json").out)["why"]
    cost = next(node for node in tree["children"] if node["label"] == "cost")
    savings = [int(n["values"]["saving"]) for n in cost["children"] if n["label"] == "saving"]
    bases = [int(n["values"]["before"]) for n in cost["children"] if n["label"] == "saving"]
    bases += [int(n["values"]["base"]) for n in cost["children"] if n["label"] == "uncut"]
    assert (sum(savings), sum(bases)) == (int(cost["values"]["saving"]), int(cost["values"]["known"]))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_why_reads_in_both_languages(demo, lang):
    """The tree is words, and ends in hours, rate, volume and rounding."""
    told = demo("check --unit so-cong-thuong --why", "--format", "table", "--lang", lang).out
    words = {"vi": ("thu nhập", "làm tròn", "mục"), "en": ("hourly income", "rounded half up", "entry")}
    assert all(word in told for word in words[lang])
    assert "C5" in told


def test_the_league_table_is_ordered(demo):
    """Nobody stands above a unit that is nearer to both of its targets."""
    done = demo("check --league --json")
    assert done.code == 7
    ranked = json.loads(done.out)["league"]
    progress = []
    for one in ranked:
        stage = one["stages"]["proposed"]
        number = stage["number"]["cut"] / (stage["number"]["base"] * 20)
        low = stage["cost"]["low"] or "0/1"
        over, under = map(int, low.split("/"))
        progress.append(min(number, over / under / 20))
    assert progress == sorted(progress, reverse=True)


def test_new_burden_is_shown_beside_the_cuts(demo):
    """R9: a procedure in force after the seal is new, one from before is found; both are named."""
    add = "procedure add {code} {name} --unit so-tu-phap --in-force {day} --document {number} --dated {day} --as hanh.nt --yes"
    demo.ok(add.format(code="9.000001", name="'Thủ tục mới'", day="20/09/2023", number="5/QĐ"))
    demo.ok(add.format(code="9.000002", name="'Thủ tục cũ'", day="01/01/2022", number="6/QĐ"))
    done = demo("check --unit so-tu-phap --json")
    sheet = json.loads(done.out)
    net = sheet["units"][0]["net"]
    assert (net["new"], net["found"], net["unmeasured"]) == (1, 1, 1)
    assert net["number"]["cut"] == sheet["units"][0]["stages"]["proposed"]["number"]["cut"] - 1
    assert net["money"]["value"] == "undetermined"
    named = {one["code"]: one["group"] for one in sheet["noted"]}
    assert (named["9.000001"], named["9.000002"]) == ("new", "found")
    assert done.code == 0, "the target is taken before new burden (R9)"
    assert "9.000001" in demo("check --unit so-tu-phap --lang en --format table").out


def test_what_is_outside_the_baseline_has_a_reason(demo):
    """R5: what was added after the seal is listed as that."""
    demo.ok("procedure add 9.000003 'Thủ tục' --unit so-tu-phap --as hanh.nt --yes")
    listed = json.loads(demo.ok("check --excluded --json"))["excluded"]
    assert [(one["code"], one["why"]) for one in listed] == [("9.000003", "after-seal")]
    piped = demo.ok("check --excluded").splitlines()
    assert piped[1].split("\t")[:3] == ["9.000003", "so-tu-phap", "after-seal"]


def test_the_plan_is_enough_and_not_more(demo):
    """Both targets are met once the procedures of a plan are proposed; the plan says how many."""
    plan = json.loads(demo.ok("plan so-xay-dung --json"))
    assert plan["reached"]
    assert len(plan["steps"]) == 1
    code = plan["steps"][0]["code"]
    assert demo("check --unit so-xay-dung").code == 7
    demo.ok(
        f"propose {code} --kind abolish --content 'Bãi bỏ' --reason 'Thừa' --submission 9/TTr "
        "--dated 29/09/2023 --as son.hv --yes"
    )
    assert demo("check --unit so-xay-dung").code == 0
    again = json.loads(demo.ok("plan so-xay-dung --json"))
    assert again["steps"] == []


def test_a_plan_that_cannot_be_reached_says_by_how_much(demo):
    """Too small a reduction: exit 7, and the shortfall in đồng."""
    done = demo("plan so-cong-thuong --simplify 1 --json")
    plan = json.loads(done.out)
    assert done.code == 7
    assert int(plan["short_cost"]) > 0
    assert not plan["reached"]


@pytest.mark.parametrize(
    ("more", "code", "word"),
    [
        ("--take 1.999999", 5, "1.999999"),
        ("--take 2.000664 --leave 2.000664", 2, "2.000664"),
        ("--take 2.000142", 2, "2.000142"),
        ("--within country", 2, "country"),
        ("--simplify 100", 2, "100"),
    ],
)
def test_a_bad_wish_for_a_plan_is_refused(demo, more, code, word):
    """An unknown, contradictory or cut procedure, an unknown authority, a percentage of 100."""
    done = demo(f"plan so-cong-thuong {more} --lang en")
    assert done.code == code, done
    assert word in done.err


def test_the_templates_are_accepted(demo):
    """The programme and both cost sheets that are written to be filled in can be used as they are."""
    (demo.folder / "c.toml").write_text(demo.ok("programme template"), encoding="utf-8")
    demo.ok("programme adopt c.toml --as hanh.nt --yes")
    demo.ok("programme seal chuong-trinh-2024 --as hanh.nt --yes")
    (demo.folder / "g.toml").write_text(demo.ok("cost template --groups"), encoding="utf-8")
    demo.ok("cost record 1.000662 --from g.toml --as mai.dt --yes")
    shown = demo.ok("cost show 1.000662 --steps --lang vi --format table")
    # 95,6 triệu / 2.112 giờ: (1,5 + 3) giờ + 100.000, 900 người; (1,5 + 0,5) giờ + 50.000, 300 người
    assert "315.482.955" in shown
    told = demo("check --programme chuong-trinh-2024 --lang en --format table").out
    assert "Working days: 1 hour = 1/8" in told or "1 working day = 1" in told


def test_every_problem_of_a_programme_is_named_at_once(demo):
    """A programme that contradicts itself in six places is refused with all six."""
    text = demo.ok("programme template")
    for old, new in (
        (
            'deadline = 2024-12-31\n\n[[targets]]\nmeasure = "cost"\npercent = 20',
            'deadline = 2020-12-31\n\n[[targets]]\nmeasure = "number"\npercent = 20',
        ),
        ('kinds = ["procedure"] ', 'kinds = ["report"] '),
        ('day = "5/7"', 'day = "0"'),
        ("percent = 30", "percent = 100"),
        ('percent = 100\nstage = "approved"', 'percent = 100\nstage = "proposed"'),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    (demo.folder / "c.toml").write_text(text, encoding="utf-8")
    done = demo("programme adopt c.toml --as hanh.nt --yes --lang en")
    assert done.code == 2
    for place in (
        "targets.1.deadline",
        "targets.2.measure",
        "targets.3.kinds",
        "targets.3.percent",
        "conversions.day",
    ):
        assert place in done.err, done.err


@pytest.mark.parametrize("preset", ["qd-1085-2022", "nq-68-2020", "nq-66-2025", "nq-66-2026"])
def test_presets_can_be_adopted(demo, preset):
    """Every preset is sound, can be put on record, and shows its sources."""
    demo.ok(f"programme adopt {preset} --as hanh.nt --yes")
    assert "/" in demo.ok(f"programme show {preset}")


def test_what_cannot_be_computed_says_so(demo):
    """A programme without conversions into working days: time is not computed, and nobody passes."""
    text = demo.ok("programme export nq-66-2025")
    rest = text[text.index("[[sources]]") :]
    (demo.folder / "rieng.toml").write_text(text.partition("[conversions]")[0] + rest, encoding="utf-8")
    demo.ok("programme adopt rieng.toml --as hanh.nt --yes")
    demo.ok("programme seal nq-66-2025 --as hanh.nt --yes")
    done = demo("check --programme nq-66-2025 --json")
    assert done.code == 7
    sheet = json.loads(done.out)
    assert list(sheet["not_computed"]) == ["time"]
    assert sheet["whole"]["stages"]["approved"]["time"]["value"] == "not-computed"


def test_a_programme_over_a_list_of_codes(demo):
    """Only the codes of the published list are in the baseline; the rest is listed as outside."""
    (demo.folder / "ma.txt").write_text("2.000142\n2.000664 # hai\n", encoding="utf-8")
    demo.ok("programme adopt nq-68-2020 --codes ma.txt --as hanh.nt --yes")
    done = demo("programme seal nq-68-2020 --as hanh.nt --yes --lang en")
    assert (done.code, "--left-out" in done.err, "of " in done.err) == (2, True, True)
    left_out = int(re.search(r"(\d+) of (\d+) procedures", done.err)[1])
    wrong = demo(f"programme seal nq-68-2020 --left-out {left_out - 1} --as hanh.nt --yes --lang en")
    assert (wrong.code, str(left_out) in wrong.err) == (2, True)
    demo.ok(f"programme seal nq-68-2020 --left-out {left_out} --as hanh.nt --yes")
    sheet = json.loads(demo("check --programme nq-68-2020 --json").out)
    assert sheet["whole"]["base"] == 2
    (demo.folder / "sai.txt").write_text("2.000142\n9.999999\n", encoding="utf-8")
    done = demo("programme adopt nq-66-2025 --codes sai.txt --as hanh.nt --yes --lang en")
    assert done.code == 2
    assert "9.999999" in done.err
    outside = json.loads(demo.ok("check --programme nq-68-2020 --excluded --json"))["excluded"]
    assert {one["why"] for one in outside} == {"list"}


def test_a_list_that_a_target_waits_for(demo):
    """A missing list is named with the command that gives it; codes outside the baseline are passed over and counted."""
    demo.ok("programme adopt nq-66.7-2025 --as hanh.nt --yes")
    demo.ok("programme seal nq-66.7-2025 --as hanh.nt --yes")
    said = demo("check --programme nq-66.7-2025").out
    command = "programme list nq-66.7-2025 FILE --target coverage --as REGISTRAR"
    assert f"tinhgon {command}" in said
    (demo.folder / "ma.txt").write_text("2.000142\n2.000664 # hai\n9.999999\n", encoding="utf-8")
    given = command.replace("FILE", "ma.txt").replace("REGISTRAR", "hanh.nt")
    refused = demo(given, "--yes")
    assert (refused.code, "9.999999" in refused.err, "--members-only" in refused.err) == (3, True, True)
    done = demo(given.replace(" --target coverage", "") + " --members-only --yes")
    assert (done.code, "1 of 3" in done.err) == (0, True)
    sheet = json.loads(demo("check --programme nq-66.7-2025 --json").out)
    assert (sheet["not_computed"], sheet["whole"]["stages"]["implemented"]["coverage"]["base"]) == ({}, 2)
    again = demo("programme list nq-66.7-2025 ma.txt --as hanh.nt --yes")
    assert (again.code, "--target" in again.err) == (2, True)


def test_an_income_is_looked_up_by_its_year(demo):
    """C3: a year with a published source needs no amount; a year without one is refused."""
    sheet = (
        "--hours 2 --service 0 --fees 0 --other không --times 1 --subjects 5000 --source thử --dated 01/07/2023 "
        "--as mai.dt --yes"
    )
    demo.ok(f"cost record 1.000662 --income-year 2018 {sheet}")
    assert "276.988.636" in demo.ok("cost show 1.000662 --lang vi --format table")
    done = demo(f"cost record 1.000990 --income-year 1999 {sheet} --lang en")
    assert done.code == 2
    assert "2018" in done.err


@pytest.mark.parametrize(("more", "value", "code"), [(0, "met", 0), (1, "not-met", 7)])
def test_the_flip_point_holds_to_the_dong(demo, more, value, code):
    """V3: the three unmeasured costs together at the flip point: met; one đồng more: not met."""
    sheet = json.loads(demo("check --unit so-y-te --json").out)
    cost = sheet["units"][0]["stages"]["proposed"]["cost"]
    assert (cost["value"], cost["u"], cost["flip"]["group"]) == ("undetermined", 3, "U")
    edge = int(cost["flip"]["amount"]) + more
    amounts = dict(zip(("1.000662", "1.000990", "1.004087"), (edge - 12, 12, 0), strict=True))
    for one, amount in amounts.items():
        demo.ok(
            f"cost record {one} --hours 0 --service {amount} --fees 0 --other 0 --times 1 --subjects 1 "
            "--source thử --dated 01/07/2023 --as mai.dt --yes"
        )
    done = demo("check --unit so-y-te --json")
    stage = json.loads(done.out)["units"][0]["stages"]["proposed"]
    assert stage["cost"]["value"] == value
    assert done.code == code


def test_status_of_the_past_names_the_entry_that_was_read(demo):
    """`status --at` prints the position and time of the entry whose figures it shows."""
    import json

    then = json.loads(demo.ok("status --at 100 --json"))
    assert then["position"] == 100
    assert "100 (" in demo.ok("status --at 100 --format table").splitlines()[0]


def test_names_are_whole_where_a_machine_reads_them(demo):
    """CSV and TSV of the sheet and of the league table hold the names of units as they are on record."""
    for command in ("check", "check --league"):
        for form in ("csv", "tsv"):
            text = demo(command, "--format", form).out
            assert "Ban Quản lý các khu công nghiệp tỉnh" in text, (command, form)
            assert "…" not in text.replace("…,", ",") or command == "check --league"
