"""Official papers of the demonstration: every form, checked against the register they came from."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
import zipfile
from fractions import Fraction

import pytest

from procedures.papers.read_words import document_words

PAPERS = {
    "annex": "so-tu-phap",
    "submission": "so-tu-phap",
    "decision": "",
    "summary": "",
    "costs": "so-tu-phap",
}
FORMS = ("docx", "pdf", "xlsx", "csv", "json")
SAME = "The file is byte for byte the paper that the register gives at that position."


@pytest.fixture(scope="module")
def printed(province, tmp_path_factory):
    """Every paper in every form, printed once."""
    import shutil

    from tests.cli.conftest import Shell

    folder = tmp_path_factory.mktemp("papers")
    shutil.copytree(province / "demo", folder / "demo")
    shell = Shell(folder / "demo")
    for kind, unit in PAPERS.items():
        shell.ok(f"paper {kind} {unit}", *(word for form in FORMS for word in ("-o", f"{kind}.{form}")))
    return shell


def changed(folder, source, target, change):
    """A copy of a zip package with `change(name, bytes)` applied to each part."""
    with zipfile.ZipFile(folder / source) as old, zipfile.ZipFile(folder / target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize("form", FORMS)
def test_a_paper_is_what_the_register_says(printed, kind, form):
    """Each of the five papers, in each of the five forms, agrees with the register word for word."""
    assert SAME in printed.ok(f"audit verify --paper {kind}.{form}")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_paper_is_the_same_bytes(printed, form, tmp_path):
    """A paper printed twice at one position is one file, byte for byte."""
    again = tmp_path / f"again.{form}"
    printed.ok("paper summary -o", str(again))
    assert again.read_bytes() == (printed.folder / f"summary.{form}").read_bytes()


def test_a_figure_changed_in_a_workbook_is_named(printed):
    """A cell of a workbook that was changed is named with what it says and what it should say."""

    def change(name, data):
        return data.replace(b"<v>2433871392</v>", b"<v>2433871393</v>", 1) if "sheet1" in name else data

    changed(printed.folder, "annex.xlsx", "forged.xlsx", change)
    done = printed("audit verify --paper forged.xlsx")
    assert done.code == 7
    assert "Phương án chi tiết!O5: the paper says “2433871393”, the register “2433871392”" in done.out


@pytest.mark.parametrize(
    ("form", "old", "new"),
    [
        ("csv", "2433871392", "2433871392"),
        ("csv", "2433871392", "1433871392"),
        ("json", '"2433871392"', '"1433871392"'),
        ("json", "Chưa đạt", "Đạt"),
    ],
)
def test_a_word_changed_in_a_text_form_is_named(printed, form, old, new):
    """A figure or verdict changed in CSV or JSON is found; an unchanged file is not."""
    kind = "summary" if "đạt" in old else "annex"
    text = (printed.folder / f"{kind}.{form}").read_text("utf-8-sig")
    assert old in text
    (printed.folder / f"forged.{form}").write_text(text.replace(old, new, 1), encoding="utf-8")
    done = printed(f"audit verify --paper forged.{form}")
    assert done.code == (0 if old == new else 7)


def test_a_pdf_with_another_figure_is_caught(printed):
    """A PDF that was printed from other figures differs at its page."""
    from pathlib import Path

    from procedures.papers.build import build_paper
    from procedures.papers.write_pdf import pdf_document
    from procedures.services.paper_data import PaperRequest, collect_paper_data
    from procedures.services.session import open_session

    session = open_session(str(printed.folder / "tinhgon.db"))
    matter = collect_paper_data(session, PaperRequest("submission", "so-tu-phap", "", "", ""))
    paper = build_paper(matter)
    told = paper.fields["paragraphs"]
    benefit = told["benefit"].replace(paper.fields["totals"]["saving"], "99.000.000.000")
    forged = paper._replace(fields={**paper.fields, "paragraphs": {**told, "benefit": benefit}})
    Path(printed.folder / "forged.pdf").write_bytes(pdf_document(forged, {}))
    done = printed("audit verify --paper forged.pdf")
    assert done.code == 7
    assert "page 1: the paper says “99.000.000.000”, the register “17.260.402.628”" in done.out


def test_an_edited_word_file_ends_with_7_and_says_what_is_not_seen(printed):
    """A .docx that was edited names the place and ends with 7; in words and JSON it says what it cannot see."""
    changed(
        printed.folder,
        "annex.docx",
        "edited.docx",
        lambda name, data: (
            data.replace("Phụ lục".encode(), "Phụ lục II".encode()) if name == "word/document.xml" else data
        ),
    )
    done = printed("audit verify --paper edited.docx")
    assert done.code == 7
    assert "differs from what the register gives in 1 place(s)" in done.out
    assert "the paper says “II”, the register “–”" in done.out
    assert "Not seen by this comparison: what a picture shows" in done.out
    done = printed("audit verify --paper edited.docx --json")
    page = json.loads(done.out)
    assert (done.code, page["compared"], page["not_seen"]) == (7, "places", ["pictures", "page-layout"])
    assert [one["found"] for one in page["differences"]] == ["II"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"Sổ [0-9a-f]{16}", "Sổ 0123456789abcdef", "made from another register"),
        (r"mục (\d+) ·", r"mục \g<1>9 ·", "which this register does not have"),
        (r"· [0-9a-f]{64} ·", "· " + "0" * 64 + " ·", "is not the one the paper was made from"),
    ],
)
def test_a_line_that_does_not_fit_is_told(printed, old, new, said):
    """A paper of another register, of entries that are missing, or of another history is told apart."""
    text = (printed.folder / "summary.csv").read_text("utf-8-sig")
    (printed.folder / "other.csv").write_text(re.sub(old, new, text), encoding="utf-8")
    done = printed("audit verify --paper other.csv")
    assert (done.code, said in done.out) == (7, True)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_no_paper_is_bad_input(printed, form):
    """Text, an empty file, half a paper and one cut within a letter are named, with exit code 2."""
    whole = (printed.folder / f"annex.{form}").read_bytes()
    torn = whole[: whole.index("ụ".encode()) + 1] if form in {"csv", "json"} else whole[:99]
    for name, data in {
        "text": b"xin chao",
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "torn": torn,
    }.items():
        (printed.folder / f"{name}.{form}").write_bytes(data)
        done = printed(f"audit verify --paper {name}.{form}")
        assert done.code == 2, (name, done)
        assert f"{name}.{form}" in done.err


def test_a_paper_stays_true_after_the_register_went_on(demo):
    """A paper is checked at its own position: later acts do not make it wrong."""
    demo.ok("paper summary -o tong-hop.xlsx")
    demo.ok('procedure review 1.003198 --reason "Giữ nguyên" --as lan.bt --yes')
    assert SAME in demo.ok("audit verify --paper tong-hop.xlsx")
    demo.ok("paper summary --at 250 -o cu.pdf")
    assert SAME in demo.ok("audit verify --paper cu.pdf")
    assert "position 250" in demo.ok("audit verify --paper cu.pdf")


def test_the_summary_is_the_verdict_sheet(printed):
    """The figures of the summary are those that `check` gives for the same units."""
    sheet = json.loads(printed("check --json").out)
    rows = {
        row["unit"]: row
        for row in json.loads((printed.folder / "summary.json").read_text())["tables"][0]["rows"]
    }
    names = {row["id"]: row["name"] for row in json.loads(printed.ok("unit list --json"))["rows"]}
    told = 0
    for unit in sheet["units"]:
        row = rows.get(names[unit["unit"]])
        if row is None:
            continue
        figures = unit["stages"]["proposed"]
        assert [row["base"], row["cut"], row["saving"]] == [
            str(unit["base"]),
            str(figures["counted"]),
            figures["saving"],
        ]
        told += 1
    assert told >= 20
    assert rows["Toàn bộ"]["cut"] == str(sheet["whole"]["stages"]["proposed"]["counted"])


def formulas(data):
    """Sheet -> cell -> (formula or None, value as the file states it)."""
    from xml.etree import ElementTree as ET

    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        book = ET.fromstring(package.read("xl/workbook.xml"))
        names = [one.get("name") for one in book.iter(f"{space}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            root = ET.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
            found[name] = {
                cell.get("r"): (cell.findtext(f"{space}f"), cell.findtext(f"{space}v"))
                for cell in root.iter(f"{space}c")
                if cell.get("t") in {None, "n", "str"}
            }
    return found


@pytest.mark.parametrize("kind", PAPERS)
def test_the_formulas_of_a_workbook_give_its_values(printed, kind):
    """Each formula, worked out anew from the cells it names, is the value that stands there."""
    sheets = formulas((printed.folder / f"{kind}.xlsx").read_bytes())
    worked = 0
    for cells in sheets.values():

        def value(match, cells=cells):
            return f"v('{match[0]}')"

        for place, (formula, shown) in cells.items():
            if formula is None or "!" in formula:
                continue

            def v(name, cells=cells):
                return float(cells[name][1]) if cells.get(name, (None, None))[1] else 0.0

            def span(first, last):
                column = re.match("[A-Z]+", first)[0]
                top, end = (int(re.search(r"\d+", one)[0]) for one in (first, last))
                return [v(f"{column}{row}") for row in range(top, end + 1)]

            text = re.sub(r"([A-Z]+\d+):([A-Z]+\d+)", r"*span('\1','\2')", formula)
            text = re.sub(r"(?<!')\b[A-Z]+\d+\b(?!')", value, text)
            names = {"v": v, "span": span, "SUM": lambda *n: sum(n), "ROUND": lambda n, _: int(n + 0.5)}
            got = eval(text, {"__builtins__": {}}, names)
            assert float(f"{got:.12g}") == float(f"{float(shown):.12g}"), (place, formula)
            worked += 1
    assert worked >= 16


def test_the_summary_has_native_charts(printed):
    """The workbook of the summary draws a chart for each of the two targets."""
    with zipfile.ZipFile(printed.folder / "summary.xlsx") as package:
        charts = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2


@pytest.mark.parametrize("kind", PAPERS)
def test_a_pdf_embeds_its_fonts_and_says_that_it_is_an_archive_copy(printed, kind):
    """Every font of a PDF is Tinos and embedded; it is tagged PDF/A-2a in Vietnamese, its text extractable."""
    from pypdf import PdfReader

    reader = PdfReader(printed.folder / f"{kind}.pdf")
    fonts = set()
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            fonts.add(below["/BaseFont"].split("+")[-1])
            assert "/FontFile2" in below["/FontDescriptor"]
    assert {one.lstrip("/") for one in fonts} <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in re.sub(
        rb">\s+<", b"><", metadata
    )
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"
    assert any("Dữ liệu minh họa" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_invented_is_marked_on_every_paper(printed, form):
    """A paper of the demonstration says that its data are invented."""
    text = " ".join(
        word.text for word in document_words(f".{form}", (printed.folder / f"annex.{form}").read_bytes())
    )
    assert "Dữ liệu minh họa" in text


def test_the_numbers_of_a_workbook_are_numbers(printed):
    """Amounts are numeric cells: Excel can sum them, whatever separators it shows."""
    cells = formulas((printed.folder / "annex.xlsx").read_bytes())["Phương án chi tiết"]
    assert cells["O5"] == (None, "2433871392")


def test_a_csv_can_be_read_back(printed):
    """The CSV has one row for each action and Excel's mark at its beginning."""
    data = (printed.folder / "annex.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert [row[1] for row in rows if row[1][:1] in "12"][:2] == ["1.000627", "1.001122"]


def test_json_goes_to_a_pipe_where_no_file_is_named(printed):
    """With --json and no file, the paper's data go to stdout, exact amounts as text."""
    data = json.loads(printed.ok("paper annex so-tu-phap --json"))
    row = data["tables"][0]["rows"][0]
    assert (row["before"], row["rate"], Fraction(row["rate"])) == ("2433871392", "2433871392/2433871392", 1)


def test_a_file_that_exists_is_not_overwritten(printed):
    """Printing onto a file that exists is refused and leaves it alone."""
    before = (printed.folder / "annex.pdf").read_bytes()
    done = printed("paper annex so-tu-phap -o annex.pdf")
    assert (done.code, (printed.folder / "annex.pdf").read_bytes()) == (8, before)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("paper annex khong-co -o x.pdf", 5, "khong-co"),
        ("paper annex so-tu-phap -o x.odt", 2, "x.odt"),
        ("paper annex so-tu-phap --number 99/TTr -o x.pdf", 5, "99/TTr"),
        ("paper annex so-tu-phap --templates khong-co -o x.pdf", 2, "khong-co"),
        ("paper submission hoa-binh -o x.pdf", 2, "--number"),
        ("paper annex so-tu-phap --stage xong -o x.pdf", 2, "--stage"),
        ("audit verify --paper khong-co.pdf", 2, "khong-co.pdf"),
    ],
)
def test_what_cannot_be_printed_is_said(printed, command, code, said):
    """A unit, form, number or folder that is not there gives its own error and writes nothing."""
    done = printed(command)
    assert (done.code, said in done.err) == (code, True), done
    assert not list(printed.folder.glob("x.*"))


def test_a_decision_on_record_is_printed_with_its_number(printed):
    """A draft has no number; by the number of a recorded decision the paper has its number and date."""
    fields = json.loads(printed.ok("paper decision --json"))["fields"]
    assert (fields["draft"], fields["number"].strip()) == (True, "/QĐ-UBND")
    case = json.loads(printed.ok("procedure show 2.000635 --json"))
    number = next(one["number"] for one in case["documents"] if one["slot"].startswith("decision"))
    fields = json.loads(printed.ok("paper decision --json --number", number))["fields"]
    assert (fields["draft"], fields["number"]) == (False, number)
    assert "ngày 15 tháng 9 năm 2023" in fields["place_date"] or "năm 2023" in fields["place_date"]


def test_an_office_prints_by_its_own_templates(demo):
    """A template that the office changed is used, in Word and in PDF, and the paper can be checked with it."""
    demo.ok("paper templates mau")
    typ = demo.folder / "mau" / "annex.typ"
    typ.write_text(typ.read_text("utf-8").replace("told.annex)", 'told.annex + " số 01")'), encoding="utf-8")
    demo.ok("paper annex so-tu-phap --templates mau -o a.pdf")
    assert "Phụ lục số 01" in " ".join(
        one.text for one in document_words(".pdf", (demo.folder / "a.pdf").read_bytes())
    )
    assert SAME in demo.ok("audit verify --paper a.pdf --templates mau")
    assert demo("audit verify --paper a.pdf").code == 7


def test_a_check_says_which_templates_of_an_office_it_rendered(demo):
    """Only with --templates is an office's template rendered, and the answer names it, in words and in JSON."""
    demo.ok("paper templates mau")
    demo.ok("paper annex so-tu-phap -o a.pdf -o a.docx -o a.csv")
    if sys.platform == "linux":  # a name that is no text
        (demo.folder / "mau" / os.fsdecode(b"\xff.typ")).write_text("")
        page = json.loads(demo.ok("audit verify --paper a.pdf --templates mau --json"))
        assert {"annex.typ", "common.typ"} < set(page["templates"])
    told = demo.ok("audit verify --paper a.pdf --templates mau")
    assert ("A template is like a program" in told, "annex.typ" in told, SAME in told) == (True, True, True)
    for command, templates in (
        ("a.docx --templates mau", ["annex.docx"]),
        ("a.csv --templates mau", []),
        ("a.docx", []),
    ):
        page = json.loads(demo.ok(f"audit verify --paper {command} --json"))
        assert page["templates"] == templates
    done = demo("audit verify --paper a.pdf --templates khong-co")
    assert (done.code, "khong-co" in done.err) == (2, True)


def test_a_check_runs_no_command_of_a_template(demo):
    """Neither printing nor checking by a template that asks for a command runs it; the error says what it asks for."""
    demo.ok("paper summary -o a.docx")
    demo.ok("paper templates mau")
    (demo.folder / "mau" / "summary.docx").rename(demo.folder / "old.docx")
    runs = "cycler.__init__.__globals__.os.system('touch CANARY')"
    attack = '{{ chart[0].tpl.render_xml_part("{" ~ "{ ' + runs + ' }" ~ "}", none, {}) }}'
    changed(
        demo.folder,
        "old.docx",
        "mau/summary.docx",
        lambda name, data: (
            data.replace(b"{{ programme }}", attack.encode()) if name == "word/document.xml" else data
        ),
    )
    for command in ("paper summary -o b.docx", "audit verify --paper a.docx"):
        done = demo(f"{command} --templates mau")
        assert (done.code, "render_xml_part" in done.err, "TG-431" in done.err) == (2, True, True), done
    assert not list(demo.folder.rglob("CANARY"))
    assert not (demo.folder / "b.docx").exists()


@pytest.mark.parametrize(
    ("form", "old", "new", "named"),
    [
        (".typ", "paper.unit_upper", "paper.don_vi", "don_vi"),
        (".typ", "#overview()", "#overview(", "annex.typ"),
        (".docx", "{{ unit_upper }}", "{{ don_vi }}", "don_vi"),
        (".docx", "{{ line }}", "", "line"),
        (".docx", "{{ unit_upper }}", "{{ ''.__class__.__mro__ }}", "__class__"),
        (".docx", "{%p for one in procedures %}", "{%p for one in %}", "annex.docx"),
    ],
)
def test_a_broken_template_is_named_and_nothing_is_written(demo, form, old, new, named):
    """A template with an unknown field, broken syntax, a forbidden call, or without its line: named, exit 2."""
    demo.ok("paper templates mau")
    if form == ".typ":
        file = demo.folder / "mau" / "annex.typ"
        assert old in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(old, new), encoding="utf-8")
    else:
        (demo.folder / "mau" / "annex.docx").rename(demo.folder / "old.docx")
        changed(
            demo.folder,
            "old.docx",
            "mau/annex.docx",
            lambda name, data: (
                data.replace(old.encode(), new.encode()) if name == "word/document.xml" else data
            ),
        )
    done = demo(f"paper annex so-tu-phap --templates mau -o a{'.pdf' if form == '.typ' else form}")
    assert (done.code, named in done.err) == (2, True), done
    assert not list(demo.folder.glob("a.*"))


@pytest.mark.parametrize("missing", ["docxtpl", "typst", "xlsxwriter"])
def test_without_an_extra_the_command_says_what_to_install(demo, missing, tmp_path):
    """Where the writer of a form is not installed, the error names the extra, and nothing is written."""
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    (blocked / f"{missing}.py").write_text("raise ImportError('not installed')\n")
    form = {"docxtpl": "docx", "typst": "pdf", "xlsxwriter": "xlsx"}[missing]
    done = demo(f"paper annex so-tu-phap -o a.{form}", PYTHONPATH=f"{blocked}:{demo.env['PYTHONPATH']}")
    assert (done.code, "papers" in done.err) == (8, True), done
    assert not list(demo.folder.glob("a.*"))


def test_a_paper_is_vietnamese_whoever_prints_and_checks_it(demo):
    """Printed in an English session and checked in a Vietnamese one, a CSV is the same paper."""
    demo.ok("paper summary -o th.csv --lang en")
    assert demo("audit verify --paper th.csv --lang vi").code == 0


def test_a_false_date_and_another_version_are_told_apart(demo):
    """A date before the paper's own entry is caught; a version that is not known here is said, never passed."""
    demo.ok("paper summary -o th.csv -o th.json -o th.xlsx")
    text = (demo.folder / "th.csv").read_text("utf-8-sig")
    (demo.folder / "day.csv").write_text(
        text.replace("30/09/2023 · tinhgon", "31/08/2023 · tinhgon"), encoding="utf-8"
    )
    done = demo("audit verify --paper day.csv --lang en")
    assert (done.code, "an earlier date" in done.out) == (7, True)
    for name, version in (("th.csv", "0.0.9"), ("th.json", "9.9.9")):
        text = (demo.folder / name).read_text("utf-8-sig")
        (demo.folder / f"v-{name}").write_text(
            text.replace("tinhgon 0.1.0", f"tinhgon {version}"), encoding="utf-8"
        )
        done = demo(f"audit verify --paper v-{name} --lang en")
        assert (done.code, f"made by version {version} of the program" in done.out) == (7, True), done


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("UPDATE journal SET intent = replace(intent, 'mai.dt', 'mai.dx') WHERE seq = 200", "chain-broken"),
        ("UPDATE journal SET sig = zeroblob(64) WHERE seq = 200", "bad-signature"),
        ("DELETE FROM journal WHERE seq = 200", "gap"),
        ("UPDATE enclosure SET data = CAST('x' AS BLOB)", "unreadable"),
    ],
)
def test_no_paper_is_right_on_a_broken_journal(demo, harm, code):
    """An entry changed, unsigned or taken out below the paper's position: the break is said, not "right"."""
    import sqlite3

    demo.ok("paper summary -o th.json -o th.csv")
    demo.ok("paper summary --at 150 -o cu.json")
    connection = sqlite3.connect(demo.folder / "tinhgon.db")
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(harm)
    connection.commit()
    connection.close()
    done = demo("audit verify --paper th.csv")
    assert (done.code, "the journal up to entry" in done.out) == (7, True), done
    done = demo("audit verify --paper th.json --json")
    page = json.loads(done.out)
    assert (done.code, page["fault"], page["compared"]) == (7, "paper-on-broken-journal", None)
    assert code in {one["code"] for one in page["journal"]}
    if code != "unreadable":
        assert demo("audit verify --paper cu.json").code == 0


def test_nothing_is_written_where_one_of_the_files_is_there(demo):
    """Of several files one exists already: none is written."""
    (demo.folder / "cu.csv").write_text("x")
    assert demo("paper summary -o moi.csv -o cu.csv").code == 8
    assert not (demo.folder / "moi.csv").exists()
    assert demo("paper summary -o", "d" * 300 + ".csv").code == 8


def test_recommendations_are_narrowed_by_a_body_and_checked(demo):
    """`--to` takes a mark or a name; who is unknown, or asked for nothing, is an error; the paper is checked."""
    plan = demo.ok("propose --template").partition("# Chi phí sau")[0]
    plan = plan.replace('authority = "province"', 'authority = "ministry"')
    plan = plan.replace("25/2020/QĐ-UBND", "01/2021/TT-BTP").replace("Quyết định", "Thông tư")
    (demo.folder / "a.toml").write_text(plan, encoding="utf-8")
    demo.ok("propose 1.003198 --from a.toml --as lan.bt --yes")
    demo.ok("paper recommendations --to BTP --to chinh-phu -o a.docx -o a.pdf")
    for file in ("a.docx", "a.pdf"):
        assert SAME in demo.ok(f"audit verify --paper {file}")
    assert '"to": "chinh-phu,bo-tu-phap"' in demo.ok("paper recommendations --to BTP --to chinh-phu --json")
    assert demo("paper recommendations --to bo-y-te").code == 5
    unknown = demo("paper recommendations --to BXX")
    assert (unknown.code, "no such body: BXX; known are: quoc-hoi" in unknown.err) == (2, True)
